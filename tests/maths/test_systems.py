"""Several equations are solved together: one unknown at a time, by elimination, by Newton where nothing else helps."""

from fractions import Fraction

import pytest

from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.systems import solutions


def solved(*texts: str, complex_too: bool = False) -> set[tuple[float, ...]]:
    equations = [read(text, Vocabulary()) for text in texts]
    base = {name: Fraction(2) for name in "xyz"}
    found, _ = solutions(equations, ["x", "y"], base, complex_too=complex_too)
    return {tuple(round(float(point[name]), 6) for name in ("x", "y")) for point in found}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("x + y - 3", "x - y - 1"), {(2, 1)}),
        (("x^2 - 4", "y - x"), {(2, 2), (-2, -2)}),
        (("y - x^2", "x + y - 2"), {(1, 1), (-2, 4)}),
        (("x^2 + y^2 - 25", "x^2 - y^2 - 7"), {(4, 3), (4, -3), (-4, 3), (-4, -3)}),
        (("x*y - 6", "x + y - 5"), {(2, 3), (3, 2)}),
        (("x + y - z", "x - y"), {(1, 1)}),
        (("x + y - 1", "x + y - 2"), set()),
    ],
)
def test_solutions(texts: tuple[str, ...], expected: set[tuple[float, ...]]) -> None:
    assert solved(*texts) == expected
