"""From a prepared rubric and an answer to what became of each point: made, partly made, missed or contradicted."""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from quizzes.prose import formulas, synonyms
from quizzes.prose.alignment import AnswerText, best_alignment
from quizzes.prose.clauses import Sentence, sentences_of
from quizzes.prose.denials import denies_reference
from quizzes.prose.kinship import FAMILY, Sense
from quizzes.prose.points import Prepared, Rubric, Target, prepared
from quizzes.prose.traps import speaks_to_marker
from quizzes.prose.words import Word

# Strength, 0 to 1: from these on a point is made, or partly made.
MADE, PARTLY = 0.66, 0.4
MISCONCEIVED = 0.75
# A denial is believed when it takes up this much of the point, and of what was found of it.
DENIED_COVERAGE, DENIED_SHARE = 0.4, 0.5
FEW_WORDS = 2  # of a claim, up to which one opposite by itself denies it; "it shrinks" may be said of something else
CLAIM_TRUST = 0.95  # how far the author's own words, all found, prove the point
TELLING, COMMON_WORD = 0.9, 0.3  # weight of words that tell something; strength where only a common one is found
FORMULA_TRUST = 0.8
SECOND_SYNONYM = 0.5  # share that a further synonym of the same point adds
WEAKEST_REFERENCE = 0.5  # the least strength of the author's own answer by which others are measured


class Status(enum.StrEnum):
    MADE = "made"
    PARTLY = "partly"
    MISSED = "not made"
    CONTRADICTED = "contradicted"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Finding:
    """What became of one point.

    strength: 0 to 1, how much of the point is said.   confidence: 0 to 1, in the status.
    spans: the words of the answer that show it, as characters; in order, not touching.
    """

    status: Status
    strength: float
    confidence: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclasses.dataclass(frozen=True)
class Evidence:
    """For and against one point, each 0 to 1, and where.

    phrased: the part of `strength` that synonyms and formulas give.
    """

    strength: float = 0.0
    against: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()
    spans_against: tuple[tuple[int, int], ...] = ()
    phrased: float = 0.0

    def scaled(self, factor: float) -> Evidence:
        return dataclasses.replace(self, strength=self.strength * factor, phrased=self.phrased * factor)


def topicality(rubric: Prepared, answer: AnswerText) -> float:
    """0, the answer speaks of something else, to 1: by the share of its own words that we have heard.

    A right answer to another question holds some words of this one, and those are scattered over all its points.
    """
    new = [word for word in answer.words if word.is_content and word.stem not in rubric.known]
    whole = sum(word.weight for word in new)
    if whole < LEAST_TOPICAL:
        return 1.0
    share = sum(word.weight * _heard(rubric, word) for word in new) / whole
    low, high = BY_REFERENCE if rubric.by_reference else BY_POINTS
    return max(0.0, min(1.0, (share - low) / (high - low)))


def _heard(rubric: Prepared, word: Word) -> float:
    if word.stem in rubric.heard or any(stub in word.text for stub in rubric.stubs):
        return 1.0
    closeness = max((near for _, near, sense in rubric.reference.alike(word.stem) if sense is Sense.ALIKE), default=0.0)
    return closeness if closeness >= FAMILY else closeness / 2


LEAST_TOPICAL: Final = 2.0  # weight of an answer's own words, below which it is too short to tell
BY_REFERENCE, BY_POINTS = (0.04, 0.25), (0.12, 0.4)  # shares of words heard: another topic, and this one


@dataclasses.dataclass(frozen=True)
class Reading:
    """An answer, sorted by what its sentences are.

    affirmed: those that may make a point.   denied: those that say the reference with a "not" in it.
    """

    text: str
    whole: AnswerText
    affirmed: AnswerText
    denied: AnswerText


def read_answer(text: str, rubric: Prepared) -> Reading:
    """Sentences that speak to whoever marks the answer are left out."""
    sentences = sentences_of(text, known=rubric.known)
    sentences = [each for each in sentences if not speaks_to_marker(text[each.start : each.end])]
    reference = rubric.rubric.reference
    denied = [each for each in sentences if denies_reference(each, text, rubric.reference, reference)]
    affirmed = [each for each in sentences if each not in denied] if denied else sentences
    return Reading(text, AnswerText(sentences), AnswerText(affirmed), AnswerText(denied))


def find_points(rubric: Prepared, answer: Reading) -> list[Finding]:
    """One finding for each point, in the author's order."""
    topical = topicality(rubric, answer.whole)
    misconceived = {
        index: _misconception(_weighed(target, answer).scaled(topical), _own(rubric, index))
        for index, target in enumerate(rubric.targets)
        if target.point.misconception
    }
    answer = _without(answer, [span for finding in misconceived.values() for span in finding.spans])
    return [
        misconceived.get(index) or _finding(rubric, index, _weighed(target, answer).scaled(topical))
        for index, target in enumerate(rubric.targets)
    ]


def _without(answer: Reading, spans: Sequence[tuple[int, int]]) -> Reading:
    """The answer without the sentences that show a misconception and little else: they make no point beside it."""
    kept = [each for each in answer.affirmed.sentences if not _mostly(each, spans)]
    if len(kept) == len(answer.affirmed.sentences):
        return answer
    return dataclasses.replace(answer, affirmed=AnswerText(kept))


def _mostly(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    inside = sum(word.weight for word in sentence.words if any(start <= word.start < end for start, end in spans))
    return inside > MOSTLY * sentence.weight


MOSTLY: Final = 0.6  # of a sentence's words


def _weighed(target: Target, answer: Reading) -> Evidence:
    found = evidence(target, answer.text, answer.affirmed)
    if not answer.denied.sentences:
        return found
    denied = evidence(target, answer.text, answer.denied)
    against = max(found.against, denied.strength if denied.strength >= PARTLY else 0.0)
    return dataclasses.replace(found, against=against, spans_against=found.spans_against or denied.spans)


def evidence(target: Target, text: str, answer: AnswerText) -> Evidence:
    """By words: those of the point, of the reference where it speaks of the point, synonyms, formulas."""
    said, denied = best_alignment(target.claim, answer)
    strength = CLAIM_TRUST * math.sqrt(said.said)
    if said.telling < min(TELLING, target.claim.weight / 2):
        strength = min(strength, COMMON_WORD)
    if target.backing is not None:
        strength = max(strength, target.link * math.sqrt(best_alignment(target.backing, answer)[0].said))
    strength *= _numbers(target, answer)
    against = 0.0
    refused = denied.coverage * denied.turned
    alone = len(denied.spans) == 1 and sum(word.is_content for word in target.claim.words) > FEW_WORDS
    if denied.coverage >= DENIED_COVERAGE and denied.turned >= DENIED_SHARE and refused > said.said and not alone:
        against = math.sqrt(refused)
    spans = list(said.spans)
    found, found_against = _synonyms(target, text, answer)
    chance = 1.0
    for rank, each in enumerate(found[:3]):
        chance *= 1 - each.certainty * (1 if rank == 0 else SECOND_SYNONYM)
        spans += each.spans
    if shared := _formulas(target, text):
        chance *= 1 - FORMULA_TRUST
        spans += shared
    strength = 1 - (1 - strength) * chance
    if found_against:
        against = max(against, found_against[0].certainty)
    denials = list(denied.spans if against else ()) + [span for each in found_against[:1] for span in each.spans]
    return Evidence(strength, against, _joined(spans), _joined(denials), phrased=1 - chance)


def _numbers(target: Target, answer: AnswerText) -> float:
    """1 where a number of the point is said, or it has none; less where none is, and least where another stands."""
    wanted = {word.stem for word in target.claim.words if word.text[0].isdigit()}
    if not wanted or not wanted.isdisjoint(answer.places):
        return 1.0
    return OTHER_NUMBER if any(stem[0].isdigit() for stem in answer.places) else NO_NUMBER


OTHER_NUMBER, NO_NUMBER = 0.6, 0.8  # of the strength


def _synonyms(target: Target, text: str, answer: AnswerText) -> tuple[list[synonyms.Found], list[synonyms.Found]]:
    """Those affirmed and those denied, the most certain first; of several at one place the best."""
    every = [
        found
        for phrase in target.phrases
        if (found := synonyms.find(phrase, text, answer))  # in its sentences
        and (not phrase.common or _is_supported(target, phrase, found, answer))
    ]
    every.sort(key=lambda found: -found.certainty)
    distinct: list[synonyms.Found] = []
    for found in every:
        if not any(_touch(found.spans, other.spans) for other in distinct):
            distinct.append(found)
    return [each for each in distinct if not each.turned], [each for each in distinct if each.turned]


def _is_supported(target: Target, phrase: synonyms.Phrase, found: synonyms.Found, answer: AnswerText) -> bool:
    """Another word of the claim stands in the same sentence; "high" alone says nothing of "the variance is high"."""
    wanted = {word.stem for word in target.claim.words if word.is_content} - set(phrase.stems)
    (start, _), *_ = found.spans
    sentence = next((each for each in answer.sentences if each.start <= start < each.end), None)
    stems = {word.stem for word in sentence.words} if sentence else set()
    return not wanted or any(kin in stems for stem in wanted for kin, *_ in answer.alike(stem))


def _touch(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> bool:
    return any(a < d and c < b for a, b in first for c, d in second)


def _formulas(target: Target, text: str) -> list[tuple[int, int]]:
    """Where the answer holds a formula of the point."""
    if not target.formulas.trees:
        return []
    theirs = formulas.formulas_of(text)
    return [span for tree, span in zip(theirs.trees, theirs.spans, strict=True) if tree in target.formulas.trees]


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """In order; those with no more than a blank or a short word between them become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start - joined[-1][1] <= NEAR:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


NEAR: Final = 5  # characters between two words that are shown as one passage


def _misconception(found: Evidence, own: Evidence) -> Finding:
    """own: the same, of the author's answer, whose words cannot show a misconception."""
    by_words = found.strength * (1 if found.strength >= own.strength + BEYOND_OWN else 1 - own.strength)
    by_phrases = found.phrased / SURE_PHRASE if found.phrased > own.phrased else 0.0
    strength = min(1.0, max(by_words, by_phrases * MISCONCEIVED))
    made = strength >= MISCONCEIVED and found.against <= strength
    return Finding(
        status=Status.MADE if made else Status.MISSED,
        strength=strength,
        confidence=clear(strength, MISCONCEIVED),
        spans=found.spans if made else (),
    )


BEYOND_OWN: Final = 0.35  # how much more strongly than the author's answer
SURE_PHRASE: Final = 0.6  # certainty of a synonym that is enough to show a misconception


def _finding(rubric: Prepared, index: int, found: Evidence) -> Finding:
    strength = found.strength
    own = _own(rubric, index)
    if not rubric.by_reference and own.strength >= WEAKEST_REFERENCE:
        strength = min(1.0, strength / own.strength)
    # Where the author's own answer seems to deny the point, we cannot tell a denial of it.
    against = found.against if found.against > own.against else 0.0
    if against > strength:
        confidence = 0.5 + 0.5 * (against - strength)
        return Finding(status=Status.CONTRADICTED, strength=0.0, confidence=confidence, spans=found.spans_against)
    strength *= 1 - against / 2
    status = Status.MADE if strength >= MADE else Status.PARTLY if strength >= PARTLY else Status.MISSED
    spans = found.spans if status is not Status.MISSED else ()
    return Finding(status=status, strength=strength, confidence=clear(strength, (MADE + PARTLY) / 2), spans=spans)


def clear(strength: float, border: float) -> float:
    """How sure a strength is: one half at the border between made and missed, almost 1 far from it."""
    distance = (strength - border) / (1 - border) if strength > border else (border - strength) / border
    return 0.5 + 0.5 * math.pow(min(1.0, distance), 0.7)


@lru_cache(maxsize=512)
def _own_evidence(rubric: Rubric) -> tuple[Evidence, ...]:
    ready = prepared(rubric)
    return tuple(evidence(target, rubric.reference, ready.reference) for target in ready.targets)


def _own(rubric: Prepared, index: int) -> Evidence:
    """How the author's own answer makes a point, by the same measure; nothing without one."""
    if not rubric.rubric.reference or rubric.by_reference:
        return Evidence()
    return _own_evidence(rubric.rubric)[index]
