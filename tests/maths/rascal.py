"""A worker for tests: does on request what a worker must not do."""

import os
import sys
import time
from typing import Any

from quizzes.maths.worker import serve


def hog(argument: Any) -> int:
    """One long call of C, which never looks whether a signal has come."""
    return (7 ** (7**10)) % 10


def allocate(megabytes: int) -> int:
    return len(bytearray(megabytes * 2**20))


def grow(megabytes: int) -> None:
    kept.append(os.urandom(1) * (megabytes * 2**20))


def fail(argument: Any) -> None:
    raise LookupError("nothing there")


def chatter(text: str) -> str:
    print(text * 100, flush=True)
    os.write(1, b"\xff" * 100)
    return text


def recurse(depth: int) -> int:
    return recurse(depth + 1)


def modules(argument: Any) -> list[str]:
    return sorted(sys.modules)


kept: list[bytes] = []
FUNCTIONS = {
    "echo": lambda argument: argument,
    "sleep": time.sleep,
    "pid": lambda argument: os.getpid(),
    "environment": lambda argument: dict(os.environ),
    "leave": os._exit,
    "abort": lambda argument: os.abort(),
    **{function.__name__: function for function in (hog, allocate, grow, fail, chatter, recurse, modules)},
}

if __name__ == "__main__":
    serve(FUNCTIONS)
