"""From a text to its words: where each stands, its stem, and how much it says."""

from __future__ import annotations

import dataclasses
import re
import threading
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

import Stemmer  # type: ignore[import-not-found, unused-ignore]  # compiled, without types

from quizzes.prose import lexicon, meanings

WORD: Final = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*\s?%?)(?![^\W\d_])"
    r"|(?P<han>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
    r"|(?P<arrow>[↑↓≠])"
    r"|(?P<word>[^\W_]+(?:['’][^\W\d_]+)?)"
)
MARKUP: Final = re.compile(r"\\[a-zA-Z]+|[*_`$]")
ARROWS: Final = {"↑": "increase", "↓": "decrease", "≠": "not"}

# Between Chinese words; what they separate is taken apart into pairs of characters.
HAN_FILLERS: Final = frozenset(
    "的了是在和与及或把被对于从到也都就而且并因为所以如果这那它其之以可会能要用个种一上下中时后前"
)
HAN_NEGATORS: Final = frozenset("不没无非未勿别")

NUMBER, QUESTIONED = 1.2, 0.25
LETTER, GENERAL, TRADE, PLAIN, RARE = 0.25, 0.45, 0.65, 1.0, 1.15
LONG_WORD = 9  # letters, from which a word is rarely an ordinary one

_local = threading.local()  # a stemmer is not to be shared between threads


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, or several that mean one thing.

    start, end: characters of the text.   stem: in lower case, American spelling, without its ending.
    weight: how much it says, 0 for a filler.
    """

    text: str
    stem: str
    start: int
    end: int
    weight: float

    @property
    def is_content(self) -> bool:
        return self.weight > 0


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The stem of a word in lower case; numbers in digits, so that "three" is "3"."""
    word = lexicon.NUMBER_WORDS.get(word, word)
    if not word.isascii() or len(word) < 3 or word[0].isdigit():
        return word
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(_american(word)))


def _american(word: str) -> str:
    """British endings as the lists have them after stemming: "normalisation", "behaviour", "labelled"."""
    word = re.sub(r"(?<=[a-z]{4})is(?=(e|ed|es|er|ers|ing|ation|ations|able)$)", "iz", word)
    word = re.sub(r"(?<=[a-z]{2})yse(?=(d|s|r)?$)", "yze", word)
    word = re.sub(r"(?<=[a-z]{3})our(?=(s|ed|ing|able|al)?$)", "or", word)
    return re.sub(r"(?<=[aeiou])ll(?=(ed|ing)$)", "l", word) if len(word) > 6 else word


def words_of(text: str, *, known: Collection[str] = ()) -> list[Word]:
    """All words in order, fillers and negators with weight 0; `known` stems (those of the question) say little."""
    return _phrases_joined(text, _plain_words(text, frozenset(known)), frozenset(known))


def _plain_words(text: str, known: frozenset[str]) -> list[Word]:
    found: list[Word] = []
    last_end = 0
    for match in WORD.finditer(MARKUP.sub(lambda hidden: " " * len(hidden[0]), text)):
        start, end = match.span()
        if match["han"]:
            found += _han_words(match["han"], start, known)
            continue
        word = unicodedata.normalize("NFKC", match[0]).lower().replace("’", "'").strip()
        if match["arrow"]:
            word = ARROWS[word]
        before = found[-1] if found else None
        if before and before.text in lexicon.PREFIXES and text[last_end:start] == "-":
            found.pop()
            word, start = before.text + word, before.start
        found.append(_word(word, start, end, known))
        last_end = end
    return found


def _word(word: str, start: int, end: int, known: Collection[str]) -> Word:
    if word[0].isdigit():
        stem = _number(word)
        return Word(word, stem, start, end, NUMBER * (QUESTIONED if stem in known else 1))
    if word.endswith("'s"):
        word = word[:-2]
    if word in lexicon.NEGATORS:
        return Word(word, word, start, end, 0.0)
    stem = stem_of(word)
    return Word(word, stem, start, end, weight_of(word, stem) * (QUESTIONED if stem in known else 1))


def _number(text: str) -> str:
    """One spelling for one value: "1,000" and "1000", "0.50" and "0.5"; a percent sign stays, "50%"."""
    percent = "%" if text.endswith("%") else ""
    digits = text.rstrip("%").rstrip().rstrip(".,")
    digits = re.sub(r",(?=\d{3}(\D|$))", "", digits).replace(",", ".")
    try:
        return f"{float(digits):g}{percent}"
    except ValueError:  # a version or a date, "1.2.3"
        return digits + percent


@lru_cache(maxsize=20_000)
def weight_of(word: str, stem: str) -> float:
    """How much a word says by itself: a filler nothing, an ordinary word less than a rare one."""
    if word in lexicon.FUNCTION_WORDS:
        return 0.3 if word in lexicon.TELLING else 0.0
    is_form = len(word) - len(stem) <= 3  # "normalisation" has the stem of "normal", but says more
    if stem in _general() and is_form:
        return GENERAL
    if stem in _trade() and is_form:
        return TRADE
    if len(word) == 1:
        return LETTER
    return RARE if len(word) >= LONG_WORD else PLAIN


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    return frozenset(stem_of(word) for word in lexicon.GENERAL_WORDS)


@lru_cache(maxsize=1)
def _trade() -> frozenset[str]:
    return frozenset(stem_of(word) for word in lexicon.TRADE_WORDS)


# --- Chinese ---------------------------------------------------------------------------------------------------------


def _han_words(run: str, offset: int, known: Collection[str]) -> list[Word]:
    """Fillers and negators by themselves, the rest as overlapping pairs of characters: a word shows as its pairs."""
    found: list[Word] = []
    begin = 0
    for index, character in enumerate([*run, ""]):
        if character and character not in HAN_FILLERS and character not in HAN_NEGATORS:
            continue
        stretch = run[begin:index]
        pairs = [stretch[at : at + 2] for at in range(len(stretch) - 1)] or ([stretch] if stretch else [])
        for at, pair in enumerate(pairs):
            place = offset + begin + at
            found.append(Word(pair, pair, place, place + len(pair), GENERAL * (QUESTIONED if pair in known else 1)))
        if character in HAN_NEGATORS:
            found.append(Word("not", "not", offset + index, offset + index + 1, 0.0))
        begin = index + 1
    return found


# --- several words that are one --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """By first word: the words, longest first, and the one that stands for them."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in meanings.PHRASES.strip().splitlines():
        words, joined = line.split(" > ")
        parts = tuple(words.split())
        found.setdefault(parts[0], []).append((parts, joined))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def _phrases_joined(text: str, words: Sequence[Word], known: Collection[str]) -> list[Word]:
    phrases = _phrases()
    found: list[Word] = []
    index = 0
    while index < len(words):
        word = words[index]
        for parts, joined in phrases.get(word.text, ()):
            run = words[index : index + len(parts)]
            if tuple(each.text for each in run) == parts and run[-1].end - word.start <= len(" ".join(parts)) + 4:
                stem = stem_of(joined)
                weight = weight_of(joined, stem) * (QUESTIONED if stem in known else 1)
                if joined in lexicon.NEGATORS:  # "w/o"
                    stem, weight = joined, 0.0
                found.append(Word(joined, stem, word.start, run[-1].end, weight))
                index += len(parts)
                break
        else:
            found.append(word)
            index += 1
    return found


def stems(text: str) -> frozenset[str]:
    """The stems of the content words of a text."""
    return frozenset(word.stem for word in words_of(text) if word.is_content)
