"""Tests of what is asked today: the portion, its order, its limits, and what a break leaves."""

from datetime import timedelta
from pathlib import Path

import pytest

from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Schedule, Stage, retrievability
from quizzes.models import Card, Learner
from quizzes.review import planning, services
from tests.makers import BLOCKS, DAY, NOON, block, deal, review

pytestmark = pytest.mark.django_db


def many(count: int, **more: str) -> list[str]:
    return [block(slug=f"q-{index}", **more) for index in range(count)]


def age(cards: list[Card], *, days: int) -> None:
    """Let cards be learned, and due a while ago: the i-th with a stability of i + 1 days."""
    today = cards[0].learner.calendar.day(NOON)
    for index, card in enumerate(cards):
        Card.objects.filter(pk=card.pk).update(
            stage=Stage.REVIEW,
            stability=float(index + 1),
            difficulty=5.0,
            last_day=today - timedelta(days=days),
            due_day=today - timedelta(days=days - 1),
        )


def test_the_first_day_offers_new_cards_in_the_order_of_the_bank(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *many(3))
    asked = []
    for _ in range(3):
        card = planning.next_card(ada, now=NOON)
        assert card is not None
        asked.append(card.question.slug)
        review(card, Rating.EASY)
    assert asked == ["q-0", "q-1", "q-2"]
    assert planning.next_card(ada, now=NOON) is None


def test_new_cards_stop_at_the_daily_limit_and_go_on_tomorrow(ada: Learner, tmp_path: Path) -> None:
    ada.new_per_day = 2
    ada.save()
    deal(ada, tmp_path, *many(3))
    for _ in range(2):
        review(planning.next_card(ada, now=NOON), Rating.EASY)
    assert planning.next_card(ada, now=NOON) is None
    tomorrow = planning.next_card(Learner.objects.get(pk=ada.pk), now=NOON + DAY)
    assert tomorrow is not None
    assert tomorrow.question.slug == "q-2"


def test_taking_up_a_bank_at_noon_does_not_grant_a_second_limit(ada: Learner, tmp_path: Path) -> None:
    ada.new_per_day = 2
    ada.save()
    deal(ada, tmp_path, *many(3))
    review(planning.next_card(ada, now=NOON), Rating.EASY)
    planning.replan(ada)
    assert planning.today(ada, now=NOON).new == 1


def test_due_cards_come_by_lowest_retrievability(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *many(5))
    age(cards, days=10)
    ada.refresh_from_db()
    day = planning.plan_day(ada, now=NOON)
    order = list(ada.cards.filter(turn__isnull=False).order_by("turn"))
    recalls = [retrievability(card.memory, day=day, schedule=Schedule()) for card in order]
    assert recalls == sorted(recalls)
    assert [card.pk for card in order] == [card.pk for card in cards]


def test_a_backlog_comes_in_daily_portions(ada: Learner, tmp_path: Path) -> None:
    ada.reviews_per_day, ada.new_per_day = 3, 0
    ada.save()
    age(deal(ada, tmp_path, *many(8)), days=100)
    ada.refresh_from_db()
    today = planning.today(ada, now=NOON)
    assert (today.due, today.backlog) == (3, 5)
    while card := planning.next_card(ada, now=NOON):
        review(card, Rating.GOOD)
    assert planning.today(ada, now=NOON).done == 3
    assert planning.today(Learner.objects.get(pk=ada.pk), now=NOON + DAY).due == 3


def test_another_portion_goes_beyond_the_limits_once_the_first_is_done(ada: Learner, tmp_path: Path) -> None:
    ada.new_per_day = 1
    ada.save()
    deal(ada, tmp_path, *many(3))
    planning.plan_day(ada, now=NOON)
    planning.plan_day(ada, now=NOON, more=True)
    assert planning.left(ada) == 1, "an unfinished portion stays as it is"
    review(planning.next_card(ada, now=NOON), Rating.EASY)
    planning.plan_day(ada, now=NOON, more=True)
    assert planning.left(ada) == 2


def test_the_minutes_at_hand_cut_the_portion(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *many(9))
    ada.refresh_from_db()
    ada.minutes = 5  # a new numeric question takes two minutes
    ada.save()
    assert planning.today(ada, now=NOON).new == 2


def test_a_learning_step_comes_back_after_its_minutes_before_the_rest(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *many(3))
    first = planning.next_card(ada, now=NOON)
    review(first, Rating.GOOD)
    second = planning.next_card(ada, now=NOON + timedelta(minutes=1))
    assert second.question.slug == "q-1"
    third = planning.next_card(ada, now=NOON + timedelta(minutes=11))
    assert third.pk == first.pk


def test_with_nothing_else_left_a_step_is_taken_early_but_not_hours_early(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    review(card, Rating.GOOD)
    assert planning.next_card(ada, now=NOON) == card
    Card.objects.filter(pk=card.pk).update(due_at=NOON + timedelta(hours=2))
    assert planning.next_card(ada, now=NOON) is None
    assert planning.today(ada, now=NOON).next_step == NOON + timedelta(hours=2)


def test_tomorrow_the_right_cards_are_due(ada: Learner, tmp_path: Path) -> None:
    """Easy comes after eight days, a card twice good after two."""
    easy, good = deal(ada, tmp_path, *many(2))
    review(easy, Rating.EASY)
    review(good, Rating.GOOD)
    review(good, Rating.GOOD, now=NOON + timedelta(minutes=10))

    def due(days: int) -> set[Card]:
        learner = Learner.objects.get(pk=ada.pk)
        planning.plan_day(learner, now=NOON + days * DAY)
        return set(learner.cards.filter(turn__isnull=False))

    assert due(1) == set()
    assert due(2) == {good}
    assert due(8) == {good, easy}


def test_a_buried_card_returns_tomorrow_and_a_suspended_one_does_not(ada: Learner, tmp_path: Path) -> None:
    buried, suspended = deal(ada, tmp_path, *many(2))
    planning.plan_day(ada, now=NOON)
    services.bury(buried, now=NOON)
    services.suspend(suspended)
    assert planning.next_card(ada, now=NOON) is None
    assert planning.next_card(Learner.objects.get(pk=ada.pk), now=NOON + DAY) == buried


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_every_kind_is_asked(ada: Learner, tmp_path: Path, kind: str) -> None:
    deal(ada, tmp_path, block(kind, slug="one"))
    assert planning.next_card(ada, now=NOON).question.kind == kind


def test_the_portion_is_made_up_once_a_day(ada: Learner, tmp_path: Path, django_assert_num_queries) -> None:
    deal(ada, tmp_path, *many(2))
    ada.refresh_from_db()
    planning.plan_day(ada, now=NOON)
    ada.refresh_from_db()
    with django_assert_num_queries(0):
        planning.plan_day(ada, now=NOON)
