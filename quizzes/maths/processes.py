"""One worker process as its parent sees it: started, greeted, asked, and ended by force."""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import quizzes
from quizzes.maths import frames

ROOT = Path(quizzes.__file__).parents[1]
START_LIMIT = 120.0  # seconds; a worker that is not warm by then is given up
# Passed on; all else, the server's secrets among it, stays here.
ENVIRONMENT = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("PROSE_BACKEND", "PROSE_MODEL"),
)


class Undecided(Exception):
    """No result, through no fault of whoever asked; the text says why."""


class OutOfTime(Undecided):
    pass


class OutOfMemory(Undecided):
    pass


class Crashed(Undecided):
    """The worker ended or spoke nonsense, or the function failed; the text holds its traceback then."""


class Process:
    """memory: bytes resident after warm-up.   seconds: from start to warm.   idle_since: on the monotonic clock."""

    memory: int
    seconds: float
    idle_since: float

    def __init__(self, module: str, limits: dict[str, int]) -> None:
        self.started = time.monotonic()
        self.numbers = itertools.count(1)
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  (our own interpreter, our own module)
                [sys.executable, "-m", module, json.dumps({**limits, "parent": os.getpid()})],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                cwd=ROOT,
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
                # The same order of everything in every worker, and so the same verdict.
                | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
            )

    def greet(self) -> None:
        """Wait until it is warm. Raises BrokenFrame or TimeoutError."""
        match frames.receive(self.channel, until=self.started + START_LIMIT):
            case {"ready": True, "memory": int(memory)}:
                self.memory = memory
                self.seconds = time.monotonic() - self.started
            case _:
                raise frames.BrokenFrame("it spoke nonsense")

    def ask(self, function: str, argument: Any, deadline: float) -> dict[str, Any]:
        """The reply, of known form: `retires` with `result`, or with `error` and perhaps `message`."""
        number = next(self.numbers)
        until = time.monotonic() + deadline
        request = {"number": number, "function": function, "argument": argument, "deadline": deadline}
        try:
            frames.send(self.channel, request, until=until)
            reply = frames.receive(self.channel, until=until)
        except TimeoutError:
            raise OutOfTime(f"no result within {deadline:g} s") from None
        except frames.BrokenFrame as error:
            raise Crashed(f"the worker broke off: {error}") from None
        match reply:
            case {"number": echo, "retires": bool()} if echo == number and ("result" in reply or "error" in reply):
                return dict(reply)
        raise Crashed("the worker spoke nonsense")

    def lives(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """At once; `end` waits until it is over."""
        self.process.kill()
        self.channel.close()

    def end(self) -> None:
        self.kill()
        self.process.wait()

    def forget(self) -> None:
        """In a process that was forked off: the worker is not ours to kill or to wait for."""
        self.channel.close()
        self.process.returncode = 0
