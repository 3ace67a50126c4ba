"""Functions that take or give matrices, by the names that the reader gives them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

from quizzes.maths.arithmetic import Arithmetic, Unknown, is_number
from quizzes.maths.chances import Random
from quizzes.maths.matrices import Identity, Matrix, ShapeError, column, diagonal, identity, matrix, named


@dataclasses.dataclass(frozen=True)
class Many:
    """Values in the brackets of a list, a tuple, a set, or of an interval with its ends."""

    kind: str
    items: tuple[Any, ...]
    open_ends: tuple[bool, bool] = (False, False)


def _matrix(value: Any) -> Matrix:
    if isinstance(value, Many) and value.kind in ("list", "tuple"):
        return column(value.items)
    if not isinstance(value, Matrix):
        raise ShapeError(f"a matrix was expected, not {named(value)}")
    return value


def _transpose(_: Arithmetic, value: Any) -> Any:
    if isinstance(value, Many):
        return matrix([value.items])
    if isinstance(value, Random):
        return value.map(lambda each: _transpose(_, each))
    return value.transposed if isinstance(value, Matrix) else value


def _inverse(arithmetic: Arithmetic, value: Any) -> Any:
    if isinstance(value, Identity):
        return Identity(arithmetic.divide(1.0, value.scale))
    return value.inverted if isinstance(value, Matrix) else arithmetic.divide(1.0, value)


def _trace(_: Arithmetic, value: Any) -> Any:
    if isinstance(value, Identity):
        raise Unknown("the trace of I needs its size")
    return value.trace if isinstance(value, Matrix) else value


def _dot(_: Arithmetic, a: Any, b: Any) -> Any:
    if is_number(a) or is_number(b):
        return a * b
    x, y = _matrix(a), _matrix(b)
    if len(x.entries) != len(y.entries):
        raise ShapeError(f"{named(x)} and {named(y)} have no dot product")
    return sum(p * q for p, q in zip(x.entries, y.entries, strict=True))


def _softmax(arithmetic: Arithmetic, value: Any) -> Matrix:
    powers = _matrix(value).map(arithmetic.exp)
    return powers / sum(powers.entries)


def _filled(arithmetic: Arithmetic, entry: float, sizes: tuple[Any, ...]) -> Matrix:
    rows, *more = (arithmetic.whole(size, 1, 20) for size in sizes)
    return matrix([[entry] * (more[0] if more else 1)] * rows)


OF_MATRICES: Final[dict[str, Callable[..., Any]]] = {
    "transpose": _transpose,
    "inverse": _inverse,
    "tr": _trace,
    "det": lambda _, x: x.determinant if isinstance(x, Matrix) else x,
    "rank": lambda _, x: float(_matrix(x).rank),
    "diag": lambda _, *xs: diagonal(_matrix(xs[0]) if len(xs) == 1 and not is_number(xs[0]) else column(xs)),
    "outer": lambda _, x, y: column(_matrix(x).entries) * matrix([_matrix(y).entries]),
    "dot": _dot,
    "hadamard": lambda _, x, y: _matrix(x).paired(y, lambda a, b: a * b, "multiplied entry by entry"),
    "vec": lambda _, x: column(_matrix(x).transposed.entries),
    "identity": lambda a, size: identity(a.whole(size, 1, 20), 1.0),
    "ones": lambda a, *sizes: _filled(a, 1.0, sizes),
    "zeros": lambda a, *sizes: _filled(a, 0.0, sizes),
    "softmax": _softmax,
}
