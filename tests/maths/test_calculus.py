"""Integrals, endless sums, families of indexed names and functions without a formula, in numbers."""

import math
from typing import Any

import pytest

from quizzes.maths.arithmetic import EXACT, FLOATS, NeedsDigits, Undefined, Unknown, fp
from quizzes.maths.calculus import ALIASES, FAMILY
from quizzes.maths.integrals import integral
from quizzes.maths.matrices import column
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.values import worth


def value(text: str, **names: Any) -> Any:
    return worth(read(text, Vocabulary(functions=("f",))), {FAMILY: 1, **names}, FLOATS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int(x^2, x, 0, 1)", 1 / 3),
        ("int(x^2, x, 1, 0)", -1 / 3),
        ("int(ln(x), x, 0, 1)", -1),
        ("int(abs(x), x, -1, 2)", 2.5),
        ("int(e^(-x^2), x, -oo, oo)", math.sqrt(math.pi)),
        ("int(sin(x)/x, x, 0, oo)", math.pi / 2),
        ("int(int(x*y, x, 0, 1), y, 0, 2)", 1),
    ],
)
def test_integrals(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("text", ["int(1/x, x, 1, oo)", "int(cos(x), x, 0, oo)", "int(1/x^2, x, -1, 2)"])
def test_integrals_without_an_end_have_no_value(text: str) -> None:
    with pytest.raises((Unknown, Undefined)):
        value(text)


def test_an_error_that_is_large_is_not_excused_by_a_large_value() -> None:
    with pytest.raises(Unknown):
        integral(math.cos, 0.0, fp.inf, FLOATS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("sum(1/2^k, k, 0, oo)", 2), ("sum(1/k^2, k, 1, oo)", math.pi**2 / 6), ("sum((-1)^k/(k+1), k, 0, oo)", math.log(2))],
)  # fmt: skip
def test_endless_sums(text: str, expected: float) -> None:
    found = worth(read(text, Vocabulary()), {}, EXACT)
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_floats_are_not_extrapolated() -> None:
    """16 digits would come out as three."""
    with pytest.raises(NeedsDigits):
        value("sum(1/k^2, k, 1, oo)")
    assert value("sum(1/2^k, k, 0, oo)") == 2


def test_a_sum_that_grows_has_no_value() -> None:
    with pytest.raises(Undefined):
        value("sum(2^k, k, 0, oo)")
    with pytest.raises(Unknown):  # for other x it may have one
        value("sum(x^k, k, 0, oo)", x=2.0)


def test_members_of_a_family_have_values_of_their_own_that_stay() -> None:
    assert value("sum(x_i, i, 1, 3)") == pytest.approx(value("x_1") + value("x_2") + value("x_3"))
    assert value("x_1") != value("x_2")
    assert value("sum(x_i, i, 1, 2)", x=column([3.0, 4.0])) == 7


def test_a_named_member_is_one_of_the_family() -> None:
    """x_k is x_2 here, so that a sum over x_i changes with it."""
    low, high = (value("sum(x_i, i, 1, 2)", **{ALIASES: {"x_2": "x_k"}, "x_k": x}) for x in (1.0, 5.0))
    assert high - low == pytest.approx(4)


def test_functions_without_a_formula_obey_the_chain_rule() -> None:
    assert value("diff(f(x^2), x)", x=0.7) == pytest.approx(value("2x*f'(x^2)", x=0.7))
    assert value("f(x)", x=0.7) != pytest.approx(value("f'(x)", x=0.7))
