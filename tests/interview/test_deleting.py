"""Who has sat interviews can be deleted, with everything; of others nothing goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model, RestrictedError

from quizzes.disputes import services as disputing
from quizzes.interview.writing_back import write_back
from quizzes.models import Answer, Interview, Learner, Regrade, Turn
from quizzes.review import services as reviewing
from tests.disputes.marks import accept, dealt, mend
from tests.interview.sittings import END, graded
from tests.makers import NOON, answer, review, token

pytestmark = pytest.mark.django_db

BELONGING = ("Card", "Answer", "Review", "Undo", "Regrade", "Dispute", "Notice", "Interview", "Turn", "Token")


def live(learner: Learner, editor: Learner, folder: Path) -> None:
    """At least one row of everything that belongs to a learner."""
    card = dealt(learner, folder)
    first = graded(learner, [card], ["3/8"])
    write_back(first, now=END)
    graded(learner, [card], ["1/8"], key="again", like=first)
    reviewing.undo_review(review(card, 1), now=NOON)
    dispute = disputing.dispute_mark(answer(card, "3/8"), "It is 3/8.", now=NOON)[0]
    mend(folder)
    accept(dispute, editor)
    token(learner)


def rows() -> dict[str, int]:
    models: list[type[Model]] = [apps.get_model("quizzes", name) for name in BELONGING]
    return {model.__name__: model._default_manager.count() for model in models}


def test_a_learner_is_deleted_with_everything(ada: Learner, emmy: Learner, grace: Learner, tmp_path: Path) -> None:
    live(emmy, grace, tmp_path)
    before = rows()
    live(ada, grace, tmp_path)
    assert all(count > before[name] > 0 for name, count in rows().items()), "there is nothing that is not tried"
    ada.user.delete()
    assert rows() == before
    assert not Learner.objects.filter(pk=ada.pk).exists()


def test_a_card_goes_with_all_that_was_answered_to_it(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    live(ada, grace, tmp_path)
    ada.cards.all().delete()
    assert not Turn.objects.exists() and not Answer.objects.exists() and not Regrade.objects.exists()
    assert Interview.objects.exists()


def test_an_answer_does_not_leave_its_interview_alone(ada: Learner, tmp_path: Path) -> None:
    graded(ada, [dealt(ada, tmp_path)], ["3/8"])
    with pytest.raises(RestrictedError):
        Answer.objects.all().delete()
