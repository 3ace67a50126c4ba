"""Tests of the library through the API: banks, questions without their answers, settings and tokens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes import checking
from quizzes.models import Learner, Question, Token
from tests.makers import BLOCKS, PARAMETERS, bank_text, block, by_token, deal, load, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_kind(db: None, tmp_path: Path) -> None:
    blocks = [block(kind, slug=kind) for kind in BLOCKS]
    report = load(tmp_path, **{"ml.kinds": bank_text(*blocks, bank="ml.kinds", area="ml")})
    assert not report.problems


def get(client: Client, address: str) -> Any:
    return client.get(f"/api/v1/{address}").json()


# --- banks -----------------------------------------------------------------------------------------------------------


def test_a_bank_says_its_size_and_whether_it_is_taken(
    as_ada: Client, as_emmy: Client, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block(slug="one"), block(slug="two", more=", retired: true"))
    (bank,) = get(as_ada, "banks/")
    assert (bank["slug"], bank["size"], bank["taken"]) == ("math.test", 1, True)
    assert get(as_ada, "banks/math.test/") == bank
    assert get(as_emmy, "banks/math.test/") == {**bank, "taken": False}


def test_taking_up_and_laying_down_may_be_repeated(as_ada: Client, ada: Learner, every_kind: None) -> None:
    address = "/api/v1/banks/ml.kinds/subscription/"
    for _ in range(2):
        response = as_ada.put(address)
        assert (response.status_code, response.json()["taken"]) == (200, True)
        assert ada.cards.filter(laid_down=False).count() == len(BLOCKS)
    for _ in range(2):
        assert as_ada.delete(address).status_code == 204
        assert ada.cards.filter(laid_down=True).count() == len(BLOCKS)
    assert get(as_ada, "banks/ml.kinds/")["taken"] is False


# --- questions -------------------------------------------------------------------------------------------------------


def test_a_question_gives_its_prompt_twice(as_ada: Client, every_kind: None) -> None:
    question = get(as_ada, "questions/numeric/")
    text = "A fair coin is tossed three times. What is the chance of exactly two heads?"
    assert question["prompt"] == {"markdown": text, "html": f"<p>{text}</p>"}
    assert (question["bank"], question["kind"], question["topic"], question["box"]) == (
        "ml.kinds",
        "numeric",
        "pr",
        "line",
    )
    assert (question["hints"], question["options"]) == (1, [])


def test_the_options_of_a_choice_are_listed(as_ada: Client, every_kind: None) -> None:
    options = get(as_ada, "questions/choice/")["options"]
    assert options[0] == {"value": "A", "html": "The validation set."}
    assert [option["value"] for option in options] == ["A", "B", "C"]


def test_a_question_with_parameters_shows_an_example_of_them(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, PARAMETERS)
    prompt = get(as_ada, "questions/sum/")["prompt"]
    assert prompt["markdown"] == "What is ${{a}}+{{b}}$?"
    assert "{{" not in prompt["html"]


@pytest.mark.parametrize("address", ["questions/", *(f"questions/{kind}/" for kind in BLOCKS)])
def test_questions_come_without_their_answers(as_ada: Client, every_kind: None, address: str) -> None:
    """Nothing of the answer, the feedback, the hints or the explanation of any kind."""
    text = as_ada.get(f"/api/v1/{address}").content.decode()
    for secret in (
        "3/8",
        "Three",
        "diagonal",
        "Count the outcomes",
        "fit both",
        "overfits",
        "noise",
        "training data {",
    ):
        assert secret not in text
    for column in ("key_fields", "source", "why", "mistakes", "answer"):
        assert f'"{column}"' not in text


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", set(BLOCKS)),
        ("bank=ml.kinds", set(BLOCKS)),
        ("bank=math.other", set()),
        ("area=math", set()),
        ("topic=pr", {"numeric"}),
        ("kind=free", {"free"}),
        ("kind=free&topic=pr", set()),
        ("level=intermediate&area=ml", set(BLOCKS)),
    ],
)
def test_questions_are_found_by_their_columns(as_ada: Client, every_kind: None, query: str, slugs: set[str]) -> None:
    found = get(as_ada, f"questions/?{query}")
    assert {question["slug"] for question in found["results"]} == slugs
    assert found["count"] == len(slugs)


@pytest.mark.parametrize("query", ["area=physics", "kind=riddle", "level=easy", "bank=%00"])
def test_a_wrong_filter_is_named(as_ada: Client, query: str) -> None:
    error = get(as_ada, f"questions/?{query}")
    assert (error["error"], list(error["fields"])) == ("invalid", [query.split("=")[0]])


def test_retired_questions_are_not_shown(as_ada: Client, every_kind: None) -> None:
    Question.objects.filter(slug="free").update(state="retired")
    assert "free" not in {question["slug"] for question in get(as_ada, "questions/")["results"]}
    assert get(as_ada, "questions/free/")["error"] == "not_found"


def test_questions_come_in_pages_of_fifty_with_the_same_queries(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *(block(slug=f"a-{index}") for index in range(5)), bank="math.few")
    with CaptureQueriesContext(connection) as few:
        get(as_ada, "questions/")
    deal(ada, tmp_path, *(block(slug=f"b-{index}") for index in range(60)), bank="math.many")
    with CaptureQueriesContext(connection) as many:
        first = get(as_ada, "questions/")
    assert (first["count"], len(first["results"])) == (65, 50)
    assert len(get(as_ada, "questions/?page=2")["results"]) == 15
    assert get(as_ada, "questions/?page=3")["error"] == "not_found"
    assert len(many) == len(few)


# --- settings --------------------------------------------------------------------------------------------------------


def change(client: Client, **data: Any) -> Any:
    return client.patch("/api/v1/settings/", data, content_type="application/json")


def test_settings_are_changed_one_by_one_and_the_day_is_planned_anew(as_ada: Client, ada: Learner) -> None:
    Learner.objects.filter(pk=ada.pk).update(planned_on=date(2026, 11, 23))
    before = get(as_ada, "settings/")
    response = change(as_ada, new_per_day=7, time_zone="Europe/Vienna")
    assert response.json() == {**before, "new_per_day": 7, "time_zone": "Europe/Vienna"}
    ada.refresh_from_db()
    assert (ada.new_per_day, ada.time_zone, ada.planned_on) == (7, "Europe/Vienna", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("day_start", 24),
        ("new_per_day", -1),
        ("reviews_per_day", 0),
        ("desired_retention", 0.99),
        ("desired_retention", "nan"),
        ("single_keys", "perhaps"),
        ("new_per_dya", 5),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_changes(as_ada: Client, field: str, value: object) -> None:
    before = get(as_ada, "settings/")
    response = change(as_ada, **{field: value})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert get(as_ada, "settings/") == before


# --- tokens -----------------------------------------------------------------------------------------------------------


def make(client: Client, **data: Any) -> Any:
    return client.post("/api/v1/tokens/", {"name": "phone", **data}, content_type="application/json")


def test_a_token_is_shown_once_and_works_until_it_is_revoked(as_ada: Client) -> None:
    made = make(as_ada).json()
    program = by_token(made["token"])
    assert program.get("/api/v1/today/").status_code == 200
    listed = as_ada.get("/api/v1/tokens/")
    assert made["token"] not in listed.content.decode()
    assert [each["id"] for each in listed.json()] == [made["id"]]
    assert as_ada.delete(f"/api/v1/tokens/{made['id']}/").status_code == 204
    assert program.get("/api/v1/today/").status_code == 401


def test_the_list_tells_tokens_apart(as_ada: Client) -> None:
    make(as_ada, name="watch", scope="read", days=30)
    (listed,) = as_ada.get("/api/v1/tokens/").json()
    assert set(listed) == {"id", "name", "scope", "created", "ends"}
    assert (listed["name"], listed["scope"]) == ("watch", "read")
    assert datetime.fromisoformat(listed["ends"]) - datetime.fromisoformat(listed["created"]) > timedelta(days=29)


def test_a_token_reviews_unless_it_says_otherwise(as_ada: Client) -> None:
    assert make(as_ada).json()["scope"] == "review"


def test_only_the_hash_of_a_token_is_kept(as_ada: Client) -> None:
    text = make(as_ada).json()["token"]
    row = Token.objects.get()
    assert text not in (row.digest, row.token_key)
    assert len(row.token_key) < len(text) / 4


@pytest.mark.parametrize(("data", "days"), [({}, 90), ({"days": 1}, 1), ({"days": 365}, 365)])
def test_a_token_has_an_end(as_ada: Client, data: dict[str, int], days: int) -> None:
    make(as_ada, **data)
    left = Token.objects.get().expiry - timezone.now()
    assert timedelta(days=days, minutes=-1) < left <= timedelta(days=days)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("days", value) for value in (0, 366, "for ever", None)),
        *(("name", value) for value in ("", "  ", "n" * 61, "\0", None)),
        *(("scope", value) for value in ("", "everything", "Read", None, ["all"])),
        ("expiry", "2099-01-01"),
    ],
)
def test_what_is_wrong_with_a_token_is_named(as_ada: Client, field: str, value: object) -> None:
    response = make(as_ada, **{field: value})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert not Token.objects.exists()


def test_a_token_without_a_name_is_refused(as_ada: Client) -> None:
    response = as_ada.post("/api/v1/tokens/", {}, content_type="application/json")
    assert list(response.json()["fields"]) == ["name"]


def test_a_token_out_of_its_scope_is_told_which_it_takes(ada: Learner) -> None:
    response = make(by_token(token(ada, scope="review")), scope="all")
    assert response.status_code == 403
    assert response.json() == {
        "error": "out_of_scope",
        "message": "This token has the scope “review” (Read, answer, grade, put cards aside); this takes one with “all”.",
    }
    assert Token.objects.count() == 1


def test_a_token_for_everything_makes_tokens_but_nobody_without_one_does(ada: Learner, client: Client) -> None:
    assert make(client).status_code == 401
    assert make(by_token(token(ada, scope="all"))).status_code == 201


def test_what_is_not_there_is_not_there_for_any_scope(ada: Learner) -> None:
    response = by_token(token(ada, scope="read")).post("/api/v1/nowhere/")
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


def test_tokens_that_have_ended_are_cleared_away_with_the_next(as_ada: Client, ada: Learner, emmy: Learner) -> None:
    token(ada, days=-1)
    token(emmy, days=-1)
    make(as_ada, name="new")
    assert [each.name for each in Token.objects.filter(user=ada.user)] == ["new"]
    assert Token.objects.filter(user=emmy.user).count() == 1


def test_the_page_shows_a_new_token_once(as_ada: Client) -> None:
    response = as_ada.post("/settings/tokens/", {"name": "phone", "scope": "read", "days": 30})
    text = response.context["token"]
    assert text in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert by_token(text).get("/api/v1/today/").status_code == 200
    assert Token.objects.get().scope == "read"
    assert text not in as_ada.get("/settings/tokens/").content.decode()


def test_the_page_lists_the_names_and_scopes(as_ada: Client) -> None:
    make(as_ada, name="my <watch>", scope="all")
    page = as_ada.get("/settings/tokens/").content.decode()
    assert "my &lt;watch&gt;" in page
    assert "<watch>" not in page
    assert "Everything: banks, settings and tokens too; made" in page


def test_the_page_proposes_to_review(as_ada: Client) -> None:
    assert '<option value="review" selected>' in as_ada.get("/settings/tokens/").content.decode()


def test_the_page_revokes_a_token(as_ada: Client) -> None:
    made = make(as_ada).json()
    assert made["id"] in as_ada.get("/settings/tokens/").content.decode()
    assert as_ada.post("/settings/tokens/revocations/", {"token": made["id"]}).status_code == 302
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"days": 366}, "less than or equal to 365"),
        ({"name": " "}, "This field is required"),
        ({"name": "n" * 61}, "at most 60 characters"),
        ({"scope": "everything"}, "is not one of the available choices"),
    ],
)
def test_the_page_names_what_is_wrong_with_a_token(as_ada: Client, data: dict[str, Any], message: str) -> None:
    response = as_ada.post("/settings/tokens/", {"name": "phone", "scope": "read", "days": 1, **data})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Token.objects.exists()


def test_the_settings_lead_to_the_tokens(as_ada: Client) -> None:
    assert 'href="/settings/tokens/"' in as_ada.get("/settings/").content.decode()


# --- a variant of a question -------------------------------------------------------------------------------------------


def test_a_question_is_shown_with_the_numbers_of_a_seed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, PARAMETERS)
    question = Question.objects.get()
    prompts = set()
    for seed in range(4):
        prompt = as_ada.get(f"/api/v1/questions/sum/?seed={seed}").json()["prompt"]["html"]
        values = checking.drawn(question, "", seed).placeholders
        assert f"{values['a']}+{values['b']}" in prompt
        prompts.add(prompt)
    assert len(prompts) > 1


def test_without_a_seed_a_question_is_shown_as_in_the_list(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, PARAMETERS)
    shown = as_ada.get("/api/v1/questions/sum/").json()
    assert shown == as_ada.get("/api/v1/questions/sum/?seed=0").json()
    assert [shown] == as_ada.get("/api/v1/questions/").json()["results"]


@pytest.mark.parametrize("seed", ["-1", "x", "1.5", "", str(2**63)])
def test_a_seed_that_is_none_is_refused(as_ada: Client, ada: Learner, tmp_path: Path, seed: str) -> None:
    deal(ada, tmp_path, PARAMETERS)
    response = as_ada.get("/api/v1/questions/sum/", {"seed": seed})
    assert (response.status_code, list(response.json()["fields"])) == (400, ["seed"])
