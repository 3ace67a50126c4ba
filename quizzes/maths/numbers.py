"""From two numbers to a verdict within a tolerance, and from a number to text for eyes or for our own reader."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from quizzes.maths.evaluating import Real
from quizzes.maths.quantities import exact
from quizzes.maths.trees import Node, Number, Unary

FLOAT_NOISE = Fraction(1, 10**12)  # relative; what two ways of working out the same float may differ by
MIN_DIGITS, MAX_DIGITS = 3, 17  # significant digits that are shown; 17 tell any two floats apart
FULL_INTEGER = 10**15  # whole numbers below it are shown in full
EXACT_PLACES = 12  # decimals that may be shown in full when a number ends there
EXACT_DIGITS = 6  # significant digits of such a number; of drawn parameters all are shown
SMALL = Fraction(1, 10_000)  # numbers below it are shown as 3.2e-5
GUESS: Final = Fraction(2, 100)  # relative; how near a number must come to a usual slip to be taken for it


@dataclasses.dataclass(frozen=True)
class Tolerance:
    """How far a number may lie from the reference: within `rel` of it, or within `absolute`, whichever is more."""

    rel: Real = Fraction(1, 100)
    absolute: Real = 0

    def around(self, reference: Real) -> Real:
        """The greatest distance that still passes."""
        return max(self.rel * _size(reference), self.absolute)

    def __str__(self) -> str:
        """As it ends a receipt: "±1 %", "±0.5", "exactly"."""
        relative = f"{shown(Fraction(self.rel) * 100)} %" if self.rel else ""
        absolute = shown(self.absolute) if self.absolute else ""
        return " or ".join(f"±{part}" for part in (relative, absolute) if part) or "exactly"


def read_tolerance(value: object) -> Tolerance:
    """From YAML: {rel: 0.01}, {abs: 0.5} or both; 1 % for None. Raises ValueError, saying what was expected."""
    if value is None:
        return Tolerance()
    if not isinstance(value, Mapping) or not value or set(value) - {"rel", "abs"}:
        raise ValueError("{rel: 0.01} or {abs: 0.5} was expected")
    tolerance = Tolerance(rel=exact(value.get("rel", 0)), absolute=exact(value.get("abs", 0)))
    if tolerance.rel < 0 or tolerance.absolute < 0:
        raise ValueError("a tolerance cannot be below 0")
    return tolerance


def same(value: Real, reference: Real, tolerance: Tolerance) -> bool:
    """Whether `value` lies within the tolerance; the noise of floats never decides."""
    if isinstance(value, float) and not math.isfinite(value):
        return False
    noise: Real = 0
    if isinstance(value, float) or isinstance(reference, float):
        noise = FLOAT_NOISE * (abs(Fraction(reference)) or 1)
    return abs(Fraction(value) - Fraction(reference)) <= Fraction(tolerance.around(reference)) + Fraction(noise)


@dataclasses.dataclass(frozen=True)
class TypedDigits:
    """What a learner's literal says of its own precision: "0.019" has 2 significant digits and half_unit 0.0005."""

    count: int
    half_unit: Fraction


def typed_digits(tree: Node) -> TypedDigits | None:
    """Precision of a number typed as such, with or without sign and percent; None for 0 and for calculations.

    Zeros at the end of a whole number may be there only to fill places: "1900" counts as 2 digits.
    """
    match tree:
        case Unary("-", operand):
            return typed_digits(operand)
        case Unary("%", operand):
            inner = typed_digits(operand)
            return inner and TypedDigits(inner.count, inner.half_unit / 100)
        case Number(value, text) if value:
            mantissa, _, exponent = text.partition("e")
            whole, _, decimals = mantissa.partition(".")
            digits = (whole + decimals).lstrip("0")
            count = len(digits) if decimals else len(digits.rstrip("0"))
            last_place = int(exponent or 0) - len(decimals) + len(digits) - count
            return TypedDigits(count, Fraction(10) ** last_place / 2)
        case _:
            return None


def rounded_to(tree: Node, value: Real, reference: Real) -> int:
    """The digits, as typed, to which the reference was rounded; 0 if the number is no rounded reference.

    A number more than a tenth off is not taken for one: 1 for 1.4 was rounded too much to tell.
    """
    typed = typed_digits(tree)
    distance = abs(Fraction(value) - Fraction(reference))
    if typed is None or distance > typed.half_unit or distance > abs(Fraction(reference)) / 10:
        return 0
    return typed.count


def digits_needed(reference: Real, tolerance: Tolerance) -> int:
    """Significant digits from which on a rounded reference always lies within the tolerance, in the bounds above."""
    if not reference:
        return MIN_DIGITS
    allowed = Fraction(tolerance.around(reference)) / Fraction(10) ** _power_of_ten(reference)
    if not 10**-MAX_DIGITS < allowed < 1:
        return MIN_DIGITS if allowed >= 1 else MAX_DIGITS
    return min(MAX_DIGITS, max(MIN_DIGITS, math.ceil(1 - math.log10(2 * allowed))))


def usual_slip(value: Real, reference: Real, *, is_percent: bool = False) -> str:
    """What a wrong number looks like: "a factor of 10 too large"; "" when it looks like nothing known.

    is_percent: whether the number was typed with a percent sign.
    """
    if not reference or not value:
        return ""
    ratio = Fraction(value) / Fraction(reference)
    if _near(ratio, -1):
        return "the sign is the other way round"
    if _near(ratio, 100) and _size(reference) <= 1:
        return "per cent without the percent sign"
    if _near(ratio, Fraction(1, 100)) and is_percent:
        return "a percent sign too many"
    for factor in (2, 10, 100, 1000, 10**6, 10**9):
        if _near(ratio, factor):
            return f"a factor of {shown(factor)} too large"
        if _near(ratio, Fraction(1, factor)):
            return f"a factor of {shown(factor)} too small"
    for base in (2, 10):
        if _near(ratio, math.log(base)) or _near(ratio, 1 / math.log(base)):
            return f"another base of the logarithm (a factor of ln {base})"
    return ""


def _size(value: Real) -> Real:
    return -value if value < 0 else value


def _near(ratio: Fraction, factor: Real) -> bool:
    return abs(ratio / Fraction(factor) - 1) <= GUESS


def plain(value: Real, digits: int = 6) -> str:
    """ASCII that `read` reads: 32768, 0.05, -3.2e-5. Rounded to `digits` significant digits unless short exactly."""
    mantissa, exponent = _rounded(value, digits)
    return f"{mantissa}e{exponent}" if exponent else mantissa


def shown(value: Real, digits: int = 6) -> str:
    """For eyes, in prose: 1 000 000 with narrow spaces, −0.05, 3.2 × 10⁻⁵. Safe in Markdown."""
    return _composed(*_rounded(value, digits), space="\u202f", times="\u00a0×\u00a0")


def placed(value: Real, digits: int = 6) -> str:
    """For a placeholder, in prose or between dollars alike: 32768, −0.05, 3.2×10⁻⁵; no spaces, no markup."""
    return _composed(*_rounded(value, digits, exact_digits=2 * EXACT_PLACES), space="", times="×")


def _composed(mantissa: str, exponent: int, *, space: str, times: str) -> str:
    sign = "−" if mantissa.startswith("-") else ""
    whole, point, decimals = mantissa.removeprefix("-").partition(".")
    if exponent and mantissa.lstrip("-") == "1":
        return sign + _power_text(exponent)
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", space)
    number = sign + whole + point + decimals
    return f"{number}{times}{_power_text(exponent)}" if exponent else number


def _power_text(exponent: int) -> str:
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _rounded(value: Real, digits: int, exact_digits: int = EXACT_DIGITS) -> tuple[str, int]:
    """Mantissa as decimal text and power of ten, which is 0 where the number is written out."""
    exact = Fraction(value)
    if exact.denominator == 1 and abs(exact) < FULL_INTEGER:
        return str(exact.numerator), 0
    if not isinstance(value, float) and SMALL <= abs(exact) < FULL_INTEGER and not 10**EXACT_PLACES % exact.denominator:
        text = _written_out(exact, EXACT_PLACES)
        if len(text.lstrip("-0.").replace(".", "")) <= exact_digits:
            return text, 0
    power = _power_of_ten(exact)
    places = digits - 1 - power
    units = round(exact * Fraction(10) ** places)
    if abs(units) == 10**digits:  # 9.996 has become 10.0
        units, power, places = units // 10, power + 1, places - 1
    if abs(exact) < SMALL or abs(exact) >= FULL_INTEGER:
        return _written_out(units * Fraction(10) ** (1 - digits), digits), power
    return _written_out(units / Fraction(10) ** places, max(places, 0)), 0


def _written_out(value: Fraction, places: int) -> str:
    """A number that ends within `places` decimals, without zeros at the end."""
    units = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, decimals = (units[:-places], units[-places:].rstrip("0")) if places else (units, "")
    return ("-" if value < 0 else "") + whole + ("." + decimals if decimals else "")


def _power_of_ten(value: Real) -> int:
    """The exponent in scientific notation: 0 for 9.99, 1 for 10."""
    exact = abs(Fraction(value))
    power = len(str(exact.numerator)) - len(str(exact.denominator))
    return power if exact >= Fraction(10) ** power else power - 1
