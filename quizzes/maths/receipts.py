"""Values and counterexamples in words: "at x = 1: 0.197, not −0.197"."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizzes.maths.arithmetic import is_complex, is_finite, is_number
from quizzes.maths.chances import Random
from quizzes.maths.equality import Comparison
from quizzes.maths.matrices import Identity, Matrix
from quizzes.maths.matrix_functions import Many

DIGITS = 4
LONGEST = 300


def counterexample_text(found: Comparison) -> str:
    """Where two trees differ, and by which values; "" where no point was found."""
    if not found.counterexample:
        return ""
    place = place_text(found.counterexample)
    if found.values is None:
        return f"at {place}"[:LONGEST]
    expected, given = (value_text(value) for value in found.values)
    if isinstance(found.values[0], bool):
        return f"at {place}: {'true' if found.values[0] else 'false'}, yours {'true' if found.values[1] else 'false'}"[
            :LONGEST
        ]
    return f"at {place}: {expected}, yours {given}"[:LONGEST]


def place_text(point: Mapping[str, Any]) -> str:
    """Plain names first; random variables as a table of their outcomes."""
    variables = {name: value for name, value in point.items() if isinstance(value, Random)}
    parts = [f"{name} = {value_text(value)}" for name, value in point.items() if name not in variables]
    if variables:
        weights = next(iter(variables.values())).weights
        rows = (
            f"{value_text(weight)}: "
            + ", ".join(f"{name} = {value_text(v.values[k])}" for name, v in variables.items())
            for k, weight in enumerate(weights)
        )
        parts.append("chances {" + "; ".join(rows) + "}")
    return ", ".join(parts)


def value_text(value: Any) -> str:
    match value:
        case None:
            return "no value"
        case bool():
            return "true" if value else "false"
        case Fraction() | int():
            return str(value) if Fraction(value).denominator < 1000 else _decimal(float(value))
        case (real, imaginary) if isinstance(value, tuple):
            return f"{value_text(real)} + {value_text(imaginary)}i"
        case Matrix():
            rows = ("[" + ", ".join(value_text(entry) for entry in row) + "]" for row in value.rows)
            return "[" + ", ".join(rows) + "]"
        case Identity(scale):
            return f"{value_text(scale)} I"
        case Random(values, weights):
            pairs = zip(values, weights, strict=True)
            return "{" + ", ".join(f"{value_text(v)}: {value_text(w)}" for v, w in pairs) + "}"
        case Many(_, items):
            return "(" + ", ".join(value_text(item) for item in items) + ")"
    if is_number(value):
        if is_complex(value):
            return f"{_decimal(value.real)} + {_decimal(value.imag)}i" if value.imag else _decimal(value.real)
        return _decimal(value)
    return str(value)


def _decimal(value: Any) -> str:
    if not is_finite(value):
        return "∞" if value > 0 else "−∞"
    number = float(value)
    return f"{number:.{DIGITS}g}".replace("-", "−")
