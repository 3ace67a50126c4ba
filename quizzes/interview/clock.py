"""The start of an interview and its length become a deadline, and the deadline the time that is left.

Everything is reckoned between instants in UTC. Two times of one zone are subtracted by the hand of the clock, which on
the night of a clock change is an hour off; so instants are brought to UTC first, whatever zone they come in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from quizzes.interview.profiles import STRETCHES, TIMERS
from quizzes.memory.ratings import duration_words

MARKS = (300, 60)  # seconds left at which the learner is told, besides half of the time


def deadline(started: datetime, minutes: float, timer: str, stretch: float = 1.0) -> datetime | None:
    """The instant, in UTC, at which the time is up; None with the timer "none".

    minutes: length without the stretch, above 0.   stretch: one of STRETCHES.
    A hard timer ends the interview then; a soft one says so and lets the learner go on. The deadline is the same.
    Raises ValueError for an instant without a zone and for a timer or stretch that there is not.
    """
    if timer not in TIMERS:
        raise ValueError(f"timer: it is one of {', '.join(TIMERS)}")
    if stretch not in STRETCHES:
        raise ValueError(f"stretch: it is one of {', '.join(f'{number:g}' for number in STRETCHES)}")
    begun = _in_utc(started)
    return None if timer == "none" else begun + timedelta(minutes=minutes * stretch)


def left(deadline: datetime | None, now: datetime) -> timedelta | None:
    """Time until the deadline, never below zero; None where there is none."""
    return None if deadline is None else max(timedelta(), _in_utc(deadline) - _in_utc(now))


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Whether the time is up: from the instant of the deadline on, and never where there is none."""
    return left(deadline, now) == timedelta()


def budget(expected_minutes: Sequence[float], minutes: float) -> list[float]:
    """Seconds for each question, in proportion to what a prepared learner needs; together all the minutes.

    expected_minutes: one a question, 0 or more.   minutes: length, stretched already.
    """
    total = math.fsum(expected_minutes)
    if not total:
        return [60 * minutes / len(expected_minutes) for _ in expected_minutes]
    return [60 * minutes * expected / total for expected in expected_minutes]


def announcements(total: timedelta) -> tuple[int, ...]:
    """Seconds left at which the learner is told how much is left, the longest first.

    Half of the time, five minutes and one minute; but five minutes only when half of the time is longer, since they
    would be told right after the start, and likewise half only when it is longer than a minute.
    """
    half = int(total.total_seconds() // 2)
    shortest = MARKS[-1]
    marks = {half, *(mark for mark in MARKS if mark < half)} if half > shortest else {shortest}
    return tuple(sorted((mark for mark in marks if mark < total.total_seconds()), reverse=True))


def words(left: timedelta | None) -> str:
    """Time left as a learner reads it: "12 min 30 s left". Begun seconds count, so that 0 s is never left."""
    if left is None:
        return "no time limit"
    seconds = math.ceil(left.total_seconds())
    return f"{duration_words(seconds)} left" if seconds > 0 else "time is up"


def _in_utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)
