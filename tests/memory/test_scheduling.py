"""Tests of quizzes/memory/scheduling.py: schedules are pinned by whole sequences, ratings in, intervals out."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest

from quizzes.memory.days import Calendar
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import (
    Event,
    Memory,
    Schedule,
    Stage,
    after_review,
    outlook,
    replay,
    retrievability,
    wait_words,
)

FIRST_DAY = date(2026, 11, 2)


def reviewed(ratings: str, *, schedule: Schedule | None = None, late: int = 0) -> list[str]:
    """Waits after each rating (digits 1 to 4), each given on the day it was due plus `late` days."""
    memory, day, waits = Memory(), FIRST_DAY, []
    for digit in ratings:
        at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        event = Event(rating=Rating(int(digit)), day=day, at=at, schedule=schedule or Schedule())
        memory = after_review(memory, event)
        assert memory.due_day is not None
        waits.append(wait_words(memory.due_at - at if memory.due_at else memory.due_day - day))
        day = memory.due_day + timedelta(days=late if memory.due_at is None else 0)
    return waits


def test_good_answers_widen_the_interval() -> None:
    assert reviewed("33333") == ["10 min", "2 d", "11 d", "1.5 mo", "5.4 mo"]


def test_a_lapse_goes_through_relearning_and_starts_short() -> None:
    assert reviewed("33313") == ["10 min", "2 d", "11 d", "10 min", "2 d"]


def test_easy_skips_the_learning_steps() -> None:
    assert reviewed("4")[0] == "8 d"


def test_again_and_hard_repeat_the_first_step() -> None:
    assert reviewed("12") == ["1 min", "6 min"]


def test_a_higher_desired_retention_asks_sooner() -> None:
    assert reviewed("333", schedule=Schedule(desired_retention=0.95))[-1] == "3 d"


def test_a_recall_after_a_long_break_counts_for_more() -> None:
    assert reviewed("333") == ["10 min", "2 d", "11 d"]
    assert reviewed("333", late=20) == ["10 min", "2 d", "1.1 mo"]


def test_an_evening_review_and_the_next_morning_are_two_days() -> None:
    """Between the instants themselves the library sees half a day, rounded down to none: recall 1, no gain."""
    calendar = Calendar(zone=ZoneInfo("Europe/Berlin"))
    evening = datetime(2026, 11, 2, 22, tzinfo=UTC)
    morning = datetime(2026, 11, 3, 8, tzinfo=UTC)
    learned = replay(
        Event(rating=Rating.GOOD, day=calendar.day(evening), at=evening, schedule=Schedule()) for _ in range(2)
    )

    ours = retrievability(learned, day=calendar.day(morning), schedule=Schedule())
    card = fsrs.Card(card_id=0, stability=learned.stability, last_review=evening)
    theirs = fsrs.Scheduler().get_card_retrievability(card, morning)

    assert theirs == 1.0
    assert ours is not None
    assert 0.9 < ours < 1.0

    grown = after_review(learned, Event(rating=Rating.GOOD, day=calendar.day(morning), at=morning, schedule=Schedule()))
    assert grown.stability is not None
    assert learned.stability is not None
    assert grown.stability > 1.5 * learned.stability


def test_two_reviews_of_one_learning_day_are_the_same_day_even_across_midnight() -> None:
    calendar = Calendar(zone=ZoneInfo("UTC"))
    before, after = datetime(2026, 11, 2, 23, tzinfo=UTC), datetime(2026, 11, 3, 1, tzinfo=UTC)
    assert calendar.day(before) == calendar.day(after)
    learned = replay([Event(rating=Rating.EASY, day=calendar.day(before), at=before, schedule=Schedule())])
    assert retrievability(learned, day=calendar.day(after), schedule=Schedule()) == 1.0


def test_learning_steps_wait_minutes_from_the_real_instant() -> None:
    at = datetime(2026, 11, 2, 22, 17, 5, tzinfo=UTC)
    memory = after_review(Memory(), Event(rating=Rating.GOOD, day=FIRST_DAY, at=at, schedule=Schedule()))
    assert memory.stage == Stage.LEARNING
    assert memory.due_at == at + timedelta(minutes=10)
    assert memory.due_day == FIRST_DAY


def test_only_a_lapse_of_a_learned_card_counts() -> None:
    at = datetime(2026, 11, 2, 18, tzinfo=UTC)
    event = Event(rating=Rating.AGAIN, day=FIRST_DAY, at=at, schedule=Schedule())
    assert after_review(Memory(), event).lapses == 0
    learned = after_review(Memory(), Event(rating=Rating.EASY, day=FIRST_DAY, at=at, schedule=Schedule()))
    assert after_review(learned, event).lapses == 1


def test_the_outlook_is_what_each_rating_would_do() -> None:
    at = datetime(2026, 11, 2, 18, tzinfo=UTC)
    waits = outlook(Memory(), day=FIRST_DAY, at=at, schedule=Schedule())
    assert [wait_words(waits[rating]) for rating in Rating] == ["1 min", "6 min", "10 min", "8 d"]


def test_a_new_card_has_no_retrievability() -> None:
    assert retrievability(Memory(), day=FIRST_DAY, schedule=Schedule()) is None


def test_the_library_never_sleeps_over_us() -> None:
    """A card made without an id sleeps a millisecond in the library; ours always bring one."""
    learned = replay([Event(rating=Rating.EASY, day=FIRST_DAY, at=datetime.now(UTC), schedule=Schedule())])
    calls: list[float] = []
    original, time.sleep = time.sleep, calls.append
    try:
        retrievability(learned, day=FIRST_DAY, schedule=Schedule())
        outlook(learned, day=FIRST_DAY, at=datetime.now(UTC), schedule=Schedule())
    finally:
        time.sleep = original
    assert calls == []


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=20), "1 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=30), "30 d"),
        (timedelta(days=76), "2.5 mo"),
        (timedelta(days=438), "1.2 y"),
    ],
)
def test_a_wait_in_words(wait: timedelta, words: str) -> None:
    assert wait_words(wait) == words
