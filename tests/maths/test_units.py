"""Numbers with units: read name by name, converted by pint; binary and decimal bytes are apart."""

from fractions import Fraction

import pytest

from quizzes.maths.reading import ReadingError
from quizzes.maths.units import UnknownUnit, converted, factor, read_measure, read_unit, same_kind


@pytest.mark.parametrize(
    ("text", "value", "unit", "target"),
    [
        ("8.65kW", 8650, "kW", "W"),
        ("8650*watt", 8650, "watt", "W"),
        ("-9.81 m/s^2", -9.81, "m/s^2", "m/s²"),
        ("5 MiB", 5 * 2**20, "MiB", "B"),
        ("5 MB", 5_000_000, "MB", "B"),
        ("2e3 tokens/s", 2000, "tokens/s", "token/s"),
        ("4 TFLOPS", 4e12, "TFLOPS", "FLOP/s"),
        ("20 °C", 293.15, "°C", "kelvin"),
        ("3/4 h", 2700, "h", "s"),
        ("9.81 m s^-2", 9.81, "m s^-2", "m/s^2"),
    ],
)
def test_measures(text: str, value: float, unit: str, target: str) -> None:
    measure = read_measure(text)
    assert measure.unit == read_unit(unit)
    assert measure.value is not None
    assert converted(measure.value, measure.unit, read_unit(target)) == pytest.approx(value)


def test_latex_units() -> None:
    measure = read_measure(r"5\,\mathrm{m}/\mathrm{s}^{2}", "latex")
    assert (measure.value, measure.unit) == (5, read_unit("m/s^2"))


def test_a_unit_alone_has_no_number() -> None:
    assert read_measure("m/s").value is None


def test_a_plain_number_has_no_unit() -> None:
    assert read_measure("3.5e2").unit is None
    assert same_kind(None, read_unit("percent_sign"))


def test_kinds() -> None:
    assert same_kind(read_unit("mi"), read_unit("ft"))
    assert not same_kind(read_unit("m"), read_unit("s"))
    assert not same_kind(None, read_unit("m"))


@pytest.mark.parametrize("text", ["qwxz", "m^999", "m)(s", "__import__", "m;s", "m" * 100, "e", "pi"])
def test_unknown_units(text: str) -> None:
    with pytest.raises(UnknownUnit):
        read_unit(text)


def test_what_is_no_measure_cannot_be_read() -> None:
    with pytest.raises(ReadingError):
        read_measure("5 qwxz")


@pytest.mark.parametrize(
    ("unit", "to", "ratio"),
    [
        ("MiB", "GiB", Fraction(1, 1024)),
        ("Mb", "MB", Fraction(1, 8)),
        ("Gbps", "MB/s", 125),
        ("ns", "h", Fraction(1, 3_600_000_000_000)),
        ("kWh", "J", 3_600_000),
        ("images/s", "images/min", 60),
    ],
)
def test_factors_are_exact_where_they_can_be(unit: str, to: str, ratio: Fraction) -> None:
    assert factor(read_unit(unit), read_unit(to)) == ratio


def test_degrees_take_more_than_a_factor() -> None:
    assert factor(read_unit("°C"), read_unit("K")) is None


def test_bits_are_no_plain_numbers_and_nats_are_bits() -> None:
    assert not same_kind(None, read_unit("bits"))
    assert converted(1, read_unit("nats"), read_unit("bits")) == pytest.approx(1.442695)
