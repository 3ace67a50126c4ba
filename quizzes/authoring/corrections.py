"""Ticks that learners corrected become synonyms for the author to consider: the words of theirs that we had missed."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence

Span = Sequence[int]  # start and end, as indices into the answer

PIECE = re.compile(r"[^.;!?\n]+")
LONGEST = 160  # characters of a phrase


@dataclasses.dataclass(frozen=True, kw_only=True)
class Correction:
    """One answer whose ticks a learner changed.

    guessed, ticked: values of the key points, before and after.   spans: passages that a point was found in.
    """

    text: str
    guessed: frozenset[str]
    ticked: frozenset[str]
    spans: tuple[Span, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Proposal:
    """point: value of the key point.   missed: made though we did not see it; else seen though it was not made.

    phrase: the learner's words.   times: how many learners' answers hold them.
    """

    point: str
    missed: bool
    phrase: str
    times: int


def proposals(corrections: Iterable[Correction]) -> list[Proposal]:
    """What occurs most often first; by point where that is equal."""
    found: Counter[tuple[str, bool, str]] = Counter()
    for correction in corrections:
        for point in correction.ticked - correction.guessed:
            found[point, True, _unclaimed(correction)] += 1
        for point in correction.guessed - correction.ticked:
            found[point, False, _shortened(correction.text)] += 1
    listed = [
        Proposal(point=point, missed=missed, phrase=phrase, times=times)
        for (point, missed, phrase), times in found.items()
    ]
    return sorted(listed, key=lambda each: (-each.times, each.point, each.phrase))


def _unclaimed(correction: Correction) -> str:
    """The sentences in which no point was found: there the words that we missed must stand, if anywhere."""
    pieces = [
        match[0].strip()
        for match in PIECE.finditer(correction.text)
        if match[0].strip() and not any(start < match.end() and match.start() < end for start, end in correction.spans)
    ]
    return _shortened("; ".join(pieces) or correction.text)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
