"""A disputed answer becomes one of its question's own tests, so that no later edit of the rules takes its mark away."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Any

from django.http import Http404
from django.utils import timezone

from quizzes.admin.pages import syllabus
from quizzes.answers import UnreadableAnswer
from quizzes.authoring import publishing
from quizzes.authoring.reading import Draft, read_draft, tried
from quizzes.banks.editing import with_test
from quizzes.banks.questions import Question as Block
from quizzes.disputes import regrading, services
from quizzes.disputes.services import NewTrial
from quizzes.models import Answer, Question, WorkingCopy


@dataclasses.dataclass(frozen=True, kw_only=True)
class Addition:
    """The question's text with one more test; or why there cannot be one.

    message: why not; then source, block and test are "", None and None.   block: what the new text reads as.
    """

    message: str = ""
    source: str = ""
    block: Block | None = None
    test: NewTrial | None = None


def addition_of(answer: Answer, *, granted: bool) -> Addition:
    """The test that holds what the present rules say of an answer, read and tried as when an author publishes it.

    granted: its mark is given by hand.   Nothing is written.
    """
    question = answer.card.question
    if granted:
        return Addition(message="its mark is decided by hand, and the rules would fail it")
    if answer.question_rev != question.rev:
        return Addition(message="it was given to an earlier revision of the question")
    test = _test(answer)
    if test is None:
        return Addition(message="the rules do not decide it, or nothing is typed into this kind")
    present = read_draft(question.bank, question.source).block
    if present and any(
        (each.text, each.seed, each.part) == (test.text, test.seed, test.part) for each in present.trials
    ):
        return Addition(message="they have it already")
    try:
        source = with_test(question.source, **dataclasses.asdict(test))
    except ValueError as error:
        return Addition(message=str(error))
    return _tried(read_draft(question.bank, source), test)


def _test(answer: Answer) -> NewTrial | None:
    try:
        return services.as_test(answer, regrading.judged_again(answer).score)
    except (UnreadableAnswer, Http404):
        return None


def _tried(draft: Draft, test: NewTrial) -> Addition:
    if draft.block is None:
        return Addition(message=draft.problems[0].message)
    failed = [each for each in tried(draft.block) if each.message and each.trial.text == test.text]
    if failed:
        return Addition(message=f"it would fail: {failed[0].message}")
    return Addition(source=draft.source, block=draft.block, test=test)


def publish(question: Question, addition: Addition, *, by: Any) -> None:
    """Serve the text with the test. A draft that somebody is writing gets the test too, and stays a draft."""
    assert addition.block is not None and addition.test is not None
    publishing.publish_text(
        question,
        addition.block,
        addition.source,
        by=by,
        now=timezone.now(),
        syllabus=syllabus(),
        note="a disputed answer among its tests",
    )
    copy = WorkingCopy.objects.filter(question=question).first()
    if copy:
        with contextlib.suppress(ValueError):  # an unfinished text is kept as it is
            copy.source = with_test(copy.source, **dataclasses.asdict(addition.test))
            copy.save(update_fields=["source"])
