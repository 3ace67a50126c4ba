"""Definite integrals of a function of one number, with an error that is small or no result."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Final

from quizzes.maths.arithmetic import FLOATS, Arithmetic, Scalar, Undefined, Unknown, is_complex, is_finite

MAX_PIECES = 40  # into which a range is split where the function is rough
ERROR = 1e-10  # relative; above it an integral counts as not worked out
LARGE = 1e4  # quadrature says 1 for every error that is greater, so that size is no excuse
DAMPING: Final = tuple(0.5 / 2**step for step in range(10))
DAMPED_ERROR = 1e-9
PANEL = 2.0  # length over which a swinging function is integrated by eight nodes
NODES: Final = (
    (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
)  # fmt: skip


def integral(function: Callable[[Scalar], Scalar], low: Scalar, high: Scalar, arithmetic: Arithmetic) -> Scalar:
    """By quadrature that splits where it is rough. Raises Unknown where the error stays large."""
    low, high = arithmetic.reals([low, high])
    if low == high:
        return 0 * low
    if low > high:
        return -integral(function, high, low, arithmetic)
    try:
        return _by_pieces(function, _ends(low, high, arithmetic), arithmetic)
    except (Unknown, Undefined):
        if is_finite(high) or not is_finite(low) or arithmetic.exact:
            raise
        return _damped(function, float(low))


def _ends(low: Scalar, high: Scalar, arithmetic: Arithmetic) -> list[Scalar]:
    if is_finite(low) and is_finite(high):
        return [low, high]
    if is_finite(low):
        return [low, low + 1, high]
    return [low, high - 1, high] if is_finite(high) else [low, arithmetic.number(0), high]


def _by_pieces(function: Callable[[Scalar], Scalar], ends: list[Scalar], arithmetic: Arithmetic) -> Scalar:
    def piece(low: Scalar, high: Scalar) -> tuple[Scalar, Scalar, Scalar, Scalar]:
        value, error = arithmetic.context.quad(function, [low, high], error=True)
        if not is_finite(value):
            raise Unknown("the integral has no end")
        return error, value, low, high

    pieces = [piece(low, high) for low, high in itertools.pairwise(ends)]
    while True:
        total, error = sum(each[1] for each in pieces), sum(each[0] for each in pieces)
        if error <= ERROR * min(max(1, abs(total)), LARGE):
            return total
        worst = max(pieces, key=lambda each: each[0])
        _, _, low, high = worst
        if len(pieces) >= MAX_PIECES or not is_finite(low) or not is_finite(high):
            raise Unknown("the integral does not settle")
        middle = (low + high) / 2
        pieces.remove(worst)
        pieces += [piece(low, middle), piece(middle, high)]


def _damped(function: Callable[[Scalar], Scalar], low: float) -> Scalar:
    """A function that swings and fades slowly: times e^(-d x), for d towards 0, and extrapolated to there."""
    if not _fades(function):
        raise Unknown("the integral does not settle")
    start = low + PANEL
    begin = _by_pieces(function, [low, start], FLOATS)
    column: list[Scalar] = []
    last: Scalar = math.inf
    for step, damping in enumerate(DAMPING):
        row = [_panels(function, start, damping)]
        for order, above in enumerate(column):
            ratio = DAMPING[step - order - 1] / damping
            row.append(row[-1] + (row[-1] - above) / (ratio - 1))
        if column and abs(row[-1] - last) <= DAMPED_ERROR * max(1, abs(row[-1])):
            return begin + row[-1]
        last, column = row[-1], row
    raise Unknown("the integral does not settle")


def _fades(function: Callable[[Scalar], Scalar]) -> bool:
    """Whether the swings grow smaller; without that there may be no integral at all."""
    near, far = (max(abs(function(place + step / 8)) for step in range(60)) for place in (300.0, 3000.0))
    return bool(far < near / 2) and not is_complex(function(300.0))


def _panels(function: Callable[[Scalar], Scalar], start: float, damping: float) -> float:
    total, middle = 0.0, start + PANEL / 2
    end = start + 40 / damping
    while middle < end:
        for node, weight in NODES:
            for x in (middle - node * PANEL / 2, middle + node * PANEL / 2):
                total += weight * function(x) * math.exp(-damping * (x - start))
        middle += PANEL
    return total * PANEL / 2
