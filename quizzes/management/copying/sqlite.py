"""SQLite by its backup interface: a consistent copy of a database that is in use, and back into one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from quizzes.management.copying import (
    COUNTED,
    TABLES,
    NotCopied,
    complete_or_not_at_all,
    default_file,
    in_words,
    is_older,
    refuse_newer,
)

ENDING = ".sqlite3"
HEADER = b"SQLite format 3\0"
PATIENCE = 30.0  # seconds to wait for others who write


def save(database: Path, file: Path, *, force: bool = False) -> dict[str, int]:
    """Copy a database, and read the copy back. Returns counts as in COUNTED. Raises NotCopied."""
    if not database.is_file():
        raise NotCopied(f"there is no database at {database}")
    if file.exists() and file.samefile(database):
        raise NotCopied(f"{file} is the database itself")
    try:
        with complete_or_not_at_all(file, force=force) as part:
            _copy(database, part)
            check(part)
            return counts(part)
    except sqlite3.Error as error:
        raise NotCopied(f"{database} could not be copied to {file}: {error}") from error


def load(file: Path, database: Path, *, force: bool, now: datetime) -> tuple[dict[str, int], Path | None, bool]:
    """Copy a backup into the place of the database, which may be in use.

    Returns counts as in COUNTED, where the database that was replaced is kept, and whether the backup is of an older
    version. Raises NotCopied, and then nothing was changed.
    """
    applied = check(file)
    if database.exists() and file.samefile(database):
        raise NotCopied(f"{file} is the database itself")
    held = _held(database)
    if held and not force:
        raise NotCopied(
            f"{database} holds {held} already. Nothing was changed. With --force it is replaced, and kept in a "
            "backup of its own"
        )
    kept = _kept(database, now) if held else None
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(_read_only(file)) as source, closing(sqlite3.connect(database, timeout=PATIENCE)) as live:
            # One transaction: others see all of it or nothing, and a crash in the middle leaves what was there.
            source.backup(live, progress=_patience())
        check(database)
    except sqlite3.Error as error:
        raise NotCopied(f"{database} could not be written: {error}") from error
    return counts(database), kept, is_older(applied)


def check(file: Path) -> set[str]:
    """Names of our migrations in a sound backup. Raises NotCopied where it is something else, or damaged."""
    try:
        with open(file, "rb") as opened:
            start = opened.read(len(HEADER))
    except OSError as error:
        raise NotCopied(f"{file} cannot be read: {error.strerror}") from error
    if start.startswith(b"PGDMP"):
        raise NotCopied(f"{file} is a backup of PostgreSQL, and the database here is SQLite; set DATABASE_URL")
    if start != HEADER:
        raise NotCopied(f"{file} is not a backup: it is no database of SQLite")
    try:
        with closing(_read_only(file)) as opened:
            damage = [row[0] for row in opened.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if damage:
                raise NotCopied(f"{file} is damaged: {damage[0]}")
            if not tables >= TABLES:
                raise NotCopied(f"{file} is not a backup of this site: it has no table {min(TABLES - tables)}")
            if (broken := opened.execute("PRAGMA foreign_key_check").fetchone()) is not None:
                raise NotCopied(f"{file} is damaged: a row of {broken[0]} belongs to none of {broken[2]}")
            applied = {row[0] for row in opened.execute("SELECT name FROM django_migrations WHERE app = 'quizzes'")}
    except sqlite3.Error as error:
        raise NotCopied(f"{file} is damaged: {error}") from error
    refuse_newer(applied)
    return applied


def counts(file: Path) -> dict[str, int]:
    with closing(_read_only(file)) as opened:
        return {table: opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608


def _held(database: Path) -> str:
    """What restoring would replace; empty where nobody would miss it."""
    if not database.exists() or database.stat().st_size == 0:
        return ""
    try:
        found = counts(database)
    except sqlite3.OperationalError as error:
        return "" if "no such table" in str(error) and not _has_rows(database) else "other tables"
    except sqlite3.Error:
        return "what cannot be read as a database"
    return in_words(found) if any(found.values()) else ""


def _has_rows(database: Path) -> bool:
    with closing(_read_only(database)) as opened:
        return opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0


def _kept(database: Path, now: datetime) -> Path:
    """Put aside what is replaced: as a backup, or as it is where it is past reading."""
    kept = default_file("before-restore", ENDING, now)
    try:
        with complete_or_not_at_all(kept, force=False) as part:
            _copy(database, part)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # busy, or no room: it is not the file that is wrong
            raise NotCopied(f"{database} could not be kept as {kept}: {error}") from error
        for ending in ("", "-wal", "-shm"):
            if (one := database.with_name(database.name + ending)).exists():
                one.rename(kept.with_name(kept.name + ending))
    return kept


def _copy(database: Path, file: Path) -> None:
    with closing(sqlite3.connect(database, timeout=PATIENCE)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy, progress=_patience())
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole without the others of a live database


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True, timeout=PATIENCE)


def _patience() -> Callable[[int, int, int], None]:
    """The interface itself would wait for ever."""
    end = time.monotonic() + PATIENCE

    def progress(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise sqlite3.OperationalError("it is in use by others for too long; stop the site, then try again")

    return progress
