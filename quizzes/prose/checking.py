"""From an answer and a rubric to an assessment, and from a case as JSON to its verdict: the door of this room."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.prose import blending, calibration, measures, scoring
from quizzes.prose.findings import Finding, Reading, Status, find_points, read_answer
from quizzes.prose.points import KeyPoint, Prepared, Rubric, prepared
from quizzes.prose.scoring import Assessment, Verdict
from quizzes.prose.traps import Trap, trap_of

__all__ = [
    "Assessment", "Finding", "KeyPoint", "Rubric", "Status", "Verdict", "as_json", "assess", "judge", "read_case",
]  # fmt: skip

LONGEST_RUBRIC: Final = 60_000  # characters of question, reference and points together
MOST_POINTS: Final = 60
NOTHING_AFFIRMED: Final = 0.1  # the highest score of an answer that denies the reference from end to end


def assess(rubric: Rubric, text: str, *, meaning: blending.Reader | None = None) -> Assessment:
    """What we make of an answer, by its words; with `meaning`, a sentence model, by that as well.

    A blank text is unreadable, and so is one of more than MAX_ANSWER_LENGTH characters: it is refused, not cut.
    """
    if not text.strip() or len(text) > MAX_ANSWER_LENGTH:
        return Assessment(score=0.0, confidence=1.0, verdict=Verdict.UNREADABLE)
    ready = prepared(rubric)
    if _folded(text) == _folded(rubric.reference):
        return _word_for_word(rubric)
    answer = read_answer(text, ready)
    findings = find_points(ready, answer)
    trap = trap_of(ready, answer.whole, text)
    by_words = scoring.assess(ready, findings, answer.whole, trap)
    if trap is not Trap.NONE:
        return by_words
    if not answer.affirmed.sentences:  # all of them deny the reference, or speak to the marker
        return scoring.assess(ready, findings, answer.whole, trap, score=min(by_words.score, NOTHING_AFFIRMED))
    measured = measures.by_words(ready, findings, answer.whole, text, by_words.score)
    if meaning is not None:
        return _by_meaning(ready, findings, answer, meaning, measured)
    if ready.by_reference:
        return scoring.assess(ready, findings, answer.whole, trap, score=calibration.alone(measures.alone(measured)))
    if not ready.reference.sentences:
        return _settled(ready, answer, by_words, calibration.Settled(by_words.score, by_words.confidence))
    settled = calibration.by_words(by_words.score, calibration.guess(measured, calibration.WORDS))
    if settled.confidence >= scoring.DECIDED:  # where we are unsure, we may well have missed the words of a must
        settled = dataclasses.replace(settled, score=min(settled.score, scoring.most_of(ready, findings)))
    return _settled(ready, answer, by_words, settled)


def _by_meaning(
    ready: Prepared,
    findings: Sequence[Finding],
    answer: Reading,
    meaning: blending.Reader,
    measured: measures.Measures,
) -> Assessment:
    meant = meaning.read(ready.rubric.question, measures.claims_of(ready), _sentences(answer))
    measured = measured | measures.by_meaning(ready, meant)
    if not ready.by_reference:
        findings = blending.with_meaning(ready, findings, meant)
    found = scoring.assess(ready, findings, answer.whole, Trap.NONE)
    if ready.by_reference or not ready.reference.sentences:
        heard = {name: measured[name] * (1 - blending.denied(ready, findings)) for name in measures.OF_WHAT_IS_SAID}
        alone = calibration.alone(measures.alone(measured | heard | {"score": found.score}))
        score = min(alone, scoring.most_of(ready, findings))
        found = scoring.assess(ready, findings, answer.whole, Trap.NONE, score=score)
        return dataclasses.replace(found, backend="embedding")
    guessed = calibration.guess(measured, calibration.MEANING)
    guessed *= calibration.left_of(measured["meant reference"] / calibration.MEANT_OF_POINTS, measured["size"])
    settled = calibration.by_meaning(found.score, guessed)
    return dataclasses.replace(_settled(ready, answer, found, settled), backend="embedding")


def _settled(ready: Prepared, answer: Reading, found: Assessment, settled: calibration.Settled) -> Assessment:
    """The assessment with the score and the confidence that the answer as a whole leaves."""
    score, confidence = settled.score, settled.confidence
    if scoring.misconceived(ready, found.findings):
        score = min(score, scoring.MISCONCEIVED)
    if score <= scoring.WRONG:
        confidence = min(confidence, scoring.surest(found.findings, answer.whole))
    verdict = scoring.verdict_of(score, confidence)
    return dataclasses.replace(found, score=score, confidence=confidence, verdict=verdict)


def _sentences(answer: Reading) -> list[str]:
    return [answer.text[each.start : each.end] for each in answer.affirmed.sentences]


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _word_for_word(rubric: Rubric) -> Assessment:
    """The author's own answer makes every point by definition."""
    ready = prepared(rubric)
    made = Finding(status=Status.MADE, strength=1.0, confidence=1.0)
    missed = Finding(status=Status.MISSED, strength=0.0, confidence=1.0)
    findings = tuple(missed if target.point.misconception else made for target in ready.targets)
    return Assessment(score=1.0, confidence=1.0, verdict=Verdict.RIGHT, findings=findings)


# --- cases as JSON ---------------------------------------------------------------------------------------------------


def judge(case: Mapping[str, Any], compare: Callable[[Rubric, str], Assessment] = assess) -> dict[str, Any]:
    """The verdict on a case with "question", "reference", "points" (either of the two) and "response".

    {"id", "score", "confidence", "verdict", "points": [{"claim", "status", "strength", "confidence", "spans"}], "ms"},
    or {"id", "error"} where the case is none. There is a score, our best guess, also where the verdict is "unsure".
    compare: of a backend (backends.py); by words without it.
    """
    started = time.perf_counter()
    named = {"id": case["id"]} if "id" in case else {}
    try:
        rubric, response = read_case(case)
    except ValueError as error:
        return named | {"error": str(error)}
    found = compare(rubric, response)
    return named | as_json(rubric, found) | {"ms": round((time.perf_counter() - started) * 1000, 1)}


def as_json(rubric: Rubric, found: Assessment) -> dict[str, Any]:
    targets = prepared(rubric).targets if found.findings else ()
    points = [
        {
            "claim": target.point.claim,
            "status": str(finding.status),
            "strength": round(finding.strength, 3),
            "confidence": round(finding.confidence, 3),
            "spans": [list(span) for span in finding.spans],
        }
        for target, finding in zip(targets, found.findings, strict=True)
    ]
    read: dict[str, Any] = {
        "score": round(found.score, 4),
        "confidence": round(found.confidence, 4),
        "verdict": str(found.verdict),
        "points": points,
    }
    return read | ({"note": found.trap.value} if found.trap is not Trap.NONE else {})


def read_case(case: Mapping[str, Any]) -> tuple[Rubric, str]:
    """The rubric and the response. Raises ValueError with a message for whoever wrote the case."""
    if "response" not in case:
        raise ValueError("a case of kind free has a `response`")
    texts = {name: case.get(name, "") or "" for name in ("question", "reference", "response")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"`{name}` must be a text")
    points = case.get("points") or ()
    if not isinstance(points, Sequence) or isinstance(points, str) or len(points) > MOST_POINTS:
        raise ValueError(f"`points` must be a list of at most {MOST_POINTS}")
    read = tuple(read_point(point) for point in points)
    rubric = Rubric(question=texts["question"], reference=texts["reference"], points=read)
    if len(rubric.question) + len(rubric.reference) + sum(len(str(point)) for point in points) > LONGEST_RUBRIC:
        raise ValueError(f"question, reference and points have more than {LONGEST_RUBRIC} characters")
    if not rubric.reference.strip() and not any(point.weight > 0 and not point.bonus for point in read):
        raise ValueError("a `reference` or `points` with a weight above 0 are needed")
    return rubric, texts["response"]


POINT: Final = re.compile(
    r"\s*(?:[-*+]\s+)?(?:\((?P<weight>-?\d+(?:\.\d+)?)(?P<mark>[!?]?)\)\s+)?(?P<claim>\S.*?)\s*(?:\{(?P<synonyms>[^{}]*)\})?\s*",
    re.DOTALL,
)


def read_point(point: object) -> KeyPoint:
    """A point as a line, "(2!) claim {synonym | stem}", or as an object. Raises ValueError."""
    if isinstance(point, str) and (match := POINT.fullmatch(point)):
        synonyms = tuple(part.strip() for part in (match["synonyms"] or "").split("|") if part.strip())
        return KeyPoint(
            claim=match["claim"],
            weight=float(match["weight"] or 1),
            synonyms=synonyms,
            must=match["mark"] == "!",
            bonus=match["mark"] == "?",
        )
    if isinstance(point, Mapping) and isinstance(point.get("claim"), str) and point["claim"].strip():
        weight, synonyms_given = point.get("weight", 1), point.get("synonyms") or ()
        if isinstance(weight, int | float) and isinstance(synonyms_given, Sequence):
            synonyms = tuple(synonyms_given.split("|")) if isinstance(synonyms_given, str) else tuple(synonyms_given)
            return KeyPoint(
                claim=point["claim"],
                weight=float(weight),
                synonyms=tuple(str(each).strip() for each in synonyms),
                must=bool(point.get("must")),
                bonus=bool(point.get("bonus")),
            )
    raise ValueError("a point is a text such as “(2!) claim {synonym | stem}”, or an object with `claim`")
