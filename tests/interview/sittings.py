"""Interviews that are over, with the answers that a test names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from quizzes.interview import grading
from quizzes.models import Card, Interview, Learner
from tests.interview.seats import seat
from tests.makers import NOON

MINUTE = timedelta(minutes=1)
END = NOON + 15 * MINUTE
RIGHT, WRONG = "3/8", "1/8"  # of the numeric question of the makers
UNREADABLE = "3/(8"
POINTS = "It is good on the training data and worse on new, unseen data."  # makes both of the free question


def sat(learner: Learner, cards: Sequence[Card], texts: Sequence[str | None], **columns: Any) -> Interview:
    """An interview that ended with these texts, each question two minutes in view; None for one not reached."""
    interview = seat(learner, cards, now=NOON, **columns)
    for turn, text in zip(interview.turns.all(), texts, strict=True):
        if text is not None:
            turn.text, turn.seen, turn.seconds = text, True, 120.0
            turn.save()
    interview.ended_at = END
    interview.save()
    return interview


def graded(learner: Learner, cards: Sequence[Card], texts: Sequence[str | None], **columns: Any) -> Interview:
    interview = sat(learner, cards, texts, **columns)
    grading.grade_some(interview, now=END, seconds=60)
    return interview
