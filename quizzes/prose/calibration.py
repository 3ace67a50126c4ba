"""From measures of an answer to the score that readers would give it, and to how far we trust the points found.

A logistic curve over the measures. Its weights are those that tests/bench/fit_prose.py prints, fitted to answers to the
first thirty questions of tests/bench/prose.jsonl, which two people scored, to the banks' own tests, and to references
that are denied, questions that are copied and right answers to other questions.
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
    "": -2.2438,
    "score": 0.4244,
    "misconceived": -0.9091,
    "amount": -1.0401,
    "much": 1.4361,
    "size": 3.4523,
    "heard": 1.5151,
    "spread": -2.5951,
    "turned": -0.1068,
    "terse": 2.9843,
    "denials": 0.1585,
}
MEANING: Final[Mapping[str, float]] = {
    "": -4.9394,
    "score": 0.0132,
    "misconceived": -0.8045,
    "amount": -1.0845,
    "much": 1.25,
    "size": 0.8434,
    "heard": 1.0802,
    "spread": -1.5462,
    "turned": -0.2346,
    "terse": 4.4324,
    "denials": 0.1427,
    "meant": -0.675,
    "meant nearer": 2.9919,
    "meant backed": -0.0163,
    "meant misconceived": -0.7656,
    "meant whole": -1.3953,
    "meant reference": -3.1234,
    "meant near": 0.1475,
    "meant alike": 3.9884,
    "meant amount": 0.8655,
    "meant length": 1.2359,
    "meant much": 0.9858,
    "meant much of reference": 3.8574,
}


@dataclasses.dataclass(frozen=True)
class Limits:
    """Where we leave an answer to the learner: points and curve so far apart, or the score so near to passing."""

    gap: float
    border: float


BY_WORDS, BY_MEANING = Limits(gap=0.22, border=0.03), Limits(gap=0.5, border=0.095)


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


def _sure(score: float, gap: float, limits: Limits) -> float:
    """DECIDED at either limit, less beyond it, and near 1 far from both."""
    doubt = max(gap / limits.gap, limits.border / max(abs(score - PASSING), 1e-6))
    return round(max(0.0, min(SUREST, 1 - (1 - DECIDED) * doubt)), 4)


__all__ = ["MEANING", "WORDS", "Settled", "by_meaning", "by_words", "guess"]
