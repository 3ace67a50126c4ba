"""Bytes over the wire: the review page on a first visit, with all that Chromium fetches for it, and each next card."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

from tests.bench.client import ANSWER
from tests.bench.figures import Figure
from tests.bench.site import ROOT
from tests.bench.workshop import Workshop

TITLE = "Weight: bytes over the wire, heads included, with the questions of content/"
PAGES, CARDS = 8, 24  # first visits, each with an empty cache and another card; cards of one sitting
FIRST, NEXT = 150.0, 10.0  # kB; 1 kB is 1,000 bytes


def measure(workshop: Workshop) -> list[Figure]:
    from tests.browser import finder

    found = finder.find()
    if found is None:
        return [Figure(name="first visit", note="no browser here: `make test` installs one, BROWSER_BIN names one")]
    site = workshop.site("weight", static=True)
    made = site.run("weight", ROOT / "content")
    with site.serve(workers=2) as server:
        visits, cards, fonts = _browse(f"http://127.0.0.1:{server.port}", made, found)
    kinds = {name: [visit.get(name, 0) for visit in visits] for name in ("html", "css", "js", "woff2")}
    return [
        Figure(
            name="first visit of a card", values=[sum(visit.values()) for visit in visits], unit="kB", at_most=FIRST
        ),
        *(Figure(name=f"  {name}", values=values, unit="kB") for name, values in kinds.items()),
        Figure(name="each next card: check and grade", values=cards, unit="kB", at_most=NEXT),
        Figure(name="  fonts fetched on the way, all cards", values=[fonts], unit="kB"),
    ]


def _browse(address: str, made: dict[str, Any], found: Any) -> tuple[list[dict[str, float]], list[float], float]:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.path, args=FLAGS, env={**found.env})
        visits = []
        for card in made["cards"][:PAGES]:
            page, loads = _page(browser, address, made["session"])
            page.goto(f"{address}/cards/{card}/", wait_until="networkidle")
            visits.append(_by_ending(loads))
            page.context.close()
        page, loads = _page(browser, address, made["session"])
        page.goto(f"{address}/review/", wait_until="networkidle")
        cards, fonts = [], 0.0
        for _ in range(CARDS):
            loads.clear()
            _cycle(page)
            page.wait_for_load_state("networkidle")
            sizes = _by_ending(loads)
            fonts += sizes.pop("woff2", 0.0)
            cards.append(sum(sizes.values()))
        browser.close()
    return visits, cards, fonts


def _page(browser: Any, address: str, session: str) -> tuple[Any, dict[str, Any]]:
    """A page with an empty cache, and what it fetches: address and bytes by request."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    loads: dict[str, Any] = {}
    wire = context.new_cdp_session(page)
    wire.on(
        "Network.responseReceived", lambda event: loads.setdefault(event["requestId"], [event["response"]["url"], 0])
    )
    wire.on("Network.loadingFinished", _weigh(loads))
    wire.send("Network.enable")
    return page, loads


def _weigh(loads: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def weigh(event: dict[str, Any]) -> None:
        if event["requestId"] in loads:
            loads[event["requestId"]][1] = event["encodedDataLength"]

    return weigh


def _by_ending(loads: dict[str, Any]) -> dict[str, float]:
    """kB by the ending of the address; what has none is HTML."""
    sizes: dict[str, float] = {}
    for url, size in loads.values():
        name = url.split("?")[0].rsplit("/", 1)[-1]
        ending = name.rsplit(".", 1)[-1] if "." in name else "html"
        sizes[ending] = sizes.get(ending, 0.0) + size / 1000
    return sizes


def _cycle(page: Any) -> None:
    """Answer whatever is asked, take the proposed grade, and wait for the next card."""
    if page.locator("#answer").count():
        page.fill("#answer", ANSWER)
    elif page.locator("#answer-form .option input").count():
        page.locator("#answer-form .option input").first.check()
    page.click("#answer-form [data-default]")
    page.wait_for_selector("#grade-form [data-default]")
    page.click("#grade-form [data-default]")
    page.wait_for_selector("#answer-form [data-default]")


# --- in the child process --------------------------------------------------------------------------------------------


def main(content: str) -> None:
    """Loads the real banks for one learner; prints the session and the cards, those with most mathematics first."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    from quizzes.library.services import take_up
    from quizzes.models import Bank

    call_command("migrate", verbosity=0)
    call_command("load_banks", content, stdout=io.StringIO())
    user = get_user_model().objects.create_user("ada", "ada@example.org")
    for bank in Bank.objects.all():
        take_up(user.learner, bank)
    user.learner.new_per_day = 100
    user.learner.save()
    client = Client()
    client.force_login(user, backend="quizzes.accounts.PasswordBackend")
    cards = user.learner.cards.select_related("question")
    ordered = sorted(cards, key=lambda card: -card.question.html["prompt"].count('class="math"'))
    print(json.dumps({"session": client.cookies["sessionid"].value, "cards": [card.pk for card in ordered]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
