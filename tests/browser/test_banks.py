"""The page of a bank in a real browser: its questions are found, its head is edited, and all of it fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes.models import Bank, Learner
from tests.browser.axe import axe
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[[str], None]
LONG_ID = "a-rather-long-name-of-a-question-of-linear-algebra"
FILE = bank_text(block(slug=LONG_ID), block("choice", slug="split")).replace("\n", "\r\n")


@pytest.fixture
def desk(page: Page, live_server: LiveServer, grace: Learner, tmp_path: Path, settings) -> OpenPage:
    """Sign grace in before a bank whose file has the line ends of Windows; open pages of the admin."""
    settings.CONTENT_DIR = tmp_path
    settings.WRITE_THROUGH = True
    (tmp_path / "a.md").write_bytes(FILE.encode())
    load(tmp_path)
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(grace.user)}")
    return lambda path: page.goto(f"{live_server.url}/admin/quizzes/{path}")


@pytest.fixture
def bank(desk: OpenPage) -> Bank:
    found = Bank.objects.get()
    desk(f"bank/{found.pk}/change/")
    return found


def type_head(page: Page, old: str, new: str) -> None:
    field = page.get_by_label("The lines above the first question")
    assert old in field.input_value()
    field.fill(field.input_value().replace(old, new))


def test_a_head_is_edited_told_of_and_written_in_its_own_line(page: Page, bank: Bank, tmp_path: Path) -> None:
    type_head(page, "area: math", "area: maths")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#head .problems li")).to_contain_text("Line 4")
    type_head(page, "area: maths", "area: math")
    type_head(page, "intermediate", "entry")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".told")).to_contain_text("2 questions read differently below it (level).")
    page.get_by_role("button", name="Save it so").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved")
    assert (tmp_path / "a.md").read_bytes() == FILE.replace("intermediate", "entry").encode()


def test_a_question_is_found_by_a_word(page: Page, bank: Bank) -> None:
    page.get_by_role("searchbox", name="Find").fill("validation")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".questions tbody tr")).to_have_count(1)
    expect(page.locator(".questions")).to_contain_text("split")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_and_breaks_no_rule_of_accessibility(page: Page, bank: Bank, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # The admin's own header and menu are not ours to mend.
    page.evaluate(
        "document.querySelectorAll('#header, #nav-sidebar, #toggle-nav-sidebar, footer').forEach(e => e.remove())"
    )
    found = axe(page, without=("region",), preload=False)
    assert not found, "\n".join(found)
