"""Who may do what on the authors' pages: every address, asked by everybody who should not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from quizzes.authoring import settling
from quizzes.authoring.measuring import measure
from quizzes.authoring.publishing import seen_of
from quizzes.models import Bank, Learner, Question, Topic, Version, WorkingCopy
from tests.admin.conftest import into_group, signed_in
from tests.admin.pages import GOOD, TESTED, address, drafted, seen, write
from tests.disputes.marks import disputed
from tests.makers import NOON, block

pytestmark = pytest.mark.django_db

# Every post that changes something, by the name of its address: what is sent, and whether an author may do it to a
# question whose draft is another's. "new" stands for the draft, "old" for the published question.
CHANGING: dict[str, tuple[str, dict[str, Any]]] = {
    "change": ("new", {"source": GOOD.replace("A fair coin", "A penny"), "_save": "1"}),
    "publication": ("new", {"again": "yes"}),
    "retirement": ("old", {}),
    "return": ("old", {}),
    "discard": ("new", {}),
    "remark": ("new", {"remark": "Say which coin."}),
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
    seen_then = settling.seen_of(question) if name == "side" else seen_of(question, copy)
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


# --- the other tables of the admin -----------------------------------------------------------------------------------

# Every other address at which something could be changed: who may, and what is sent. The log is only added to, disputes
# and statistics come from learners, and questions and banks are not deleted: nobody does that on these pages.
NOBODY, EDITORS, OWNERS = "nobody", "editors", "owners"
ELSEWHERE: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        f"quizzes_{log}_{act}": (NOBODY, {})
        for log in ("answer", "card", "review")
        for act in ("add", "change", "delete")
    },
    **{f"quizzes_{made}_{act}": (NOBODY, {}) for made in ("dispute", "itemstatistics") for act in ("add", "delete")},
    **{f"quizzes_{kept}_delete": (NOBODY, {}) for kept in ("question", "bank")},
    "quizzes_dispute_change": (NOBODY, {"state": "accepted"}),
    "quizzes_itemstatistics_change": (NOBODY, {"learners": "99"}),
    "quizzes_learner_add": (NOBODY, {}),
    "quizzes_dispute_acceptance": (EDITORS, {"grant": "1"}),
    "quizzes_dispute_refusal": (EDITORS, {"reply": "No."}),
    "quizzes_dispute_rest": (EDITORS, {}),
    "quizzes_itemstatistics_measurements": (EDITORS, {}),
    "quizzes_bank_add": (EDITORS, {"title": "B", "area": "math", "license": "X"}),
    "quizzes_bank_change": (EDITORS, {"head": "---\nbank: math.test\n---\n"}),
    "quizzes_bank_side": (EDITORS, {"side": "theirs"}),
    "quizzes_topic_add": (EDITORS, {"title": "T", "slug": "t", "area": "math"}),
    "quizzes_topic_change": (EDITORS, {"title": "Other", "slug": "own", "area": "math"}),
    "quizzes_topic_delete": (EDITORS, {}),
    "quizzes_learner_change": (OWNERS, {"time_zone": "UTC", "new_per_day": "99"}),
    "quizzes_learner_delete": (OWNERS, {}),
    **{f"auth_user_{act}": (OWNERS, {"username": "x", "is_superuser": "1"}) for act in ("add", "change", "delete")},
    "auth_user_password_change": (OWNERS, {"password1": "long enough 94", "password2": "long enough 94"}),
    **{f"auth_group_{act}": (OWNERS, {"name": "x"}) for act in ("add", "change", "delete")},
    **{f"account_emailaddress_{act}": (OWNERS, {"email": "x@example.org"}) for act in ("add", "change", "delete")},
}
LOOKING = ("_changelist", "_history", "_download")
FURNITURE = {
    *("index", "app_list", "autocomplete", "jsi18n", "view_on_site"),
    *("login", "logout", "password_change", "password_change_done"),
}


@pytest.fixture
def filled(ada: Learner, folder: Path, tmp_path: Path) -> None:
    """One row, or more, in every table that has pages here."""
    disputed(ada, tmp_path)
    measure(now=NOON)
    Topic.objects.create(slug="own", title="Own", area="math")
    EmailAddress.objects.create(user=ada.user, email=ada.user.email)


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, but the sessions of those who ask."""
    return {
        table._meta.label: list(table._base_manager.order_by("pk").values())
        for table in apps.get_models(include_auto_created=True)
        if table is not Session
    }


def try_at(client: Client, name: str) -> Any:
    """Send what would change something, confirmed, to the row that is there."""
    model = apps.get_model(*name.split("_")[:2])
    row = model._base_manager.order_by("pk").first()
    try:
        address = reverse(f"admin:{name}")
    except NoReverseMatch:
        address = reverse(f"admin:{name}", args=[row.pk])
    return client.post(address, {"post": "yes", "_save": "1", "_confirmed": "1", **ELSEWHERE[name][1]})


def test_every_address_of_the_admin_is_listed_here() -> None:
    found = {name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)}
    ours = {name for name in found if name.startswith("quizzes_question_") and name != "quizzes_question_delete"}
    looking = {name for name in found if name.endswith(LOOKING)}
    assert found - ours - looking == {*ELSEWHERE, *FURNITURE}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_visitors_and_learners_change_nothing_on_any_page_of_the_admin(
    client: Client, as_ada: Client, filled: None, name: str
) -> None:
    before = everything()
    for who in (client, as_ada):
        assert try_at(who, name)["Location"].startswith("/admin/login/")
    assert everything() == before


@pytest.mark.parametrize("name", ELSEWHERE)
def test_authors_and_staff_of_no_group_change_nothing_of_it_either(
    as_author: Client, person: Any, filled: None, name: str
) -> None:
    staff = signed_in(person("bob", is_staff=True))
    before = everything()
    for who in (as_author, staff):
        response = try_at(who, name)
        assert response.status_code == 403 or ELSEWHERE[name][0] == NOBODY
    assert everything() == before


@pytest.mark.parametrize("name", [name for name, (who, _) in ELSEWHERE.items() if who != EDITORS])
def test_editors_change_neither_the_log_nor_accounts(as_editor: Client, filled: None, name: str) -> None:
    before = everything()
    response = try_at(as_editor, name)
    assert response.status_code == 403 or ELSEWHERE[name][0] == NOBODY
    assert everything() == before


@pytest.mark.parametrize("name", [name for name, (who, _) in ELSEWHERE.items() if who == NOBODY])
def test_not_even_a_superuser_changes_the_log(grace: Learner, filled: None, name: str) -> None:
    owner = signed_in(grace)
    before = everything()
    try_at(owner, name)
    assert everything() == before


@pytest.mark.parametrize("name", [name for name, (who, _) in ELSEWHERE.items() if who == EDITORS])
def test_what_editors_decide_is_not_refused_to_them(as_editor: Client, filled: None, name: str) -> None:
    """So that the refusals above are of the right address."""
    response = try_at(as_editor, name)
    assert response.status_code in (200, 302, 409, 422)
    assert "/login/" not in response.get("Location", "")


@pytest.mark.parametrize("name", [name for name, (who, _) in ELSEWHERE.items() if who == OWNERS])
def test_what_owners_may_is_not_refused_to_them(grace: Learner, filled: None, name: str) -> None:
    response = try_at(signed_in(grace), name)
    assert response.status_code in (200, 302)
    assert "/login/" not in response.get("Location", "")


@pytest.mark.parametrize("name", sorted({"_".join(name.split("_")[:2]) for name in ELSEWHERE}))
@pytest.mark.parametrize("ending", ["changelist", "history"])
def test_visitors_and_learners_see_none_of_the_tables(
    client: Client, as_ada: Client, filled: None, name: str, ending: str
) -> None:
    row = apps.get_model(*name.split("_"))._base_manager.order_by("pk").first()
    address = reverse(f"admin:{name}_{ending}", args=[] if ending == "changelist" else [row.pk])
    for who in (client, as_ada):
        assert who.get(address)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "name", sorted({"_".join(name.split("_")[:2]) for name, (who, _) in ELSEWHERE.items() if who == OWNERS})
)
def test_accounts_and_learners_are_hidden_from_authors_and_editors(
    as_author: Client, as_editor: Client, filled: None, name: str
) -> None:
    for who in (as_author, as_editor):
        assert who.get(reverse(f"admin:{name}_changelist")).status_code == 403
