"""Interviews for tests, with the questions that a test names instead of drawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from quizzes.interview import clock
from quizzes.models import Card, Interview, Learner, Turn


def seat(learner: Learner, cards: Sequence[Card], *, now: datetime, key: str = "k", **columns: Any) -> Interview:
    """An interview that started at `now` and asks for these cards in their order, two minutes for each."""
    chosen = {"profile": "balanced", "weights": None, "level": "mixed", "weak_share": 0.5, "follow_ups": True}
    columns = {"minutes": 15, "timer": "hard", "stretch": 1.0, **columns}
    deadline = clock.deadline(now, columns["minutes"], columns["timer"], columns["stretch"])
    interview = Interview.objects.create(
        learner=learner,
        key=key,
        seed=7,
        choices=chosen,
        started_at=now,
        deadline=deadline,
        in_view_since=now,
        **columns,
    )
    Turn.objects.bulk_create(
        Turn(interview=interview, position=position, card=card, seed=position, why="fresh ground", expected=120.0)
        for position, card in enumerate(cards, start=1)
    )
    return interview


def move_clock(interview: Interview, by: timedelta) -> None:
    """Let so much time pass: everything that has happened is that much longer ago."""
    interview.refresh_from_db()
    interview.started_at -= by
    interview.in_view_since -= by
    interview.deadline = interview.deadline and interview.deadline - by
    interview.save()
