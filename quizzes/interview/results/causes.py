"""Answers that fell short become the few causes that together explain them best: topics, skills, misconceptions …

Each cause foretells that every question of its group falls short. Chosen are the at most three groups that cover most
of what fell short and least of what was right, at a price for each, so that one broad cause is not told as three
narrow ones, nor three narrow ones as a vague broad one. A learner who fails two topics and every derivation hears
exactly that, although those failures also lie in other topics, areas and skills.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

from quizzes.interview.results.items import PARTLY, RIGHT, SKILL_TITLES, WRONG, Item

MOST_CAUSES = 3
FEWEST_SHORT = 2  # answers that must fall short before they are a pattern
MOST_CANDIDATES = 14  # groups that are tried together: 470 combinations, a few milliseconds

# What a cause costs, in questions explained. A misconception is the most exact thing to work on; a prerequisite must
# explain more than the topic itself does; an area is so vague that it has to replace three topics.
PRICES = {"misconception": 0.5, "topic": 0.75, "skill": 0.75, "prerequisite": 1.0, "area": 2.0}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cause:
    """Why some answers fell short.

    sort: one of PRICES.   name: of the topic, skill …; of a misconception what the author says to it, which is the same
        of questions that have it in common, or else the misconception.   title: plain text; of a misconception "".
    judged: how many of its group were judged.   short: positions of those that fell short.
        At least one of them is explained by no other cause that was chosen.
    gain: questions that no cause before it explains, less the right answers newly touched, which speak against it.
    """

    sort: str
    name: str
    title: str
    short: tuple[int, ...]
    judged: int
    gain: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Group:
    """short, right: positions of those that fell short, and of those that were right."""

    sort: str
    name: str
    title: str
    short: frozenset[int]
    right: frozenset[int]
    judged: int


def fell_short(item: Item) -> bool:
    """Wrong, skipped, or only partly right with a misconception named."""
    return item.skipped or item.mark == WRONG or (item.mark == PARTLY and bool(item.misconceptions))


def causes(items: Sequence[Item], *, leave: Collection[int] = ()) -> tuple[Cause, ...]:
    """At most three causes, the one that explains most first.

    leave: positions that speak neither for a cause nor against it, such as those for which time was missing.
    """
    candidates = _candidates([item for item in items if item.position not in leave])
    sets = (chosen for size in range(MOST_CAUSES + 1) for chosen in combinations(candidates, size))
    # Of sets that are worth the same, max() takes the first, which is the smallest.
    best = max(sets, key=_worth)
    return tuple(_most_telling_first(best))


def _worth(chosen: Collection[_Group]) -> float:
    short = frozenset[int]().union(*(group.short for group in chosen))
    right = frozenset[int]().union(*(group.right for group in chosen))
    return len(short) - len(right) - sum(PRICES[group.sort] for group in chosen)


def _candidates(items: Sequence[Item]) -> list[_Group]:
    """The groups worth most by themselves; of groups with the same questions only the one with the lowest price."""
    distinct: dict[tuple[frozenset[int], frozenset[int]], _Group] = {}
    for group in _groups(items):
        kept = distinct.setdefault((group.short, group.right), group)
        if PRICES[group.sort] < PRICES[kept.sort]:
            distinct[group.short, group.right] = group
    patterns = [group for group in distinct.values() if len(group.short) >= FEWEST_SHORT]
    return sorted(patterns, key=lambda group: (-_worth([group]), sorted(group.short)))[:MOST_CANDIDATES]


def _groups(items: Sequence[Item]) -> Iterator[_Group]:
    members: dict[tuple[str, str], tuple[str, list[Item]]] = {}
    for item in items:
        for sort, name, title in _belongs_to(item):
            members.setdefault((sort, name), (title, []))[1].append(item)
    by_slug = {item.slug: item for item in items}
    for (sort, name), (title, group) in members.items():
        if sort == "prerequisite" and name in by_slug:
            group = [*group, by_slug[name]]  # whether it was itself known tells most
        yield _Group(
            sort=sort,
            name=name,
            title=title,
            short=frozenset(item.position for item in group if fell_short(item)),
            right=frozenset(item.position for item in group if item.mark == RIGHT),
            judged=len({item.position for item in group if item.points is not None}),
        )


def _belongs_to(item: Item) -> Iterator[tuple[str, str, str]]:
    """Sort, name and title of each group that the item is in."""
    yield "topic", item.topic, item.topic_title
    yield "skill", item.skill, SKILL_TITLES[item.skill]
    yield "area", item.area, item.area_title
    for slug, title in dict(item.prerequisites).items():
        yield "prerequisite", slug, title
    if fell_short(item):
        for name in dict.fromkeys(said or text for text, said in item.corrected):
            yield "misconception", name, ""


def _most_telling_first(chosen: Iterable[_Group]) -> Iterator[Cause]:
    left = list(chosen)
    told, touched = frozenset[int](), frozenset[int]()
    while left:
        gains = [len(group.short - told) - len(group.right - touched) for group in left]
        group = left.pop(gains.index(max(gains)))
        yield Cause(
            sort=group.sort,
            name=group.name,
            title=group.title,
            short=tuple(sorted(group.short)),
            judged=group.judged,
            gain=max(gains),
        )
        told, touched = told | group.short, touched | group.right
