"""Tests of quizzes/memory/ratings.py."""

import pytest

from quizzes.memory.ratings import Rating, duration_words, propose


@pytest.mark.parametrize(
    ("score", "hints", "seconds", "rating", "reason"),
    [
        (0.0, 0, 30, Rating.AGAIN, "wrong, 30 s"),
        (0.5, 0, 30, Rating.AGAIN, "50\N{NO-BREAK SPACE}% right, 30 s"),
        (0.0, 2, 30, Rating.AGAIN, "wrong, 2 hints, 30 s"),
        (0.7, 0, 30, Rating.HARD, "partly right, 30 s"),
        (1.0, 1, 48, Rating.HARD, "right, 1 hint, 48 s"),
        (1.0, 0, 90, Rating.HARD, "right, slow, 1 min 30 s"),
        (1.0, 0, 30, Rating.GOOD, "right, 30 s"),
        (1.0, 0, 10, Rating.EASY, "right, fast, 10 s"),
    ],
)
def test_an_answer_proposes_a_rating_and_says_why(
    score: float, hints: int, seconds: float, rating: Rating, reason: str
) -> None:
    proposal = propose(score=score, hints=hints, seconds=seconds, expected_seconds=40)
    assert (proposal.rating, proposal.reason) == (rating, reason)


def test_where_the_learner_is_the_judge_nothing_is_proposed() -> None:
    proposal = propose(score=None, hints=0, seconds=12, expected_seconds=20)
    assert proposal.rating is None
    assert proposal.reason == "you are the judge, 12 s"


def test_a_lucky_guess_is_not_easy() -> None:
    proposal = propose(score=1.0, hints=0, seconds=3, expected_seconds=40, guessed=True)
    assert (proposal.rating, proposal.reason) == (Rating.HARD, "right, but a guess, 3 s")


def test_a_time_that_nobody_measured_is_neither_fast_nor_slow() -> None:
    proposal = propose(score=1.0, hints=0, seconds=None, expected_seconds=20)
    assert (proposal.rating, proposal.reason) == (Rating.GOOD, "right")


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59.6, "1 min"), (125, "2 min 5 s")])
def test_a_duration_in_words(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words
