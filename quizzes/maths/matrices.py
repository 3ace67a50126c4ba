"""Small matrices of any numbers; a vector is a matrix with one column, and a product of size 1 by 1 is a number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from quizzes.maths.arithmetic import Arithmetic, Pole, Scalar, Unknown, is_finite, is_number

Rows: TypeAlias = tuple[tuple[Scalar, ...], ...]

MAX_POWER = 1_000
SINGULAR = 1e-13  # a pivot that is smaller, relative to the greatest entry, is taken for zero


class ShapeError(Exception):
    """Shapes do not fit: the text says which."""


@dataclasses.dataclass(frozen=True)
class Matrix:
    rows: Rows

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> list[Scalar]:
        return [entry for row in self.rows for entry in row]

    @property
    def is_vector(self) -> bool:
        return 1 in self.shape

    @property
    def transposed(self) -> Matrix:
        return Matrix(tuple(zip(*self.rows, strict=True)))

    def map(self, function: Callable[[Scalar], Scalar]) -> Matrix:
        return Matrix(tuple(tuple(function(entry) for entry in row) for row in self.rows))

    def paired(self, other: object, function: Callable[[Scalar, Scalar], Scalar], verb: str) -> Matrix:
        if isinstance(other, Identity):
            other = other.sized(self)
        if not isinstance(other, Matrix):
            raise ShapeError(f"{named(self)} and a number cannot be {verb}; a column of ones is `ones(n)`")
        if self.shape != other.shape:
            raise ShapeError(f"{named(self)} and {named(other)} cannot be {verb}")
        return Matrix(
            tuple(
                tuple(function(a, b) for a, b in zip(*rows, strict=True))
                for rows in zip(self.rows, other.rows, strict=True)
            )
        )

    def __add__(self, other: object) -> Matrix:
        if _is_random(other):
            return NotImplemented
        return self.paired(other, lambda a, b: a + b, "added")

    def __sub__(self, other: object) -> Matrix:
        if _is_random(other):
            return NotImplemented
        return self.paired(other, lambda a, b: a - b, "subtracted")

    def __radd__(self, other: object) -> Matrix:
        return self + other

    def __rsub__(self, other: object) -> Matrix:
        return -self + other

    def __neg__(self) -> Matrix:
        return self.map(lambda entry: -entry)

    def __mul__(self, other: object) -> Any:
        if _is_random(other):
            return NotImplemented
        if isinstance(other, Identity):
            return self.map(lambda entry: entry * other.scale)
        if not isinstance(other, Matrix):
            return self.map(lambda entry: entry * other)
        if self.shape[1] != other.shape[0]:
            raise ShapeError(f"{named(self)} cannot be multiplied by {named(other)}")
        columns = list(zip(*other.rows, strict=True))
        product = Matrix(tuple(tuple(_dot(row, column) for column in columns) for row in self.rows))
        return product.rows[0][0] if product.shape == (1, 1) else product

    def __rmul__(self, other: object) -> Any:
        return self * other  # a number; a matrix on the left would have been asked first

    def __truediv__(self, other: Scalar) -> Matrix:
        if not is_number(other):
            raise ShapeError(f"nothing can be divided by {named(other)}; multiply by its inverse")
        if not other:
            raise Pole("division by zero")
        return self.map(lambda entry: entry / other)

    def __rtruediv__(self, other: object) -> Any:
        raise ShapeError(f"nothing can be divided by {named(self)}; multiply by its inverse")

    def square(self, what: str) -> None:
        if self.shape[0] != self.shape[1]:
            raise ShapeError(f"{named(self)} has no {what}")

    @property
    def trace(self) -> Scalar:
        self.square("trace")
        return sum((self.rows[index][index] for index in range(1, len(self.rows))), self.rows[0][0])

    def to_power(self, exponent: int) -> Matrix:
        self.square("powers")
        if abs(exponent) > MAX_POWER:
            raise Unknown("the power is too large")
        base = self.inverted if exponent < 0 else self
        result = identity(len(self.rows), 1.0)
        for digit in f"{abs(exponent):b}":
            result = result * result
            if digit == "1":
                result = result * base
        return result

    @property
    def inverted(self) -> Matrix:
        self.square("inverse")
        size = len(self.rows)
        unit = identity(size, 1.0)
        reduced, sign = _reduced([[*row, *unit.rows[index]] for index, row in enumerate(self.rows)], size)
        if not sign:
            raise Pole("the matrix has no inverse")
        for index in reversed(range(size)):
            pivot = reduced[index][index]
            reduced[index] = [entry / pivot for entry in reduced[index]]
            for above in range(index):
                factor = reduced[above][index]
                reduced[above] = [a - factor * b for a, b in zip(reduced[above], reduced[index], strict=True)]
        return Matrix(tuple(tuple(row[size:]) for row in reduced))

    @property
    def determinant(self) -> Scalar:
        self.square("determinant")
        reduced, sign = _reduced([list(row) for row in self.rows], len(self.rows))
        result: Scalar = float(sign)
        for index in range(len(self.rows)):
            result = result * reduced[index][index]
        return result

    @property
    def rank(self) -> int:
        rows, rank = [list(row) for row in self.rows], 0
        for column in range(self.shape[1]):
            below = [row for row in rows[rank:] if abs(row[column]) > SINGULAR * self.greatest]
            if not below:
                continue
            pivot = max(below, key=lambda row: abs(row[column]))
            rows.remove(pivot)
            rows.insert(rank, pivot)
            for index in range(rank + 1, len(rows)):
                factor = rows[index][column] / pivot[column]
                rows[index] = [a - factor * b for a, b in zip(rows[index], pivot, strict=True)]
            rank += 1
        return rank

    @property
    def greatest(self) -> Scalar:
        return max(abs(entry) for entry in self.entries)


@dataclasses.dataclass(frozen=True)
class Identity:
    """A multiple of the identity matrix whose size is not said: it takes that of what it is added to."""

    scale: Scalar

    def sized(self, like: Matrix) -> Matrix:
        like.square("sum with I")
        return identity(len(like.rows), self.scale)

    def __add__(self, other: object) -> Any:
        if isinstance(other, Identity):
            return Identity(self.scale + other.scale)
        if isinstance(other, Matrix):
            return other + self
        raise ShapeError("a matrix and a number cannot be added")

    def __sub__(self, other: object) -> Any:
        return self + (-other)  # type: ignore[operator]

    def __radd__(self, other: object) -> Any:
        return self + other

    def __rsub__(self, other: object) -> Any:
        return -self + other

    def __neg__(self) -> Identity:
        return Identity(-self.scale)

    def __mul__(self, other: object) -> Any:
        if isinstance(other, Matrix):
            return other * self.scale
        return Identity(self.scale * (other.scale if isinstance(other, Identity) else other))

    def __rmul__(self, other: object) -> Any:
        return self * other

    def __truediv__(self, other: Scalar) -> Identity:
        return Identity(self.scale / other)


def named(value: object) -> str:
    """For messages: what sort of value it is, "a 2 × 3 matrix"."""
    match value:
        case Matrix():
            rows, columns = value.shape
            if columns == 1:
                return f"a column of {rows} entries"
            return f"a row of {columns} entries" if rows == 1 else f"a {rows} × {columns} matrix"
        case Identity():
            return "a matrix"
        case _:
            return "a number"


def matrix(rows: Iterable[Iterable[Scalar]]) -> Matrix:
    built = tuple(tuple(row) for row in rows)
    if not built or not built[0] or any(len(row) != len(built[0]) for row in built):
        raise ShapeError("the rows of a matrix must be equally long")
    return Matrix(built)


def column(entries: Iterable[Scalar]) -> Matrix:
    return matrix((entry,) for entry in entries)


def identity(size: int, scale: Scalar) -> Matrix:
    return Matrix(tuple(tuple(scale if i == j else 0 * scale for j in range(size)) for i in range(size)))


def diagonal(value: Matrix) -> Matrix:
    """The matrix with a vector on its diagonal, or the vector of the diagonal of a matrix."""
    if value.is_vector:
        entries = value.entries
        zero = 0 * entries[0]
        return Matrix(
            tuple(tuple(entry if i == j else zero for j in range(len(entries))) for i, entry in enumerate(entries))
        )
    value.square("diagonal")
    return column(value.rows[index][index] for index in range(len(value.rows)))


def norm(value: Matrix, kind: Scalar | str, arithmetic: Arithmetic) -> Scalar:
    """kind: 2 (the default), "F", 1, "oo" or another number; of matrices only "F" is worked out, and 2 for vectors."""
    sizes = [abs(entry) for entry in value.entries]
    if kind == "oo" or (is_number(kind) and not is_finite(kind)):
        if not value.is_vector:
            raise Unknown("this norm of a matrix")
        return max(sizes)
    if kind == "F" or (kind == 2 and value.is_vector):
        return arithmetic.functions["sqrt"](sum(size * size for size in sizes))
    if not value.is_vector or isinstance(kind, str):
        raise Unknown("this norm of a matrix")
    if kind == 1:
        return sum(sizes)
    return arithmetic.power(sum(arithmetic.power(size, kind) for size in sizes if size), arithmetic.divide(1, kind))


def _is_random(value: object) -> bool:
    """A random variable, which knows itself how to deal with a matrix."""
    return hasattr(value, "weights")


def _dot(row: Iterable[Scalar], column: Iterable[Scalar]) -> Scalar:
    products = [a * b for a, b in zip(row, column, strict=True)]
    return sum(products[1:], products[0])


def _reduced(rows: list[list[Scalar]], size: int) -> tuple[list[list[Scalar]], int]:
    """Rows in echelon form by their first `size` columns, and the sign of the row exchanges; 0 if singular."""
    sign = 1
    greatest = max(abs(entry) for row in rows for entry in row[:size])
    for index in range(size):
        pivot = max(range(index, size), key=lambda row: abs(rows[row][index]))
        if abs(rows[pivot][index]) <= SINGULAR * greatest:
            return rows, 0
        if pivot != index:
            rows[index], rows[pivot] = rows[pivot], rows[index]
            sign = -sign
        for below in range(index + 1, size):
            factor = rows[below][index] / rows[index][index]
            rows[below] = [a - factor * b for a, b in zip(rows[below], rows[index], strict=True)]
    return rows, sign
