"""From draft to published question: what is kept of an author's text, and what publishing it does to learners."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from quizzes.authoring.obstacles import obstacles, of_the_name
from quizzes.authoring.reading import read_draft
from quizzes.authoring.storing import (
    PLACES_A_TOPIC,
    columns,
    deal_anew,
    known_topics,
    locked,
    place_of,
    replan,
    restart,
)
from quizzes.banks.blocks import SLUG
from quizzes.banks.problems import Problem
from quizzes.banks.questions import Question as Block
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.writing import fitted, line_end
from quizzes.models import Bank, Card, Learner, Question, Version, WorkingCopy

HEADING = "## "
RETURNED = "returned to its author: "  # begins the note on a draft that an editor handed back
NO_NAME = "the text must begin with its heading, “## ” and a name such as two-heads (small letters, digits, hyphens)"


class Changed(Exception):
    """The text is another than the one that somebody looked at, or gone; nothing was done."""


class NotPublished(Exception):
    """problems: what stands in the way, with lines of the block."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"line {problem.line}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Effect:
    """What publishing a text does to those who learn the question already.

    kind: "new", "none", "wording" (history kept), "answer" (the author chooses whether it is asked again soon)
    or "revision" (history starts over).   learners: who have reviewed it.
    """

    kind: str
    learners: int


# --- what an edit does -----------------------------------------------------------------------------------------------


def effect(question: Question, block: Block) -> Effect:
    """What publishing this block instead of the present one does to the learners of the question."""
    learners = Learner.objects.filter(cards__question=question, cards__reviews__gt=0).distinct().count()
    if not question.source:
        return Effect(kind="new", learners=0)
    if fitted(block.source, question.source) == question.source:
        return Effect(kind="none", learners=learners)
    if block.rev != question.rev:
        return Effect(kind="revision", learners=learners)
    found = columns(block, area=question.area, bank_title="", place=0, topics={})
    same = all(plain_key(found[name]) == plain_key(getattr(question, name)) for name in ("kind", "key_fields", "parts"))
    return Effect(kind="wording" if same else "answer", learners=learners)


def plain_key(value: Any) -> Any:
    """What the answer hangs on: without the wording, the tests and the fields that say nothing of the answer."""
    if not isinstance(value, dict):
        return value
    silent = {"level", "tags", "needs", "rev", "was", "retired", "author", "checked", "tests"}
    data = {name: field for name, field in value.get("data", {}).items() if name not in silent}
    wording = {"hint", "why", "mistakes", "refs"}
    sections = {name: text for name, text in value.get("sections", {}).items() if name not in wording}
    return {"data": data, "sections": sections}


# --- drafts ----------------------------------------------------------------------------------------------------------


def seen_of(question: Question, copy: WorkingCopy | None) -> str:
    """Names both texts of a question, so that whoever acts on them does so on those that they have seen."""
    texts = json.dumps([question.source, copy.source if copy else None])
    return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _as_seen(question: Question, seen: str | None) -> tuple[Question, WorkingCopy | None]:
    """The question as it is now, locked, and its working copy. Raises Changed; seen: None for any text."""
    row = locked(question)
    copy = WorkingCopy.objects.filter(question=row).first() if row else None
    if row is None or (seen is not None and seen != seen_of(row, copy)):
        raise Changed
    return row, copy


def heading_of(source: str) -> str:
    """The name in the heading of a block; "" when there is none that will do."""
    first = source.lstrip("\ufeff\r\n").split("\n", 1)[0].strip()
    name = first.removeprefix(HEADING).strip() if first.startswith(HEADING) else ""
    return name if SLUG.fullmatch(name) and len(name) <= 100 else ""


@transaction.atomic
def save_draft(question: Question | None, bank: Bank, source: str, *, by: Any, now: datetime) -> Question:
    """Keep a text as it is, with all its problems. question: None makes a new one, named by the heading.

    bank: of a new question; any other stays in its own. A new one that was sent twice is one question.
    Raises NotPublished where not even a name can be told, or another question has it; Changed where it is gone.
    """
    if question is not None:
        row, copy = _as_seen(question, None)
        _keep(row, copy, fitted(source, row.source, end=line_end(row.bank.head)), by=by, now=now)
        return Question.objects.get(pk=row.pk)
    source = fitted(source, "", end=line_end(bank.head))
    slug = heading_of(source)
    if not slug:
        raise NotPublished([Problem(file="", line=1, message=NO_NAME)])
    try:
        with transaction.atomic():
            if Question.objects.filter(slug=slug).exists():
                raise IntegrityError  # as when somebody takes the name between this line and the next
            row = Question.objects.create(bank=bank, slug=slug, state="draft", area=bank.area, **guessed(bank, source))
    except IntegrityError:
        sent = Question.objects.filter(slug=slug, bank=bank, source="", copy__author=by, copy__source=source).first()
        if sent is not None:
            return sent
        message = f"the id {slug} is already used; choose another name"
        raise NotPublished([Problem(file="", line=1, message=message)]) from None
    _keep(row, None, source, by=by, now=now)
    return Question.objects.get(pk=row.pk)


def _keep(
    question: Question,
    copy: WorkingCopy | None,
    source: str,
    *,
    by: Any,
    now: datetime,
    act: str = "saved",
    note: str = "",
) -> None:
    """Whoever began the working copy stays its author; who saved which text is in the history.

    question: locked.   copy: its working copy.
    """
    kept = {"source": source, "state": state_after(copy, by), "at": now}
    WorkingCopy.objects.update_or_create(question=question, defaults=kept, create_defaults={**kept, "author": by})
    if not question.source:
        _follow(question, source, state=kept["state"])
    _remember(question, act, source, by=by, now=now, note=note)


def state_after(copy: WorkingCopy | None, by: Any) -> str:
    """The state of a working copy once its text is saved: an editor's own hand takes nothing out of the queue."""
    is_up = copy is not None and copy.state == "review"
    return "review" if is_up and by is not None and by.has_perm("quizzes.publish_question") else "draft"


def _follow(question: Question, source: str, *, state: Any) -> None:
    """The columns of a question that was never published say what its draft says, its name where nobody else has it."""
    row = Question.objects.filter(pk=question.pk)
    row.update(state=state, area=question.bank.area, **guessed(question.bank, source))
    slug = heading_of(source)
    if slug and not Question.objects.filter(slug=slug).exists():
        with contextlib.suppress(IntegrityError), transaction.atomic():  # taken since the line above
            row.update(slug=slug)


def guessed(bank: Bank, source: str) -> dict[str, Any]:
    """Columns that lists are sorted by, as far as an unfinished text gives them."""
    block = read_draft(bank, source).block
    if block is None:
        return {}
    return {
        "kind": block.kind,
        "topic": block.topic,
        "topic_title": known_topics(None).get(block.topic, (0, bank.title))[1],
        "level": block.level,
        "tags": list(block.tags),
        "author": block.author,
    }


@transaction.atomic
def submit(question: Question, *, by: Any, now: datetime) -> None:
    """Put a draft up for review. Raises Changed where there is none."""
    row, copy = _as_seen(question, None)
    if copy is None:
        raise Changed
    _into(row, copy, "review")
    _remember(row, "submitted", copy.source, by=by, now=now)


@transaction.atomic
def hand_back(question: Question, remark: str, *, by: Any, now: datetime, seen: str | None = None) -> None:
    """Take a draft out of the queue again, with a remark for its author. Raises Changed."""
    row, copy = _as_seen(question, seen)
    if copy is None:
        raise Changed
    _into(row, copy, "draft")
    _remember(row, "saved", copy.source, by=by, now=now, note=f"{RETURNED}{remark}")


def remark_on(question: Question) -> Version | None:
    """With what remark its draft was handed back, where it has not been put up for review or published since."""
    steps = question.versions.filter(Q(act__in=["submitted", "published"]) | Q(note__startswith=RETURNED))
    last = steps.select_related("by").last()
    return last if last and last.note.startswith(RETURNED) else None


def _into(question: Question, copy: WorkingCopy, state: str) -> None:
    WorkingCopy.objects.filter(pk=copy.pk).update(state=state)
    if not question.source:
        Question.objects.filter(pk=question.pk).update(state=state)


@transaction.atomic
def discard(question: Question, *, seen: str | None = None) -> None:
    """Drop the working copy; a question that was never published goes with it.

    seen: what `seen_of` says of the texts that somebody looked at first; None for whatever is there.
    Raises Changed where that is another text by now, or none.
    """
    row, copy = _as_seen(question, seen)
    if copy is None:
        raise Changed
    copy.delete()
    if not row.source and not row.cards.exists():
        row.delete()


@transaction.atomic
def restore(question: Question, version: Version, *, by: Any, now: datetime, seen: str | None = None) -> None:
    """An earlier text becomes the working copy again; what learners see changes when that is published.

    seen: as in `discard`. Raises Changed.
    """
    row, copy = _as_seen(question, seen)
    note = f"as of {version.at:%d %B %Y, %H:%M} UTC"
    _keep(row, copy, version.source, by=by, now=now, act="restored", note=note)


# --- publishing ------------------------------------------------------------------------------------------------------


def publish(
    question: Question,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    again: bool = False,
    note: str = "",
    seen: str | None = None,
) -> Question:
    """Serve the working copy from now on.

    again: whether those who have learned the question are asked soon, where its answer has changed.
    seen: as in `discard`.
    Raises NotPublished with all that stands in the way, Changed where the text is another by now, or published already;
    the working copy stays as it is then.
    """
    copy = WorkingCopy.objects.filter(question=question).first()
    if copy is None:
        raise Changed
    # The tests are made before anything is locked: nobody has to wait for them.
    draft = read_draft(question.bank, copy.source)
    found = obstacles(question, draft, syllabus=syllabus)
    if found or draft.block is None:
        raise NotPublished(found)
    with transaction.atomic():
        row, present = _as_seen(question, seen)
        if present is None or present.source != copy.source or row.bank_id != question.bank_id:
            raise Changed
        if taken := of_the_name(row, draft.block):  # meanwhile, by another question
            raise NotPublished(taken)
        return publish_text(row, draft.block, copy.source, by=by, now=now, syllabus=syllabus, again=again, note=note)


@transaction.atomic
def publish_text(
    question: Question,
    block: Block,
    source: str,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    again: bool = False,
    act: str = "published",
    note: str = "",
) -> Question:
    """Store a block that has been read: one that was found good, or whose edit changes no answer.

    Raises NotPublished where another question has taken its name just now.
    """
    question, _ = _as_seen(question, None)
    before, was_new = effect(question, block), not question.source
    bank, topics = question.bank, known_topics(syllabus)
    index = question.place % PLACES_A_TOPIC if not was_new else bank.questions.exclude(source="").count()
    found = columns(block, area=bank.area, bank_title=bank.title, place=place_of(block, index, topics), topics=topics)
    for name, value in {**found, "source": source}.items():
        setattr(question, name, value)
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError:
        raise NotPublished(of_the_name(question, block)) from None
    # A text that was saved while the tests of this one ran is not this one: it stays a draft.
    WorkingCopy.objects.filter(question=question, source=source).delete()
    _remember(question, act, source, by=by, now=now, note=note)
    if before.kind == "revision":
        restart(question)
    elif before.kind == "answer" and again:
        ask_again(question)
    deal_anew(bank)
    return question


def ask_again(question: Question) -> None:
    """Bring the question before those who have learned it, in their next portion."""
    cards = Card.objects.filter(question=question, reviews__gt=0, laid_down=False)
    replan(Learner.objects.filter(cards__in=cards))
    cards.update(recheck=True)


@transaction.atomic
def move(question: Question, bank: Bank, *, by: Any, now: datetime, remembered: bool = True) -> None:
    """Put a question into another bank, whose learners get it from then on; cards keep their history.

    remembered: whether the move is an entry of its own in the question's history.
    """
    former = question.bank
    if former == bank:
        return
    Question.objects.filter(pk=question.pk).update(bank=bank, area=bank.area)
    if remembered:
        note = f"moved from {former.slug} to {bank.slug}"
        _remember(question, "published" if question.source else "saved", question.source, by=by, now=now, note=note)
    if question.state == "published":
        deal_anew(bank)


def _remember(question: Question, act: str, source: str, *, by: Any, now: datetime, note: str = "") -> None:
    Version.objects.create(question=question, act=act, source=source, by=by, at=now, note=note[:300])
