"""Drawn values stand in a formula as a person would write them."""

from fractions import Fraction

import pytest

from quizzes.maths.drawn import number_tree, with_values
from quizzes.maths.reading import read
from quizzes.maths.trees import to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (-2, "-2"),
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 3), "1/3"),
        (0.1, "0.1"),
        (Fraction(-7, 3), "-(7/3)"),
    ],
)
def test_values_are_written_exactly(value: int | Fraction | float, text: str) -> None:
    assert to_text(number_tree(value)) == text


@pytest.mark.parametrize(
    ("formula", "a", "shown"),
    [
        ("a*x^2 + x", 3, "3*x^2 + x"),
        ("a*x^2 + x", 1, "x^2 + x"),
        ("x + a", -2, "x - 2"),
        ("x - a", -2, "x + 2"),
        ("a*x", -1, "-x"),
        ("x^a", 1, "x"),
        ("x/a + a", 1, "x + 1"),
        ("x + a", 0, "x"),
        ("x", 5, "x"),
    ],
)
def test_what_need_not_be_said_is_left_out(formula: str, a: int, shown: str) -> None:
    assert to_text(with_values(read(formula, ["a", "x"]), {"a": a})) == shown
