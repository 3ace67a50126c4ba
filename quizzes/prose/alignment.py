"""From a claim and an answer to how much of the claim the answer says, in which words, and how much it denies."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from quizzes.prose.clauses import AFFIRMED, DENIED, WEAKENED, Sentence
from quizzes.prose.kinship import SAME, Sense, counterparts, likeness
from quizzes.prose.words import GENERAL, QUESTIONED, RARE, Word

TINY: Final = 1e-9
FEWEST_WORDS, LEAST_WEIGHT = 2, 1.2  # of a clause that is a claim by itself
# How far apart two words of an answer are, beside the words between them.
ACROSS_AND, ACROSS_CLAUSE, ACROSS_SENTENCE = 3.0, 5.0, 15.0
NEIGHBOURS = 2  # words of the claim on either side that say which of several places is meant
FAR = 0.02  # of likeness, that each word of distance costs
OFF_TOPIC = 0.3
GIVEN = QUESTIONED * RARE + TINY  # weight of a word of the question, at most
PLAINLY = 1.5  # how much more than a denial an opposite says
FARTHEST = 12.0  # words; what is farther is no worse
ROLE = 0.8  # least weight of a word that is taken for its opposite or counterpart
TOPIC = 0.3  # share of its weight that the word spoken of keeps in a denial
AHEAD = 2.0  # what is said mostly follows what it is said of
REVERSED = 0.9  # share turned of a comparison the other way round
LEAST_OF_ANOTHER = 0.25  # weight of the words that show it
SAID_OF_ANOTHER = 0.7  # share of a claim, said of the counterpart, that turns it


@dataclasses.dataclass(frozen=True)
class Claim:
    """One sentence or phrase that an answer may say; a claim of several sentences is laid out as one.

    rivals: two roles that the question sets against each other, as stems: ("process", "thread"); () for none.
    """

    words: tuple[Word, ...]
    signs: tuple[int, ...]
    rivals: tuple[str, ...] = ()

    @functools.cached_property
    def weight(self) -> float:
        return sum(word.weight for word in self.words)

    def others(self, stem: str) -> frozenset[str]:
        """The roles set against this one, by the question or always; none for most words."""
        known = counterparts(stem)
        return known | (set(self.rivals) - {stem}) if stem in self.rivals else known

    @functools.cached_property
    def topic(self) -> int:
        """Index of the word that the claim speaks of: a role such as "recall", or the first that says something."""
        content = [index for index, word in enumerate(self.words) if word.is_content]
        roles = [index for index in content[:2] if self.others(self.words[index].stem)]
        return (roles or [index for index in content if self.words[index].weight != GENERAL] or content or [-1])[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A word of the claim found in the answer. likeness: 0 to 1.   turned: the answer says the opposite of it."""

    wanted: int
    found: int
    likeness: float
    sense: Sense
    turned: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Alignment:
    """How one stretch of an answer (a sentence, or two neighbours) expresses a claim.

    coverage: weighted share of the claim's words found, 0 to 1, whatever their sign.
    turned: weighted share of what was found that is denied or opposite, 0 to 1.
    spans: the words of the answer that were found.   telling: weight of the weightiest of the claim's words found,
    or of two together.
    """

    coverage: float = 0.0
    turned: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()
    telling: float = 0.0

    @property
    def said(self) -> float:
        return self.coverage * (1 - self.turned)


class AnswerText:
    """An answer laid out for looking up: its sentences, and where each stem stands."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = tuple(sentences)
        self.words: list[Word] = []
        self.signs: list[int] = []
        self.sentence_of: list[int] = []
        self.places: dict[str, list[int]] = {}
        self.at: list[float] = []  # where each word stands, with gaps between clauses and sentences
        here = 0.0
        for number, sentence in enumerate(sentences):
            here += ACROSS_SENTENCE
            part = 0
            for word, sign, own_part in zip(sentence.words, sentence.signs, sentence.parts, strict=True):
                here += 1 + ACROSS_CLAUSE * (own_part - part) + ACROSS_AND * (word.text in ("and", "or"))
                part = own_part
                self.at.append(here)
                if word.is_content:
                    self.places.setdefault(word.stem, []).append(len(self.words))
                self.words.append(word)
                self.signs.append(sign)
                self.sentence_of.append(number)
        self._alike: dict[str, list[tuple[str, float, Sense]]] = {}

    @property
    def weight(self) -> float:
        return sum(word.weight for word in self.words)

    def alike(self, stem: str) -> list[tuple[str, float, Sense]]:
        """The stems of the answer that have to do with this one, best first."""
        found = self._alike.get(stem)
        if found is None:
            pairs = ((other, *likeness(stem, other)) for other in self.places)
            found = sorted((pair for pair in pairs if pair[1] > 0), key=lambda pair: -pair[1])
            self._alike[stem] = found
        return found


def claim_of(sentences: Sequence[Sentence]) -> Claim:
    """All sentences as one claim."""
    return Claim(
        tuple(word for sentence in sentences for word in sentence.words),
        tuple(sign for sentence in sentences for sign in sentence.signs),
    )


def claims_of(sentence: Sentence) -> list[Claim]:
    """The clauses of a sentence, each a claim; one that says next to nothing by itself joins the one before."""
    groups: list[list[int]] = []
    for part in dict.fromkeys(sentence.parts):
        group = [index for index, own in enumerate(sentence.parts) if own == part]
        if groups and not (_says(sentence, groups[-1]) and _says(sentence, group)):
            groups[-1] += group
        else:
            groups.append(group)
    return [Claim(tuple(sentence.words[i] for i in group), tuple(sentence.signs[i] for i in group)) for group in groups]


def _says(sentence: Sentence, group: Sequence[int]) -> bool:
    content = [sentence.words[index].weight for index in group if sentence.words[index].is_content]
    return len(content) >= FEWEST_WORDS and sum(content) >= LEAST_WEIGHT


def best_alignment(claim: Claim, answer: AnswerText) -> tuple[Alignment, Alignment]:
    """The stretch that says most of the claim, and the one that denies most of it; the same where there is one only."""
    whole = claim.weight
    if whole <= TINY or not answer.sentences:
        return Alignment(), Alignment()
    by_sentence: dict[int, list[Hit]] = {}
    for hit in _hits(claim, answer):
        by_sentence.setdefault(answer.sentence_of[hit.found], []).append(hit)
    said = denied = Alignment()
    for stretch in _stretches(len(answer.sentences)):
        near = [hit for number in stretch for hit in by_sentence.get(number, ())]
        if not near or (len(stretch) > 1 and not all(number in by_sentence for number in stretch)):
            continue  # nothing here, or nothing that the one sentence alone does not hold
        found = _aligned(claim, answer, near, whole)
        if found.said > said.said + TINY:
            said = found
        if found.coverage * found.turned > denied.coverage * denied.turned + TINY:
            denied = found
    return said, denied


def _stretches(count: int) -> Iterator[range]:
    """Each sentence by itself, then each two neighbours, so that the shorter stretch wins a tie."""
    yield from (range(index, index + 1) for index in range(count))
    yield from (range(index, index + 2) for index in range(count - 1))


def _hits(claim: Claim, answer: AnswerText) -> list[Hit]:
    hits = []
    topic = claim.topic
    for wanted, word in enumerate(claim.words):
        if not word.is_content:
            continue
        for stem, closeness, sense in answer.alike(word.stem):
            if wanted == topic and sense is Sense.CONTRAST:
                continue  # see _said_of_another
            for found in answer.places[stem]:
                turned = _is_turned(claim.signs[wanted], answer.signs[found], sense)
                hits.append(Hit(wanted, found, closeness, sense, turned))
    return hits


def _is_turned(wanted: int, found: int, sense: Sense) -> bool:
    if WEAKENED in (wanted, found) and sense is Sense.ALIKE:
        return False
    opposite = sense is not Sense.ALIKE
    return (wanted * found == DENIED) != opposite


def _aligned(claim: Claim, answer: AnswerText, hits: Sequence[Hit], whole: float) -> Alignment:
    best = _chosen(claim, hits, answer)
    if not best:
        return Alignment()
    coverage = turned = found = 0.0
    topic = claim.topic
    for wanted, hit in best.items():
        weight = claim.words[wanted].weight * hit.likeness
        if hit.likeness < SAME and answer.words[hit.found].weight < GIVEN:
            weight *= QUESTIONED  # kin of a word that the question holds already
        coverage += weight
        # A word of the question says little, unless it is taken for its opposite or counterpart.
        said = weight if hit.sense is Sense.ALIKE else PLAINLY * max(weight, ROLE)
        if wanted == topic and hit.sense is Sense.ALIKE:
            said *= TOPIC  # "not" before or behind what is spoken of makes no difference
        found += said
        turned += said * hit.turned
    share = turned / found if found else 0.0
    if (sides := _compared(claim, answer, best)) is not None:
        share = REVERSED if sides else 0.0
    elif len(best) > 1 and _said_of_another(claim, answer, best):
        share = max(share, SAID_OF_ANOTHER)
    spans = sorted({(answer.words[hit.found].start, answer.words[hit.found].end) for hit in best.values()})
    telling = sum(sorted((claim.words[wanted].weight for wanted in best), reverse=True)[:2])
    return Alignment(coverage / whole, share, tuple(spans), telling)


def _said_of_another(claim: Claim, answer: AnswerText, best: dict[int, Hit]) -> bool:
    """What the claim says of one role, the answer says of its counterpart: of recall in place of precision."""
    topic = claim.topic
    stem = claim.words[topic].stem if topic >= 0 else ""
    others = claim.others(stem)
    if not others or any(word.stem in others for word in claim.words):
        return False
    mine = answer.places.get(stem, [])
    theirs = [place for other in others for place in answer.places.get(other, ())]
    if not theirs:
        return False
    same = another = 0.0
    for wanted, hit in best.items():
        # A word that the answer holds twice may speak of either.
        if wanted == topic or hit.found in theirs or len(answer.places[answer.words[hit.found].stem]) > 1:
            continue
        weight = claim.words[wanted].weight * hit.likeness
        if _governed(hit.found, theirs, mine, answer):
            another += weight
        else:
            same += weight
    return another > SAID_OF_ANOTHER * (same + another) and another >= LEAST_OF_ANOTHER


def _governed(place: int, theirs: Sequence[int], mine: Sequence[int], answer: AnswerText) -> bool:
    """The role nearest to a word, those before it first, is a counterpart."""

    def far(role: int) -> float:
        gap = answer.at[place] - answer.at[role]
        return gap if gap > 0 else AHEAD * -gap

    nearest = min([far(role) for role in theirs], default=FARTHEST * 9)
    return nearest <= FARTHEST and nearest < min((far(role) for role in mine), default=FARTHEST * 9)


def _chosen(claim: Claim, hits: Sequence[Hit], answer: AnswerText) -> dict[int, Hit]:
    """One hit for each word of the claim; of several, the one nearest to where its neighbours were found.

    "Bias falls and variance rises" holds a word for "rises" twice, once turned: the neighbours tell which is meant. The
    word that a claim begins with is what it speaks of, so that one is looked for by itself.
    """
    by_wanted: dict[int, list[Hit]] = {}
    for hit in hits:
        by_wanted.setdefault(hit.wanted, []).append(hit)
    topic = claim.topic
    placed = {wanted: found[0].found for wanted, found in by_wanted.items() if len(found) == 1 and not found[0].turned}
    chosen: dict[int, Hit] = {}
    for wanted, found in by_wanted.items():
        near = sorted((other for other in placed if other != wanted), key=lambda other: abs(other - wanted))
        anchors = [placed[other] for other in near[:NEIGHBOURS]]
        topical = OFF_TOPIC if wanted == topic else 0.0
        chosen[wanted] = max(found, key=lambda hit: _rank(hit, answer, anchors, topical))
        placed[wanted] = chosen[wanted].found
    return chosen


def _rank(hit: Hit, answer: AnswerText, anchors: Sequence[int], topical: float) -> tuple[float, bool, int]:
    """topical: what a counterpart costs, where the word is what the claim speaks of."""
    here = answer.at[hit.found]
    distance = sum(min(abs(answer.at[anchor] - here), FARTHEST) for anchor in anchors) / max(len(anchors), 1)
    cost = FAR * distance + (0 if hit.sense is Sense.ALIKE else topical)
    return (hit.likeness - cost, not hit.turned, -hit.found)


def _compared(claim: Claim, answer: AnswerText, best: dict[int, Hit]) -> bool | None:
    """Whether the answer turns round what the claim compares with "than"; None unless both compare.

    "A is lower than B" and "B is higher than A" say the same: swapped sides and an opposite undo each other.
    """
    middle = _than(claim.words, range(len(claim.words)))
    places = [hit.found for hit in best.values()]
    there = _than(answer.words, range(min(places), max(places) + 1))
    if middle is None or there is None or middle - 1 not in best:
        return None
    stems = [claim.words[wanted].stem for wanted in best]
    moved = set()
    stayed = 0
    for wanted, hit in best.items():
        if stems.count(claim.words[wanted].stem) > 1 or hit.sense is Sense.OPPOSITE or wanted == middle - 1:
            continue
        before, now_before = wanted < middle, hit.found < there
        stayed += before == now_before
        moved |= {before} if before != now_before else set()
    if not moved and not stayed:
        return None
    crossed = moved == {True, False} or (bool(moved) and not stayed)
    opposite = any(hit.turned and hit.sense is Sense.OPPOSITE for hit in best.values())
    denied = any(hit.turned and hit.sense is Sense.ALIKE and wanted == middle - 1 for wanted, hit in best.items())
    return crossed != (opposite or denied)


def _than(words: Sequence[Word], places: Iterable[int]) -> int | None:
    return next((index for index in places if words[index].text == "than"), None)


__all__ = ["AFFIRMED", "Alignment", "AnswerText", "Claim", "best_alignment", "claim_of", "claims_of"]
