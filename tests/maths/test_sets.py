"""Sets without order, lists with it, intervals by their ends."""

from typing import Any

import pytest

from quizzes.maths.domains import Domain
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.sets import compare_collections


def verdict(reference: str, response: str, **more: Any) -> str:
    vocabulary = Vocabulary(pairs="interval" if more.get("is_set") else "tuple")
    return compare_collections(read(reference, vocabulary), read(response, vocabulary), Domain(), **more).verdict.value


@pytest.mark.parametrize(
    ("reference", "response", "expected"),
    [
        ("{1, 2, 3}", "{3, 2, 1}", "same"),
        ("{1, 2}", "{1, 2, 1 + 1}", "same"),
        ("{1, 2}", "{1, 2, 3}", "different"),
        ("{x - 1, x}", "{x, x - 1}", "same"),
        ("{(1, 2), (3, 4)}", "{(3, 4), (1, 2)}", "same"),
        ("[1, 2, 3]", "[3, 2, 1]", "different"),
        ("(1, 2, 3)", "(1, 2)", "different"),
        ("{2, -2}", "±2", "same"),
        ("±2", "2", "different"),
    ],
)
def test_sets_and_lists(reference: str, response: str, expected: str) -> None:
    assert verdict(reference, response) == expected


@pytest.mark.parametrize(
    ("reference", "response", "expected"),
    [
        ("[0, 1]", "(0, 1)", "different"),
        ("[0, 1] U [1, 2]", "[0, 2]", "same"),
        ("[0, 1) U (1, 2]", "[0, 2]", "different"),
        ("(-oo, oo)", "(-oo, 7) U [4, oo)", "same"),
        ("(-oo, 2)", "x < 2", "same"),
        ("[0, oo)", "x >= 0", "same"),
        ("[x + x, y*y)", "[2x, y^2)", "same"),
        ("(0, 2) ∩ (1, 3)", "(1, 2)", "same"),
        ("ℝ \\ {0}", "(-oo, 0) U (0, oo)", "same"),
        ("{0} U (1, 2)", "(1, 2)", "different"),
    ],
)
def test_intervals(reference: str, response: str, expected: str) -> None:
    assert verdict(reference, response, is_set=True) == expected


def test_order_can_be_waived() -> None:
    assert verdict("[1, 2, 3]", "[3, 2, 1]", ordered=False) == "same"
