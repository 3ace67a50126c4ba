"""Tests of what goes wrong around an interview: late answers, wrong people, vanishing questions, odd clocks, a kill."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.test import Client
from django.utils import timezone

from quizzes.answering import recording
from quizzes.interview import grading, reporting, services, sitting, sweeping
from quizzes.interview.services import Over, Setup
from quizzes.library.services import lay_down, take_up
from quizzes.models import Answer, Bank, Card, Interview, Learner, Question, Review
from tests.makers import DAY, NOON, bank_text, block, load

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(ada: Learner, tmp_path: Path) -> Interview:
    """Fifteen minutes, hard, from noon on; of questions of a bank that ada has taken up."""
    return started(ada, tmp_path)


def started(learner: Learner, folder: Path, *, now: datetime = NOON, key: str = "k") -> Interview:
    load(folder, **{"math.test": bank_text(*(block(slug=f"q-{number}") for number in range(8)))})
    take_up(learner, Bank.objects.get())
    return services.start_interview(learner, Setup(minutes=15), now=now, seed=7, key=key)


def answer_all(interview: Interview, *, now: datetime = NOON, text: str = "3/8") -> int:
    """Look at each question for ten seconds and answer it. Returns how many there are."""
    count = interview.turns.count()
    for position in range(1, count + 1):
        now += 10 * SECOND
        sitting.look_at(interview, position, now=now)
        sitting.save(interview, position, text, version=0, now=now)
    return count


def graded(interview: Interview, *, now: datetime = NOON + 20 * MINUTE) -> Interview:
    """As the next request finds it."""
    found = services.interview_of(interview.learner, interview.pk, now=now)
    grading.grade_some(found, now=now, seconds=60)
    return found


# --- after the end ---------------------------------------------------------------------------------------------------


def test_an_answer_in_the_last_second_counts_and_one_after_it_does_not(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    sitting.save(interview, 1, "3/8", version=0, now=NOON + 15 * MINUTE - SECOND)
    with pytest.raises(Over):
        sitting.save(interview, 1, "1/2", version=1, now=NOON + 15 * MINUTE)
    graded(interview)
    assert Answer.objects.get().text == "3/8"


def test_an_interview_ends_at_its_deadline_however_late_that_is_noticed(interview: Interview) -> None:
    found = graded(interview, now=NOON + 3 * DAY)
    assert found.ended_at == NOON + 15 * MINUTE


def test_nothing_is_taken_once_it_has_been_graded(interview: Interview) -> None:
    answer_all(interview)
    found = graded(interview)
    before = list(interview.turns.values())
    for act in (
        lambda: sitting.save(found, 1, "1/2", version=1, now=NOON + DAY, force=True),
        lambda: sitting.look_at(found, 2, now=NOON + DAY),
        lambda: sitting.flag(found, 1, True, now=NOON + DAY),
    ):
        with pytest.raises(Over):
            act()
    assert list(interview.turns.values()) == before


# --- somebody else's -------------------------------------------------------------------------------------------------


def test_another_learner_finds_nothing_of_it(interview: Interview, emmy: Learner) -> None:
    with pytest.raises(Http404):
        services.interview_of(emmy, interview.pk, now=NOON)
    assert services.open_interview(emmy, now=NOON) is None


def test_another_learners_questions_and_key_are_their_own(interview: Interview, emmy: Learner) -> None:
    other = services.start_interview(emmy, Setup(minutes=15), now=NOON, seed=7, key=interview.key)
    assert other.pk != interview.pk
    assert not {turn.card_id for turn in other.turns.all()} & {turn.card_id for turn in interview.turns.all()}
    assert set(Card.objects.filter(interview_turns__interview=other).values_list("learner", flat=True)) == {emmy.pk}


# --- questions that go away ------------------------------------------------------------------------------------------


def test_a_bank_laid_down_in_the_middle_changes_nothing(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON)
    lay_down(interview.learner, Bank.objects.get())
    count = answer_all(interview)
    graded(interview)
    assert Answer.objects.filter(score=1.0).count() == count
    assert not interview.learner.cards.in_use().exists(), "nor does the interview take the bank up again"


def test_a_question_retired_in_the_middle_is_still_asked_and_graded(interview: Interview) -> None:
    Question.objects.update(state="retired")
    assert sitting.look_at(interview, 2, now=NOON).position == 2
    count = answer_all(interview)
    graded(interview)
    assert Answer.objects.filter(score=1.0).count() == count
    assert len(reporting.items(graded(interview))) == count


def test_a_question_that_has_lost_the_part_asked_keeps_no_report_from_the_learner(interview: Interview) -> None:
    count = answer_all(interview)
    gone = interview.turns.get(position=2).card.question
    Question.objects.filter(pk=gone.pk).update(parts=["other"])
    found = graded(interview)
    assert found.graded_at is not None
    assert Answer.objects.filter(score=1.0).count() == count - 1
    assert len(reporting.items(found)) == count


# --- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, 1])
def test_the_clock_of_the_client_does_not_matter(as_ada: Client, ada: Learner, tmp_path: Path, days: int) -> None:
    now = timezone.now()
    interview = started(ada, tmp_path, now=now)
    wrong = now + days * DAY
    response = as_ada.put(
        f"/api/v1/interviews/{interview.pk}/turns/1/",
        {"text": "3/8", "version": 0},
        content_type="application/json",
        headers={"Date": f"{wrong:%a, %d %b %Y %H:%M:%S GMT}"},
    )
    told = response.json()
    assert (response.status_code, told["text"]) == (200, "3/8")
    assert 14 * 60 < told["seconds_left"] <= 15 * 60
    assert abs(datetime.fromisoformat(told["saved_at"]) - now) < MINUTE


def test_no_request_takes_a_time_from_the_client(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    interview = started(ada, tmp_path, now=timezone.now())
    refused = as_ada.put(
        f"/api/v1/interviews/{interview.pk}/turns/1/",
        {"text": "3/8", "version": 0, "saved_at": "2020-01-01T00:00:00Z"},
        content_type="application/json",
    )
    assert refused.status_code == 400
    assert interview.turns.get(position=1).saved_at is None


def test_a_server_clock_set_back_takes_no_time_away(interview: Interview) -> None:
    sitting.look_at(interview, 1, now=NOON + 5 * MINUTE)
    sitting.look_at(interview, 2, now=NOON + 5 * MINUTE)
    sitting.look_at(interview, 3, now=NOON + 4 * MINUTE)
    sitting.finish(interview, now=NOON + 6 * MINUTE)
    seconds = list(interview.turns.values_list("seconds", flat=True))
    assert seconds[:3] == [300, 0, 60]


# Each instant is five minutes before the clocks of that place do something odd.
ODD_NIGHTS = [
    pytest.param("UTC", datetime(2026, 12, 31, 23, 55, tzinfo=UTC), id="midnight and a new year"),
    pytest.param("UTC", datetime(2026, 12, 31, 3, 55, tzinfo=UTC), id="a new learning day, at four"),
    pytest.param("Europe/Berlin", datetime(2026, 10, 25, 0, 55, tzinfo=UTC), id="an hour that comes twice"),
    pytest.param("Europe/Berlin", datetime(2026, 3, 29, 0, 55, tzinfo=UTC), id="an hour that is left out"),
    pytest.param("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 55, tzinfo=UTC), id="half an hour that comes twice"),
]


@pytest.mark.parametrize(("zone", "begun"), ODD_NIGHTS)
def test_fifteen_minutes_are_fifteen_minutes_on_any_night(
    ada: Learner, tmp_path: Path, zone: str, begun: datetime
) -> None:
    ada.time_zone = zone
    ada.save()
    interview = started(ada, tmp_path, now=begun)
    for minutes in range(15):
        assert sitting.state(interview, now=begun + minutes * MINUTE).seconds_left == (15 - minutes) * 60
    assert services.open_interview(ada, now=begun + 14 * MINUTE) is not None
    assert services.open_interview(ada, now=begun + 15 * MINUTE) is None


@pytest.mark.parametrize(("zone", "begun"), ODD_NIGHTS)
def test_time_used_is_right_on_any_night(ada: Learner, tmp_path: Path, zone: str, begun: datetime) -> None:
    ada.time_zone = zone
    ada.save()
    interview = started(ada, tmp_path, now=begun)
    sitting.look_at(interview, 1, now=begun)
    sitting.look_at(interview, 2, now=begun + 8 * MINUTE)
    found = graded(interview, now=begun + DAY)
    assert list(interview.turns.values_list("seconds", flat=True))[:2] == [480, 420]
    assert reporting.report(found).result.used_seconds == 900


# --- a server that is killed while it grades -------------------------------------------------------------------------


class Killed(BaseException):
    """As the process ends: nothing of ours catches it."""


@contextlib.contextmanager
def failing_at(number: int, statement: str, error: type[BaseException] = Killed) -> Iterator[None]:
    """The database is gone when so many statements that begin with these words are about to be run."""
    left = itertools.count(number - 1, -1)

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement) and next(left) == 0:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run), pytest.raises(error):
        yield


ANSWER, TURN, REVIEW = (
    'INSERT INTO "quizzes_answer"',
    'UPDATE "quizzes_turn"',
    'INSERT INTO "quizzes_review"',
)


def test_grading_goes_on_after_a_kill_and_grades_nothing_twice(interview: Interview) -> None:
    count = answer_all(interview)
    with failing_at(3, ANSWER):
        graded(interview)
    assert Answer.objects.count() == 2
    assert Interview.objects.get().graded_at is None
    first = list(Answer.objects.order_by("pk").values())
    found = graded(interview, now=NOON + DAY)
    assert found.graded_at == NOON + DAY
    assert Answer.objects.count() == count
    assert list(Answer.objects.order_by("pk").values())[:2] == first
    assert not interview.turns.filter(answer__isnull=True).exists()


def test_a_kill_between_the_answer_and_its_turn_leaves_neither(interview: Interview) -> None:
    count = answer_all(interview)
    services.interview_of(interview.learner, interview.pk, now=NOON + 20 * MINUTE)  # closed before it is graded
    with failing_at(2, TURN):
        graded(interview)
    assert Answer.objects.count() == interview.turns.filter(answer__isnull=False).count() == 1
    graded(interview)
    assert Answer.objects.count() == interview.turns.filter(answer__isnull=False).count() == count


def test_an_error_in_the_second_turn_costs_none_of_the_others(
    interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our bug in checking one answer leaves that one to the learner."""
    count = answer_all(interview)
    second = interview.turns.get(position=2)
    judged = recording.judged

    def failing(card: Card, text: str, **more: Any) -> Any:
        if card.pk == second.card_id:
            raise ZeroDivisionError
        return judged(card, text, **more)

    monkeypatch.setattr(recording, "judged", failing)
    found = graded(interview)
    assert found.graded_at is not None
    assert Answer.objects.filter(score=1.0).count() == count - 1
    assert Answer.objects.get(score=None).interview_turn.position == 2


def test_the_table_failing_at_the_second_turn_keeps_the_first(interview: Interview) -> None:
    count = answer_all(interview)
    with failing_at(2, ANSWER, OperationalError):
        graded(interview)
    assert Answer.objects.count() == 1
    graded(interview)
    assert Answer.objects.count() == count


def test_grading_in_small_steps_comes_to_the_same(interview: Interview) -> None:
    count = answer_all(interview)
    found = services.interview_of(interview.learner, interview.pk, now=NOON + 20 * MINUTE)
    done = []
    while found.graded_at is None:
        done.append(grading.grade_some(found, now=NOON + 20 * MINUTE, seconds=0).done)
    assert done == sorted(set(done)), "each step goes on where the last one was"
    assert done[-1] == count == Answer.objects.count()


def test_two_that_grade_at_once_make_each_answer_once(interview: Interview) -> None:
    """The background and a page: both have read the turns before either has written."""
    count = answer_all(interview)
    one, other = (services.interview_of(interview.learner, interview.pk, now=NOON + 20 * MINUTE) for _ in range(2))
    others_turn = iter([lambda: grading.grade_some(other, now=NOON + 20 * MINUTE, seconds=60)])

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(ANSWER):
            next(others_turn, lambda: None)()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        done = grading.grade_some(one, now=NOON + 21 * MINUTE, seconds=60)
    assert (done.done, Answer.objects.count()) == (count, count)
    own_key = Concat(Value(f"interview-{interview.pk}-"), Cast("position", CharField()))
    assert interview.turns.filter(answer__key=own_key).count() == count
    assert Interview.objects.get().graded_at == NOON + 20 * MINUTE


def test_a_worker_killed_in_the_background_holds_up_the_others_for_a_minute_only(interview: Interview) -> None:
    count = answer_all(interview)
    services.interview_of(interview.learner, interview.pk, now=NOON + 20 * MINUTE)
    with failing_at(3, ANSWER):
        sweeping.grade_waiting(now=NOON + 20 * MINUTE)
    sweeping.grade_waiting(now=NOON + 20 * MINUTE + 30 * SECOND)
    assert Answer.objects.count() == 2, "it might still be at work"
    sweeping.grade_waiting(now=NOON + 22 * MINUTE)
    assert Answer.objects.count() == count
    assert Interview.objects.get().graded_at == NOON + 22 * MINUTE


def test_the_background_goes_on_when_one_interview_cannot_be_graded(
    interview: Interview, emmy: Learner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = services.start_interview(emmy, Setup(minutes=15), now=NOON, seed=7, key="k")
    grade_some = grading.grade_some

    def failing(found: Interview, **more: Any) -> Any:
        if found.pk == interview.pk:
            raise ZeroDivisionError
        return grade_some(found, **more)

    monkeypatch.setattr(grading, "grade_some", failing)
    assert services.close_overdue(now=NOON + DAY) == 2
    sweeping.grade_waiting(now=NOON + DAY)
    other.refresh_from_db()
    interview.refresh_from_db()
    assert (other.graded_at, interview.graded_at) == (NOON + DAY, None)
    assert f"interview {interview.pk} was not graded" in caplog.text


def test_a_kill_while_writing_back_counts_nothing_twice(interview: Interview) -> None:
    count = answer_all(interview)
    found = graded(interview)
    with failing_at(3, REVIEW):
        reporting.write_back(found, now=NOON + DAY)
    found = graded(interview)
    for _ in range(2):
        reporting.write_back(found, now=NOON + DAY)
    assert Review.objects.count() == count
    assert set(Card.objects.exclude(reviews=0).values_list("reviews", flat=True)) == {1}
