"""The head of a bank is edited on its page: problems by line, what it does said first, and a side taken in a quarrel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.admin.heads import name_of, shown
from quizzes.authoring.loading import load_folder
from quizzes.memory.ratings import Rating
from quizzes.models import Bank, Card, Learner, Question
from tests.admin.pages import address, text_of
from tests.makers import bank_text, block, deal, review

pytestmark = pytest.mark.django_db


def page_of(bank: Bank) -> str:
    return reverse("admin:quizzes_bank_change", args=[bank.pk])


def save(client: Client, bank: Bank, old: str, new: str, **more: object) -> Any:
    """Send the form of the head with one change, as a browser does."""
    bank.refresh_from_db()
    assert old in bank.head
    text = shown(bank.head).replace(old, new).replace("\n", "\r\n")
    return client.post(page_of(bank), {"head": text, "seen": name_of(bank.head), **more})


def test_an_edit_is_stored_and_its_other_lines_stay(as_editor: Client, bank: Bank, folder: Path) -> None:
    before = bank.head
    assert save(as_editor, bank, "CC-BY-4.0", "CC0-1.0").status_code == 302
    bank.refresh_from_db()
    assert (bank.license, bank.head) == ("CC0-1.0", before.replace("CC-BY-4.0", "CC0-1.0"))
    assert "CC-BY-4.0" in (folder / "a.md").read_text(), "the file follows by export_banks"


def test_with_the_setting_the_file_follows_at_once(as_editor: Client, bank: Bank, folder: Path, settings) -> None:
    settings.WRITE_THROUGH = True
    before = (folder / "a.md").read_text()
    save(as_editor, bank, "CC-BY-4.0", "CC0-1.0")
    assert (folder / "a.md").read_text() == before.replace("CC-BY-4.0", "CC0-1.0")
    assert load_folder(folder).heads == ()


def test_the_head_is_in_the_form_to_the_character(as_editor: Client, bank: Bank) -> None:
    page = as_editor.get(page_of(bank)).content.decode()
    assert f'aria-describedby="head-help">\n{shown(bank.head)}</textarea>' in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("area: math", "area: maths", "Line 4 there is no area “maths”; did you mean “math”?"),
        ("bank: math.test", "bank: math.x", "Line 2 bank: the id of a bank never changes; write math.test"),
        ("defaults: {level: intermediate}", "", "Line 1 old could not be read below this, line 1: level is missing"),
        ("# Test bank", "## old", "Line 10 the heading of a question, old, stands here"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_what_was_typed_stays(
    as_editor: Client, bank: Bank, old: str, new: str, said: str
) -> None:
    before = bank.head
    page = save(as_editor, bank, old, new)
    assert page.status_code == 422
    assert said in text_of(page)
    assert new in page.context["head"] and page.context["head"] != shown(before)
    bank.refresh_from_db()
    assert bank.head == before


def test_what_an_edit_does_to_questions_is_said_before_it_is_saved(as_editor: Client, bank: Bank) -> None:
    page = save(as_editor, bank, "intermediate", "entry")
    assert page.status_code == 200
    assert "1 question reads differently below it (level). No answer changes" in text_of(page)
    assert Question.objects.get().level == "intermediate"
    assert save(as_editor, bank, "intermediate", "entry", read=page.context["read"]).status_code == 302
    assert Question.objects.get().level == "entry"


def test_what_was_told_of_one_text_does_not_save_another(as_editor: Client, bank: Bank) -> None:
    told = save(as_editor, bank, "intermediate", "entry").context["read"]
    assert save(as_editor, bank, "intermediate", "expert", read=told).status_code == 200
    assert Question.objects.get().level == "intermediate"


@pytest.mark.parametrize(("choice", "recheck"), [("yes", True), ("no", False)])
def test_an_answer_that_changes_by_default_is_asked_again_by_choice(
    as_editor: Client, ada: Learner, folder: Path, choice: str, recheck: bool
) -> None:
    (card,) = deal(ada, folder, block(slug="old").replace(", tolerance: {rel: 0.01}", ""))
    review(card, Rating.EASY)
    bank = card.question.bank
    change = ("{level: intermediate}", "{level: intermediate, tolerance: {rel: 0.2}}")
    page = save(as_editor, bank, *change)
    assert "1 of them has another answer then" in text_of(page) and "1 person has learned" in text_of(page)
    save(as_editor, bank, *change, read=page.context["read"], again=choice)
    assert Card.objects.get(question__slug="old").recheck is recheck


def test_a_head_that_somebody_changed_meanwhile_is_shown_beside_what_was_typed(as_editor: Client, bank: Bank) -> None:
    opened = name_of(bank.head)
    save(as_editor, bank, "version: 1", "version: 2")
    page = save(as_editor, bank, "CC-BY-4.0", "CC0-1.0", seen=opened)
    assert page.status_code == 409
    assert "Somebody has changed this meanwhile" in text_of(page)
    assert "CC0-1.0" in page.context["head"]
    bank.refresh_from_db()
    assert bank.license == "CC-BY-4.0"


def test_saving_what_was_there_changes_nothing(as_editor: Client, bank: Bank) -> None:
    page = as_editor.post(page_of(bank), {"head": shown(bank.head).strip(), "seen": name_of(bank.head)}, follow=True)
    assert "Nothing has changed" in text_of(page)


def test_a_bank_without_licence_is_warned_of(as_editor: Client, bank: Bank) -> None:
    page = as_editor.get(save(as_editor, bank, "license: CC-BY-4.0\n", "").url)
    assert "nothing of this bank can be published" in text_of(page)


def test_an_author_reads_it_and_changes_nothing(as_author: Client, bank: Bank) -> None:
    assert b"<textarea" not in as_author.get(page_of(bank)).content
    assert save(as_author, bank, "CC-BY-4.0", "CC0-1.0").status_code == 403


@pytest.mark.parametrize("text", ["", "x" * 50_000, "\x00", "---\n", "---\n---\n"])
def test_any_text_is_answered_and_nothing_is_lost(as_editor: Client, bank: Bank, text: str) -> None:
    before = bank.head
    page = as_editor.post(page_of(bank), {"head": text, "seen": name_of(before)})
    assert page.status_code == 422
    assert page.context["problems"]
    bank.refresh_from_db()
    assert bank.head == before


# --- a quarrel -------------------------------------------------------------------------------------------------------


@pytest.fixture
def torn(as_editor: Client, bank: Bank, folder: Path) -> Bank:
    """Another licence on the page, another title in the file, which was loaded."""
    save(as_editor, bank, "CC-BY-4.0", "CC0-1.0")
    (folder / "a.md").write_text(bank_text(block(slug="old")).replace("title: Test bank", "title: Bank of tests"))
    load_folder(folder)
    return bank


def test_a_quarrel_stands_wherever_the_bank_is_found(as_editor: Client, torn: Bank) -> None:
    for where in (page_of(torn), address("conflicts")):
        page = text_of(as_editor.get(where))
        assert "license: CC0-1.0" in page and "title: Bank of tests" in page and "Keep ours" in page
        assert "As it was loaded --- bank: math.test title: Test bank" in page
    assert "file and page have both changed" in text_of(as_editor.get(reverse("admin:quizzes_bank_changelist")))


def test_without_the_text_as_it_was_loaded_both_sides_stand_there(as_editor: Client, bank: Bank, folder: Path) -> None:
    Bank.objects.update(head_base=None)
    save(as_editor, bank, "CC-BY-4.0", "CC0-1.0")
    (folder / "a.md").write_text(bank_text(block(slug="old")).replace("title: Test bank", "title: Bank of tests"))
    page = text_of(as_editor.get(page_of(bank)))
    assert "How the page differs from the file" in page and "As it was loaded" not in page


@pytest.mark.parametrize(
    ("side", "title", "license"), [("theirs", "Bank of tests", "CC-BY-4.0"), ("ours", "Test bank", "CC0-1.0")]
)
def test_a_side_is_taken_by_a_button(
    as_editor: Client, torn: Bank, folder: Path, settings, side: str, title: str, license: str
) -> None:
    settings.WRITE_THROUGH = True
    page = as_editor.post(reverse("admin:quizzes_bank_side", args=[torn.pk]), {"side": side}, follow=True)
    assert "Settled" in text_of(page) and page.context["conflict"] is None
    torn.refresh_from_db()
    assert (torn.title, torn.license) == (title, license)
    assert f"title: {title}\narea: math\nlicense: {license}" in (folder / "a.md").read_text()


def test_only_editors_take_a_side(as_author: Client, torn: Bank) -> None:
    assert as_author.post(reverse("admin:quizzes_bank_side", args=[torn.pk]), {"side": "theirs"}).status_code == 403


@pytest.mark.parametrize("data", [{}, {"side": "both"}])
def test_no_side_changes_nothing(as_editor: Client, torn: Bank, data: dict[str, str]) -> None:
    as_editor.post(reverse("admin:quizzes_bank_side", args=[torn.pk]), data)
    as_editor.get(reverse("admin:quizzes_bank_side", args=[torn.pk]), {"side": "theirs"})
    torn.refresh_from_db()
    assert torn.title == "Test bank"
