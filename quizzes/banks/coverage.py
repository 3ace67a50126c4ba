"""From banks and a syllabus to how many questions each topic has, and how many it should have."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from quizzes.banks.questions import Bank, Question
from quizzes.banks.syllabus import PARAMETERISED, Syllabus, Topic

Counts = Mapping[str, tuple[int, int]]  # how many there are and how many there should be, by name


@dataclasses.dataclass(frozen=True, kw_only=True)
class Coverage:
    """One topic. kinds, levels, subtopics: what is there without being asked for is among them, too."""

    topic: str
    questions: tuple[int, int]
    kinds: Counts
    levels: Counts
    subtopics: Counts

    @property
    def complete(self) -> bool:
        return self.questions[0] >= self.questions[1] > 0

    def surplus(self, spare: int = 0) -> Iterator[str]:
        """What there is more of than was asked for, in words.

        spare: how many more of one kind, level or subtopic will do; the questions of the topic are counted strictly.
        """
        for name, counts in (("kind", self.kinds), ("level", self.levels), ("subtopic", self.subtopics)):
            if not any(target for _, target in counts.values()):
                continue  # nothing was asked for
            for item, (have, target) in counts.items():
                if have > target + spare:
                    yield f"{self.topic}: {have} of the {name} {item}, {target} wanted"
        have, target = self.questions
        if have > target:
            yield f"{self.topic}: {have} questions, {target} wanted"


def in_use(banks: Iterable[Bank]) -> Iterator[Question]:
    """All questions but the retired ones."""
    return (question for bank in banks for question in bank.questions if not question.retired)


def sort_of(question: Question) -> str:
    """The kind, as a syllabus counts it."""
    return PARAMETERISED if question.kind == "numeric" and question.fields.data.get("params") else question.kind


def coverage(banks: Iterable[Bank], syllabus: Syllabus) -> tuple[Coverage, ...]:
    """Of every topic of the syllabus, in its order."""
    questions: dict[str, list[Question]] = {}
    for question in in_use(banks):
        questions.setdefault(question.topic, []).append(question)
    return tuple(_of(topic, questions.get(topic.id, [])) for topic in syllabus.topics)


def _of(topic: Topic, questions: list[Question]) -> Coverage:
    subtopics = {name: subtopic.questions for name, subtopic in topic.subtopics.items()}
    return Coverage(
        topic=topic.id,
        questions=(len(questions), topic.questions),
        kinds=_beside(Counter(map(sort_of, questions)), topic.kinds),
        levels=_beside(Counter(question.level for question in questions), topic.levels),
        subtopics=_beside(Counter(question.subtopic for question in questions), subtopics),
    )


def _beside(found: Counter[str], wanted: Mapping[str, int]) -> Counts:
    return {name: (found[name], wanted.get(name, 0)) for name in {**wanted, **found}}
