"""A disputed mark in a real browser, and the statistics of questions; accepting one is part of the authors' journey."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes.disputes import services
from quizzes.models import Learner
from tests.browser.looks import look
from tests.disputes.marks import disputed
from tests.makers import NOON, block, deal, review

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("warm_workers")]

OpenAs = Callable[[Learner, str], None]


def test_a_dispute_is_declined_with_a_reason(
    page: Page, open_as: OpenAs, ada: Learner, grace: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    open_as(grace, f"/admin/quizzes/dispute/{dispute.pk}/change/")
    page.get_by_label("Why does the mark stand?").fill("One order only was asked for.")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("Declined; the learner finds your reason")).to_be_visible()
    open_as(ada, "/")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("One order only was asked for.")).to_be_visible()
    look(page, "declined")


def test_long_words_of_either_side_stay_on_a_phones_page(
    page: Page, open_as: OpenAs, ada: Learner, grace: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path, note="x" * 400)
    services.decline(dispute, "y" * 400, by=grace.user, now=NOON)
    page.set_viewport_size({"width": 390, "height": 800})
    for learner, path in (
        (grace, f"/admin/quizzes/dispute/{dispute.pk}/change/"),
        (ada, f"/answers/{dispute.answer_id}/"),
    ):
        open_as(learner, path)
        expect(page.get_by_text("yyyy")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_statistics_are_worked_out_and_looked_at(
    page: Page, open_as: OpenAs, grace: Learner, person: Callable[..., Learner], tmp_path: Path
) -> None:
    for number in range(10):
        choice, numeric = deal(person(f"learner-{number}"), tmp_path, block("choice", slug="c"), block(slug="n"))
        review(choice, text="B" if number < 4 else "A")
        review(numeric, text="3/8" if number < 6 else "1/2")
    open_as(grace, "/admin/quizzes/itemstatistics/")
    expect(page.get_by_text("Not worked out yet.")).to_be_visible()
    page.get_by_role("button", name="Work out again").click()
    expect(page.get_by_text("Worked out again from all answers, for 2 questions.")).to_be_visible()
    look(page, "items", rules=False)
    page.get_by_role("link", name="c", exact=True).click()
    expect(page.get_by_role("img", name="Facility by group of learners")).to_be_visible()
    look(page, "item")
