"""Tests of backup and restore: the same tables on an empty machine, nothing overwritten unasked, nothing taken on trust."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from quizzes.management.copying import NotCopied, sqlite
from quizzes.models import Answer, Card, Learner, Question, Review
from tests.makers import NOON, block, deal, review

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of a database of SQLite")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of a database of PostgreSQL")


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: opened.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


@pytest.fixture
def site(ada: Learner, tmp_path: Path, settings) -> Path:
    """A database in a file, as a server has it: ada has reviewed one of two questions."""
    if connection.vendor != "sqlite":
        pytest.skip("of a database of SQLite")
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    one, _ = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    review(one)
    file = settings.VAR_DIR / "db.sqlite3"
    file.write_bytes(connection.connection.serialize())
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
    return file


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Let the commands work on another database than the tests do."""
    return lambda file: monkeypatch.setitem(connection.settings_dict, "NAME", str(file))


def run(command: str, *arguments: object, **options: object) -> str:
    from io import StringIO

    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


# --- there and back --------------------------------------------------------------------------------------------------


def test_all_comes_back_on_an_empty_machine(site: Path, at: Callable[[Path], None], tmp_path: Path) -> None:
    at(site)
    said = run("backup", tmp_path / "kept.sqlite3")
    assert said.startswith(f"{tmp_path / 'kept.sqlite3'}: 1 user, 2 questions, 1 review, ")
    at(tmp_path / "new" / "db.sqlite3")
    said = run("restore", tmp_path / "kept.sqlite3")
    assert f"{tmp_path / 'new' / 'db.sqlite3'} holds the backup now: 1 user, 2 questions, 1 review." in said
    assert "migrate" not in said
    assert rows(tmp_path / "new" / "db.sqlite3") == rows(site)


def test_the_pages_are_the_same_too(site: Path, at: Callable[[Path], None], tmp_path: Path, as_ada: Client) -> None:
    """Asked of a site in a process of its own."""
    at(site)
    run("backup", tmp_path / "kept.sqlite3")
    (tmp_path / "new").mkdir()
    environment = {"PATH": os.environ["PATH"], "DEBUG": "1", "VAR_DIR": str(tmp_path / "new")}
    code = (
        "from django.contrib.auth import get_user_model; from django.test import Client; client = Client();"
        "client.force_login(get_user_model().objects.get(), 'quizzes.accounts.PasswordBackend');"
        "print(client.get('/api/v1/cards/').content.decode())"
    )

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert "holds the backup now" in manage("restore", str(tmp_path / "kept.sqlite3"))
    assert manage("shell", "-v0", "-c", code).strip() == as_ada.get("/api/v1/cards/").content.decode()


def test_a_backup_is_of_one_moment_while_others_write(site: Path, tmp_path: Path) -> None:
    """A writer keeps two tables in step; a copy in which they are not was taken between two of its halves."""
    with closing(sqlite3.connect(site)) as opened:
        opened.executescript("CREATE TABLE a (n); CREATE TABLE filler (t); CREATE TABLE b (n);")
        opened.executemany("INSERT INTO filler VALUES (?)", [("x" * 4000,)] * 500)
        opened.commit()
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(site, timeout=20)) as opened:
            number = 0
            while not done.is_set():
                number += 1
                opened.execute("INSERT INTO a VALUES (?)", (number,))
                opened.execute("INSERT INTO b VALUES (?)", (number,))
                opened.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            sqlite.save(site, tmp_path / f"{number}.sqlite3")
    finally:
        done.set()
        writer.join()
    for number in range(5):
        found = rows(tmp_path / f"{number}.sqlite3")
        assert found["a"] == found["b"]


def test_a_backup_is_one_file_for_its_owner_alone(site: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    sqlite.save(site, tmp_path / "kept" / "one.sqlite3")
    assert os.listdir(tmp_path / "kept") == ["one.sqlite3"]
    assert (tmp_path / "kept" / "one.sqlite3").stat().st_mode & 0o777 == 0o600


def test_without_a_name_it_goes_beside_the_database(site: Path, at: Callable[[Path], None]) -> None:
    at(site)
    place = run("backup").split(": ")[0]
    assert Path(place).parent == site.parent / "backups"
    assert Path(place).name.startswith(f"recall-{timezone.now():%Y-%m-}")


# --- nothing is overwritten unasked ----------------------------------------------------------------------------------


def test_a_backup_replaces_no_file_unasked(site: Path, at: Callable[[Path], None], tmp_path: Path) -> None:
    at(site)
    file = tmp_path / "kept.sqlite3"
    file.write_text("precious")
    with pytest.raises(CommandError, match=r"No backup was made: .*kept\.sqlite3 is there already"):
        run("backup", file)
    assert file.read_text() == "precious"
    run("backup", file, force=True)
    assert len(rows(file)["quizzes_question"]) == 2


def test_the_database_is_never_replaced_by_a_copy_of_itself(site: Path, at: Callable[[Path], None]) -> None:
    at(site)
    before = rows(site)
    for command in ("backup", "restore"):
        with pytest.raises(CommandError, match="is the database itself"):
            run(command, site, force=True)
    assert rows(site) == before


def test_a_database_with_people_in_it_is_replaced_only_when_told_and_then_kept(
    site: Path, at: Callable[[Path], None], tmp_path: Path
) -> None:
    at(site)
    run("backup", tmp_path / "kept.sqlite3")
    with closing(sqlite3.connect(site)) as opened:
        opened.execute("UPDATE quizzes_question SET slug = 'since' WHERE slug = 'two'")
        opened.commit()
    since = rows(site)
    with pytest.raises(CommandError, match=r"db\.sqlite3 holds 1 user, 2 questions, 1 review already"):
        run("restore", tmp_path / "kept.sqlite3")
    assert rows(site) == since
    said = run("restore", tmp_path / "kept.sqlite3", force=True)
    assert rows(site) == rows(tmp_path / "kept.sqlite3")
    (kept,) = (site.parent / "backups").iterdir()
    assert f"What was there before is kept in {kept}." in said
    assert rows(kept) == since


def test_a_site_that_runs_meanwhile_sees_the_restored_tables(site: Path, tmp_path: Path) -> None:
    sqlite.save(site, tmp_path / "kept.sqlite3")
    with closing(sqlite3.connect(site)) as running:
        running.execute("DELETE FROM quizzes_review")
        running.commit()
        assert running.execute("SELECT count(*) FROM quizzes_review").fetchone() == (0,)
        sqlite.load(tmp_path / "kept.sqlite3", site, force=True, now=NOON)
        assert running.execute("SELECT count(*) FROM quizzes_review").fetchone() == (1,)


def test_a_writer_who_does_not_end_is_not_waited_for_for_ever(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.save(site, tmp_path / "kept.sqlite3")
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    before = rows(site)
    with closing(sqlite3.connect(site)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotCopied, match=r"in use by others|locked"):
            sqlite.load(tmp_path / "kept.sqlite3", site, force=True, now=NOON)
    assert rows(site) == before


def test_tables_without_people_or_questions_are_no_reason_to_refuse(site: Path, tmp_path: Path) -> None:
    sqlite.save(site, tmp_path / "kept.sqlite3")
    fresh = tmp_path / "fresh.sqlite3"
    shutil.copy(tmp_path / "kept.sqlite3", fresh)
    with closing(sqlite3.connect(fresh)) as opened:
        for table in ("quizzes_review", "quizzes_question", "auth_user"):
            opened.execute(f"DELETE FROM {table}")
        opened.commit()
    assert sqlite.load(tmp_path / "kept.sqlite3", fresh, force=False, now=NOON)[1] is None
    assert rows(fresh) == rows(site)


@pytest.mark.parametrize("there", ["garbage", "other tables"])
def test_what_cannot_be_read_is_not_replaced_unasked_either(site: Path, tmp_path: Path, there: str) -> None:
    sqlite.save(site, tmp_path / "kept.sqlite3")
    place = tmp_path / "place.sqlite3"
    if there == "garbage":
        place.write_bytes(b"garbage" * 1000)
    else:
        with closing(sqlite3.connect(place)) as opened:
            opened.execute("CREATE TABLE precious (n)")
    before = place.read_bytes()
    with pytest.raises(NotCopied, match=r"already\. Nothing was changed"):
        sqlite.load(tmp_path / "kept.sqlite3", place, force=False, now=NOON)
    assert place.read_bytes() == before
    _, kept, _ = sqlite.load(tmp_path / "kept.sqlite3", place, force=True, now=NOON)
    assert kept is not None
    assert rows(place) == rows(site)
    assert kept.read_bytes() == before or rows(kept) == {"precious": []}


# --- nothing is taken on trust ---------------------------------------------------------------------------------------


def spoilt(file: Path, how: str) -> None:
    content = file.read_bytes()
    match how:
        case "text":
            file.write_text("# Not a database")
        case "empty":
            file.write_bytes(b"")
        case "cut off":
            file.write_bytes(content[: len(content) // 2])
        case "damaged":
            file.write_bytes(content[:20_000] + bytes(60_000) + content[80_000:])
        case "dump":
            file.write_bytes(b"PGDMP" + content[5:])
        case "of another site":
            file.unlink()
            with closing(sqlite3.connect(file)) as opened:
                opened.execute("CREATE TABLE t (n)")
        case "an orphan" | "newer":
            with closing(sqlite3.connect(file)) as opened:
                orphan = "UPDATE quizzes_card SET question_id = 999999 WHERE id = (SELECT min(id) FROM quizzes_card)"
                newer = (
                    "INSERT INTO django_migrations (app, name, applied) VALUES ('quizzes', '9999_hence', '2030-01-01')"
                )
                opened.execute(orphan if how == "an orphan" else newer)
                opened.commit()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("text", "is not a backup: it is no database of SQLite"),
        ("empty", "is not a backup: it is no database of SQLite"),
        ("cut off", "is damaged"),
        ("damaged", "is damaged"),
        ("dump", "is a backup of PostgreSQL"),
        ("of another site", "is not a backup of this site: it has no table auth_user"),
        ("an orphan", "a row of quizzes_card belongs to none of quizzes_question"),
        ("newer", r"made by a newer version of the site \(9999_hence\)"),
    ],
)
def test_what_is_no_sound_backup_is_refused_before_anything_is_changed(
    site: Path, at: Callable[[Path], None], tmp_path: Path, how: str, said: str
) -> None:
    file = tmp_path / "kept.sqlite3"
    sqlite.save(site, file)
    spoilt(file, how)
    before = rows(site)
    at(site)
    with pytest.raises(CommandError, match=f"Nothing was restored: .*{said}"):
        run("restore", file, force=True)
    assert rows(site) == before
    assert not (site.parent / "backups").exists()


def test_a_file_that_is_not_there_is_named(site: Path, at: Callable[[Path], None], tmp_path: Path) -> None:
    at(site)
    with pytest.raises(CommandError, match=r"nowhere\.sqlite3 cannot be read: No such file"):
        run("restore", tmp_path / "nowhere.sqlite3")
    with pytest.raises(CommandError, match=r"nowhere/kept\.sqlite3 could not be written: No such file"):
        run("backup", tmp_path / "nowhere" / "kept.sqlite3")
    at(tmp_path / "none.sqlite3")
    with pytest.raises(CommandError, match=r"there is no database at .*none\.sqlite3"):
        run("backup", tmp_path / "kept.sqlite3")


def test_a_backup_of_a_damaged_database_says_so_and_leaves_none(site: Path, tmp_path: Path) -> None:
    content = site.read_bytes()
    site.write_bytes(content[:20_000] + bytes(60_000) + content[80_000:])
    with pytest.raises(NotCopied, match=r"damaged|malformed"):
        sqlite.save(site, tmp_path / "kept.sqlite3")
    assert not list(tmp_path.glob("*kept*"))


def test_an_older_backup_asks_for_its_migrations(site: Path, at: Callable[[Path], None], tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite3"
    sqlite.save(site, file)
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DELETE FROM django_migrations WHERE app = 'quizzes' AND name = '0007_groups'")
        opened.commit()
    at(tmp_path / "new.sqlite3")
    assert "now run manage.py migrate" in run("restore", file)


# --- from one database to another ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)  # PostgreSQL empties no table within a transaction that has written to it
def test_what_dumpdata_writes_loaddata_reads(ada: Learner, tmp_path: Path) -> None:
    """The way from SQLite to PostgreSQL that the README shows."""
    one, _ = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    review(one)
    tables = (Question, Card, Answer, Review, Learner)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    assert any(card["due_day"] for card in before[1])
    run(
        "dumpdata", natural_foreign=True, exclude=["contenttypes", "auth.permission"], output=str(tmp_path / "all.json")
    )
    call_command("flush", interactive=False, verbosity=0)
    run("loaddata", tmp_path / "all.json", verbosity=0)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path: Path, settings) -> Iterator[Callable[[], None]]:
    """A second, empty database beside that of the tests; a call makes it the one that the commands work on."""
    settings.VAR_DIR = tmp_path
    old = connection.settings_dict["NAME"]
    new = f"{old}_elsewhere"

    def at(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name

    def sql(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    sql(f'DROP DATABASE IF EXISTS "{new}"')
    sql(f'CREATE DATABASE "{new}"')
    yield lambda: at(new)
    at(old)
    sql(f'DROP DATABASE "{new}"')


@on_postgresql
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not here")
@pytest.mark.django_db(transaction=True)
def test_postgresql_is_dumped_and_comes_back(ada: Learner, elsewhere: Callable[[], None], tmp_path: Path) -> None:
    one, _ = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    review(one)
    file = tmp_path / "kept.dump"
    before = list(Question.objects.order_by("pk").values())
    assert "1 user, 2 questions, 1 review" in run("backup", file)
    with pytest.raises(CommandError, match="is there already"):
        run("backup", file)
    elsewhere()
    assert "1 user, 2 questions, 1 review" in run("restore", file)
    assert list(Question.objects.order_by("pk").values()) == before
    Question.objects.filter(slug="two").update(slug="since")
    with pytest.raises(CommandError, match="holds 1 user, 2 questions, 1 review already"):
        run("restore", file)
    assert Question.objects.filter(slug="since").exists()
    assert "is kept in" in run("restore", file, force=True)
    assert list(Question.objects.order_by("pk").values()) == before
    (tmp_path / "cut.dump").write_bytes(file.read_bytes()[:-2000])
    for name in ("cut.dump", "a.md"):
        with pytest.raises(CommandError, match="Nothing was restored"):
            run("restore", tmp_path / name, force=True)
    assert list(Question.objects.order_by("pk").values()) == before
