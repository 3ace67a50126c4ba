"""Tests of quizzes/answering/ticking.py: ticks beside what the check had found."""

import itertools
from pathlib import Path

import pytest

from quizzes.answering import recording
from quizzes.answering.ticking import score_after_ticks
from quizzes.answers import Grade, Note
from quizzes.models import Answer, Card, Learner
from tests.makers import NOON, block, deal

pytestmark = pytest.mark.django_db

FOUND, PART, MISSED = "good", "plain", "bad"
PITFALL = "5"


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    """Of four points that weigh the same, and a misconception."""
    text = block("free", slug="one")
    head, tail = text.split("**Points:**\n")
    points = "- (1) alpha\n- (1!) beta\n- (1) gamma\n- (1) delta\n- (-1) says epsilon\n"
    return deal(ada, tmp_path, f"{head}**Points:**\n{points}\n**Why:**" + tail.split("**Why:**")[1])[0]


def answered(card: Card, score: float | None, *tones: str) -> Answer:
    notes = tuple(
        Note(text=f"x: {number}", tone=tone, option=str(number)) for number, tone in enumerate(tones, start=1)
    )
    grade = Grade(score=score, notes=notes, undecided=score is None)
    return recording.record(card, "words", grade, version=card.version, seed=1, now=NOON, key="key")


def test_a_point_in_part_keeps_its_part_when_another_is_ticked(card: Card) -> None:
    answer = answered(card, 0.62, FOUND, FOUND, PART, MISSED)
    assert score_after_ticks(answer, ["1", "2", "4"]) == 0.875
    assert score_after_ticks(answer, ["1", "2", "3"]) == 0.75


def test_a_further_tick_never_lowers_what_the_check_had_found(card: Card) -> None:
    """Which may have found more than half of what is there in part."""
    answer = answered(card, 0.96, FOUND, FOUND, FOUND, PART)
    assert score_after_ticks(answer, ["1", "2", "3", "4"]) == 1
    assert score_after_ticks(answered(card, 0.96, FOUND, FOUND, PART, PART), ["1", "2", "3"]) == 0.96


def test_one_tick_less_never_raises_it(card: Card) -> None:
    assert score_after_ticks(answered(card, 0.3, FOUND, FOUND, PART, PART), ["2"]) == 0.3


def test_what_is_not_there_even_in_part_counts_nothing(card: Card) -> None:
    answer = answered(card, 0.72, FOUND, FOUND, PART, MISSED)
    assert score_after_ticks(answer, ["1", "2", "-3"]) == 0.5


def test_a_misconception_owned_up_to_lowers_it(card: Card) -> None:
    assert score_after_ticks(answered(card, 1.0, FOUND, FOUND, FOUND, FOUND), ["1", "2", "3", "4", PITFALL]) == 0.75


def test_where_we_are_unsure_the_ticks_alone_and_the_parts_count(card: Card) -> None:
    assert score_after_ticks(answered(card, None, FOUND, FOUND, PART, MISSED), ["1", "2"]) == 0.625
    assert score_after_ticks(answered(card, None, FOUND, FOUND, PART, MISSED), []) == 0.125


@pytest.mark.parametrize("score", [None, 0.2, 0.55, 0.9])
def test_more_ticks_never_make_less(card: Card, score: float | None) -> None:
    answer = answered(card, score, FOUND, PART, PART, MISSED)
    for count in range(4):
        for before in itertools.combinations("1234", count):
            for more in set("1234") - set(before):
                assert score_of(answer, *before, more) >= score_of(answer, *before)


def score_of(answer: Answer, *ticked: str) -> float:
    """As a learner gets it: where the ticks are our guesses, the score of the check stands."""
    return recording.proposal_after_ticks(answer, ticked)[0] or 0.0
