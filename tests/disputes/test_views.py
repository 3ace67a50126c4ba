"""Disputing on the page of a verdict, what stands there afterwards, and the notices on the home page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.disputes import services
from quizzes.models import Answer, Dispute, Interview, Learner, Notice, Regrade
from tests.disputes.marks import accept, dealt, disputed, mend
from tests.interview.sittings import graded
from tests.makers import NOON, answer, block, deal, review
from tests.review.test_views import post_answer, text_of

pytestmark = pytest.mark.django_db


def page_of(client: Client, given: Answer) -> str:
    return text_of(client.get(reverse("answer", args=[given.pk])))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("numeric", "3/8", "Dispute this mark"),
        ("numeric", "1/8", "Dispute this mark"),
        ("choice", "B", "Dispute this mark"),
        ("free", "good on the training data", "Dispute this mark"),
        ("flashcard", "", "Is something wrong with this question?"),
    ],
)
def test_every_verdict_can_be_disputed(
    as_ada: Client, ada: Learner, tmp_path: Path, kind: str, text: str, words: str
) -> None:
    card = deal(ada, tmp_path, block(kind, slug="one"))[0]
    page = as_ada.get(post_answer(as_ada, card, text)["Location"])
    assert words in text_of(page)


def test_a_dispute_is_stored_with_its_note_and_said_from_then_on(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    for note in ("It is three of eight.", "Once more."):
        page = as_ada.post(reverse("dispute", args=[given.pk]), {"note": note}, follow=True)
    assert Dispute.objects.get().note == "It is three of eight."
    assert "You disputed this mark on" in text_of(page)
    assert "an editor will look" in text_of(page)
    assert "Dispute this mark" not in text_of(page)


def test_with_script_only_its_place_on_the_page_is_sent(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    page = as_ada.post(reverse("dispute", args=[given.pk]), {"note": ""}, headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith(f'<div class="dispute" id="dispute-{given.pk}"')
    assert "autofocus" in page.content.decode()


def test_a_reason_stands_below_the_mark(as_ada: Client, ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    services.decline(dispute, "One order only was asked for.", by=grace.user, now=NOON)
    text = page_of(as_ada, dispute.answer)
    assert "It was looked at on 23 November and stands. One order only was asked for." in text


def test_the_verdict_is_that_of_the_newest_rules(as_ada: Client, ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    assert "Wrong" in page_of(as_ada, dispute.answer)
    mend(tmp_path)
    accept(dispute, grace)
    text = page_of(as_ada, dispute.answer)
    assert "Right" in text and "Wrong" not in text
    assert "it was accepted on 23 November" in text
    assert as_ada.get(f"/api/v1/answers/{dispute.answer.pk}/").json()["score"] == 1.0


def test_a_mark_regraded_before_it_was_graded_proposes_its_new_grade(
    as_ada: Client, ada: Learner, grace: Learner, tmp_path: Path
) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    dispute = services.dispute_mark(given, "", now=NOON)[0]
    mend(tmp_path)
    accept(dispute, grace)
    as_ada.post(reverse("grade", args=[given.pk]), {"rating": "proposed"})
    made = ada.reviews.get()
    assert (made.rating, made.suggested, made.score, Regrade.objects.get().rating) == (3, 3, 1.0, None)


def test_in_the_report_of_an_interview_each_mark_can_be_disputed(
    as_ada: Client, client: Client, ada: Learner, tmp_path: Path
) -> None:
    interview = graded(ada, [dealt(ada, tmp_path)], ["3/8"])
    report = reverse("report", args=[interview.pk])
    assert "Dispute this mark" in text_of(as_ada.get(report))
    given = Answer.objects.get()
    sent = as_ada.post(reverse("dispute", args=[given.pk]), {"note": "It is 3/8."})
    assert sent["Location"] == f"{report}#question-1"
    assert "an editor will look" in text_of(as_ada.get(report))
    Interview.objects.update(share="shared")
    assert "isput" not in text_of(client.get("/shared/shared/")), "others see nothing of it"


def test_anothers_answer_is_not_found(as_emmy: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    assert as_emmy.post(reverse("dispute", args=[given.pk]), {"note": "Mine!"}).status_code == 404
    assert not Dispute.objects.exists()


def test_a_look_at_the_address_leads_to_the_verdict(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    assert as_ada.get(reverse("dispute", args=[given.pk]))["Location"] == reverse("answer", args=[given.pk])
    assert as_ada.get(reverse("notices"))["Location"] == reverse("home")


def test_a_note_with_markup_is_shown_as_it_was_typed(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    Dispute.objects.create(answer=given, at=NOON, decided_at=NOON, state="declined", reply="<script>alert(1)</script>")
    page = as_ada.get(reverse("answer", args=[given.pk])).content
    assert b"<script>alert" not in page and b"&lt;script&gt;alert" in page


def test_a_fresh_verdict_does_not_ask_for_disputes(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    """It is what learners wait for all day."""
    card = dealt(ada, tmp_path)
    card.refresh_from_db()
    with CaptureQueriesContext(connection) as captured:
        data = {"text": "3/8", "key": f"card-{card.pk}-{card.version}"}
        as_ada.post(reverse("answers", args=[card.pk]), data, headers={"HX-Request": "true"})
    assert not [query["sql"] for query in captured if "dispute" in query["sql"] or "regrade" in query["sql"]]


# --- notices ---------------------------------------------------------------------------------------------------------


def test_home_tells_of_a_changed_mark_until_it_is_put_away(
    as_ada: Client, ada: Learner, grace: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    mend(tmp_path)
    accept(dispute, grace)
    home = as_ada.get("/")
    assert "Your dispute of 23 November was accepted." in text_of(home)
    assert reverse("answer", args=[dispute.answer.pk]) in home.content.decode()
    page = as_ada.post(reverse("notices"), {"notice": Notice.objects.get().pk}, follow=True)
    assert "was accepted" not in text_of(page)


@pytest.mark.parametrize("number", ["", "x", "99", "9" * 30, "-1"])
def test_a_notice_that_is_not_there_is_not_found(as_ada: Client, number: str) -> None:
    assert as_ada.post(reverse("notices"), {"notice": number}).status_code == 404


def test_a_notice_of_another_is_not_found(as_emmy: Client, ada: Learner) -> None:
    notice = Notice.objects.create(learner=ada, text="A mark has changed.", at=NOON)
    assert as_emmy.post(reverse("notices"), {"notice": notice.pk}).status_code == 404
    assert ada.notices.unseen().exists()


def test_without_news_home_says_nothing(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    review(dealt(ada, tmp_path))
    assert b"notices" not in as_ada.get("/").content
