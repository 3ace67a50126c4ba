"""From what the words of an answer show and what its sentences mean to one finding for each point, and to one score.

Words know "not", direction, numbers and who does what; a sentence model knows paraphrase and hardly any of these. So
meaning adds to what words find, and takes nothing back where words find a denial.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final, Protocol

from quizzes.prose.findings import MADE, PARTLY, Finding, Status, clear
from quizzes.prose.points import Prepared, Target


@dataclasses.dataclass(frozen=True)
class Said:
    """What an answer says of a claim, both 0 to 1, by weight.

    gain: how much nearer its pieces come to the claim's than the question did.
    share: that, over what the question left to be said.
    """

    gain: float = 0.0
    share: float = 0.0


@dataclasses.dataclass(frozen=True)
class Told:
    """What an answer says that the question did not.

    near: 0 to 1, how near it is to the claim.   amount: of it, over that of the claim; 1 is as much.
    """

    near: float = 0.0
    amount: float = 0.0


class Meant(Protocol):
    """What the sentences of one answer to a question mean."""

    def said(self, claim: str) -> Said:
        """In one sentence or two neighbours, those that say most of it."""
        ...

    def said_anywhere(self, claim: str) -> Said: ...

    def told(self, claim: str) -> Told: ...

    def nearer(self, claim: str) -> float:
        """How much nearer the nearest sentence comes than the question, 0 to 1; each taken as a whole."""
        ...

    def alike(self, claim: str) -> float:
        """How near the whole answer is, -1 to 1."""
        ...


class Reader(Protocol):
    """A sentence model."""

    def read(self, question: str, claims: Sequence[str], sentences: Sequence[str]) -> Meant:
        """claims: those that it will be asked about."""
        ...


# --- against key points ----------------------------------------------------------------------------------------------

UNSAID, SAID = 0.12, 0.45  # share of a claim: what is found in any answer about the matter, and what says it
MEANING_TRUST: Final = 0.9  # strength of a point that meaning alone shows
HELD_BACK: Final = 0.6  # of what meaning adds, where words find nothing at all


def with_meaning(rubric: Prepared, findings: Sequence[Finding], meant: Meant) -> list[Finding]:
    """The findings by words, stronger where the meaning says so too; denials and misconceptions stay as found."""
    return [
        finding
        if target.point.misconception or finding.status is Status.CONTRADICTED
        else _strengthened(finding, _meant(target, meant))
        for target, finding in zip(rubric.targets, findings, strict=True)
    ]


def _meant(target: Target, meant: Meant) -> float:
    share = meant.said(target.point.claim).share
    return max(0.0, min(1.0, (share - UNSAID) / (SAID - UNSAID)))


def _strengthened(finding: Finding, meant: float) -> Finding:
    strength = max(finding.strength, 1 - (1 - finding.strength) * (1 - HELD_BACK * meant), MEANING_TRUST * meant**2)
    status = Status.MADE if strength >= MADE else Status.PARTLY if strength >= PARTLY else Status.MISSED
    return dataclasses.replace(
        finding, status=status, strength=strength, confidence=clear(strength, (MADE + PARTLY) / 2)
    )


# --- the answer as a whole -------------------------------------------------------------------------------------------


def whole_of(rubric: Prepared) -> str:
    """All that an answer should say: the reference where nothing else is given, or else the points in a row."""
    if rubric.by_reference:
        return rubric.rubric.reference
    wanted = [target.point for target in rubric.targets if not target.point.misconception and not target.point.bonus]
    return ".\n".join(point.claim for point in wanted)


def denied(rubric: Prepared, findings: Sequence[Finding]) -> float:
    """Share of the points that are contradicted, 0 to 1; a model hears what they say, and not that it is denied."""
    against = sum(
        abs(target.point.weight)
        for target, finding in zip(rubric.targets, findings, strict=True)
        if finding.status is Status.CONTRADICTED
    )
    return min(1.0, against / rubric.weight) if rubric.weight else 0.0
