"""Tests of README.md: its examples are read, and what there is to document is documented."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from quizzes.banks.questions import read_bank
from quizzes.kinds import all_kinds
from quizzes.management.commands import __path__ as commands_path

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
BANK = re.findall(r"^````markdown\n(.*?)^````$", README, re.MULTILINE | re.DOTALL)[0]


def test_the_bank_by_example_reads_clean() -> None:
    assert read_bank(BANK, file="README.md").problems == ()


@pytest.mark.parametrize("kind", all_kinds())
def test_every_kind_is_shown_and_each_of_its_fields_explained(kind: str) -> None:
    assert kind in {question.kind for question in read_bank(BANK).questions}
    for field in all_kinds()[kind].fields:
        assert f"`{field}`" in README


@pytest.mark.parametrize("word", ["make run", "make test"])
def test_the_two_commands_are_named(word: str) -> None:
    assert word in README


def test_every_command_that_exists_is_shown() -> None:
    names = {path.stem for folder in commands_path for path in Path(folder).glob("[a-z]*.py")}
    shown = set(re.findall(r"manage\.py (\w+)", README))
    assert names == shown & names
    assert "load_banks" in names


def test_every_setting_of_the_environment_is_explained() -> None:
    code = (settings.BASE_DIR / "quizzes" / "settings.py").read_text(encoding="utf-8")
    for name in set(re.findall(r"(?:env_\w+\(|environ\.get\(|environ\[)\"([A-Z_]+)\"", code)) - {"PYTEST_VERSION"}:
        assert f"`{name}" in README, name


def test_every_setting_of_the_server_is_explained() -> None:
    code = (settings.BASE_DIR / "quizzes" / "management" / "commands" / "serve.py").read_text(encoding="utf-8")
    names = set(re.findall(r"environ\.get\(\"([A-Z_]+)\"", code))
    assert {"HOST", "PORT", "WORKERS"} <= names
    for name in names:
        assert f"`{name}`" in README, name


def test_what_serves_by_hand_serves_as_the_command_does() -> None:
    """gunicorn by itself is one process that does one thing at a time."""
    code = (settings.BASE_DIR / "quizzes" / "management" / "commands" / "serve.py").read_text(encoding="utf-8")
    (workers,) = re.findall(r'environ\.get\("WORKERS", "(\d+)"\)', code)
    (threads,) = re.findall(r'"--threads", "(\d+)"', code)
    assert f"gunicorn quizzes.wsgi --bind 127.0.0.1:8000 --workers {workers} --threads {threads}\n" in README


def test_every_command_of_the_readme_exists() -> None:
    for name in set(re.findall(r"manage\.py (\w+)", README)):
        assert name in get_commands(), name


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    for name in set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)):
        assert f"\n{name}:" in makefile, name


def test_prose_keeps_within_the_line() -> None:
    """But for tables, whose rows cannot be broken, comments of commands, and addresses."""
    for number, line in enumerate(README.splitlines(), start=1):
        is_free = line.startswith(("|", "![", ".venv/bin/python manage.py")) or "](https://" in line
        assert len(line) <= 122 or is_free, number


def test_the_changelog_tells_of_the_version_that_this_is() -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {project['version']}\n" in changes
