"""Numbers within a tolerance, and numbers written to so many significant figures or decimal places."""

from __future__ import annotations

import dataclasses
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from quizzes.maths.arithmetic import is_complex, is_finite, is_number

NOISE = 1e-12  # relative: never decides

_WRITTEN = re.compile(
    r"\s*[-+−]?\s*(\d[\d ,_]*)?(\.\d*)?\s*"
    r"(?:(?:[eE]|\s*(?:\*|×|x|\\times|\\cdot)\s*10\s*\^)\s*\{?\(?[-+−]?\d+\)?\}?)?\s*%?\s*"
)


@dataclasses.dataclass(frozen=True)
class Written:
    """How precisely a number was typed. least, most: significant figures; "1000" has between 1 and 4."""

    least: int
    most: int
    decimals: int


def written(text: str) -> Written | None:
    """None for what is no plain number."""
    match = _WRITTEN.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    whole = re.sub(r"\D", "", match[1] or "")
    decimals = (match[2] or "").lstrip(".")
    digits = (whole + decimals).lstrip("0")
    if not digits:  # 0.00 has the figures behind the point
        count = max(len(decimals), 1)
        return Written(count, count, len(decimals))
    if match[2]:
        return Written(len(digits), len(digits), len(decimals))
    return Written(len(digits.rstrip("0")) or 1, len(digits), 0)


def within(value: Any, reference: Any, *, relative: float = 0.0, absolute: float = 0.0) -> bool:
    """Whether one number lies near enough to another; both tolerances are for the whole distance."""
    if not (is_number(value) and is_number(reference)):
        return False
    if not is_finite(value) or not is_finite(reference):
        return bool(value == reference)
    size = abs(reference)
    return bool(abs(value - reference) <= max(relative * size, absolute) + NOISE * max(size, abs(value)))


def rounded(value: float, figures: int) -> Decimal:
    """To significant figures, halves away from zero, as people round; noise in the last bits of a float is left out."""
    return _rounded(Decimal(repr(value)), figures)


def _rounded(number: Decimal, figures: int) -> Decimal:
    if not number:
        return number
    with localcontext() as context:
        context.prec = 60
        number = number.quantize(Decimal(1).scaleb(number.adjusted() - 14), rounding=ROUND_HALF_UP)
        return number.quantize(Decimal(1).scaleb(number.adjusted() - figures + 1), rounding=ROUND_HALF_UP)


def rounded_to_places(value: float, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        number = Decimal(repr(value))
        return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def agrees_to_figures(value: Any, reference: Any, figures: int) -> bool:
    """Whether both round to the same number."""
    if not (is_number(value) and is_number(reference)) or is_complex(value) or is_complex(reference):
        return False
    return rounded(float(value), figures) == rounded(float(reference), figures)


def agrees_to_places(value: Any, reference: Any, places: int) -> bool:
    if not (is_number(value) and is_number(reference)) or is_complex(value) or is_complex(reference):
        return False
    return rounded_to_places(float(value), places) == rounded_to_places(float(reference), places)
