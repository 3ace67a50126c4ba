"""Tests of README.md: its examples are read, and what there is to document is documented."""

import re
from pathlib import Path

import pytest
from django.conf import settings

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
    assert names - {"serve"} == shown & names
    assert "load_banks" in names


def test_every_setting_of_the_environment_is_explained() -> None:
    code = (settings.BASE_DIR / "quizzes" / "settings.py").read_text(encoding="utf-8")
    for name in set(re.findall(r"(?:env_\w+\(|environ\.get\(|environ\[)\"([A-Z_]+)\"", code)) - {"PYTEST_VERSION"}:
        if not name.startswith(("EMAIL_", "DEFAULT_FROM")):
            assert name in README, name
