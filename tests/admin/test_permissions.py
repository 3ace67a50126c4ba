"""Who may do what on the authors' pages: every address, asked by everybody who should not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse

from quizzes.models import Bank, Learner, Question, Topic, Version, WorkingCopy
from tests.admin.conftest import into_group, signed_in
from tests.admin.pages import GOOD, TESTED, address, drafted, seen, write
from tests.makers import block

pytestmark = pytest.mark.django_db

# Every post that changes something, by the name of its address: what is sent, and whether an author may do it to a
# question whose draft is another's. "new" stands for the draft, "old" for the published question.
CHANGING: dict[str, tuple[str, dict[str, Any]]] = {
    "change": ("new", {"source": GOOD.replace("A fair coin", "A penny"), "_save": "1"}),
    "publication": ("new", {"again": "yes"}),
    "retirement": ("old", {}),
    "return": ("old", {}),
    "discard": ("new", {}),
    "version": ("new", {}),
    "side": ("old", {"side": "theirs"}),
}
# What an author may do to their own draft.
OWN = {"change", "discard", "version"}


@pytest.fixture
def draft(as_author: Client, bank: Bank) -> Question:
    """The question new, whose draft is emmy's; the question old has a conflict to settle."""
    question = drafted(as_author)
    Question.objects.filter(slug="old").update(theirs=block(slug="old", more=TESTED))
    return question


def state() -> list[Any]:
    """All that these addresses could change."""
    tables = (Question, WorkingCopy, Version, Bank, Topic)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def send(client: Client, name: str, draft: Question) -> Any:
    which, data = CHANGING[name]
    question = draft if which == "new" else Question.objects.get(slug="old")
    args = [question.pk] + ([question.versions.order_by("pk")[0].pk] if name == "version" else [])
    copy = WorkingCopy.objects.filter(question=question).first()
    seen_then = f"{copy.at.isoformat() if copy else ''}|{question.digest[:16]}"
    return client.post(address(name, *args), {"bank": question.bank_id, "seen": seen_then, **data})


def test_every_address_is_listed_here() -> None:
    found = {
        name.removeprefix("quizzes_question_")
        for name in get_resolver().namespace_dict["admin"][1].reverse_dict
        if isinstance(name, str) and name.startswith("quizzes_question_")
    }
    reading = {"changelist", "history", "conflicts", "preview", "trial", "tests"}
    assert found == {*CHANGING, *reading, "add", "import", "delete"}


@pytest.mark.parametrize("name", CHANGING)
def test_nobody_else_changes_anything(client: Client, as_ada: Client, draft: Question, name: str) -> None:
    before = state()
    assert send(client, name, draft)["Location"].startswith("/admin/login/")
    assert send(as_ada, name, draft).status_code in (302, 403)
    assert state() == before


@pytest.mark.parametrize("name", CHANGING)
def test_an_author_changes_nothing_of_anothers(person, draft: Question, name: str) -> None:
    other = signed_in(into_group(person("bob"), "Authors"))
    before = state()
    assert send(other, name, draft).status_code == 403
    assert state() == before


@pytest.mark.parametrize("name", CHANGING)
def test_an_author_changes_their_own_draft_and_no_more(as_author: Client, draft: Question, name: str) -> None:
    before = state()
    response = send(as_author, name, draft)
    assert response.status_code == (302 if name in OWN else 403)
    assert (state() == before) == (name not in OWN)


@pytest.mark.parametrize("name", [name for name in CHANGING if name != "return"])
def test_an_editor_does_all_of_it(as_editor: Client, draft: Question, name: str) -> None:
    before = state()
    assert send(as_editor, name, draft).status_code == 302
    assert state() != before


@pytest.mark.parametrize("name", CHANGING)
def test_a_post_from_another_site_is_refused(editor: Learner, draft: Question, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user, backend="quizzes.accounts.PasswordBackend")
    before = state()
    assert send(strict, name, draft).status_code == 403
    assert state() == before


@pytest.mark.parametrize("name", [name for name in CHANGING if name != "change"])
def test_looking_at_a_step_does_not_take_it(as_editor: Client, draft: Question, name: str) -> None:
    question = draft if CHANGING[name][0] == "new" else Question.objects.get(slug="old")
    args = [question.pk] + ([question.versions.order_by("pk")[0].pk] if name == "version" else [])
    before = state()
    assert as_editor.get(address(name, *args)).status_code in (200, 302)
    assert state() == before


@pytest.mark.parametrize("button", ["_publish"])
def test_an_author_who_sends_an_editors_button_is_refused(as_author: Client, draft: Question, button: str) -> None:
    assert write(as_author, GOOD, draft, button).status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("name", ["add", "import", "changelist", "conflicts", "preview", "trial", "tests"])
def test_learners_never_reach_the_authors_pages(client: Client, as_ada: Client, bank: Bank, name: str) -> None:
    for who in (client, as_ada):
        for response in (who.get(address(name)), who.post(address(name), {"source": GOOD, "bank": bank.pk})):
            assert response.status_code in (302, 403)
    assert Question.objects.count() == 1


def test_staff_of_no_group_reach_none_of_it(person, bank: Bank) -> None:
    staff = person("bob", is_staff=True)
    for name in ("add", "import", "changelist", "conflicts", "preview"):
        assert signed_in(staff).get(address(name)).status_code == 403


@pytest.mark.parametrize("name", ["publish", "retire", "retag", "set_level", "move"])
def test_an_author_has_no_bulk_actions(as_author: Client, draft: Question, name: str) -> None:
    data = {"action": name, "_selected_action": [draft.pk], "_confirmed": "1", "tag": "x", "act": "add"}
    before = state()
    as_author.post(address("changelist"), data)
    assert state() == before


@pytest.mark.parametrize(
    ("kind", "data"),
    [("bank", {"title": "B", "area": "math", "license": "X"}), ("topic", {"title": "T", "slug": "t", "area": "math"})],
)
def test_banks_and_topics_are_made_by_editors(
    as_author: Client, as_editor: Client, bank: Bank, kind: str, data: dict[str, str]
) -> None:
    add = reverse(f"admin:quizzes_{kind}_add")
    before = state()
    assert as_author.post(add, data).status_code == 403
    assert state() == before
    assert as_editor.post(add, data).status_code == 302
    assert state() != before


def test_downloads_are_for_staff(client: Client, as_ada: Client, bank: Bank) -> None:
    for who in (client, as_ada):
        assert who.get(reverse("admin:quizzes_bank_download", args=[bank.pk, "md"])).status_code in (302, 403)


def test_who_only_looks_gets_no_buttons(person, draft: Question) -> None:
    other = signed_in(into_group(person("bob"), "Authors"))
    page = other.get(address("change", draft.pk)).content.decode()
    assert "is working on this question" in page
    assert 'name="_save"' not in page and seen(other, draft)


def test_the_groups_hold_what_they_should(db: None) -> None:
    held = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert "publish_question" not in held["Authors"] and "change_dispute" not in held["Authors"]
    assert held["Authors"] < held["Editors"]
    assert {"publish_question", "change_dispute"} <= held["Editors"]


@pytest.mark.parametrize("word", ["x", "1x", "9" * 40, "999999999"])
@pytest.mark.parametrize("table", ["question", "bank"])
def test_what_is_no_number_of_a_row_is_not_found(grace: Learner, table: str, word: str) -> None:
    client = signed_in(grace)
    assert client.get(f"/admin/quizzes/{table}/{word}/change/").status_code == 404
