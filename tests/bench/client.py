"""A learner's browser as the server sees it: one connection kept alive, two cookies, forms as the page sends them."""

from __future__ import annotations

import dataclasses
import http.client
import re
import time
from urllib.parse import urlencode

TOKEN = "benchbenchbenchbenchbenchbench32"  # any 32 letters and digits are a good CSRF token, if cookie and form agree
ANSWER = "3/8"  # what numeric questions of blocks.py want; of choices, A is right
GOOD = 3
KEPT = 1.0  # seconds after which a connection is made anew; gunicorn closes idle ones after two


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    body: str
    location: str
    size: int  # bytes of head and body

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.body)
        if found is None:
            raise RuntimeError(f"no {pattern} in the reply ({self.status}):\n{self.body[:1000]}")
        return found[1]


class Browser:
    """Signed in by the cookie of a session that is there already."""

    def __init__(self, port: int, session: str, *, timeout: float = 60) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.used = 0.0
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}; time_zone=UTC"

    def get(self, path: str, *, htmx: bool = False) -> Reply:
        return self._ask("GET", path, None, htmx)

    def post(self, path: str, form: dict[str, object], *, htmx: bool = True) -> Reply:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **form}).encode(), htmx)

    def _ask(self, method: str, path: str, body: bytes | None, htmx: bool) -> Reply:
        headers = {"Cookie": self.cookies, **({"HX-Request": "true", "HX-Target": "sitting"} if htmx else {})}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.used > KEPT:
            self.connection.close()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.monotonic()
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        reply = Reply(
            status=answer.status,
            body=content.decode(),
            location=answer.getheader("Location", ""),
            size=head + len(content),
        )
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path}: {reply.status}\n{reply.body[:1000]}")
        return reply

    def close(self) -> None:
        self.connection.close()


def filled_in(card: Reply) -> tuple[str, dict[str, object]]:
    """Address and fields of the form on a card, with the right answer in it, as after some thirty seconds."""
    form: dict[str, object] = {
        "key": card.find(r'name="key" value="([^"]*)"'),
        "shown_at": int(card.find(r'name="shown_at" value="(\d+)"')) - 30,
        "hints": 0,
    }
    if 'type="radio" name="text"' in card.body:
        form["text"] = "A"
    elif 'id="answer"' in card.body:
        form["text"] = ANSWER
    return card.find(r'action="(/cards/\d+/answers/)"'), form


def by_htmx(browser: Browser, card: Reply) -> Reply:
    """One cycle as the page does it: check; grade, which brings the next card."""
    verdict = browser.post(*filled_in(card))
    return browser.post(verdict.find(r'action="(/answers/\d+/review/)"'), {"rating": GOOD})


def by_three(browser: Browser, card: Reply) -> Reply:
    """One cycle with a request for each step: check, grade, show the next card as a page."""
    by_htmx(browser, card)
    return browser.get("/review/")


def by_forms(browser: Browser, card: Reply) -> Reply:
    """One cycle without script: each post is answered by a redirect, which is followed."""
    checked = browser.post(*filled_in(card), htmx=False)
    verdict = browser.get(checked.location)
    graded = browser.post(verdict.find(r'action="(/answers/\d+/review/)"'), {"rating": GOOD}, htmx=False)
    return browser.get(graded.location)
