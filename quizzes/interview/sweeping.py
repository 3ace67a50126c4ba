"""A thread of the server ends interviews whose time is up and grades them, though no browser is open.

Each worker of a server has such a thread. Of those only one at a time grades an interview, by a claim in its row; that
of a worker which was killed runs out.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

from quizzes.interview import grading
from quizzes.interview.services import close_overdue
from quizzes.models import Interview

EVERY = 20.0  # seconds
GRADED_AFTER = timedelta(seconds=30)  # of the end: until then the page, which shows the progress, is asked to do it
GRADING_SECONDS = 10.0  # that one interview may take at a time
CLAIM = timedelta(minutes=1)  # longer than grading takes at a time, with what is finished after it
LONGEST_REST = timedelta(days=1)  # of one that cannot be graded

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
        grade_waiting(now=timezone.now())
    except Exception:  # a database that is away for a minute must not end the thread
        logger.exception("interviews were not swept")
    finally:
        connections.close_all()  # kept open, one would be lost to each server process between two sweeps


def grade_waiting(*, now: datetime) -> None:
    """Grade those that ended a while ago and that nobody else is at, for some time each; so their reports are there."""
    waiting = Interview.objects.ungraded().unclaimed(now).filter(ended_at__lte=now - GRADED_AFTER)
    begun = timezone.now()
    for interview in waiting.select_related("learner"):
        # By the clock of this sweep: the last of many is claimed long after the first.
        at = now + (timezone.now() - begun)
        claim = at + CLAIM
        if not Interview.objects.ungraded().unclaimed(at).filter(pk=interview.pk).update(claimed_until=claim):
            continue  # another worker was quicker
        try:
            grading.grade_some(interview, now=now, seconds=GRADING_SECONDS)
        except Exception:
            # One that cannot be graded must not keep the others from it; its own learner meets the error on the page.
            rest = min(at - interview.ended_at, LONGEST_REST)
            logger.exception("interview %s was not graded; the next try is in %s", interview.pk, rest)
        else:
            rest = None
        # Unless it took so long that another has claimed it meanwhile.
        Interview.objects.filter(pk=interview.pk, claimed_until=claim).update(claimed_until=rest and at + rest)
