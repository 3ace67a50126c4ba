"""A number is typed, perhaps with a unit, perhaps as a calculation; it counts if it lies within a tolerance."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Self

from quizzes.answers import AnswerKey, Fields, Grade, Reading, UnreadableAnswer
from quizzes.maths.drawing import check_placeholders, checked_draws, read_drawing, values_in_text
from quizzes.maths.evaluating import CalculationError, Real, evaluate
from quizzes.maths.faults import Faults
from quizzes.maths.measures import Units
from quizzes.maths.number_answers import NumberAnswer, number_readings
from quizzes.maths.number_fields import read_answers, read_tolerance_field, read_units
from quizzes.maths.numbers import Tolerance, plain, same
from quizzes.maths.parameters import Draw, ParameterError, Parameters, described
from quizzes.maths.quantities import exact
from quizzes.maths.reading import Formula
from quizzes.maths.trees import Node


@dataclasses.dataclass(frozen=True, kw_only=True)
class WrongFormula:
    """A usual wrong answer and what to say to it, as Markdown."""

    formula: Formula
    why: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Numeric(AnswerKey):
    """answers: all accepted, the first is shown.

    seed: draws the parameters; a key that was never varied is variant 0.
    """

    box = "line"
    seconds = 120
    isolated = True
    fields = frozenset({"answer", "tolerance", "unit", "accept_units", "params", "where", "let", "tests", "wrong"})
    example = """\
## coin-exactly-two-heads

```yaml
kind: numeric
level: entry
tags: [pr.distributions]
params: {n: {int: [3, 8, 1]}}
answer: comb(n, 2)/2^n
tests: [{n: 3, answer: 3/8}, {right: "{{n}}*({{n}}-1)/2/2^{{n}}"}, {wrong: "1/2^{{n}}"}]
wrong:
  - {expr: 1/2^n, why: "That is the chance of one particular order of heads and tails."}
```

A fair coin is tossed {{n}} times. What is the chance of exactly two heads?

**Why:** With $n={{n}}$ tosses, all $2^n$ orders are equally likely, and $\\binom{n}{2}$ of them have two heads.

**Mistakes:**

- Counting one order only, such as heads first and tails after.
"""

    answers: tuple[Formula, ...]
    tolerance: Tolerance
    units: Units
    parameters: Parameters
    wrong: tuple[WrongFormula, ...]
    seed: int = 0

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        faults = Faults(fields)
        parameters, names = read_drawing(fields, faults)
        key = cls(
            answers=read_answers(faults, names),
            tolerance=read_tolerance_field(faults),
            units=read_units(faults),
            parameters=parameters or Parameters(),
            wrong=_read_wrong(faults, names),
        )
        if faults:  # what else is wrong is said in one go, as far as it can be told
            _check(fields, key, names, faults, draws=parameters is not None)
        faults.raise_all()
        return key

    def variant(self, seed: int) -> Numeric:
        return dataclasses.replace(self, seed=seed) if self.parameters.ranges else self

    def placeholders(self) -> Mapping[str, str]:
        return values_in_text(self.draw)

    @cached_property
    def draw(self) -> Draw:
        return self.parameters.draw(self.seed)

    @cached_property
    def judge(self) -> NumberAnswer:
        """The answer of this variant."""
        return NumberAnswer(
            references=tuple(self._value(answer) for answer in self.answers),
            tolerance=self.tolerance,
            units=self.units,
            mistakes=tuple((self._value(wrong.formula), wrong.why) for wrong in self.wrong),
        )

    def grade(self, text: str) -> Grade:
        return self.judge.grade(text)

    def model_answer(self) -> str:
        return self.judge.model_answer()

    def shown_answer(self) -> str:
        """The number alone: a formula in parameter names would be the author's shorthand; *Why* says it in words."""
        return self.judge.shown()

    def readings(self, text: str) -> tuple[Reading, ...]:
        return number_readings(text, self.units)

    def check(self, fields: Fields) -> None:
        faults = Faults(fields)
        _check(fields, self, self.parameters.names, faults, draws=True)
        faults.raise_all()

    def _value(self, formula: Formula) -> Real:
        return evaluate(formula.tree, self.draw.values)


def _read_wrong(faults: Faults, names: Collection[str]) -> tuple[WrongFormula, ...]:
    found = []
    for item in faults.list_of("wrong"):
        if not isinstance(item, Mapping) or set(item) != {"expr", "why"}:
            faults.add("wrong", f"{{expr: formula, why: text}} was expected, not {item!r}")
            continue
        wrong, why = faults.formula("wrong", item["expr"], names), item["why"]
        if not isinstance(why, str) or not why.strip():
            faults.add("wrong", f"`{item['expr']}` says not why; fill `why: text`")
        elif wrong:
            found.append(WrongFormula(formula=wrong, why=why.strip()))
    return tuple(found)


def _check(fields: Fields, key: Numeric, names: Collection[str], faults: Faults, *, draws: bool) -> None:
    """draws: whether the parameters are sound, so that they can be drawn."""
    formulas: list[Node] = [answer.tree for answer in (*key.answers, *(wrong.formula for wrong in key.wrong))]
    check_placeholders(fields, key.parameters, names, formulas, faults)
    if draws:
        _check_variants(key, formulas, faults)
        for test in _worked_cases(fields):
            if message := _fault_of_case(test, key):
                faults.add("tests", message)


def _check_variants(key: Numeric, formulas: Iterable[Node], faults: Faults) -> None:
    """The first fault of the answers, and of each wrong formula, over some draws."""
    said: set[int] = set()
    for seed, at in checked_draws(key.parameters, formulas, faults):
        variant = key.variant(seed)
        found = {-1: ("answer", _fault_of_answer(variant))} | {
            index: ("wrong", _fault_of_wrong(wrong, variant)) for index, wrong in enumerate(key.wrong)
        }
        for place, (field, message) in found.items():
            if message and place not in said:
                said.add(place)
                faults.add(field, f"{message}{at}")


def _fault_of_answer(key: Numeric) -> str:
    try:
        references = tuple(key._value(answer) for answer in key.answers)
        if not references:
            return ""
        judge = NumberAnswer(references=references, tolerance=key.tolerance, units=key.units)
        model_answer = judge.model_answer()
        return "" if judge.grade(model_answer).score == 1 else f"`{model_answer}` is not accepted"
    except (CalculationError, UnreadableAnswer) as error:
        return str(error)


def _fault_of_wrong(wrong: WrongFormula, key: Numeric) -> str:
    try:
        value = key._value(wrong.formula)
    except CalculationError as error:
        return f"`{wrong.formula.text}`: {error}"
    for answer in key.answers:
        try:
            if same(value, key._value(answer), key.tolerance):
                return f"`{wrong.formula.text}` is right within the tolerance"
        except CalculationError:
            continue  # it is said of the answer
    return ""


def _worked_cases(fields: Fields) -> list[Mapping[str, object]]:
    """Those of the question's tests that say what the answer is for given parameters."""
    tests = fields.data.get("tests")
    return [test for test in tests if isinstance(test, Mapping) and "answer" in test] if isinstance(tests, list) else []


def _fault_of_case(test: Mapping[str, object], key: Numeric) -> str:
    if set(test) != {"answer", *key.parameters.ranges}:
        wanted = ", ".join([*key.parameters.ranges, "answer"])
        return f"a worked case gives {wanted}; not {test!r}"
    try:
        given = {name: exact(value) for name, value in test.items()}
        expected = given.pop("answer")
        values = key.parameters.with_helpers(given)
        found = [evaluate(answer.tree, values) for answer in key.answers]
    except (ValueError, CalculationError) as error:
        return f"{error}, in {test!r}"
    except ParameterError as error:
        return error.message
    if not found or any(same(expected, value, key.tolerance) for value in found):
        return ""
    return f"the answer is {plain(found[0])}, not {plain(expected)}{described(given)}"
