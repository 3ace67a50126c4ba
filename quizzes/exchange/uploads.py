"""The bytes of one uploaded text to its text, or to what is wrong with them."""

from __future__ import annotations

from quizzes.banks.problems import Problem

MAX_UPLOAD = 5_000_000  # bytes


def text_of(data: bytes, *, file: str) -> str | Problem:
    """UTF-8 with lines that end in \\n; a mark at the start is dropped."""
    if len(data) > MAX_UPLOAD:
        message = f"the file has {len(data):,} bytes; at most {MAX_UPLOAD:,} are read; split it"
        return Problem(file=file, line=1, message=message)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(file=file, line=1, message="the file is UTF-16; save it as UTF-8")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raw = data.removeprefix(b"\xef\xbb\xbf")
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return Problem(file=file, line=_line(raw[: error.start]), message=message)
    if "\0" in text:
        message = "a zero byte stands here, so this is no text file"
        return Problem(file=file, line=_line(text[: text.index("\0")].encode()), message=message)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(before: bytes) -> int:
    return before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
