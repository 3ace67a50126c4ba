"""syllabus.yaml to areas and topics: what the banks should cover, and what must be known before what."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.banks.common import AREAS, LEVELS, TOPIC
from quizzes.banks.fences import FenceError, Path, read_fence
from quizzes.banks.order import circles
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.kinds import all_kinds

MAX_SIZE = 500_000  # characters
TOPIC_FIELDS = frozenset({"id", "area", "title", "questions", "needs", "weeks", "kinds", "levels", "subtopics"})
AREA_FIELDS = frozenset({"title", "share"})
SUBTOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PARAMETERISED = "parameterised"  # numeric questions that draw their numbers are counted apart


@dataclasses.dataclass(frozen=True, kw_only=True)
class Area:
    """share: percent of the new cards; None when the area takes no fixed part."""

    id: str
    title: str
    share: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Subtopic:
    """questions: how many it should have in the end."""

    title: str
    questions: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Topic:
    """needs: ids of topics that come before.   weeks: of the study plan, 1 to 52.   subtopics: by id.

    questions: how many the topic should have in the end.   kinds, levels: how many of each, where that is said;
    among the kinds PARAMETERISED stands for numeric questions that draw their numbers.
    """

    id: str
    area: str
    title: str
    needs: tuple[str, ...] = ()
    weeks: tuple[int, ...] = ()
    questions: int = 0
    kinds: Mapping[str, int] = dataclasses.field(default_factory=dict)
    levels: Mapping[str, int] = dataclasses.field(default_factory=dict)
    subtopics: Mapping[str, Subtopic] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Syllabus:
    """Topics in study order."""

    topics: tuple[Topic, ...] = ()
    areas: tuple[Area, ...] = ()


def read_syllabus(text: str, *, file: str) -> tuple[Syllabus, tuple[Problem, ...]]:
    """The syllabus as far as it can be read, and all that is wrong with it."""
    try:
        fence = read_fence(text.removeprefix("\ufeff"), first_line=1, max_size=MAX_SIZE)
    except FenceError as error:
        return Syllabus(), (Problem(file=file, line=error.line, message=error.message),)
    reader = _Reader(fence.lines, file)
    reader.known((), fence.data, {"areas", "topics"})
    areas = reader.areas(fence.data.get("areas"))
    topics = reader.topics(fence.data.get("topics"))
    return Syllabus(topics=topics, areas=areas), tuple(sorted(reader.problems))


class _Reader:
    def __init__(self, lines: Mapping[Path, int], file: str) -> None:
        self.lines = lines
        self.file = file
        self.problems: list[Problem] = []

    def complain(self, path: Path, message: str) -> None:
        while path and path not in self.lines:
            path = path[:-1]
        self.problems.append(Problem(file=self.file, line=self.lines.get(path, 1), message=message))

    def known(self, path: Path, data: Mapping[str, Any], names: Iterable[str]) -> None:
        for name in data:
            if name not in names:
                self.complain((*path, name), f"there is no field {quoted(name)} here{did_you_mean(name, names)}")

    def areas(self, data: Any) -> tuple[Area, ...]:
        if not isinstance(data, dict):
            if data is not None:
                self.complain(("areas",), "areas must be a mapping, as in areas: {math: {title: Mathematics}}")
            return ()
        areas = []
        for name, fields in data.items():
            path = ("areas", name)
            if name not in AREAS:
                self.complain(path, f"there is no area {quoted(name)}{did_you_mean(name, AREAS)}")
            elif not isinstance(fields, dict):
                self.complain(path, f"{name} must be a mapping, as in {name}: {{title: …, share: 40}}")
            else:
                self.known(path, fields, AREA_FIELDS)
                share = self.count((*path, "share"), fields, 0, 100) if "share" in fields else None
                areas.append(Area(id=name, title=self.text((*path, "title"), fields), share=share))
        return tuple(areas)

    def topics(self, data: Any) -> tuple[Topic, ...]:
        if not isinstance(data, list) or not data:
            self.complain(
                ("topics",), "topics are missing; write a list, as in topics: [{id: la, area: math, title: …}]"
            )
            return ()
        topics: dict[str, Topic] = {}
        for index, fields in enumerate(data):
            path = ("topics", index)
            if not isinstance(fields, dict):
                self.complain(path, f"{quoted(str(fields))} is no topic; write a mapping with id, area and title")
                continue
            topic = self.topic(path, fields)
            if topic.id in topics:
                self.complain((*path, "id"), f"the topic {topic.id} stands there twice; ids are used once")
            elif topic.id:
                topics[topic.id] = topic
        self.needs(data, topics)
        return tuple(topics.values())

    def topic(self, path: Path, fields: Mapping[str, Any]) -> Topic:
        self.known(path, fields, TOPIC_FIELDS)
        name, area = self.text((*path, "id"), fields), self.text((*path, "area"), fields)
        if name and not (TOPIC.fullmatch(name) and "." not in name):
            self.complain((*path, "id"), f"{quoted(name)} is no topic id; write lower-case letters, as in la")
        if area and area not in AREAS:
            self.complain((*path, "area"), f"there is no area {quoted(area)}{did_you_mean(area, AREAS)}")
        questions = self.count((*path, "questions"), fields, 0, 10_000)
        subtopics = self.subtopics((*path, "subtopics"), fields.get("subtopics"))
        kinds = self.counts((*path, "kinds"), fields.get("kinds"))
        levels = self.counts((*path, "levels"), fields.get("levels"))
        self.known((*path, "kinds"), kinds, (*all_kinds(), PARAMETERISED))
        self.known((*path, "levels"), levels, LEVELS)
        shares = {"kinds": kinds, "levels": levels, "subtopics": {key: sub.questions for key, sub in subtopics.items()}}
        for field, counts in shares.items():
            if counts and questions and sum(counts.values()) != questions:
                message = f"the {field} of {name} add up to {sum(counts.values())}, not to its {questions} questions"
                self.complain((*path, field), message)
        return Topic(
            id=name,
            area=area,
            title=self.text((*path, "title"), fields),
            needs=self.words((*path, "needs"), fields.get("needs")),
            weeks=self.weeks((*path, "weeks"), fields.get("weeks")),
            questions=questions,
            kinds=kinds,
            levels=levels,
            subtopics=subtopics,
        )

    def needs(self, data: list[Any], topics: Mapping[str, Topic]) -> None:
        for index, fields in enumerate(data):
            for need in self.words((), fields.get("needs") if isinstance(fields, dict) else None):
                if need not in topics:
                    self.complain(
                        ("topics", index, "needs"), f"there is no topic {quoted(need)}{did_you_mean(need, topics)}"
                    )
        for circle in circles({topic.id: topic.needs for topic in topics.values()}):
            index = next(
                i for i, fields in enumerate(data) if isinstance(fields, dict) and fields.get("id") == circle[0]
            )
            path: Path = ("topics", index, "needs")
            self.complain(path, f"these topics need each other in a circle: {' → '.join((*circle, circle[0]))}")

    def text(self, path: Path, fields: Mapping[str, Any]) -> str:
        value = fields.get(str(path[-1]))
        if isinstance(value, str) and value.strip():
            return value
        self.complain(path, f"{path[-1]} is missing; write a text")
        return ""

    def count(self, path: Path, fields: Mapping[str, Any], low: int, high: int) -> int:
        value = fields.get(str(path[-1]), 0)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.complain(path, f"{path[-1]}: {quoted(str(value))} is no whole number from {low} to {high:,}")
        return 0

    def words(self, path: Path, value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if path:
            self.complain(path, f"{path[-1]} must be a list of topic ids, as in [la, pr]")
        return ()

    def weeks(self, path: Path, value: Any) -> tuple[int, ...]:
        if value is None:
            return ()
        if isinstance(value, list) and all(type(item) is int and 1 <= item <= 52 for item in value):
            return tuple(value)
        self.complain(path, "weeks must be a list of whole numbers from 1 to 52, as in [1, 14]")
        return ()

    def counts(self, path: Path, value: Any) -> Mapping[str, int]:
        if value is None:
            return {}
        if isinstance(value, dict) and all(type(item) is int and item >= 0 for item in value.values()):
            return value
        self.complain(path, f"{path[-1]} must be a mapping of names to numbers of questions")
        return {}

    def subtopics(self, path: Path, value: Any) -> Mapping[str, Subtopic]:
        if value is not None and not isinstance(value, dict):
            self.complain(path, "subtopics must be a mapping, as in subtopics: {eigen: {title: …, questions: 12}}")
            return {}
        subtopics = {}
        for name, fields in (value or {}).items():
            here = (*path, name)
            if not SUBTOPIC.fullmatch(name):
                self.complain(here, f"{quoted(name)} is no subtopic id; write lower-case letters, as in eigen")
            elif not isinstance(fields, dict):
                self.complain(here, f"{name} must be a mapping, as in {name}: {{title: …, questions: 12}}")
            else:
                self.known(here, fields, {"title", "questions"})
                questions = self.count((*here, "questions"), fields, 0, 10_000)
                subtopics[name] = Subtopic(title=self.text((*here, "title"), fields), questions=questions)
        return subtopics
