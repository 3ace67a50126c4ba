"""From a claim and an answer to how much of what the claim means the answer says, beyond what the question says.

Each piece of a word is a vector that its sentence has shaped (transformer.py). A piece of the claim is said as far as
some piece of the answer comes nearer to it than any of the question: so a question copied says nothing, and a
paraphrase says much. Vectors hardly tell a sentence from its denial; that is for the words to tell (findings.py).
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

import numpy as np

from quizzes.prose.blending import Said, Told
from quizzes.prose.transformer import Array, Transformer, unit
from quizzes.prose.words import QUESTIONED, stem_of, weight_of

MOST_PIECES: Final = 1_000  # of an answer; sentences behind them are compared by their words alone
MOST_OF_RUBRIC: Final = 4_000
KEPT: Final = 500  # sentences of rubrics, laid out
FILLER: Final = 0.05  # weight of a word without content, whose place in the sentence says a little
APART: Final = re.compile(r"(?<=[.!?;])\s+|\n+|(?<=[。！？；])")
MARKUP: Final = re.compile(r"\\[,;!: ]|[\\$*_`{}|]")


@dataclasses.dataclass(frozen=True)
class Laid:
    """A text: one row of length 1 for each piece, how much each says, and the stem of its word; and one row for all."""

    rows: Array
    weights: Array
    stems: tuple[str, ...]
    mean: Array


class Meaning:
    """A sentence model, with what it made of the texts of rubrics."""

    def __init__(self, model: Transformer) -> None:
        self._model = model
        self._kept: OrderedDict[str, Laid] = OrderedDict()

    def read(self, question: str, claims: Sequence[str], sentences: Sequence[str]) -> Meant:
        """An answer to a question, sentence by sentence. claims: what it will be asked about."""
        laid = self._laid_out([question, *claims])
        return Meant(laid[0], dict(zip(claims, laid[1:], strict=True)), self._rows(sentences))

    def _laid_out(self, texts: Sequence[str]) -> list[Laid]:
        """Each text, the sentences of it one behind the other; those seen lately are kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        parts = [[each for each in APART.split(text) if each.strip()] for text in new]
        rows = iter(self._rows([each for part in parts for each in part], most=MOST_OF_RUBRIC))
        known = {text: self._kept[text] for text in texts if text in self._kept}
        known |= {text: self._joined([*islice(rows, len(part))]) for text, part in zip(new, parts, strict=True)}
        for text in known:
            self._kept[text] = known[text]
            self._kept.move_to_end(text)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return [known[text] for text in texts]

    def _joined(self, parts: Sequence[Laid]) -> Laid:
        if not parts:
            none = np.zeros((0, self._model.size), np.float32)
            return Laid(none, np.zeros(0, np.float32), (), np.zeros(self._model.size, np.float32))
        return Laid(
            np.concatenate([each.rows for each in parts]),
            np.concatenate([each.weights for each in parts]),
            tuple(stem for each in parts for stem in each.stems),
            unit(np.sum([each.mean for each in parts], axis=0)),
        )

    def _rows(self, sentences: Sequence[str], *, most: int = MOST_PIECES) -> list[Laid]:
        read, left = [], most
        for sentence in sentences:
            read.append(self._pieces(sentence))
            left -= len(read[-1][0])
            if left <= 0:
                break
        # The last layers serve the mean over a sentence; what tells answers apart is there after a third, and sooner.
        layers = max(1, self._model.depth // 3)
        rows = self._model.in_context([each[0] for each in read], layers=layers)
        return [
            Laid(unit(row[1:-1]), own, stems, unit(row.mean(axis=0)))
            for row, (_, own, stems) in zip(rows, read, strict=True)
        ]

    def _pieces(self, text: str) -> tuple[list[int], Array, tuple[str, ...]]:
        numbers: list[int] = []
        weights: list[float] = []
        stems: list[str] = []
        for word, pieces in self._model.tokenizer.words(MARKUP.sub(" ", text)):
            stem = stem_of(word)
            says = (weight_of(word, stem) or FILLER) if word[0].isalnum() else 0.0
            numbers += pieces
            weights += [says / len(pieces)] * len(pieces)
            stems += [stem] * len(pieces)
        framed = self._model.tokenizer.framed(numbers, most=self._model.most)
        inside = len(framed) - 2
        return framed, np.asarray(weights[:inside], np.float32), tuple(stems[:inside])


class Meant:
    """What the sentences of one answer mean."""

    def __init__(self, question: Laid, claims: Mapping[str, Laid], sentences: Sequence[Laid]) -> None:
        self._question = question
        self._claims = claims
        self._known = frozenset(self._question.stems)
        self._sentences = [each for each in sentences if len(each.weights)]
        # A filler is near to any other; it shows nothing by itself.
        self._telling = [each.rows[each.weights > FILLER] for each in self._sentences]
        self._near: dict[str, Array] = {}
        self._asked: dict[str, tuple[Array, Array]] = {}

    def said(self, claim: str) -> Said:
        """In one sentence or two neighbours, those that say most of it."""
        near = self._nearness(claim)
        stretches = np.concatenate([near, np.maximum(near[:, :-1], near[:, 1:])], axis=1)
        return self._weighed(claim, stretches)

    def said_anywhere(self, claim: str) -> Said:
        near = self._nearness(claim)
        return self._weighed(claim, near.max(axis=1, keepdims=True) if near.shape[1] else near)

    def told(self, claim: str) -> Told:
        laid = self._claims[claim]
        own = float(self._news(laid).sum())
        rows, news = self._told
        whole = float(news.sum())
        if not own or not whole:
            return Told()
        return Told(float(news @ _nearest(rows, laid.rows)) / whole, whole / own)

    @functools.cached_property
    def _told(self) -> tuple[Array, Array]:
        """Every piece of the answer, and how much it says that the question did not."""
        if not self._sentences:
            return np.zeros((0, len(self._question.mean)), np.float32), np.zeros(0, np.float32)
        rows = np.concatenate([each.rows for each in self._sentences])
        weights = np.concatenate([self._weights(each) for each in self._sentences])
        return rows, weights * (1 - _nearest(rows, self._question.rows))

    def nearer(self, claim: str) -> float:
        mean = self._claims[claim].mean
        nearest = max((float(each.mean @ mean) for each in self._sentences), default=0.0)
        return max(0.0, nearest - float(self._question.mean @ mean))

    def alike(self, claim: str) -> float:
        if not self._sentences:
            return 0.0
        whole = unit(np.sum([each.mean for each in self._sentences], axis=0))
        return float(whole @ self._claims[claim].mean)

    def _nearness(self, claim: str) -> Array:
        """How near each piece of the claim, a row, comes to each sentence, a column; all at once."""
        found = self._near.get(claim)
        if found is None:
            rows = self._claims[claim].rows
            found = np.zeros((len(rows), len(self._telling)), np.float32)
            columns = [at for at, own in enumerate(self._telling) if len(own)]
            if columns and len(rows):
                own = [self._telling[at] for at in columns]
                starts = np.cumsum([0, *(len(each) for each in own[:-1])])
                near = np.maximum.reduceat(rows @ np.concatenate(own).T, starts, axis=1)
                found[:, columns] = np.clip(near, 0, 1)
            self._near[claim] = found
        return found

    def _weighed(self, claim: str, near: Array) -> Said:
        """The column that gains most; nothing without one."""
        if claim not in self._asked:
            laid = self._claims[claim]
            self._asked[claim] = self._weights(laid), self._given(laid)
        weights, given = self._asked[claim]
        whole = float(weights.sum())
        if not whole or not near.shape[1]:
            return Said()
        left = float((weights * (1 - given)).sum())
        gained = float((weights @ np.maximum(0, near - given[:, None])).max())
        return Said(gained / whole, gained / left if left else 0.0)

    def _news(self, laid: Laid) -> Array:
        found: Array = self._weights(laid) * (1 - self._given(laid))
        return found

    def _weights(self, laid: Laid) -> Array:
        known = np.asarray([QUESTIONED if stem in self._known else 1 for stem in laid.stems], np.float32)
        found: Array = laid.weights * known
        return found

    def _given(self, laid: Laid) -> Array:
        return _nearest(laid.rows, self._question.rows)


def _nearest(rows: Array, others: Array) -> Array:
    """Of each row the cosine with the nearest of the others, 0 to 1."""
    if not len(others):
        return np.zeros(len(rows), np.float32)
    found: Array = np.clip((rows @ others.T).max(axis=1), 0, 1)
    return found
