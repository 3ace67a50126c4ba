"""Words that somebody types, against what a question holds: what it asks comes before what stands elsewhere in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from quizzes.prose.spelling import bare
from quizzes.prose.words import stem_of

MOST_WORDS = 8  # those behind them are left alone
JOINED = 5  # letters from which a word may run over a space or a hyphen of the text: "batchnorm"
NEEDLE = 4  # letters of a word by which a database finds what may hold it
WORD = re.compile(r"[^\W_]+")
SPELT_TWO_WAYS = re.compile(r"[iy][sz]|our?|ll?|[^a-z0-9]")

EXACT, BEGUN, RUN_ON = 3, 2, 1  # as it is, in either spelling; its stem or its beginning; over a gap


@dataclasses.dataclass(frozen=True)
class Text:
    """A text made ready to be searched, in one spelling."""

    words: frozenset[str]
    stems: frozenset[str]
    joined: str  # without spaces and hyphens

    @classmethod
    def of(cls, text: str) -> Text:
        found = WORD.findall(text)
        return cls(
            words=frozenset(bare(word) for word in found),
            stems=frozenset(stem_of(word.casefold()) for word in found),
            joined=bare(text),
        )


def words_of(query: str) -> list[str]:
    return WORD.findall(query)[:MOST_WORDS]


def needle_of(word: str) -> str:
    """How every text begins a word of its own that `hit` may find, in any spelling; "" where that cannot be told."""
    start = SPELT_TWO_WAYS.split(word.casefold(), maxsplit=1)[0]
    return start[:NEEDLE]


def hit(word: str, text: Text) -> int:
    """How well the text holds a word: 0 for not at all."""
    wanted = bare(word)
    if wanted in text.words:
        return EXACT
    if stem_of(word.casefold()) in text.stems or any(each.startswith(wanted) for each in text.words):
        return BEGUN
    return RUN_ON if len(wanted) >= JOINED and wanted in text.joined else 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """A question that may be meant. head: what it asks and what it is about.   body: all that stands in its block."""

    pk: int
    head: str
    body: str


def ranked(query: str, questions: Iterable[Found]) -> list[int]:
    """Ids of those that hold every word, the best first, else in the order given.

    First those that ask for all the words as they are, then those that ask for them in another form, then those that
    hold some only in their answer; within these, those that have the words side by side.
    """
    words, phrase = words_of(query), bare(" ".join(words_of(query)))
    found = []
    for question in questions:
        rank = _rank(words, phrase, question)
        if rank is not None:
            found.append((rank, question.pk))
    return [pk for _, pk in sorted(found, key=lambda row: row[0])]


def _rank(words: Sequence[str], phrase: str, question: Found) -> tuple[int, bool, int] | None:
    """The lower the better; None where a word is missing."""
    head = Text.of(question.head)
    hits = [hit(word, head) for word in words]
    if all(hits):
        return int(min(hits) < EXACT), phrase not in head.joined, -sum(hits)
    body = Text.of(question.body)
    if all(in_head or hit(word, body) for word, in_head in zip(words, hits, strict=True)):
        return 2, phrase not in body.joined, -sum(hits)
    return None
