"""From a shape and a structure to a matrix of exact numbers, drawn by chance."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Final

from quizzes.maths.matrices import Matrix, column, matrix

LARGEST: Final = 3  # entries lie between -3 and 3
PARTS: Final = 4  # of a whole, where entries need not be nice
WEIGHTS: Final = 9  # chances are parts of 1 to 9


def drawn_matrix(structure: str, rows: int, columns: int, chance: random.Random, *, is_nice: bool) -> Matrix:
    """structure: one of `Domain.structures`, or "" for any matrix.   is_nice: entries are whole numbers."""
    match structure:
        case "symmetric":
            square = _any(rows, rows, chance, is_nice=is_nice)
            return square + square.transposed
        case "spd":
            square = _any(rows, rows, chance, is_nice=is_nice)
            return _gram(square) + _unit(rows)
        case "orthonormal":
            return _orthonormal(rows, columns, chance)
        case "positive":
            parts = 1 if is_nice else PARTS
            entries = (
                [Fraction(chance.randint(1, LARGEST * parts), parts) for _ in range(columns)] for _ in range(rows)
            )
            return matrix(entries)
        case "distribution":
            return column(drawn_weights(rows * columns, chance))
    return _any(rows, columns, chance, is_nice=is_nice)


def drawn_weights(count: int, chance: random.Random) -> tuple[Fraction, ...]:
    """Chances of so many outcomes."""
    parts = [chance.randint(1, WEIGHTS) for _ in range(count)]
    return tuple(Fraction(part, sum(parts)) for part in parts)


def _any(rows: int, columns: int, chance: random.Random, *, is_nice: bool, least: int | None = None) -> Matrix:
    """least: of the entries, in parts of a whole."""
    parts = 1 if is_nice else PARTS
    most = LARGEST * parts
    low = -most if least is None else least
    return matrix([[Fraction(chance.randint(low, most), parts) for _ in range(columns)] for _ in range(rows)])


def _unit(size: int) -> Matrix:
    return matrix([[Fraction(int(row == place)) for place in range(size)] for row in range(size)])


def _gram(square: Matrix) -> Matrix:
    """Entry by entry, since a product of size 1 by 1 would be a number."""
    columns = list(zip(*square.rows, strict=True))
    return matrix([[sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in columns] for x in columns])


def _orthonormal(rows: int, columns: int, chance: random.Random) -> Matrix:
    """The first columns of a reflection (Householder), which is rational; more columns than rows cannot be."""
    direction = [Fraction(chance.randint(1, LARGEST)) for _ in range(rows)]
    size = sum((entry * entry for entry in direction), Fraction(0))
    return matrix(
        [
            [int(row == place) - 2 * direction[row] * direction[place] / size for place in range(min(columns, rows))]
            for row in range(rows)
        ]
    )
