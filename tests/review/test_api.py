"""Tests of the sitting through the API: what it shows, what an answer and a grade return, and how it refuses."""

from __future__ import annotations

import html
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes import checking
from quizzes.answering import recording
from quizzes.library.services import lay_down, take_up
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Stage
from quizzes.models import Answer, Bank, Card, Learner, Question, Review, Token, Undo
from tests.makers import BLOCKS, DAY, PARAMETERS, block, by_token, deal, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    return deal(ada, tmp_path, block())[0]


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(f"/api/v1/{address}", data, content_type="application/json")


def get(client: Client, address: str) -> Any:
    return client.get(f"/api/v1/{address}")


# --- today and a card ------------------------------------------------------------------------------------------------


def test_today_counts_and_lists_what_would_be_asked(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    one, two = deal(ada, tmp_path, block(slug="one"), block("choice", slug="two"))
    today = get(as_ada, "today/").json()
    assert (today["due"], today["new"], today["left"], today["done"]) == (0, 2, 2, 0)
    assert [queued["id"] for queued in today["queue"]] == [one.pk, two.pk]
    assert today["queue"][0] == {
        "id": one.pk,
        "question": "one",
        "part": "",
        "kind": "numeric",
        "key": recording.key_of_showing(one),
        "seed": recording.seed_of(one),
        "seconds": one.question.seconds,
    }


def test_a_card_shows_its_question_and_keeps_its_answer(as_ada: Client, card: Card) -> None:
    response = get(as_ada, f"cards/{card.pk}/")
    shown = response.json()
    assert "A fair coin is tossed three times." in shown["prompt"]
    assert (shown["question"], shown["box"], shown["hints"]) == ("two-heads", "line", 1)
    assert shown["key"] == recording.key_of_showing(card)
    assert (shown["memory"]["stage"], shown["next"]) == ("new", {"day": None, "at": None})
    for secret in ("0.375", "3/8", "Three of the eight", "Count the outcomes"):
        assert secret not in response.content.decode()


def test_a_card_fills_in_the_numbers_of_its_seed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, PARAMETERS)
    drawn = checking.drawn(card.question, "", recording.seed_of(card)).placeholders
    assert f"{drawn['a']}+{drawn['b']}" in get(as_ada, f"cards/{card.pk}/").json()["prompt"]


def test_the_options_come_in_the_order_of_the_page(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("choice"))
    options = get(as_ada, f"cards/{card.pk}/").json()["options"]
    page = html.unescape(as_ada.get(f"/cards/{card.pk}/").content.decode())
    places = [page.index(option["html"]) for option in options]
    assert len(places) == 3
    assert places == sorted(places)


def test_hints_are_read_one_at_a_time(as_ada: Client, card: Card) -> None:
    hint = get(as_ada, f"cards/{card.pk}/hints/1/").json()
    assert hint == {"number": 1, "html": "<p>Count the outcomes.</p>"}
    assert get(as_ada, f"cards/{card.pk}/hints/2/").json() == {
        "error": "not_found",
        "message": "There is no hint 2; this card has 1.",
    }


# --- all cards --------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(ada: Learner, tmp_path: Path) -> dict[str, Card]:
    """A card of each sort, by its name."""
    names = ["new", "due", "later", "buried", "back", "away", "due-away"]
    cards = deal(ada, tmp_path, *(block(slug=name) for name in names))
    today = ada.calendar.day(timezone.now())
    states = {
        "due": {"due_day": today},
        "later": {"due_day": today + DAY},
        "buried": {"due_day": today, "buried_until": today + DAY},
        "back": {"due_day": today - DAY, "buried_until": today},
        "away": {"suspended": True},
        "due-away": {"due_day": today, "suspended": True},
    }
    for card in cards:
        state = states.get(card.question.slug, {})
        seen = {"stage": Stage.REVIEW, "stability": 5.0, "last_day": today - 5 * DAY} if "due_day" in state else {}
        Card.objects.filter(pk=card.pk).update(**state, **seen)
    return {card.question.slug: card for card in ada.cards.select_related("question")}


def slugs(client: Client, query: str = "") -> set[str]:
    return {card["question"] for card in get(client, f"cards/?{query}").json()["results"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"new", "due", "later", "buried", "back", "away", "due-away"}),
        ("due=true", {"due", "back"}),
        ("due=false", {"new", "later", "buried", "away", "due-away"}),
        ("suspended=true", {"away", "due-away"}),
        ("suspended=false&due=false", {"new", "later", "buried"}),
        ("stage=new", {"new", "away"}),
        ("stage=review&suspended=true", {"due-away"}),
        ("stage=relearning", set()),
        ("bank=math.test&topic=pr&due=true", {"due", "back"}),
        ("bank=math.other", set()),
        ("topic=la", set()),
    ],
)
def test_cards_are_found_by_what_they_are(as_ada: Client, shelf: dict[str, Card], query: str, found: set[str]) -> None:
    assert slugs(as_ada, query) == found


def test_due_cards_are_those_of_the_queue(as_ada: Client, ada: Learner, shelf: dict[str, Card]) -> None:
    queue = get(as_ada, "today/").json()["queue"]
    assert slugs(as_ada, "due=true") | slugs(as_ada, "stage=new&suspended=false") == {
        card["question"] for card in queue
    }


def test_a_listed_card_says_what_the_queue_says_and_where_it_stands(as_ada: Client, shelf: dict[str, Card]) -> None:
    listed = {card["question"]: card for card in get(as_ada, "cards/").json()["results"]}
    (queued,) = (card for card in get(as_ada, "today/").json()["queue"] if card["question"] == "back")
    yesterday, today = (day.isoformat() for day in (shelf["back"].due_day, shelf["back"].buried_until))
    assert listed["back"] == {
        **queued,
        "bank": "math.test",
        "topic": "pr",
        "stage": "review",
        "due": True,
        "next": {"day": yesterday, "at": None},
        "suspended": False,
        "buried_until": today,
    }
    assert (listed["away"]["stage"], listed["away"]["due"], listed["away"]["suspended"]) == ("new", False, True)


def test_a_suspended_card_is_found_and_taken_back(as_ada: Client, shelf: dict[str, Card]) -> None:
    for card in get(as_ada, "cards/?suspended=true").json()["results"]:
        assert as_ada.delete(f"/api/v1/cards/{card['id']}/suspensions/").status_code == 204
    assert slugs(as_ada, "suspended=true") == set()


def test_cards_laid_down_or_retired_are_not_listed(as_ada: Client, ada: Learner, shelf: dict[str, Card]) -> None:
    Question.objects.filter(slug="new").update(state="retired")
    assert "new" not in slugs(as_ada)
    lay_down(ada, Bank.objects.get())
    assert slugs(as_ada) == set()


@pytest.mark.parametrize("query", ["stage=known", "suspended=perhaps", "due=", "bank=%00", "topic="])
def test_a_wrong_filter_of_the_cards_is_named(as_ada: Client, query: str) -> None:
    error = get(as_ada, f"cards/?{query}").json()
    assert (error["error"], list(error["fields"])) == ("invalid", [query.split("=")[0]])


def pages(client: Client, query: str = "") -> list[list[int]]:
    """The ids of the cards, page by page, as a program follows them."""
    found, address = [], f"/api/v1/cards/?{query}"
    while address:
        page = client.get(address).json()
        found.append([card["id"] for card in page["results"]])
        address = page["next"]
    return found


def test_cards_come_in_pages_of_fifty(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{index}") for index in range(101)))
    Card.objects.filter(pk=cards[3].pk).update(suspended=True)
    found = pages(as_ada)
    assert [len(page) for page in found] == [50, 50, 1]
    assert [pk for page in found for pk in page] == sorted(card.pk for card in cards)
    assert [len(page) for page in pages(as_ada, "suspended=false")] == [50, 50]


def test_a_page_begins_after_the_one_before_whatever_has_changed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    """A program that resumes the suspended cards of a page must not skip any of the next."""
    deal(ada, tmp_path, *(block(slug=f"q-{index}") for index in range(60)))
    ada.cards.update(suspended=True)
    first = get(as_ada, "cards/?suspended=true").json()
    ada.cards.filter(pk__in=[card["id"] for card in first["results"]]).update(suspended=False)
    assert len(as_ada.get(first["next"]).json()["results"]) == 10


def test_a_page_of_cards_counts_nothing_and_skips_nothing(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *(block(slug=f"q-{index}") for index in range(60)))
    address = get(as_ada, "cards/").json()["next"]
    with CaptureQueriesContext(connection) as captured:
        assert len(as_ada.get(address).json()["results"]) == 10
    (query,) = (query["sql"] for query in captured if 'FROM "quizzes_card"' in query["sql"])
    assert "COUNT(" not in query
    assert "OFFSET" not in query
    assert 'ORDER BY "quizzes_card"."id"' in query
    assert '"quizzes_question"."source"' not in query


@pytest.mark.parametrize("text", ["p=x", "p=%00", "p=1.5", "p=-1", f"p={10**30}", f"p={'9' * 5000}", "p=²", "o=x&p=1"])
def test_a_cursor_that_we_never_gave_is_not_found(as_ada: Client, card: Card, text: str) -> None:
    response = as_ada.get("/api/v1/cards/", {"cursor": b64encode(text.encode()).decode()})
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("cursor", ["ÿ", "a"])
def test_a_cursor_that_is_none_at_all_is_not_found(as_ada: Client, card: Card, cursor: str) -> None:
    assert as_ada.get("/api/v1/cards/", {"cursor": cursor}).status_code == 404


# --- an answer -------------------------------------------------------------------------------------------------------


def test_an_answer_is_judged_and_explained(as_ada: Client, card: Card) -> None:
    response = post(as_ada, f"cards/{card.pk}/answers/", text="0.375", seconds=80, confidence=90)
    verdict = response.json()
    assert response.status_code == 201
    assert (verdict["score"], verdict["suggested"], verdict["reason"]) == (1.0, 3, "right, 1 min 20 s")
    assert verdict["receipt"].startswith("Read as 0.375")
    assert "0.375" in verdict["answer"]
    assert "Three of the eight" in verdict["why"]
    assert [interval["rating"] for interval in verdict["intervals"]] == [1, 2, 3, 4]
    assert verdict["intervals"][0] == {"rating": 1, "label": "Again", "seconds": 60, "words": "1 min"}
    assert verdict["review"] is None
    assert Answer.objects.get().confidence == 90


def test_the_verdict_can_be_asked_for_again(as_ada: Client, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="0.375").json()
    assert get(as_ada, f"answers/{verdict['id']}/").json() == verdict


def test_the_same_key_sent_again_returns_the_first_answer(as_ada: Client, card: Card) -> None:
    first = post(as_ada, f"cards/{card.pk}/answers/", text="3/8", key="mine")
    again = post(as_ada, f"cards/{card.pk}/answers/", text="1/2", key="mine")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Answer.objects.count() == 1


def test_an_answer_without_its_time_counts_as_neither_fast_nor_slow(as_ada: Client, card: Card) -> None:
    assert post(as_ada, f"cards/{card.pk}/answers/", text="3/8").json()["suggested"] == Rating.GOOD


def test_giving_up_counts_as_wrong(as_ada: Client, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", gave_up=True).json()
    assert (verdict["score"], verdict["suggested"], verdict["reason"]) == (0.0, 1, "you did not know it")


def test_an_unreadable_answer_says_where_and_records_nothing(as_ada: Client, card: Card) -> None:
    response = post(as_ada, f"cards/{card.pk}/answers/", text="3/(8")
    assert response.status_code == 422
    error = response.json()
    assert (error["error"], type(error["position"])) == ("unreadable", int)
    assert error["message"]
    assert not Answer.objects.exists()


def test_an_earlier_showing_of_a_card_is_stale(as_ada: Client, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="3/8", key="mine").json()
    post(as_ada, f"answers/{verdict['id']}/review/", rating=3)
    response = post(as_ada, f"cards/{card.pk}/answers/", text="3/8", key=recording.key_of_showing(card))
    assert (response.status_code, response.json()["error"]) == (409, "stale")


def test_white_space_in_an_answer_is_kept(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free"))
    text = "  indented\nlines \n"
    assert post(as_ada, f"cards/{card.pk}/answers/", text=text).json()["text"] == text


# --- a review and its undoing ----------------------------------------------------------------------------------------


def test_a_grade_moves_the_memory_and_names_the_next_day(as_ada: Client, ada: Learner, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="3/8").json()
    response = post(as_ada, f"answers/{verdict['id']}/review/", rating=4)
    review = response.json()
    assert response.status_code == 201
    card.refresh_from_db()
    assert review["card"]["memory"]["stage"] == "review"
    assert review["card"]["memory"]["stability"] == card.stability
    assert review["card"]["next"] == {"day": card.due_day.isoformat(), "at": None}
    assert (review["rating"], review["suggested"], review["score"]) == (4, 3, 1.0)


def test_a_grade_sent_twice_counts_once(as_ada: Client, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="3/8").json()
    first = post(as_ada, f"answers/{verdict['id']}/review/", rating=3)
    again = post(as_ada, f"answers/{verdict['id']}/review/", rating=1)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert get(as_ada, f"answers/{verdict['id']}/").json()["review"] == first.json()["id"]


def test_an_answer_overtaken_by_another_is_stale(as_ada: Client, card: Card) -> None:
    here, there = (post(as_ada, f"cards/{card.pk}/answers/", text="3/8", key=key).json() for key in ("here", "there"))
    post(as_ada, f"answers/{here['id']}/review/", rating=3)
    response = post(as_ada, f"answers/{there['id']}/review/", rating=3)
    assert (response.status_code, response.json()["error"]) == (409, "stale")
    assert get(as_ada, f"answers/{there['id']}/").json()["intervals"] == []


def test_ticked_key_points_score_the_answer(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free"))
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="It knows the training data.").json()
    assert [point["value"] for point in verdict["checklist"]] == ["1", "2", "3"]
    review = post(as_ada, f"answers/{verdict['id']}/review/", rating=3, ticked=["1", "1"]).json()
    assert (review["score"], review["suggested"], review["ticked"]) == (0.5, Rating.AGAIN, ["1"])


def test_an_undo_brings_the_card_back(as_ada: Client, card: Card) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="3/8").json()
    review = post(as_ada, f"answers/{verdict['id']}/review/", rating=4).json()
    first, again = (post(as_ada, "undos/", review=review["id"]) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["id"], first.json()["memory"]["stage"]) == (card.pk, "new")
    assert Undo.objects.count() == 1
    assert get(as_ada, "today/").json()["queue"][0]["id"] == card.pk


# --- putting aside and portions --------------------------------------------------------------------------------------


def test_a_suspended_card_is_left_out_until_it_is_taken_back(as_ada: Client, card: Card) -> None:
    response = post(as_ada, f"cards/{card.pk}/suspensions/")
    assert (response.status_code, response.json()["suspended"]) == (201, True)
    assert get(as_ada, "today/").json()["queue"] == []
    assert as_ada.delete(f"/api/v1/cards/{card.pk}/suspensions/").status_code == 204
    card.refresh_from_db()
    assert not card.suspended


def test_a_buried_card_is_left_out_until_tomorrow(as_ada: Client, ada: Learner, card: Card) -> None:
    tomorrow = ada.calendar.day(timezone.now()) + timedelta(days=1)
    assert post(as_ada, f"cards/{card.pk}/burials/").json()["buried_until"] == tomorrow.isoformat()
    assert get(as_ada, "today/").json()["queue"] == []


def test_the_minutes_at_hand_cut_the_portion(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, *(block(slug=f"q-{index}") for index in range(9)))
    response = post(as_ada, "portions/", minutes=5)
    assert (response.status_code, response.json()["minutes"]) == (201, 5)
    assert 0 < response.json()["new"] < 9
    assert post(as_ada, "portions/", minutes=None).json()["new"] == 9


def test_more_is_dealt_once_the_portion_is_done(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    ada.new_per_day = 0
    ada.save()
    deal(ada, tmp_path, block())
    assert get(as_ada, "today/").json()["left"] == 0
    assert post(as_ada, "portions/", more=True).json()["left"] == 1


# --- page and API ----------------------------------------------------------------------------------------------------

ANSWERS = {
    "numeric": ["3/8", "1/2", "37.5"],
    "choice": ["A", "B"],
    "flashcard": [""],
    "free": ["It learns the noise."],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in ANSWERS.items() for text in texts])
def test_page_and_api_give_the_same_grade(
    as_ada: Client, as_emmy: Client, ada: Learner, emmy: Learner, tmp_path: Path, kind: str, text: str
) -> None:
    (hers,) = deal(ada, tmp_path, block(kind, slug="one"))
    take_up(emmy, Bank.objects.get())
    other = emmy.cards.get()
    shown_at = round(timezone.now().timestamp()) - hers.question.seconds
    as_ada.post(f"/cards/{hers.pk}/answers/", {"text": text, "shown_at": shown_at})
    on_page = ada.answers.get()
    by_api = post(as_emmy, f"cards/{other.pk}/answers/", text=text, seconds=hers.question.seconds).json()
    assert (by_api["score"], by_api["suggested"]) == (on_page.score, on_page.suggested)
    assert [note["text"] for note in by_api["notes"]] == [note["text"] for note in on_page.notes]

    ticked = {"checklist": "1", "ticked": ["1"]} if kind == "free" else {}
    as_ada.post(f"/answers/{on_page.pk}/review/", {"rating": 3, **ticked})
    post(as_emmy, f"answers/{by_api['id']}/review/", rating=3, **({"ticked": ["1"]} if ticked else {}))
    one, two = ada.reviews.get(), emmy.reviews.get()
    assert (one.score, one.suggested, one.ticked) == (two.score, two.suggested, two.ticked)
    hers.refresh_from_db()
    other.refresh_from_db()
    columns = ("stage", "stability", "difficulty", "step", "due_day", "reviews")
    assert [getattr(hers, name) for name in columns] == [getattr(other, name) for name in columns]


def test_every_kind_is_compared() -> None:
    assert set(ANSWERS) == set(BLOCKS)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": "3/8", "confidence": 101}, "confidence"),
        ({"text": "3/8", "hints": -1}, "hints"),
        ({"text": "3/8", "seconds": "nan"}, "seconds"),
        ({"text": "3/8", "seconds": -1}, "seconds"),
        ({"text": "3/8", "key": "k" * 65}, "key"),
        ({"text": ["3/8"]}, "text"),
        ({"text": "\0"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"txt": "3/8"}, "txt"),
    ],
)
def test_a_wrong_field_of_an_answer_is_named(as_ada: Client, card: Card, data: dict[str, Any], field: str) -> None:
    response = post(as_ada, f"cards/{card.pk}/answers/", **data)
    assert response.status_code == 400
    error = response.json()
    assert (error["error"], list(error["fields"])) == ("invalid", [field])
    assert error["message"].startswith(f"{field}: ")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"), [({}, "rating"), ({"rating": 5}, "rating"), ({"rating": 3, "ticked": ["9"]}, "ticked")]
)
def test_a_wrong_field_of_a_review_is_named(as_ada: Client, card: Card, data: dict[str, Any], field: str) -> None:
    verdict = post(as_ada, f"cards/{card.pk}/answers/", text="3/8").json()
    response = post(as_ada, f"answers/{verdict['id']}/review/", **data)
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert not Review.objects.exists()


@pytest.mark.parametrize("data", [{}, {"minutes": 0}, {"minutes": 601}])
def test_wrong_minutes_are_named(as_ada: Client, data: dict[str, Any]) -> None:
    assert list(post(as_ada, "portions/", **data).json()["fields"]) == ["minutes"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "word"),
    [
        (b"{", "application/json", 400, "parse_error"),
        (b"[" * 100_000, "application/json", 400, "parse_error"),
        (b"[]", "application/json", 400, "invalid"),
        (b'"' + b"x" * 1_000_000 + b'"', "application/json", 413, "too_long"),
        (b"text=3/8", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_a_strange_body_is_refused(
    as_ada: Client, card: Card, body: bytes, content_type: str, status: int, word: str
) -> None:
    response = as_ada.post(f"/api/v1/cards/{card.pk}/answers/", body, content_type=content_type)
    assert (response.status_code, response.json()["error"]) == (status, word)


@pytest.mark.parametrize("address", ["nowhere/", "today", "cards/9/", f"cards/{10**40}/", "banks/%00/", "questions/x/"])
def test_what_is_not_there_is_said_in_json(as_ada: Client, address: str) -> None:
    response = get(as_ada, address)
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


def test_a_method_that_an_address_does_not_know_is_refused(as_ada: Client) -> None:
    assert post(as_ada, "today/").json()["error"] == "method_not_allowed"


# --- who asks --------------------------------------------------------------------------------------------------------


def test_a_token_is_enough(ada: Learner, card: Card) -> None:
    assert post(by_token(token(ada)), f"cards/{card.pk}/answers/", text="3/8").status_code == 201


@pytest.mark.parametrize("text", ["", "abc", "ÿ", "a b", "{start}", "{whole}x", "{digest}"])
def test_a_wrong_token_is_refused(ada: Learner, text: str) -> None:
    whole = token(ada)
    text = text.format(start=whole[:15], whole=whole, digest=Token.objects.get().digest)
    response = get(by_token(text), "today/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response.json()["error"] in ("authentication_failed", "not_authenticated")


def test_a_token_that_has_ended_is_refused(ada: Learner) -> None:
    response = get(by_token(token(ada, days=-1)), "today/")
    assert (response.status_code, response.json()["error"]) == (401, "authentication_failed")


def test_a_token_of_a_closed_account_is_refused(ada: Learner) -> None:
    program = by_token(token(ada))
    get_user_model().objects.update(is_active=False)
    assert get(program, "today/").json()["error"] == "authentication_failed"


def test_a_session_needs_its_csrf_token(ada: Learner, card: Card) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user, backend="quizzes.accounts.PasswordBackend")
    address = f"/api/v1/cards/{card.pk}/answers/"
    response = client.post(address, {"text": "3/8"}, content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (403, "permission_denied")
    client.get("/settings/")
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert client.post(address, {"text": "3/8"}, content_type="application/json", headers=headers).status_code == 201


def test_too_many_answers_are_told_when_to_come_back(as_ada: Client, card: Card) -> None:
    for _ in range(120):
        response = post(as_ada, f"cards/{card.pk}/answers/", confidence=101)
        assert response.status_code == 400
    response = post(as_ada, f"cards/{card.pk}/answers/", text="3/8")
    assert (response.status_code, response.json()["error"]) == (429, "throttled")
    assert 0 < int(response["Retry-After"]) <= 60
    assert get(as_ada, "today/").status_code == 200


# --- the number of queries -------------------------------------------------------------------------------------------


def queries(client: Client, cards: list[Card]) -> list[int]:
    """Of today (planned already), a card, an answer, a review, an undo and the list of cards."""
    get(client, "today/")
    counts: list[int] = []
    answer: dict[str, Any] = {}

    def count(call: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            response = call()
        assert response.status_code < 300, response.content
        counts.append(len(captured))
        return response.json()

    count(lambda: get(client, "today/"))
    count(lambda: get(client, f"cards/{cards[0].pk}/"))
    answer = count(lambda: post(client, f"cards/{cards[0].pk}/answers/", text="3/8"))
    review = count(lambda: post(client, f"answers/{answer['id']}/review/", rating=3))
    count(lambda: post(client, "undos/", review=review["id"]))
    count(lambda: get(client, "cards/"))
    return counts


def test_a_token_its_user_and_learner_take_one_query(ada: Learner, card: Card) -> None:
    program = by_token(token(ada))
    token(ada, days=-1)  # the library would look for such, and delete them
    with CaptureQueriesContext(connection) as captured:
        assert get(program, f"cards/{card.pk}/").status_code == 200
    assert len(captured) == 2, [query["sql"] for query in captured]


def test_more_cards_need_no_more_queries(
    as_ada: Client, as_emmy: Client, ada: Learner, emmy: Learner, tmp_path: Path
) -> None:
    few = deal(ada, tmp_path, *(block(slug=f"few-{index}") for index in range(5)), bank="math.few")
    Learner.objects.filter(pk=emmy.pk).update(new_per_day=50)
    many = deal(emmy, tmp_path, *(block(slug=f"many-{index}") for index in range(50)), bank="math.many")
    queries(as_ada, few)  # the row of the scheduler is made at the first review
    assert queries(as_emmy, many) == queries(as_ada, few)
