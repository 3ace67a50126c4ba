"""One interview from its first page to the daily review after it, by keyboard, with a closed tab and the time run out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.models import Interview, Learner
from quizzes.review import planning
from tests.browser.test_interview import expect_question, expect_saved
from tests.browser.test_report import focus_by_tab
from tests.interview.seats import move_clock
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db(transaction=True)

TOPICS = {"la": "Linear algebra", "pr": "Probability", "st": "Statistics", "op": "Optimisation", "it": "Information"}
GAPS = ("la", "pr", "st")
A_TOPIC = 3  # questions of a minute each, which together fill a quarter of an hour
MINUTE = timedelta(minutes=1)


def bank_of_topic(topic: str) -> str:
    """Each question says something of its own of a wrong option: one misconception behind all would be the one cause."""
    plain = block("choice", slug="SLUG").replace("tags: [ev]", f"tags: [{topic}]").replace("  > It", "  > SLUG: it")
    blocks = [plain.replace("SLUG", f"{topic}-{number}") for number in range(A_TOPIC)]
    return bank_text(*blocks, bank=f"math.{topic}", title=TOPICS[topic])


def choose(page: Page, words: str) -> None:
    """Press the number of the option with these words."""
    options = page.locator("#answer-form .option, .option").all_inner_texts()
    (number,) = [index for index, text in enumerate(options, start=1) if words in text]
    page.keyboard.press(str(number))


def answer_all(page: Page, interview: Interview, positions: range) -> None:
    """As a learner does who knows nothing of three topics."""
    for position in positions:
        expect_question(page, position)
        topic = interview.turns.get(position=position).card.question.topic
        choose(page, "training set" if topic in GAPS else "validation set")
        if position < interview.turns.count():
            page.keyboard.press("Control+Enter")


def test_from_the_first_page_to_the_next_review(
    page: Page, open_page: Callable[[str], None], live_server: LiveServer, ada: Learner, tmp_path: Path
) -> None:
    load(tmp_path, **{topic: bank_of_topic(topic) for topic in TOPICS})
    open_page("/interviews/")
    page.locator("input[name=minutes]:checked").focus()
    page.keyboard.press("ArrowLeft")
    focus_by_tab(page, "Start")
    page.keyboard.press("Enter")
    expect_question(page, 1)
    interview = Interview.objects.get()
    count = interview.turns.count()
    assert (interview.minutes, count) == (15, len(TOPICS) * A_TOPIC)

    # The tab is closed at minute five and opened again at minute seven.
    answer_all(page, interview, range(1, 6))
    expect_question(page, 6)
    choose(page, "test set")
    expect_saved(interview, 6, "C", page)
    move_clock(interview, by=5 * MINUTE)
    context = page.context
    page.close()
    move_clock(interview, by=2 * MINUTE)
    page = context.new_page()
    page.goto(live_server.url)
    focus_by_tab(page, "Go on with it")
    page.keyboard.press("Enter")
    expect_question(page, 6)
    expect(page.locator("#time")).to_have_text(re.compile(r"\b[78] min"))
    expect(page.locator(".option", has_text="test set").locator("input")).to_be_checked()

    # The rest is answered, and the time runs out.
    answer_all(page, interview, range(6, count + 1))
    last = interview.turns.get(position=count)
    wanted = "training set" if last.card.question.topic in GAPS else "validation set"
    value = page.locator(".option", has_text=wanted).locator("input").get_attribute("value")
    expect_saved(interview, count, value or "", page)
    move_clock(interview, by=8 * MINUTE + timedelta(seconds=2))
    page.reload()
    page.wait_for_url(re.compile("/report/"))

    # The report names the three gaps and nothing else.
    expect(page.get_by_role("button", name=f"Put {count} questions into my plan")).to_be_visible()
    told = {*page.locator(".fixes h3").all_inner_texts()}
    assert told == {f"Revise “{TOPICS[topic]}”" for topic in GAPS}
    focus_by_tab(page, f"Put {count} questions into my plan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("into my plan"))).to_have_count(0)

    # What failed comes first in the next review.
    failed = {f"{topic}-{number}" for topic in GAPS for number in range(A_TOPIC)}
    ada.refresh_from_db()
    tomorrow = timezone.now() + timedelta(days=1)
    assert {card.question.slug for card in planning.queue(ada, now=tomorrow)} >= failed
    page.goto(f"{live_server.url}/review/")
    expect(page.locator("#prompt")).to_be_visible()
    shown = re.search(r"/cards/(\d+)/", page.locator("#answer-form").get_attribute("action") or "")
    assert shown and ada.cards.get(pk=shown[1]).question.slug in failed
