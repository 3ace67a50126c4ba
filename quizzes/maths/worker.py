"""The far side of `limits`: a process that works on one request after another and can be killed at any moment.

Memory is held down by RLIMIT_AS. macOS takes that call and does not keep to it: there only the check of `GROWN` after
each request and the kill at the deadline remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from quizzes.maths import frames

MEMORY = 512 * 2**20  # bytes of address space
GROWN = 200 * 2**20  # bytes resident after a request: the worker retires, and gives back what it holds
CALLS = 5_000  # requests, after which it retires anyway
GRACE = 0.5  # seconds beyond the deadline: a parent that lives has killed us by then
NICENESS = 5  # below the web server: its pages stay quick while all workers are busy
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>

Function = Callable[[Any], Any]

serving = False  # whether this process is such a worker


def serve(functions: Mapping[str, Function], *, warm: Callable[[], object] = lambda: None) -> NoReturn:
    """Answer requests until the parent goes or the worker has done enough.

    functions: all that may be asked for, by name; each takes JSON and gives JSON.
    warm: imports what the functions need, before the first request.
    """
    global serving
    serving = True
    limits = {"memory": MEMORY, "grown": GROWN, "calls": CALLS} | (json.loads(sys.argv[1]) if sys.argv[1:] else {})
    channel = _private_channel()
    _die_with_parent(limits.get("parent"))
    _hold_down(limits["memory"])
    try:
        warm()
        gc.collect()
        gc.freeze()  # what is imported stays for ever; looking through it again and again would cost milliseconds
        frames.send(channel, {"ready": True, "memory": resident()})
        for number in range(1, limits["calls"] + 1):
            request = frames.receive(channel)
            reply = _reply(functions, request)
            # A memory error may have left half-made objects behind.
            retires = number == limits["calls"] or reply.get("error") == "memory" or resident() > limits["grown"]
            frames.send(channel, {"number": request["number"], "retires": retires, **reply})
            if retires:
                break
    except frames.BrokenFrame:
        pass  # the parent has gone
    os._exit(0)


def _reply(functions: Mapping[str, Function], request: dict[str, Any]) -> dict[str, Any]:
    function = functions.get(request["function"])
    if function is None:
        return {"error": "failed", "message": f"there is no function {request['function']!r}"}
    # The kernel ends us, whatever we are doing, should the parent be gone or held up.
    signal.setitimer(signal.ITIMER_REAL, request["deadline"] + GRACE)
    try:
        return {"result": function(request["argument"])}
    except MemoryError:
        return {"error": "memory"}
    except Exception:
        return {"error": "failed", "message": traceback.format_exc(limit=-8)[-8_000:]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _private_channel() -> socket.socket:
    """The socket that we were started with as input and output, out of reach of a stray `print` or `input`."""
    channel = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return channel


def _die_with_parent(parent: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server; we follow when our socket closes
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # where there is no such call, the timer above remains
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(0)  # it went while we started


def _hold_down(memory: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        os.nice(NICENESS)


def resident() -> int:
    """Bytes of memory that this process holds now; where the system does not say, the most that it ever held."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
