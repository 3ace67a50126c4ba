"""What rows of several tables share: learning days, instants, and rows that are written once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import models


class DayField(models.IntegerField):
    """A learning day: a `date` in Python, a count of days in the table, so that SQL can subtract two of them."""

    def from_db_value(self, value: int | None, expression: object, connection: object) -> date | None:
        return None if value is None else date.fromordinal(value)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):  # as dumpdata writes it
            return date.fromisoformat(value)
        return date.fromordinal(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> int | None:
        return value.toordinal() if isinstance(value, date) else value


class AppendOnly(models.Model):
    """A row that is written once: what happened is never changed, only answered by a further row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} {self.pk} is part of the log, which is only added to")
        super().save(*args, **kwargs)


def to_milliseconds(instant: datetime) -> datetime:
    """An aware instant in UTC, cut to whole milliseconds, as the log keeps it."""
    instant = instant.astimezone(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
