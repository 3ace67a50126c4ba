"""Tests of quizzes/prepared.py: the same as Django's own, only sooner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizzes.models import Answer, Card, Learner
from quizzes.prepared import Prepared, insert, update
from tests.makers import NOON, answer, block, deal

pytestmark = pytest.mark.django_db

cards: Prepared[Card] = Prepared(
    lambda learner, now: (
        Card.objects.filter(learner=learner, due_at__lte=now).select_related("question").order_by("pk")
    ),
    learner=987_654_321,
    now=datetime(1999, 1, 2, tzinfo=UTC),
)


def test_a_prepared_query_gives_what_the_query_set_gives(
    ada: Learner, tmp_path: Path, django_assert_num_queries
) -> None:
    first, _ = deal(ada, tmp_path, block(slug="one"), block("choice", slug="two"))
    Card.objects.filter(pk=first.pk).update(due_at=NOON, last_day=NOON.date(), stability=2.5)
    for _ in range(2):
        with django_assert_num_queries(1):
            (found,) = cards.all(learner=ada.pk, now=NOON)
            assert found.question.html["prompt"]
        expected = Card.objects.get(pk=first.pk)
        assert [getattr(found, field.attname) for field in Card._meta.concrete_fields] == [
            getattr(expected, field.attname) for field in Card._meta.concrete_fields
        ]
    assert cards.first(learner=ada.pk, now=NOON - timedelta(seconds=1)) is None


def test_a_parameter_that_the_query_does_not_use_is_refused() -> None:
    unused: Prepared[Card] = Prepared(lambda learner: Card.objects.all(), learner=987_654_321)
    with pytest.raises(ValueError, match="does not use learner"):
        unused.all(learner=1)


def test_an_inserted_row_is_as_saved_and_is_not_made_twice(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    made = answer(card, key="k", confidence=60)
    held = Answer.objects.get(pk=made.pk)
    assert (held.text, held.notes, held.at, held.confidence) == (made.text, made.notes, made.at, 60)
    twin = Answer.objects.get(pk=made.pk)
    twin.pk = None
    assert insert(twin) is False
    assert Answer.objects.count() == 1


def test_an_update_writes_the_named_columns_only(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    card.stability, card.lapses, card.due_day = 3.5, 7, NOON.date()
    update(card, ["stability", "due_day"])
    held = Card.objects.get(pk=card.pk)
    assert (held.stability, held.due_day, held.lapses) == (3.5, NOON.date(), 0)
