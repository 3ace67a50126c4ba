"""Tests of quizzes/limits.py: what is too long is refused before it is read, and says so in the caller's form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from quizzes.limits import AROUND, DRAINED, IMPORT, LimitBody
from tests.admin.conftest import into_group, signed_in

pytestmark = pytest.mark.django_db
TOO_LONG = 1_000_001


class Body(BytesIO):
    """A stream that counts what is read of it."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length, self.read_so_far = length, 0

    def read(self, size: int = -1) -> bytes:
        size = self.length - self.read_so_far if size < 0 else min(size, self.length - self.read_so_far)
        self.read_so_far += size
        return b"x" * size


def send(client: Client, path: str, length: int, content_type: str = "multipart/form-data; boundary=x") -> Any:
    body = Body(length)
    sent = {"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type}
    response = client.generic("POST", path, **sent)
    response.body_read = body.read_so_far
    return response


@pytest.mark.parametrize("path", ["/accounts/login/", "/cards/1/answers/", "/admin/login/", "/nowhere/"])
def test_a_page_says_how_much_is_too_much(path: str) -> None:
    response = send(Client(), path, 30_000_000)
    assert response.status_code == 413
    assert "You sent 30 MB; at most 1 MB can be sent here" in response.content.decode()
    assert response.body_read == 0
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/v1/cards/1/answers/", "/api/v1/nowhere"])
def test_the_api_says_it_as_json(path: str) -> None:
    response = send(Client(), path, TOO_LONG, "application/json")
    assert response.status_code == 413
    assert response.json() == {"error": "too_long", "message": "At most 1,000,000 bytes are read."}


def test_what_a_browser_is_still_sending_is_dropped_so_that_it_can_show_the_page() -> None:
    assert send(Client(), "/accounts/login/", DRAINED).body_read == DRAINED
    assert send(Client(), "/accounts/login/", DRAINED + 1).body_read == 0


def test_just_short_enough_is_read_as_ever() -> None:
    response = send(Client(), "/accounts/login/", TOO_LONG - 1, "application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert response.body_read == TOO_LONG - 1


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
def test_the_import_of_questions_takes_files(person, more: int, status: int) -> None:
    author = signed_in(into_group(person("emmy"), "Authors"))
    response = send(author, reverse(IMPORT), 5_000_000 + AROUND + more, "text/plain")
    assert response.status_code == status
    assert status == 200 or "at most 6 MB can be sent here" in response.content.decode()


def test_a_deck_of_more_than_other_addresses_take_is_imported(person) -> None:
    author = signed_in(into_group(person("emmy"), "Authors"))
    for path, status in ((reverse(IMPORT), 200), ("/settings/", 413)):
        deck = SimpleUploadedFile("deck.md", b"x" * 2_000_000)
        assert author.post(path, {"file": deck}).status_code == status


@pytest.mark.parametrize(("path", "kind"), [("/accounts/login/", "text/html"), ("/api/v1/undos/", "application/json")])
def test_a_body_without_its_length_is_refused(path: str, kind: str) -> None:
    """The framework would take it for an empty one, and an answer for a blank one."""
    response = Client().generic("POST", path, headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH="")
    assert response.status_code == 411
    assert response["Content-Type"].startswith(kind)
    assert "how long it is" in response.content.decode()


@pytest.mark.parametrize("length", ["", "0", "nonsense", "-5", "٣٤", "9" * 30])
def test_a_length_that_is_none_is_no_failure_of_ours(length: str) -> None:
    response = Client().generic("POST", "/accounts/login/", content_type="text/plain", CONTENT_LENGTH=length)
    assert response.status_code == (413 if length.startswith("9") else 200)


def test_a_sender_who_goes_away_is_no_failure_of_ours() -> None:
    class Gone(BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError("connection reset")

    request = RequestFactory().generic("POST", "/", **{"wsgi.input": Gone(), "CONTENT_LENGTH": str(TOO_LONG)})
    assert LimitBody(lambda request: pytest.fail("it was passed on"))(request).status_code == 413
