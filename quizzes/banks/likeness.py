"""From questions to the pairs that a learner might feel are one and the same.

Two questions are alike by the cosine of their words, weighted by how rare each is in all banks (tf-idf: Salton and
Buckley, Term-weighting approaches in automatic text retrieval, 1988). Prompt and answer count, the explanation does
not: it may well speak of the same thing.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from quizzes.banks.questions import Question

ALIKE = 0.8  # chosen by reading: pairs above it ask the same thing in other words or with other numbers

WORD = re.compile(r"\\?[^\W\d_]+")
PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")


@dataclasses.dataclass(frozen=True, kw_only=True, order=True)
class Pair:
    """likeness: 0 (no word in common) to 1 (the same words).   one, other: slugs, in the order of the banks."""

    likeness: float
    one: str
    other: str


def alike(questions: Sequence[Question], *, threshold: float = ALIKE) -> list[Pair]:
    """Pairs at least as alike as the threshold, the most alike first. Retired questions do not count."""
    asked = [question for question in questions if not question.retired]
    vectors = _weighted([Counter(_words(question)) for question in asked])
    pairs = [
        Pair(likeness=round(likeness, 3), one=asked[i].slug, other=asked[j].slug)
        for i, j, likeness in _products(vectors)
        if likeness >= threshold
    ]
    return sorted(pairs, reverse=True)


def _words(question: Question) -> Iterator[str]:
    text = " ".join((question.prompt, *(question.fields.section(label) for label in ("answer", "points", "choices"))))
    for word in WORD.findall(PLACEHOLDER.sub(" ", text)):
        yield word.lower()
    for field in ("answer", "start", "goal"):  # what is asked for, where prompts of one form differ by it alone
        yield f"{field} {question.fields.data.get(field, '')}"


def _weighted(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Vectors of length 1."""
    spread = Counter(word for count in counts for word in count)
    vectors = []
    for count in counts:
        vector = {
            word: (1 + math.log(times)) * math.log(1 + len(counts) / spread[word]) for word, times in count.items()
        }
        length = math.hypot(*vector.values()) or 1.0
        vectors.append({word: weight / length for word, weight in vector.items()})
    return vectors


def _products(vectors: Sequence[dict[str, float]]) -> Iterator[tuple[int, int, float]]:
    """Inner products of all pairs that share a word, by the words' postings."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, vector in enumerate(vectors):
        products: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for i, other in postings[word]:
                products[i] += weight * other
            postings[word].append((j, weight))
        yield from ((i, j, product) for i, product in products.items())
