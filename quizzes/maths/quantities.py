"""From a typed line to a number and the unit behind it: `5 MiB`, `x = 0.375`, `37.5 %`; and what authors say of units.

Words around the number are overlooked: a name with its equals sign, "about", a full stop at the end. "percent" is %,
"million" and its like are powers of ten, and `x` between digits is a times sign. What is overlooked is blanked and
never cut out in front of the number, so that every position is one of the line as typed.

What is read from YAML comes as any object; it is refused by ValueError, whose text says what was expected.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from fractions import Fraction

from quizzes.maths.evaluating import CalculationError, evaluate
from quizzes.maths.reading import FUNCTIONS, MAX_LENGTH, ReadingError, read
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node, Number

UNIT = re.compile(r"[A-Za-zµμΩ°%][^\d\s]*(?: [^\d\s]+)*")  # what an author may call a unit
_NAME_AND_SIGN = re.compile(r"\s*(?:(?P<name>[^\W\d]\w*(?:[ -][^\W\d]\w*){0,3})(?P<call> ?\([^()=]*\))?\s*)?[=≈~]")
_ABOUT = re.compile(r"\s*(?:[≈~]|(?:about|approx|approximately|around|roughly|circa|ca)\.?\s)", re.IGNORECASE)
_TIMES = re.compile(r"(?<=[\d)])(\s*)[xX](?=\s*[\d(.])")
_FULL_STOP = re.compile(r"(?<=[^\s.])\.$")
_PERCENT = re.compile(r"(?<=[\d.)!])(\s*)per ?cent$", re.IGNORECASE)
_SCALE = re.compile(r"(?<=[\d.)!])\s*(thousand|million|billion|trillion)s?\s*$", re.IGNORECASE)
_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_PAIR = re.compile(r"\(\s*[-+−]?[\d.]+\s*(?P<comma>,)\s*[-+−]?[\d.]+\s*(?:,\s*[-+−]?[\d.]+\s*)*\)")
_NO_EXPONENT = re.compile(r"(?<![\w.])\d[\d.]*[eE](?![-+−]?\d)(?=\s*(?:[-+−)]|$))")
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
    if len(text) > MAX_LENGTH:
        raise ReadingError(f"this is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    line = _tidied(_with_one_micro(text.rstrip()), units)
    number, unit = _split(line, units)
    _refuse_misleading(number)
    try:
        return Quantity(_read_scaled(number), unit)
    except ReadingError:
        _refuse_unknown_unit(line, units)
        raise


def _tidied(line: str, units: Collection[str]) -> str:
    """The line without the words around the number, each position as before."""
    named = _NAME_AND_SIGN.match(line)
    if named and not (named["call"] and named["name"].lower() in FUNCTIONS):
        line = _blanked(line, named.end())
    if about := _ABOUT.match(line):
        line = _blanked(line, about.end())
    line = _TIMES.sub(r"\1*", line)
    if line.endswith(tuple(map(_with_one_micro, units))):
        return line
    line = _FULL_STOP.sub("", line)
    return _PERCENT.sub(r"\1%", line)


def _blanked(line: str, end: int) -> str:
    return " " * end + line[end:]


def _read_scaled(number: str) -> Node:
    """As `read`, with "million" and its like behind the number; a plain number stays one: 0.4 million is 0.4e6."""
    scale = _SCALE.search(number)
    if scale is None:
        return read(number)
    before, power = number[: scale.start()], _POWERS[scale[1].lower()]
    tree = read(before)
    if isinstance(tree, Number):
        mantissa, _, exponent = tree.text.partition("e")
        return read(f"{mantissa}e{int(exponent or 0) + power}")
    return read(f"{before}*10^{power}")


def _refuse_misleading(number: str) -> None:
    """Raises ReadingError for what could be read, but hardly as it was meant."""
    pair = _PAIR.search(number)
    if pair and not number[: pair.start()].rstrip().lower().endswith(tuple(FUNCTIONS)):
        message = f"`{shortened(pair[0])}` looks like several numbers; give one, with a decimal point"
        raise ReadingError(message, pair.start("comma"))
    if unfinished := _NO_EXPONENT.search(number):
        message = f"the power of ten is missing behind `{shortened(unfinished[0])}`; for Euler's number write `*e`"
        raise ReadingError(message, unfinished.end() - 1)


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
        _read_scaled(line[: word.start()])
    except ReadingError:
        return  # the number itself is at fault, too
    advice = f"the answer may be given in {', '.join(units)}" if units else "give the number alone"
    raise ReadingError(f"`{shortened(word.group())}` is not a unit known here; {advice}", word.start()) from None


def sentences(message: str) -> str:
    """What went wrong and its remedy as sentences for a learner; messages here are clauses parted by semicolons."""
    text = ". ".join(clause[:1].upper() + clause[1:] for clause in message.split("; "))
    return text if text.endswith((".", "?", "!")) else f"{text}."


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
