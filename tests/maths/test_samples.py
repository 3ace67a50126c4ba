"""Drawn matrices are of the structure that was declared."""

import random
from fractions import Fraction

from quizzes.maths.matrices import Matrix
from quizzes.maths.samples import drawn_matrix

CHANCE = random.Random(1)


def drawn(structure: str, rows: int = 3, columns: int = 2) -> Matrix:
    return drawn_matrix(structure, rows, columns, CHANCE, is_nice=False)


def test_any_matrix() -> None:
    assert drawn("").shape == (3, 2)


def test_symmetric() -> None:
    matrix = drawn("symmetric")
    assert matrix == matrix.transposed
    assert matrix.shape == (3, 3)


def test_symmetric_and_positive_definite() -> None:
    matrix = drawn("spd")
    assert matrix == matrix.transposed
    assert all(Matrix(tuple(row[:size] for row in matrix.rows[:size])).determinant > 0 for size in (1, 2, 3))


def test_orthonormal_columns() -> None:
    matrix = drawn("orthonormal")
    assert (matrix.transposed * matrix).rows == ((1, 0), (0, 1))


def test_distribution() -> None:
    matrix = drawn("distribution", 4, 1)
    assert sum(matrix.entries) == Fraction(1)
    assert min(matrix.entries) > 0


def test_positive_entries() -> None:
    assert min(drawn("positive", 5, 5).entries) > 0
