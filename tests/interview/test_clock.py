"""Tests of quizzes/interview/clock.py."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interview.clock import announcements, budget, deadline, is_over, left, words

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize("timer", ["hard", "soft"])
@pytest.mark.parametrize(("stretch", "length"), [(1.0, 30), (1.25, 37.5), (1.5, 45), (2.0, 60)])
def test_a_stretch_moves_the_deadline(timer: str, stretch: float, length: float) -> None:
    assert deadline(NOON, 30, timer, stretch) == NOON + minutes(length)


def test_without_a_timer_there_is_no_end() -> None:
    assert deadline(NOON, 30, "none") is None
    assert left(None, NOON) is None
    assert not is_over(None, NOON + timedelta(days=400))


def test_time_left_is_never_below_zero() -> None:
    assert left(NOON, NOON - SECOND) == SECOND
    assert left(NOON, NOON + SECOND) == timedelta()


def test_the_time_is_up_from_the_instant_of_the_deadline_on() -> None:
    assert [is_over(NOON, NOON + step * SECOND) for step in (-1, 0, 1)] == [False, True, True]


def test_an_interview_runs_on_past_midnight() -> None:
    end = deadline(datetime(2026, 12, 31, 23, 50, tzinfo=UTC), 30, "hard")
    assert left(end, datetime(2027, 1, 1, 0, 5, tzinfo=UTC)) == minutes(15)


@pytest.mark.parametrize(
    "started",
    [
        datetime(2026, 3, 29, 1, 45, tzinfo=BERLIN),  # a quarter of an hour later it is three o’clock
        datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN),  # a quarter of an hour later it is two o’clock once more
    ],
    ids=["forward", "back"],
)
def test_a_clock_change_inside_an_interview_changes_nothing(started: datetime) -> None:
    end = deadline(started, 60, "hard")
    later = (started.astimezone(UTC) + minutes(40)).astimezone(BERLIN)
    assert left(end, later) == minutes(20)
    assert end is not None
    assert left(end.astimezone(BERLIN), later) == minutes(20)


def test_travelling_to_another_zone_changes_nothing() -> None:
    end = deadline(NOON.astimezone(BERLIN), 45, "soft")
    assert left(end, (NOON + minutes(10)).astimezone(ZoneInfo("Asia/Tokyo"))) == minutes(35)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        deadline(datetime(2026, 11, 23, 12), 30, "hard")
    with pytest.raises(ValueError, match="needs a time zone"):
        left(NOON, datetime(2026, 11, 23, 12))


@pytest.mark.parametrize(("timer", "stretch", "field"), [("gentle", 1.0, "timer"), ("hard", 3.0, "stretch")])
def test_what_cannot_be_set_is_refused_by_name(timer: str, stretch: float, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: it is one of "):
        deadline(NOON, 30, timer, stretch)


def test_questions_share_the_time_as_they_need_it() -> None:
    assert budget([1, 2, 7], 15) == [90, 180, 630]


def test_questions_that_need_nothing_share_the_time_alike() -> None:
    assert budget([0, 0], 15) == [450, 450]
    assert budget([], 15) == []


@given(expected=st.lists(st.floats(0.1, 20), min_size=1, max_size=60), length=st.floats(1, 120))
def test_the_budgets_add_up_to_the_length(expected: list[float], length: float) -> None:
    assert sum(budget(expected, length)) == pytest.approx(60 * length)


@pytest.mark.parametrize(
    ("length", "marks"),
    [
        (60, (1800, 300, 60)),
        (15, (450, 300, 60)),
        (10, (300, 60)),  # half is five minutes
        (8, (240, 60)),  # five minutes are left right after the start
        (2, (60,)),  # half is a minute
        (1.5, (60,)),
        (1, ()),
        (0, ()),
    ],
)
def test_the_learner_is_told_at_half_at_five_minutes_and_at_one(length: float, marks: tuple[int, ...]) -> None:
    assert announcements(minutes(length)) == marks


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(minutes=12, seconds=30), "12 min 30 s left"),
        (timedelta(minutes=90), "90 min left"),
        (timedelta(seconds=59.2), "1 min left"),
        (timedelta(seconds=0.2), "1 s left"),
        (timedelta(), "time is up"),
        (None, "no time limit"),
    ],
)
def test_time_left_in_words(time: timedelta | None, said: str) -> None:
    assert words(time) == said
