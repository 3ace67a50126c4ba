"""From a typed line to a grade, by the numbers that are right, their unit and their tolerance."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction

from quizzes.answers import Grade, Note, Reading, UnreadableAnswer
from quizzes.maths.evaluating import CalculationError, Real, evaluate
from quizzes.maths.measures import Units
from quizzes.maths.notation import syntax_of
from quizzes.maths.numbers import MAX_DIGITS, Tolerance, digits_needed, plain, rounded_to, same, shown, usual_slip
from quizzes.maths.quantities import Quantity, read_quantity, sentences
from quizzes.maths.reading import ReadingError, formula
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node, Number, Unary, to_text

ROUNDED_TOO_FAR_SCORE = 0.5  # the right number with two or more digits, but too few for the tolerance
LONG_FORMULA = 60  # characters; of longer ones the receipt shows the beginning only
THOUSANDS_COMMA = re.compile(r"(?<=\d),\d{3}(?!\d)")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Typed:
    """What a learner typed, as we read it. value: in the unit typed.   converted: in the unit of the question."""

    tree: Node
    unit: str
    value: Real
    converted: Real


@dataclasses.dataclass(frozen=True, kw_only=True)
class NumberAnswer:
    """references: all accepted numbers, at least one; the first is shown.

    mistakes: usual wrong numbers, and what to say to each as Markdown.
    """

    references: tuple[Real, ...]
    tolerance: Tolerance = dataclasses.field(default_factory=Tolerance)
    units: Units = dataclasses.field(default_factory=Units)
    mistakes: tuple[tuple[Real, str], ...] = ()

    def is_right(self, value: Real) -> bool:
        return any(same(value, reference, self.tolerance) for reference in self.references)

    def grade(self, text: str) -> Grade:
        """Raises UnreadableAnswer."""
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
        return _with_unit(text, self.units.asked)

    def shown(self) -> str:
        return _with_unit(self._shown(self.references[0]), self.units.asked)

    def _typed(self, text: str) -> Typed:
        if not text.strip():
            raise UnreadableAnswer("Nothing was typed. Give a number, or a calculation such as `3/8`.", position=0)
        try:
            quantity = read_quantity(text, self.units)
        except ReadingError as error:
            position = error.position if syntax_of(text) == "ascii" else None
            raise UnreadableAnswer(sentences(error.message), position=position) from None
        try:
            value = evaluate(quantity.tree)
            converted = self.units.converted(value, quantity.unit)
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
            steps.append(_with_unit(self._shown(typed.converted, reference), self.units.asked))
        right = _with_unit(self._shown(reference), self.units.asked)
        return f"Read as {' = '.join(steps)}; right is {right} ({self.tolerance})."

    def _known_mistake(self, typed: Typed) -> str:
        """The author's words on the wrong number that comes nearest."""
        found = [
            (abs(Fraction(typed.converted) - Fraction(value)), why)
            for value, why in self.mistakes
            if same(typed.converted, value, self.tolerance)
        ]
        return min(found)[1] if found else ""

    def _unit_mistake(self, typed: Typed) -> str:
        asked = self.units.asked
        if typed.unit:
            is_other = typed.unit != asked and self.is_right(typed.value)
            return f"Right number, wrong unit: {asked}, not {typed.unit}." if is_other else ""
        if asked == "%" and self.is_right(typed.value * 100):
            return "Looks like a fraction; the answer is asked in per cent."
        for unit in self.units.neighbours():
            factor = self.units.factor(unit)
            if factor is not None and self.is_right(typed.value * factor):
                return f"Right number in {unit}, but it is asked in {asked}. Write the unit behind the number."
        return ""

    def _rounded_to(self, typed: Typed) -> int:
        """Digits to which a right answer was rounded, in the unit typed; 0 if the number is none."""
        factor = self.units.factor(typed.unit)
        if factor is None:
            return 0
        in_that_unit = (reference / Fraction(factor) for reference in self.references)
        return max(rounded_to(typed.tree, typed.value, reference) for reference in in_that_unit)

    def _guessed_slip(self, typed: Typed) -> str:
        is_percent = isinstance(typed.tree, Unary) and typed.tree.operator == "%"
        slip = usual_slip(typed.converted, self.references[0], is_percent=is_percent)
        return f"Looks like {slip}." if slip else ""


def number_readings(text: str, units: Units) -> tuple[Reading, ...]:
    """How a line is read, set as mathematics, or why it cannot be read; nothing is worked out, no unit looked up."""
    from quizzes.maths.typesetting import to_latex

    if not text.strip():
        return ()
    try:
        quantity: Quantity = read_quantity(text, units, by_library=False)
    except ReadingError as error:
        position = error.position if syntax_of(text) == "ascii" else None
        return (Reading(error=sentences(error.message), position=position),)
    return (Reading(latex=with_unit_in_latex(to_latex(quantity.tree), quantity.unit)),)


def with_unit_in_latex(number: str, unit: str) -> str:
    words = re.sub(r"([%&#_$])", r"\\\1", unit.replace("^", ""))
    return rf"{number}\,\text{{{words}}}" if unit else number


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if unit else number


def _is_literal(tree: Node) -> bool:
    return isinstance(tree, Number) or (isinstance(tree, Unary) and _is_literal(tree.operand) and tree.operator == "-")
