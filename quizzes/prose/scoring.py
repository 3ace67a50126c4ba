"""From what became of each point to a score, how sure we are of it, and the verdict in one word."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from typing import Final

from quizzes.prose.alignment import AnswerText
from quizzes.prose.findings import MADE, Finding, Status
from quizzes.prose.points import Prepared
from quizzes.prose.traps import CAPS, Trap

WITHOUT_A_MUST = 0.5  # the highest score of an answer that lacks a point marked "!"
MISCONCEIVED = 0.5  # the highest score of an answer that states a misconception of the rubric
RIGHT, WRONG = 0.8, 0.3  # scores from which on an answer is right, and below which it is wrong
PASSING, FAR_FROM_PASSING = 0.6, 0.4  # a score, and how far from it we are sure of the side
# How much the distance from passing counts in the confidence, beside the points themselves.
BORDER_BY_POINTS, BORDER_BY_REFERENCE = 0.45, 0.75
# A right answer need not say all that a reference says: what is said of it counts for more than its share.
LENIENCE, LENIENT_POWER = 1.15, 0.85
DECIDED: Final = 0.62  # confidence from which on we say more than "unsure"
CONTRADICTION = 0.5  # share of a point's weight that contradicting it costs beside the point
FULL = 0.97  # from here on nothing is missing
# Of who writes so much and makes so little by our count, we may well have missed the words: then he is asked.
MUCH_SAID = 45  # words
NOTHING_SAID = 0.3  # strength below which a point counts as nothing


class Verdict(enum.StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNSURE = "unsure"
    UNREADABLE = "unreadable"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Assessment:
    """What we make of an answer.

    score: 0 to 1, our best guess also where the verdict is "unsure".   confidence: 0 to 1, in that score.
    findings: one for each point of the rubric.   trap: what kept the text from being an answer.
    backend: what compared it; "lexical" where another one was asked for and failed, and `fallback` says why.
    """

    score: float
    confidence: float
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    trap: Trap = Trap.NONE
    backend: str = "lexical"
    fallback: str = ""
    cost: str = ""


def assess(
    rubric: Prepared, findings: Sequence[Finding], answer: AnswerText, trap: Trap, *, score: float | None = None
) -> Assessment:
    """score: where it does not come of the findings alone."""
    score = score_of(rubric, findings) if score is None else score
    confidence = confidence_of(rubric, findings, answer, score)
    if trap is Trap.GIBBERISH:
        score, confidence = CAPS.gibberish, 0.95
    elif trap is Trap.COPIED:
        score, confidence = min(score, CAPS.copied), 0.9
    elif trap is Trap.STUFFED:
        score, confidence = min(score, CAPS.stuffed), min(confidence, DECIDED - 0.05)
    elif not rubric.by_reference and score <= WRONG:
        confidence = min(confidence, surest(findings, answer))
    return Assessment(
        score=score,
        confidence=confidence,
        verdict=verdict_of(score, confidence),
        findings=tuple(findings),
        trap=trap,
    )


def verdict_of(score: float, confidence: float) -> Verdict:
    if confidence < DECIDED:
        return Verdict.UNSURE
    return Verdict.RIGHT if score >= RIGHT else Verdict.WRONG if score < WRONG else Verdict.PARTLY


def score_of(rubric: Prepared, findings: Sequence[Finding]) -> float:
    """Weights of the points, as far as they are made, over the weights of all that are no bonus.

    A bonus makes up for what is missed; misconceptions and contradictions cost; a missing must caps.
    """
    whole = rubric.weight
    if whole <= 0:
        return 0.0
    earned = 0.0
    for target, finding in zip(rubric.targets, findings, strict=True):
        point = target.point
        if point.misconception:
            earned += point.weight * (finding.status is Status.MADE)
            continue
        earned += point.weight * worth_of(finding, by_reference=rubric.by_reference)
        if finding.status is Status.CONTRADICTED:
            earned -= CONTRADICTION * point.weight
    score = max(0.0, min(earned / whole, most_of(rubric, findings)))
    if rubric.by_reference:
        score = min(1.0, LENIENCE * score**LENIENT_POWER)
    return 1.0 if score >= FULL else round(score, 4)


def most_of(rubric: Prepared, findings: Sequence[Finding]) -> float:
    """The highest score that points marked "!" leave, 0 to 1: WITHOUT_A_MUST where one is not said at all."""
    most = 1.0
    for target, finding in zip(rubric.targets, findings, strict=True):
        if target.point.must:
            made = finding.status in (Status.MADE, Status.PARTLY)
            said = worth_of(finding, by_reference=rubric.by_reference) if made else 0.0
            most = min(most, WITHOUT_A_MUST + (1 - WITHOUT_A_MUST) * said)
    return most


def misconceived(rubric: Prepared, findings: Sequence[Finding]) -> bool:
    """Whether the answer states a misconception of the rubric."""
    pairs = zip(rubric.targets, findings, strict=True)
    return any(target.point.misconception and finding.status is Status.MADE for target, finding in pairs)


def surest(findings: Sequence[Finding], answer: AnswerText) -> float:
    """The highest confidence in a low score: of a long answer that makes no point by our count, none to decide by."""
    found = any(finding.status in (Status.MADE, Status.CONTRADICTED) for finding in findings)
    return 1.0 if found or len(answer.words) < MUCH_SAID else DECIDED - 0.01


def worth_of(finding: Finding, *, by_reference: bool) -> float:
    """What a point earns, 0 to 1: a made one all, one below NOTHING_SAID nothing, and in between a share.

    by_reference: the point is a clause of a reference answer, which earns by how much of it is said.
    """
    if by_reference:
        return min(1.0, finding.strength * 1.1)
    return min(1.0, max(0.0, (finding.strength - NOTHING_SAID) / (MADE - NOTHING_SAID)))


def confidence_of(rubric: Prepared, findings: Sequence[Finding], answer: AnswerText, score: float) -> float:
    """Confidence in the points, weighted, and in the score being on its side of what passes.

    Less where points are missed and the answer says much that we did not place: it may make them in other words.
    """
    counted = [
        (abs(target.point.weight), finding)
        for target, finding in zip(rubric.targets, findings, strict=True)
        if not target.point.bonus and (not target.point.misconception or finding.status is Status.MADE)
    ]
    whole = sum(weight for weight, _ in counted)
    if not whole:
        return 0.0
    clear = sum(weight * finding.confidence for weight, finding in counted) / whole
    missed = sum(weight * (1 - min(1.0, finding.strength / MADE)) for weight, finding in counted) / whole
    border = 0.5 + 0.5 * min(1.0, abs(score - PASSING) / FAR_FROM_PASSING)
    share = BORDER_BY_REFERENCE if rubric.by_reference else BORDER_BY_POINTS
    sure = share * border + (1 - share) * clear
    return max(0.0, min(1.0, sure - STRANGE * missed * unplaced(rubric, answer)))


STRANGE: Final = 0.35  # what an answer that we could not place at all costs in confidence


def unplaced(rubric: Prepared, answer: AnswerText) -> float:
    """How much of an answer's content stands neither in question, points nor reference: 0, nothing, to 1, a lot."""
    strange = sum(word.weight for word in answer.words if word.is_content and word.stem not in rubric.heard)
    return min(1.0, strange / ENOUGH)


ENOUGH: Final = 6.0  # weight of unplaced words that could hold every point
