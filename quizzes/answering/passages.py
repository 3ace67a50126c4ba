"""An answer and the passages that make its points become pieces of text in order, each of them of one point at most."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

Span = Sequence[int]  # start and end, as indices into the answer

JOINED = 10  # characters between two passages of a point, up to which they are shown as one
SHORTEST = 3  # characters; a smaller rest of a passage is not worth marking


@dataclasses.dataclass(frozen=True, kw_only=True)
class Piece:
    """mark: of the point that this piece makes; "" for what makes none.   last: whether it is that point's last one."""

    text: str
    mark: str = ""
    last: bool = False


def pieces_of(text: str, spans: Mapping[str, Sequence[Span]]) -> list[Piece]:
    """spans: passages by the mark that they get. What lies outside the text, or is empty, is left out.

    Where points share words, the longer passage has them: two numbers behind every other word help nobody.
    """
    taken = sorted(_taken(text, spans))
    last = {mark: number for number, (_, _, mark) in enumerate(taken)}
    pieces: list[Piece] = []
    at = 0
    for number, (start, end, mark) in enumerate(taken):
        if at < start:
            pieces.append(Piece(text=text[at:start]))
        pieces.append(Piece(text=text[start:end], mark=mark, last=last[mark] == number))
        at = end
    if at < len(text):
        pieces.append(Piece(text=text[at:]))
    return pieces


def _taken(text: str, spans: Mapping[str, Sequence[Span]]) -> list[tuple[int, int, str]]:
    """Passages that do not overlap: the longest first, of each further one the longest part that is left."""
    wanted = [(start, end, mark) for mark, places in spans.items() for start, end in _joined(text, places)]
    taken: list[tuple[int, int, str]] = []
    for start, end, mark in sorted(wanted, key=lambda passage: passage[0] - passage[1]):
        free = _longest_free(start, end, taken)
        while free and text[free[0] : free[1]] != text[free[0] : free[1]].strip():
            start, end = free
            free = (start + text[start].isspace(), end - text[end - 1].isspace()) if end > start else None
        if free and free[1] - free[0] >= min(SHORTEST, len(text)):
            taken.append((*free, mark))
    return taken


def _joined(text: str, places: Iterable[Span]) -> list[tuple[int, int]]:
    """Within the text, and neighbours made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, len(text))) for start, end in places):
        if start >= end:
            continue
        if joined and start - joined[-1][1] <= JOINED:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _longest_free(start: int, end: int, taken: Iterable[tuple[int, int, str]]) -> tuple[int, int] | None:
    free, at = [], start
    for other_start, other_end, _ in sorted(taken):
        if other_end <= start or other_start >= end:
            continue
        free.append((at, other_start))
        at = max(at, other_end)
    free.append((at, end))
    found = max(free, key=lambda part: part[1] - part[0])
    return found if found[0] < found[1] else None
