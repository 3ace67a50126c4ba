"""Tests of quizzes/memory/days.py."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from quizzes.memory.days import Calendar, snapped

BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-20 22:00", "2026-11-20"),  # 23:00 in Berlin
        ("2026-11-20 23:30", "2026-11-20"),  # 0:30 the next date, still the same learning day
        ("2026-11-21 02:59", "2026-11-20"),  # 3:59
        ("2026-11-21 03:00", "2026-11-21"),  # 4:00
    ],
)
def test_the_day_turns_at_four_in_the_morning_of_the_learner(instant: str, day: str) -> None:
    assert BERLIN.day(utc(instant)) == date.fromisoformat(day)


def test_each_learner_chooses_when_the_day_turns() -> None:
    midnight = Calendar(zone=ZoneInfo("Asia/Tokyo"), day_start=0)
    assert midnight.day(utc("2026-11-20 14:59")) == date(2026, 11, 20)
    assert midnight.day(utc("2026-11-20 15:00")) == date(2026, 11, 21)


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_the_night_of_a_clock_change_turns_the_day_at_four_by_the_clock(night: str) -> None:
    begins = BERLIN.begins(date.fromisoformat(night))
    assert begins.astimezone(BERLIN.zone).hour == 4
    assert BERLIN.day(begins) == date.fromisoformat(night)
    assert BERLIN.day(begins.replace(microsecond=0)) != BERLIN.day(utc(f"{night} 00:30"))


def test_the_offset_follows_daylight_saving() -> None:
    assert BERLIN.offset_minutes(utc("2026-01-01 12:00")) == 60
    assert BERLIN.offset_minutes(utc("2026-07-01 12:00")) == 120


def test_a_snapped_day_is_its_midnight_in_utc() -> None:
    assert snapped(date(2026, 11, 21)) == utc("2026-11-21 00:00")
