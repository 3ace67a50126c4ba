"""A mark is disputed, decided and told of in a real browser: the learner's pages and the editor's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes import checking
from quizzes.disputes import services
from quizzes.models import Dispute, Learner, Question, Regrade
from tests.browser.axe import axe
from tests.disputes.marks import TESTED, dealt, disputed, mend
from tests.makers import NOON, block, deal, review

pytestmark = pytest.mark.django_db(transaction=True)

OpenAs = Callable[[Learner, str], None]
SHOTS = os.environ.get("SHOTS")  # a folder for pictures of the pages, to be looked at


@pytest.fixture(autouse=True, scope="module")
def warm_workers() -> None:
    """No page is to wait for the start of a worker."""
    checking.warm()


def look(page: Page, name: str, *, rules: bool = True) -> None:
    """A picture where one is wanted, wide and narrow; and no accessibility rule is broken, but on Django's own lists."""
    if SHOTS:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})
    # The admin’s style sheet imports others, which axe would copy into styles that the policy forbids.
    assert not rules or axe(page, preload="/admin/" not in page.url) == []


@pytest.fixture
def open_as(page: Page, live_server: LiveServer) -> Callable[[Learner, str], None]:
    """Sign somebody in, in the place of whoever was there, and open a page."""

    def open_it(learner: Learner, path: str) -> None:
        page.context.clear_cookies()
        learner.user.refresh_from_db()  # a link is good until the next sign-in
        page.goto(f"{live_server.url}/accounts/link/{get_query_string(learner.user)}")
        page.goto(live_server.url + path)

    return open_it


def test_a_mark_is_disputed_by_keyboard_accepted_and_regraded(
    page: Page, open_as: OpenAs, ada: Learner, emmy: Learner, grace: Learner, tmp_path: Path
) -> None:
    card = dealt(ada, tmp_path)
    review(dealt(emmy, tmp_path), 1, text="0.375")
    open_as(ada, "/review/")
    page.keyboard.type("6/16")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()
    page.get_by_text("Dispute this mark").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Three of 8 orders, so it is 3/8; 1 is not the answer.")
    look(page, "disputing")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".dispute .state")).to_be_focused()
    expect(page.get_by_text("an editor will look")).to_be_visible()
    look(page, "disputed")
    page.locator("#result").focus()
    page.wait_for_timeout(450)
    page.keyboard.press("1")
    expect(page.get_by_text("a few minutes early")).to_be_visible()
    card.refresh_from_db()
    assert (card.due_at is not None, Dispute.objects.get().state) == (True, "open")

    mend(tmp_path, TESTED)
    open_as(grace, "/admin/quizzes/dispute/")
    look(page, "queue", rules=False)
    page.get_by_role("link", name="two-heads").click()
    look(page, "dispute")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("2 marks of 2 learners change")).to_be_visible()
    look(page, "acceptance")
    page.get_by_label("A word to the learner").fill("You are right, thank you.")
    page.get_by_role("button", name="Accept, and change 2 marks").click()
    expect(page.get_by_text("Accepted: 2 marks changed")).to_be_visible()
    assert '{right: "6/16"}' in Question.objects.get().source

    open_as(ada, "/")
    expect(page.get_by_text("is now marked right; before, it was wrong. You are right, thank you.")).to_be_visible()
    look(page, "told")
    page.get_by_role("link", name="Look at it").click()
    expect(page.locator(".word")).to_contain_text("Right")
    expect(page.get_by_text("it was accepted on")).to_be_visible()
    look(page, "accepted")
    page.go_back()
    page.get_by_role("button", name="Got it").click()
    expect(page.get_by_text("is now marked right")).to_have_count(0)
    card.refresh_from_db()
    assert Regrade.objects.count() == 2
    assert card.memory == card.replayed()
    assert card.memory.stability == pytest.approx(8.3, abs=0.1), "as after Easy, no more as after Again"


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
