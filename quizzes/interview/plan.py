"""Candidates, the learner's choices and a seed become the questions of an interview, in order.

Of several promises that cannot all be kept, the one named first stands:

1. Nothing that was asked in the last two interviews, no question twice, no derivation first, a fifth of flashcards at
   most, and no more expected minutes than the length. Rather no plan than one that breaks these.
2. The weights hold by count, since areas differ in how long their questions are: of n questions each area has its
   share, within one. An area with no question left loses its turns to the others, which keep their proportion; an area
   whose questions are merely too long for the time that is left does not, and the plan ends.
3. The first question is of the lowest level and, of these, the shortest.
4. From 30 minutes on there is a derivation, after two other questions where these fit; a role may ask for one more
   often. It comes when the heaviest area that has one gets its turn, or at the end; where the weights do not bear it
   even there, it is left out.
5. A question is followed by one that needs it: a turn of an area goes first to what builds on a question of the plan
   and fits the time, and takes its place right behind that one. At most two in a row build on another. It has the
   level asked for, unless the next promise lets it have another.
6. The level: a neighbouring one only where the area has nothing left of the level asked for that fits.
7. No topic twice in a row but in such a chain, where the area has another topic.
8. Weak spots and fresh ground in the share asked for; where one of them is used up, the other.
9. What a role dwells on is drawn so many times as readily as the rest of its area.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from quizzes.banks.common import LEVELS
from quizzes.interview.profiles import NONE, WEAK, Emphasis, Turns

CHAIN = 2  # follow-ups in a row; a third would make it an interview about one thing
HALF_HOUR = 30  # minutes from which on there is a derivation
DERIVATION_FROM = 2  # questions that come before a derivation, where there are any
FLASHCARDS = 5  # one question in so many may be a flashcard: nobody checks what was said


@dataclasses.dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question, or one part of it, that could be asked; question and part together are unique.

    slug: the name by which other questions need this one.   minutes: what a prepared learner needs, above 0.
    retrievability: chance of recall now, 0 to 1; None when it was never reviewed.
    errors: lapses and failed answers in the past.   last_asked: in any review or interview; None for never.
    recent: asked in one of the last two interviews; this keeps out every part of the question.
    needs: slugs of questions, or ids of topics, of which only the slugs make chains.
    """

    question: int
    slug: str
    part: str = ""
    kind: str
    area: str
    topic: str
    level: str
    minutes: float
    retrievability: float | None
    errors: int = 0
    last_asked: date | None = None
    recent: bool = False
    needs: tuple[str, ...] = ()

    @property
    def is_weak(self) -> bool:
        return self.errors > 0 or (self.retrievability is not None and self.retrievability < WEAK)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choices:
    """What the learner set.

    weights: by area, 0 or more, of any sum above 0; an area that is not named weighs 0.   minutes: length, above 0.
    level: "mixed", or one of LEVELS, which means mostly that one: the first question may be one lower, and so may
    others be, or one higher, where an area has too few.
    weak_share: of weak spots among the questions, 0 to 1.   follow_ups: whether questions may build on each other.
    emphasis: of a role.
    Raises ValueError beginning with the field.
    """

    weights: Mapping[str, float]
    minutes: int
    level: str = "mixed"
    weak_share: float = 0.5
    follow_ups: bool = True
    emphasis: Emphasis = NONE

    def __post_init__(self) -> None:
        Turns(self.weights)
        if not self.minutes > 0:
            raise ValueError("minutes: an interview takes at least one")
        if self.level not in ("mixed", *LEVELS):
            raise ValueError(f"level: it is one of mixed, {', '.join(LEVELS)}")
        if not 0 <= self.weak_share <= 1:
            raise ValueError("weak_share: it lies between 0 and 1")

    def distance(self, level: str) -> int:
        """Levels between this one and the one asked for; 0 for all when they are mixed."""
        return 0 if self.level == "mixed" else abs(LEVELS.index(level) - LEVELS.index(self.level))

    @property
    def derivations(self) -> int:
        """How many there may be."""
        return 0 if self.minutes < HALF_HOUR else self.minutes // self.emphasis.derivation_every


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the plan.

    follows: place in the plan, from 0, of the question that this one builds on; None when it stands alone.
    why: "warm-up", "weak spot", "fresh ground" (all that is no weak spot), "follow-up" or "derivation".
    """

    question: int
    part: str
    area: str
    minutes: float
    follows: int | None
    why: str


def plan(candidates: Iterable[Candidate], choices: Choices, *, seed: int) -> list[Asked]:
    """The questions of an interview in order, by the promises above; empty where nothing may be asked first.

    The same candidates, in any order, with the same choices and seed give the same plan.
    Raises ValueError for a candidate of a level that there is not.
    """
    pool = _by_lot(_admitted(candidates, choices), choices.emphasis, random.Random(seed))  # noqa: S311 (chance, no secret)
    openers = [candidate for candidate in pool if candidate.kind not in ("derivation", "flashcard")]
    if not openers:
        return []
    # The sort is stable: of equals, the lot decides. A weak spot is no gentle start.
    first = min(openers, key=lambda one: (LEVELS.index(one.level), one.minutes, one.is_weak))
    lowest = LEVELS.index(first.level)
    draft = _Draft(
        [one for one in pool if one.kind == "derivation" or LEVELS.index(one.level) >= lowest], choices, first
    )
    while draft.extend():
        pass
    return draft.asked()


def _admitted(candidates: Iterable[Candidate], choices: Choices) -> list[Candidate]:
    """Those that may be asked at all, in an order of their own."""
    everyone = sorted(candidates, key=lambda one: (one.question, one.part))
    recent = {one.question for one in everyone if one.recent}
    distances = {level: choices.distance(level) for level in {one.level for one in everyone}}
    return [
        one
        for one in everyone
        if one.question not in recent
        and choices.weights.get(one.area, 0) > 0
        and distances[one.level] <= 1
        and one.minutes <= choices.minutes
    ]


def _by_lot(pool: list[Candidate], emphasis: Emphasis, chance: random.Random) -> list[Candidate]:
    """In an order drawn by lot, in which the urgent tend to come early, and so does what the interview dwells on.

    Among weak spots urgent is what is forgotten and went wrong often, among the others what was never asked, or long
    ago. The lots are Efraimidis and Spirakis' (Weighted random sampling with a reservoir, 2006): the chance to come
    first is in proportion to the urgency.
    """
    days = [one.last_asked.toordinal() for one in pool if one.last_asked]
    newest, span = max(days, default=0), max(max(days, default=0) - min(days, default=0), 1)

    def urgency(one: Candidate) -> float:
        """Above 0, up to 2."""
        if one.is_weak:
            forgotten = 0.0 if one.retrievability is None else 1 - one.retrievability
            return 0.1 + forgotten + 0.15 * min(one.errors, 6)
        return 1.0 if one.last_asked is None else 0.2 + 0.5 * (newest - one.last_asked.toordinal()) / span

    favours = {pair: emphasis.favour(*pair) for pair in {(one.kind, one.topic) for one in pool}}
    lots = [chance.random() ** (1 / (urgency(one) * favours[one.kind, one.topic])) for one in pool]
    return [pool[index] for index in sorted(range(len(pool)), key=lambda index: -lots[index])]


class _Draft:
    """A plan that grows by one question at a time: chains, each a question and what builds on it."""

    def __init__(self, pool: list[Candidate], choices: Choices, first: Candidate) -> None:
        self._choices = choices
        self._turns = Turns(choices.weights)
        self._shelves: dict[tuple[str, bool, int, bool], list[Candidate]] = {}
        self._followers: dict[str, list[Candidate]] = {}
        for one in pool:  # in the order of their lots, which every list keeps
            place = (one.area, one.kind == "derivation", choices.distance(one.level), one.is_weak)
            self._shelves.setdefault(place, []).append(one)
            for need in one.needs:
                self._followers.setdefault(need, []).append(one)
        self._chains: list[list[Candidate]] = []
        self._used: set[int] = set()
        self._weak = self._flashcards = self._derivations = 0
        self._spent = 0.0  # minutes
        self._awaited: str | None = None  # area whose turn brings the next derivation
        self._reserve = 0.0  # minutes kept free for it
        self._add(first, [])
        self._await_derivation()

    def asked(self) -> list[Asked]:
        found: list[Asked] = []
        for chain in self._chains:
            for place, one in enumerate(chain):
                follows = len(found) - 1 if place else None
                found.append(
                    Asked(
                        question=one.question,
                        part=one.part,
                        area=one.area,
                        minutes=one.minutes,
                        follows=follows,
                        why=_why(one, is_first=not found, follows=follows),
                    )
                )
        return found

    def extend(self) -> bool:
        """Add the next question; False where there is none."""
        return self._in_turn() or self._while_time_is_short()

    def _in_turn(self) -> bool:
        """A question of the area whose turn it is; an area with nothing left loses the turn."""
        empty: set[str] = set()
        while len(empty) < len(self._turns.areas):
            area = self._turns.line()[0]
            if area not in empty:
                if area == self._awaited and self._derivation_is_due() and self._ask(area, derivation=True):
                    return True
                if self._ask(area):
                    return True
                if any(self._free(area)):
                    return False
                empty.add(area)
            self._turns.take(area)
        return False

    def _while_time_is_short(self) -> bool:
        """The derivation if it is still to come; then one of another area, if the weights hold when it is the last."""
        if area := self._awaited:
            if self._turns.bears_last(area) and self._ask(area, derivation=True):
                return True
            self._awaited, self._reserve = None, 0.0
            return self.extend()
        return any(self._turns.bears_last(area) and self._ask(area) for area in self._turns.line())

    def _ask(self, area: str, *, derivation: bool = False) -> bool:
        """Add a question of that area, or say that none fits."""
        room = self._choices.minutes - self._spent - (0 if derivation else self._reserve)
        return self._follow_up(area, derivation, room) or self._stand_alone(area, derivation, room)

    def _follow_up(self, area: str, derivation: bool, room: float) -> bool:
        if not self._choices.follow_ups:
            return False
        place = 0  # in the plan, of what would follow the chain
        for chain, after in zip(self._chains, [*self._chains[1:], None], strict=True):
            place += len(chain)
            if len(chain) > CHAIN or (derivation and place < DERIVATION_FROM):
                continue
            for one in self._followers.get(chain[-1].slug, ()):
                is_wanted = one.area == area and (one.kind == "derivation") == derivation
                if not is_wanted or one.minutes > room or not self._is_free(one):
                    continue
                if self._choices.distance(one.level) and self._has_level(area, derivation, room):
                    continue
                if after is None or not _share_topic(one, after[0]):
                    return self._add(one, chain)
        return False

    def _has_level(self, area: str, derivation: bool, room: float) -> bool:
        """Whether the area has something of the level asked for that fits."""
        shelves = (self._shelves.get((area, derivation, 0, weak), ()) for weak in (False, True))
        return any(one.minutes <= room and self._is_free(one) for shelf in shelves for one in shelf)

    def _stand_alone(self, area: str, derivation: bool, room: float) -> bool:
        """By level, then another topic than the last, then weak or fresh as it is due, then by lot."""
        last = self._chains[-1][-1]
        weak_first = self._weak < self._choices.weak_share * (len(self._used) + 1)
        for distance in (0, 1):
            for same_topic in (False, True):
                for weak in (weak_first, not weak_first):
                    for one in self._shelves.get((area, derivation, distance, weak), ()):
                        is_wanted = one.minutes <= room and _share_topic(one, last) == same_topic
                        if is_wanted and self._is_free(one):
                            return self._add(one, [])
        return False

    def _free(self, area: str) -> Iterator[Candidate]:
        """What could be asked in an area if time were no matter; no derivations, which come by a rule of their own."""
        for distance in (0, 1):
            for weak in (False, True):
                yield from filter(self._is_free, self._shelves.get((area, False, distance, weak), ()))

    def _is_free(self, one: Candidate) -> bool:
        if one.question in self._used:
            return False
        return one.kind != "flashcard" or FLASHCARDS * (self._flashcards + 1) <= len(self._used) + 1

    def _derivation_is_due(self) -> bool:
        since = self._choices.emphasis.derivation_every * self._derivations
        return len(self._used) >= DERIVATION_FROM and self._spent >= since

    def _await_derivation(self) -> None:
        """Choose the area of the next derivation, and keep the time of its shortest one free."""
        self._awaited, self._reserve = None, 0.0
        if self._derivations >= self._choices.derivations:
            return
        for area in sorted(self._turns.areas, key=lambda area: (-self._turns.share(area), area)):
            shelves = [self._shelves.get((area, True, near, weak), ()) for near in (0, 1) for weak in (False, True)]
            minutes = [one.minutes for shelf in shelves for one in shelf if self._is_free(one)]
            if minutes and min(minutes) <= self._choices.minutes - self._spent:
                self._awaited, self._reserve = area, min(minutes)
                return

    def _add(self, one: Candidate, chain: list[Candidate]) -> bool:
        """chain: that it builds on; an empty one begins at the end of the plan."""
        if not chain:
            self._chains.append(chain)
        chain.append(one)
        self._turns.take(one.area)
        self._used.add(one.question)
        self._weak += one.is_weak
        self._flashcards += one.kind == "flashcard"
        self._spent += one.minutes
        if one.kind == "derivation":
            self._derivations += 1
            self._await_derivation()
        return True


def _share_topic(one: Candidate, other: Candidate) -> bool:
    return (one.area, one.topic) == (other.area, other.topic)


def _why(one: Candidate, *, is_first: bool, follows: int | None) -> str:
    if is_first:
        return "warm-up"
    if follows is not None:
        return "follow-up"
    if one.kind == "derivation":
        return "derivation"
    return "weak spot" if one.is_weak else "fresh ground"
