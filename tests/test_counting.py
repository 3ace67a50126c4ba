"""Tests of quizzes/counting.py: one count for all processes, which neither a full disk nor old counts bring down."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.test import Client

from quizzes.counting import Files


def counts(folder: Path, **options: int) -> Files:
    return Files(str(folder / "counts"), {"OPTIONS": options})


def test_what_one_process_counts_another_sees(tmp_path: Path) -> None:
    counts(tmp_path).set("tries", [1, 2], 60)
    code = "import sys; from quizzes.counting import Files; print(Files(sys.argv[1], {}).get('tries'))"
    environment = {"DJANGO_SETTINGS_MODULE": "quizzes.settings", "DEBUG": "1", "VAR_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "counts")],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "[1, 2]\n"


def test_of_many_who_add_at_once_one_is_told_so(tmp_path: Path) -> None:
    many = [counts(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            told = list(pool.map(lambda each, key=f"lock-{number}": each.add(key, True, 60), many))
            assert told.count(True) == 1


def test_what_is_over_can_be_added_again(tmp_path: Path) -> None:
    here = counts(tmp_path)
    assert here.add("lock", 1, 60)
    assert not here.add("lock", 2, 60)
    assert here.get("lock") == 1
    here.set("lock", 1, -1)
    assert here.add("lock", 3, 60)
    assert here.get("lock") == 3


def test_what_is_over_is_swept_away_now_and_then(tmp_path: Path) -> None:
    here = counts(tmp_path)
    for number in range(5):
        here.set(f"old-{number}", 1, -1)
    assert len(os.listdir(tmp_path / "counts")) == 5
    here._swept = float("-inf")
    here.set("new", 1, 60)
    assert len(os.listdir(tmp_path / "counts")) == 1


@pytest.mark.parametrize("torn", [b"", b"\x80", b"\x80\x05K\x01.nonsense"])
def test_a_file_that_a_crash_has_torn_counts_as_none(tmp_path: Path, torn: bytes) -> None:
    here = counts(tmp_path)
    here.set("tries", [1], 60)
    Path(here._key_to_file("tries")).write_bytes(torn)
    assert here.get("tries") is None
    assert here.add("tries", [2], 60)
    assert here.get("tries") == [2]


def full(*args: object, **kwargs: object) -> None:
    raise OSError(28, "No space left on device")


def test_on_a_full_disk_reading_goes_on_and_no_lock_is_got(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = counts(tmp_path)
    here.set("tries", [1], 60)
    monkeypatch.setattr("tempfile.mkstemp", full)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    here.set("tries", [1, 2], 60)
    assert here.get("tries") == [1]
    assert not here.add("lock", True, 10)


def test_a_folder_that_is_none_stops_no_start(tmp_path: Path) -> None:
    (tmp_path / "counts").write_text("a file")
    assert counts(tmp_path).add("lock", True, 10) is False


@pytest.fixture
def in_files(settings, tmp_path: Path) -> Callable[[], None]:
    """Count as a server does, in files; a call is a new process: what it remembers is gone."""
    settings.CACHES = {"default": {"BACKEND": "quizzes.counting.Files", "LOCATION": tmp_path / "counts"}}
    return lambda: caches.close_all() or delattr(caches._connections, "default")


@pytest.mark.django_db
def test_wrong_passwords_are_counted_over_all_workers(person, in_files: Callable[[], None]) -> None:
    person("ada").user.set_password("right-0815")
    for _ in range(6):
        Client().post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"})
        in_files()
    page = Client().post("/accounts/login/", {"login": "ada@example.org", "password": "right-0815"})
    assert "Too many failed" in page.content.decode()
