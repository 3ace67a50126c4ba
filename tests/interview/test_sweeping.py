"""Interviews end and are graded in the background."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.interview import services, sweeping
from quizzes.interview.setup import setup_from
from quizzes.models import Interview, Learner
from tests.makers import block, deal

LONGEST = 20.0  # seconds until the thread must have done its work


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
