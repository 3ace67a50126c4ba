"""Zeros of trees: exact where they are fractions, each once; searched for where the tree is no polynomial."""

import math
from fractions import Fraction

import pytest

from quizzes.maths.polynomials import poles, roots_of, zeros
from quizzes.maths.reading import Vocabulary, read


def real_zeros(text: str, **values: Fraction) -> list[float]:
    found, _ = zeros(read(text, Vocabulary()), "x", values, complex_too=False)
    return sorted(float(root) for root in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 - 3x + 2", [1, 2]),
        ("(x - 1)^3*(7x + 2)^2", [-2 / 7, 1]),
        ("x^2 + 1", []),
        ("1/x - 1/2", [2]),
        ("x^3 - 2", [2 ** (1 / 3)]),
        ("e^x - 5", [math.log(5)]),
        ("sqrt(3x + 4) - 2 - sqrt(x + 2)", [7]),
        ("|x - 2| - 3", [-1, 5]),
        ("e^(2x) - e^(x + 1)", [1]),
        ("e^x", []),
    ],
)
def test_real_zeros(text: str, expected: list[float]) -> None:
    assert real_zeros(text) == pytest.approx(expected)


def test_fractions_stay_fractions() -> None:
    assert set(roots_of([Fraction(2), Fraction(-7), Fraction(3)])) == {Fraction(1, 3), Fraction(2)}


def test_complex_zeros_on_demand_and_surely_all() -> None:
    found, sure = zeros(read("x^4 - 1", Vocabulary()), "x", {}, complex_too=True)
    assert (len(found), sure) == (4, True)


def test_other_names_are_held() -> None:
    assert real_zeros("a*x - b", a=Fraction(2), b=Fraction(3)) == [1.5]


def test_poles() -> None:
    assert set(poles(read("1/(x - 2) + 1/x", Vocabulary()), "x", {})) == {0, 2}
