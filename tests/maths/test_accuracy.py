"""Tolerances, significant figures and decimal places, as typed and as compared."""

import pytest

from quizzes.maths.accuracy import agrees_to_figures, agrees_to_places, rounded, within, written


def test_within() -> None:
    assert within(101.0, 100.0, relative=0.01)
    assert not within(101.1, 100.0, relative=0.01)
    assert within(0.005, 0.0, absolute=0.01)
    assert not within(1.06e-33, 1e-33, relative=0.05)
    assert within(0.1 + 0.2, 0.3)
    assert not within(float("inf"), 1.0, relative=0.5)


@pytest.mark.parametrize(
    ("text", "least", "most", "decimals"),
    [
        ("1.50", 3, 3, 2),
        ("0.00123", 3, 3, 5),
        ("1000", 1, 4, 0),
        ("12300.0", 6, 6, 1),
        ("1.23e-3", 3, 3, 2),
        ("1.23*10^2", 3, 3, 2),
        ("-5", 1, 1, 0),
        ("0.00", 2, 2, 2),
    ],
)
def test_figures_as_typed(text: str, least: int, most: int, decimals: int) -> None:
    found = written(text)
    assert found is not None
    assert (found.least, found.most, found.decimals) == (least, most, decimals)


@pytest.mark.parametrize("text", ["x", "1/3", "", "1.2.3"])
def test_calculations_have_no_figures(text: str) -> None:
    assert written(text) is None


def test_rounding_is_away_from_zero_and_deaf_to_noise() -> None:
    assert str(rounded(0.04975, 3)) == "0.0498"
    assert float(rounded(2.675, 3)) == 2.68
    assert float(rounded(-2.5, 1)) == -3


def test_agreement() -> None:
    assert agrees_to_figures(12.4, 12.3, 2)
    assert not agrees_to_figures(0.0497, 0.04975, 3)
    assert agrees_to_places(1.3, 1.27, 1)
    assert not agrees_to_places(1.3, 1.24, 1)
