"""Trees are worked out exactly or refused, numbers compared within a tolerance, and shown as people write them."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.maths import reading
from quizzes.maths.evaluating import _FUNCTIONS, CONSTANTS, CalculationError, evaluate, holds, refuse_others
from quizzes.maths.numbers import (
    Tolerance,
    digits_needed,
    placed,
    plain,
    read_tolerance,
    rounded_to,
    same,
    shown,
    typed_digits,
    usual_slip,
)
from quizzes.maths.reading import read


def worth(text: str, **values: int | Fraction | float) -> int | Fraction | float:
    return evaluate(read(text, list(values)), values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3/8", Fraction(3, 8)),
        ("37.5%", Fraction(3, 8)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("6/3", 2),
        ("2^-3", Fraction(1, 8)),
        ("sqrt(4/9)", Fraction(2, 3)),
        ("10!", 3628800),
        ("comb(5, 2)", 10),
        ("floor(-7/2)", -4),
        ("round(2.5)", 3),
        ("round(2.345, 2)", Fraction(235, 100)),
        ("log2(8)", 3),
        ("log(1000, 10)", 3),
        ("max(1, 1/2, 2)", 2),
        ("sigmoid(0)", 0.5),
        ("(-1)^(10^20)", 1),
    ],
)
def test_values_are_exact_where_they_can_be(text: str, value: int | Fraction) -> None:
    assert worth(text) == value


def test_other_values_are_floats() -> None:
    assert worth("sqrt 2") == math.sqrt(2)
    assert worth("ln(x)", x=Fraction(1, 2)) == math.log(0.5)
    assert worth("(1 + 1/1000)^1000") == pytest.approx(1.001**1000)


def test_declared_names_win_over_constants() -> None:
    assert worth("2e", e=Fraction(1, 2)) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1/0", "division by zero"),
        ("1/(0.1 + 0.2 - 0.3)", "division by zero"),
        ("0^0", "0^0 has no value"),
        ("ln 0", "the logarithm needs a number above 0"),
        ("sqrt(-1)", "a negative number has no real square root"),
        ("(-8)^(1/3)", "a negative number has no real power with a broken exponent"),
        ("2.5!", "what stands before `!` must be a whole number"),
        ("factorial(-1)", "a negative number has no factorial"),
        ("tan(pi/2)", "the tangent has no value here"),
        ("exp(1000)", "the result is too large"),
        ("0.1^(10^9)", "the result is too small"),
    ],
)
def test_what_has_no_value_says_why(text: str, message: str) -> None:
    with pytest.raises(CalculationError) as caught:
        worth(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9",
        "10^400 - 10^400 + 1",
        "(10^9)!",
        "comb(10^6, 5*10^5)",
        "comb(10^200, 10^100)",
        "sqrt(2)^(10^8)",
        "9^9^9/9",
    ],
)
def test_giants_are_refused_before_they_are_worked_out(text: str) -> None:
    with pytest.raises(CalculationError, match="too large"):
        worth(text)


def test_every_readable_function_can_be_worked_out() -> None:
    assert set(_FUNCTIONS) == {*reading.FUNCTIONS, "root"}  # which only LaTeX writes
    assert set(CONSTANTS) == set(reading.CONSTANTS)


def test_conditions_hold_or_not() -> None:
    assert holds(read("0 < a < 1 and not a == 1/3", ["a"], condition=True), {"a": Fraction(1, 2)})
    assert not holds(read("a > 1 or a = 1/2", ["a"], condition=True), {"a": Fraction(1, 3)})


def test_one_per_cent_is_the_default_tolerance_and_includes_its_edge() -> None:
    assert same(Fraction("1.01"), 1, Tolerance())
    assert not same(Fraction("1.0101"), 1, Tolerance())


def test_absolute_tolerance() -> None:
    assert same(Fraction("10.5"), 10, read_tolerance({"abs": 0.5}))
    assert not same(Fraction("10.51"), 10, read_tolerance({"abs": 0.5}))


def test_noise_of_floats_does_not_decide() -> None:
    assert same(worth("sqrt(2)*sqrt(2)"), 2, read_tolerance({"abs": 0}))
    assert same(worth("sin(pi)"), 0, Tolerance())
    assert not same(math.inf, 1, Tolerance())


@pytest.mark.parametrize("value", [0.01, {}, {"relative": 0.01}, {"rel": "x"}, {"rel": -1}, {"abs": True}])
def test_other_forms_of_a_tolerance_are_refused(value: object) -> None:
    with pytest.raises(ValueError):
        read_tolerance(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [({"rel": "1e-3"}, "±0.1 %"), ({"abs": 0.5}, "±0.5"), ({"abs": 0}, "exactly"), (None, "±1 %")],
)
def test_a_tolerance_speaks(value: object, text: str) -> None:
    assert str(read_tolerance(value)) == text


@pytest.mark.parametrize(
    ("text", "count", "half_unit"),
    [("0.019", 2, "0.0005"), ("1900", 2, "50"), ("1900.0", 5, "0.05"), ("-1.9e-2", 2, "0.0005"), ("1.9%", 2, "0.0005")],
)
def test_digits_are_counted_as_typed(text: str, count: int, half_unit: str) -> None:
    digits = typed_digits(read(text))
    assert digits is not None
    assert (digits.count, digits.half_unit) == (count, Fraction(half_unit))


def test_zero_and_calculations_have_no_digits() -> None:
    assert typed_digits(read("0.0")) is None
    assert typed_digits(read("1/3")) is None


def test_too_much_rounding_is_told_from_a_wrong_number() -> None:
    assert rounded_to(read("0.019"), Fraction("0.019"), Fraction("0.01943")) == 2
    assert rounded_to(read("0.02"), Fraction("0.02"), Fraction("0.01943")) == 1
    assert rounded_to(read("0.0190"), Fraction("0.0190"), Fraction("0.01943")) == 0
    assert rounded_to(read("1"), 1, Fraction("1.4")) == 0


@pytest.mark.parametrize(
    ("tolerance", "digits"), [({"rel": 0.01}, 3), ({"rel": 0.001}, 4), ({"abs": 0}, 17), ({"abs": 9}, 3)]
)
def test_shown_digits_follow_the_tolerance(tolerance: object, digits: int) -> None:
    assert digits_needed(Fraction("0.01943"), read_tolerance(tolerance)) == digits


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("-0.02", "the sign is the other way round"),
        ("2", "per cent without the percent sign"),
        ("0.04", "a factor of 2 too large"),
        ("0.01", "a factor of 2 too small"),
        ("20", "a factor of 1000 too large"),
        ("0.002", "a factor of 10 too small"),
        ("0.0139", "another base of the logarithm (a factor of ln 2)"),
        ("0.07", ""),
        ("0", ""),
    ],
)
def test_usual_slips_are_named(value: str, slip: str) -> None:
    assert usual_slip(Fraction(value), Fraction("0.02")) == slip


@pytest.mark.parametrize(
    ("value", "in_ascii", "for_eyes", "in_a_prompt"),
    [
        (32768, "32768", "32\u202f768", "32768"),
        (2024, "2024", "2024", "2024"),
        (Fraction(1, 20), "0.05", "0.05", "0.05"),
        (Fraction("4.39453125"), "4.39453", "4.39453", "4.39453125"),
        (Fraction("0.3125"), "0.3125", "0.3125", "0.3125"),
        (Fraction(-1, 3), "-0.333333", "−0.333333", "−0.333333"),
        (Fraction("0.000032"), "3.2e-5", "3.2\u00a0×\u00a010⁻⁵", "3.2×10⁻⁵"),
        (10**18, "1e18", "10¹⁸", "10¹⁸"),
        (0.1 + 0.2, "0.3", "0.3", "0.3"),
        (999999.96, "1000000", "1\u202f000\u202f000", "1000000"),
        (0.0000999999999, "1e-4", "10⁻⁴", "10⁻⁴"),
        (0, "0", "0", "0"),
        (1234567.891, "1234570", "1\u202f234\u202f570", "1234570"),
    ],
)
def test_numbers_read_well(value: int | Fraction | float, in_ascii: str, for_eyes: str, in_a_prompt: str) -> None:
    assert (plain(value), shown(value), placed(value)) == (in_ascii, for_eyes, in_a_prompt)


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e290, 1e290).filter(lambda value: not 0 < abs(value) < 1e-290), st.integers(3, 17))
def test_a_printed_number_is_read_back_within_its_digits(value: float, digits: int) -> None:
    found = evaluate(read(plain(value, digits)))
    assert abs(Fraction(found) - Fraction(value)) <= abs(Fraction(value)) / 10 ** (digits - 1)


@pytest.mark.parametrize(
    ("text", "value"), [(r"\sqrt[3]{8}", 2), (r"\sqrt[3]{-8}", -2), (r"\sqrt[2]{9}", 3), (r"\sqrt[4]{16}", 2)]
)
def test_roots_of_any_degree_are_worked_out(text: str, value: int) -> None:
    tree = reading.read(text, reading.Vocabulary(names=(), syntax="latex"))
    assert evaluate(tree) == pytest.approx(value)


@pytest.mark.parametrize("text", [r"\infty", r"3+4i", r"\int_0^1 x\,dx", r"\{1,2\}", r"1<2", r"\sum_{k=1}^{3}k"])
def test_what_has_no_value_is_refused_before_it_is_worked_out(text: str) -> None:
    with pytest.raises(reading.ReadingError):
        refuse_others(reading.read(text, reading.Vocabulary(names=None, syntax="latex")))
