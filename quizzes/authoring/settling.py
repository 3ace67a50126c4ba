"""A question that has changed in its file and on the page gets one of its two texts, when somebody says which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.authoring.storing import PLACES_A_TOPIC, Topics, columns, deal_anew, known_topics, place_of, restart
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.syllabus import Syllabus
from quizzes.models import Bank, Question, Version


def settle(question: Question, side: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> None:
    """Take a side for one question that waits for it, as loading with that side would. side: one of SIDES.

    Raises ValueError where the file's text can no longer be read with the defaults of its bank.
    """
    home = Bank.objects.filter(slug=question.home).first() or question.bank
    theirs = question.theirs
    block = None
    if theirs and side == "theirs":
        block, problems = read_question(theirs, file=home.file, defaults=read_bank(home.head).defaults)
        if block is None:
            raise ValueError(str(problems[0]))
    with transaction.atomic():
        question = Question.objects.select_for_update().select_related("bank").get(pk=question.pk)
        if theirs is None or question.theirs != theirs:
            return  # settled meanwhile, or loaded again
        if block is None:
            _settle_without_block(question, side, by=by, now=now)
        else:
            _settle_by_block(question, block, by=by, now=now, topics=known_topics(syllabus))


def _settle_without_block(question: Question, side: str, *, by: Any, now: datetime) -> None:
    """Our text stays, or the question is retired since its file no longer holds it."""
    is_gone = question.theirs == ""
    question.base = None if is_gone else question.theirs
    question.theirs = None
    if side == "theirs":
        question.state = "retired"
        Version.objects.create(question=question, act="retired", source=question.source, by=by, at=now)
    elif is_gone:
        question.home = ""
    question.save(update_fields=["base", "theirs", "home", "state"])
    deal_anew(question.bank)


def _settle_by_block(question: Question, block: Block, *, by: Any, now: datetime, topics: Topics) -> None:
    bank, rev = question.bank, question.rev
    place = place_of(block, question.place % PLACES_A_TOPIC, topics)
    found = columns(block, area=bank.area, bank_title=bank.title, place=place, topics=topics)
    for name, value in {**found, "source": question.theirs, "base": question.theirs, "theirs": None}.items():
        setattr(question, name, value)
    question.save()
    note = "the file’s side was taken"
    Version.objects.create(question=question, act="loaded", source=question.source, by=by, at=now, note=note)
    if question.rev != rev:
        restart(question)
    deal_anew(bank)
