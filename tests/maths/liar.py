"""A worker for tests that says something else than it was asked."""

import json
import socket
import struct


def framed(message: object) -> bytes:
    data = message.encode() if isinstance(message, str) else json.dumps(message).encode()
    return struct.pack(">I", len(data)) + data


def lies(number: int) -> dict[str, bytes]:
    good = {"number": number, "retires": False, "result": "first"}
    return {
        "garbage": framed("\N{PILE OF POO} is no JSON"),
        "endless": struct.pack(">I", 2**32 - 1) + b"x" * 100_000,
        "half": framed(good)[:-3],
        "array": framed([1, 2, 3]),
        "other number": framed({**good, "number": number + 1}),
        "no result": framed({"number": number, "retires": False}),
        "deep": framed("[" * 100_000),
        "twice": framed(good) + framed({**good, "result": "second"}),
    }


if __name__ == "__main__":
    channel = socket.socket(fileno=0)
    channel.sendall(framed({"ready": True, "memory": 1}))
    while header := channel.recv(4):
        request = json.loads(channel.recv(struct.unpack(">I", header)[0]))
        channel.sendall(lies(request["number"])[request["argument"]])
