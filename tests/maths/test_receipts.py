"""Counterexamples and ways of comparing, in words."""

from fractions import Fraction

import pytest

from quizzes.maths.domains import Domain
from quizzes.maths.equality import compare
from quizzes.maths.matrices import column
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.receipts import counterexample_sentence, how_text, value_text


def sentence(reference: str, response: str, **more: object) -> str:
    vocabulary = Vocabulary(**more)  # type: ignore[arg-type]
    trees = (read(text, vocabulary) for text in (reference, response))
    return counterexample_sentence(compare(*trees, Domain(shapes=vocabulary.shapes, random=vocabulary.random)))


def test_place_and_values() -> None:
    assert sentence("x + y", "x - y") == "At x = 2, y = 3 the right answer is 5, yours −1."


def test_numbers_have_no_place() -> None:
    assert sentence("log(2)", "log(3)") == "The right answer is 0.6931, yours 1.099."


def test_random_variables_are_a_table() -> None:
    found = sentence("E(X^2)", "E(X)^2", random=("X",))
    assert found.startswith("At chances {")
    assert "X = " in found


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(-1, 2), "−1/2"), (3, "3"), (0.12345, "0.1235"), (-0.5, "−0.5"), (True, "true"), (None, "no value")],
)
def test_values(value: object, text: str) -> None:
    assert value_text(value) == text


def test_columns() -> None:
    assert value_text(column([Fraction(1), Fraction(-2)])) == "[[1], [−2]]"


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("structure", "the same formula as the right answer"),
        ("points, 12 points", "compared with the right answer by value at 12 points"),
        ("points, 1 points", "compared with the right answer by value at 1 point"),
        ("solutions, 40 points", "compared with the right answer by its solutions, 40 points tried"),
        ("shapes", "compared with the right answer by shape"),
    ],
)
def test_how(how: str, text: str) -> None:
    assert how_text(how) == text
