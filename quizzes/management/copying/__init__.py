"""The whole database as one file, and back, each database in its own way: what `backup` and `restore` share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

TABLES = frozenset({"auth_user", "django_migrations", "quizzes_answer", "quizzes_question", "quizzes_review"})
COUNTED = {"auth_user": "user", "quizzes_question": "question", "quizzes_review": "review"}


class NotCopied(Exception):
    """Why there is no backup, or nothing was restored."""


def default_file(start: str, ending: str, now: datetime) -> Path:
    """Where a backup goes that was given no name."""
    folder = Path(settings.VAR_DIR) / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{start}-{now:%Y-%m-%d-%H%M%S}{ending}"


@contextlib.contextmanager
def complete_or_not_at_all(file: Path, *, force: bool) -> Iterator[Path]:
    """A file to write into, for the owner's eyes only, which gets its name when all of it is on the disk.

    Raises NotCopied where the file is there already and shall not be replaced.
    """
    if file.exists() and not force:
        raise NotCopied(f"{file} is there already; name another file, or replace it with --force")
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        with open(part, "rb") as written:
            os.fsync(written.fileno())
        os.replace(part, file)
    except OSError as error:
        raise NotCopied(f"{file} could not be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def refuse_newer(applied: set[str]) -> None:
    """applied: names of our migrations in a backup. Raises NotCopied where this code does not know one of them."""
    if newer := sorted(applied - _known()):
        raise NotCopied(f"it was made by a newer version of the site ({newer[-1]}); update this one first")


def is_older(applied: set[str]) -> bool:
    return bool(_known() - applied)


def _known() -> set[str]:
    return {name for app, name in MigrationLoader(None).disk_migrations if app == "quizzes"}


def in_words(counts: dict[str, int]) -> str:
    """ "3 users, 1 question, 0 reviews"; counts: by table, as in COUNTED."""
    return ", ".join(f"{count:,} {COUNTED[table]}{'' if count == 1 else 's'}" for table, count in counts.items())
