"""A thread of the server ends interviews whose time is up and grades them, though no browser is open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections
from django.utils import timezone

from quizzes.interview.services import close_overdue

EVERY = 20.0  # seconds
logger = logging.getLogger(__name__)


def start(*, every: float = EVERY) -> Callable[[], None]:
    """Sweep from now on, at that interval in seconds. Returns what ends it; the end of the process does, too."""
    ended = threading.Event()

    def run() -> None:
        # The first look waits as well: it also finds what a server that was killed has left half graded.
        while not ended.wait(every):
            sweep()

    thread = threading.Thread(target=run, name="interviews", daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join()

    return end


def sweep() -> None:
    """Close and grade what is due once. Whatever goes wrong is logged; the next sweep tries again."""
    try:
        close_overdue(now=timezone.now())
    except Exception:  # a database that is away for a minute must not end the thread
        logger.exception("interviews were not swept")
    finally:
        connections.close_all()  # kept open, one would be lost to each server process between two sweeps
