"""Tests of whose a key is: no client's answer stands in for another, nor for one given in an interview."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from quizzes.answering import recording
from quizzes.answering.recording import KeyTaken
from quizzes.answers import Grade
from quizzes.interview import grading
from quizzes.models import Answer, Card, Learner
from tests.interview.sittings import END, sat
from tests.makers import NOON, answer, block, deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(ada: Learner, tmp_path: Path) -> list[Card]:
    return deal(ada, tmp_path, block(slug="one"), block(slug="two"))


def test_no_client_answers_for_an_interview(ada: Learner, cards: list[Card]) -> None:
    one, two = cards
    interview = sat(ada, [one], ["1/8"])
    with pytest.raises(KeyTaken):
        recording.check_answer(two, "3/8", now=NOON, key=recording.key_of_turn(interview.pk, 1))
    grading.grade_some(interview, now=END, seconds=60)
    given = interview.turns.get().answer
    assert given
    assert (given.card_id, given.score) == (one.pk, 0.0)


def test_a_program_is_told_which_field_is_wrong(as_ada: Client, cards: list[Card]) -> None:
    one, two = cards
    answer(two, key="mine")
    for key in ("interview-1-1", recording.key_of_showing(two), "mine"):
        response = as_ada.post(
            f"/api/v1/cards/{one.pk}/answers/", {"text": "3/8", "key": key}, content_type="application/json"
        )
        assert (response.status_code, list(response.json()["fields"])) == (400, ["key"])
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("key", ["interview-1-1", "card-0-0"])
def test_a_page_with_a_key_that_no_page_has_is_not_understood(as_ada: Client, cards: list[Card], key: str) -> None:
    assert as_ada.post(f"/cards/{cards[0].pk}/answers/", {"text": "3/8", "key": key}).status_code == 400
    assert not Answer.objects.exists()


def test_what_is_recorded_under_a_known_key_is_to_the_same_card(cards: list[Card]) -> None:
    one, two = cards
    given = {"seed": 1, "now": NOON}
    first = recording.record(one, "3/8", Grade(score=1.0), version=0, key="k", **given)
    again = recording.record(one, "1/2", Grade(score=0.0), version=0, key="k", **given)
    assert (again, again.text) == (first, "3/8")
    with pytest.raises(KeyTaken):
        recording.record(two, "3/8", Grade(score=1.0), version=0, key="k", **given)
    with pytest.raises(KeyTaken):
        recording.record(one, "3/8", Grade(score=1.0), version=None, key="k", **given)
    assert Answer.objects.count() == 1
