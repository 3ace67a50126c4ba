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


def counterexample_sentence(found: Comparison, right: str = "the right answer") -> str:
    """As `counterexample_text`, for a learner: "At x = 2 the right answer is 0.105, yours −0.105."; "" without a place.

    right: what is spoken of beside the learner's own.
    """
    if found.values is None:
        place = place_text(found.counterexample or {})
        return f"Look at {place}."[:LONGEST] if place else ""
    place = place_text(found.counterexample or {})
    start = f"At {place} {right}" if place else right[:1].upper() + right[1:]
    expected, given = found.values
    if isinstance(expected, bool) or isinstance(given, bool):
        words = f"{start} {'holds' if expected else 'does not hold'}, yours {'does' if given else 'does not'}."
    else:
        words = f"{start} is {value_text(expected)}, yours {value_text(given)}."
    return words if len(words) <= LONGEST else ""


def how_text(how: str) -> str:
    """What a judgement says of the way it was found, for a learner: "compared at 12 points"."""
    way, _, count = how.rpartition(", ") if how.endswith(" points") else (how, "", "")
    count = count.removesuffix("s") if count == "1 points" else count
    match way:
        case "structure":
            return "the same formula as the right answer"
        case "points, up to a factor":
            return f"compared with the right answer, up to a factor{f', at {count}' if count else ''}"
        case "points" | "domain":
            return f"compared with the right answer by value{f' at {count}' if count else ''}"
        case "solutions" | "factor" | "implication":
            return f"compared with the right answer by its solutions{f', {count} tried' if count else ''}"
        case "sympy":
            return "compared with the right answer by algebra"
        case "shapes":
            return "compared with the right answer by shape"
        case "form":
            return "compared with the form that was asked for"
    return "compared with the right answer"


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
            return str(value).replace("-", "−") if Fraction(value).denominator < 1000 else _decimal(float(value))
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
