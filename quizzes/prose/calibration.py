"""From measures of an answer to the score that readers would give it, and to how far we trust the points found.

A logistic curve over the measures. Its weights are those that tests/bench/fit_prose.py prints, fitted to answers to the
first thirty questions of tests/bench/prose.jsonl, which were scored in two readings, to the banks' own tests, and to
references that are denied, questions that are copied and right answers to other questions. The weights for a reference
alone are fitted to those answers without the points, and to half of tests/bench/prose_short.py.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Final

from quizzes.prose.scoring import DECIDED, PASSING

LOWEST, HIGHEST = 0.04, 0.92  # of the curve, which stand for 0 and 1
# The points found are kept as the score where the curve is this near to it; from the second on the curve alone counts.
AGREED, APART = 0.13, 0.26
ALL_MADE, PASSED = 0.9, 0.65  # points, and a curve that lets them pass: then the points are the score
UNFOUND: Final = 0.3  # the highest score of an answer in which words find no point at all
SUREST: Final = 0.97

WORDS: Final[Mapping[str, float]] = {
    "": -2.2545,
    "score": 0.4435,
    "misconceived": -0.8566,
    "amount": -1.0357,
    "much": 1.4224,
    "size": 3.4527,
    "heard": 1.4875,
    "spread": -2.5721,
    "turned": -0.0791,
    "terse": 3.014,
    "denials": 0.1532,
}
MEANING: Final[Mapping[str, float]] = {
    "": -4.702,
    "score": 0.0,
    "misconceived": -0.8402,
    "amount": -1.0808,
    "much": 1.2888,
    "size": 0.6369,
    "heard": 1.1385,
    "spread": -1.4511,
    "turned": -0.1776,
    "terse": 4.677,
    "denials": 0.1384,
    "meant": -0.2767,
    "meant nearer": 2.9435,
    "meant backed": 0.0261,
    "meant misconceived": -0.6696,
    "meant whole": -1.5243,
    "meant reference": -3.0429,
    "meant near": -0.126,
    "meant alike": 3.6705,
    "meant amount": 0.7942,
    "meant length": 1.5676,
    "meant much": 0.6845,
    "meant much of reference": 3.6991,
}


# Of a reference without points. Few, and none that tells one field from another, as such answers come from any.
ALONE_WORDS: Final[Mapping[str, float]] = {
    "": -1.7955,
    "score": 0.8805,
    "bulk": 2.2977,
    "turned": -0.5923,
}
ALONE_MEANING: Final[Mapping[str, float]] = {
    "": -1.9616,
    "score": 0.9849,
    "bulk": 1.7647,
    "turned": -0.6163,
    "meant bulk": 0.7551,
}
# What is left of a long answer's score where nothing of the reference was found; how much found, of points and of
# meaning, leaves all of it; and the sizes of an answer that is not long yet, and of one that is.
NOTHING_FOUND, FOUND, MEANT, MEANT_OF_POINTS = 0.2, 0.1, 0.12, 0.08
NOT_LONG, LONG = 0.5, 0.9


@dataclasses.dataclass(frozen=True)
class Limits:
    """Where we leave an answer to the learner: points and curve so far apart, or the score so near to passing."""

    gap: float
    border: float


BY_WORDS, BY_MEANING = Limits(gap=0.22, border=0.03), Limits(gap=0.55, border=0.08)


@dataclasses.dataclass(frozen=True)
class Settled:
    """Both 0 to 1."""

    score: float
    confidence: float


def guess(measures: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The score that readers would give, 0 to 1. weights: of each measure; under "" what is added without one."""
    logit = weights[""] + sum(weight * measures[name] for name, weight in weights.items() if name)
    likely = 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
    return max(0.0, min(1.0, (likely - LOWEST) / (HIGHEST - LOWEST)))


def by_words(points: float, guessed: float) -> Settled:
    """points: the score of the points one by one, which is kept where the whole answer bears it out."""
    guessed = guessed if points else min(guessed, UNFOUND)
    gap = abs(points - guessed)
    agreed = points >= ALL_MADE and guessed >= PASSED
    kept = 1.0 if agreed else max(0.0, min(1.0, (APART - gap) / (APART - AGREED)))
    score = guessed + (points - guessed) * kept
    return Settled(round(score, 4), _sure(score, gap, BY_WORDS))


def by_meaning(points: float, guessed: float) -> Settled:
    """points: as above; where a sentence model read the answer, they only tell how sure we are."""
    return Settled(round(guessed, 4), _sure(guessed, abs(points - guessed), BY_MEANING))


def alone(measures: Mapping[str, float]) -> float:
    """The score of an answer to a reference without points, with or without what a sentence model measured.

    A long answer to something else has its length to show, and little more: so what it earns falls with what it says.
    """
    points = measures["score"]
    by_meaning = "meant reference" in measures
    guessed = guess(measures, ALONE_MEANING if by_meaning else ALONE_WORDS)
    if points >= ALL_MADE and guessed >= PASSED:
        return points
    found = min(1.0, points / FOUND)
    if by_meaning:
        found = min(found, measures["meant reference"] / MEANT)
    return round(guessed * left_of(found, measures["size"]), 4)


def left_of(found: float, size: float) -> float:
    """The share of a score that an answer of this size keeps. found: 0, nothing of the matter, to 1, enough."""
    long = max(0.0, min(1.0, (size - NOT_LONG) / (LONG - NOT_LONG)))
    return 1 - (1 - NOTHING_FOUND) * (1 - min(1.0, found)) * long


def _sure(score: float, gap: float, limits: Limits) -> float:
    """DECIDED at either limit, less beyond it, and near 1 far from both."""
    doubt = max(gap / limits.gap, limits.border / max(abs(score - PASSING), 1e-6))
    return round(max(0.0, min(SUREST, 1 - (1 - DECIDED) * doubt)), 4)
