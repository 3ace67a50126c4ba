"""A reference and a response are compared in the way that suits what they are."""

from typing import Any

import pytest

from quizzes.maths.answers import Judgement, judge_answer, judge_trees
from quizzes.maths.declarations import read_declarations
from quizzes.maths.options import options_for
from quizzes.maths.reading import ReadingError, read

DECLARED = read_declarations({"x": "real", "y": "real"})


def judged(reference: str, response: str, **raw: Any) -> Judgement:
    return judge_answer(reference, response, options_for(DECLARED, **raw))


@pytest.mark.parametrize(
    ("reference", "response", "how"),
    [
        ("x + y", "y + x", "structure"),
        ("(x + y)^2", "x^2 + 2 x y + y^2", "points, 12 points"),
        ("y = 2 x + 1", "2 y = 4 x + 2", "factor, 6 points"),
    ],
)
def test_ways_of_comparing(reference: str, response: str, how: str) -> None:
    judgement = judged(reference, response)
    assert (judgement.correct, judgement.how) == (True, how)


def test_difference_comes_with_its_comparison() -> None:
    judgement = judged("x", "y")
    assert judgement.correct is False
    assert judgement.comparison is not None
    assert judgement.comparison.counterexample == {"x": 2, "y": 3}


def test_sorts_are_not_mixed() -> None:
    assert judged("x", "x = 2").note == "an expression was expected"
    assert judged("x = 2", "x").note == "an equation or inequality was expected"


def test_unreadable_response_is_not_wrong() -> None:
    with pytest.raises(ReadingError):
        judged("x", "x(")


def test_unreadable_reference_is_not_held_against_the_learner() -> None:
    assert judged("x(", "x").correct is None


def test_trees_are_judged_as_texts_are() -> None:
    trees = (read(text, DECLARED.vocabulary) for text in ("x", "-x"))
    assert judge_trees(*trees, options_for(DECLARED, up_to="sign")).correct
