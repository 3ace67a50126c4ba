"""What stands above a bank's questions is edited on the page, and meets what was edited in the file meanwhile."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from quizzes.authoring.obstacles import of_the_topic
from quizzes.authoring.publishing import ask_again, guessed, plain_key
from quizzes.authoring.storing import (
    PLACES_A_TOPIC,
    bank_columns,
    columns,
    deal_anew,
    in_file,
    known_topics,
    place_of,
    restart,
)
from quizzes.banks.blocks import read_blocks
from quizzes.banks.heads import field_line, head_of, read_head, who_changed
from quizzes.banks.merging import Verdict, sides
from quizzes.banks.problems import Problem
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.writing import BYTE_ORDER_MARK, bank_bytes, fitted_lines
from quizzes.models import Bank, Card, Question

KEY = ("kind", "key_fields", "parts")  # columns that the answer hangs on
SAME_TEXT = frozenset({"slug", "was", "digest", "source"})  # columns that no head has a say in


class NotTaken(Exception):
    """Says why a head was not stored; the tables are as they were."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeadEdit:
    """A head that an editor sent, and what it does.

    head: as it would be stored.   problems: by line of the head; nothing is stored while there is one.
    rows: each question that reads differently, with all its columns.
    changes: how many questions get another level, area ..., by name of the column.
    restarted, answered: questions that start over, and those whose answer changes otherwise.
    learners: who have reviewed one of these.
    """

    head: str
    problems: tuple[Problem, ...] = ()
    rows: tuple[tuple[Question, Mapping[str, Any]], ...] = ()
    changes: Mapping[str, int] = dataclasses.field(default_factory=dict)
    restarted: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    learners: int = 0


# --- editing ---------------------------------------------------------------------------------------------------------


def read_edit(bank: Bank, text: str, *, syllabus: Syllabus | None) -> HeadEdit:
    """What storing this text as the head of a bank would do; nothing is stored. text: as a form sent it."""
    return _edit_of(bank, fitted_lines(text, bank.head), syllabus=syllabus)


def _edit_of(bank: Bank, head: str, *, syllabus: Syllabus | None) -> HeadEdit:
    read, problems = read_head(head, bank=bank.slug)
    if problems:
        return HeadEdit(head=head, problems=problems)
    former = read_bank(bank.head).defaults if bank.head else {}
    changed = {name for name in {*former, *read.defaults} if repr(former.get(name)) != repr(read.defaults.get(name))}
    is_at_home = read.area == bank.area
    topics = known_topics(syllabus)
    found: list[Problem] = []
    rows = []
    counted: Counter[str] = Counter()
    for question in in_file(bank).order_by("place", "pk"):
        if is_at_home and read.title == bank.title and not _leans_on(question.source, changed):
            continue
        block, faults = read_question(question.source, defaults=read.defaults)
        if block is not None and not is_at_home:
            moved = Bank(slug=bank.slug, area=read.area)
            faults = tuple(of_the_topic(moved, block, syllabus))
        if block is None or faults:
            line = field_line(head, "area" if block else "defaults")
            message = f"{question.slug} could not be read below this, line {faults[0].line}: {faults[0].message}"
            found.append(Problem(file="", line=line, message=message))
            continue
        place = place_of(block, question.place % PLACES_A_TOPIC, topics)
        own = columns(block, area=read.area, bank_title=read.title, place=place, topics=topics)
        different = {name for name in own.keys() - SAME_TEXT if getattr(question, name) != own[name]}
        if different:
            rows.append((question, own))
            counted.update(different)
    restarted = tuple(question.pk for question, own in rows if own["rev"] != question.rev)
    answered = tuple(
        question.pk
        for question, own in rows
        if question.pk not in restarted
        and any(plain_key(own[name]) != plain_key(getattr(question, name)) for name in KEY)
    )
    met = Card.objects.filter(question__in=[*restarted, *answered], reviews__gt=0)
    return HeadEdit(
        head=head,
        problems=tuple(found),
        rows=tuple(rows),
        changes=dict(counted),
        restarted=restarted,
        answered=answered,
        learners=met.values("learner").distinct().count(),
    )


def _leans_on(source: str, names: set[str]) -> bool:
    """Whether a question leaves one of these fields to its bank."""
    if not names:
        return False
    blocks = read_blocks(source, file="", labels=(), front_matter=False).blocks
    return not blocks or bool(names - (blocks[0].data or {}).keys())


@transaction.atomic
def store_edit(bank: Bank, edit: HeadEdit, *, again: bool = False) -> None:
    """Store a head that was read by `read_edit`, and what its questions read as below it.

    again: whether questions whose answer changes are asked soon of those who have learned them.
    Raises NotTaken where somebody else was faster, and for an edit with problems.
    """
    if edit.problems:
        raise NotTaken(str(edit.problems[0].message))
    # Questions before their bank, as loading does, or two would wait for each other.
    locked = Question.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    now = {each.pk: each for each in locked.filter(pk__in=[question.pk for question, _ in edit.rows])}
    row = Bank.objects.select_for_update(of=("self",), no_key=True).get(pk=bank.pk)
    if row.head != bank.head:
        raise NotTaken("somebody has changed it meanwhile")
    read = read_bank(edit.head)
    Bank.objects.filter(pk=bank.pk).update(**bank_columns(read, edit.head))
    for question, own in edit.rows:
        if question.pk not in now or now[question.pk].source != question.source:
            raise NotTaken(f"somebody has published {question} meanwhile; save once more")
        for name in own.keys() - SAME_TEXT:
            setattr(question, name, own[name])
        question.save(update_fields=sorted(own.keys() - SAME_TEXT))
        if question.pk in edit.restarted:
            restart(question)
        elif question.pk in edit.answered and again:
            ask_again(question)
    bank.refresh_from_db()
    for draft in bank.questions.filter(source="").select_related("copy"):
        if hasattr(draft, "copy"):
            Question.objects.filter(pk=draft.pk).update(area=bank.area, **guessed(bank, draft.copy.source))
    if edit.rows:
        deal_anew(bank)


# --- the file's and ours ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeadConflict:
    """A head that was changed in its file and on the page since they agreed.

    base: as both had it; None where that is not known.   theirs: the file's.   ours: the page's.
    side: the one that was taken just now; "" while both wait.
    """

    bank: str
    file: str
    base: str | None
    theirs: str
    ours: str
    side: str = ""


def verdict_on(bank: Bank, file: str, raw: bytes) -> Verdict:
    """Who changed the head of a bank since its file was loaded or written last. file: the head in `raw`, the file now.

    To be asked before anything of the folder is loaded: where the head that the file held was not kept, the texts of
    its questions are needed for it.
    """
    if bank.head_base is not None:
        return sides(*(text.removeprefix(BYTE_ORDER_MARK) for text in (bank.head_base, file, bank.head)))
    if not bank.held and bank.digest:
        return Verdict.FILE if file != bank.head else Verdict.SAME  # loaded before heads could be edited anywhere else
    return who_changed(raw=raw, file=file, table=bank.head, held=bank.held, texts=_held_texts(bank.slug))


def _held_texts(slug: str) -> list[str]:
    """The questions that the file of a bank held when it was loaded or written last, in its order."""
    rows = Question.objects.filter(home=slug).filter(Q(base__isnull=False) | Q(theirs__isnull=False))
    found = rows.order_by("line", "pk").values_list("base", "theirs")
    return [text for base, theirs in found if (text := base if theirs is None else theirs)]


def conflict_of(bank: Bank, raw: bytes) -> HeadConflict | None:
    """The quarrel about a head, if there is one. raw: the file now."""
    if hashlib.sha256(raw).hexdigest() == bank.held:
        return None
    theirs = head_of(raw)
    if theirs is None or verdict_on(bank, theirs, raw) is not Verdict.CONFLICT:
        return None
    return HeadConflict(bank=bank.slug, file=bank.file, base=bank.head_base, theirs=theirs, ours=bank.head)


def head_conflicts(folder: Path, banks: Sequence[Bank]) -> list[tuple[Bank, HeadConflict]]:
    """Those of these banks whose head waits for somebody to take a side."""
    found = []
    for bank in banks:
        raw = bytes_of(folder, bank)
        if raw is not None and (conflict := conflict_of(bank, raw)):
            found.append((bank, conflict))
    return found


def bytes_of(folder: Path, bank: Bank) -> bytes | None:
    """The file of a bank; None where there is none that can be read below the folder."""
    path = folder / bank.file
    try:
        return path.read_bytes() if path.resolve().is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def settle_head(bank: Bank, side: str, *, folder: Path, syllabus: Syllabus | None) -> None:
    """Take a side, as loading with that side would. side: one of loading.SIDES.

    Raises NotTaken where the file's cannot be read above the questions, or where more of the file is not loaded yet.
    """
    raw = bytes_of(folder, bank)
    conflict = None if raw is None else conflict_of(bank, raw)
    if raw is None or conflict is None:
        raise NotTaken("file and page agree about it by now")
    if bank_bytes(conflict.theirs, _held_texts(bank.slug)) != raw:
        raise NotTaken(f"{bank.file} has further changes that are not loaded; run load_banks first")
    with transaction.atomic():
        if side == "theirs":
            edit = _edit_of(bank, conflict.theirs, syllabus=syllabus)
            store_edit(bank, edit)
        held = hashlib.sha256(raw).hexdigest()
        Bank.objects.filter(pk=bank.pk).update(held=held, head_base=conflict.theirs)
