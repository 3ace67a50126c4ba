"""A sitting in a browser whose scripts are off: all but set maths works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes.models import Learner, Review
from tests.makers import BLOCKS, block, deal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_every_kind_is_answered_and_graded_and_undone(
    plain_page: Page, live_server: LiveServer, ada: Learner, tmp_path: Path
) -> None:
    page = plain_page
    deal(ada, tmp_path, *[block(kind, slug=kind) for kind in BLOCKS])
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    page.get_by_role("link", name="Start").click()
    for _ in BLOCKS:
        if page.get_by_role("button", name="Hint").count():
            page.get_by_role("button", name="Hint").click()
            expect(page.locator(".hint")).to_be_visible()
        if page.locator("#answer").count():
            page.locator("#answer").fill("3/8")
        elif page.locator(".option").count():
            page.get_by_label("The validation set.").check()
        page.locator("#answer-form .primary").click()
        expect(page.locator("#result")).to_be_visible()
        page.get_by_role("button", name="Easy").click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert Review.objects.count() == 4
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
