"""The turns of an interview are counted: in all, by area, by topic and by skill."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from quizzes.interview.results.items import EMPTY, NOT_REACHED, OPEN, PARTLY, RIGHT, SKILL_TITLES, SKIPPED, WRONG, Item

FEWEST_FOR_A_SCORE = 5  # judged questions; a percentage of fewer promises a precision that it has not


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of some turns. Each is exactly one of right, partly, wrong, skipped, open and not_reached.

    items: all of them.   judged: right, partly, wrong and skipped.   skipped: or left empty.
    open: the learner still has to judge them.
    score: mean of the judged ones, 0 to 1, where skipped ones count 0; None below five judged ones.
    """

    name: str
    title: str
    items: int
    judged: int
    right: int
    partly: int
    wrong: int
    skipped: int
    open: int
    not_reached: int = 0
    score: float | None

    @property
    def words(self) -> str:
        """All counts but those of none: "7 of 11 right, 2 partly right, 2 wrong, 1 not reached"."""
        return self._words(OPEN)

    @property
    def shared_words(self) -> str:
        """The same to somebody else than the learner."""
        return self._words("not judged yet")

    def _words(self, waiting: str) -> str:
        said = [self.right_words] if self.judged else []
        counts = {PARTLY: self.partly, WRONG: self.wrong, "without an answer": self.skipped}
        counts |= {waiting: self.open, NOT_REACHED: self.not_reached}
        return ", ".join([*said, *(f"{count} {mark}" for mark, count in counts.items() if count)]) or "no questions"

    @property
    def right_words(self) -> str:
        """ "7 of 11 right", of the judged ones."""
        return f"{self.right} of {self.judged} right"

    @property
    def percent(self) -> str:
        """The score as "64 %"; "" where there are too few questions for one."""
        return percent(self.score)


def percent(score: float | None) -> str:
    """A score of 0 to 1 as "64 %"; "" for None. Only what is complete reads as 100 %, and only nothing as 0 %."""
    if score is None:
        return ""
    whole = min(max(round(100 * score), 1), 99) if 0 < score < 1 else round(100 * score)
    return f"{whole}\N{NO-BREAK SPACE}%"


def tally(items: Sequence[Item], *, name: str, title: str) -> Tally:
    marks = Counter(item.mark for item in items)
    points = [item.points for item in items if item.points is not None]
    return Tally(
        name=name,
        title=title,
        items=len(items),
        judged=len(points),
        right=marks[RIGHT],
        partly=marks[PARTLY],
        wrong=marks[WRONG],
        skipped=marks[SKIPPED] + marks[EMPTY],
        open=marks[OPEN],
        not_reached=marks[NOT_REACHED],
        score=fmean(points) if len(points) >= FEWEST_FOR_A_SCORE else None,
    )


def by_area(items: Iterable[Item]) -> tuple[Tally, ...]:
    """In the order in which the areas came up."""
    return _tallies(items, lambda item: (item.area, item.area_title))


def by_topic(items: Iterable[Item]) -> tuple[Tally, ...]:
    """In the order in which the topics came up."""
    return _tallies(items, lambda item: (item.topic, item.topic_title))


def by_skill(items: Iterable[Item]) -> tuple[Tally, ...]:
    """Recall, calculation, derivation, explanation: those that were asked for."""
    found = _tallies(items, lambda item: (item.skill, SKILL_TITLES[item.skill]))
    return tuple(sorted(found, key=lambda each: list(SKILL_TITLES).index(each.name)))


def _tallies(items: Iterable[Item], group: Callable[[Item], tuple[str, str]]) -> tuple[Tally, ...]:
    groups: dict[str, tuple[str, list[Item]]] = {}
    for item in items:
        name, title = group(item)
        groups.setdefault(name, (title, []))[1].append(item)
    return tuple(tally(members, name=name, title=title) for name, (title, members) in groups.items())
