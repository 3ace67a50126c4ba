"""A folder of banks enters the tables: what is new is added, what changed is replaced, what left is retired."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

import quizzes
from quizzes import checking
from quizzes.answers import AnswerKey
from quizzes.authoring.corrections import Correction, Proposal, proposals
from quizzes.banks.folder import SYLLABUS, Folder, bank_files, read_folder
from quizzes.banks.markup import render, render_inline
from quizzes.banks.problems import Problem
from quizzes.banks.questions import Bank as BankFile
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import fields_to_json
from quizzes.models import MEMORY_COLUMNS, Bank, Card, Learner, Question, Review

PLACES_A_TOPIC = 100_000  # room for the questions of one topic in the order of new cards
BATCH = 500  # rows a statement
Topics = Mapping[str, tuple[int, str]]  # place in the syllabus and title, by id
SHIFTING = {"line", "place"}  # columns that change when a neighbour does; the question itself has not


@dataclasses.dataclass(frozen=True, kw_only=True)
class BankReport:
    """What loading did to one bank, as counts of questions; all None when the bank was refused for its problems."""

    bank: str
    file: str
    added: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    retired: int | None = None

    @property
    def refused(self) -> bool:
        return self.added is None


@dataclasses.dataclass(frozen=True, kw_only=True)
class FolderReport:
    banks: tuple[BankReport, ...]
    problems: tuple[Problem, ...]


def load_folder(folder: Path, *, progress: Callable[[str, int], None] | None = None) -> FolderReport:
    """Load every bank below a folder, each in a transaction of its own.

    A bank with problems is refused and stays as it was loaded last. A question that left its file is retired.
    progress: called with a file and the number of its questions after each one.
    Raises FileNotFoundError when there is no such folder.
    """
    around = _syllabus_bytes(folder)
    digests = {file: _digest_of(around, data) for file, data in bank_files(folder)}
    loaded = {bank.file: bank for bank in Bank.objects.all()}
    if digests and digests == {file: bank.digest for file, bank in loaded.items()}:
        return FolderReport(banks=tuple(_unchanged(bank) for bank in loaded.values()), problems=())
    checking.warm()  # most banks have questions that only a worker may check
    contents = read_folder(folder, progress=progress)
    faulty = {problem.file for problem in contents.problems}
    slugs = {slug for bank in contents.banks for slug in bank.slugs}
    topics = _topics(contents)
    reports = []
    for bank in contents.banks:
        held = loaded.get(bank.file)
        if held and held.digest == digests.get(bank.file):
            reports.append(_unchanged(held))
        elif bank.file in faulty:
            reports.append(BankReport(bank=bank.id or bank.file, file=bank.file))
        else:
            reports.append(_load_bank(bank, topics, digest=digests[bank.file], slugs_in_folder=slugs))
    if not faulty:
        reports += [_retire_bank(bank) for bank in loaded.values() if bank.file not in digests]
    return FolderReport(banks=tuple(reports), problems=tuple(contents.problems))


def _syllabus_bytes(folder: Path) -> bytes:
    file = folder / SYLLABUS
    return hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b""


def _digest_of(around: bytes, data: bytes) -> str:
    """Of a file, the syllabus and the code that reads both: another reader may make something else of the same file."""
    return hashlib.sha256(_reader_digest() + around + data).hexdigest()


@cache
def _reader_digest() -> bytes:
    root = Path(quizzes.__file__).parent
    files = [root / "answers.py", root / "checking.py", Path(__file__)]
    for room in ("banks", "kinds", "maths", "prose"):
        files += sorted((root / room).glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


def _unchanged(bank: Bank) -> BankReport:
    size = bank.questions.filter(retired=False).count()
    return BankReport(bank=bank.slug, file=bank.file, added=0, changed=0, unchanged=size, retired=0)


def _topics(contents: Folder) -> dict[str, tuple[int, str]]:
    """Place and title of each topic, by its id."""
    topics = contents.syllabus.topics if contents.syllabus else ()
    return {topic.id: (place, topic.title) for place, topic in enumerate(topics)}


def _load_bank(file: BankFile, topics: Topics, *, digest: str, slugs_in_folder: set[str]) -> BankReport:
    # Rendered and drawn before the transaction, for which all who review meanwhile have to wait.
    blocks = [
        (block, _columns(block, file, _place(block, index, topics), topics))
        for index, block in enumerate(file.questions)
    ]
    return _store_bank(file, blocks, topics, digest=digest, slugs_in_folder=slugs_in_folder)


@transaction.atomic
def _store_bank(
    file: BankFile,
    blocks: Sequence[tuple[Block, Mapping[str, Any]]],
    topics: Topics,
    *,
    digest: str,
    slugs_in_folder: set[str],
) -> BankReport:
    row, _ = Bank.objects.update_or_create(
        slug=file.id,
        defaults={
            "title": file.title,
            "area": file.area,
            "license": file.license,
            "version": str(file.version),
            "description_html": render(_without_title(file.description)),
            "file": file.file,
            "digest": digest,
            "place": min((_place(block, 0, topics) for block in file.questions), default=0),
        },
    )
    known = _known_questions(file)
    added, changed, shifted, restarted = [], [], [], []
    for block, rendered in blocks:
        columns = {"bank_id": row.pk, **rendered}
        question = known.get(block.slug) or next((known[slug] for slug in block.was if slug in known), None)
        if question is None:
            added.append(Question(**columns))
            continue
        different = {name for name, value in columns.items() if getattr(question, name) != value}
        if question.rev != block.rev:
            restarted.append(question)
        for name in different:
            setattr(question, name, columns[name])
        if different - SHIFTING:
            changed.append(question)
        elif different:
            shifted.append(question)
    # One by one: in a batch a renamed question could meet a name that is about to be free.
    for question in changed:
        question.save()
    Question.objects.bulk_update(shifted, sorted(SHIFTING), batch_size=BATCH)
    Question.objects.bulk_create(added, batch_size=BATCH)
    retired = _retire(row.questions.filter(retired=False).exclude(slug__in=slugs_in_folder))
    Card.objects.filter(question__bank=row, question__retired=True, turn__isnull=False).update(turn=None)
    for question in restarted:
        _restart(question)
    if added or changed:
        learners = list(row.learners.all())
        Card.objects.lay_down_gone(row)
        Card.objects.deal(learners, row)
        Learner.objects.filter(pk__in=[learner.pk for learner in learners]).update(planned_on=None)
    return BankReport(
        bank=file.id,
        file=file.file,
        added=len(added),
        changed=len(changed),
        unchanged=len(file.questions) - len(added) - len(changed),
        retired=retired,
    )


def _without_title(description: str) -> str:
    """A description usually opens with the bank's title as a heading, which the page shows already."""
    return re.sub(r"\A\s*# [^\n]*\n?", "", description)


def _known_questions(file: BankFile) -> dict[str, Question]:
    """The rows that this file's questions have already, by present or former slug, in whatever bank they are."""
    slugs = [slug for block in file.questions for slug in (block.slug, *block.was)]
    known: dict[str, Question] = {}
    for start in range(0, len(slugs), BATCH):
        known |= {
            question.slug: question for question in Question.objects.filter(slug__in=slugs[start : start + BATCH])
        }
    return known


def _place(block: Block, index: int, topics: Topics) -> int:
    """Where the question stands in the order of new cards: by topic as the syllabus lists them, then as in the file."""
    place, _ = topics.get(block.topic, (len(topics), ""))
    return place * PLACES_A_TOPIC + index


def _columns(block: Block, file: BankFile, place: int, topics: Topics) -> dict[str, Any]:
    """All columns of a question but the bank's id."""
    _, topic_title = topics.get(block.topic, (0, file.title))
    key_fields = {**fields_to_json(block.fields), "lines": {}}
    return {
        "slug": block.slug,
        "was": list(block.was),
        "rev": block.rev,
        "digest": block.digest,
        "source": block.source,
        "line": block.line,
        "place": place,
        "kind": block.kind,
        "area": file.area,
        "topic": block.topic,
        "topic_title": topic_title,
        "level": block.level,
        "tags": list(block.tags),
        "needs": list(block.needs),
        "retired": block.retired,
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


def _retire(questions: Any) -> int:
    return questions.update(retired=True)


def _retire_bank(bank: Bank) -> BankReport:
    """A bank whose file is gone keeps its rows, and asks nothing any more."""
    with transaction.atomic():
        retired = _retire(bank.questions.filter(retired=False))
        Card.objects.filter(question__bank=bank, turn__isnull=False).update(turn=None)
    return BankReport(bank=bank.slug, file=bank.file, added=0, changed=0, unchanged=0, retired=retired)


def _restart(question: Question) -> None:
    """A new revision means something else: its cards start over; the log of the old one is kept."""
    for card in Card.objects.filter(question=question, version__gt=0).select_related("question"):
        card.memory = card.replayed()
        card.version += 1
        card.turn = None
        card.save(update_fields=[*MEMORY_COLUMNS, "version", "turn"])


# --- what learners corrected -----------------------------------------------------------------------------------------


def proposed_synonyms(question: Question) -> list[Proposal]:
    """Words of learners for key points that our check had missed, or found where they were not."""
    checklist = checking.key_of(question).checklist()
    if not checklist:
        return []
    reviews = Review.objects.standing().filter(card__question=question, ticked__isnull=False).select_related("answer")
    return proposals(
        Correction(
            text=review.answer.text,
            guessed=frozenset(review.answer.guessed(checklist)),
            ticked=frozenset(review.ticked),
            spans=tuple(span for note in review.answer.notes if note["tone"] == "good" for span in note["spans"]),
        )
        for review in reviews
        if review.answer.text.strip() and review.answer.question_rev == question.rev
    )
