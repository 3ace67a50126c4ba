"""64 learners at once on SQLite: how long a cycle takes, and whether anybody is told that the database is locked."""

from __future__ import annotations

import threading
import time

from tests.bench.client import Browser, by_htmx
from tests.bench.figures import Figure
from tests.bench.workshop import Workshop

TITLE = "Crowd: 64 learners at once, gunicorn with 2 workers of 4 threads, SQLite"
LEARNERS, CYCLES = 64, 10


def measure(workshop: Workshop) -> list[Figure]:
    site = workshop.site("crowd", static=True)
    site.fill(learners=LEARNERS, cards=60, due=30, new=10)
    seconds: list[float] = []
    troubles: list[str] = []
    with site.serve(workers=2) as server:
        threads = [
            threading.Thread(target=_sitting, args=(server.port, session, seconds, troubles))
            for session in site.sessions
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        locked = server.errors.read_text().count("database is locked")
    return [
        Figure(name="wall time of a cycle, all 64 at work", values=[value * 1000 for value in seconds], unit="ms"),
        Figure(name="requests that failed", values=[len(troubles)], at_most=0, note="; ".join(troubles)[:200]),
        Figure(name="“database is locked” in the log", values=[locked], at_most=0),
        Figure(name="cycles done", values=[len(seconds)], at_least=LEARNERS * CYCLES),
    ]


def _sitting(port: int, session: str, seconds: list[float], troubles: list[str]) -> None:
    browser = Browser(port, session)
    try:
        card = browser.get("/review/", htmx=True)
        for _ in range(CYCLES):
            start = time.monotonic()
            card = by_htmx(browser, card)
            seconds.append(time.monotonic() - start)
    except (OSError, RuntimeError) as error:
        troubles.append(repr(error))
    finally:
        browser.close()
