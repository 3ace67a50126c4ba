"""Many questions are changed by one rule, or brought in from another program: texts to published ones and to drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from quizzes.authoring import publishing
from quizzes.authoring.publishing import defaults_of, guessed, of_the_topic, publish_text, read_draft
from quizzes.banks.editing import with_field, without_field
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.writing import fitted, line_end
from quizzes.exchange.imports import Imported, Reading, read_upload
from quizzes.exchange.ours import with_fields
from quizzes.exchange.recognising import Here, Known
from quizzes.models import Bank, Question, Version, WorkingCopy

Change = Callable[[str], str]  # of a block's text; raises ValueError where it cannot be made
UNPUBLISHED = "it was never published; discard its draft instead"


class NotEdited(Exception):
    """Says why a question was left as it is."""


# --- one field of a question -----------------------------------------------------------------------------------------


def set_level(question: Question, level: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited."""
    change = partial(with_field, name="level", value=level)
    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"level set to {level}")


def add_tag(question: Question, tag: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited, also without tags: this one would say the topic."""
    if tag in question.tags:
        return False
    if not question.tags:
        raise NotEdited("it has no tags yet, and the first says its topic; write that on the question’s own page")
    change = partial(with_field, name="tags", value=[*question.tags, tag])
    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"tag {tag} added")


def remove_tag(question: Question, tag: str, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Returns whether anything had to change. Raises NotEdited; the first tag says the topic and stays."""
    if tag not in question.tags:
        return False
    if question.tags[0] == tag:
        raise NotEdited(f"{tag} is its first tag, which says its topic; change it on the question’s own page")
    change = partial(with_field, name="tags", value=[each for each in question.tags if each != tag])
    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=f"tag {tag} removed")


def retire(question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Ask it no more; cards keep their history. Raises NotEdited."""
    if not question.source:
        raise NotEdited(UNPUBLISHED)
    if question.state == "retired":
        return False
    change = partial(with_field, name="retired", value=True)
    return _edit(question, change, by=by, now=now, syllabus=syllabus, act="retired")


def take_back(question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None) -> bool:
    """Ask a retired question again. Raises NotEdited."""
    if question.state != "retired":
        return False
    change = partial(without_field, name="retired")
    note = "taken back from retirement"
    return _edit(question, change, by=by, now=now, syllabus=syllabus, note=note, always=True)


def _edit(
    question: Question,
    change: Change,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    act: str = "published",
    note: str = "",
    always: bool = False,
) -> bool:
    """Change what is published, which stays published, and the working copy beside it, which stays one.

    always: also where the text stays the same.
    """
    copy = WorkingCopy.objects.filter(question=question).first()
    source, block = question.source, None
    try:
        draft = change(copy.source) if copy else ""
        if source:
            source = change(source)
            block = read_draft(question.bank, source).block
    except ValueError as error:
        raise NotEdited(str(error)) from None
    if question.source and block is None:
        raise NotEdited(f"its text could not be read afterwards: {_first_problem(question.bank, source)}")
    is_same = source == question.source and (copy is None or draft == copy.source)
    if is_same and not always:
        return False
    with transaction.atomic():
        if block is not None:
            publish_text(question, block, source, by=by, now=now, syllabus=syllabus, act=act, note=note)
        if copy:
            _keep(question, copy, draft, by=by, now=now, note=note)
    return True


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
    former = question.bank
    if former == bank:
        return False
    defaults, others = defaults_of(former.head), defaults_of(bank.head)
    lost = {name: value for name, value in defaults.items() if others.get(name) != value}
    copy = WorkingCopy.objects.filter(question=question).first()
    source = with_fields(question.source, lost) if question.source else ""
    draft = with_fields(copy.source, lost) if copy else ""
    block = read_draft(bank, source).block if source else None
    if source and block is None:
        raise NotEdited(f"in that bank its text could not be read: {_first_problem(bank, source)}")
    if block is not None and (problems := of_the_topic(bank, block, syllabus)):
        raise NotEdited(problems[0].message)
    with transaction.atomic():
        is_rewritten = block is not None and source != question.source
        publishing.move(question, bank, by=by, now=now, remembered=not is_rewritten)
        question.refresh_from_db()
        note = f"moved from {former.slug} to {bank.slug}"
        if block is not None and is_rewritten:
            act = "retired" if block.retired else "published"
            publish_text(question, block, source, by=by, now=now, syllabus=syllabus, act=act, note=note)
        if copy:
            question.bank = bank
            _keep(question, copy, draft, by=by, now=now, note=note)
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
        Question.objects.bulk_create([question for question, _ in rows], batch_size=500)
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
    question = Question.objects.select_for_update(of=("self",), no_key=True).filter(slug=item.slug).first()
    copy = WorkingCopy.objects.filter(question=question).first() if question else None
    if question is None or (copy.source if copy else question.source) != item.before:
        raise NotEdited(f"{item.slug} has been changed meanwhile; read the upload once more")
    brought = fitted(item.brought, item.before)
    Version.objects.create(question=question, act="saved", source=brought, by=by, at=now, note=note)
    if brought != text:
        note = "brought together with what was changed here"
        Version.objects.create(question=question, act="saved", source=text, by=by, at=now, note=note)
    kept = {"source": text, "state": "draft", "at": now}
    WorkingCopy.objects.update_or_create(question=question, defaults=kept, create_defaults={**kept, "author": by})
    if not question.source:
        Question.objects.filter(pk=question.pk).update(state="draft", **guess)
