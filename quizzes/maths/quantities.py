"""From a typed line to a number and the unit behind it: `5 MiB`, `= 0.375`, `37.5 %`; and what an author says of units.

What is read from YAML comes as any object; it is refused by ValueError, whose text says what was expected.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from fractions import Fraction

from quizzes.maths.evaluating import CalculationError, evaluate
from quizzes.maths.reading import ReadingError, read
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node

UNIT = re.compile(r"[A-Za-zµμΩ°%][^\d\s]*(?: [^\d\s]+)*")  # what an author may call a unit
_LEADING_SIGN = re.compile(r"\s*[=≈~]")
_TRAILING_WORD = re.compile(r"(?<=[\d\s.)!%])[A-Za-zµμΩ°$€][^\s\d()]*$")
_BEFORE_UNIT = re.compile(r"(?:[A-Za-zΑ-Ωα-ω_]|[/·*^]\s*)$")  # "tokens/s" is no number of "s"


@dataclasses.dataclass(frozen=True)
class Quantity:
    """unit: as the author writes it; "" when none was typed."""

    tree: Node
    unit: str


def read_quantity(text: str, units: Collection[str]) -> Quantity:
    """The number and its unit, which may be left out; upper and lower case differ, since Mb is not MB.

    units: those known to the question; empty for a plain number.   Raises ReadingError.
    """
    line = _with_one_micro(text.rstrip())
    if sign := _LEADING_SIGN.match(line):
        line = " " * sign.end() + line[sign.end() :]  # keeps positions
    number, unit = _split(line, units)
    try:
        return Quantity(read(number), unit)
    except ReadingError:
        _refuse_unknown_unit(line, units)
        raise


def _split(line: str, units: Collection[str]) -> tuple[str, str]:
    for unit in sorted(units, key=len, reverse=True):
        number = line.removesuffix(_with_one_micro(unit))
        if number != line and number.strip() and not (unit[0].isalpha() and _BEFORE_UNIT.search(number)):
            return number.rstrip(), unit
    return line, ""


def _refuse_unknown_unit(line: str, units: Collection[str]) -> None:
    """Raises ReadingError if the line would be a number but for the word at its end."""
    word = _TRAILING_WORD.search(line)
    if word is None or not line[: word.start()].strip():
        return
    try:
        read(line[: word.start()])
    except ReadingError:
        return  # the number itself is at fault, too
    advice = f"the answer may be given in {', '.join(units)}" if units else "give the number alone"
    raise ReadingError(f"`{shortened(word.group())}` is not a unit known here; {advice}", word.start()) from None


def _with_one_micro(text: str) -> str:
    return text.replace("µ", "μ")  # two characters that look the same


def exact(value: object) -> int | Fraction:
    """A number from YAML, exactly as typed: 0.1 is 1/10; text such as "1/3" or "1e-3" is read too."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"a number was expected, not {value!r}")
    try:
        number = Fraction(evaluate(read(str(value))))
    except (ReadingError, CalculationError) as error:
        raise ValueError(f"`{value}`: {error}") from None
    return number.numerator if number.denominator == 1 else number


def read_unit(value: object) -> str:
    """The name of a unit; "" for None."""
    if value is None:
        return ""
    if not isinstance(value, str) or not UNIT.fullmatch(value):
        raise ValueError(f"{value!r} is not the name of a unit, such as GiB, tokens/s or %")
    return value


def read_factors(value: object, unit: str) -> dict[str, int | Fraction]:
    """Other units with their factors to `unit`, each above 0: {MiB: 1/1024}."""
    if value is None:
        return {}
    if not unit:
        raise ValueError("the field `unit` is missing")
    if not isinstance(value, Mapping):
        raise ValueError("factors to the unit were expected, such as {MiB: 1/1024}")
    factors = {read_unit(other): exact(factor) for other, factor in value.items() if other != unit}
    for other, factor in factors.items():
        if not other or factor <= 0:
            raise ValueError(f"a unit needs a name and a factor above 0, not {other}: {factor}")
    return factors
