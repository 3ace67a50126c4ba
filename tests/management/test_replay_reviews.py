"""Tests of replay_reviews."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Card, Learner
from quizzes.review import services
from tests.makers import DAY, NOON, block, deal, review

pytestmark = pytest.mark.django_db


def replay(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_reviews", *arguments, stdout=out)
    return out.getvalue()


def test_no_difference_after_reviews_lapses_undos_and_changed_settings(ada: Learner, tmp_path: Path) -> None:
    one, two, _ = deal(ada, tmp_path, *[block(slug=f"q-{index}") for index in range(3)])
    for index, rating in enumerate((3, 3, 1, 2, 3, 4)):
        review(one, rating, now=NOON + 2 * index * DAY)
        Learner.objects.filter(pk=ada.pk).update(desired_retention=0.8 + index / 50)
        one = Card.objects.select_related("learner__user", "question").get(pk=one.pk)
    services.undo_review(review(two, 4), now=NOON)
    assert replay() == "2 cards replayed, 0 different\n"


def test_a_difference_is_named_and_mended_when_asked(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    review(card, 4)
    Card.objects.update(stability=99.0)
    with pytest.raises(CommandError, match="--fix"):
        replay()
    assert "stability is 99.0, reviews say 8.29" in replay("--fix")
    assert replay() == "1 cards replayed, 0 different\n"
