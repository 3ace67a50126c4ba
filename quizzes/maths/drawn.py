"""From a formula with parameters and the values drawn for them to the formula of one variant, tidied for eyes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from quizzes.maths.evaluating import Real
from quizzes.maths.numbers import plain
from quizzes.maths.rewriting import rebuilt, substituted
from quizzes.maths.trees import Binary, Node, Number, Unary

ZERO, ONE = Number(0, "0"), Number(1, "1")
DIGITS: Final = 15  # significant, of a value that no decimal gives exactly


def with_values(tree: Node, values: Mapping[str, Real]) -> Node:
    """The tree with values in place of parameters, and without the 1 · x and x + (-2) that this brings."""
    return tidied(substituted(tree, {name: number_tree(value) for name, value in values.items()})) if values else tree


def number_tree(value: Real) -> Node:
    """A decimal where one is exact, else a fraction; of a float the nearest decimal."""
    if value < 0:
        return Unary("-", number_tree(-value))
    if isinstance(value, float):
        value = Fraction(repr(value))
    text = plain(value, DIGITS)
    if "e" not in text and "/" not in text and Fraction(text) == value:
        return Number(value, text)
    above, below = value.numerator, value.denominator
    whole: Node = Number(above, str(above))
    return whole if below == 1 else Binary("/", whole, Number(below, str(below)))


def tidied(node: Node) -> Node:
    """Without factors 1, terms 0 and signs in a row; nothing else is worked out."""
    node = rebuilt(node, tidied)
    match node:
        case Unary("-", Unary("-", inner)):
            return inner
        case Unary("-", inner) if inner == ZERO:
            return ZERO
        case Binary("*", Unary("-", left), right):
            return tidied(Unary("-", Binary("*", left, right)))
        case Binary("*", left, right) if ONE in (left, right):
            return right if left == ONE else left
        case Binary("*", left, right) if ZERO in (left, right):
            return ZERO
        case Binary("/" | "^", left, right) if right == ONE:
            return left
        case Binary("+", left, right) if ZERO in (left, right):
            return right if left == ZERO else left
        case Binary("+", left, Unary("-", right)):
            return Binary("-", left, right)
        case Binary("-", left, Unary("-", right)):
            return Binary("+", left, right)
        case Binary("-", left, right) if right == ZERO:
            return left
        case Binary("-", left, right) if left == ZERO:
            return Unary("-", right)
        case _:
            return node
