"""Tests of the pages that say no."""

from __future__ import annotations

import html
import logging
import re
import shutil
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from quizzes.models import Answer, Learner
from tests.makers import block, deal

pytestmark = pytest.mark.django_db


def test_an_unknown_address_leads_back(as_ada: Client) -> None:
    response = as_ada.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_used_link_says_how_to_get_a_new_one() -> None:
    response = Client().get("/accounts/link/?sesame=nonsense")
    assert response.status_code == 403
    assert "prints a new one" in response.content.decode()


def test_a_learner_is_told_for_whom_the_administration_is(as_ada: Client) -> None:
    response = as_ada.get("/admin/", follow=True)
    assert response.status_code == 403
    page = response.content.decode()
    assert "This page is for authors and editors" in page
    assert 'href="/">To today’s cards' in page
    assert "sign-in link" not in page


def test_a_page_from_before_the_sign_in_says_so(ada: Learner) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    response = client.post("/undos/", {"review": 1})
    assert response.status_code == 403
    assert "Nothing was graded." in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/quizzes/question/7/change/", "/admin/quizzes/question/add/?bank=3&kind=cloze"]
)
def test_an_author_who_is_signed_out_is_told_where_the_text_is_and_led_back_to_it(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path, {"source": "## mine", "_save": "Save draft"})
    page = html.unescape(response.content.decode())
    assert response.status_code == 403
    assert "kept in this browser" in page and "graded" not in page
    link = re.search(r'class="button primary" href="([^"]*)"', page)
    assert link and link[1] == f"/accounts/login/?next={urllib.parse.quote(path, safe='')}"


def test_an_author_who_has_signed_in_again_is_led_back_to_the_question(grace: Learner) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(grace.user, backend="quizzes.accounts.PasswordBackend")
    page = client.post("/admin/quizzes/question/7/change/", {"source": "## mine"}).content.decode()
    assert 'href="/admin/quizzes/question/7/change/">Back to the question' in page


def test_on_other_pages_of_the_admin_nothing_is_said_to_be_kept() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/quizzes/bank/add/", {"source": "x"})
    page = response.content.decode()
    assert "Nothing was changed" in page and "kept in this browser" not in page and "graded" not in page


@pytest.mark.parametrize("path", ["/library/%00/", "/library/a%00b/"])
def test_a_nul_in_an_address_is_not_understood(as_ada: Client, path: str) -> None:
    assert as_ada.get(path).status_code == 400


def test_a_nul_in_a_form_is_not_understood(as_ada: Client) -> None:
    assert as_ada.post("/library/subscriptions/", {"bank": "a\0"}).status_code == 400


def test_a_failure_of_ours_says_what_is_safe(as_ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.review.planning.today", lambda *args, **kwargs: 1 / 0)
    as_ada.raise_request_exception = False
    response = as_ada.get("/")
    assert response.status_code == 500
    assert "is safe" in response.content.decode()


# --- a database that is away, a disk that is full --------------------------------------------------------------------


def database(error: Exception, *, only: str = "") -> AbstractContextManager[None]:
    """Every query fails, or those that begin with a word."""

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(only):
            raise error
        return run(sql, *rest)

    return connection.execute_wrapper(execute)


AWAY = OperationalError("could not connect to server")
FULL = OperationalError("database or disk is full")


@pytest.fixture
def visitor(as_ada: Client) -> Client:
    """ada, to whom the site answers as it would outside tests."""
    as_ada.raise_request_exception = False
    return as_ada


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Tracebacks that are wanted here."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def test_the_health_of_the_site_is_told() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "answers", "disk": "has room"})


@pytest.mark.parametrize("error", [AWAY, InterfaceError("connection already closed")])
def test_a_database_that_is_away_is_told(error: Exception) -> None:
    with database(error):
        response = Client().get("/healthz")
    assert (response.status_code, response.json()["database"]) == (503, "does not answer")


def test_a_database_that_nobody_can_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise AWAY

    monkeypatch.setattr(connection, "cursor", refused)
    assert Client().get("/healthz").status_code == 503


@pytest.mark.parametrize(("free", "status", "told"), [(19_999_999, 503, "is full"), (20_000_000, 200, "has room")])
def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch, free: int, status: int, told: str) -> None:
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10**12, 10**12 - free, free))
    response = Client().get("/healthz")
    assert (response.status_code, response.json()["disk"]) == (status, told)


def test_a_folder_that_is_not_there_yet_is_no_full_disk(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "not-yet"
    assert Client().get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/review/", "/library/", "/cards/1/", "/settings/", "/admin/", "/interviews/"])
@pytest.mark.parametrize("error", [AWAY, InterfaceError("connection already closed")])
def test_without_the_database_every_page_is_a_plain_one_that_asks_for_a_moment(
    visitor: Client, path: str, error: Exception
) -> None:
    with database(error):
        response = visitor.get(f"{path}?minutes=15")
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "What you had already graded is safe" in page
    assert f'href="{path}?minutes=15">Try again' in page
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert visitor.get("/").status_code == 200, "and when it is there again, all goes on"


def test_without_the_database_the_api_says_so_as_json(visitor: Client) -> None:
    with database(AWAY):
        response = visitor.get("/api/v1/today/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["error"] == "unavailable"


def test_a_failure_of_ours_is_json_too_where_programs_ask(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.api.learner_of", lambda request: 1 / 0)
    response = visitor.get("/api/v1/today/")
    assert (response.status_code, response.json()["error"]) == (500, "failed")


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page would send, the token of the framework left out."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {html.unescape(name): html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_that_met_a_full_disk_is_kept_and_counts_once_when_it_is_sent_again(
    visitor: Client, ada: Learner, tmp_path: Path, script: bool
) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    typed = 'good on the training data <b>&"\nbad on new data'
    sent = {"text": typed, "key": "the-key-of-this-page", "version": str(card.version), "hints": "1"}
    with database(FULL, only="INSERT"):
        response = visitor.post(f"/cards/{card.pk}/answers/", sent, headers={"HX-Request": "true"} if script else {})
    page = response.content.decode()
    assert response.status_code == 503
    assert not Answer.objects.exists()
    assert "<pre>good on the training data &lt;b&gt;&amp;&quot;" in page, "it is shown, as text"
    assert fields_of(page) == sent
    assert f'action="/cards/{card.pk}/answers/"' in page
    for _ in range(2):
        visitor.post(f"/cards/{card.pk}/answers/", fields_of(page))
    assert Answer.objects.get().text.replace("\r", "") == typed


def test_a_password_is_never_shown_again() -> None:
    client = Client(raise_request_exception=False)
    with database(AWAY):
        response = client.post("/accounts/login/", {"login": "ada@example.org", "password": "secret-0815", "text": "x"})
    assert response.status_code == 503
    assert "secret-0815" not in response.content.decode()


def test_what_broke_otherwise_is_not_offered_again(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.accounts.learner_of", lambda request: 1 / 0)
    response = visitor.post("/cards/1/answers/", {"text": "3/8"})
    assert response.status_code == 500
    assert "Retry-After" not in response


# ---------------------------------------------------------------------------------------------------------------------


def test_every_page_carries_a_strict_content_security_policy(as_ada: Client) -> None:
    for path in ("/", "/library/", "/settings/", "/nowhere/"):
        policy = as_ada.get(path)["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
