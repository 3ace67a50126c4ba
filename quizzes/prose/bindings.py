"""From a rubric and an answer to how much the answer says of one role what the author says of its rival.

"The CPU has thousands of simple cores and the GPU a few powerful ones" holds every word of a right answer. So words are
tied to the nearer of two rivals, in the author's texts and in the answer, and those that changed sides are weighed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, TypeAlias

from quizzes.prose.alignment import AHEAD, FARTHEST, AnswerText
from quizzes.prose.clauses import sentences_of
from quizzes.prose.kinship import KIN, Sense, likeness
from quizzes.prose.points import Prepared, Rubric, prepared
from quizzes.prose.words import Word, words_of

MOST_WORDS: Final = 160  # different ones of a rubric, among which rivals are looked for
MOST_RIVALS: Final = 3  # words before one noun, beyond which they are no rivals: "training, test and validation set"

Rivals: TypeAlias = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Sides:
    """Weight of the words that an answer ties to the role that the author ties them to, and to its rival.

    turned: of the two roles that are mixed up most, how much more was moved than was left.
    """

    kept: float = 0.0
    moved: float = 0.0
    turned: float = 0.0


def sides(rubric: Prepared, answer: AnswerText) -> Sides:
    kept = moved = turned = 0.0
    for rivals, ties in _ties(rubric.rubric).items():
        if not all(stem in answer.places for stem in rivals):
            continue
        stayed, went = _weighed(rivals, ties, answer)
        kept, moved, turned = kept + stayed, moved + went, max(turned, went - stayed)
    return Sides(kept, moved, turned)


def _weighed(rivals: Rivals, ties: Mapping[str, int], answer: AnswerText) -> tuple[float, float]:
    stayed = went = 0.0
    for stem, wanted in ties.items():
        kin = [other for other, near, sense in answer.alike(stem) if sense is Sense.ALIKE and near >= KIN]
        places = [place for other in kin if other not in rivals for place in answer.places[other]]
        found = {side for place in places if (side := _side(place, rivals, answer))}
        if len(found) != 1:
            continue
        weight = max(answer.words[place].weight for place in places)
        if found == {wanted}:
            stayed += weight
        else:
            went += weight
    return stayed, went


def _side(place: int, rivals: Rivals, text: AnswerText) -> int:
    """1 for the first rival, -1 for the second, the nearer one in the sentence, those before it first; or 0."""
    first, second = (_far(place, text.places.get(stem, ()), text) for stem in rivals)
    return 0 if min(first, second) > FARTHEST or first == second else 1 if first < second else -1


def _far(place: int, roles: Sequence[int], text: AnswerText) -> float:
    gaps = (text.at[place] - text.at[role] for role in roles if text.sentence_of[role] == text.sentence_of[place])
    return min((gap if gap > 0 else AHEAD * -gap for gap in gaps), default=FARTHEST * 9)


# --- what the author ties to what ------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _ties(rubric: Rubric) -> dict[Rivals, dict[str, int]]:
    """For each two rivals: the words that the author's texts tie to always the same one of them."""
    ready = prepared(rubric)
    claims = [target.point.claim for target in ready.targets if not target.point.misconception]
    texts = [ready.reference, *(AnswerText(sentences_of(claim, known=ready.known)) for claim in claims)]
    found = {rivals: _tied(rivals, texts) for rivals in _rivals(ready, texts)}
    return {rivals: ties for rivals, ties in found.items() if ties}


def _tied(rivals: Rivals, texts: Sequence[AnswerText]) -> dict[str, int]:
    every: dict[str, set[int]] = {}
    for text in texts:
        if not any(stem in text.places for stem in rivals):
            continue
        for stem, places in text.places.items():
            if stem not in rivals:
                every.setdefault(stem, set()).update(_side(place, rivals, text) for place in places)
    told = {stem: tied - {0} for stem, tied in every.items()}
    return {stem: next(iter(tied)) for stem, tied in told.items() if len(tied) == 1}


def _rivals(ready: Prepared, texts: Sequence[AnswerText]) -> set[Rivals]:
    """Opposites and counterparts; what the question sets before one noun; what the points of the question speak of."""
    question = words_of(ready.rubric.question)
    runs = [*(text.words for text in texts), question]
    stems = dict.fromkeys(word.stem for run in runs for word in run if word.is_content)
    found = {
        pair for pair in combinations(sorted(list(stems)[:MOST_WORDS]), 2) if likeness(*pair)[1] is not Sense.ALIKE
    }
    heads = {target.claim.words[target.claim.topic].stem for target in ready.targets if target.claim.topic >= 0}
    for group in (*_before_one_noun(runs), heads):
        own = sorted(stem for stem in group & ready.known if len(stem) > 1 and not stem[0].isdigit())
        if len(group) <= MOST_RIVALS or group is heads:
            found |= {pair for pair in combinations(own, 2) if not likeness(*pair)[0]}
    return found


def _before_one_noun(runs: Sequence[Sequence[Word]]) -> Iterator[set[str]]:
    before: dict[str, set[str]] = {}
    for run in runs:
        for word, noun in pairwise(run):
            if word.is_content and noun.is_content:
                before.setdefault(noun.stem, set()).add(word.stem)
    return iter(before.values())
