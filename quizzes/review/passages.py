"""An answer and the passages that notes speak of become pieces of text in order, each with the numbers of its notes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import pairwise

Span = Sequence[int]  # start and end, as indices into the answer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Piece:
    """marks: what speaks of this piece, in the order given; empty for what nothing speaks of.

    ends: those of the marks whose passage ends with this piece, behind which their numbers are shown.
    """

    text: str
    marks: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def pieces_of(text: str, spans: Mapping[str, Sequence[Span]]) -> list[Piece]:
    """Cut where any passage begins or ends, so that overlapping ones need no nesting.

    spans: passages by the mark that they get. What lies outside the text, or is empty, is left out.
    """
    passages = [
        (max(start, 0), min(end, len(text)), mark)
        for mark, places in spans.items()
        for start, end in places
        if max(start, 0) < min(end, len(text))
    ]
    cuts = sorted({0, len(text), *(cut for start, end, _ in passages for cut in (start, end))})
    pieces = []
    for begin, end in pairwise(cuts):
        marks = dict.fromkeys(mark for start, stop, mark in passages if start <= begin and end <= stop)
        ends = dict.fromkeys(mark for _, stop, mark in passages if stop == end and mark in marks)
        pieces.append(Piece(text=text[begin:end], marks=tuple(marks), ends=tuple(ends)))
    return pieces
