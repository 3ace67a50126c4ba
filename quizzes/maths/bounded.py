"""A stretch of work with a limit on the processor time that it takes, inside the process."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class TooLong(BaseException):
    """Beside Exception, so that no `except Exception` on the way swallows it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TooLong when the work inside takes more processor time; at once where this cannot be watched.

    The timer counts our own processor time and is apart from the one that guards the whole request.
    """
    if threading.current_thread() is not threading.main_thread():
        raise TooLong  # signals reach the main thread only
    previous = signal.signal(signal.SIGVTALRM, _stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooLong
