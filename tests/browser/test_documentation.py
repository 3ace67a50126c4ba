"""The API's documentation in a browser: it is drawn, and lets a signed-in learner try an operation."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.models import Learner


@pytest.mark.django_db(transaction=True)
def test_the_documentation_is_drawn_and_can_be_tried(page: Page, live_server: LiveServer, as_ada, ada: Learner) -> None:
    foreign = []
    page.on(
        "request", lambda request: foreign.append(request.url) if not request.url.startswith(live_server.url) else None
    )
    page.context.add_cookies(
        [{"name": "sessionid", "value": as_ada.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/api/v1/docs/")
    operation = page.locator("#operations-settings-settings_partial_update")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("textarea").first.fill('{"new_per_day": 7}')
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_have_text(re.compile("^200"))
    ada.refresh_from_db()
    assert ada.new_per_day == 7
    assert [url for url in foreign if not url.startswith("data:")] == []
