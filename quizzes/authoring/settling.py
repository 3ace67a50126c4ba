"""A question that has changed in its file and on the page gets one of its two texts, when somebody says which."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.authoring.obstacles import of_the_name
from quizzes.authoring.publishing import Changed, Effect, ask_again, effect
from quizzes.authoring.storing import (
    PLACES_A_TOPIC,
    Topics,
    columns,
    deal_anew,
    known_topics,
    locked,
    place_of,
    restart,
)
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.syllabus import Syllabus
from quizzes.models import Bank, Question, Version


def seen_of(question: Question) -> str:
    """Names the two texts, so that a side is taken of those that somebody has looked at."""
    texts = json.dumps([question.source, question.theirs])
    return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def effect_of(question: Question, side: str) -> Effect:
    """What taking that side does to those who learn the question; of one that is retired by it, kind "gone".

    Raises ValueError where the file's text can no longer be read with the defaults of its bank.
    """
    block = _block(question, side)
    if block is not None:
        return effect(question, block)
    learners = question.cards.filter(laid_down=False).values("learner").distinct().count()
    return Effect(kind="gone" if side == "theirs" else "none", learners=learners)


def _block(question: Question, side: str) -> Block | None:
    """The file's text, where it is taken and there is one."""
    if side != "theirs" or not question.theirs:
        return None
    home = Bank.objects.filter(slug=question.home).first() or question.bank
    block, problems = read_question(question.theirs, file=home.file, defaults=read_bank(home.head).defaults)
    if block is None:
        raise ValueError(str(problems[0]))
    return block


def settle(
    question: Question,
    side: str,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    again: bool = False,
    seen: str | None = None,
) -> None:
    """Take a side for one question that waits for it, as loading with that side would. side: one of SIDES.

    again: whether those who have learned the question are asked soon, where its answer changes.
    seen: what `seen_of` says of the texts that somebody looked at; None for those that are there.
    Raises Changed where a text is another by now; ValueError where the file's can no longer be read with the defaults
    of its bank, or has a name that another question has.
    """
    block = _block(question, side)
    theirs = question.theirs
    with transaction.atomic():
        row = locked(question)
        if row is None or (seen is not None and seen != seen_of(row)):
            raise Changed
        if theirs is None or row.theirs != theirs:
            return  # settled meanwhile, or loaded again
        if block is None:
            _settle_without_block(row, side, by=by, now=now)
        elif taken := of_the_name(row, block):
            raise ValueError(taken[0].message)
        else:
            _settle_by_block(row, block, by=by, now=now, topics=known_topics(syllabus), again=again)


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


def _settle_by_block(question: Question, block: Block, *, by: Any, now: datetime, topics: Topics, again: bool) -> None:
    bank, before = question.bank, effect(question, block)
    place = place_of(block, question.place % PLACES_A_TOPIC, topics)
    found = columns(block, area=bank.area, bank_title=bank.title, place=place, topics=topics)
    for name, value in {**found, "source": question.theirs, "base": question.theirs, "theirs": None}.items():
        setattr(question, name, value)
    question.save()
    note = "the file’s side was taken"
    Version.objects.create(question=question, act="loaded", source=question.source, by=by, at=now, note=note)
    if before.kind == "revision":
        restart(question)
    elif before.kind == "answer" and again:
        ask_again(question)
    deal_anew(bank)
