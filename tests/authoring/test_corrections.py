"""Tests of what learners' corrected ticks propose, from the pure part to the author's page."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.answering import recording
from quizzes.authoring.corrections import Correction, Proposal, proposals
from quizzes.authoring.services import proposed_synonyms
from quizzes.memory.ratings import Rating
from quizzes.models import Learner
from tests.makers import NOON, block, deal


def correction(text: str, *, guessed: str = "", ticked: str = "", spans: tuple = ()) -> Correction:
    return Correction(text=text, guessed=frozenset(guessed), ticked=frozenset(ticked), spans=spans)


def test_the_words_in_which_nothing_was_found_are_proposed() -> None:
    text = "It is held out. We pick the depth by it."
    assert proposals([correction(text, guessed="1", ticked="12", spans=((0, 14),))]) == [
        Proposal(point="2", missed=True, phrase="We pick the depth by it", times=1)
    ]


def test_where_everything_was_claimed_the_whole_answer_is_proposed() -> None:
    (proposal,) = proposals([correction("held out", guessed="1", ticked="12", spans=((0, 8),))])
    assert proposal.phrase == "held out"


def test_a_tick_taken_away_is_told_as_such() -> None:
    (proposal,) = proposals([correction("it trains", guessed="1", ticked="")])
    assert (proposal.missed, proposal.phrase) == (False, "it trains")


def test_the_same_words_of_several_learners_come_first() -> None:
    found = proposals([correction("b", ticked="1"), correction("a", ticked="2"), correction("a", ticked="2")])
    assert [(each.point, each.times) for each in found] == [("2", 2), ("1", 1)]


def test_ticks_left_as_they_were_propose_nothing() -> None:
    assert proposals([correction("a", guessed="1", ticked="1")]) == []


@pytest.mark.django_db
def test_an_author_finds_what_a_learner_corrected(admin_client: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free"))
    answer = recording.check_answer(card, "It learns the noise by heart.", now=NOON)
    choices = recording.key_of(card).checklist()
    missed = next(c.value for c in choices if c.value not in answer.guessed(choices) and not c.harmful)
    recording.grade_answer(answer, Rating.GOOD, now=NOON, ticked=[*answer.guessed(choices), missed])
    assert [(each.point, each.phrase) for each in proposed_synonyms(card.question)] == [
        (missed, "It learns the noise by heart")
    ]
    page = admin_client.get(reverse("admin:quizzes_question_change", args=[card.question_id])).content.decode()
    assert "a learner wrote “It learns the noise by heart”" in page
