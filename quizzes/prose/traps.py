"""From an answer to whether it is one: gibberish, the question over again, or key words without sentences."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Sequence
from typing import Final

from quizzes.prose import lexicon
from quizzes.prose.alignment import AnswerText
from quizzes.prose.kinship import MISSPELT
from quizzes.prose.points import Prepared

COPIED: Final = 0.5  # share of the question's words that the answer holds
NEW: Final = 0.9  # weight of the words that it adds
# Content words: fewer may be a phrase, or strung together; and so many that a filler among them makes no sentence.
FEWEST_STUFFED, FEWEST_STRUNG, FEWEST_LISTED = 6, 3, 9
LEAST_GLUE: Final = 0.15  # fillers and marks for each word, below which nothing is said
LONG_ITEM = 2  # words between two commas, above which a list says something of its items
MARK: Final = re.compile(r"[;:()=<>≤≥≈→+]|-\s?>|[.](?=\s)")
LISTING: Final = re.compile(
    r"^\W*(list|name|enumerate|give (?:\w+ )?(?:two|three|four|five|six|some|examples))\b",
    re.IGNORECASE,
)
# Addressed to whoever marks the answer, not an answer. "All points", "the highest score", "a system prompt" and "it
# ignores its instructions" are ordinary words of machine learning: an order counts only where a clause begins with it.
BEGIN: Final = r"(?:^|[:;,.!]|\b(?:please|now|then|and|you (?:must|should|shall|have to)))\s*"
MOST: Final = r"(?:full|maximum|max|highest|top)"
PERFECT: Final = r"(?:answer|response) is (?:(?:complete|ful|entire|absolute)ly )?(?:correct|right|perfect)\W*$"
TO_THE_MARKER: Final = re.compile(
    "|".join(
        (
            BEGIN + r"(?:ignore|disregard|forget|override)\b.{0,60}"
            r"\b(?:rubric|instructions?|prompt|rules|criteria|the above)\b",
            rf"\b{MOST}\s+(?:marks?|credit|grade)\b",
            rf"{BEGIN}(?:give|award|grant|assign)\s+(?:(?:it|the)\s+)*{MOST}\s+(?:points?|score)\b",
            r"\b(?:give|award|grant|assign)\s+(?:me|(?:this|the|my) answer)\b"
            r".{0,30}\b(?:marks?|points?|score|credit|grade)\b",
            r"\b(?:mark|grade|score|rate)\s+(?:me\b|(?:this|my)\s+answer\b)",
            r"^\W*(?:final\s+)?score\s*[:=]\s*[\d./ %]+\W*$",
            rf"\b(?:my|this) {PERFECT}|^\W*the {PERFECT}",
            r"\b(?:all|every) (?:of the )?key points? (?:are|is|were|was|have been)"
            r" (?:made|met|said|covered|addressed|there|present)\b",
            r"^\W*system(?:\s+(?:prompt|message))?\s*:",
        )
    ),
    re.IGNORECASE,
)


class Trap(enum.Enum):
    NONE = ""
    GIBBERISH = "None of this reads as an answer to the question."
    COPIED = "This repeats the question without adding to it."
    STUFFED = "These are key words rather than sentences, so we cannot tell what you say of them."


@dataclasses.dataclass(frozen=True)
class Caps:
    """The highest score that an answer in a trap can have."""

    gibberish: float = 0.0
    copied: float = 0.05
    stuffed: float = 0.3


CAPS: Final = Caps()


def speaks_to_marker(sentence: str) -> bool:
    """The sentence asks for marks in place of earning them."""
    return bool(TO_THE_MARKER.search(sentence))


def trap_of(rubric: Prepared, answer: AnswerText, text: str) -> Trap:
    """answer: of the text."""
    content = [word for word in answer.words if word.is_content]
    if not content and not any(word.text in lexicon.NEGATORS for word in answer.words):
        return Trap.GIBBERISH
    if _repeats(rubric, answer):
        return Trap.COPIED
    if _is_gibberish(rubric, answer):
        return Trap.GIBBERISH
    return Trap.STUFFED if _is_stuffed(rubric, answer, text) else Trap.NONE


def _repeats(rubric: Prepared, answer: AnswerText) -> bool:
    """Its words are the question's, but for next to nothing, and it holds many of those."""
    content = {word.stem: word.weight for word in answer.words if word.is_content}
    shared = content.keys() & rubric.known
    new = sum(weight for stem, weight in content.items() if stem not in rubric.known)
    return len(shared) > 2 and new <= NEW and len(shared) >= COPIED * len(rubric.known)


def _is_gibberish(rubric: Prepared, answer: AnswerText) -> bool:
    """No fillers between its words, and not one of them is known from question, points, reference or our lists."""
    if any(word.text in lexicon.FUNCTION_WORDS or word.text in lexicon.NEGATORS for word in answer.words):
        return False
    heard = {word.stem for target in rubric.targets for word in target.claim.words} | rubric.known
    heard |= set(rubric.reference.places)
    return not any(
        answer_stem in heard or any(closeness >= MISSPELT for _, closeness, _ in rubric.reference.alike(answer_stem))
        for answer_stem in answer.places
    ) and not any(any(stem in place or place in stem for place in answer.places) for stem in _stems(rubric))


def _stems(rubric: Prepared) -> set[str]:
    return {stem for target in rubric.targets for phrase in target.phrases for stem in phrase.stems}


def _is_stuffed(rubric: Prepared, answer: AnswerText, text: str) -> bool:
    """Many words of content, and hardly a filler or a mark between them, where the question asks for more than names.

    "Rank < n; determinant 0" is short for a sentence; "rank, determinant, kernel" is none.
    """
    if LISTING.search(rubric.rubric.question) or not all(word.text.isascii() for word in answer.words):
        return False
    words = [word.stem for word in answer.words if word.is_content]
    content = len(words)
    glue = sum(word.text in lexicon.FUNCTION_WORDS or word.text in lexicon.NEGATORS for word in answer.words)
    commas = text.count(",")
    glue += len(MARK.findall(text)) + (commas if content > LONG_ITEM * (commas + 1) else 0)
    if content >= FEWEST_STUFFED:
        return not glue or (content >= FEWEST_LISTED and glue < LEAST_GLUE * len(answer.words))
    return content >= FEWEST_STRUNG and not glue and _are_strung(rubric, words)


def _are_strung(rubric: Prepared, stems: Sequence[str]) -> bool:
    """All of them are the author's own words, and in another order than his: picked out, not said."""
    if not rubric.heard.issuperset(stems):
        return False
    place = -1
    for stem in stems:
        behind = [each for each in rubric.reference.places.get(stem, ()) if each > place]
        if not behind:
            return True
        place = behind[0]
    return False
