"""Tests of export_banks: what nobody edited stays to the byte, and what it says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Bank, Learner
from tests.authoring.test_exporting import edit
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db


def export(folder: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("export_banks", folder, *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.CONTENT_DIR = tmp_path
    load(
        tmp_path,
        a=bank_text(block(slug="one"), "\n\n" + block(slug="two")),
        b=bank_text(block(slug="three"), bank="math.b"),
    )
    return tmp_path


def test_what_nobody_edited_is_left_alone(folder: Path) -> None:
    stamps = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert export(folder) == ["2 files: 0 written, 2 unchanged"]
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == stamps


def test_another_folder_gets_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "deep" / "copy"
    assert export(there) == ["a.md: written", "b.md: written", "2 files: 2 written, 0 unchanged"]
    assert [file.read_bytes() for file in sorted(there.iterdir())] == [
        (folder / name).read_bytes() for name in ("a.md", "b.md")
    ]


def test_an_edited_question_changes_its_own_lines(folder: Path, grace: Learner) -> None:
    before = (folder / "a.md").read_text()
    edit("two", "A fair coin", "A penny", by=grace)
    assert export(folder) == ["a.md: written", "2 files: 1 written, 1 unchanged"]
    changed = before.split("## two")[0] + "## two" + before.split("## two")[1].replace("A fair coin", "A penny")
    assert (folder / "a.md").read_text() == changed


def test_a_path_out_of_the_folder_is_refused(folder: Path) -> None:
    Bank.objects.filter(slug="math.b").update(file="../b.md")
    with pytest.raises(CommandError, match="no path below the folder"):
        export(folder)


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    with pytest.raises(CommandError, match="cannot be made"):
        export(folder / "a.md")


def test_a_file_that_was_edited_since_is_overwritten_only_by_force(folder: Path) -> None:
    file = folder / "a.md"
    file.write_text(file.read_text().replace("fair", "true"))
    with pytest.raises(CommandError, match=r"a\.md is not written: it has changed since it was loaded"):
        export(folder)
    assert "true" in file.read_text()
    assert export(folder, "--force") == ["a.md: written", "2 files: 1 written, 1 unchanged"]
