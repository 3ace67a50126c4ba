"""PostgreSQL by its own programs: pg_dump, and back by pg_restore and psql in one transaction."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

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

ENDING = ".dump"
HEADER = b"PGDMP"


def save(file: Path, *, force: bool = False) -> dict[str, int]:
    """Dump the database, and read the dump's list of contents back. Returns counts as in COUNTED. Raises NotCopied."""
    found = counts()
    with complete_or_not_at_all(file, force=force) as part:
        _run(_at_database("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}"))
        check(part)
    return found


def load(file: Path, *, force: bool, now: datetime) -> tuple[dict[str, int], Path | None, bool]:
    """Put a dump in the place of all tables. Returns and raises as sqlite.load does."""
    applied = check(file)
    tables = connection.introspection.table_names()
    found = counts() if set(tables) >= TABLES else {}
    held = bool(tables) and (not found or any(found.values()))
    if held and not force:
        raise NotCopied(
            f"{connection.settings_dict['NAME']} holds {in_words(found) or 'other tables'} already. Nothing was "
            "changed. With --force it is replaced, and kept in a backup of its own"
        )
    kept = default_file("before-restore", ENDING, now) if held else None
    if kept:
        with complete_or_not_at_all(kept, force=False) as part:
            _run(_at_database("pg_dump", "--format=custom", "--no-owner", f"--file={part}"))
    quoted = ", ".join(connection.ops.quote_name(table) for table in tables)
    connection.close()  # it would hold locks against what follows
    script = ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)]
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    drop = ["--command", f"DROP TABLE {quoted} CASCADE"] if tables else []
    psql, environment = _at_database("psql", *options, *drop, "--file=-")
    try:
        with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as written:  # noqa: S603
            _run((psql, environment), stdin=written.stdout)
    except FileNotFoundError as error:
        raise _missing("pg_restore") from error
    return counts(), kept, is_older(applied)


def check(file: Path) -> set[str]:
    """Names of our migrations in a dump. Raises NotCopied where it is something else, or cut off."""
    try:
        with open(file, "rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise NotCopied(f"{file} cannot be read: {error.strerror}") from error
    if start.startswith(b"SQLite format 3"):
        raise NotCopied(f"{file} is a backup of SQLite, and the database here is PostgreSQL; unset DATABASE_URL")
    if not start.startswith(HEADER):
        raise NotCopied(f"{file} is not a backup: it is no dump of PostgreSQL")
    contents = _run((["pg_restore", "--list", str(file)], {})).splitlines()
    listed = {line.split()[-2] for line in contents if " TABLE " in line}
    if not listed >= TABLES:
        raise NotCopied(f"{file} is not a backup of this site: it has no table {min(TABLES - listed)}")
    _run((["pg_restore", f"--file={os.devnull}", str(file)], {}))  # reads all of it, and finds where it was cut off
    script = _run((["pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(file)], {}))
    rows = [line.split("\t") for line in script.splitlines()]
    applied = {row[2] for row in rows if row[1:2] == ["quizzes"]}
    refuse_newer(applied)
    return applied


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def _at_database(program: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """A program with what it needs to reach our database; the password goes by the environment."""
    (_, *arguments), environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, options)
    return [program, *arguments], environment or {}


def _run(command: tuple[Sequence[str], dict[str, str]], **more: Any) -> str:
    arguments, environment = command
    try:
        ended = subprocess.run(  # noqa: S603
            arguments, env={**os.environ, **environment}, capture_output=True, text=True, check=False, **more
        )
    except FileNotFoundError as error:
        raise _missing(arguments[0]) from error
    if ended.returncode:
        raise NotCopied(f"{arguments[0]} says: {ended.stderr.strip() or ended.returncode}")
    return ended.stdout


def _missing(program: str) -> NotCopied:
    return NotCopied(
        f"{program} is not on this machine; it comes with PostgreSQL (Debian, Ubuntu: apt install postgresql-client)"
    )
