"""Banks, their questions' counts and a learner's progress become shelves: in study order, with what each stands on."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from quizzes.banks.syllabus import Syllabus, Topic

WELL_KNOWN = 0.8  # share of known cards from which a topic is no longer the one to start with
PHASE_ONE = 13  # weeks up to this one bring a topic's entry level, later ones the rest
COLUMN, ROW, NODE_WIDTH, NODE_HEIGHT = 188, 56, 164, 44  # of the map, in pixels
LETTERS, LINE = 24, 15  # of a name on the map: letters of a line, and its height in pixels


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shelf:
    """One bank. topic: that most of its questions belong to; None where the syllabus has none of them.

    levels: questions by level, in the order of the levels.   new, learning, known: the learner's cards.
    """

    slug: str
    title: str
    area: str
    taken: bool
    levels: Mapping[str, int]
    topic: Topic | None = None
    new: int = 0
    learning: int = 0
    known: int = 0

    @property
    def size(self) -> int:
        return sum(self.levels.values())

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.known

    @property
    def begun(self) -> bool:
        return self.learning + self.known > 0

    @property
    def percent_known(self) -> int:
        return round(100 * self.known / self.cards) if self.cards else 0


def starting_points(shelves: Sequence[Shelf]) -> dict[str, str]:
    """Slug of the bank to start with, by area: the first that is not well known and whose topics before are begun.

    shelves: in study order. Where every one waits for another, the first that is not well known.
    """
    begun = {shelf.topic.id for shelf in shelves if shelf.topic and shelf.begun}
    here = {shelf.topic.id for shelf in shelves if shelf.topic}
    found: dict[str, str] = {}
    for strict in (True, False):
        for shelf in shelves:
            needs = set(shelf.topic.needs) & here if shelf.topic else set()
            is_open = shelf.size > 0 and shelf.percent_known < 100 * WELL_KNOWN
            if is_open and (not strict or needs <= begun):
                found.setdefault(shelf.area, shelf.slug)
    return found


def before_and_after(shelf: Shelf, shelves: Iterable[Shelf]) -> tuple[list[Shelf], list[Shelf]]:
    """Shelves that this one stands on, and those that stand on it."""
    if shelf.topic is None:
        return [], []
    others = [other for other in shelves if other.topic]
    before = [other for other in others if other.topic and other.topic.id in shelf.topic.needs]
    after = [other for other in others if other.topic and shelf.topic.id in other.topic.needs]
    return before, after


# --- the map ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Node:
    """x, y: upper left corner, in pixels."""

    shelf: Shelf
    x: int
    y: int

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The title in lines that fit into the node, with the height of each in pixels."""
        texts = textwrap.wrap(self.shelf.title, LETTERS, max_lines=2, placeholder=" …")
        top = NODE_HEIGHT // 2 + 4 - LINE * (len(texts) - 1) // 2
        return [(top + LINE * number, text) for number, text in enumerate(texts)]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Map:
    """edges: from the right side of a node to the left side of one that needs it, as four numbers."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int, int, int], ...]
    width: int
    height: int


def prerequisite_map(shelves: Iterable[Shelf]) -> Map:
    """Topics in columns: each stands right of all that it needs. Raises nothing for a circle; the syllabus has none."""
    by_topic = {shelf.topic.id: shelf for shelf in shelves if shelf.topic}
    columns: dict[str, int] = {}

    def column(topic: str, path: tuple[str, ...] = ()) -> int:
        if topic not in columns:
            needs = by_topic[topic].topic.needs if by_topic[topic].topic else ()  # type: ignore[union-attr]
            inner = [need for need in needs if need in by_topic and need not in path]
            columns[topic] = 1 + max((column(need, (*path, topic)) for need in inner), default=-1)
        return columns[topic]

    rows: dict[int, int] = {}
    nodes: dict[str, Node] = {}
    for topic, shelf in by_topic.items():
        at = column(topic)
        rows[at] = rows.get(at, -1) + 1
        nodes[topic] = Node(shelf=shelf, x=at * COLUMN + 2, y=rows[at] * ROW + 2)
    edges = [
        (start.x + NODE_WIDTH, start.y + NODE_HEIGHT // 2, node.x, node.y + NODE_HEIGHT // 2)
        for node in nodes.values()
        for need in (node.shelf.topic.needs if node.shelf.topic else ())
        if (start := nodes.get(need))
    ]
    width = max((node.x for node in nodes.values()), default=0) + NODE_WIDTH + 2
    height = max((node.y for node in nodes.values()), default=0) + NODE_HEIGHT + 2
    return Map(nodes=tuple(nodes.values()), edges=tuple(edges), width=width, height=height)


# --- the weeks -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Portion:
    """What a week asks of one topic. levels: those that it releases.   goes_on: they are those of an earlier week."""

    shelf: Shelf
    levels: tuple[str, ...]
    questions: int
    goes_on: bool = False


def weeks_of(shelves: Iterable[Shelf]) -> dict[int, list[Portion]]:
    """Portions by week, up to the last that has any. A topic's weeks up to PHASE_ONE bring its entry level, later ones
    the rest.

    A topic with weeks of one phase only brings everything in them; of several weeks of a phase the first brings the
    whole, and the others go on with it. A week without portions is there, and empty.
    """
    found: dict[int, list[Portion]] = {}
    for shelf in shelves:
        weeks = shelf.topic.weeks if shelf.topic else ()
        two_phases = any(week <= PHASE_ONE for week in weeks) and any(week > PHASE_ONE for week in weeks)
        told: list[Portion] = []
        for week in sorted(weeks):
            levels = tuple(
                level for level in shelf.levels if not two_phases or (level == "entry") == (week <= PHASE_ONE)
            )
            questions = sum(shelf.levels[level] for level in levels)
            if questions:
                goes_on = any(portion.shelf == shelf and portion.levels == levels for portion in told)
                told.append(Portion(shelf=shelf, levels=levels, questions=questions, goes_on=goes_on))
                found.setdefault(week, []).append(told[-1])
    return {week: found.get(week, []) for week in range(1, max(found, default=0) + 1)}


def levels_of_week(syllabus: Syllabus, week: int) -> dict[str, tuple[str, ...] | None]:
    """Topics of a week with the levels that it releases; None for all."""
    found: dict[str, tuple[str, ...] | None] = {}
    for topic in syllabus.topics:
        if week in topic.weeks:
            two_phases = any(w <= PHASE_ONE for w in topic.weeks) and any(w > PHASE_ONE for w in topic.weeks)
            early = week <= PHASE_ONE
            found[topic.id] = (("entry",) if early else ("intermediate", "advanced", "expert")) if two_phases else None
    return found
