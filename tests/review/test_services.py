"""Tests of what an answer, a grade and an undo do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from quizzes.answering import recording
from quizzes.answers import UnreadableAnswer
from quizzes.interview.writing_back import write_back
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Memory, Stage
from quizzes.models import Answer, Card, Learner, Review, Undo
from quizzes.review import planning, services
from tests.interview.sittings import END, graded
from tests.makers import NOON, answer, block, deal, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    return deal(ada, tmp_path, block())[0]


def test_a_right_answer_proposes_good_with_its_reason(card: Card) -> None:
    made = answer(card, "0.375", seconds=80)
    assert (made.score, made.suggested, made.reason) == (1.0, Rating.GOOD, "right, 1 min 20 s")


def test_a_wrong_answer_proposes_again(card: Card) -> None:
    made = answer(card, "1/2")
    assert (made.score, made.suggested) == (0.0, Rating.AGAIN)


def test_an_unreadable_answer_records_nothing(card: Card) -> None:
    with pytest.raises(UnreadableAnswer):
        answer(card, "3/(8")
    assert not Answer.objects.exists()
    card.refresh_from_db()
    assert card.memory == Memory()


def test_not_knowing_counts_as_wrong(card: Card) -> None:
    made = answer(card, "", gave_up=True)
    assert (made.score, made.suggested, made.reason) == (0.0, Rating.AGAIN, "you did not know it")


def test_an_answer_of_a_megabyte_is_refused_unread(card: Card) -> None:
    with pytest.raises(UnreadableAnswer, match="1,000,000 characters; at most 20,000"):
        answer(card, "1" * 1_000_000)


def test_the_same_key_sent_twice_gives_the_same_answer_once(card: Card) -> None:
    first = answer(card, "3/8", key="abc")
    second = answer(card, "1/2", key="abc")
    assert second == first
    assert second.score == 1.0


def test_grading_twice_counts_once(card: Card) -> None:
    made = answer(card)
    first = recording.grade_answer(made, Rating.GOOD, now=NOON)
    second = recording.grade_answer(made, Rating.EASY, now=NOON + timedelta(seconds=1))
    assert second == first
    card.refresh_from_db()
    assert card.reviews == 1


def test_a_second_tab_cannot_grade_a_card_that_has_moved_on(card: Card) -> None:
    here, there = answer(card, key="here"), answer(card, key="there")
    recording.grade_answer(here, Rating.GOOD, now=NOON)
    with pytest.raises(recording.StaleCard):
        recording.grade_answer(there, Rating.AGAIN, now=NOON)
    assert Review.objects.count() == 1


def test_a_page_of_an_earlier_showing_cannot_answer(card: Card) -> None:
    """Its showing was answered through the API under another key, so that the page's own key is not known."""
    shown = recording.key_of_showing(card)
    review(card, key="by-the-api")
    with pytest.raises(recording.StaleCard):
        answer(card, key=shown)


def test_a_review_holds_all_that_is_needed_to_replay_and_to_study_it(card: Card) -> None:
    now = datetime(2026, 11, 24, 2, 30, 0, 123456, tzinfo=UTC)
    made = review(card, Rating.HARD, now=now, text="0.375", hints=1, confidence=60, seconds=48.04, key="k")
    held = made.answer
    assert (held.card, held.question_rev, held.question_digest) == (card, 1, card.question.digest)
    assert (held.text, held.score, held.suggested, held.hints) == ("0.375", 1.0, Rating.HARD, 1)
    assert (held.confidence, held.seconds, held.key, held.reason) == (60, 48.0, "k", "right, 1 hint, 48 s")
    assert held.seed == recording.seed_of(Card(pk=card.pk, version=0))
    assert (made.rating, made.suggested, made.was_new) == (Rating.HARD, Rating.HARD, True)
    assert made.at == now.replace(microsecond=123000)
    assert made.day == now.date() - timedelta(days=1), "half past two still belongs to the day before"
    assert made.offset_minutes == 0
    assert made.scheduler.version.startswith("fsrs 6")
    assert len(made.scheduler.schedule["parameters"]) == 21


def test_the_learner_may_choose_another_rating_and_both_are_stored(card: Card) -> None:
    made = review(card, Rating.AGAIN, text="3/8")
    assert (made.suggested, made.rating) == (Rating.GOOD, Rating.AGAIN)


def test_a_scheduler_row_that_was_rolled_back_is_made_again(card: Card) -> None:
    made = answer(card)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        recording.grade_answer(made, Rating.GOOD, now=NOON)
        raise ZeroDivisionError
    assert recording.grade_answer(made, Rating.GOOD, now=NOON).scheduler.version.startswith("fsrs")


def test_a_memory_never_moves_without_its_review(card: Card) -> None:
    made = answer(card)
    recording.grade_answer(made, Rating.GOOD, now=NOON)
    Card.objects.filter(pk=card.pk).update(
        version=made.card_version, stability=1.0
    )  # as no code of ours would leave it
    with pytest.raises(IntegrityError), transaction.atomic():
        recording.grade_answer(made, Rating.EASY, now=NOON)
    assert Card.objects.get(pk=card.pk).stability == 1.0
    assert Review.objects.count() == 1


def test_the_log_is_never_changed(card: Card) -> None:
    made = review(card)
    made.rating = Rating.EASY
    with pytest.raises(TypeError, match="only added to"):
        made.save()


def test_undo_takes_back_one_at_a_time_and_adds_to_the_log(ada: Learner, tmp_path: Path) -> None:
    one, two = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    review(one, Rating.EASY)
    review(two, Rating.GOOD)
    for expected in (two, one):
        last = services.last_review(ada, now=NOON)
        assert last.card == expected
        services.undo_review(last, now=NOON)
    assert services.last_review(ada, now=NOON) is None
    assert Review.objects.count() == 2
    assert {card.memory for card in Card.objects.all()} == {Memory()}


def test_an_undone_card_comes_first_even_when_it_was_the_last_of_the_day(ada: Learner, tmp_path: Path) -> None:
    one, two = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    planning.plan_day(ada, now=NOON)
    review(one, Rating.EASY)
    review(two, Rating.EASY)
    assert planning.next_card(ada, now=NOON) is None
    services.undo_review(services.last_review(ada, now=NOON), now=NOON)
    assert planning.next_card(ada, now=NOON) == two


def test_undoing_twice_counts_once(card: Card) -> None:
    made = review(card)
    services.undo_review(made, now=NOON)
    services.undo_review(made, now=NOON)
    assert Undo.objects.count() == 1


def test_an_earlier_review_waits_until_the_later_one_is_undone(card: Card) -> None:
    first = review(card)
    review(card, now=NOON + timedelta(minutes=10))
    with pytest.raises(recording.StaleCard):
        services.undo_review(first, now=NOON)


def test_yesterdays_reviews_are_not_undone(ada: Learner, card: Card) -> None:
    review(card)
    assert services.last_review(ada, now=NOON + timedelta(days=1)) is None


def test_what_came_with_an_interview_is_not_taken_back_one_by_one(ada: Learner, tmp_path: Path) -> None:
    asked, other = deal(ada, tmp_path, block(), block(slug="b"))
    interview = graded(ada, [asked], ["3/8"])
    own = review(other)
    write_back(interview, now=END)
    assert services.last_review(ada, now=END) == own
    services.undo_review(own, now=END)
    assert services.last_review(ada, now=END) is None


def test_after_an_undo_the_card_can_be_answered_and_graded_again(card: Card) -> None:
    services.undo_review(review(card, Rating.AGAIN), now=NOON)
    review(card, Rating.EASY)
    assert (card.stage, card.reviews) == (Stage.REVIEW, 1)


def test_a_memory_is_the_replay_of_its_standing_reviews(card: Card) -> None:
    now = NOON
    for rating in (3, 3, 1, 3, 2, 4):
        made = review(card, rating, now=now)
        assert card.replayed() == card.memory
        now += timedelta(days=3)
    services.undo_review(made, now=now)
    card.refresh_from_db()
    assert card.replayed() == card.memory
    assert card.reviews == 5


def test_the_seed_is_fresh_at_each_review_and_the_same_until_then(card: Card) -> None:
    before = recording.seed_of(card)
    assert recording.seed_of(card) == before
    review(card)
    assert recording.seed_of(card) != before


def test_ticked_key_points_score_a_free_answer(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free"))
    made = answer(card, "It is good on training data only.", seconds=120)
    graded = recording.grade_answer(made, Rating.GOOD, now=NOON, ticked=["1"])
    assert (graded.score, graded.suggested, graded.ticked) == (0.5, Rating.AGAIN, ["1"])


@pytest.mark.parametrize("seconds", [-5.0, 1e9])
def test_the_time_taken_is_kept_within_reason(card: Card, seconds: float) -> None:
    assert 0 <= answer(card, seconds=seconds).seconds <= 3600


def test_a_character_that_no_table_holds_is_unreadable(card: Card) -> None:
    with pytest.raises(UnreadableAnswer, match="NUL"):
        answer(card, "3\0/8")
