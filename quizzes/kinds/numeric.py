"""A number is typed, perhaps with a unit, perhaps as a calculation; it counts if it lies within a tolerance."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn, Self, TypeVar

from quizzes.answers import AnswerKey, FieldError, Fields, Grade, Note, UnreadableAnswer
from quizzes.maths.evaluating import CalculationError, Real, evaluate, scaled
from quizzes.maths.numbers import (
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
from quizzes.maths.quantities import exact, read_factors, read_quantity, read_unit
from quizzes.maths.reading import Formula, ReadingError, formula
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node, Number, Unary, names_in, to_text

T = TypeVar("T")

CHECKED_DRAWS = 20
RARE_DRAW = 100  # attempts; conditions that need more would one day find no draw at all
ROUNDED_TOO_FAR_SCORE = 0.5  # the right number with two or more digits, but too few for the tolerance
LONG_FORMULA = 60  # characters; of longer ones the receipt shows little or nothing

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
        try:
            parameters = read_parameters(*(fields.data.get(field) for field in ("params", "where", "let")))
        except ParameterError as error:
            _refuse(fields, error.field, error.message)
        unit = _plain_field(fields, "unit", read_unit)
        return cls(
            answers=_read_answers(fields, parameters.names),
            tolerance=_plain_field(fields, "tolerance", read_tolerance),
            unit=unit,
            accept_units=_plain_field(fields, "accept_units", lambda factors: read_factors(factors, unit)),
            parameters=parameters,
            wrong=tuple(_read_wrong(fields, parameters.names)),
        )

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
        for answer, reference in zip(self.answers, self.references, strict=True):
            if same(typed.converted, reference, self.tolerance):
                return Grade(
                    score=1.0,
                    receipt=self._receipt(typed, answer, reference),
                )
        self._refuse_unclear_comma(text, typed)
        score, remark = 0.0, self._known_mistake(typed) or self._unit_mistake(typed)
        if not remark and (digits := self._rounded_to(typed)):
            wanted = digits_needed(self.references[0], self.tolerance)
            remark = f"Rounded too far: give at least {wanted} significant digits."
            score = ROUNDED_TOO_FAR_SCORE if digits > 1 else 0.0
        remark = remark or self._guessed_slip(typed)
        receipt = self._receipt(typed, self.answers[0], self.references[0])
        return Grade(score=score, notes=(Note(text=remark, tone="bad"),) if remark else (), receipt=receipt)

    def model_answer(self) -> str:
        reference = self.references[0]
        text = plain(reference, digits_needed(reference, self.tolerance))
        if not same(evaluate(formula(text).tree), reference, self.tolerance):
            text = str(reference)  # an endless decimal and a tolerance of 0: 1/3
        return _with_unit(text, self.unit)

    def shown_answer(self) -> str:
        reference, answer = self.references[0], self.answers[0]
        number = _with_unit(shown(reference, digits_needed(reference, self.tolerance)), self.unit)
        # A formula in parameter names would be the author's shorthand; *Why* says it in words.
        return number if _is_literal(answer.tree) or self.parameters.ranges else f"{number} (`{answer.text}`)"

    def check(self, fields: Fields) -> None:
        _check_placeholders(fields, self)
        for seed in range(CHECKED_DRAWS if self.parameters.ranges else 1):
            _check_variant(fields, self.variant(seed))
        _check_tests(fields, self)

    def _typed(self, text: str) -> Typed:
        if not text.strip():
            raise UnreadableAnswer("nothing was typed; give a number, or a calculation such as `3/8`", position=0)
        try:
            quantity = read_quantity(text, [self.unit, *self.accept_units] if self.unit else [])
        except ReadingError as error:
            raise UnreadableAnswer(error.message, position=error.position) from None
        try:
            value = evaluate(quantity.tree)
            converted = scaled(value, self.accept_units.get(quantity.unit, 1))
        except CalculationError as error:
            raise UnreadableAnswer(f"`{shortened(to_text(quantity.tree))}` cannot be worked out: {error}") from None
        return Typed(tree=quantity.tree, unit=quantity.unit, value=value, converted=converted)

    def _refuse_unclear_comma(self, text: str, typed: Typed) -> None:
        """Where 1.234 would be right, `1,234` was meant as a decimal comma; it is not to be counted as wrong."""
        comma = THOUSANDS_COMMA.search(text)
        if comma and self.is_right(Fraction(typed.converted) / 1000):
            raise UnreadableAnswer(
                "a comma before three digits separates thousands; write a point", position=comma.start()
            )

    def _receipt(self, typed: Typed, answer: Formula, reference: Real) -> str:
        digits = digits_needed(reference, self.tolerance) + 1
        steps = [_with_unit(shortened(to_text(typed.tree), LONG_FORMULA), typed.unit)]
        if not _is_literal(typed.tree):
            steps.append(_with_unit(shown(typed.value, digits), typed.unit))
        if typed.unit not in ("", self.unit):
            steps.append(_with_unit(shown(typed.converted, digits), self.unit))
        compared = _with_unit(shown(reference, digits), self.unit)
        if not _is_literal(answer.tree) and len(answer.text) <= LONG_FORMULA:
            compared = f"{answer.text} = {compared}"
        return f"read as {' = '.join(steps)}, compared with {compared} {self.tolerance}"

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
                return f"Right number in {unit}, but {self.unit} was asked; write the unit behind the number."
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


def _read_answers(fields: Fields, names: Collection[str]) -> tuple[Formula, ...]:
    given = fields.data.get("answer")
    if given is None or given == []:
        _refuse(fields, "answer", "a number or a formula is missing")
    return tuple(_formula(fields, "answer", text, names) for text in (given if isinstance(given, list) else [given]))


def _read_wrong(fields: Fields, names: Collection[str]) -> Iterator[WrongFormula]:
    for item in _list_of(fields, "wrong"):
        match item:
            case {"expr": expr, "why": str(why), **others} if why.strip() and not others:
                yield WrongFormula(formula=_formula(fields, "wrong", expr, names), why=why.strip())
            case _:
                _refuse(fields, "wrong", f"{{expr: formula, why: text}} was expected, not {item!r}")


def _formula(fields: Fields, field: str, text: object, names: Collection[str]) -> Formula:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        _refuse(fields, field, f"a number or a formula was expected, not {text!r}")
    try:
        return formula(str(text), names)
    except ReadingError as error:
        _refuse(fields, field, f"`{text}`: {error.message} (character {error.position + 1})")


def _plain_field(fields: Fields, field: str, reader: Callable[[object], T]) -> T:
    try:
        return reader(fields.data.get(field))
    except ValueError as error:
        _refuse(fields, field, str(error))


def _check_placeholders(fields: Fields, key: Numeric) -> None:
    """Every placeholder is declared; every declared name is used, parameters in the prompt or in a helper."""
    names = key.parameters.names
    texts = {"prompt": fields.prompt}
    if names:  # elsewhere double braces may well be LaTeX
        texts |= {label: fields.section(label) for label in fields.sections}
    placed_names = set()
    for field, text in texts.items():
        for name in PLACEHOLDER.findall(text):
            if name not in names:
                _refuse(fields, field, f"{{{{{name}}}}} is not declared in `params` or `let`")
            if field == "prompt":
                placed_names.add(name)
    formulas = [*key.answers, *(wrong.formula for wrong in key.wrong), *key.parameters.where_let]
    in_let = {name for helper in key.parameters.let.values() for name in names_in(helper.tree)}
    in_formulas = {name for each in formulas for name in names_in(each.tree)}
    for name in key.parameters.ranges:
        if name not in placed_names | in_let:
            _refuse(fields, "params", f"`{name}` stands neither in the prompt, as {{{{{name}}}}}, nor in `let`")
    for name in key.parameters.let:
        if name not in placed_names | in_let | in_formulas:
            _refuse(fields, "let", f"`{name}` is not used")


def _check_variant(fields: Fields, key: Numeric) -> None:
    field = "params"
    try:
        if key.draw.attempts > RARE_DRAW:
            _refuse(fields, "where", f"seed {key.seed} needs {key.draw.attempts} attempts; choose narrower ranges")
        at = described({name: key.draw.values[name] for name in key.parameters.ranges})
        field = "answer"
        model_answer = key.model_answer()
        if key.grade(model_answer).score != 1:
            _refuse(fields, field, f"`{model_answer}` is not accepted{at}")
        field = "wrong"
        for wrong in key.wrong:
            if key.is_right(evaluate(wrong.formula.tree, key.draw.values)):
                _refuse(fields, field, f"`{wrong.formula.text}` is right within the tolerance{at}")
    except ParameterError as error:
        _refuse(fields, error.field, error.message)
    except (CalculationError, UnreadableAnswer) as error:
        _refuse(fields, field, f"{error}{at}")


def _check_tests(fields: Fields, key: Numeric) -> None:
    for test in _list_of(fields, "tests"):
        if not isinstance(test, Mapping) or set(test) != {"answer", *key.parameters.ranges}:
            wanted = ", ".join([*key.parameters.ranges, "answer"])
            _refuse(fields, "tests", f"a worked case gives {wanted}; not {test!r}")
        try:
            given = {name: exact(value) for name, value in test.items()}
            expected = given.pop("answer")
            values = key.parameters.with_helpers(given)
            found = [evaluate(answer.tree, values) for answer in key.answers]
        except (ValueError, CalculationError) as error:
            _refuse(fields, "tests", f"{error}, in {test!r}")
        except ParameterError as error:
            _refuse(fields, "tests", error.message)
        if not any(same(expected, value, key.tolerance) for value in found):
            _refuse(fields, "tests", f"the answer is {plain(found[0])}, not {plain(expected)}{described(given)}")


def _list_of(fields: Fields, field: str) -> list[Any]:
    given = fields.data.get(field)
    if given is None:
        return []
    if not isinstance(given, list):
        _refuse(fields, field, "a list was expected")
    return given


def _refuse(fields: Fields, field: str, message: str) -> NoReturn:
    raise FieldError(field, message, line=fields.lines.get(field))
