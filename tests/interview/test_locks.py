"""What is locked at once on PostgreSQL, in threads of their own: nobody waits for each other for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from quizzes.authoring import publishing
from quizzes.authoring.reading import read_draft
from quizzes.interview import grading, services, sitting, writing_back
from quizzes.interview.plan import Asked
from quizzes.interview.setup import setup_from
from quizzes.models import Card, Interview, Learner, Question, Turn
from quizzes.review import planning
from tests.interview.seats import seat
from tests.makers import DAY, NOON, block, deal, review

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, and no locks of rows"),
]
PATIENCE = 20.0  # seconds until a thread gives up to wait for the other


def both(*acts: Callable[[], Any]) -> None:
    """Run them at once; what either raises is raised here."""

    def alone(act: Callable[[], Any]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(alone, act) for act in acts]:
            done.result()


def meeting(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, meet: Callable[[], Any]) -> None:
    """Wait for the other before this is done."""
    act = getattr(place, name)

    def late(*args: Any, **more: Any) -> Any:
        meet()
        return act(*args, **more)

    monkeypatch.setattr(place, name, late)


def test_an_interview_starts_while_a_question_is_published(
    ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing holds the question and wants the learner; starting holds the learner and wants a card of it."""
    _, new = deal(ada, tmp_path, block(slug="held"), block(slug="new"))
    question = new.question
    new.delete()
    source = question.source.replace("A fair", "One fair")
    found = read_draft(question.bank, source).block
    assert found
    asked = Asked(question=question.pk, part="", area="math", minutes=2.0, follows=None, why="fresh ground")
    monkeypatch.setattr(services, "plan", lambda *args, **more: [asked])
    meet = threading.Barrier(2, timeout=PATIENCE).wait
    meeting(monkeypatch, publishing, "deal_anew", meet)  # the question is locked by now
    meeting(monkeypatch, services, "_cards_of", meet)  # and the learner
    both(
        lambda: publishing.publish_text(question, found, source, by=ada.user, now=NOON, syllabus=None),
        lambda: services.start_interview(ada, setup_from({"minutes": 15}), now=NOON, seed=1, key="k"),
    )
    assert Turn.objects.get().card.question_id == question.pk
    assert "One fair" in Question.objects.get(slug="new").source
    assert ada.cards.count() == 2


def test_a_text_is_saved_while_the_learner_goes_on(
    ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on locks the interview, and adds up the time of the question whose text is saved."""
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(2)))
    interview = seat(ada, cards, now=NOON)
    sitting.look_at(interview, 1, now=NOON)
    meet = threading.Barrier(2, timeout=PATIENCE).wait
    meeting(monkeypatch, services, "count_time", meet)  # the interview is locked by now

    def save() -> None:
        meet()
        sitting.save(Interview.objects.get(), 1, "3/8", version=0, now=NOON)

    both(save, lambda: sitting.look_at(Interview.objects.get(), 2, now=NOON))
    assert Turn.objects.get(position=1).text == "3/8"


def test_a_day_is_planned_while_an_interview_goes_into_the_plan(
    ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lock the learner before the cards."""
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(2)))
    for card in cards:
        review(card)
    interview = seat(ada, cards, now=NOON + DAY)
    interview.turns.update(text="3/8", seen=True, seconds=120.0)
    sitting.finish(interview, now=NOON + DAY)
    grading.grade_some(interview, now=NOON + DAY, seconds=60)
    later = NOON + 30 * DAY
    meet = threading.Barrier(2, timeout=PATIENCE).wait
    meeting(monkeypatch, writing_back, "_lay_open", meet)  # the cards are locked by now

    def plan() -> None:
        meet()
        planning.plan_day(Learner.objects.get(pk=ada.pk), now=later, more=True)

    both(plan, lambda: writing_back.write_back(interview, now=later))
    assert set(Card.objects.values_list("reviews", flat=True)) == {2}
