"""Tests of the pages of an account: our words and look, none of the library's defaults."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from quizzes.models import Learner

pytestmark = pytest.mark.django_db

# Beginnings of headings and buttons as the library has them.
DEFAULTS = re.compile(
    r"Sign Up|Set Password|Change Password|Password Reset|Reset My|Email Address|Sign Out|Confirm Access"
)


@pytest.mark.parametrize(
    ("path", "heading", "button"),
    [
        ("signup", "Make an account", "Make the account"),
        ("password/reset", "Forgotten your password?", "Send me the link"),
        ("password/reset/key/1-nonsense", "This link no longer works", "Ask for a new link"),
        ("password/reset/key/done", "Your password is changed", "To today’s cards"),
        ("confirm-email", "Look into your mail", "To today’s cards"),
    ],
)
def test_what_one_meets_signed_out_is_in_plain_words(client: Client, path: str, heading: str, button: str) -> None:
    said(client, path, heading, button)


@pytest.mark.parametrize(
    ("path", "heading", "button"),
    [
        ("password/set", "Set a password", "Save the password"),
        ("email", "Your e-mail addresses", "Add it"),
        ("logout", "Sign out?", "Sign out"),
    ],
)
def test_what_one_meets_signed_in_is_in_plain_words(as_ada: Client, path: str, heading: str, button: str) -> None:
    said(as_ada, path, heading, button)


def test_a_password_is_changed_in_plain_words(as_ada: Client, ada: Learner) -> None:
    ada.user.set_password("long enough 94")
    ada.user.save()
    as_ada.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    said(as_ada, "password/change", "Change your password", "Save the password")


def test_a_closed_sign_up_says_whom_to_ask(client: Client, settings) -> None:
    settings.SIGN_UP_OPEN = False
    said(client, "signup", "No new accounts here", "Sign in")


def test_the_first_of_two_addresses_is_chosen_and_the_other_removed(as_ada: Client, ada: Learner) -> None:
    for address in ("ada@example.org", "other@example.org"):
        EmailAddress.objects.create(user=ada.user, email=address, primary=address.startswith("ada"), verified=True)
    page = as_ada.get("/accounts/email/").content.decode()
    assert "first choice" in page
    as_ada.post("/accounts/email/", {"email": "other@example.org", "action_primary": ""})
    assert EmailAddress.objects.get(primary=True).email == "other@example.org"
    as_ada.post("/accounts/email/", {"email": "ada@example.org", "action_remove": ""})
    assert EmailAddress.objects.get().email == "other@example.org"


def said(client: Client, path: str, heading: str, button: str) -> None:
    page = client.get(f"/accounts/{path}/", follow=True).content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", page) == [heading]
    assert re.search(rf'class="button primary"[^>]*>{re.escape(button)}<', page), page
    assert not DEFAULTS.search(page)
