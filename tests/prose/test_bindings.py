"""Words that an answer ties to the wrong one of two rivals."""

import pytest

from quizzes.prose.alignment import AnswerText
from quizzes.prose.bindings import sides
from quizzes.prose.checking import KeyPoint, Rubric
from quizzes.prose.clauses import sentences_of
from quizzes.prose.points import prepared

RIVALS = Rubric(
    question="Where do a cat and a dog sleep?",
    reference="The cat sleeps on the warm roof. The dog sleeps in the dark cellar.",
    points=(KeyPoint(claim="the cat on the roof"), KeyPoint(claim="the dog in the cellar")),
)


def turned(rubric: Rubric, text: str) -> float:
    ready = prepared(rubric)
    return sides(ready, AnswerText(sentences_of(text, known=ready.known))).turned


def test_words_that_changed_sides_are_weighed() -> None:
    assert turned(RIVALS, "The dog is on the warm roof and the cat is in the dark cellar.") > 1


@pytest.mark.parametrize(
    "text",
    [
        "The cat is on the warm roof and the dog is in the dark cellar.",
        "The dog is in the dark cellar, and the cat is on the warm roof.",
        "The dog is in the cellar.",
        "",
    ],
)
def test_words_on_their_own_side_are_not(text: str) -> None:
    assert turned(RIVALS, text) == 0


def test_opposites_are_rivals_wherever_they_stand() -> None:
    rubric = Rubric(reference="The inner loop tunes the model. The outer loop reports the score.")
    assert turned(rubric, "The outer loop tunes the model, the inner loop reports the score.") > 1
