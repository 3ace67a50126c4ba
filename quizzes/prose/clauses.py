"""From the words of a text to its sentences and clauses, and to what each word is: affirmed, denied or weakened."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from typing import Final

from quizzes.prose import lexicon
from quizzes.prose.kinship import Sense, likeness
from quizzes.prose.words import Word, stem_of, words_of

SENTENCE_END: Final = re.compile(r"[.!?;。！？；](?=\s|$|[^\x00-\x7f]|\))|\n+|[。！？；]")
CLAUSE_END: Final = re.compile(r"[,:，：、]|\s(?:[-–—]+|=|=+>|-+>|[→⇒])\s|[()]")
DENIED_WHOLE: Final = re.compile(
    r"\b(?:it|this|that)(?:\s+is|['’]s)?\s*(?:simply\s+|just\s+)?(?:not|n['’]t|isn['’]t)\s+"
    r"(?:true|the case|correct|right|so|as if)\b"
    r"|\b(?:it|this)(?:\s+is|['’]s)\s+(?:false|wrong|incorrect|untrue|a myth|impossible)\s+that\b"
    r"|\b(?:i|we)\s+(?:do\s+not|don['’]?t)\s+(?:think|believe)\b"
    r"|\bby no means\b|\bin no way\b|\bno,",
    re.IGNORECASE,
)
# "The label is wrong" speaks of a label; "the claim that … is wrong" denies a claim.
DENIED_BEHIND: Final = re.compile(
    r"\b(?:is|are|was|were)\s+(?:(?:simply|just|completely|plainly)\s+)?(?:not\s+(?:true|correct|right|the case)"
    r"|untrue|a myth)\s*$"
    r"|(?:^\W*that\b|\b(?:claim|claims|statement|idea|view|belief|saying|says|said)\b).*"
    r"\b(?:is|are|was|were)\s+(?:(?:simply|just|completely|plainly)\s+)?(?:false|wrong|incorrect)\s*$",
    re.IGNORECASE | re.DOTALL,
)
SHORT_SCOPE = 2  # words behind "without", "instead of", "hardly"

WEAK_SCOPE = 5  # words behind "reduces", "before"

AFFIRMED, DENIED, WEAKENED = 1, -1, 0

_PREVENTERS: Final = frozenset(stem_of(word) for word in lexicon.PREVENTERS)
_SOFTENERS: Final = frozenset(stem_of(word) for word in lexicon.SOFTENERS)


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """start, end: characters of the text.   words: all of them.   signs: of each, AFFIRMED, DENIED or WEAKENED.

    parts: number of the clause, counted from 0 within the sentence, that each word stands in.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    signs: tuple[int, ...]
    parts: tuple[int, ...]

    @property
    def weight(self) -> float:
        return sum(word.weight for word in self.words)


def sentences_of(text: str, *, known: Collection[str] = ()) -> list[Sentence]:
    """The sentences that hold a word; `known` stems say little, see `words_of`."""
    words = words_of(text, known=known)
    found: list[Sentence] = []
    index = 0
    goes_on = False  # "It is not true that this; that; and that" denies the whole list
    for start, end in _stretches(text):
        begin = index
        while index < len(words) and words[index].start < end:
            index += 1
        if index > begin:
            sentence = _sentence(text, start, end, tuple(words[begin:index]))
            if goes_on:
                sentence = dataclasses.replace(sentence, signs=tuple(_flipped(sign) for sign in sentence.signs))
            found.append(sentence)
            goes_on = text[end - 1] in ";；" and (goes_on or DENIED_WHOLE.search(text, start, end) is not None)
    return found


def _stretches(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _sentence(text: str, start: int, end: int, words: tuple[Word, ...]) -> Sentence:
    parts = _parts(text, words)
    signs = _signs(words, parts)
    whole = text[start:end]
    head = DENIED_WHOLE.search(whole)
    if head:
        behind = sum(word.start < start + head.end() for word in words)
        signs = [AFFIRMED] * behind + [_flipped(sign) for sign in _signs(words[behind:], parts[behind:])]
    elif DENIED_BEHIND.search(whole.rstrip(" .!?;\n")):
        # "That a, b and c is false" denies it all; "a is so, and b is wrong" only what stands last.
        first = 0 if words[0].text == "that" else parts[-1]
        signs = [DENIED if part >= first else sign for part, sign in zip(parts, signs, strict=True)]
    return Sentence(start, end, words, tuple(signs), tuple(parts))


def _flipped(sign: int) -> int:
    """A denial takes back another one; what is weakened stays open."""
    return -sign


def _parts(text: str, words: Sequence[Word]) -> list[int]:
    """Clauses end at commas and brackets, and before words such as "but", "because" or "and it is"."""
    parts: list[int] = []
    part = 0
    for index, word in enumerate(words):
        if index and (
            CLAUSE_END.search(text, words[index - 1].end, word.start)
            or word.text in lexicon.CLAUSE_STARTS
            or (word.text in ("and", "or") and _opens_clause(words, index))
        ):
            part += 1
        parts.append(part)
    return parts


def _opens_clause(words: Sequence[Word], index: int) -> bool:
    """Behind this "and" comes a verb, or the counterpart of what was spoken of: "bias falls and variance …"."""
    behind = words[index + 1 : index + 5]
    if any(word.text in lexicon.AUXILIARIES for word in behind):
        return True
    second = next((word for word in behind if word.is_content), None)
    before = [word for word in words[max(0, index - 8) : index] if word.is_content]
    return second is not None and any(likeness(first.stem, second.stem)[1] is Sense.CONTRAST for first in before[:-1])


def _signs(words: Sequence[Word], parts: Sequence[int]) -> list[int]:
    signs = [AFFIRMED] * len(words)
    for index, word in enumerate(words):
        behind = words[index + 1].text if index + 1 < len(words) else ""
        if word.text == "not" and behind in ("only", "just", "necessarily"):
            continue
        if word.text == "instead" and behind != "of":
            continue  # "instead, it is held out" affirms what follows
        if word.text in ("no", "not") and behind in ("more", "less", "fewer") and _is(words, index + 2, "than"):
            continue  # "no more than one unit" is one unit
        if word.text == "without" and (not index or parts[index - 1] != parts[index]):
            _weaken(parts, signs, index)  # "Without a …, this would …" is a supposition
        elif word.text in lexicon.NEGATORS or word.text in lexicon.SHORT_NEGATORS:
            _deny(words, parts, signs, index, short=word.text in lexicon.SHORT_NEGATORS)
        elif word.stem in _PREVENTERS:
            _deny(words, parts, signs, index, short=True)
        elif word.stem in _SOFTENERS:
            _weaken(parts, signs, index)
    return signs


def _is(words: Sequence[Word], index: int, text: str) -> bool:
    return index < len(words) and words[index].text == text


def _deny(words: Sequence[Word], parts: Sequence[int], signs: list[int], index: int, *, short: bool) -> None:
    """Words behind a negator change their sign, to the end of the clause or, behind "without", for a few words."""
    left = SHORT_SCOPE
    for behind in range(index + 1, len(words)):
        if parts[behind] != parts[index] or (short and left == 0):
            break
        signs[behind] = _flipped(signs[behind]) if signs[behind] != WEAKENED else WEAKENED
        left -= words[behind].is_content


def _weaken(parts: Sequence[int], signs: list[int], index: int) -> None:
    for behind in range(index + 1, min(index + 1 + WEAK_SCOPE, len(signs))):
        if parts[behind] != parts[index]:
            break
        signs[behind] = WEAKENED
