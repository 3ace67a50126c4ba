"""Uploads: what is in them is shown row by row, and becomes drafts by a second step, all of it or nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quizzes.exchange.uploads import MAX_UPLOAD
from quizzes.models import Bank, Question, WorkingCopy
from tests.admin.pages import address, text_of
from tests.makers import block

pytestmark = pytest.mark.django_db

DECK = "Q: What is the trace of a 3 by 3 identity matrix?\nA: Three.\n\nQ: And its determinant?\nA: One.\n"


def read(client: Client, text: str = "", **more: object) -> Any:
    return client.post(address("import"), {"bank": Bank.objects.get().pk, "format": "", "text": text, **more})


def token(page: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def bring_in(client: Client, page: Any) -> Any:
    return client.post(address("import"), {"_import": "1", "token": token(page)}, follow=True)


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
    page = read(as_author, block(slug="old") + "\n" + block(slug="fine"), format="markdown")
    assert "the id old is in use" in text_of(page)
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
    assert "Nothing was imported" in text_of(bring_in(as_author, page))
    assert not Question.objects.filter(slug="fine").exists()


def test_an_upload_is_imported_once(as_author: Client, bank: Bank, settings) -> None:
    page = read(as_author, DECK)
    bring_in(as_author, page)
    assert "no longer here" in text_of(bring_in(as_author, page))
    assert list((Path(settings.VAR_DIR) / "uploads").iterdir()) == []


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
