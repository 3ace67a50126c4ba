"""From a typed line to a number and the unit behind it: `5 MiB`, `x = 0.375`, `37.5 %`.

Words around the number are overlooked: a name with its equals sign, "about", a full stop at the end. "percent" is %,
"million" and its like are powers of ten, and `x` between digits is a times sign. What is overlooked is blanked and
never cut out in front of the number, so that every position is one of the line as typed.

The number may be LaTeX, too: `\\frac{3}{8}`, `8\\,\\text{GiB}`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from quizzes.maths.evaluating import CalculationError, evaluate, refuse_others
from quizzes.maths.measures import Units
from quizzes.maths.notation import syntax_of
from quizzes.maths.reading import FUNCTIONS, MAX_LENGTH, ReadingError, Vocabulary, read
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Binary, Node, Number

_NAME_AND_SIGN = re.compile(r"\s*(?:(?P<name>[^\W\d]\w*(?:[ -][^\W\d]\w*){0,3})(?P<call> ?\([^()=]*\))?\s*)?[=≈~]")
_ABOUT = re.compile(r"\s*(?:[≈~]|(?:about|approx|approximately|around|roughly|circa|ca)\.?\s)", re.IGNORECASE)
_TIMES = re.compile(r"(?<=[\d)])(\s*)[xX](?=\s*[\d(.])")
_FULL_STOP = re.compile(r"(?<=[^\s.])\.$")
_PERCENT = re.compile(r"(?<=[\d.)!])(\s*)per ?cent$", re.IGNORECASE)
_SCALE = re.compile(r"(?<=[\d.)!])\s*(thousand|million|billion|trillion)s?\s*$", re.IGNORECASE)
_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_PAIR = re.compile(r"\(\s*[-+−]?[\d.]+\s*(?P<comma>,)\s*[-+−]?[\d.]+\s*(?:,\s*[-+−]?[\d.]+\s*)*\)")
_NO_EXPONENT = re.compile(r"(?<![\w.])\d[\d.]*[eE](?![-+−]?\d)(?=\s*(?:[-+−)]|$))")
_SIGN_OF_MONEY = re.compile(r"[$€]$")
_BEFORE_UNIT = re.compile(r"(?:[A-Za-zΑ-Ωα-ω_]|[/·*^]\s*)$")  # "tokens/s" is no number of "s"


_WORD = re.compile(r"(?<![A-Za-z_µμΩ°])[A-Za-zµμΩ°Å]")  # where a unit may begin
_LATEX = (  # what stands around the number itself
    (re.compile(r"\\(?:text|mathrm|operatorname|unit|si|textrm|mbox)\s*\{([^{}]*)\}"), r" \1"),
    (re.compile(r"\\[,;:! ]|~|\\q?quad(?![A-Za-z])"), " "),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\\(?:approx|simeq)(?![A-Za-z])"), "≈"),
    (re.compile(r"\\mu(?![A-Za-z])"), "μ"),
    (re.compile(r"\\Omega(?![A-Za-z])"), "Ω"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\^\{\s*\\circ\s*\}|\^\\circ"), "°"),
)


@dataclasses.dataclass(frozen=True)
class Quantity:
    """unit: as the author writes it, or as it was typed when it is another one; "" when none was typed."""

    tree: Node
    unit: str


def read_quantity(text: str, units: Units, *, by_library: bool = True) -> Quantity:
    """The number and its unit, which may be left out; upper and lower case differ, since Mb is not MB.

    by_library: units that the author did not name are looked up, and refused when they measure something else.
    Without that, whatever stands behind a number is taken for its unit.
    Raises ReadingError; in LaTeX its position may be some characters off.
    """
    if len(text) > MAX_LENGTH:
        raise ReadingError(f"this is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    line = _tidied(_with_one_micro(_without_latex(text.rstrip())), units.named)
    number, unit = _split(line, units.named)
    _refuse_misleading(number)
    try:
        return Quantity(_read_scaled(number), unit)
    except ReadingError:
        found = _with_other_unit(line, units, by_library)
        if found is None:
            raise
        return found


def _without_latex(line: str) -> str:
    """LaTeX around the number as it is typed; that of the number itself stays."""
    if "\\" in line or "{,}" in line:
        for pattern, plain in _LATEX:
            line = pattern.sub(plain, line)
    return line


def _with_other_unit(line: str, units: Units, by_library: bool) -> Quantity | None:
    """The number with a unit that the author did not name; None where the line is no number even without its end.

    Raises ReadingError for what is no unit, or measures something else.
    """
    if not units.asked or not by_library:
        return _with_unknown_unit(line, units, refuse=by_library)
    other: ReadingError | None = None
    for start, tree in _numbers_before_words(line):
        unit = line[start:].rstrip()
        match units.is_of_kind(unit):
            case True:
                return Quantity(tree, unit)
            case False:
                other = other or ReadingError(_other_unit(unit, "measures something else", units), start)
    if other is not None:
        raise other
    return _with_unknown_unit(line, units, refuse=True)


def _with_unknown_unit(line: str, units: Units, *, refuse: bool) -> Quantity | None:
    for start, tree in _numbers_before_words(line):
        if refuse:
            raise ReadingError(_other_unit(line[start:].rstrip(), "is not a unit known here", units), start) from None
        return Quantity(tree, line[start:].rstrip())
    return None


def _numbers_before_words(line: str) -> Iterator[tuple[int, Node]]:
    """Wherever a word begins behind what is a number."""
    for match in [*_WORD.finditer(line), *_SIGN_OF_MONEY.finditer(line)]:
        number = line[: match.start()].rstrip(" *·⋅")
        if number.strip():
            try:
                yield match.start(), _read_scaled(number)
            except ReadingError:
                continue


def _other_unit(unit: str, fault: str, units: Units) -> str:
    if not units.asked:
        return f"`{shortened(unit)}` {fault}; give the number alone"
    if meant := units.meant_by(unit):
        return f"`{shortened(unit)}` {fault}; did you mean `{meant}`?"
    others = " or another unit of that kind" if units.is_known() else ""
    return f"`{shortened(unit)}` {fault}; the answer may be given in {', '.join(units.named)}{others}"


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
        return _read_number(number)
    before, power = number[: scale.start()], _POWERS[scale[1].lower()]
    tree = _read_number(before)
    if isinstance(tree, Number):
        mantissa, _, exponent = tree.text.partition("e")
        return read(f"{mantissa}e{int(exponent or 0) + power}")
    return Binary("*", tree, read(f"10^{power}"))


def _read_number(text: str) -> Node:
    if syntax_of(text) != "latex":
        return read(text)
    tree = read(text, Vocabulary(names=(), imaginary_units=(), syntax="latex"))
    refuse_others(tree)
    return tree


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
