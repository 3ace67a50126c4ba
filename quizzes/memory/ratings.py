"""A score, hints and a time become a proposed rating with its reason; the learner decides."""

from __future__ import annotations

import dataclasses
from enum import IntEnum

PASSING_SCORE = 0.6  # below it an answer counts as wrong
FULL_SCORE = 0.9  # from here on it counts as right without reservation
FAST = 0.25  # share of the expected seconds up to which a right answer is fast
SLOW = 2.0  # multiple of the expected seconds beyond which it is slow


class Rating(IntEnum):
    """The four ratings of FSRS; the numbers are the library's and are stored."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def label(self) -> str:
        return self.name.capitalize()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Proposal:
    """The rating that an answer suggests; None where nobody but the learner can tell.

    reason: what it was worked out from, to be shown beside it: "right, 1 hint, 48 s".
    """

    rating: Rating | None
    reason: str


def propose(
    *, score: float | None, hints: int, seconds: float | None, expected_seconds: float, guessed: bool = False
) -> Proposal:
    """Wrong proposes Again; right with hints, slow, guessed, or partly right Hard; right Good; right and fast Easy.

    score: 0 to 1, None when the learner judges alone.   hints: how many were shown, 0 or more.
    seconds: from showing the card to sending the answer; None when nobody measured, which is neither fast nor slow.
    expected_seconds: what a prepared learner needs.   guessed: the learner said so before checking.
    """
    took = [] if seconds is None else [duration_words(seconds)]
    if score is None:
        return Proposal(rating=None, reason=", ".join(["you are the judge", *took]))
    helped = [f"{hints} hint{'s' if hints > 1 else ''}"] if hints else []
    if score < PASSING_SCORE:
        verdict = "wrong" if score == 0 else f"{100 * score:.0f}\N{NO-BREAK SPACE}% right"
        return Proposal(rating=Rating.AGAIN, reason=", ".join([verdict, *helped, *took]))
    verdict = "right" if score >= FULL_SCORE else "partly right"
    if hints or score < FULL_SCORE:
        return Proposal(rating=Rating.HARD, reason=", ".join([verdict, *helped, *took]))
    if guessed:
        return Proposal(rating=Rating.HARD, reason=", ".join([verdict, "but a guess", *took]))
    if seconds is not None and seconds > SLOW * expected_seconds:
        return Proposal(rating=Rating.HARD, reason=", ".join([verdict, "slow", *took]))
    if seconds is not None and seconds <= FAST * expected_seconds:
        return Proposal(rating=Rating.EASY, reason=", ".join([verdict, "fast", *took]))
    return Proposal(rating=Rating.GOOD, reason=", ".join([verdict, *took]))


def duration_words(seconds: float) -> str:
    """Time taken as a learner reads it: "48 s", "2 min 5 s"."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"
