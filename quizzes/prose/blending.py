"""From what the words of an answer show and what its sentences mean to one finding for each point, and to one score.

Words know "not", direction, numbers and who does what; a sentence model knows paraphrase and hardly any of these. So
meaning adds to what words find, and takes nothing back where words find a denial.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Final, Protocol

from quizzes.prose.findings import MADE, PARTLY, Finding, Status, clear
from quizzes.prose.points import Prepared, Target
from quizzes.prose.scoring import most_of


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

# Of a logistic curve, fitted to answers beside references, to 53 questions and to the banks' own tests.
NOTHING, BY_WORDS, BY_SHARE, BY_AMOUNT, DENIED = -2.3, 2.2, 0.6, 2.2, -0.8
ON_TOPIC: Final = 0.25  # share of the claim from which on we believe that an answer speaks of it
MOST_COUNTED: Final = 1.2  # times as much as the claim says; more is no merit
LOWEST, HIGHEST = 0.09, 0.87  # of the curve, which stand for 0 and 1


def whole_of(rubric: Prepared) -> str:
    """All that an answer should say: the reference where nothing else is given, or else the points in a row."""
    if rubric.by_reference:
        return rubric.rubric.reference
    wanted = [target.point for target in rubric.targets if not target.point.misconception and not target.point.bonus]
    return ".\n".join(point.claim for point in wanted)


def as_a_whole(rubric: Prepared, findings: Sequence[Finding], meant: Meant, score: float) -> float:
    """The score, 0 to 1, with how much the answer says taken into it. score: of the points one by one."""
    denied = _denied(rubric, findings)
    whole = whole_of(rubric)
    share = meant.said_anywhere(whole).share * (1 - denied)
    amount = math.sqrt(min(MOST_COUNTED, meant.told(whole).amount)) * min(1.0, share / ON_TOPIC)
    logit = NOTHING + BY_WORDS * score + BY_SHARE * share + BY_AMOUNT * amount + DENIED * denied
    likely = 1 / (1 + math.exp(-logit))
    found = max(0.0, min(1.0, (likely - LOWEST) / (HIGHEST - LOWEST)))
    return min(found, most_of(rubric, findings))


def _denied(rubric: Prepared, findings: Sequence[Finding]) -> float:
    """Share of the points that are contradicted, or whose misconception is made."""
    bad = sum(
        abs(target.point.weight)
        for target, finding in zip(rubric.targets, findings, strict=True)
        if finding.status is (Status.MADE if target.point.misconception else Status.CONTRADICTED)
    )
    return min(1.0, bad / rubric.weight) if rubric.weight else 0.0
