"""Tests of the pages that say no."""

import pytest
from django.test import Client

from quizzes.models import Learner

pytestmark = pytest.mark.django_db


def test_an_unknown_address_leads_back(as_ada: Client) -> None:
    response = as_ada.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_used_link_says_how_to_get_a_new_one() -> None:
    response = Client().get("/accounts/link/?sesame=nonsense")
    assert response.status_code == 403
    assert "prints a new one" in response.content.decode()


def test_a_page_from_before_the_sign_in_says_so(ada: Learner) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    response = client.post("/undos/", {"review": 1})
    assert response.status_code == 403
    assert "Nothing was graded." in response.content.decode()


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


def test_the_health_of_the_site_is_told() -> None:
    assert Client().get("/healthz").json() == {"database": "answers"}


def test_every_page_carries_a_strict_content_security_policy(as_ada: Client) -> None:
    for path in ("/", "/library/", "/settings/", "/nowhere/"):
        policy = as_ada.get(path)["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
