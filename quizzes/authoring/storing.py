"""A question that has been read becomes the columns of its row, and learners' cards follow what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from quizzes import checking
from quizzes.answers import AnswerKey
from quizzes.banks.markup import render, render_inline
from quizzes.banks.questions import Bank as BankFile
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import fields_to_json
from quizzes.banks.syllabus import Syllabus
from quizzes.models import MEMORY_COLUMNS, Bank, Card, Learner, Question, Topic

PLACES_A_TOPIC = 100_000  # room for the questions of one topic in the order of new cards
Topics = Mapping[str, tuple[int, str]]  # place in the syllabus and title, by id


def known_topics(syllabus: Syllabus | None) -> dict[str, tuple[int, str]]:
    """Place and title of each topic, by its id: those of the syllabus, then those that authors have added."""
    titles = {topic.id: topic.title for topic in (syllabus.topics if syllabus else ())}
    titles |= {topic.slug: topic.title for topic in Topic.objects.all() if topic.slug not in titles}
    return {slug: (place, title) for place, (slug, title) in enumerate(titles.items())}


def place_of(block: Block, index: int, topics: Topics) -> int:
    """Where the question stands in the order of new cards: by topic as the syllabus lists them, then as in its bank."""
    place, _ = topics.get(block.topic, (len(topics), ""))
    return place * PLACES_A_TOPIC + index


def bank_columns(read: BankFile, head: str) -> dict[str, Any]:
    """The columns of a bank that its head says. head: as the table keeps it, which `read` is the reading of."""
    return {
        "title": read.title,
        "area": read.area,
        "license": read.license,
        "version": str(read.version),
        "description_html": render(_without_title(read.description)),
        "head": head,
    }


def _without_title(description: str) -> str:
    """A description usually opens with the bank's title as a heading, which the page shows already."""
    return re.sub(r"\A\s*# [^\n]*\n?", "", description)


def columns(block: Block, *, area: str, bank_title: str, place: int, topics: Topics) -> dict[str, Any]:
    """All columns of a question but those that say where it is kept and how it was edited."""
    _, topic_title = topics.get(block.topic, (0, bank_title))
    key_fields = {**fields_to_json(block.fields), "lines": {}}
    return {
        "slug": block.slug,
        "was": list(block.was),
        "rev": block.rev,
        "digest": block.digest,
        "source": block.source,
        "place": place,
        "kind": block.kind,
        "area": area,
        "topic": block.topic,
        "topic_title": topic_title,
        "level": block.level,
        "tags": list(block.tags),
        "needs": list(block.needs),
        "author": block.author,
        "state": "retired" if block.retired else "published",
        "seconds": block.key.seconds,
        "key_fields": key_fields,
        "parts": list(block.key.parts()),
        "html": {**_html(block, block.key), **checking.when_loaded(block.kind, block.key, key_fields)},
    }


def _html(block: Block, key: AnswerKey) -> Mapping[str, Any]:
    """All of the question that is shown, rendered once: pages then only fill in the values of a variant."""
    return {
        "prompt": render(block.prompt),
        "hints": [render(hint) for hint in block.hints],
        "why": render(block.why),
        "mistakes": render(block.mistakes),
        "refs": render(block.refs),
        "options": {option.value: render_inline(option.label) for option in key.options()},
        "feedback": {option.value: render_inline(option.feedback) for option in key.options() if option.feedback},
        "checklist": {point.value: render_inline(point.label) for point in key.checklist()},
    }


def in_file(bank: Bank) -> QuerySet[Question]:
    """Questions that its file is to hold: neither mere drafts nor those that were taken out of their file."""
    gone = Q(state="retired", base__isnull=True) & ~Q(home="")
    return bank.questions.exclude(source="").exclude(gone)


def locked(question: Question) -> Question | None:
    """The question as it is now, which nobody else changes before the transaction ends; None where it is gone.

    Its bank is not locked, and cards and versions that name it may be put in meanwhile.
    """
    rows = Question.objects.select_for_update(of=("self",), no_key=True).select_related("bank")
    return rows.filter(pk=question.pk).first()


# --- what follows for learners ---------------------------------------------------------------------------------------


def restart(question: Question) -> None:
    """A new revision means something else: its cards start over; the log of the old one is kept."""
    for card in Card.objects.filter(question=question, version__gt=0).select_related("question"):
        card.memory = card.replayed()
        card.version += 1
        card.turn = None
        card.save(update_fields=[*MEMORY_COLUMNS, "version", "turn"])


def deal_anew(bank: Bank) -> None:
    """Bring the cards of a bank's learners into line with its questions, and let today's portion be made up anew."""
    learners = list(bank.learners.all())
    Card.objects.filter(question__bank=bank, turn__isnull=False).exclude(question__state="published").update(turn=None)
    Card.objects.lay_down_gone(bank)
    Card.objects.deal(learners, bank)
    replan(learners)


def replan(learners: Iterable[Learner]) -> None:
    Learner.objects.filter(pk__in=[learner.pk for learner in learners]).update(planned_on=None)
