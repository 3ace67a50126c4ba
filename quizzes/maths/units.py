"""From `12.3 m/s` to a number and a unit that pint knows; conversion, and whether two quantities are of one kind.

Units are looked up name by name; pint's own reader of expressions is never given a learner's text. Binary and decimal
bytes are apart: 1 KiB is 1024 B, 1 kB is 1000 B.
"""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction
from functools import cache
from typing import Any

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_number
from quizzes.maths.matrices import ShapeError
from quizzes.maths.reading import ReadingError, Vocabulary, read
from quizzes.maths.trees import Node
from quizzes.maths.values import worth

MAX_UNIT_LENGTH = 60
# The library's bit has no dimension, so that 8 bits would be as good as 8; its Mb is a million barn.
OWN_UNITS = (
    "bit = [information] = _ = bits", "nat = 1.4426950408889634 * bit = _ = nats",
    "kb = 1e3 * bit = _ = Kb", "Mb = 1e6 * bit", "Gb = 1e9 * bit", "Tb = 1e12 * bit", "KB = 1000 * byte",
    "bps = bit / second", "kbps = 1e3 * bps", "Mbps = 1e6 * bps", "Gbps = 1e9 * bps",
    "token = [token] = tokens", "FLOP = [operation] = flop = FLOPs = flops", "parameter = [parameter] = param = params",
    "example = [example] = examples = sample = samples", "image = [image] = images", "request = [request] = requests",
    "FLOPS = FLOP / second", "percent_sign = 0.01 = pct",
)  # fmt: skip
NOT_UNITS = frozenset({"e", "pi", "i", "inf", "nan", "oo", "infinity"})
WORDS = {"°C": "degC", "°F": "degF", "°": "degree", "%": "percent_sign", "Ω": "ohm", "µ": "micro", "Å": "angstrom"}

_TOKEN = re.compile(r"\s*(?:([A-Za-zµμΩ°Å%][A-Za-zµμΩ°Å_]*)|(\*\*|\^|[*/·⋅()])|([-−]?\d{1,2})|([⁻⁰¹²³⁴-⁹]+))")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_LATEX = (
    (re.compile(r"\\(?:text|mathrm|operatorname|unit|si|textrm|mbox)\s*\{([^{}]*)\}"), r" \1"),
    (re.compile(r"\\[,;:! ]|~|\\quad"), " "),
    (re.compile(r"\\(?:cdot|times)(?![A-Za-z])"), "*"),
    (re.compile(r"\\circ"), "°"),
    (re.compile(r"\\mu(?![A-Za-z])"), "µ"),
    (re.compile(r"\\Omega(?![A-Za-z])"), "Ω"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\^\{\s*(°|-?\d+)\s*\}"), r"^\1"),
    (re.compile(r"\^°"), "°"),
)


class UnknownUnit(Exception):
    """No unit of this name is known."""


@dataclasses.dataclass(frozen=True)
class Measure:
    """text: of the number as typed; "" when only a unit was.   unit: of pint; None without one."""

    tree: Node | None
    text: str
    unit: Any
    unit_text: str = ""

    @property
    def value(self) -> float | None:
        """None for a number that has no value."""
        if self.tree is None:
            return None
        try:
            value = worth(self.tree, {}, FLOATS)
        except (Undefined, Unknown, ShapeError):
            return None
        return float(value) if is_number(value) and not isinstance(value, complex) else None

    def __str__(self) -> str:
        return f"{self.text} {self.unit_text}".strip()


def read_measure(text: str, syntax: str = "ascii") -> Measure:
    """Raises ReadingError where neither a number nor a number with a unit can be read."""
    line = text.strip()
    if syntax == "latex":
        for pattern, plain in _LATEX:
            line = pattern.sub(plain, line)
    vocabulary = Vocabulary(names=(), syntax="latex" if syntax == "latex" and "\\" in line else "ascii")
    for match in re.finditer(r"(?<![A-Za-z_µμΩ°])[A-Za-zµμΩ°Å%]", line):
        number, unit_text = line[: match.start()].rstrip(" *·⋅"), line[match.start() :]
        try:
            unit = read_unit(unit_text)
            if not number.strip():
                return Measure(None, "", unit, unit_text)
            return Measure(read(number, vocabulary), number.strip(), unit, unit_text)
        except (UnknownUnit, ReadingError):
            continue
    return Measure(read(line, vocabulary), line, None)


@cache
def read_unit(text: str) -> Any:
    """`kg*m/s^2` as a unit of pint. Raises UnknownUnit."""
    if len(text) > MAX_UNIT_LENGTH:
        raise UnknownUnit(text)
    tokens: list[str] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise UnknownUnit(text)
        name, sign, number, power = match.groups()
        tokens += [name or sign or number.replace("−", "-")] if not power else ["^", power.translate(_SUPERSCRIPTS)]
        position = match.end()
    unit, rest = _product(tokens, text)
    if rest:
        raise UnknownUnit(text)
    return unit


def _product(tokens: list[str], text: str) -> tuple[Any, list[str]]:
    unit, tokens = _factor(tokens, text)
    while tokens and tokens[0] != ")":
        sign = tokens[0] if tokens[0] in ("*", "/", "·", "⋅") else ""
        other, tokens = _factor(tokens[1:] if sign else tokens, text)
        unit = unit / other if sign == "/" else unit * other
    return unit, tokens


def _factor(tokens: list[str], text: str) -> tuple[Any, list[str]]:
    if not tokens:
        raise UnknownUnit(text)
    first, *tokens = tokens
    if first == "(":
        unit, tokens = _product(tokens, text)
        if not tokens or tokens[0] != ")":
            raise UnknownUnit(text)
        tokens = tokens[1:]
    elif first == "1":
        unit = registry().dimensionless
    else:
        unit = _named(first, text)
    if tokens and tokens[0] in ("^", "**"):
        if len(tokens) < 2 or not tokens[1].lstrip("-").isdigit():
            raise UnknownUnit(text)
        unit, tokens = unit ** int(tokens[1]), tokens[2:]
    return unit, tokens


def _named(name: str, text: str) -> Any:
    if name in NOT_UNITS or not (name in WORDS or re.fullmatch(r"[A-Za-zµμΩ°Å_]+", name)):
        raise UnknownUnit(text)
    try:
        return registry().Unit(WORDS.get(name, name))
    except Exception:  # pint has several errors for a name that it does not know
        raise UnknownUnit(text) from None


@cache
def registry() -> Any:
    """Made once, when the first unit is read: it takes a third of a second."""
    import pint

    made: Any = pint.UnitRegistry(cache_folder=None, on_redefinition="ignore")
    for definition in OWN_UNITS:
        made.define(definition)
    made._build_cache()  # the dimensions that it worked out at first are those of the old bit
    return made


def same_kind(one: Any, other: Any) -> bool:
    """Whether quantities in two units can be compared; None is a plain number."""
    return bool(_of(one).dimensionality == _of(other).dimensionality)


def converted(value: float, unit: Any, to: Any) -> float:
    """Units of one kind only."""
    if unit == to:
        return value
    return float(registry().Quantity(value, _of(unit)).to(_of(to)).magnitude)


def _of(unit: Any) -> Any:
    return registry().dimensionless if unit is None else unit


def factor(unit: Any, to: Any) -> Fraction | None:
    """How many of the second unit make one of the first; None where it takes more than a factor, as from °C to K."""
    if converted(0.0, unit, to):
        return None
    ratio = converted(1.0, unit, to)
    return (
        Fraction(ratio).limit_denominator(10**12) if ratio >= 1 else 1 / Fraction(1 / ratio).limit_denominator(10**12)
    )
