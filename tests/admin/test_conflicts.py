"""File and page have both changed a question: the admin shows three texts and takes a side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quizzes.authoring.loading import load_folder
from quizzes.library.services import take_up
from quizzes.models import Bank, Learner, Question
from tests.admin.pages import address, text_of
from tests.authoring.test_exporting import edit
from tests.makers import bank_text, block, review

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


def before(client: Client, question: Question, side: str) -> Any:
    return client.get(address("side", question.pk), {"side": side})


def take(client: Client, question: Question, side: str, **more: object) -> Any:
    opened = {"seen": before(client, question, side).context["step"].seen}
    return client.post(address("side", question.pk), {"side": side, **opened, **more}, follow=True)


@pytest.mark.parametrize(("side", "words"), [("theirs", "A true coin"), ("ours", "A penny")])
def test_a_side_is_taken_after_a_page_that_says_what_it_does(
    as_editor: Client, torn: Question, side: str, words: str
) -> None:
    said = "Only the wording changes" if side == "theirs" else "Nothing changes for learners"
    assert said in text_of(before(as_editor, torn, side))
    page = take(as_editor, torn, side)
    torn.refresh_from_db()
    assert words in torn.source and torn.theirs is None
    assert "File and page agree about every question" in text_of(page)


@pytest.mark.parametrize(("choice", "recheck"), [("yes", True), ("no", False)])
def test_whether_the_files_answer_is_asked_again_soon_is_the_editors_choice(
    as_editor: Client, torn: Question, ada: Learner, folder: Path, choice: str, recheck: bool
) -> None:
    take_up(ada, torn.bank)
    review(ada.cards.select_related("question", "learner__user").get())
    (folder / "a.md").write_text(bank_text(block(slug="old")).replace("rel: 0.01", "rel: 0.1"))
    load_folder(folder)
    torn.refresh_from_db()
    page = text_of(before(as_editor, torn, "theirs"))
    assert "The answer changes. 1 person has learned it" in page and "again soon" in page
    take(as_editor, torn, "theirs", again=choice)
    assert ada.cards.get().recheck is recheck


def test_a_text_that_was_published_since_the_look_is_not_overruled(
    as_editor: Client, editor: Learner, torn: Question
) -> None:
    opened = before(as_editor, torn, "theirs").context["step"].seen
    edit("old", "A penny", "A dime", by=editor)
    page = take(as_editor, torn, "theirs", seen=opened)
    assert page.status_code == 409 and "A dime" in text_of(page)
    torn.refresh_from_db()
    assert "A dime" in torn.source and torn.theirs is not None


@pytest.mark.parametrize("data", [{}, {"side": "both"}])
def test_no_side_changes_nothing(as_editor: Client, torn: Question, data: dict[str, str]) -> None:
    as_editor.post(address("side", torn.pk), data)
    as_editor.get(address("side", torn.pk), {"side": "theirs"})
    torn.refresh_from_db()
    assert torn.theirs is not None
