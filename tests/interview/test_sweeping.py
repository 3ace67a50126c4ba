"""Interviews end and are graded in the background, each by one worker at a time."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from quizzes.interview import grading, services, sweeping
from quizzes.interview.setup import setup_from
from quizzes.models import Answer, Interview, Learner
from tests.interview.sittings import END, MINUTE, sat
from tests.makers import DAY, block, deal

LONGEST = 20.0  # seconds until the thread must have done its work
SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_thread_ends_and_grades_what_nobody_looks_at(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(12)))
    begun = timezone.now() - timedelta(hours=3)
    interview = services.start_interview(ada, setup_from({"minutes": 15}), now=begun, seed=1, key="k")
    end = sweeping.start(every=0.05)
    try:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and Interview.objects.filter(graded_at__isnull=True).exists():
            time.sleep(0.05)
    finally:
        end()
    interview.refresh_from_db()
    assert interview.ended_at == begun + timedelta(minutes=15)
    assert interview.graded_at


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_logged_and_ends_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "close_overdue", lambda now: 1 / 0)
    sweeping.sweep()
    assert "interviews were not swept" in caplog.text


@pytest.fixture
def over(ada: Learner, tmp_path: Path) -> Interview:
    """An interview that ended with one right answer and is not graded."""
    return sat(ada, deal(ada, tmp_path, block()), ["3/8"])


@pytest.mark.django_db
def test_what_has_ended_is_graded_after_a_while(over: Interview) -> None:
    sweeping.grade_waiting(now=END + 29 * SECOND)
    assert not Answer.objects.exists(), "the page of the report comes first"
    sweeping.grade_waiting(now=END + 30 * SECOND)
    over.refresh_from_db()
    assert (over.graded_at, over.claimed_until) == (END + 30 * SECOND, None)
    assert Answer.objects.get().score == 1.0


@pytest.mark.django_db
def test_of_two_workers_one_grades(over: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second sweeps while the first is at it."""
    asked: list[int] = []

    def slow(interview: Interview, **more: Any) -> None:
        asked.append(interview.pk)
        sweeping.grade_waiting(now=END + 2 * MINUTE)

    monkeypatch.setattr(grading, "grade_some", slow)
    sweeping.grade_waiting(now=END + 2 * MINUTE)
    assert asked == [over.pk]


@pytest.mark.django_db
def test_of_two_workers_that_have_found_it_one_grades(over: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second claims it between the first one's look and claim."""
    asked: list[int] = []
    others_turn = iter([lambda: sweeping.grade_waiting(now=END + 2 * MINUTE)])

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "quizzes_interview" SET "claimed_until"'):
            next(others_turn, lambda: None)()
        return execute(sql, params, many, context)

    def failing(interview: Interview, **more: Any) -> None:
        asked.append(interview.pk)
        raise ZeroDivisionError  # so that it stays claimed

    monkeypatch.setattr(grading, "grade_some", failing)
    with connection.execute_wrapper(run):
        sweeping.grade_waiting(now=END + 2 * MINUTE)
    assert asked == [over.pk]


@pytest.mark.django_db
def test_what_took_too_long_goes_on_at_the_next_sweep(over: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    grade_some = grading.grade_some
    monkeypatch.setattr(grading, "grade_some", lambda *args, **more: None)  # the time was up before all was done
    sweeping.grade_waiting(now=END + MINUTE)
    monkeypatch.setattr(grading, "grade_some", grade_some)
    sweeping.grade_waiting(now=END + MINUTE + SECOND)
    over.refresh_from_db()
    assert over.graded_at == END + MINUTE + SECOND


@pytest.mark.django_db
def test_what_always_fails_is_tried_less_and_less_often(
    over: Interview, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two workers sweep for a day, and after a month for three days more, in which it is tried once a day."""
    tries: list[timedelta] = []
    now = END

    def failing(interview: Interview, **more: Any) -> None:
        tries.append(now - END)
        raise ZeroDivisionError

    monkeypatch.setattr(grading, "grade_some", failing)
    for minutes in (*range(0, 24 * 60, 5), *range(30 * 24 * 60, 33 * 24 * 60, 60)):
        now = END + minutes * MINUTE
        for _worker in range(2):
            sweeping.grade_waiting(now=now)
    in_a_day = [each for each in tries if each < DAY]
    assert 5 <= len(in_a_day) <= 15
    assert len(tries) - len(in_a_day) in (3, 4)
    assert len([record for record in caplog.records if "was not graded" in record.message]) == len(tries)
