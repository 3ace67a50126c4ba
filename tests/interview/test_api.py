"""Tests of the mock interview through the API: set up, sat, submitted and read, and how it refuses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes import checking
from quizzes.interview import reporting, services, sitting
from quizzes.interview.serializers import ReportOutput
from quizzes.models import Answer, Interview, Learner, Question, Turn
from tests.interview.seats import seat
from tests.makers import PARAMETERS, bank_text, block, by_token, load, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def many(tmp_path: Path) -> None:
    load(tmp_path, **{"math.test": bank_text(*(block(slug=f"q-{number}") for number in range(12)))})


@pytest.fixture
def pk(as_ada: Client) -> int:
    """Of ada's open interview."""
    return post(as_ada, "interviews/", minutes=15).json()["id"]


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(f"/api/v1/{address}", data, content_type="application/json")


def put(client: Client, address: str, **data: Any) -> Any:
    return client.put(f"/api/v1/{address}", data, content_type="application/json")


def get(client: Client, address: str) -> Any:
    return client.get(f"/api/v1/{address}")


def time_is_up(pk: int) -> None:
    """Twenty minutes go by."""
    ago = timezone.now() - timedelta(minutes=20)
    Interview.objects.filter(pk=pk).update(started_at=ago, in_view_since=ago, deadline=ago + timedelta(minutes=15))


# --- starting --------------------------------------------------------------------------------------------------------


def test_an_interview_is_started_as_it_was_chosen(as_ada: Client) -> None:
    response = post(as_ada, "interviews/", minutes=45, timer="soft", stretch=1.5, weights={"math": 1}, level="advanced")
    told = response.json()
    assert response.status_code == 201
    assert (told["minutes"], told["timer"], told["stretch"], told["profile"]) == (45, "soft", 1.5, "own")
    assert told["weights"]["math"] == 1
    assert 45 * 90 - 5 < told["seconds_left"] <= 45 * 90
    assert [row["position"] for row in told["questions"]] == list(range(1, len(told["questions"]) + 1))
    assert told["questions"][0]["current"]


def test_without_choices_it_is_the_usual_one(as_ada: Client) -> None:
    told = post(as_ada, "interviews/").json()
    assert (told["minutes"], told["timer"], told["profile"]) == (30, "hard", "balanced")
    assert (told["weights"]["math"], told["weights"]["ml"]) == (40, 30)


def test_the_same_key_starts_one_interview(as_ada: Client) -> None:
    first, second = (post(as_ada, "interviews/", key="k") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


def test_a_second_interview_waits_for_the_end_of_the_first(as_ada: Client, pk: int) -> None:
    refused = post(as_ada, "interviews/")
    assert (refused.status_code, refused.json()["error"], refused.json()["interview"]) == (409, "running", pk)
    time_is_up(pk)
    assert post(as_ada, "interviews/").status_code == 201


def test_without_questions_it_says_so(as_ada: Client) -> None:
    Question.objects.update(state="retired")
    refused = post(as_ada, "interviews/")
    assert (refused.status_code, refused.json()["error"]) == (422, "nothing_to_ask")


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"minutes": 20}, "minutes"),
        ({"stretch": 3}, "stretch"),
        ({"profile": "boss"}, "profile"),
        ({"profile": "own"}, "weights"),
        ({"weights": {"cooking": 1}}, "weights.cooking"),
        ({"weak_share": 2}, "weak_share"),
        ({"started_at": "2020-01-01T00:00:00Z"}, "started_at"),
        ({"key": "k\0"}, "key"),
    ],
)
def test_a_wrong_choice_is_named(as_ada: Client, choices: dict[str, Any], field: str) -> None:
    refused = post(as_ada, "interviews/", **choices)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid")
    assert list(refused.json()["fields"]) == [field]
    assert not Interview.objects.exists()


def test_only_so_many_are_started_within_an_hour(as_ada: Client, ada: Learner) -> None:
    began = timezone.now() - timedelta(minutes=50)
    for number in range(services.MOST_STARTED):
        seat(ada, [], now=began, key=str(number), ended_at=began)
    refused = post(as_ada, "interviews/", key="more")
    assert (refused.status_code, refused.json()["error"]) == (429, "throttled")
    assert 540 < int(refused["Retry-After"]) <= 600
    assert post(as_ada, "interviews/", key="0").status_code == 200


def test_what_starts_nothing_does_not_count(as_ada: Client) -> None:
    refused = [post(as_ada, "interviews/", minutes=20) for _ in range(services.MOST_STARTED)]
    assert {response.status_code for response in refused} == {400}
    codes = [post(as_ada, "interviews/", key="k").status_code for _ in range(services.MOST_STARTED + 1)]
    assert set(codes) == {200, 201}


# --- looking ---------------------------------------------------------------------------------------------------------


def test_the_newest_interview_is_listed_first(as_ada: Client, ada: Learner, pk: int) -> None:
    post(as_ada, f"interviews/{pk}/submission/")
    again = services.repeat(
        services.interview_of(ada, pk, now=timezone.now()), now=timezone.now(), seed=1, key="b", same=True
    )
    listed = get(as_ada, "interviews/").json()["results"]
    assert [(row["id"], row["like"]) for row in listed] == [(again.pk, pk), (pk, None)]
    assert "questions" not in listed[0]


def test_looking_into_the_list_closes_what_is_over(as_ada: Client, pk: int) -> None:
    time_is_up(pk)
    (row,) = get(as_ada, "interviews/").json()["results"]
    assert row["ended_at"] == row["deadline"]
    assert row["seconds_left"] == 0


def test_a_question_is_shown_without_its_answer(as_ada: Client, pk: int) -> None:
    response = post(as_ada, f"interviews/{pk}/turns/2/")
    shown = response.json()
    assert "A fair coin is tossed three times." in shown["prompt"]
    assert (shown["position"], shown["current"], shown["text"], shown["version"]) == (2, True, "", 0)
    assert shown["box"] == "line"
    for secret in ("0.375", "3/8", "Three of the eight", "Count the outcomes"):
        assert secret not in response.content.decode()


def test_a_question_has_the_numbers_of_its_turn(as_ada: Client, tmp_path: Path, pk: int) -> None:
    load(tmp_path, **{"ml.test": bank_text(PARAMETERS, bank="ml.test", area="ml")})
    post(as_ada, f"interviews/{pk}/submission/")
    new = post(as_ada, "interviews/", weights={"ml": 1}).json()["id"]
    turn = Interview.objects.get(pk=new).turns.get()
    drawn = checking.drawn(turn.card.question, "", turn.seed).placeholders
    assert f"{drawn['a']}+{drawn['b']}" in get(as_ada, f"interviews/{new}/turns/1/").json()["prompt"]


def test_a_question_that_there_is_not_is_not_found(as_ada: Client, pk: int) -> None:
    for refused in (get(as_ada, f"interviews/{pk}/turns/99/"), post(as_ada, f"interviews/{pk}/turns/99/")):
        assert (refused.status_code, refused.json()["message"][:24]) == (404, "There is no question 99;")
    assert put(as_ada, f"interviews/{pk}/turns/0/", text="3/8", version=0).status_code == 404


def in_view(client: Client, pk: int) -> tuple[int, list[bool]]:
    """Its position, and which of the first three questions were seen."""
    told = get(client, f"interviews/{pk}/").json()
    return told["position"], [row["seen"] for row in told["questions"][:3]]


def test_reading_a_question_does_not_bring_it_into_view(as_ada: Client, ada: Learner, pk: int) -> None:
    for client in (as_ada, by_token(token(ada, scope="read"))):
        shown = get(client, f"interviews/{pk}/turns/2/")
        assert (shown.status_code, shown.json()["current"], shown.json()["seen"]) == (200, False, False)
    assert in_view(as_ada, pk) == (1, [False] * 3)


def test_a_post_brings_a_question_into_view(as_ada: Client, pk: int) -> None:
    assert post(as_ada, f"interviews/{pk}/turns/2/").json()["seen"]
    assert in_view(as_ada, pk) == (2, [False, True, False])


def test_a_save_brings_a_question_into_view(as_ada: Client, pk: int) -> None:
    put(as_ada, f"interviews/{pk}/turns/3/", text="", version=0)
    assert in_view(as_ada, pk) == (3, [False, False, True])


# --- saving ----------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_there_again(as_ada: Client, pk: int) -> None:
    saved = put(as_ada, f"interviews/{pk}/turns/1/", text=" 3/8", version=0)
    assert (saved.status_code, saved.json()["version"], saved.json()["text"]) == (200, 1, " 3/8")
    assert saved.json()["seconds_left"] <= 900
    assert get(as_ada, f"interviews/{pk}/turns/1/").json()["text"] == " 3/8"


def test_an_older_text_does_not_overwrite(as_ada: Client, pk: int) -> None:
    put(as_ada, f"interviews/{pk}/turns/1/", text="newer", version=0)
    refused = put(as_ada, f"interviews/{pk}/turns/1/", text="older", version=0)
    told = refused.json()
    assert (refused.status_code, told["error"], told["text"], told["version"]) == (409, "stale", "newer", 1)
    shown = get(as_ada, f"interviews/{pk}/turns/1/").json()
    assert (shown["text"], shown["aside"]) == ("newer", "older")
    assert put(as_ada, f"interviews/{pk}/turns/1/", text="older", version=0, force=True).json()["text"] == "older"


def test_a_version_that_there_is_not_yet_is_refused(as_ada: Client, pk: int) -> None:
    refused = put(as_ada, f"interviews/{pk}/turns/1/", text="3/8", version=1)
    assert (refused.status_code, refused.json()["fields"]) == (400, {"version": ["The newest text has the version 0."]})
    assert get(as_ada, f"interviews/{pk}/turns/1/").json()["text"] == ""


def test_an_answer_may_be_said_instead(as_ada: Client, tmp_path: Path, pk: int) -> None:
    load(tmp_path, **{"ml.test": bank_text(block("free"), bank="ml.test", area="ml")})
    post(as_ada, f"interviews/{pk}/submission/")
    pk = post(as_ada, "interviews/", weights={"ml": 1}).json()["id"]
    for sent, told in (({"spoken": True}, True), ({}, True), ({"spoken": False}, False), ({"spoken": True}, True)):
        put(as_ada, f"interviews/{pk}/turns/1/", text="", version=0, **sent)
        assert get(as_ada, f"interviews/{pk}/turns/1/").json()["spoken"] is told
    post(as_ada, f"interviews/{pk}/submission/")
    assert get(as_ada, f"interviews/{pk}/report/").json()["questions"][0]["mark"] == "yours to judge"


def test_too_long_a_text_is_refused(as_ada: Client, pk: int) -> None:
    refused = put(as_ada, f"interviews/{pk}/turns/1/", text="x" * 20_001, version=0)
    assert list(refused.json()["fields"]) == ["text"]


def test_nothing_is_saved_or_shown_after_the_end(as_ada: Client, pk: int) -> None:
    time_is_up(pk)
    for refused in (
        put(as_ada, f"interviews/{pk}/turns/1/", text="late", version=0),
        get(as_ada, f"interviews/{pk}/turns/1/"),
        post(as_ada, f"interviews/{pk}/turns/1/"),
    ):
        assert (refused.status_code, refused.json()["error"]) == (409, "ended")
    assert not Interview.objects.get().turns.exclude(text="").exists()


# --- submitting and the report ---------------------------------------------------------------------------------------


def sat(client: Client, pk: int) -> None:
    """The first question answered right, the second wrong, the third looked at for long; the others never seen."""
    for position, text in ((1, "3/8"), (2, "1/2"), (3, "")):
        post(client, f"interviews/{pk}/turns/{position}/")
        put(client, f"interviews/{pk}/turns/{position}/", text=text, version=0)
    Turn.objects.filter(interview=pk, position=3).update(seconds=100.0)


def test_a_submission_ends_and_judges(as_ada: Client, pk: int) -> None:
    sat(as_ada, pk)
    first, again = (post(as_ada, f"interviews/{pk}/submission/") for _ in range(2))
    assert (first.status_code, first.json()) == (200, {"done": 3, "total": 3, "ended": True})
    assert again.json() == first.json()
    assert sorted(Answer.objects.values_list("score", flat=True)) == [0, 0, 1]
    assert Answer.objects.filter(gave_up=True).count() == 1


def test_before_the_end_there_is_no_report(as_ada: Client, pk: int) -> None:
    sat(as_ada, pk)
    told = get(as_ada, f"interviews/{pk}/report/")
    assert (told.status_code, told.json()) == (202, {"done": 0, "total": 3, "ended": False})


def test_the_report_tells_how_each_question_went(as_ada: Client, pk: int) -> None:
    sat(as_ada, pk)
    post(as_ada, f"interviews/{pk}/submission/")
    report = get(as_ada, f"interviews/{pk}/report/").json()
    marks = [question["mark"] for question in report["questions"]]
    assert marks[:3] == ["right", "wrong", "no answer"]
    assert set(marks[3:]) == {"not reached"}
    assert [question["answer"] for question in report["questions"][:2]] == ["3/8", "1/2"]
    assert report["result"]["skipped"] == [3]


def test_the_report_has_just_the_fields_that_are_described(as_ada: Client, pk: int) -> None:
    post(as_ada, f"interviews/{pk}/submission/")
    assert set(reporting.as_json(Interview.objects.get())) == set(ReportOutput().fields)


# --- whose, and by what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "interviews/{pk}/"),
        ("get", "interviews/{pk}/turns/1/"),
        ("post", "interviews/{pk}/turns/1/"),
        ("put", "interviews/{pk}/turns/1/"),
        ("post", "interviews/{pk}/submission/"),
        ("get", "interviews/{pk}/report/"),
    ],
)
def test_the_interview_of_another_is_not_found(
    as_ada: Client, as_emmy: Client, pk: int, method: str, address: str
) -> None:
    data = {"text": "3/8", "version": 0} if method == "put" else {}
    found = getattr(as_emmy, method)(f"/api/v1/{address.format(pk=pk)}", data, content_type="application/json")
    assert found.status_code == 404
    interview = Interview.objects.get()
    assert interview.ended_at is None
    assert not interview.turns.exclude(text="", seen=False).exists()


def test_a_token_for_reviews_sits_an_interview(ada: Learner) -> None:
    program = by_token(token(ada, scope="review"))
    pk = post(program, "interviews/", minutes=15).json()["id"]
    assert put(program, f"interviews/{pk}/turns/1/", text="3/8", version=0).status_code == 200
    assert post(program, f"interviews/{pk}/submission/").status_code == 200


def test_a_token_for_reading_starts_none(ada: Learner) -> None:
    refused = post(by_token(token(ada, scope="read")), "interviews/")
    assert (refused.status_code, refused.json()["error"]) == (403, "out_of_scope")


def test_page_and_program_sit_the_same_interview(as_ada: Client, ada: Learner, pk: int) -> None:
    put(as_ada, f"interviews/{pk}/turns/1/", text="3/8", version=0)
    now = timezone.now()
    interview = services.interview_of(ada, pk, now=now)
    assert sitting.look_at(interview, 1, now=now).text == "3/8"
