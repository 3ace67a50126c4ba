"""File and page have both changed a question: the admin shows three texts and takes a side."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from quizzes.authoring.loading import load_folder
from quizzes.models import Bank, Learner, Question
from tests.admin.pages import address, text_of
from tests.authoring.test_exporting import edit
from tests.makers import bank_text, block

pytestmark = pytest.mark.django_db


@pytest.fixture
def torn(editor: Learner, bank: Bank, folder: Path) -> Question:
    """The question old says "penny" on the page and "true coin" in the file."""
    edit("old", "A fair coin", "A penny", by=editor)
    (folder / "a.md").write_text(bank_text(block(slug="old")).replace("A fair coin", "A true coin"))
    load_folder(folder)
    return Question.objects.get()


def test_the_list_and_the_page_of_the_question_say_so(as_editor: Client, torn: Question) -> None:
    assert "1 question was changed in the file and here" in text_of(as_editor.get(address("changelist")))
    assert "have both changed this question" in text_of(as_editor.get(address("change", torn.pk)))


def test_the_three_texts_stand_side_by_side(as_editor: Client, torn: Question) -> None:
    page = text_of(as_editor.get(address("conflicts")))
    for words in ("A fair coin", "A true coin", "A penny", "Take the file’s", "Keep ours"):
        assert words in page


@pytest.mark.parametrize(("side", "words"), [("theirs", "A true coin"), ("ours", "A penny")])
def test_a_side_is_taken_by_a_button(as_editor: Client, torn: Question, side: str, words: str) -> None:
    page = as_editor.post(address("side", torn.pk), {"side": side}, follow=True)
    torn.refresh_from_db()
    assert words in torn.source and torn.theirs is None
    assert "File and page agree about every question" in text_of(page)


@pytest.mark.parametrize("data", [{}, {"side": "both"}])
def test_no_side_changes_nothing(as_editor: Client, torn: Question, data: dict[str, str]) -> None:
    as_editor.post(address("side", torn.pk), data)
    as_editor.get(address("side", torn.pk), {"side": "theirs"})
    torn.refresh_from_db()
    assert torn.theirs is not None
