"""Tests of import_bank: drafts for all questions of a file or for none, and what it says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Question, WorkingCopy
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db

DECK = "Q: What is 1+1?\nA: 2\n\nQ: What is 2+2?\nA: 4\n"


def bring_in(file: Path, *options: object, bank: str = "math.test") -> str:
    out = StringIO()
    call_command("import_bank", file, "--bank", bank, *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    load(tmp_path / "content", a=bank_text(block(slug="old")))
    file = tmp_path / "deck.txt"
    file.write_text(DECK)
    return file


def test_every_question_becomes_a_draft(deck: Path) -> None:
    assert "2 questions are drafts of math.test now" in bring_in(deck)
    assert [copy.question.state for copy in WorkingCopy.objects.all()] == ["draft", "draft"]
    assert WorkingCopy.objects.first().question.versions.get().note == "imported from deck.txt"


def test_what_a_draft_lacks_is_said_with_its_line(deck: Path) -> None:
    assert "deck.txt:1: **Why:** is missing" in bring_in(deck)


def test_a_dry_run_stores_nothing(deck: Path) -> None:
    assert "2 questions would become drafts" in bring_in(deck, "--dry-run")
    assert Question.objects.count() == 1


def test_with_a_problem_nothing_is_imported(deck: Path) -> None:
    deck.write_text(block(slug="fine") + "\n" + block(slug="fine"))
    with pytest.raises(CommandError, match="nothing was imported"):
        bring_in(deck, "--format", "markdown")
    assert Question.objects.count() == 1


def test_an_unknown_bank_is_answered_with_the_known_ones(deck: Path) -> None:
    with pytest.raises(CommandError, match=r"there is no bank math\.none; there are: math\.test"):
        bring_in(deck, bank="math.none")


def test_a_file_that_is_not_there_is_told(deck: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        bring_in(deck.with_name("none.txt"))


def test_what_is_here_already_is_told_by_row_and_left_alone(deck: Path) -> None:
    bring_in(deck)
    deck.write_text(DECK.replace("A: 4", "A: four") + "\nQ: What is 3+3?\nA: 6\n")
    told = bring_in(deck, "--dry-run")
    assert "deck.txt:1: already here as what-is-1-1, left alone" in told
    assert "deck.txt:4: here as what-is-2-2, whose draft it edits" in told
    assert "1 questions would become drafts of math.test, and 1 would edit a draft; nothing was imported" in told
    assert "1 questions are drafts of math.test now, and 1 draft was edited" in bring_in(deck)
    assert sorted(WorkingCopy.objects.values_list("question__slug", flat=True)) == [
        "what-is-1-1",
        "what-is-2-2",
        "what-is-3-3",
    ]
    assert "**Answer:** four" in WorkingCopy.objects.get(question__slug="what-is-2-2").source


def test_an_id_of_another_bank_is_a_problem_unless_it_is_the_same_question(deck: Path) -> None:
    load(deck.parent / "content", b=bank_text(block(slug="there"), bank="math.b"))
    deck.write_text(block(slug="there"))
    assert "already here as there, left alone" in bring_in(deck, "--dry-run")
    deck.write_text(block(slug="there").replace("A fair coin", "A penny"))
    with pytest.raises(CommandError, match="1 problems; nothing was imported"):
        bring_in(deck)
