"""From the machine's Chromium to a page for each browser test."""

import contextlib
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes import checking
from quizzes.models import Learner
from tests.browser import finder

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",  # and that may be used: nobody is there to be asked
]

expect.set_options(timeout=20_000)  # ms; a busy machine is slow, not broken

# Playwright's synchronous interface keeps an event loop in the test's thread, where Django would refuse its queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever lies in this folder needs a browser."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    found = finder.find()
    if found is None:
        pytest.fail("No browser here: `make test` installs one where it can, BROWSER_BIN names one", pytrace=False)
    with sync_playwright() as playwright:
        # Root cannot have the sandbox; nor, on some machines and in most containers, anybody else.
        choices = [False] if os.geteuid() == 0 else [True, False]
        for sandbox in choices:
            try:
                browser = playwright.chromium.launch(
                    executable_path=found.path,
                    args=FLAGS,
                    env={**os.environ, **found.env},
                    chromium_sandbox=sandbox,
                )
                break
            except Error:
                if sandbox is choices[-1]:
                    raise
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of its own for each test, which may raise no error and break no content security policy."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", hear)
    under_way: set[Request] = set()
    context.on("request", lambda request: under_way.add(request))
    context.on("requestfinished", lambda request: under_way.discard(request))
    context.on("requestfailed", lambda request: under_way.discard(request))
    yield page
    heard = list(complaints)  # what an empty page complains of is nobody's fault
    _leave(page, under_way)
    context.close()
    if heard:
        pytest.fail("\n".join(heard), pytrace=False)


def _leave(page: Page, under_way: set[Request]) -> None:
    """Let what is being saved arrive: a request that writes while the tables are emptied fails, or fails the emptying."""
    with contextlib.suppress(Error):  # a test may have closed its page
        page.goto("about:blank")
        for _ in range(20):
            page.wait_for_timeout(50)
            if not under_way:
                break
        page.wait_for_timeout(100)  # what was broken off may still be on its way through the server


@pytest.fixture
def open_page(page: Page, live_server: LiveServer, ada: Learner) -> Callable[[str], None]:
    """Sign ada in by her one-time link, and open a page."""
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")

    def open_it(path: str) -> None:
        page.goto(live_server.url + path)

    return open_it


@pytest.fixture
def open_as(page: Page, live_server: LiveServer) -> Callable[[Learner, str], None]:
    """Sign somebody in, in the place of whoever was there, and open a page."""

    def open_it(learner: Learner, path: str) -> None:
        page.context.clear_cookies()
        learner.user.refresh_from_db()  # a link is good until the next sign-in
        page.goto(f"{live_server.url}/accounts/link/{get_query_string(learner.user)}")
        page.goto(live_server.url + path)

    return open_it


@pytest.fixture(scope="session")
def warm_workers() -> None:
    """No page is to wait for the start of a worker."""
    checking.warm()
