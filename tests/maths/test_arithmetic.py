"""Numbers have the values of mathematics, in floats and in many digits; where they have none, it says so."""

import math
from fractions import Fraction

import pytest

from quizzes.maths.arithmetic import EXACT, FLOATS, REAL_FLOATS, Arithmetic, Pole, Undefined, Unknown, mp


@pytest.mark.parametrize("arithmetic", [FLOATS, EXACT])
@pytest.mark.parametrize(
    ("function", "arguments", "value"),
    [
        ("sigmoid", [0], 0.5),
        ("softplus", [0], math.log(2)),
        ("relu", [-3], 0),
        ("logit", [Fraction(1, 2)], 0),
        ("log", [8, 2], 3),
        ("log2", [8], 3),
        ("root", [27, 3], 3),
        ("comb", [5, 2], 10),
        ("factorial", [5], 120),
        ("mod", [-7, 3], 2),
        ("gcd", [12, 18], 6),
        ("floor", [Fraction(-7, 2)], -4),
        ("ceil", [Fraction(-7, 2)], -3),
        ("round", [Fraction(5, 2)], 3),
        ("acosh", [1], 0),
        ("asech", [1], 0),
        ("sign", [-4], -1),
    ],
)
def test_functions(arithmetic: Arithmetic, function: str, arguments: list[int], value: float) -> None:
    found = arithmetic.functions[function](*(arithmetic.number(argument) for argument in arguments))
    assert float(found) == pytest.approx(value, abs=1e-12)


def test_complex_numbers_have_principal_values() -> None:
    assert FLOATS.functions["sqrt"](-4.0) == 2j
    assert FLOATS.power(-8.0, 1 / 3) == pytest.approx(1 + math.sqrt(3) * 1j)


def test_real_numbers_have_no_root_of_minus_one() -> None:
    with pytest.raises(Undefined):
        REAL_FLOATS.functions["sqrt"](-4.0)
    with pytest.raises(Undefined):
        REAL_FLOATS.log(-1.0)


def test_odd_root_of_a_negative_number_is_left_open_as_a_power_and_real_as_a_root() -> None:
    with pytest.raises(Unknown):
        REAL_FLOATS.power(-8.0, 1 / 3)
    assert REAL_FLOATS.root(-8.0, 3.0) == pytest.approx(-2)


@pytest.mark.parametrize(
    ("function", "argument"),
    [("log", 0.0), ("factorial", -1.0), ("heaviside", 0.0), ("tan", math.pi / 2), ("logit", 1.0)],
)
def test_poles(function: str, argument: float) -> None:
    with pytest.raises(Pole):
        FLOATS.functions[function](argument)


def test_zero_to_the_zero_has_no_value() -> None:
    with pytest.raises(Pole, match=r"0\^0 has no value"):
        FLOATS.power(0.0, 0.0)


def test_what_is_too_large_is_not_begun() -> None:
    with pytest.raises(Unknown):
        EXACT.power(mp.mpf(9), mp.mpf(9) ** 9)
    with pytest.raises(Unknown):
        EXACT.factorial(mp.mpf(10) ** 15)


def test_floor_does_not_fall_for_the_noise_of_floats() -> None:
    assert FLOATS.floor(0.1 * 3 / 0.3 * 2.9999999999999996) == 3
