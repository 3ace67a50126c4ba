"""(memory, rating, learning day) -> memory with its next date, by FSRS-6 as the `fsrs` library computes it."""

from __future__ import annotations

import dataclasses
import importlib.metadata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cache, lru_cache

import fsrs

from quizzes.memory.days import snapped
from quizzes.memory.ratings import Rating

DEFAULT_RETENTION = 0.9  # desired chance of recall at the next review
LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.97  # beyond these FSRS asks absurdly rarely or absurdly often


class Stage(IntEnum):
    """Where a memory stands; the numbers are the library's, with 0 for a card never answered."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class Memory:
    """What is known of one learner's memory of one card.

    stability: days until recall falls to 0.9, above 0; None before the first review.
    difficulty: 1 (easiest) to 10; None before the first review.
    step: index into the learning steps; None outside them.
    due_day: learning day of the next review; None before the first.
    due_at: instant of the next review where that lies minutes ahead (learning steps); else None.
    reviews, lapses: how often answered, and how often forgotten after having been learned.
    """

    stage: Stage = Stage.NEW
    stability: float | None = None
    difficulty: float | None = None
    step: int | None = None
    last_day: date | None = None
    due_day: date | None = None
    due_at: datetime | None = None
    reviews: int = 0
    lapses: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Schedule:
    """Everything besides the reviews themselves that a memory depends on; stored with each review.

    parameters: the 21 weights of FSRS-6.   Steps are in seconds.   maximum_interval is in days.
    """

    parameters: tuple[float, ...] = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
    desired_retention: float = DEFAULT_RETENTION
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36_500


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """One review as the log holds it, reduced to what moves a memory."""

    rating: Rating
    day: date
    at: datetime
    schedule: Schedule


@cache
def library_version() -> str:
    """Name and version of what computes the memory, as stored with each review."""
    return f"fsrs {importlib.metadata.version('fsrs')}"


def after_review(memory: Memory, event: Event) -> Memory:
    """The memory once a rating is in. Pure: the same memory and event give the same result for ever (no fuzz)."""
    card = fsrs.Card(
        card_id=0,
        # A card never answered is in the library's first learning step.
        state=fsrs.State(memory.stage or Stage.LEARNING),
        step=memory.step if memory.stage != Stage.NEW else 0,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=snapped(event.day),
        last_review=snapped(memory.last_day) if memory.last_day else None,
    )
    card, _ = _scheduler(event.schedule).review_card(card, fsrs.Rating(event.rating), snapped(event.day))
    wait = card.due - snapped(event.day)
    in_steps = card.state != fsrs.State.Review
    return Memory(
        stage=Stage(card.state),
        stability=card.stability,
        difficulty=card.difficulty,
        step=card.step,
        last_day=event.day,
        due_day=event.day if in_steps else event.day + wait,
        due_at=event.at + wait if in_steps else None,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (memory.stage == Stage.REVIEW and event.rating == Rating.AGAIN),
    )


def replay(events: Iterable[Event]) -> Memory:
    """The memory that a sequence of reviews leaves, in the order in which they were given."""
    memory = Memory()
    for event in events:
        memory = after_review(memory, event)
    return memory


def outlook(memory: Memory, *, day: date, at: datetime, schedule: Schedule) -> dict[Rating, timedelta]:
    """How long until the next review for each rating that could be given now."""
    waits = {}
    for rating in Rating:
        after = after_review(memory, Event(rating=rating, day=day, at=at, schedule=schedule))
        assert after.due_day is not None, "a reviewed card has a next day"
        waits[rating] = after.due_at - at if after.due_at else after.due_day - day
    return waits


def retrievability(memory: Memory, *, day: date, schedule: Schedule) -> float | None:
    """Chance of recall on a learning day, 0 to 1; None for a card never answered."""
    if memory.last_day is None:
        return None
    # Without an id the library makes one from the clock and sleeps a millisecond.
    card = fsrs.Card(card_id=0, stability=memory.stability, last_review=snapped(memory.last_day))
    return _scheduler(schedule).get_card_retrievability(card, snapped(day))


def wait_words(wait: timedelta) -> str:
    """A wait as it stands on a grade button: "10 min", "4 d", "2.5 mo", "1.2 y"."""
    if wait < timedelta(hours=1):
        return f"{max(1, round(wait.total_seconds() / 60))} min"
    if wait < timedelta(days=1):
        return f"{round(wait.total_seconds() / 3600)} h"
    if wait.days < 31:
        return f"{wait.days} d"
    if wait.days < 365:
        return f"{wait.days / 30.44:.1f} mo"
    return f"{wait.days / 365.25:.1f} y"


@lru_cache(maxsize=256)
def _scheduler(schedule: Schedule) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=schedule.parameters,
        desired_retention=schedule.desired_retention,
        learning_steps=[timedelta(seconds=step) for step in schedule.learning_steps],
        relearning_steps=[timedelta(seconds=step) for step in schedule.relearning_steps],
        maximum_interval=schedule.maximum_interval,
        enable_fuzzing=False,
    )
