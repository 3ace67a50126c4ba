"""From the synonyms that an author lists to where an answer holds one of them, affirmed or denied."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Sequence
from typing import Final

from quizzes.prose import lexicon
from quizzes.prose.alignment import AnswerText
from quizzes.prose.clauses import DENIED
from quizzes.prose.kinship import MISSPELT, Sense
from quizzes.prose.words import GENERAL, PLAIN, stem_of, words_of

SHORTEST_STEM: Final = 4  # letters of a synonym's word that may stand inside a longer word
SURE, SLOPE = 0.95, 1.3  # certainty of a synonym that says very much, and how fast it is reached
FILLER = 0.15  # what a word without content adds where a synonym stands word for word: "trains on it"
SCATTERED = 0.85  # share of the certainty that remains where other words stand between
GAP = 3  # words that may stand between those of a synonym
FORMULA = re.compile(r"[$\\=<>^]|\d\s*[-+*/]|[-+*/]\s*\d")


@dataclasses.dataclass(frozen=True)
class Phrase:
    """A synonym: what it says by itself, 0 to 1, and how it is recognised.

    either: it may be denied or affirmed, since the claim that it stands for denies something.
    common: it is an ordinary word, which shows nothing where no other word of the claim stands near.
    feared: "so that it does not …" names it, too, as what would happen otherwise.
    whole: it must stand word for word.
    """

    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    certainty: float
    either: bool
    common: bool = False
    feared: bool = False
    whole: bool = False


@dataclasses.dataclass(frozen=True)
class Found:
    """Where a phrase stands. turned: it is denied there."""

    certainty: float
    spans: tuple[tuple[int, int], ...]
    turned: bool


def phrases_of(
    synonyms: Sequence[str], known: Collection[str], *, denied: bool, feared: bool = False
) -> tuple[Phrase, ...]:
    """known: stems of the question, which say little.   denied: the claim denies something.

    What says nothing by itself is left out: a single letter, or a word of the question.
    """
    phrases = [_phrase(text, known, denied, feared) for text in synonyms if text.strip()]
    return tuple(phrase for phrase in phrases if phrase is not None)


def _phrase(text: str, known: Collection[str], denied: bool, feared: bool) -> Phrase | None:
    text = re.sub(r"[`*]", "", text).strip(" _")
    words = words_of(text, known=known)
    weight = sum(word.weight or FILLER for word in words)
    negates = any(word.text in lexicon.NEGATORS or word.text in lexicon.SHORT_NEGATORS for word in words)
    content = tuple(word.stem for word in words if word.is_content)
    certainty = SURE * (1 - math.exp(-SLOPE * weight))
    letters = bool(content) and all(len(stem) == 1 and stem.isalpha() for stem in content)
    given = bool(content) and not negates and all(stem in known for stem in content)
    if (given and len(words) == 1) or (letters and not FORMULA.search(text.strip("$ "))):
        return None
    common = len(words) == 1 and weight <= GENERAL
    scattered = () if negates or given else content  # words of the question must stand as the author wrote them
    # And so must fillers around next to nothing: "is the same" is more than "same".
    whole = (len(content) == 1 and len(words) > 1 and weight < PLAIN) or 2 * len(content) + 1 < len(words)
    return Phrase(_pattern(text), scattered, certainty, denied or negates, common, feared, whole)


def _pattern(text: str) -> re.Pattern[str]:
    """The words in a row, blanks, hyphens and underscores alike; long enough ones may be parts of longer words."""
    parts = [part for part in re.split(r"[\s\-–_]+", text.lower()) if part]
    pieces = [re.escape(part).replace("'", "['’]?") for part in parts]
    head = "" if parts and len(parts[0]) >= SHORTEST_STEM and parts[0].isalpha() else r"(?<![^\W_])"
    tail = "" if parts and len(parts[-1]) >= SHORTEST_STEM and parts[-1].isalpha() else r"(?![^\W_])"
    if not text.isascii():
        head = tail = ""
    # A short word still takes an ending: "gpu" is found in "gpus".
    tail = r"(?:s|es|d|ed)?(?![^\W_])" if tail and parts[-1].isalpha() else tail
    return re.compile(head + r"[\s\-–_]*".join(pieces) + tail if pieces else r"(?!)")


def find(phrase: Phrase, text: str, answer: AnswerText) -> Found | None:
    """The first place where the answer affirms the phrase, or else where it denies it; None without any."""
    denied = None
    lower = text.lower()
    for match in phrase.pattern.finditer(lower if len(lower) == len(text) else text):
        if not any(each.start <= match.start() < each.end for each in answer.sentences):
            continue
        found = Found(phrase.certainty, (match.span(),), _is_denied(phrase, match.start(), match.end(), answer))
        if phrase.either or not found.turned:
            return dataclasses.replace(found, turned=False)
        denied = denied or found
    return denied or _scattered(phrase, answer)


def _is_denied(phrase: Phrase, start: int, end: int, answer: AnswerText) -> bool:
    for index, (word, sign) in enumerate(zip(answer.words, answer.signs, strict=True)):
        if word.end > start and word.start < end and word.is_content:
            return sign == DENIED and not (phrase.feared and _is_purpose(index, answer))
    return False


def _is_purpose(index: int, answer: AnswerText) -> bool:
    """The word stands in a clause that begins with "so"."""
    number = answer.sentence_of[index]
    sentence = answer.sentences[number]
    at = index - answer.sentence_of.index(number)
    return sentence.words[sentence.parts.index(sentence.parts[at])].text == "so"


def _scattered(phrase: Phrase, answer: AnswerText) -> Found | None:
    """All its words close to each other in one sentence, in any order and form."""
    if phrase.whole or not phrase.stems:
        return None
    places = [_places(stem, answer) for stem in phrase.stems]
    if not all(places):
        return None
    for first in places[0]:
        chosen = [min(others, key=lambda place: abs(place - first)) for others in places]
        if max(chosen) - min(chosen) > len(chosen) - 1 + GAP or len(set(chosen)) < len(chosen):
            continue
        if len({answer.sentence_of[place] for place in chosen}) > 1:
            continue
        turned = any(answer.signs[place] == DENIED for place in chosen) and not phrase.either
        spans = tuple(sorted((answer.words[place].start, answer.words[place].end) for place in chosen))
        return Found(phrase.certainty * (SCATTERED if len(chosen) > 1 else 1), spans, turned)
    return None


def _places(stem: str, answer: AnswerText) -> list[int]:
    near = [
        other
        for other, closeness, sense in answer.alike(stem)
        if sense is Sense.ALIKE and (closeness >= MISSPELT or (len(stem) >= SHORTEST_STEM and stem in other))
    ]
    return sorted(place for other in near for place in answer.places[other])


__all__ = ["Found", "Phrase", "find", "phrases_of", "stem_of"]
