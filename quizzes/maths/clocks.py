"""The time that a comparison has taken: by the clock on the wall where a learner waits, else by work done.

What an author wrote must read the same on every machine, whatever else that machine has to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PATIENCE = 5.0  # times as slow, and as long, as the machine that the limits are made for

_clock: ContextVar[Callable[[], float]] = ContextVar("clock", default=time.monotonic)


def seconds() -> float:
    """A reading, of which only differences mean something."""
    return _clock.get()()


@contextmanager
def unhurried() -> Iterator[None]:
    """Within it only work of this thread counts, and that less."""
    former = _clock.set(lambda: time.thread_time() / PATIENCE)
    try:
        yield
    finally:
        _clock.reset(former)
