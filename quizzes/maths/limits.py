"""From a function's name and its argument to its result, in another process, within a time and a memory limit.

    pool = Pool("quizzes.maths.checking", size=3)
    pool.call("judge", {...}, deadline=2.0)

Workers are started by exec, so threads and locks of the server are not copied into them. One works, one is a warm spare
for when the first is killed; more are started, up to `size`, only while all are busy, and go when they are not needed.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import math
import os
import threading
import time
import weakref
from typing import Any

from quizzes.maths import frames
from quizzes.maths.processes import START_LIMIT, Crashed, OutOfMemory, OutOfTime, Process, Undecided

__all__ = ["Crashed", "OutOfMemory", "OutOfTime", "Pool", "Undecided"]

KEPT = 2  # workers, when nothing is asked: one and its spare
PATIENCE = 10.0  # seconds that a call waits for a worker
FIRST = 30.0  # seconds more that it waits for the first of all
HURRY = 0.1  # seconds for which all workers have been busy: start another
PAUSE = 1.0  # seconds between two starts that nobody waits for
SURPLUS_AFTER = 120.0  # seconds without work, after which a worker beyond KEPT ends
LONGEST_PAUSE = 30.0  # seconds between two attempts where workers do not start

logger = logging.getLogger(__name__)


class Pool:
    """module: run by `python -m`, calls `worker.serve`.   size: processes at most.   limits: of `worker`, by name."""

    def __init__(self, module: str, *, size: int = 3, **limits: int) -> None:
        self.module, self.size, self.limits = module, size, limits
        self._forget()
        _pools.add(self)

    def _forget(self) -> None:
        """Begin without workers: at first, and after a fork, whose other side goes on talking to those it has."""
        self._lock = threading.Lock()
        self._freed = threading.Condition(self._lock)  # waited for by calls
        self._stirred = threading.Condition(self._lock)  # waited for by the keeper
        self._stir = False
        self._workers: set[Process] = set()
        self._idle: list[Process] = []  # the one used last is last
        self._gone: list[Process] = []  # killed, to be reaped
        self._waiting = 0  # calls without a worker
        self._busy_since = math.inf  # when the last idle one went to work
        self._spare_at = 0.0  # when a worker may start though nobody waits for it
        self._retry_at = 0.0
        self._failures = 0  # starts in a row
        self._keeper: threading.Thread | None = None
        self._closed = False

    # --- what callers see

    def call(self, function: str, argument: Any, deadline: float) -> Any:
        """The function's result. argument, result: JSON.   deadline: seconds, after which the worker is killed.

        Waiting for a worker does not count. Raises OutOfTime, OutOfMemory or Crashed.
        """
        worker = self._take()
        try:
            reply = worker.ask(function, argument, deadline)
        except BaseException:  # whatever stopped us, a late reply must not answer the next question
            self._release(worker, lost=True)
            raise
        self._release(worker, lost=reply["retires"])
        match reply.get("error"):
            case None:
                return reply["result"]
            case "memory":
                raise OutOfMemory("the memory did not suffice")
            case _:
                raise Crashed(str(reply.get("message", "it failed")))

    def warm(self, *, after: float = 0.0) -> None:
        """Start the workers in the background. after: seconds, unless a call comes before."""
        with self._lock:
            self._spare_at = time.monotonic() + after
            self._stir_keeper()

    def wait_until_warm(self, timeout: float = START_LIMIT) -> bool:
        """Whether there is an idle worker by then."""
        self.warm()
        with self._lock:
            return self._freed.wait_for(lambda: bool(self._idle), timeout)

    def workers(self) -> list[dict[str, Any]]:
        """Process id, memory after warm-up in bytes, and seconds that the warm-up took."""
        with self._lock:
            return [{"pid": each.process.pid, "memory": each.memory, "seconds": each.seconds} for each in self._workers]

    def close(self) -> None:
        """End all workers. A call from now on fails."""
        with self._lock:
            self._closed = True
            workers = [*self._workers, *self._gone]
            self._workers, self._idle, self._gone = set(), [], []
            self._stirred.notify_all()
            self._freed.notify_all()
        for worker in workers:
            worker.end()

    # --- workers go out and come back

    def _take(self) -> Process:
        begun = time.monotonic()
        with self._lock:
            while not self._closed:
                while self._idle:
                    worker = self._idle.pop()
                    if worker.lives():
                        if not self._idle:
                            self._busy_since = time.monotonic()
                            self._stir_keeper()
                        return worker
                    self._lose(worker)
                if self._failures > 1:
                    raise Crashed("the worker processes do not start; the log says why")
                # The first one of all may take long to start, on a machine that is busy with other things.
                left = begun + PATIENCE + (0 if self._workers else FIRST) - time.monotonic()
                if left <= 0:
                    raise OutOfTime(f"all {len(self._workers)} workers were busy for {PATIENCE:g} s")
                self._waiting += 1
                self._stir_keeper()
                self._freed.wait(left)
                self._waiting -= 1
        raise Crashed("the pool is closed")

    def _release(self, worker: Process, *, lost: bool) -> None:
        if lost:
            worker.kill()
        with self._lock:
            if worker not in self._workers:
                return  # the pool was closed meanwhile
            if lost:
                self._lose(worker)
            else:
                self._add_idle(worker)

    def _lose(self, worker: Process) -> None:
        self._workers.discard(worker)
        self._gone.append(worker)
        self._spare_at = 0.0
        self._stir_keeper()

    def _add_idle(self, worker: Process) -> None:
        worker.idle_since = time.monotonic()
        self._busy_since = math.inf
        self._idle.append(worker)
        self._freed.notify()

    # --- the keeper: a thread that starts workers, and lives as long as they do

    def _stir_keeper(self) -> None:
        # A worker dies with the thread that started it (PR_SET_PDEATHSIG), and one that serves a request soon ends.
        if self._keeper is None and not self._closed:
            self._keeper = threading.Thread(target=self._tend, name="pool keeper", daemon=True)
            self._keeper.start()
        self._stir = True
        self._stirred.notify()

    def _tend(self) -> None:
        while True:
            with self._lock:
                pause = self._next_start() - time.monotonic()
                self._stirred.wait_for(lambda: self._closed or self._stir, min(max(pause, 0.0), SURPLUS_AFTER))
                if self._closed:
                    return
                self._stir = False
                gone, self._gone = [*self._gone, *self._surplus()], []
                is_time = self._next_start() <= time.monotonic()
            for worker in gone:
                worker.end()
            if is_time:
                self._start()

    def _next_start(self) -> float:
        """When a further worker is wanted, if nothing changes until then."""
        count = len(self._workers)
        if count >= self.size:
            return math.inf
        if self._waiting and not count:
            return self._retry_at
        return max(self._retry_at, min(self._busy_since + HURRY, self._spare_at if count < KEPT else math.inf))

    def _surplus(self) -> list[Process]:
        surplus = []
        while len(self._workers) > KEPT and self._idle:
            if time.monotonic() - self._idle[0].idle_since < SURPLUS_AFTER:
                break
            surplus.append(self._idle.pop(0))
            self._workers.discard(surplus[-1])
        return surplus

    def _start(self) -> None:
        worker = None
        try:
            worker = Process(self.module, self.limits)
            worker.greet()
        except (OSError, frames.BrokenFrame) as error:
            logger.error("a worker process (%s) does not start: %s", self.module, error or "not warm in time")
            if worker is not None:
                worker.end()
            with self._lock:
                self._failures += 1
                self._retry_at = time.monotonic() + min(2.0**self._failures, LONGEST_PAUSE)
                self._freed.notify_all()
            return
        with self._lock:
            self._failures = 0
            self._spare_at = time.monotonic() + PAUSE
            if not self._closed:
                self._workers.add(worker)
                self._add_idle(worker)
                return
        worker.end()


_pools: weakref.WeakSet[Pool] = weakref.WeakSet()


def _forget_workers() -> None:
    for pool in list(_pools):
        for worker in [*pool._workers, *pool._gone]:
            with contextlib.suppress(OSError):
                worker.forget()
        pool._forget()


def _close_pools() -> None:
    for pool in list(_pools):
        pool.close()


os.register_at_fork(after_in_child=_forget_workers)
atexit.register(_close_pools)
