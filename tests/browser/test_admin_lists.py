"""The authors' lists in a real browser: what was refused does not look done, and no column is out of sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes.models import ItemStatistics, Learner, Question, Version
from tests.makers import NOON, bank_text, block, load

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[[str], None]
LONG_ID = "a-rather-long-name-of-a-question-of-linear-algebra"


@pytest.fixture
def desk(page: Page, live_server: LiveServer, grace: Learner, tmp_path: Path, settings) -> OpenPage:
    """Sign grace in before a bank with one question; open pages of the admin."""
    settings.CONTENT_DIR = tmp_path
    load(tmp_path, a=bank_text(block(slug=LONG_ID)))
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(grace.user)}")
    return lambda path: page.goto(f"{live_server.url}/admin/quizzes/{path}")


def test_what_a_bulk_action_refused_does_not_look_done(page: Page, desk: OpenPage) -> None:
    desk("question/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "publish")
    page.click("button[name=index]")
    page.click("input[type=submit].default")
    row = page.locator(".messagelist li.warning li")
    assert "it has no draft" in row.inner_text()
    assert row.evaluate("row => getComputedStyle(row).backgroundImage") == "none", "no tick"


@pytest.mark.parametrize(("width", "lines"), [(1280, 2), (390, 2)])
def test_the_list_of_questions_shows_its_columns_and_whole_ids(
    page: Page, desk: OpenPage, width: int, lines: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    desk("question/")
    table = page.locator("#changelist .results")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    name = page.locator("tbody .field-id_ a")
    height = "a => parseFloat(getComputedStyle(a).lineHeight) || 1.3 * parseFloat(getComputedStyle(a).fontSize)"
    assert name.evaluate("a => a.getBoundingClientRect().height") <= (lines + 0.3) * name.evaluate(height)
    for column in ("field-shown_state", "field-bank", "field-kind", "field-level"):
        box = page.locator(f"tbody .{column}").bounding_box()
        assert box and box["x"] + box["width"] <= width, column
    assert page.locator("#nav-sidebar").count() == 0


def test_all_columns_of_the_statistics_are_seen_on_a_laptop(page: Page, desk: OpenPage) -> None:
    figures = {"facility": 0.25, "discrimination": -0.9, "median_seconds": 95, "difficulty": 5.5, "lapse_rate": 0.1}
    question, suspect = Question.objects.get(), "The key may be wrong."
    ItemStatistics.objects.create(question=question, learners=120, attempts=400, suspect=suspect, at=NOON, **figures)
    desk("itemstatistics/")
    table = page.locator("#changelist .results")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


def test_a_history_with_a_long_note_fits_a_phone(page: Page, desk: OpenPage, grace: Learner) -> None:
    question = Question.objects.get()
    Version.objects.create(question=question, act="saved", source="", by=grace.user, at=NOON, note="y" * 200)
    page.set_viewport_size({"width": 390, "height": 800})
    desk(f"question/{question.pk}/history/")
    table = page.locator(".table-frame")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
