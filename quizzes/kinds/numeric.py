"""A number is typed, perhaps with a unit, perhaps as a calculation; it counts if it lies within a tolerance."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Self, TypeVar

from quizzes.answers import AnswerKey, FieldError, Fields, Grade, Note, UnreadableAnswer
from quizzes.maths.evaluating import CalculationError, Real, evaluate, scaled
from quizzes.maths.numbers import (
    MAX_DIGITS,
    Tolerance,
    digits_needed,
    placed,
    plain,
    read_tolerance,
    rounded_to,
    same,
    shown,
    usual_slip,
)
from quizzes.maths.parameters import Draw, ParameterError, Parameters, described, read_parameters
from quizzes.maths.quantities import exact, read_factors, read_quantity, read_unit, sentences
from quizzes.maths.reading import Formula, ReadingError, formula
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node, Number, Unary, names_in, to_text

T = TypeVar("T")

CHECKED_DRAWS = 20
RARE_DRAW = 100  # attempts; conditions that need more would one day find no draw at all
ROUNDED_TOO_FAR_SCORE = 0.5  # the right number with two or more digits, but too few for the tolerance
LONG_FORMULA = 60  # characters; of longer ones the receipt shows the beginning only

PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
THOUSANDS_COMMA = re.compile(r"(?<=\d),\d{3}(?!\d)")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WrongFormula:
    """A usual wrong answer and what to say to it, as Markdown."""

    formula: Formula
    why: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Typed:
    """What a learner typed, as we read it. value: in the unit typed.   converted: in the unit of the question."""

    tree: Node
    unit: str
    value: Real
    converted: Real


@dataclasses.dataclass(frozen=True, kw_only=True)
class Numeric(AnswerKey):
    """answers: all accepted, the first is shown.   accept_units: factors that convert to `unit`.

    seed: draws the parameters; a key that was never varied is variant 0.
    """

    box = "line"
    seconds = 120
    fields = frozenset({"answer", "tolerance", "unit", "accept_units", "params", "where", "let", "tests", "wrong"})
    example = """\
## coin-exactly-two-heads

```yaml
kind: numeric
level: entry
tags: [pr.distributions]
params: {n: {int: [3, 8, 1]}}
answer: comb(n, 2)/2^n
tests: [{n: 3, answer: 3/8}]
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
    unit: str
    accept_units: Mapping[str, Real]
    parameters: Parameters
    wrong: tuple[WrongFormula, ...]
    seed: int = 0

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        faults: list[FieldError] = []
        parameters, names = _read_parameters(fields, faults)
        unit = _plain_field(fields, "unit", read_unit, faults)
        known_unit = "?" if unit is None else unit  # a faulty unit is not missing, too
        key = cls(
            answers=_read_answers(fields, names, faults),
            tolerance=_plain_field(fields, "tolerance", read_tolerance, faults) or Tolerance(),
            unit=unit or "",
            accept_units=_plain_field(fields, "accept_units", lambda given: read_factors(given, known_unit), faults)
            or {},
            parameters=parameters or Parameters(),
            wrong=_read_wrong(fields, names, faults),
        )
        if faults:  # what else is wrong is said in one go, as far as it can be told
            faults += _placeholder_faults(fields, key, names)
            if parameters:
                faults += [*_draw_faults(fields, key), *_test_faults(fields, key)]
        _raise_all(faults)
        return key

    def variant(self, seed: int) -> Numeric:
        return dataclasses.replace(self, seed=seed) if self.parameters.ranges else self

    def placeholders(self) -> Mapping[str, str]:
        return {name: placed(value) for name, value in self.draw.values.items()}

    @cached_property
    def draw(self) -> Draw:
        return self.parameters.draw(self.seed)

    @cached_property
    def references(self) -> tuple[Real, ...]:
        """The accepted numbers of this variant."""
        return tuple(evaluate(answer.tree, self.draw.values) for answer in self.answers)

    def is_right(self, value: Real) -> bool:
        return any(same(value, reference, self.tolerance) for reference in self.references)

    def grade(self, text: str) -> Grade:
        typed = self._typed(text)
        for reference in self.references:
            if same(typed.converted, reference, self.tolerance):
                return Grade(score=1.0, receipt=self._receipt(typed, reference))
        self._refuse_unclear_comma(text, typed)
        score, remark = 0.0, self._known_mistake(typed) or self._unit_mistake(typed)
        if not remark and (digits := self._rounded_to(typed)):
            wanted = digits_needed(self.references[0], self.tolerance)
            remark = f"Rounded too far: give at least {wanted} significant digits."
            score = ROUNDED_TOO_FAR_SCORE if digits > 1 else 0.0
        remark = remark or self._guessed_slip(typed)
        notes = (Note(text=remark, tone="bad"),) if remark else ()
        return Grade(score=score, notes=notes, receipt=self._receipt(typed, self.references[0]))

    def model_answer(self) -> str:
        reference = self.references[0]
        text = plain(reference, digits_needed(reference, self.tolerance))
        if not same(evaluate(formula(text).tree), reference, self.tolerance):
            text = str(reference)  # an endless decimal and a tolerance of 0: 1/3
        return _with_unit(text, self.unit)

    def shown_answer(self) -> str:
        """The number alone: a formula in parameter names would be the author's shorthand; *Why* says it in words."""
        return _with_unit(self._shown(self.references[0]), self.unit)

    def check(self, fields: Fields) -> None:
        _raise_all(
            [
                *_placeholder_faults(fields, self, self.parameters.names),
                *_draw_faults(fields, self),
                *_test_faults(fields, self),
            ]
        )

    def _typed(self, text: str) -> Typed:
        if not text.strip():
            raise UnreadableAnswer("Nothing was typed. Give a number, or a calculation such as `3/8`.", position=0)
        try:
            quantity = read_quantity(text, [self.unit, *self.accept_units] if self.unit else [])
        except ReadingError as error:
            raise UnreadableAnswer(sentences(error.message), position=error.position) from None
        try:
            value = evaluate(quantity.tree)
            converted = scaled(value, self.accept_units.get(quantity.unit, 1))
        except CalculationError as error:
            raise UnreadableAnswer(f"`{shortened(to_text(quantity.tree))}` cannot be worked out: {error}.") from None
        return Typed(tree=quantity.tree, unit=quantity.unit, value=value, converted=converted)

    def _refuse_unclear_comma(self, text: str, typed: Typed) -> None:
        """Where 1.234 would be right, `1,234` was meant as a decimal comma; it is not to be counted as wrong."""
        comma = THOUSANDS_COMMA.search(text)
        if comma and self.is_right(Fraction(typed.converted) / 1000):
            raise UnreadableAnswer(
                "A comma before three digits separates thousands. Write a point.", position=comma.start()
            )

    def _shown(self, value: Real, reference: Real | None = None) -> str:
        """With one digit more than passes, so that a number that just passes, or just fails, looks different."""
        digits = digits_needed(value if reference is None else reference, self.tolerance)
        return shown(value, min(digits + 1, MAX_DIGITS))

    def _receipt(self, typed: Typed, reference: Real) -> str:
        """How it was read, step by step, and the right number; always in numbers, never in the author's formula."""
        if _is_literal(typed.tree):
            steps = [_with_unit(shown(typed.value, MAX_DIGITS), typed.unit)]
        else:
            steps = [
                _with_unit(shortened(to_text(typed.tree), LONG_FORMULA), typed.unit),
                _with_unit(self._shown(typed.value, reference), typed.unit),
            ]
        if typed.converted != typed.value:
            steps.append(_with_unit(self._shown(typed.converted, reference), self.unit))
        right = _with_unit(self._shown(reference), self.unit)
        return f"Read as {' = '.join(steps)}; right is {right} ({self.tolerance})."

    def _known_mistake(self, typed: Typed) -> str:
        """The author's words on the wrong formula that comes nearest."""
        found = []
        for wrong in self.wrong:
            value = evaluate(wrong.formula.tree, self.draw.values)
            if same(typed.converted, value, self.tolerance):
                found.append((abs(Fraction(typed.converted) - Fraction(value)), wrong.why))
        return min(found)[1] if found else ""

    def _unit_mistake(self, typed: Typed) -> str:
        if typed.unit:
            is_other = typed.unit != self.unit and self.is_right(typed.value)
            return f"Right number, wrong unit: {self.unit}, not {typed.unit}." if is_other else ""
        if self.unit == "%" and self.is_right(typed.value * 100):
            return "Looks like a fraction; the answer is asked in per cent."
        for unit, factor in self.accept_units.items():
            if self.is_right(typed.value * factor):
                return f"Right number in {unit}, but it is asked in {self.unit}. Write the unit behind the number."
        return ""

    def _rounded_to(self, typed: Typed) -> int:
        """Digits to which a right answer was rounded, in the unit typed; 0 if the number is none."""
        factor = self.accept_units.get(typed.unit, 1)
        return max(rounded_to(typed.tree, typed.value, reference / Fraction(factor)) for reference in self.references)

    def _guessed_slip(self, typed: Typed) -> str:
        is_percent = isinstance(typed.tree, Unary) and typed.tree.operator == "%"
        slip = usual_slip(typed.converted, self.references[0], is_percent=is_percent)
        return f"Looks like {slip}." if slip else ""


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if unit else number


def _is_literal(tree: Node) -> bool:
    return isinstance(tree, Number) or (isinstance(tree, Unary) and _is_literal(tree.operand) and tree.operator == "-")


def _read_parameters(fields: Fields, faults: list[FieldError]) -> tuple[Parameters | None, Collection[str]]:
    """The parameters, None when at fault, and all names declared, so that formulas can be read in either case."""
    data = {field: fields.data.get(field) for field in ("params", "where", "let")}
    try:
        parameters = read_parameters(*data.values())
        return parameters, parameters.names
    except ParameterError as error:
        first = error
    found = list(_parameter_faults(fields, data)) or [_fault(fields, first.field, first.message)]
    faults += found
    declared = [*_mapping(data["params"]), *_mapping(data["let"])]
    return None, [name for name in declared if isinstance(name, str)]


def _mapping(given: object) -> Mapping[Any, Any]:
    return given if isinstance(given, Mapping) else {}


def _parameter_faults(fields: Fields, data: Mapping[str, Any]) -> Iterator[FieldError]:
    """Every declaration and every condition alone; a faulty one is stood in for, so that others may name it."""
    good: dict[str, dict[str, Any]] = {"params": {}, "let": {}}
    for field, stand_in in (("params", {"choice": [1]}), ("let", "1")):
        if not _mapping(data[field]):
            yield from _complaints(fields, **{field: data[field]})
        for name, value in _mapping(data[field]).items():
            found = list(_complaints(fields, **{**good, field: {**good[field], name: value}}))
            yield from found
            with_stand_in = {**good[field], name: stand_in}
            if not found:
                good[field][name] = value
            elif not list(_complaints(fields, **{**good, field: with_stand_in})):
                good[field] = with_stand_in
    where = data["where"]
    for condition in where if isinstance(where, list) else [where]:
        yield from _complaints(fields, **good, where=condition)


def _complaints(fields: Fields, params: Any = None, where: Any = None, let: Any = None) -> Iterator[FieldError]:
    try:
        read_parameters(params, where, let)
    except ParameterError as error:
        yield _fault(fields, error.field, error.message)


def _read_answers(fields: Fields, names: Collection[str], faults: list[FieldError]) -> tuple[Formula, ...]:
    given = fields.data.get("answer")
    if given is None or given == []:
        faults.append(_fault(fields, "answer", "a number or a formula is missing"))
        return ()
    texts = given if isinstance(given, list) else [given]
    return tuple(answer for text in texts if (answer := _formula(fields, "answer", text, names, faults)))


def _read_wrong(fields: Fields, names: Collection[str], faults: list[FieldError]) -> tuple[WrongFormula, ...]:
    found = []
    for item in _list_of(fields, "wrong", faults):
        if not isinstance(item, Mapping) or set(item) != {"expr", "why"}:
            faults.append(_fault(fields, "wrong", f"{{expr: formula, why: text}} was expected, not {item!r}"))
            continue
        wrong, why = _formula(fields, "wrong", item["expr"], names, faults), item["why"]
        if not isinstance(why, str) or not why.strip():
            faults.append(_fault(fields, "wrong", f"`{item['expr']}` says not why; fill `why: text`"))
        elif wrong:
            found.append(WrongFormula(formula=wrong, why=why.strip()))
    return tuple(found)


def _formula(
    fields: Fields, field: str, text: object, names: Collection[str], faults: list[FieldError]
) -> Formula | None:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        faults.append(_fault(fields, field, f"a number or a formula was expected, not {text!r}"))
        return None
    try:
        return formula(str(text), names)
    except ReadingError as error:
        faults.append(_fault(fields, field, f"`{text}`: {error.message} (character {error.position + 1})"))
        return None


def _plain_field(fields: Fields, field: str, reader: Callable[[object], T], faults: list[FieldError]) -> T | None:
    try:
        return reader(fields.data.get(field))
    except ValueError as error:
        faults.append(_fault(fields, field, str(error)))
        return None


def _placeholder_faults(fields: Fields, key: Numeric, names: Collection[str]) -> Iterator[FieldError]:
    """Every placeholder is declared; every declared name is used, parameters in the prompt or in a helper."""
    texts = {"prompt": fields.prompt}
    if names:  # elsewhere double braces may well be LaTeX
        texts |= {label: fields.section(label) for label in fields.sections}
    for field, text in texts.items():
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name not in names:
                yield _fault(fields, field, f"{{{{{name}}}}} is not declared in `params` or `let`")
    formulas = [*key.answers, *(wrong.formula for wrong in key.wrong), *key.parameters.where_let]
    told = {*PLACEHOLDER.findall(fields.prompt)}
    told |= {name for helper in key.parameters.let.values() for name in names_in(helper.tree)}
    in_formulas = {name for each in formulas for name in names_in(each.tree)}
    for name in key.parameters.ranges:
        if name not in told:
            yield _fault(fields, "params", f"`{name}` stands neither in the prompt, as {{{{{name}}}}}, nor in `let`")
    for name in key.parameters.let:
        if name not in told | in_formulas:
            yield _fault(fields, "let", f"`{name}` is not used")


def _draw_faults(fields: Fields, key: Numeric) -> list[FieldError]:
    """The first fault of each field, and of each wrong formula, over some draws."""
    found: dict[object, FieldError] = {}
    for seed in range(CHECKED_DRAWS if key.parameters.ranges else 1):
        for place, fault in _variant_faults(fields, key.variant(seed)):
            found.setdefault(place, fault)
    return list(found.values())


def _variant_faults(fields: Fields, key: Numeric) -> Iterator[tuple[object, FieldError]]:
    try:
        draw = key.draw
    except ParameterError as error:
        yield error.field, _fault(fields, error.field, error.message)
        return
    if draw.attempts > RARE_DRAW:
        message = f"seed {key.seed} needs {draw.attempts} attempts; choose narrower ranges"
        yield "where", _fault(fields, "where", message)
    at = described({name: draw.values[name] for name in key.parameters.ranges})
    references: Sequence[Real] = ()
    try:
        references = key.references
        model_answer = key.model_answer() if references else ""
        if references and key.grade(model_answer).score != 1:
            yield "answer", _fault(fields, "answer", f"`{model_answer}` is not accepted{at}")
    except (CalculationError, UnreadableAnswer) as error:
        yield "answer", _fault(fields, "answer", f"{error}{at}")
    for index, wrong in enumerate(key.wrong):
        try:
            value = evaluate(wrong.formula.tree, draw.values)
        except CalculationError as error:
            yield index, _fault(fields, "wrong", f"`{wrong.formula.text}`: {error}{at}")
        else:
            if any(same(value, reference, key.tolerance) for reference in references):
                yield index, _fault(fields, "wrong", f"`{wrong.formula.text}` is right within the tolerance{at}")


def _test_faults(fields: Fields, key: Numeric) -> Iterator[FieldError]:
    faults: list[FieldError] = []
    tests = _list_of(fields, "tests", faults)
    yield from faults
    for test in tests:
        if message := _test_fault(test, key):
            yield _fault(fields, "tests", message)


def _test_fault(test: object, key: Numeric) -> str:
    if not isinstance(test, Mapping) or set(test) != {"answer", *key.parameters.ranges}:
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


def _list_of(fields: Fields, field: str, faults: list[FieldError]) -> list[Any]:
    given = fields.data.get(field)
    if given is not None and not isinstance(given, list):
        faults.append(_fault(fields, field, "a list was expected"))
        return []
    return given or []


def _fault(fields: Fields, field: str, message: str) -> FieldError:
    return FieldError(field, message, line=fields.lines.get(field))


def _raise_all(faults: Sequence[FieldError]) -> None:
    """All complaints reach the author at once: each carries the next one as its cause."""
    for fault, following in pairwise(faults):
        fault.__cause__ = following
    if faults:
        raise faults[0]
