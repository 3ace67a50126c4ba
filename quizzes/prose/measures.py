"""From the findings and the answer as a whole to measures, each a number, which `calibration` weighs.

Points found one by one say what an answer holds. That it holds much beside them, ties words to the wrong side or hardly
speaks of the matter is seen only on the whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from quizzes.prose import lexicon
from quizzes.prose.alignment import AnswerText
from quizzes.prose.bindings import sides
from quizzes.prose.blending import Meant, whole_of
from quizzes.prose.findings import Finding
from quizzes.prose.points import Prepared, Target
from quizzes.prose.words import Word

MOST: Final = 1.5  # times as much as the author says; more is no merit
ON_THE_MATTER, MEANT_IT = 0.4, 0.15  # score, and share of the reference, from which on all that is said counts
OF_WHAT_IS_SAID: Final = ("meant reference", "meant length")  # those that what is denied must not raise
WHOLLY_MEANT: Final = 0.9  # share of the reference that says all of it, whatever the words
MOST_TURNED, MOST_DENIALS = 4.0, 3
MARK: Final = re.compile(r"[,;:.()=<>→/+]|-\s?>")

Measures: TypeAlias = dict[str, float]


def by_words(rubric: Prepared, findings: Sequence[Finding], answer: AnswerText, text: str, score: float) -> Measures:
    """score: of the points one by one, 0 to 1.

    amount: how much the answer says that the question does not.   much: that, where it makes points.
    size: it, over what the author says, as a root.   heard: share of its own words that the author uses, too.
    spread: both together.   misconceived: strength of the strongest misconception.
    turned: weight of words tied to the wrong one of two rivals, see bindings.py.
    terse: signs of a list or formula for each word, where it makes points.   denials: words such as "not".
    """
    made = [
        (target.point.weight, found)
        for target, found in zip(rubric.targets, findings, strict=True)
        if _is_wanted(target)
    ]
    strength = sum(weight * found.strength for weight, found in made) / (sum(weight for weight, _ in made) or 1)
    amount = math.log1p(_own(rubric, answer.words))
    asked = max(_own(rubric, rubric.reference.words), _own(rubric, _words(rubric)), 1)
    size = math.sqrt(min(MOST, _own(rubric, answer.words) / asked))
    stems = {word.stem for word in answer.words if word.is_content} - rubric.known
    heard = len(stems & rubric.heard) / max(1, len(stems))
    marks = sum(len(MARK.findall(text[each.start : each.end])) for each in answer.sentences)
    count = max(1, len(answer.words))
    return {
        "score": score,
        "misconceived": _worst(rubric, lambda at: findings[at].strength),
        "amount": amount,
        "much": amount * strength,
        "size": size,
        "heard": heard,
        "spread": heard * size,
        "turned": max(0.0, min(MOST_TURNED, sides(rubric, answer).turned)),
        "terse": strength * min(1.0, marks / count),
        "denials": float(min(MOST_DENIALS, sum(word.text in lexicon.NEGATORS for word in answer.words))),
    }


def claims_of(rubric: Prepared) -> list[str]:
    """Whatever `by_meaning` asks a sentence model about."""
    return list(
        dict.fromkeys(
            [
                whole_of(rubric),
                rubric.rubric.reference,
                *(each.point.claim for each in rubric.targets),
                *_backings(rubric),
            ]
        )
    )


def by_meaning(rubric: Prepared, meant: Meant) -> Measures:
    """What a sentence model adds.

    share: of the points, said in one place.   nearer: how much nearer to a point its nearest sentence comes than the
    question.   backed: share said of the sentences of the reference behind the points.   whole, reference: share of
    all points, of the reference, said anywhere.   amount, length: how much it says beside the points, the reference.
    """
    share = _mean(rubric, lambda at: meant.said(rubric.targets[at].point.claim).share)
    whole = whole_of(rubric)
    reference = rubric.rubric.reference or whole
    told, length = meant.told(whole), math.sqrt(min(MOST, meant.told(reference).amount))
    amount, said = math.sqrt(min(MOST, told.amount)), meant.said_anywhere(reference).share
    return {
        "meant": share,
        "meant nearer": _mean(rubric, lambda at: meant.nearer(rubric.targets[at].point.claim)),
        "meant backed": _mean(rubric, lambda at: _backed(rubric, at, meant)),
        "meant misconceived": _worst(rubric, lambda at: meant.said(rubric.targets[at].point.claim).share),
        "meant whole": meant.said_anywhere(whole).share,
        "meant reference": said,
        "meant near": told.near,
        "meant alike": meant.alike(whole),
        "meant amount": amount,
        "meant length": length,
        "meant much": amount * share,
        "meant much of reference": amount * said,
    }


def alone(found: Measures) -> Measures:
    """Of those of an answer to a reference without points, the few that serve in any field, with or without a model.

    bulk: size, as far as the answer is on the matter by its words, of which a longer one must show more.
    meant bulk: length, as far as it is on the matter by its meaning.
    A short answer in which nothing is found may say it in other words; a long one hardly.
    """
    said = found.get("meant reference")
    score = found["score"] if said is None else max(found["score"], min(1.0, said / WHOLLY_MEANT) ** 2)
    few = {
        "score": score,
        "bulk": found["size"] * min(1.0, score / (ON_THE_MATTER * max(1.0, found["size"]))),
        "turned": found["turned"],
        "size": found["size"],
    }
    if said is None:
        return few
    return few | {"meant bulk": found["meant length"] * min(1.0, said / MEANT_IT), "meant reference": said}


def _own(rubric: Prepared, words: Sequence[Word]) -> float:
    """Weight of the words that the question does not hold."""
    return sum(word.weight for word in words if word.stem not in rubric.known)


def _words(rubric: Prepared) -> list[Word]:
    return [word for target in rubric.targets if _is_wanted(target) for word in target.claim.words]


def _is_wanted(target: Target) -> bool:
    return not target.point.misconception and not target.point.bonus


def _mean(rubric: Prepared, measure: Callable[[int], float]) -> float:
    """Over the points that are wanted, by weight."""
    wanted = [at for at, target in enumerate(rubric.targets) if _is_wanted(target)]
    return sum(rubric.targets[at].point.weight * measure(at) for at in wanted) / (rubric.weight or 1)


def _worst(rubric: Prepared, measure: Callable[[int], float]) -> float:
    """Over the misconceptions; 0 without any."""
    return max((measure(at) for at, target in enumerate(rubric.targets) if target.point.misconception), default=0.0)


def _backings(rubric: Prepared) -> list[str]:
    return [text for at in range(len(rubric.targets)) if (text := _backing(rubric, at))]


def _backing(rubric: Prepared, at: int) -> str:
    backing = rubric.targets[at].backing
    return rubric.rubric.reference[backing.words[0].start : backing.words[-1].end] if backing else ""


def _backed(rubric: Prepared, at: int, meant: Meant) -> float:
    text = _backing(rubric, at)
    return meant.said(text).share if text else 0.0
