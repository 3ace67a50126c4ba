"""Tests of quizzes/pace.py: whoever asks too often is told when to ask again, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from quizzes.disputes import services as disputing
from quizzes.interview import sitting
from quizzes.models import Answer, Bank, Card, Dispute, Interview, Learner, Question
from tests.admin.conftest import into_group, signed_in
from tests.interview.seats import seat
from tests.interview.sittings import END, graded
from tests.makers import NOON, answer, block, deal

pytestmark = pytest.mark.django_db
MOST = 2  # requests in a minute, in these tests


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Only so many requests of a scope are taken."""
    return lambda scope: monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, f"{MOST}/min")


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    return deal(ada, tmp_path, block())[0]


def beyond(act: Callable[[], Any]) -> Any:
    """The first response that says no."""
    for _ in range(MOST):
        assert act().status_code != 429
    response = act()
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    return response


def page_of(response: Any) -> str:
    html = response.content.decode()
    assert f"Wait {response['Retry-After']} seconds, then try again." in html
    return html


# --- learners --------------------------------------------------------------------------------------------------------


def test_an_answer_that_comes_too_soon_is_kept_to_be_sent_again(
    few: Callable[[str], None], as_ada: Client, card: Card
) -> None:
    few("answers")
    form = {"text": "3/<8", "key": "mine", "confidence": "60"}
    html = page_of(beyond(lambda: as_ada.post(f"/cards/{card.pk}/answers/", form)))
    assert "what you typed is kept here" in html
    assert '<p class="given" dir="auto">3/&lt;8</p>' in html
    for name, value in (("text", "3/&lt;8"), ("key", "mine"), ("confidence", "60")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert f'action="/cards/{card.pk}/answers/"' in html
    assert not Answer.objects.exists()
    cache.clear()  # a minute later
    assert as_ada.post(f"/cards/{card.pk}/answers/", {**form, "text": "3/8"}).status_code == 302


def test_pages_and_api_count_together_and_each_learner_alone(
    few: Callable[[str], None], as_ada: Client, as_emmy: Client, card: Card
) -> None:
    few("answers")
    program = {"data": {"text": "3/("}, "content_type": "application/json"}
    assert as_ada.post(f"/api/v1/cards/{card.pk}/answers/", **program).status_code == 422
    assert as_ada.post(f"/cards/{card.pk}/answers/", {"text": "3/("}).status_code == 422
    assert as_ada.post(f"/cards/{card.pk}/answers/", {"text": "3/("}).status_code == 429
    assert as_ada.post(f"/api/v1/cards/{card.pk}/answers/", **program).status_code == 429
    assert as_emmy.post(f"/cards/{card.pk}/answers/", {"text": "3/("}).status_code == 404


def test_a_note_to_an_editor_is_kept(few: Callable[[str], None], as_ada: Client, card: Card) -> None:
    few("disputes")
    given = [answer(card, key=f"k-{number}") for number in range(MOST + 1)]
    left = iter(given)
    html = page_of(beyond(lambda: as_ada.post(reverse("dispute", args=[next(left).pk]), {"note": "It is 3/8."})))
    assert '<p class="given" dir="auto">It is 3/8.</p>' in html
    assert Dispute.objects.count() == MOST


@pytest.fixture
def running(ada: Learner, card: Card) -> Interview:
    return seat(ada, [card], now=timezone.now())


def test_a_save_by_the_form_is_kept_with_the_scratch_pad(
    few: Callable[[str], None], as_ada: Client, running: Interview
) -> None:
    few("saves")
    form = {"text": "3/8", "version": "0", "pad": "2 of 3", "pad_version": "0", "next": "1"}
    address = reverse("turn-text", args=[running.pk, 1])
    html = page_of(beyond(lambda: as_ada.post(address, form)))
    assert '<p class="given" dir="auto">3/8</p>' in html and '<p class="given" dir="auto">2 of 3</p>' in html
    assert '<input type="hidden" name="next" value="1">' in html


@pytest.mark.parametrize(("name", "form"), [("turn-text", {"text": "3/8", "version": "0"}), ("pad", {"pad": "2 of 3"})])
def test_a_save_by_the_script_is_told_so_and_tries_again(
    few: Callable[[str], None], as_ada: Client, running: Interview, name: str, form: dict[str, str]
) -> None:
    few("saves")
    address = reverse(name, args=[running.pk, 1] if name == "turn-text" else [running.pk])
    response = beyond(lambda: as_ada.post(address, form, headers={"Accept": "application/json"}))
    assert response.json() == {
        "refused": f"That was very quick. Wait {response['Retry-After']} seconds, then try again."
    }


def test_programs_save_under_the_same_limit(few: Callable[[str], None], as_ada: Client, running: Interview) -> None:
    few("saves")
    address, form = f"/api/v1/interviews/{running.pk}/turns/1/", {"text": "3/8", "version": 0, "force": True}
    beyond(lambda: as_ada.put(address, form, content_type="application/json"))
    assert as_ada.get(address).status_code == 200, "looking is not saving"


def test_interviews_are_not_drawn_without_end(few: Callable[[str], None], as_ada: Client) -> None:
    """Not even where none comes of it."""
    few("interviews")
    html = page_of(beyond(lambda: as_ada.post("/interviews/", {"minutes": "45", "timer": "soft"})))
    assert '<input type="hidden" name="timer" value="soft">' in html
    assert as_ada.get("/interviews/").status_code == 200
    program = as_ada.post("/api/v1/interviews/", {"minutes": 15}, content_type="application/json")
    assert program.status_code == 429


def test_reports_are_not_made_without_end(few: Callable[[str], None], as_ada: Client, ada: Learner, card: Card) -> None:
    interview = graded(ada, [card], ["3/8"])
    few("reports")
    for name in ("report", "report-markdown", "report-json"):
        cache.clear()
        address = reverse(name, args=[interview.pk])
        assert f'href="{address}">Try again</a>' in page_of(beyond(lambda address=address: as_ada.get(address)))
    cache.clear()
    html = page_of(beyond(lambda: as_ada.post(reverse("gradings", args=[interview.pk]))))
    assert "Send it again" in html
    assert as_ada.post(reverse("marks", args=[interview.pk, 1]), {"mark": "right"}).status_code == 429
    assert as_ada.get(f"/api/v1/interviews/{interview.pk}/report/").status_code == 429
    assert as_ada.post(f"/api/v1/interviews/{interview.pk}/submission/").status_code == 429


def test_who_is_quick_and_honest_meets_no_limit(as_ada: Client, ada: Learner, card: Card) -> None:
    """A check a second, and in an interview two saves a second, for a minute."""
    assert {as_ada.post(f"/cards/{card.pk}/answers/", {"text": "3/("}).status_code for _ in range(60)} == {422}
    running = seat(ada, [card], now=timezone.now())
    address = reverse("turn-text", args=[running.pk, 1])
    script = {"headers": {"Accept": "application/json"}}
    codes = {as_ada.post(address, {"unchanged": "1"}, **script).status_code for _ in range(120)}
    assert codes == {200}
    sitting.finish(running, now=END)


def test_every_scope_has_its_rate() -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] == settings.RATES


# --- authors and editors ---------------------------------------------------------------------------------------------


@pytest.fixture
def as_author(emmy: Learner) -> Client:
    return signed_in(into_group(emmy, "Authors"))


@pytest.fixture
def as_editor(grace: Learner) -> Client:
    return signed_in(grace)


@pytest.mark.parametrize(("name", "scope"), [("trial", "answers"), ("tests", "authoring"), ("preview", "user")])
def test_what_an_author_tries_is_limited(
    few: Callable[[str], None], as_author: Client, card: Card, name: str, scope: str
) -> None:
    few(scope)
    data = {"bank": Bank.objects.get().pk, "source": block(slug="new"), "text": "3/8"}
    response = beyond(lambda: as_author.post(reverse(f"admin:quizzes_question_{name}"), data))
    assert response["X-Frame-Options"] == "SAMEORIGIN", "it is told in the frame"
    page_of(response)


def test_an_import_is_limited(
    few: Callable[[str], None], as_author: Client, card: Card, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    few("authoring")
    address = reverse("admin:quizzes_question_import")
    pasted = {"bank": Bank.objects.get().pk, "text": "What is 1 + 1?"}
    html = page_of(beyond(lambda: as_author.post(address, pasted)))
    assert '<p class="given" dir="auto">What is 1 + 1?</p>' in html
    html = page_of(as_author.post(address, {**pasted, "file": SimpleUploadedFile("a.md", b"## a")}))
    assert "A file cannot be kept here" in html and f'href="{address}">Try again</a>' in html


def test_judging_stored_answers_again_is_limited(few: Callable[[str], None], as_editor: Client, card: Card) -> None:
    dispute = disputing.dispute_mark(answer(card), "", now=NOON)[0]
    few("authoring")
    address = reverse("admin:quizzes_dispute_acceptance", args=[dispute.pk])
    page_of(beyond(lambda: as_editor.get(address)))
    html = page_of(as_editor.post(address, {"reply": "You are right."}))
    assert '<p class="given" dir="auto">You are right.</p>' in html
    assert Dispute.objects.get().state == "open"


def test_measuring_is_limited(few: Callable[[str], None], as_editor: Client, card: Card) -> None:
    few("authoring")
    beyond(lambda: as_editor.post(reverse("admin:quizzes_itemstatistics_measurements")))
    assert Question.objects.exists()
