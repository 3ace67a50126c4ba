"""JSON messages over a socket, each behind its length; never pickle, which would run what a broken worker sends."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

LENGTH = struct.Struct(">I")
LONGEST = 4_000_000  # bytes of one message


class BrokenFrame(Exception):
    """What came over the socket is no message, or the other side has gone."""


def send(channel: socket.socket, message: Any, *, until: float | None = None) -> None:
    """until: reading of the monotonic clock. Raises TimeoutError when the other side does not take it all by then."""
    data = json.dumps(message).encode("ascii")
    if len(data) > LONGEST:
        raise ValueError(f"a message of {len(data):,} bytes is too long; at most {LONGEST:,} are sent")
    _limit(channel, until)
    try:
        channel.sendall(LENGTH.pack(len(data)) + data)
    except TimeoutError:
        raise
    except OSError as error:
        raise BrokenFrame(f"nobody reads ({error.strerror})") from None


def receive(channel: socket.socket, *, until: float | None = None) -> Any:
    """The next message. Raises BrokenFrame, and TimeoutError when it is not whole by `until`."""
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size, until))
    if length > LONGEST:
        raise BrokenFrame(f"a message of {length:,} bytes was announced")
    try:
        return json.loads(_exactly(channel, length, until))
    except (ValueError, RecursionError):
        raise BrokenFrame("what came is not JSON") from None


def _exactly(channel: socket.socket, size: int, until: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        _limit(channel, until)
        try:
            more = channel.recv(min(size - len(data), 2**20))
        except TimeoutError:
            raise
        except OSError as error:
            raise BrokenFrame(f"nothing can be read ({error.strerror})") from None
        if not more:
            raise BrokenFrame("the other side has gone")
        data += more
    return bytes(data)


def _limit(channel: socket.socket, until: float | None) -> None:
    if until is None:
        return
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    channel.settimeout(left)
