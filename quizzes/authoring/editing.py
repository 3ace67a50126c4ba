"""Many questions are changed by one rule, or brought in from another program: texts to published ones and to drafts."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quizzes.authoring import publishing
from quizzes.authoring.obstacles import of_the_topic
from quizzes.authoring.publishing import guessed, publish_text, state_after
from quizzes.authoring.reading import defaults_of, read_draft
from quizzes.authoring.storing import locked
from quizzes.banks.blocks import read_blocks
from quizzes.banks.editing import with_field, without_field
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.writing import fitted, line_end
from quizzes.exchange.imports import Imported, Reading, read_upload
from quizzes.exchange.ours import with_fields
from quizzes.exchange.recognising import Here, Known
from quizzes.models import Bank, Question, Version, WorkingCopy

# Of a question's published text or its draft; raises ValueError or NotEdited where it cannot be made.
Change = Callable[[Question, str], str]
UNPUBLISHED = "it was never published; discard its draft instead"


class NotEdited(Exception):
    """Says why a question was left as it is."""


# --- one field of a question -----------------------------------------------------------------------------------------


def set_level(question: Question, level: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited."""

    def change(row: Question, text: str) -> str:
        return with_field(text, name="level", value=level)

    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"level set to {level}")


def add_tag(question: Question, tag: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited, also without tags: this one would say the topic."""

    def change(row: Question, text: str) -> str:
        tags = _tags(row.bank, text)
        if not tags:
            raise NotEdited("it has no tags yet, and the first says its topic; write that on the question’s own page")
        return text if tag in tags else with_field(text, name="tags", value=[*tags, tag])

    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"tag {tag} added")


def remove_tag(question: Question, tag: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited; the first tag says the topic and stays."""

    def change(row: Question, text: str) -> str:
        tags = _tags(row.bank, text)
        if tag not in tags:
            return text
        if tags[0] == tag:
            raise NotEdited(f"{tag} is its first tag, which says its topic; change it on the question’s own page")
        return with_field(text, name="tags", value=[each for each in tags if each != tag])

    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"tag {tag} removed")


def _tags(bank: Bank, text: str) -> list[str]:
    """The tags of a text, whether or not the rest of it can be read."""
    blocks = read_blocks(text, file="", labels=(), front_matter=False).blocks
    if len(blocks) != 1 or blocks[0].data is None:
        raise NotEdited("its fields could not be read; look at it on its own page")
    tags = {**defaults_of(bank.head), **blocks[0].data}.get("tags", [])
    if not isinstance(tags, (list, tuple)) or not all(isinstance(each, str) for each in tags):
        raise NotEdited("its tags could not be read; look at them on its own page")
    return list(tags)


def retire(question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Ask it no more; cards keep their history. Raises NotEdited."""

    def is_asked(row: Question) -> bool:
        if not row.source:
            raise NotEdited(UNPUBLISHED)
        return row.state != "retired"

    def change(row: Question, text: str) -> str:
        return with_field(text, name="retired", value=True)

    return _edit(question, change, by=by, now=now, syllabus=syllabus, act="retired", applies=is_asked)


def take_back(question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Ask a retired question again. Raises NotEdited."""

    def change(row: Question, text: str) -> str:
        return without_field(text, name="retired")

    note = "taken back from retirement"
    return _edit(
        question,
        change,
        by=by,
        now=now,
        syllabus=syllabus,
        note=note,
        applies=lambda row: row.state == "retired",
        always=True,
    )


def _edit(
    question: Question,
    change: Change,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    act: str = "published",
    note: str = "",
    applies: Callable[[Question], bool] = lambda row: True,
    always: bool = False,
) -> bool:
    """Change what is published, which stays published, and the working copy beside it, which stays one.

    The new texts are made of those that are there once the question is locked, whatever it was when it was chosen.
    applies: whether there is anything to do to it.   always: also where the text stays the same.
    """
    _read_before(question, change)
    with transaction.atomic():
        row = _locked(question)
        if not applies(row):
            return False
        copy = WorkingCopy.objects.filter(question=row).first()
        source, block = row.source, None
        try:
            draft = change(row, copy.source) if copy else ""
            if source:
                source = change(row, source)
                block = read_draft(row.bank, source).block
        except ValueError as error:
            raise NotEdited(str(error)) from None
        if row.source and block is None:
            raise NotEdited(f"its text could not be read afterwards: {_first_problem(row.bank, source)}")
        is_same = source == row.source and (copy is None or draft == copy.source)
        if is_same and not always:
            return False
        if block is not None:
            publish_text(row, block, source, by=by, now=now, syllabus=syllabus, act=act, note=note)
        if copy:
            _keep(row, copy, draft, by=by, now=now, note=note)
    return True


def _locked(question: Question) -> Question:
    row = locked(question)
    if row is None:
        raise NotEdited("it is gone: somebody has discarded it meanwhile")
    return row


def _read_before(question: Question, change: Change) -> None:
    """Readings are kept in memory: made before the lock, they keep nobody waiting behind it."""
    row = Question.objects.select_related("bank").filter(pk=question.pk).first()
    texts = [row.source, *WorkingCopy.objects.filter(question=row).values_list("source", flat=True)] if row else []
    for text in filter(None, texts):
        with contextlib.suppress(ValueError, NotEdited):
            assert row is not None
            read_draft(row.bank, change(row, text))


def _keep(question: Question, copy: WorkingCopy, draft: str, *, by: Any, now: datetime, note: str) -> None:
    """The working copy with its new text, by its own author and in its own state, whatever was just published."""
    kept = {"source": draft, "state": copy.state, "author": copy.author, "at": now}
    WorkingCopy.objects.update_or_create(question=question, defaults=kept)
    if not question.source:
        Question.objects.filter(pk=question.pk).update(**guessed(question.bank, draft))
    if draft != copy.source:
        Version.objects.create(question=question, act="saved", source=draft, by=by, at=now, note=note[:300])


def _first_problem(bank: Bank, source: str) -> str:
    problem = read_draft(bank, source).problems[0]
    return f"line {problem.line}: {problem.message}"


# --- from bank to bank -----------------------------------------------------------------------------------------------


def move(question: Question, bank: Bank, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Put a question into another bank. What its former bank said for it is written into its text.

    Returns whether anything had to change. Raises NotEdited.
    """

    def change(row: Question, text: str) -> str:
        defaults, others = defaults_of(row.bank.head), defaults_of(bank.head)
        return with_fields(text, {name: value for name, value in defaults.items() if others.get(name) != value})

    there = Question.objects.select_related("bank").filter(pk=question.pk).first()
    if there is not None and there.source:
        read_draft(bank, change(there, there.source))  # before the lock, as in _read_before
    with transaction.atomic():
        row = _locked(question)
        former = row.bank
        if former == bank:
            return False
        copy = WorkingCopy.objects.filter(question=row).first()
        source = change(row, row.source) if row.source else ""
        draft = change(row, copy.source) if copy else ""
        block = read_draft(bank, source).block if source else None
        if source and block is None:
            raise NotEdited(f"in that bank its text could not be read: {_first_problem(bank, source)}")
        if block is not None and (problems := of_the_topic(bank, block, syllabus)):
            raise NotEdited(problems[0].message)
        is_rewritten = block is not None and source != row.source
        publishing.move(row, bank, by=by, now=now, remembered=not is_rewritten)
        row.refresh_from_db()
        note = f"moved from {former.slug} to {bank.slug}"
        if block is not None and is_rewritten:
            act = "retired" if block.retired else "published"
            publish_text(row, block, source, by=by, now=now, syllabus=syllabus, act=act, note=note)
        if copy:
            row.bank = bank
            _keep(row, copy, draft, by=by, now=now, note=note)
    return True


# --- from other programs ---------------------------------------------------------------------------------------------


IMPORTED = "imported from "  # begins the note on what an upload brought


@dataclasses.dataclass(frozen=True, kw_only=True)
class Brought:
    """How many questions an import added, edited in their drafts, found here already, and left alone for a reason."""

    new: int
    edited: int
    same: int
    left: int


def read_for(bank: Bank, data: bytes, *, name: str, format: str | None, by: Any) -> Reading:
    """What an upload would bring into a bank; nothing is raised and nothing is stored.

    by: whose drafts may be edited by it, besides those of nobody; None for everybody's.
    """
    here = _here(bank, by)
    return read_upload(
        data, name=name, format=format, defaults=defaults_of(bank.head), taken=set(here.by_slug), here=here
    )


def _here(bank: Bank, by: Any) -> Here:
    """All questions, since ids and texts are looked for in every bank."""
    imported: dict[int, list[str]] = {}
    versions = Version.objects.filter(note__startswith=IMPORTED).order_by("pk")
    for pk, source in versions.values_list("question", "source"):
        imported.setdefault(pk, []).append(source)
    may_write_all = by is None or by.has_perm("quizzes.publish_question")
    rows = Question.objects.values_list(
        "pk", "slug", "bank__slug", "source", "state", "copy__source", "copy__author", "copy__pk"
    )
    known = [
        Known(
            slug=slug,
            bank=home,
            text=draft if copy else source,
            published=source,
            imported=tuple(imported.get(pk, ())),
            retired=state == "retired",
            writable=may_write_all or copy is None or author == by.pk,
            has_copy=copy is not None,
        )
        for pk, slug, home, source, state, draft, author, copy in rows
    ]
    heads = dict(Bank.objects.values_list("slug", "head"))
    return Here(known, bank=bank.slug, defaults={slug: defaults_of(head) for slug, head in heads.items()})


def import_drafts(bank: Bank, reading: Reading, *, by: Any, now: datetime, source: str) -> Brought:
    """Every question of an upload that is new becomes a draft, and every one that has changed an edit of its draft.

    What is published stays as it is: of that, too, only the draft is edited. All of it is stored, or nothing.
    source: names the upload in the history of each question.
    Raises NotEdited for an upload with problems, or when a question has been changed since it was read.
    """
    if reading.problems:
        raise NotEdited(str(reading.problems[0]))
    end = line_end(bank.head)
    note = f"{IMPORTED}{source}"[:300]
    # Read before the transaction, for which everybody else who writes has to wait.
    sources = [(item.slug, fitted(item.source, "", end=end)) for item in reading.of("new")]
    rows = [
        (Question(bank=bank, slug=slug, state="draft", area=bank.area, **guessed(bank, text)), text)
        for slug, text in sources
    ]
    edits = [(item, fitted(item.source, item.before)) for item in reading.of("edit")]
    guesses = {item.slug: guessed(bank, text) for item, text in edits}
    with transaction.atomic():
        taken = Question.objects.filter(slug__in=[slug for slug, _ in sources]).values_list("slug", flat=True)
        if taken:
            raise NotEdited(f"the id {taken[0]} has been taken meanwhile; read the upload once more")
        try:
            Question.objects.bulk_create([question for question, _ in rows], batch_size=500)
        except IntegrityError:  # between the two lines above
            raise NotEdited("one of the ids has been taken meanwhile; read the upload once more") from None
        WorkingCopy.objects.bulk_create(
            [WorkingCopy(question=each, source=text, state="draft", author=by, at=now) for each, text in rows],
            batch_size=500,
        )
        Version.objects.bulk_create(
            [Version(question=each, act="saved", source=text, by=by, at=now, note=note) for each, text in rows],
            batch_size=500,
        )
        for item, text in edits:
            _edit_draft(item, text, guesses[item.slug], by=by, now=now, note=note)
    return Brought(new=len(rows), edited=len(edits), same=len(reading.of("same")), left=len(reading.of("left")))


def _edit_draft(item: Imported, text: str, guess: Mapping[str, Any], *, by: Any, now: datetime, note: str) -> None:
    """Save the text of an upload as a working copy; what the upload itself said is kept for the next one."""
    named = Question.objects.filter(slug=item.slug).first()
    question = locked(named) if named else None
    copy = WorkingCopy.objects.filter(question=question).first() if question else None
    if question is None or (copy.source if copy else question.source) != item.before:
        raise NotEdited(f"{item.slug} has been changed meanwhile; read the upload once more")
    brought = fitted(item.brought, item.before)
    Version.objects.create(question=question, act="saved", source=brought, by=by, at=now, note=note)
    if brought != text:
        note = "brought together with what was changed here"
        Version.objects.create(question=question, act="saved", source=text, by=by, at=now, note=note)
    kept = {"source": text, "state": state_after(copy, by), "at": now}
    WorkingCopy.objects.update_or_create(question=question, defaults=kept, create_defaults={**kept, "author": by})
    if not question.source:
        Question.objects.filter(pk=question.pk).update(state=kept["state"], **guess)
