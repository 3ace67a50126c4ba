"""The tables go back into bank files: what nobody edited byte for byte, an edited question in its own lines."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from quizzes.authoring.heads import conflict_of
from quizzes.authoring.storing import in_file
from quizzes.banks.folder import SYLLABUS
from quizzes.banks.new_topics import with_topics
from quizzes.banks.syllabus import Topic as SyllabusTopic
from quizzes.banks.writing import LINE_END, bank_pieces
from quizzes.models import Bank, Question, Topic

GIT_SECONDS = 20.0  # that one call of git may take
LOCK_SECONDS = 2.0  # for which another git at work in the same checkout is waited for
LOCKED = "another git is at work there, or has left .git/index.lock behind; the next save of this bank commits it, too"


class NotWritten(Exception):
    """Says why a file could not be written, or not committed; the tables are as they were."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Written:
    """file: path below the folder.   changed: whether its bytes had to change."""

    file: str
    changed: bool


def export_folder(folder: Path, banks: Iterable[Bank] | None = None, *, force: bool = False) -> list[Written]:
    """Write these banks, by default all, below a folder; a file whose bytes would stay the same is not touched.

    Topics that were added on the page go into the syllabus.
    force: also over a file that is not the one which was loaded, and over one side of a conflict.
    Raises NotWritten, naming the file; those before it are written.
    """
    chosen = Bank.objects.order_by("file") if banks is None else banks
    return [_write_bank(folder, bank, force=force) for bank in chosen if _has_text(bank)] + _write_topics(folder)


@transaction.atomic
def _write_bank(folder: Path, bank: Bank, *, force: bool) -> Written:
    """Write one bank, unless the file holds edits that the tables do not know: they would be lost without a word.

    Nobody publishes meanwhile, so that what is remembered of the file is what was written.
    """
    rows = _ordered(bank, locked=True)
    data = "".join(_pieces(bank, rows)).encode("utf-8")
    there = _bytes_there(folder, bank.file)
    is_home = folder.resolve() == Path(settings.CONTENT_DIR).resolve()
    if not force:
        _refuse_what_would_be_lost(bank, data, there, is_home=is_home)
    written = _write(folder, bank.file, data)
    if is_home:  # a copy elsewhere says nothing of the file that edits are told from
        _hold(bank, rows, data)
    return written


def _refuse_what_would_be_lost(bank: Bank, data: bytes, there: bytes | None, *, is_home: bool) -> None:
    torn = Question.objects.filter(Q(bank=bank) | Q(home=bank.slug), theirs__isnull=False)
    if slugs := list(torn.values_list("slug", flat=True)[:3]):
        raise NotWritten(
            f"{bank.file} is not written: {', '.join(slugs)} changed in the file and on the page; take a side first"
        )
    if there is None or there == data or hashlib.sha256(there).hexdigest() == bank.held:
        return
    if not is_home:
        raise NotWritten(f"{bank.file} is not written: it is not the file that was loaded last; --force writes over it")
    if conflict_of(bank, there):
        raise NotWritten(f"{bank.file} is not written: its head changed in the file and on the page; take a side first")
    raise NotWritten(f"{bank.file} is not written: it has changed since it was loaded; run load_banks first")


def _hold(bank: Bank, rows: Sequence[Question], data: bytes) -> None:
    """Remember what the file holds now, as loading it would: later edits of either side are told from there.

    rows: those of which the file was made.
    """
    Bank.objects.filter(pk=bank.pk).update(held=hashlib.sha256(data).hexdigest(), head_base=bank.head)
    head, *texts = _pieces(bank, rows)
    line = 1 + len(LINE_END.findall(head))
    changed, padded = [], []
    for question, text in zip(rows, texts, strict=True):
        if question.source != text:  # it has got a blank line below that sets it off
            question.source = text
            padded.append(question)
        found = {"base": text, "home": bank.slug, "theirs": None, "line": line}
        if any(getattr(question, name) != value for name, value in found.items()):
            changed.append(question)
            for name, value in found.items():
                setattr(question, name, value)
        line += len(LINE_END.findall(text))
    Question.objects.bulk_update(padded, ["source"], batch_size=500)
    Question.objects.bulk_update(changed, ["base", "home", "theirs", "line"], batch_size=500)
    Question.objects.filter(home=bank.slug).exclude(bank=bank).update(base=None, home="", line=0)  # moved away


def _bytes_there(folder: Path, file: str) -> bytes | None:
    """What the file holds; None where there is none."""
    path = _inside(folder, file)
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise NotWritten(f"{file} cannot be read: {error.strerror}") from error


def _write_topics(folder: Path) -> list[Written]:
    """The syllabus with the topics of the page. Where there is none, every topic will do, and none is made."""
    topics = [SyllabusTopic(id=topic.slug, area=topic.area, title=topic.title) for topic in Topic.objects.all()]
    path = _inside(folder, SYLLABUS)
    if not topics or not path.is_file():
        return []
    try:
        text = path.read_bytes().decode("utf-8")
        return [_write(folder, SYLLABUS, with_topics(text, topics).encode())]
    except (OSError, ValueError) as error:
        raise NotWritten(f"{SYLLABUS} cannot be written: {error}") from error


def exported(bank: Bank) -> bytes:
    """The bank as a file: its head, its questions in the order of the file, and those written on the page below."""
    return "".join(_pieces(bank, _ordered(bank))).encode("utf-8")


def _pieces(bank: Bank, rows: Sequence[Question]) -> list[str]:
    new = {place for place, row in enumerate(rows) if _is_new(row)}
    return bank_pieces(bank.head, [row.source for row in rows], new=new)


def _ordered(bank: Bank, *, locked: bool = False) -> list[Question]:
    rows = in_file(bank).only("bank", "slug", "source", "base", "home", "theirs", "line", "place").order_by("pk")
    if locked:  # in the order in which loading locks them, too
        rows = rows.select_for_update(of=("self",), no_key=True)
    rows = sorted(rows, key=lambda row: row.place)
    return sorted(rows, key=lambda row: (_is_new(row), 0 if _is_new(row) else row.line))


def _is_new(row: Question) -> bool:
    """One that was moved here keeps the line of the file that it came from, which says nothing about this one."""
    return row.base is None or row.home != row.bank.slug


def _has_text(bank: Bank) -> bool:
    """A bank whose file is gone, and that holds nothing any more, is not brought back."""
    return bool(bank.head) and (bank.digest == "" or in_file(bank).exists())


def _write(folder: Path, file: str, data: bytes) -> Written:
    """Replace the file in one step: whoever reads it meanwhile finds the old one or the new one, whole."""
    path = _inside(folder, file)
    try:
        if path.is_file() and path.read_bytes() == data:
            return Written(file=file, changed=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
            made.write(data)
            made.flush()
            os.fsync(made.fileno())
        os.chmod(made.name, mode)
        os.replace(made.name, path)
    except OSError as error:
        raise NotWritten(f"{file} cannot be written: {error.strerror}") from error
    return Written(file=file, changed=True)


def _inside(folder: Path, file: str) -> Path:
    """Raises NotWritten for a path that would lead out of the folder."""
    parts = PurePosixPath(file).parts
    path = folder.joinpath(*parts)
    if not parts or ".." in parts or PurePosixPath(file).is_absolute():
        raise NotWritten(f"{file} is no path below the folder of the banks")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise NotWritten(f"{file} leads out of the folder of the banks by a link")
    return path


# --- with every save -------------------------------------------------------------------------------------------------


def write_through(bank: Bank | None, *, folder: Path, message: str, author: str) -> bool:
    """Write a bank's file, and commit it where the folder is a checkout of git. Returns whether a commit was made.

    What an earlier call wrote and could not commit is committed, too.
    bank: None for the topics of the page alone, which go into the syllabus with any bank.
    message: of the commit.   author: who edited, as `Name <address>`.
    Raises NotWritten, and says then whether the file is written and committed.
    """
    done = [_write_bank(folder, bank, force=False)] if bank and _has_text(bank) else []
    fault = None
    try:
        done += _write_topics(folder)
    except NotWritten as error:
        fault = error  # a topic holds up no bank
    is_committed = _commit(folder, [each.file for each in done], message=message, author=author)
    if fault is not None and bank is not None:
        stands = "written and committed" if is_committed else "up to date"
        raise NotWritten(f"{bank.file} is {stands}, but {fault}") from fault
    if fault is not None:
        raise fault
    return is_committed


def _commit(folder: Path, files: Sequence[str], *, message: str, author: str) -> bool:
    """Commit those of these files that are not in git as they are. Returns whether there were any."""
    if not files or not _is_checkout(folder):
        return False
    paths = [str(_inside(folder, file)) for file in files]
    try:
        if not _git(folder, "status", "--porcelain", "--", *paths).strip():
            return False
        _git(folder, "add", "--", *paths)
        _git(folder, "commit", "--quiet", "--only", f"--author={author}", f"--message={message}", "--", *paths)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        why = LOCKED if _is_locked(error) else said[-1] if said else "git failed"
        raise NotWritten(f"{files[0]} is written, but not committed: {why}") from error
    return True


def _is_checkout(folder: Path) -> bool:
    try:
        return _git(folder, "rev-parse", "--is-inside-work-tree").strip() == "true"
    except (OSError, subprocess.SubprocessError):
        return False


def _git(folder: Path, *arguments: str) -> str:
    """Tries again for a while where another git holds the lock of the checkout."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return _git_once(folder, *arguments)
        except subprocess.CalledProcessError as error:
            if not _is_locked(error) or time.monotonic() > until:
                raise
            time.sleep(0.1)


def _is_locked(error: Exception) -> bool:
    return ".lock'" in str(getattr(error, "stderr", ""))


def _git_once(folder: Path, *arguments: str) -> str:
    # The committer falls back to the author where git has no name configured, as on a server.
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    environment.setdefault("GIT_COMMITTER_NAME", "Recall@K")
    environment.setdefault("GIT_COMMITTER_EMAIL", "recall@localhost")
    done = subprocess.run(  # noqa: S603 (a fixed program and arguments of ours, no shell)
        ["git", "-C", str(folder), *arguments],  # noqa: S607 (the machine's own git)
        capture_output=True,
        text=True,
        timeout=GIT_SECONDS,
        check=True,
        env=environment,
    )
    return done.stdout
