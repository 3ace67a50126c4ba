"""A folder of banks enters the tables: what is new is added, what changed is replaced, what left is retired.

A question may be edited in its file or on the page. What changed on one side only is taken from there. What changed on
both is kept on both, and reported, until somebody says which side counts.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from django.db.models import F

import quizzes
from quizzes import checking
from quizzes.authoring import bank_loading
from quizzes.authoring.bank_loading import GONE, BankLoad, BankReport, FileHead, retire_bank, unchanged
from quizzes.authoring.heads import HeadConflict
from quizzes.authoring.storing import known_topics
from quizzes.banks.folder import SYLLABUS, Folder, bank_files, read_folder
from quizzes.banks.isolation import patiently
from quizzes.banks.problems import Problem
from quizzes.models import Bank, Question

SIDES = ("theirs", "ours")  # the file, or the table
MOST = 0.5  # of the published questions: more are not retired without being asked to


class TooManyRetired(Exception):
    """The folder lacks most of the published questions: perhaps it is another folder. Nothing has changed."""

    def __init__(self, gone: int, published: int) -> None:
        super().__init__(f"{gone} of {published} published questions are not in this folder and would be retired")
        self.gone, self.published = gone, published


@dataclasses.dataclass(frozen=True, kw_only=True)
class Conflict:
    """A question whose text has changed in its file and on the page.

    base: as both had it; None where they never agreed.   theirs: the file's, "" where it was taken out.
    """

    slug: str
    file: str
    line: int
    base: str | None
    theirs: str
    ours: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class FolderReport:
    """heads: those that have changed in the file and on the page, also where a side was taken just now."""

    banks: tuple[BankReport, ...]
    problems: tuple[Problem, ...]
    conflicts: tuple[Conflict, ...] = ()
    heads: tuple[HeadConflict, ...] = ()


def load_folder(
    folder: Path,
    *,
    side: str | None = None,
    retire: bool = False,
    progress: Callable[[str, int], None] | None = None,
) -> FolderReport:
    """Load every bank below a folder, each in a transaction of its own.

    A bank with problems is refused and stays as it was loaded last. A question that left its file is retired.
    side: one of SIDES, which counts where a question or a head has changed on both; None keeps both and reports them.
    retire: whether most of the published questions may be retired.
    progress: called with a file and the number of its questions after each one.
    Raises FileNotFoundError when there is no such folder, and TooManyRetired before anything has changed.
    """
    files = dict(bank_files(folder))
    around = _syllabus_bytes(folder)
    digests = {file: _digest_of(around, data) for file, data in files.items()}
    rows = {bank.slug: bank for bank in Bank.objects.all()}
    loaded = [bank for bank in rows.values() if bank.digest not in ("", GONE)]  # one made on the page has no file yet
    to_settle = set(Question.objects.filter(theirs__isnull=False).values_list("home", flat=True)) if side else set()
    is_known = sorted(digests.items()) == sorted((bank.file, bank.digest) for bank in loaded)
    if digests and not to_settle and is_known:
        return FolderReport(banks=tuple(unchanged(bank) for bank in loaded), problems=(), conflicts=conflicts())
    checking.warm()  # most banks have questions that only a worker may check
    with patiently():
        contents = read_folder(folder, progress=progress)
    rows = {bank.slug: bank for bank in Bank.objects.all()}  # that took a while, in which a head may have been edited
    faulty = {problem.file for problem in contents.problems}
    slugs = {slug for bank in contents.banks for slug in bank.slugs}
    topics = known_topics(contents.syllabus)
    current = {
        bank.file
        for bank in contents.banks
        if (row := rows.get(bank.id)) and (row.file, row.digest) == (bank.file, digests.get(bank.file))
    } - {rows[slug].file for slug in to_settle & rows.keys()}
    # A bank whose file has another name now is not gone.
    gone = [] if faulty else [bank for bank in loaded if bank.slug not in {bank.id for bank in contents.banks}]
    if not retire:
        _refuse_to_retire_most(contents, gone, passed_over=current | faulty)
    # Before anything is stored: what the files held at the last load tells who changed a head.
    heads = {
        bank.file: FileHead.of(rows.get(bank.id), bank, files[bank.file], side)
        for bank in contents.banks
        if bank.file not in current | faulty
    }
    problems = list(contents.problems)
    reports = []
    for bank in contents.banks:
        if bank.file in current:
            reports.append(unchanged(rows[bank.id]))
        elif bank.file in faulty:
            reports.append(BankReport(bank=bank.id or bank.file, file=bank.file))
        else:
            head = heads[bank.file]
            if head.read.problems:
                problems += head.read.problems
                reports.append(BankReport(bank=bank.id, file=bank.file))
            else:
                reports.append(BankLoad(head, topics, slugs, digest=digests[bank.file], side=side).run())
    reports += [retire_bank(bank) for bank in gone]
    return FolderReport(
        banks=tuple(reports),
        problems=tuple(problems),
        conflicts=conflicts(),
        heads=tuple(head.conflict for head in heads.values() if head.conflict),
    )


def _refuse_to_retire_most(contents: Folder, gone: Sequence[Bank], *, passed_over: set[str]) -> None:
    """Raises TooManyRetired. gone: banks without a file.   passed_over: files of which nothing will be stored."""
    homes = [bank.id for bank in contents.banks if bank.file not in passed_over] + [bank.slug for bank in gone]
    stay = {name for bank in contents.banks for name in bank.slugs}
    stay |= {name for bank in contents.banks for question in bank.questions for name in question.was}
    unedited = Question.objects.published().filter(home__in=homes, base=F("source"), theirs__isnull=True)
    leave = sum(slug not in stay for slug in unedited.values_list("slug", flat=True))
    total = Question.objects.published().count()
    if leave > MOST * total:
        raise TooManyRetired(leave, total)


def conflicts() -> tuple[Conflict, ...]:
    """Every question whose file and table disagree and wait for somebody to take a side."""
    rows = Question.objects.filter(theirs__isnull=False).select_related("bank").order_by("bank__file", "line", "slug")
    return tuple(
        Conflict(
            slug=row.slug,
            file=row.bank.file,
            line=row.line,
            base=row.base,
            theirs=row.theirs or "",
            ours=row.source,
        )
        for row in rows
    )


def _syllabus_bytes(folder: Path) -> bytes:
    file = folder / SYLLABUS
    return hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b""


def _digest_of(around: bytes, data: bytes) -> str:
    """Of a file, the syllabus and the code that reads both: another reader may make something else of the same file."""
    return hashlib.sha256(_reader_digest() + around + data).hexdigest()


@cache
def _reader_digest() -> bytes:
    root = Path(quizzes.__file__).parent
    files = [root / "answers.py", root / "checking.py", Path(__file__), Path(bank_loading.__file__)]
    for room in ("banks", "kinds", "maths", "prose"):
        files += sorted((root / room).glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()
