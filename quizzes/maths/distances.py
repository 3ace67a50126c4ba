"""How far two values are apart, of whatever sort they are, and what sort that is."""

from __future__ import annotations

from typing import Any, Final

from quizzes.maths.arithmetic import is_complex, is_finite, is_number
from quizzes.maths.chances import Random
from quizzes.maths.matrices import Identity, Matrix, ShapeError, named
from quizzes.maths.matrix_functions import Many

CLOSE: Final = 1e-9  # relative, in floats
NOISE: Final = 1e-22  # at 30 digits: what may be left of a 0
TINY: Final = 1e-13  # in floats: what may be the noise of a difference of numbers of size 1


def relative_distance(a: Any, b: Any) -> float:
    """0 for equal values, up to 2 for numbers of other sign; tiny numbers pass for zero."""
    distance, size = distance_of(a, b)
    if distance <= TINY:
        return 0.0 if not distance else CLOSE
    return float(distance / size) if is_finite(distance) and size else 2.0


def distance_of(a: Any, b: Any) -> tuple[Any, Any]:
    """The greatest distance between entries, and the size that it is to be measured by."""
    if is_number(a) and is_number(b):
        if a == b:
            return 0, 1
        return abs(a - b), max(abs(a), abs(b))
    if isinstance(a, bool) or isinstance(b, bool):
        return (0, 1) if a is b else (1, 1)
    if isinstance(a, Identity) or isinstance(b, Identity):
        if isinstance(a, Identity) and isinstance(b, Identity):
            return distance_of(a.scale, b.scale)
        a, b = (a.sized(b), b) if isinstance(a, Identity) else (a, b.sized(a))
    pairs = list(zip(_entries(a), _entries(b), strict=True))
    found = [distance_of(x, y) for x, y in pairs]
    return max(distance for distance, _ in found), max(size for _, size in found)


def _entries(value: Any) -> list[Any]:
    match value:
        case Matrix():
            return value.entries
        case Random(values, _) | Many(_, values):
            return list(values)
    raise TypeError(f"no distance between values such as {value!r}")


def is_real(value: Any) -> bool:
    """Whether the imaginary part is no more than noise."""
    if is_number(value):
        return not is_complex(value) or abs(value.imag) <= max(1e-15 * abs(value), NOISE)
    return all(is_real(entry) for entry in _entries(value)) if isinstance(value, Matrix | Random | Many) else True


def shape_of(value: Any) -> object:
    match value:
        case Matrix():
            return value.shape if value.shape != (1, 1) else ()
        case Identity():
            return "I"
        case Random(values, _):
            return shape_of(values[0])
        case Many(kind, items, ends):
            return (kind, ends, *(shape_of(item) for item in items))
        case bool():
            return "truth"
        case ShapeError():
            return value
    return ()


def sort_of(value: Any) -> str:
    if isinstance(value, Many):
        return f"a {value.kind} of {len(value.items)}"
    return "a condition" if isinstance(value, bool) else named(value)
