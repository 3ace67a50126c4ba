"""From an answer and a reference to the sentences that say the reference word for word, but for a "not"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from quizzes.prose import lexicon
from quizzes.prose.alignment import AnswerText, best_alignment, claims_of
from quizzes.prose.clauses import DENIED_BEHIND, DENIED_WHOLE, Sentence
from quizzes.prose.words import words_of

NEARLY_ALL: Final = 0.75  # of the words of either sentence, that the other holds
TURNED, TURNED_COVERAGE = 0.5, 0.6  # of a clause, where an opposite stands in place of a "not"


def denies_reference(sentence: Sentence, text: str, reference: AnswerText, reference_text: str) -> bool:
    """A sentence of the reference nearly as it stands, with a negation more or less, or with an opposite in it.

    So near to the reference nothing else can be meant, even where the scope of the "not" is hard to tell.
    """
    if not reference.sentences or not sentence.weight:
        return False
    overlaps = [(_overlap(sentence, other), other) for other in _candidates(sentence, reference)]
    overlap, twin = max(overlaps, key=lambda pair: pair[0], default=(0.0, None))
    if twin is None or overlap < NEARLY_ALL:
        return False
    if (_negations(sentence, text) - _negations(twin, reference_text)) % 2:
        return True
    stems = _run(word.stem for word in sentence.words)
    mine = AnswerText([sentence])
    for claim in claims_of(twin):
        if _run(word.stem for word in claim.words) in stems:
            continue
        said, denied = best_alignment(claim, mine)
        if denied.coverage >= TURNED_COVERAGE and denied.turned >= TURNED and said.said < denied.coverage:
            return True
    return False


def _run(stems: Iterable[str]) -> str:
    return f" {' '.join(stems)} "


def _candidates(sentence: Sentence, reference: AnswerText) -> list[Sentence]:
    """Sentences of the reference that share enough words to be worth a look."""
    numbers = {reference.sentence_of[place] for word in sentence.words for place in reference.places.get(word.stem, ())}
    return [reference.sentences[number] for number in numbers]


def _overlap(first: Sentence, second: Sentence) -> float:
    """Share of the words that both hold, by weight, of the sentence that has more of its own."""
    one = {word.stem: word.weight for word in first.words if word.is_content}
    two = {word.stem: word.weight for word in second.words if word.is_content}
    shared = one.keys() & two.keys()
    held = sum(one[stem] for stem in shared)
    return held / max(sum(one.values()), sum(two.values()), 0.1)


def _negations(sentence: Sentence, text: str) -> int:
    count = sum(word.text in lexicon.NEGATORS for word in sentence.words)
    whole = text[sentence.start : sentence.end].rstrip(" .!?;\n")
    head = DENIED_WHOLE.search(whole)
    if head and not any(word.text in lexicon.NEGATORS for word in words_of(head[0])):
        count += 1
    if DENIED_BEHIND.search(whole) and not whole.endswith(("not true", "not correct", "not right", "not the case")):
        count += 1
    return count
