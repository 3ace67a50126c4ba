"""Slips of solving equations are named."""

import pytest

from quizzes.maths.declarations import read_declarations
from quizzes.maths.options import options_for
from quizzes.maths.reading import read
from quizzes.maths.solving import slip_of_solving

DECLARED = read_declarations({"x": "real", "a": "real", "b": "real"})


def guess(above: str, line: str, note: str) -> str:
    trees = (read(text, DECLARED.vocabulary) for text in (above, line))
    return slip_of_solving(*trees, f"a solution is {note}", options_for(DECLARED))


@pytest.mark.parametrize(
    ("above", "line", "note", "words"),
    [
        ("x^2 = 4x", "x = 4", "lost", "a division by what may be 0, which loses a solution"),
        ("x (x - 1) = 0", "x - 1 = 0", "lost", "a division by what may be 0, which loses a solution"),
        ("a = b", "a^2 = a b", "added", "a multiplication by what may be 0, which adds a solution"),
        ("x = 3", "x^2 = 9", "added", "squaring both sides, which adds a solution"),
        ("x^2 = 9", "x = 3", "lost", "a square root taken of both sides: the negative root is missing"),
    ],
)
def test_slip_is_named(above: str, line: str, note: str, words: str) -> None:
    assert guess(above, line, note) == f"Looks like {words}."


@pytest.mark.parametrize(("above", "line"), [("x + 1 = 3", "x = 4"), ("x^2 - 1 = 0", "x + 5 = 0")])
def test_other_slips_are_not(above: str, line: str) -> None:
    assert guess(above, line, "lost") == ""
