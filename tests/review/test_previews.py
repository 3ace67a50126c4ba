"""Tests of how an answer reads while it is typed, on the page and in the API; nothing of it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quizzes.answering.showing import preview_lines
from quizzes.answers import MAX_ANSWER_LENGTH, Reading
from quizzes.kinds.numeric import Numeric
from quizzes.models import Answer, Card, Learner
from tests.makers import block, by_token, deal, token

pytestmark = pytest.mark.django_db


def _readings(key: Numeric, text: str) -> tuple[Reading, ...]:
    """Lines that hold a question mark cannot be read; all others are LaTeX as they stand."""
    return tuple(
        Reading(line=number, error="That is no formula.", position=line.index("?"))
        if "?" in line
        else Reading(line=number, latex=line)
        for number, line in enumerate(text.split("\n"), start=1)
    )


@pytest.fixture
def card(ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    monkeypatch.setattr(Numeric, "readings", _readings)
    return deal(ada, tmp_path, block())[0]


def preview(client: Client, card: Card, text: str, **more: Any) -> Any:
    return client.post(f"/cards/{card.pk}/preview/", {"text": text}, **more)


def ask(client: Client, **data: Any) -> Any:
    return client.post("/api/v1/check/preview", data, content_type="application/json")


# --- the page --------------------------------------------------------------------------------------------------------


def test_each_line_comes_back_as_mathematics(as_ada: Client, card: Card) -> None:
    html = preview(as_ada, card, "a<b\r\nc").content.decode()
    assert 'data-line="1"' in html
    assert r"\(\displaystyle a&lt;b\)" in html
    assert r"\(\displaystyle c\)" in html


def test_a_line_that_cannot_be_read_is_marked_at_its_place(as_ada: Client, card: Card) -> None:
    html = preview(as_ada, card, "1+?<2").content.decode()
    assert "That is no formula." in html
    assert "1+<mark>?</mark>&lt;2" in html


def test_of_a_long_line_the_neighbourhood_is_shown() -> None:
    (row,) = preview_lines("a" * 50 + "?" + "b" * 50, [Reading(error="no", position=50)])
    assert (row["before"], row["at"], row["after"]) == ("…" + "a" * 20, "?", "b" * 20 + "…")


def test_a_line_that_breaks_off_is_marked_behind_its_end() -> None:
    (row,) = preview_lines("3/", [Reading(error="no", position=2)])
    assert (row["before"], row["at"], row["after"]) == ("3/", "\N{NO-BREAK SPACE}", "")


def test_a_preview_writes_nothing(as_ada: Client, card: Card) -> None:
    as_ada.get("/")
    session = dict(as_ada.session)
    with CaptureQueriesContext(connection) as captured:
        response = preview(as_ada, card, "3/8")
    assert response.status_code == 200
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert dict(as_ada.session) == session
    assert not response.cookies
    assert not Answer.objects.exists()


def test_after_the_session_has_ended_nothing_is_kept_either(client: Client, card: Card) -> None:
    response = preview(client, card, "3/8")
    assert response["Location"] == f"/accounts/login/?next=/cards/{card.pk}/"
    assert not client.session.keys()


def test_another_learners_card_is_not_previewed(as_emmy: Client, card: Card) -> None:
    assert preview(as_emmy, card, "3/8").status_code == 404


@pytest.mark.parametrize("text", ["", "\0", "x" * 30_000, "\ud83d", "\u202e", "{% now %}"])
def test_whatever_is_typed_the_preview_comes(as_ada: Client, card: Card, text: str) -> None:
    assert preview(as_ada, card, text.encode("utf-8", "replace").decode()).status_code == 200


def test_page_and_api_share_one_limit_of_previews(as_ada: Client, as_emmy: Client, card: Card) -> None:
    for _ in range(150):
        assert preview(as_ada, card, "1").status_code == 200
        assert ask(as_ada, question="two-heads", text="1").status_code == 200
    assert preview(as_ada, card, "1").status_code == 429
    assert ask(as_ada, question="two-heads", text="1").status_code == 429
    assert ask(as_emmy, question="two-heads", text="1").status_code == 200
    assert as_ada.get(f"/cards/{card.pk}/").status_code == 200


# --- the API ---------------------------------------------------------------------------------------------------------


def test_the_api_reads_line_by_line(as_ada: Client, card: Card) -> None:
    assert ask(as_ada, card=card.pk, text="x\n?").json() == {
        "readings": [
            {"line": 1, "latex": "x", "error": "", "position": None},
            {"line": 2, "latex": "", "error": "That is no formula.", "position": 0},
        ]
    }


def test_a_question_is_previewed_by_its_slug_for_any_seed(as_emmy: Client, card: Card) -> None:
    first, second = (ask(as_emmy, question="two-heads", text="x", seed=seed) for seed in (0, 2**63 - 1))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()


def test_a_token_that_reads_may_ask_for_a_preview(ada: Learner, card: Card) -> None:
    program = by_token(token(ada, scope="read"))
    assert ask(program, card=card.pk, text="x").status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "question"),
        ({"question": "two-heads", "card": 1}, "question"),
        ({"question": "two-heads", "part": "gap"}, "part"),
        ({"question": "two-heads", "seed": -1}, "seed"),
        ({"question": "two-heads", "seed": 2**63}, "seed"),
        ({"question": "two-heads", "text": "x" * (MAX_ANSWER_LENGTH + 1)}, "text"),
        ({"question": "two-heads", "answer": "x"}, "answer"),
    ],
)
def test_what_is_wrong_with_a_preview_is_named(as_ada: Client, card: Card, given: dict[str, Any], field: str) -> None:
    response = ask(as_ada, **{"text": "x", **given})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_nothing_is_previewed_of_what_is_not_there(as_ada: Client, as_emmy: Client, card: Card) -> None:
    assert ask(as_ada, question="nowhere", text="x").status_code == 404
    assert ask(as_emmy, card=card.pk, text="x").status_code == 404
