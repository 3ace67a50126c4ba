"""A question whose key is wrong, answers to it, and the key mended."""

from __future__ import annotations

from pathlib import Path

from quizzes.disputes import regrading, services
from quizzes.disputes.regrading import Regrading
from quizzes.models import Card, Dispute, Learner, Question
from tests.makers import NOON, bank_text, block, deal, load, review

WRONG_KEY = block().replace("answer: 3/8", "answer: 1/8")
MENDED_KEY = block()
TESTED = block(more=", tests: [{right: 3/8}, {wrong: 1/2}]")


def dealt(learner: Learner, folder: Path, text: str = WRONG_KEY) -> Card:
    return deal(learner, folder, text)[0]


def mend(folder: Path, text: str = MENDED_KEY) -> Question:
    """The bank again, its one question with the right key."""
    assert not load(folder, **{"math.test": bank_text(text)}).problems
    return Question.objects.get()


def disputed(learner: Learner, folder: Path, *, text: str = "3/8", note: str = "It is 3/8.") -> Dispute:
    """Answered with what is right, marked wrong, graded as proposed, and disputed."""
    given = review(dealt(learner, folder), 1, text=text).answer
    return services.dispute_mark(given, note, now=NOON)[0]


def accept(dispute: Dispute, by: Learner, *, score: float | None = None, reply: str = "") -> Regrading:
    """score: by hand."""
    question = Question.objects.get(pk=dispute.answer.card.question_id)
    found = regrading.regrade(question, granted=None if score is None else (dispute.answer, score))
    services.accept(dispute, found, reply=reply, by=by.user, now=NOON)
    return found
