"""Tests of quizzes/settings.py in a process of its own, as a server would start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

CLEAN = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` with only these settings; `folder` holds the database and perhaps a secret key."""
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "check"],
        env={**CLEAN, "VAR_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"DEBUG": "0"}, "SECRET_KEY is missing"),
        ({"DEBUG": "0", "SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"DEBUG": "0", "SECRET_KEY": "x" * 60}, "ALLOWED_HOSTS is missing"),
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is not understood"),
    ],
)
def test_what_is_missing_or_not_understood_stops_the_start(
    tmp_path: Path, environment: dict[str, str], missing: str
) -> None:
    ended = start(tmp_path, **environment)
    assert ended.returncode != 0
    assert missing in ended.stderr


@pytest.mark.parametrize("environment", [{"DEBUG": "1"}, {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "example.org"}])
def test_what_is_complete_starts(tmp_path: Path, environment: dict[str, str]) -> None:
    ended = start(tmp_path, **environment)
    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout


def test_on_ones_own_machine_the_key_that_make_wrote_is_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("y" * 60)
    assert start(tmp_path).returncode == 0
    assert "SECRET_KEY is missing" in start(tmp_path, DEBUG="0").stderr, "a server brings its own"


def test_the_deployment_check_of_django_is_content(tmp_path: Path) -> None:
    environment = {"SECRET_KEY": os.urandom(40).hex(), "ALLOWED_HOSTS": "example.org", "HTTPS": "1", "DEBUG": "0"}
    ended = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={**CLEAN, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def told(folder: Path, expression: str, **environment: str) -> str:
    """What an expression is in a process that has started with these settings."""
    code = f"import django; django.setup(); from django.conf import settings; print({expression})"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **CLEAN,
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "quizzes.settings",
            "DEBUG": "1",
            **environment,
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


@pytest.mark.parametrize(("behind", "count"), [("0", 0), ("1", 1)])
def test_behind_a_proxy_and_only_there_forwarded_addresses_are_believed(
    tmp_path: Path, behind: str, count: int
) -> None:
    both = (
        "settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.REST_FRAMEWORK['NUM_PROXIES'], settings.SECURE_PROXY_SSL_HEADER"
    )
    header = ("HTTP_X_FORWARDED_PROTO", "https") if count else None
    assert told(tmp_path, both, BEHIND_PROXY=behind) == f"{count} {count} {header}"


def test_a_server_counts_in_files_that_all_its_workers_share(tmp_path: Path) -> None:
    environment = {"VAR_DIR": os.path.relpath(tmp_path, settings.BASE_DIR)}
    said = told(tmp_path, "__import__('django.core.cache').core.cache.cache._dir", **environment)
    assert said == str(tmp_path / "counts")
