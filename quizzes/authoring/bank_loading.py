"""One bank file enters the tables: its head, and each of its questions by what changed in the file and on the page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from quizzes.authoring.heads import HeadConflict, verdict_on
from quizzes.authoring.storing import (
    PLACES_A_TOPIC,
    Topics,
    bank_columns,
    columns,
    deal_anew,
    place_of,
    restart,
)
from quizzes.banks.merging import Verdict, sides
from quizzes.banks.questions import Bank as BankFile
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.writing import bank_bytes, whole_head
from quizzes.models import Bank, Card, Question, Version

BATCH = 500  # rows a statement
SHIFTING = {"line", "place"}  # columns that change when a neighbour does; the question itself has not
BOOKKEEPING = {"base", "home", "theirs"}  # columns that say what the file held
GONE = "gone"  # in place of the digest of a bank whose file is no longer there


@dataclasses.dataclass(frozen=True, kw_only=True)
class BankReport:
    """What loading did to one bank, as counts of questions; all None when the bank was refused for its problems.

    kept: edited on the page and not in the file, so left as they are.   head_kept: whether its head was, likewise.
    """

    bank: str
    file: str
    added: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    retired: int | None = None
    kept: int | None = None
    head_kept: bool = False

    @property
    def refused(self) -> bool:
        return self.added is None


def unchanged(bank: Bank) -> BankReport:
    size = bank.questions.published().count()
    return BankReport(bank=bank.slug, file=bank.file, added=0, changed=0, unchanged=size, retired=0, kept=0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class FileHead:
    """The head that counts for a file, and the file as it reads below that.

    text: as the table is to keep it.   theirs: the file's.   verdict: who changed it.   conflict: None for none.
    """

    text: str
    theirs: str
    read: BankFile
    verdict: Verdict
    conflict: HeadConflict | None = None

    @classmethod
    def of(cls, bank: Bank | None, file: BankFile, raw: bytes, side: str | None) -> FileHead:
        theirs = whole_head(file, raw)
        verdict = verdict_on(bank, theirs, raw) if bank else Verdict.FILE
        if bank is None or verdict in (Verdict.SAME, Verdict.FILE):
            return cls(text=theirs, theirs=theirs, read=file, verdict=verdict)
        conflict = None
        if verdict is Verdict.CONFLICT:
            conflict = HeadConflict(
                bank=bank.slug, file=file.file, base=bank.head_base, theirs=theirs, ours=bank.head, side=side or ""
            )
        if conflict and side == "theirs":
            return cls(text=theirs, theirs=theirs, read=file, verdict=verdict, conflict=conflict)
        read = _below(bank.head, file, raw)
        return cls(text=bank.head, theirs=theirs, read=read, verdict=verdict, conflict=conflict)

    @property
    def waits(self) -> bool:
        """Whether file and page disagree and nobody has taken a side."""
        return self.conflict is not None and not self.conflict.side


def _below(head: str, file: BankFile, raw: bytes) -> BankFile:
    """The questions of a file as they read below another head, on the lines on which the file has them."""
    questions = raw[len(whole_head(file, raw).encode()) :].decode("utf-8")
    read = read_bank(bank_bytes(head, [questions]), file=file.file)
    shift = min(file.slugs.values(), default=0) - min(read.slugs.values(), default=0)
    said = "below the head that is on the page"
    return dataclasses.replace(
        read,
        digest=file.digest,
        questions=tuple(dataclasses.replace(each, line=each.line + shift) for each in read.questions),
        slugs=file.slugs,
        problems=tuple(
            dataclasses.replace(each, line=max(each.line + shift, 1), message=f"{said}: {each.message}")
            for each in read.problems
        ),
    )


class BankLoad:
    """One bank file on its way into the tables."""

    def __init__(
        self, head: FileHead, topics: Topics, slugs_in_folder: set[str], *, digest: str, side: str | None
    ) -> None:
        self.head, self.file, self.topics, self.slugs_in_folder = head, head.read, topics, slugs_in_folder
        self.digest, self.side = digest, side
        self.added: list[Question] = []
        self.changed: list[Question] = []
        self.shifted: list[Question] = []
        self.retired: list[Question] = []
        self.restarted: list[Question] = []
        self.columns: dict[int, set[str]] = {}  # that have changed, by number of the question
        self.versions: list[Version] = []
        self.kept = 0
        self.now: datetime = timezone.now()

    def run(self) -> BankReport:
        # Rendered and drawn before the transaction, for which all who review meanwhile have to wait.
        blocks = [(block, self._columns(block, index)) for index, block in enumerate(self.file.questions)]
        with transaction.atomic():
            return self._store(blocks)

    def _columns(self, block: Block, index: int) -> dict[str, Any]:
        place = place_of(block, index, self.topics)
        file = self.file
        found = columns(block, area=file.area, bank_title=file.title, place=place, topics=self.topics)
        return {**found, "line": block.line, "base": block.source, "home": file.id, "theirs": None}

    def _store(self, blocks: Sequence[tuple[Block, dict[str, Any]]]) -> BankReport:
        known = self._known_questions()  # locked before the bank, as publishing does
        self.bank = self._bank_row()
        met: set[int] = set()
        for block, found in blocks:
            question = known.get(block.slug) or next((known[slug] for slug in block.was if slug in known), None)
            if question is None:
                self.added.append(Question(bank=self.bank, **found))
                continue
            met.add(question.pk)
            self._merge(question, block, found)
        gone = [each for each in known.values() if each.pk not in met and each.slug not in self.slugs_in_folder]
        for question in {each.pk: each for each in gone}.values():
            self._take_out(question)
        self._write()
        if self.added or self.changed or self.retired:
            deal_anew(self.bank)
        return BankReport(
            bank=self.file.id,
            file=self.file.file,
            added=len(self.added),
            changed=len(self.changed),
            unchanged=len(blocks) - len(self.added) - len(self.changed) - self.kept,
            retired=len(self.retired),
            kept=self.kept,
            head_kept=self.head.verdict is Verdict.TABLE,
        )

    def _bank_row(self) -> Bank:
        file = self.file
        found = {
            **bank_columns(file, self.head.text),
            "file": file.file,
            "place": min((place_of(block, 0, self.topics) for block in file.questions), default=0),
        }
        if not self.head.waits:  # until then the file counts as not loaded, and is read and told of each time
            found |= {"digest": self.digest, "held": file.digest, "head_base": self.head.theirs}
        row, _ = Bank.objects.update_or_create(slug=file.id, defaults=found)
        return row

    def _known_questions(self) -> dict[str, Question]:
        """Rows by present and former slug: those that the file names, and all that it held at the last load. Locked."""
        slugs = [slug for block in self.file.questions for slug in (block.slug, *block.was)]
        keys = set(Question.objects.filter(home=self.file.id).values_list("pk", flat=True))
        for start in range(0, len(slugs), BATCH):
            keys |= set(Question.objects.filter(slug__in=slugs[start : start + BATCH]).values_list("pk", flat=True))
        rows = locked_rows(keys)
        former = {slug: row for row in rows for slug in row.was}  # renamed on the page, not yet in the file
        return {**former, **{row.slug: row for row in rows}}

    def _merge(self, question: Question, block: Block, found: dict[str, Any]) -> None:
        # It had left the file; one that was written on the page and met there has both texts, and waits.
        is_back = question.base is None and question.home != "" and question.theirs is None
        base = question.source if is_back else question.base
        verdict = sides(base, block.source, question.source or None)
        if verdict is Verdict.CONFLICT and self.side == "theirs":
            verdict = Verdict.FILE
        if verdict is Verdict.CONFLICT and self.side is None:
            self.kept += 1
            self._set(question, {"theirs": block.source, "home": self.file.id, "line": block.line})
        elif verdict in (Verdict.TABLE, Verdict.CONFLICT):
            self.kept += 1
            self._set(question, self._columns_of_table(question, found))
        else:
            if question.home != self.file.id:
                found = {**found, "bank_id": self.bank.pk}  # its file has changed, or it is new in any
            self._set(question, found)

    def _columns_of_table(self, question: Question, found: dict[str, Any]) -> dict[str, Any]:
        """What stays of the file's columns where the page has edited the question: where it stands, and what it was.

        The question's own are read again, since another reader or other defaults may make something else of its text.
        """
        stays = {name: found[name] for name in ("line", *sorted(BOOKKEEPING))}
        block, _ = read_question(question.source, file=self.file.file, defaults=self.file.defaults)
        if block is None:
            return stays
        bank = question.bank  # maybe another than the file's
        place = place_of(block, found["place"] % PLACES_A_TOPIC, self.topics)
        own = columns(block, area=bank.area, bank_title=bank.title, place=place, topics=self.topics)
        return {**own, **stays}

    def _set(self, question: Question, found: Mapping[str, Any]) -> None:
        different = {name for name, value in found.items() if getattr(question, name) != value}
        if "rev" in different:
            self.restarted.append(question)
        if "source" in different:
            self._remember(question, str(found["source"]))
        for name in different:
            setattr(question, name, found[name])
        self.columns[question.pk] = different
        if different - SHIFTING - BOOKKEEPING:
            self.changed.append(question)
        elif different:
            self.shifted.append(question)

    def _take_out(self, question: Question) -> None:
        """A question that its file no longer holds."""
        if question.home != self.file.id or question.base is None:
            return  # never in this file, or gone before
        verdict = sides(question.base, None, question.source)
        if verdict is Verdict.CONFLICT and self.side == "ours":
            self._set(question, {"base": None, "home": "", "theirs": None})
        elif verdict is Verdict.CONFLICT and self.side is None:
            self._set(question, {"theirs": ""})
        else:
            question.base = question.theirs = None
            question.state = "retired"
            self.columns[question.pk] = {"base", "theirs", "state"}
            self.retired.append(question)
            self._remember(question, question.source, act="retired")

    def _remember(self, question: Question, source: str, *, act: str = "loaded") -> None:
        self.versions.append(Version(question=question, act=act, source=source, at=self.now))

    def _write(self) -> None:
        # One by one: in a batch a renamed question could meet a name that is about to be free.
        for question in self.changed + self.retired:
            question.save(update_fields=sorted(self.columns[question.pk]))
        Question.objects.bulk_update(self.shifted, sorted(SHIFTING | BOOKKEEPING), batch_size=BATCH)
        Question.objects.bulk_create(self.added, batch_size=BATCH)
        for question in self.added:
            self._remember(question, question.source)
        Version.objects.bulk_create(self.versions, batch_size=BATCH)
        for question in self.restarted:
            restart(question)


def locked_rows(keys: Iterable[int]) -> list[Question]:
    """Rows that nobody else changes until the transaction ends; always in the same order, or two would block."""
    ordered, found = sorted(keys), []
    lock = Question.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    for start in range(0, len(ordered), BATCH):
        found += lock.filter(pk__in=ordered[start : start + BATCH])
    return found


def retire_bank(bank: Bank) -> BankReport:
    """A bank whose file is gone keeps its rows, and asks nothing any more; what was edited on the page stays."""
    now = timezone.now()
    with transaction.atomic():
        there = bank.questions.filter(home=bank.slug, base__isnull=False, theirs__isnull=True, state="published")
        gone = list(there.select_for_update(of=("self",), no_key=True).order_by("pk"))
        kept = [question for question in gone if question.source != question.base]
        retired = [question for question in gone if question.source == question.base]
        for question in retired:
            question.state, question.base = "retired", None
        for question in kept:
            question.theirs = ""
        Question.objects.bulk_update(retired + kept, ["state", "base", "theirs"], batch_size=BATCH)
        Bank.objects.filter(pk=bank.pk).update(digest=GONE)  # should the same file come back, it is read again
        Version.objects.bulk_create(
            [Version(question=each, act="retired", source=each.source, at=now) for each in retired], batch_size=BATCH
        )
        Card.objects.filter(question__bank=bank, question__state="retired", turn__isnull=False).update(turn=None)
    return BankReport(
        bank=bank.slug, file=bank.file, added=0, changed=0, unchanged=0, retired=len(retired), kept=len(kept)
    )
