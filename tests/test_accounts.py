"""Tests of signing in and up."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from sesame import tokens_v2
from sesame import utils as links

from quizzes.models import Learner

pytestmark = pytest.mark.django_db

SIGN_UP = {"email": "new@example.org", "password1": "long enough 94", "password2": "long enough 94"}


def link_for(learner: Learner) -> str:
    return reverse("link") + links.get_query_string(learner.user)


def test_the_printed_link_signs_in_once(ada: Learner) -> None:
    link = link_for(ada)
    first, second = Client(), Client()
    assert first.get(link)["Location"] == "/"
    assert first.get("/").status_code == 200
    assert second.get(link).status_code == 403
    assert second.get("/").status_code == 302


def test_the_printed_link_works_for_ten_minutes(ada: Learner, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.SESAME_MAX_AGE == 600
    link = link_for(ada)
    later = tokens_v2.time.time() + 601
    monkeypatch.setattr(tokens_v2.time, "time", lambda: later)
    assert Client().get(link).status_code == 403


def test_signing_up_makes_a_learner_and_leads_home() -> None:
    client = Client()
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response["Location"] == "/"
    assert Learner.objects.get().user.email == "new@example.org"
    assert client.get("/").status_code == 200


def test_a_setting_closes_sign_up(settings) -> None:
    settings.SIGN_UP_OPEN = False
    response = Client().post(reverse("account_signup"), SIGN_UP)
    assert "closed" in response.content.decode().lower()
    assert not get_user_model().objects.exists()


def test_a_weak_password_is_refused_with_its_reason() -> None:
    response = Client().post(reverse("account_signup"), {**SIGN_UP, "password1": "12345", "password2": "12345"})
    assert "too short" in response.content.decode()


def test_a_forgotten_password_is_reset_by_mail(ada: Learner, mailoutbox) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ada.user.email})
    (path,) = re.findall(r"https?://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another long 17", "password2": "another long 17"})
    ada.user.refresh_from_db()
    assert ada.user.check_password("another long 17")


def test_the_reset_does_not_tell_who_has_an_account(mailoutbox) -> None:
    response = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert response.status_code == 302


def test_many_wrong_passwords_are_slowed_down(ada: Learner) -> None:
    client = Client()
    for _ in range(12):
        response = client.post(reverse("account_login"), {"login": ada.user.email, "password": "wrong"})
    assert response.status_code == 429 or "Too many" in response.content.decode()


def wrong(client: Client, address: str, *, forged: str = "") -> str:
    """What a wrong password is answered, that comes from an address by way of the proxy."""
    forwarded = f"{forged}, {address}" if forged else address
    data = {"login": f"{address}{forged}@example.org", "password": "wrong"}
    response = client.post(reverse("account_login"), data, headers={"X-Forwarded-For": forwarded})
    return "too many" if response.status_code == 429 or "Too many" in response.content.decode() else "wrong"


def test_behind_a_proxy_who_guesses_passwords_locks_nobody_else_out(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client()
    for number in range(12):
        said = wrong(client, "203.0.113.5", forged=f"198.51.100.{number}")
    assert said == "too many", "by whatever else the guesser writes into the header"
    assert wrong(client, "203.0.113.6") == "wrong"


def test_without_a_proxy_the_header_is_not_believed() -> None:
    client = Client()
    for number in range(12):
        said = wrong(client, f"203.0.113.{number}")
    assert said == "too many"


@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_reset_password"])
def test_the_pages_of_accounts_stand_in_our_own_frame(page: str) -> None:
    assert "quizzes/style.css" in Client().get(reverse(page)).content.decode()


def test_user_and_learner_come_in_one_query(as_ada: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):  # the session, the user
        as_ada.get(reverse("settings"))
