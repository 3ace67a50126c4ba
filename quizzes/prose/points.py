"""From what an author asks for to claims that an answer is laid beside: key points, or points made of a reference."""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from functools import lru_cache
from typing import Final

from quizzes.prose import lexicon
from quizzes.prose.alignment import AnswerText, Claim, best_alignment, claim_of, claims_of
from quizzes.prose.clauses import sentences_of
from quizzes.prose.formulas import NO_FORMULAS, Formulas, formulas_of
from quizzes.prose.synonyms import SHORTEST_STEM, Phrase, phrases_of
from quizzes.prose.words import words_of

SET_APART: Final = re.compile(
    r"\b(?:between|compare|distinguish)\s+(?P<one>[^?.,;]{1,40}?)\s+(?:and|from|with|to)\s+(?P<other>[^?.,;]{1,40}?)"
    r"(?=\s+(?:in|of|for|when|if|as)\b|[?.,;]|$)",
    re.IGNORECASE,
)
# "Says that …" before a misconception is about the learner, not about the matter.
REPORTED: Final = re.compile(
    r"^(?:(?:says?|claims?|thinks?|believes?|states?|proposes?|suggests?|calls?|confuses?)\b(?:\s+that\b)?|that\b)\s*",
    re.IGNORECASE,
)
WRAPPED: Final = re.compile(r"(?<=[^\n])\n(?=[^\s*+>|-])")  # by one blank of the same length, so that places stay
BACKED = 0.12  # of a point, that a sentence of the reference must say to speak of it
CONDITIONAL = 0.4  # share of its weight that "as complexity grows, …" keeps


@dataclasses.dataclass(frozen=True, kw_only=True)
class KeyPoint:
    """One claim that an answer may make.

    weight: above 0; below 0 for a misconception.   synonyms: phrases and stems that stand for it.
    must: without it the answer fails.   bonus: adds, but is not missed.
    reason: what the author says to those who fall for a misconception; "" for nothing.
    """

    claim: str
    weight: float = 1.0
    synonyms: tuple[str, ...] = ()
    must: bool = False
    bonus: bool = False
    reason: str = ""

    @property
    def misconception(self) -> bool:
        return self.weight < 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rubric:
    """All that is known of a good answer. points: empty where only a reference answer is given."""

    question: str = ""
    reference: str = ""
    points: tuple[KeyPoint, ...] = ()


@dataclasses.dataclass(frozen=True)
class Target:
    """A point made ready for comparing: its own words, its synonyms, its formulas.

    backing: the sentence of the reference that speaks of it; None where no sentence does.
    link: how strongly it does, 0 to 1.
    """

    point: KeyPoint
    claim: Claim
    phrases: tuple[Phrase, ...] = ()
    formulas: Formulas = NO_FORMULAS
    backing: Claim | None = None
    link: float = 0.0


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A rubric made ready for comparing, once for all answers.

    known: stems of the question.   heard: those of question, points, synonyms and reference together.
    """

    rubric: Rubric
    known: frozenset[str]
    targets: tuple[Target, ...]
    reference: AnswerText
    by_reference: bool  # the targets are clauses of the reference, not points that an author wrote

    @functools.cached_property
    def heard(self) -> frozenset[str]:
        words = {word.stem for target in self.targets for word in target.claim.words if word.is_content}
        phrases = {stem for target in self.targets for phrase in target.phrases for stem in phrase.stems}
        return frozenset(words | phrases | self.known | self.reference.places.keys())

    @functools.cached_property
    def stubs(self) -> frozenset[str]:
        """Words of synonyms as their authors wrote them, such as "saturat", long enough to stand inside a word."""
        stems = {stem for target in self.targets for phrase in target.phrases for stem in phrase.stems}
        return frozenset(stem for stem in stems if len(stem) >= SHORTEST_STEM)

    @property
    def weight(self) -> float:
        return sum(t.point.weight for t in self.targets if not t.point.bonus and not t.point.misconception)


@lru_cache(maxsize=512)
def prepared(rubric: Rubric) -> Prepared:
    """The rubric with its words counted and stemmed; points are made of the reference where there are none."""
    known = frozenset(word.stem for word in words_of(rubric.question) if word.is_content)
    # A line of Markdown goes on in the next; points lean on the reference line by line, as they were calibrated.
    text = rubric.reference if rubric.points else WRAPPED.sub(" ", rubric.reference)
    reference = AnswerText(sentences_of(text, known=known))
    if rubric.points:
        targets = tuple(_target(point, known, reference) for point in rubric.points)
    else:
        targets = tuple(_of_reference(text, known))
    if rivals := _rivals(rubric.question):
        targets = tuple(
            dataclasses.replace(target, claim=dataclasses.replace(target.claim, rivals=rivals)) for target in targets
        )
    return Prepared(rubric, known, targets, reference, by_reference=not rubric.points)


def _rivals(question: str) -> tuple[str, ...]:
    """The head words of what a question sets against each other: "the difference between a process and a thread"."""
    match = SET_APART.search(question)
    if not match:
        return ()
    sides = [[word.stem for word in words_of(side) if word.is_content] for side in match.group("one", "other")]
    heads = tuple(side[-1] for side in sides if side)
    return heads if len(set(heads)) == 2 else ()


def _target(point: KeyPoint, known: frozenset[str], reference: AnswerText) -> Target:
    text = REPORTED.sub("", point.claim) if point.misconception else point.claim
    claim = claim_of(sentences_of(text, known=known))
    denied = -1 in claim.signs
    phrases = phrases_of(point.synonyms, known, denied=denied, feared=not point.misconception)
    backing, link = (None, 0.0) if point.misconception or point.bonus else _backing(claim, reference)
    return Target(point, claim, phrases, formulas_of(text), backing, link)


def _backing(claim: Claim, reference: AnswerText) -> tuple[Claim | None, float]:
    """The sentence of the reference that says most of a point; the reference makes every point that is no bonus."""
    best: Claim | None = None
    most = BACKED
    for sentence in reference.sentences:
        said = best_alignment(claim, AnswerText([sentence]))[0].said
        if said > most:
            best, most = claim_of([sentence]), said
    return best, math.sqrt(most)


def _of_reference(reference: str, known: frozenset[str]) -> list[Target]:
    """One point for each clause that says something, weighted by how much."""
    claims = [claim for sentence in sentences_of(reference, known=known) for claim in claims_of(sentence)]
    says = [claim for claim in claims if claim.weight > 0]
    return [_clause_target(reference, claim) for claim in says]


def _clause_target(reference: str, claim: Claim) -> Target:
    text = reference[claim.words[0].start : claim.words[-1].end]
    weight = claim.weight * (CONDITIONAL if claim.words[0].text in lexicon.CONDITIONS else 1)
    return Target(KeyPoint(claim=text, weight=weight), claim, (), formulas_of(text))
