"""An instant becomes the learner's learning day, here and nowhere else.

A learning day begins at an hour of the learner's own clock (4:00 unless they say otherwise), so that a review at one in
the morning still belongs to the evening before. Days are compared as dates; daylight saving cannot shift them.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclasses.dataclass(frozen=True, kw_only=True)
class Calendar:
    """A learner's clock.

    day_start: full hour of the local clock, 0 to 23, at which a new learning day begins.
    """

    zone: ZoneInfo
    day_start: int = 4

    def day(self, instant: datetime) -> date:
        """The learning day of an aware instant."""
        local = instant.astimezone(self.zone)
        # By the hand of the clock, not by subtracting hours: on the night of a clock change the two differ.
        return local.date() if local.hour >= self.day_start else local.date() - timedelta(days=1)

    def begins(self, day: date) -> datetime:
        """The first instant of a learning day, in UTC."""
        return datetime.combine(day, time(self.day_start), tzinfo=self.zone).astimezone(UTC)

    def offset_minutes(self, instant: datetime) -> int:
        """Minutes by which the local clock is ahead of UTC at that instant."""
        offset = instant.astimezone(self.zone).utcoffset()
        assert offset is not None, "an aware datetime has an offset"
        return int(offset.total_seconds() // 60)


def snapped(day: date) -> datetime:
    """The instant that stands for a learning day in the scheduling library: its midnight in UTC.

    The library counts elapsed time in whole periods of 24 hours, rounded down: eleven at night to nine in the morning
    would count as the same day, with a recall of 1. Between snapped instants it counts learning days instead.
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
