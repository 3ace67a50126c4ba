"""Uploads: what is in them is shown row by row, and becomes drafts by a second step, all of it or nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.admin import uploads
from quizzes.exchange.uploads import MAX_UPLOAD
from quizzes.models import Bank, Question, WorkingCopy
from tests.admin.pages import TESTED, address, seen, text_of, write
from tests.makers import NOON, block

pytestmark = pytest.mark.django_db

DECK = "Q: What is the trace of a 3 by 3 identity matrix?\nA: Three.\n\nQ: And its determinant?\nA: One.\n"


def read(client: Client, text: str = "", **more: object) -> Any:
    return client.post(address("import"), {"bank": Bank.objects.get().pk, "format": "", "text": text, **more})


def token(page: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def bring_in(client: Client, page: Any) -> Any:
    """The second step, as the form of the dry run sends it."""
    data = {"_import": "1", "token": token(page), "plan": page.context["plan"]}
    return client.post(address("import"), data, follow=True)


def test_a_dry_run_shows_every_row_and_stores_nothing(as_author: Client, bank: Bank) -> None:
    text = text_of(read(as_author, DECK))
    assert "What is the trace" in text and "And its determinant?" in text
    assert "Why:** is missing" in text, "to be mended in the draft"
    assert Question.objects.count() == 1


def test_the_second_step_makes_drafts(as_author: Client, bank: Bank) -> None:
    page = bring_in(as_author, read(as_author, DECK))
    assert "2 questions are drafts of Test bank now." in text_of(page)
    assert WorkingCopy.objects.filter(question__state="draft", author__username="emmy").count() == 2


def test_a_file_is_read_like_a_text(as_author: Client, bank: Bank) -> None:
    file = SimpleUploadedFile("deck.csv", b"question,answer\nWhat is 1+1?,2\n")
    assert "What is 1+1?" in text_of(read(as_author, file=file))


def test_problems_keep_everything_out(as_author: Client, bank: Bank) -> None:
    page = read(as_author, block(slug="fine") + "\n" + block(slug="fine"), format="markdown")
    assert "the id fine stands on line 1" in text_of(page)
    assert b'name="_import"' not in page.content
    assert "Nothing was imported" in text_of(bring_in(as_author, page))
    assert Question.objects.count() == 1


def test_an_id_taken_meanwhile_keeps_everything_out(as_author: Client, bank: Bank) -> None:
    page = read(
        as_author,
        block(slug="fine") + "\n" + block(slug="taken", more=", rev: 1").replace("two", "2"),
        format="markdown",
    )
    Question.objects.create(bank=bank, slug="taken", state="draft", area="math")
    said = text_of(bring_in(as_author, page))
    assert "Questions here have changed since you looked. Nothing was imported" in said
    assert not Question.objects.filter(slug="fine").exists()


def test_an_upload_is_imported_once(as_author: Client, bank: Bank, settings) -> None:
    page = read(as_author, DECK)
    bring_in(as_author, page)
    assert "no longer here" in text_of(bring_in(as_author, page))
    assert list((Path(settings.VAR_DIR) / "uploads").iterdir()) == []


def test_a_file_that_another_process_swept_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gone", "old", "new"):
        (tmp_path / name).touch()
    os.utime(tmp_path / "old", (0, 0))
    os.utime(tmp_path / "new", (NOON.timestamp(), NOON.timestamp()))
    listed = list(tmp_path.iterdir())
    (tmp_path / "gone").unlink()
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter(listed))
    uploads._sweep(tmp_path, before=NOON)
    monkeypatch.undo()
    assert [file.name for file in tmp_path.iterdir()] == ["new"]


def test_the_upload_of_another_is_not_there(as_author: Client, as_editor: Client, bank: Bank) -> None:
    assert "no longer here" in text_of(bring_in(as_editor, read(as_author, DECK)))


@pytest.mark.parametrize("name", ["../../secret_key", "", "x" * 30])
def test_a_name_that_is_no_upload_leads_nowhere(as_author: Client, bank: Bank, name: str) -> None:
    page = as_author.post(address("import"), {"_import": "1", "token": name}, follow=True)
    assert "no longer here" in text_of(page)


def test_a_file_that_is_too_large_is_refused_unread(as_author: Client, bank: Bank) -> None:
    file = SimpleUploadedFile("deck.csv", b"x" * (MAX_UPLOAD + 1))
    assert "at most 5,000,000 are read" in text_of(read(as_author, file=file))


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"\xff\xfe\x00", b"\x00\x01", b""])
def test_hostile_bytes_are_a_message(as_author: Client, bank: Bank, data: bytes) -> None:
    page = read(as_author, file=SimpleUploadedFile("deck.zip", data))
    assert page.status_code == 200
    assert b'name="_import"' not in page.content


def test_neither_or_both_is_asked_again(as_author: Client, bank: Bank) -> None:
    assert "one of the two" in text_of(read(as_author, ""))


# --- what is here already --------------------------------------------------------------------------------------------

MORE = "\nQ: And its rank?\nA: Three as well.\n"


def acts(page: Any) -> dict[str, str]:
    """What the dry run says becomes of each question."""
    return {row["item"].slug: row["item"].act for row in page.context["rows"]}


def publish(client: Client, slug: str) -> None:
    question = Question.objects.get(slug=slug)
    client.post(address("publication", question.pk), {"seen": seen(client, question)})
    assert Question.objects.get(slug=slug).state == "published"


def mend(client: Client, slug: str, old: str, new: str) -> None:
    question = Question.objects.get(slug=slug)
    assert old in question.copy.source
    assert write(client, question.copy.source.replace(old, new), question).status_code == 302


def test_a_deck_that_came_in_before_is_left_alone(as_author: Client, bank: Bank) -> None:
    bring_in(as_author, read(as_author, DECK))
    before = list(WorkingCopy.objects.values())
    page = read(as_author, DECK)
    assert "There is nothing to import; 2 already here, left alone" in text_of(page)
    assert text_of(page).count("Already here, left alone") == 2
    assert b'name="_import"' not in page.content
    bring_in(as_author, page)
    assert list(WorkingCopy.objects.values()) == before
    assert Question.objects.count() == 3


def test_only_what_is_new_comes_in(as_author: Client, bank: Bank) -> None:
    bring_in(as_author, read(as_author, DECK))
    page = read(as_author, DECK + MORE)
    assert "1 new draft; 2 already here, left alone" in text_of(page)
    assert "2 were here already" in text_of(bring_in(as_author, page))
    assert Question.objects.count() == 4


def test_a_row_that_changed_edits_its_draft_and_keeps_what_was_mended(as_author: Client, bank: Bank) -> None:
    bring_in(as_author, read(as_author, DECK))
    mend(as_author, "and-its-determinant", "**Answer:** One.", "**Answer:** One.\n\n**Why:** A product of ones.")
    page = read(as_author, DECK.replace("One.", "It is 1."))
    assert acts(page)["and-its-determinant"] == "edit"
    assert "1 draft edited; 1 already here, left alone" in text_of(page) and "It is 1." in text_of(page)
    assert "and 1 draft was edited" in text_of(bring_in(as_author, page))
    copy = WorkingCopy.objects.get(question__slug="and-its-determinant")
    assert "**Answer:** It is 1.\n\n**Why:** A product of ones." in copy.source
    assert Question.objects.count() == 3
    again = read(as_author, DECK.replace("One.", "It is 1."))
    assert set(acts(again).values()) == {"same"}


def test_a_row_that_was_changed_here_in_the_same_line_is_told_and_left(as_author: Client, bank: Bank) -> None:
    bring_in(as_author, read(as_author, DECK))
    mend(as_author, "and-its-determinant", "One.", "Unity.")
    page = read(as_author, DECK.replace("One.", "It is 1."))
    assert "Differs, left alone: it was changed here as well, in the same lines" in text_of(page)
    bring_in(as_author, page)
    assert "Unity." in WorkingCopy.objects.get(question__slug="and-its-determinant").source


def test_what_is_published_is_edited_in_a_draft_beside_it(as_editor: Client, bank: Bank) -> None:
    deck = block(slug="fine", more=TESTED).replace("fair coin", "true coin")
    bring_in(as_editor, read(as_editor, deck, format="markdown"))
    publish(as_editor, "fine")
    served = Question.objects.get(slug="fine").source
    page = read(as_editor, deck.replace("true coin", "penny"), format="markdown")
    assert acts(page) == {"fine": "edit"} and "What learners see stays as it is" in text_of(page)
    bring_in(as_editor, page)
    question = Question.objects.get(slug="fine")
    assert question.source == served and "penny" in question.copy.source
    assert question.state == "published"


def test_a_question_of_the_bank_itself_is_recognised_by_its_id(as_editor: Client, bank: Bank, folder: Path) -> None:
    exported = (folder / "a.md").read_text()
    assert acts(read(as_editor, exported, format="markdown")) == {"old": "same"}
    table = as_editor.get(reverse("admin:quizzes_bank_download", args=[bank.pk, "csv"])).content.decode()
    assert acts(read(as_editor, table, format="csv")) == {"old": "same"}
    assert acts(read(as_editor, exported.replace("A fair", "A true"), format="markdown")) == {"old": "edit"}


def test_the_draft_of_another_author_is_not_edited(as_author: Client, as_editor: Client, bank: Bank) -> None:
    bring_in(as_editor, read(as_editor, DECK))
    page = read(as_author, DECK.replace("One.", "It is 1."))
    assert "Differs, left alone: somebody else is writing it" in text_of(page)


def test_what_changed_here_since_the_dry_run_is_shown_first(as_author: Client, bank: Bank) -> None:
    bring_in(as_author, read(as_author, DECK))
    page = read(as_author, DECK.replace("One.", "It is 1."))
    mend(as_author, "and-its-determinant", "**Answer:** One.", "**Answer:** One.\n\n**Hint:** Multiply.")
    said = bring_in(as_author, page)
    assert "Questions here have changed since you looked. Nothing was imported" in text_of(said)
    assert "It is 1." not in WorkingCopy.objects.get(question__slug="and-its-determinant").source
    bring_in(as_author, said)
    assert "It is 1.\n\n**Hint:** Multiply." in WorkingCopy.objects.get(question__slug="and-its-determinant").source


def test_a_row_that_asks_what_was_written_here_is_remarked_on(as_author: Client, bank: Bank) -> None:
    deck = "Q: A fair coin is tossed three times. What is the chance of exactly two heads?\nA: 3 in 8.\n"
    page = read(as_author, deck)
    assert "old asks the same, and was written here" in text_of(page)
    assert list(acts(page).values()) == ["new"]
