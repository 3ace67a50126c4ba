"""What stands in the way of publishing a text: what can be told while it is typed, and what its own tests say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from quizzes.authoring.reading import Draft, defaults_of, tried
from quizzes.authoring.storing import known_topics
from quizzes.banks.blocks import read_blocks
from quizzes.banks.folder import check_topics
from quizzes.banks.order import circles
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.banks.questions import COMMON_SECTIONS
from quizzes.banks.questions import Question as Block
from quizzes.banks.references import references_at_fault
from quizzes.banks.syllabus import Syllabus
from quizzes.kinds import DEFAULT_KIND, all_kinds
from quizzes.models import Bank, Question, Topic

NEEDED = ("right", "wrong")  # verdicts that the tests of a question must hold


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outline:
    """What a text says of itself, as far as it can be told, whether or not it can be read as a whole.

    topic: "" for a text without tags that can be read.   verdicts: of its own tests; None where it needs no tests.
    lines: of fields and sections by name.   line: of the heading.
    """

    slug: str
    was: tuple[str, ...]
    topic: str
    subtopic: str
    needs: tuple[str, ...]
    refs: str
    verdicts: frozenset[str] | None
    lines: Mapping[str, int]
    line: int = 1

    @property
    def fields(self) -> Outline:
        return self  # check_topics asks a block for fields.lines

    @classmethod
    def of_block(cls, block: Block) -> Outline:
        return cls(
            slug=block.slug,
            was=block.was,
            topic=block.topic,
            subtopic=block.subtopic,
            needs=block.needs,
            refs=block.refs,
            verdicts=None if block.key.box == "reveal" else frozenset(trial.verdict for trial in block.trials),
            lines=block.fields.lines,
            line=block.line,
        )

    @classmethod
    def of_text(cls, source: str, defaults: Mapping[str, Any]) -> Outline | None:
        """Of a text with problems; None where it is not even one block."""
        blocks = read_blocks(source.replace("\r\n", "\n"), file="", labels=COMMON_SECTIONS, front_matter=False).blocks
        if len(blocks) != 1 or blocks[0].data is None:
            return None
        block, data = blocks[0], {**defaults, **(blocks[0].data or {})}
        lines = {str(path[0]): line for path, line in block.lines.items() if len(path) == 1}
        lines |= {section.label: section.line for section in block.sections if section.label not in lines}
        topic, _, subtopic = next(iter(_words(data.get("tags"))), "").partition(".")
        kind = all_kinds().get(str(data.get("kind", DEFAULT_KIND)))
        tests = data.get("tests")
        listed = tests if isinstance(tests, list) else []
        return cls(
            slug=block.slug,
            was=_words(data.get("was")),
            topic=topic,
            subtopic=subtopic,
            needs=_words(data.get("needs")),
            refs="\n\n".join(section.text for section in block.sections if section.label == "refs"),
            verdicts=None
            if kind is None or kind.box == "reveal"
            else frozenset(name for test in listed if isinstance(test, dict) for name in NEEDED if name in test),
            lines=lines,
            line=block.line,
        )

    def at(self, field: str, message: str) -> Problem:
        return Problem(file="", line=self.lines.get(field, self.line), message=message)


def _words(value: object) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


# --- all of it -------------------------------------------------------------------------------------------------------


def obstacles(question: Question, draft: Draft, *, syllabus: Syllabus | None) -> tuple[Problem, ...]:
    """Everything that must be mended before this text can be published, by line. Its own tests are made for it."""
    failed = of_the_tests(draft.block) if draft.block else []
    return tuple(sorted({*draft.problems, *before_publishing(question, draft, syllabus=syllabus), *failed}))


def before_publishing(question: Question, draft: Draft, *, syllabus: Syllabus | None) -> tuple[Problem, ...]:
    """What an author can be told while typing, besides the draft's own problems; no test is made for it.

    question: one that is in no table for a text that has none yet.
    """
    bank = question.bank
    outline = Outline.of_block(draft.block) if draft.block else Outline.of_text(draft.source, defaults_of(bank.head))
    if outline is None:
        return tuple(_of_the_bank(bank))
    found = [
        *of_the_name(question, outline),
        *_of_the_bank(bank),
        *(_of_the_topic(bank, outline, syllabus) if outline.topic else ()),
        *_of_the_needs(question, outline, syllabus),
        *(outline.at("refs", message) for message in references_at_fault(outline.refs)),
        *(
            outline.at("tests", f"tests: add at least one answer that must be {verdict}")
            for verdict in NEEDED
            if outline.verdicts is not None and verdict not in outline.verdicts
        ),
    ]
    return tuple(sorted(set(found)))


# --- one by one ------------------------------------------------------------------------------------------------------


def of_the_name(question: Question, block: Block | Outline) -> list[Problem]:
    """What is wrong with the present and former names of a question beside those of all others."""
    outline = block if isinstance(block, Outline) else Outline.of_block(block)
    others = Question.objects.exclude(pk=question.pk)
    taken = set(others.filter(slug__in=[outline.slug, *outline.was]).values_list("slug", flat=True))
    former = {name: slug for slug, was in others.exclude(was=[]).values_list("slug", "was") for name in was}
    if outline.slug in taken:
        message = f"the id {outline.slug} is already used; ids are unique over all banks"
        return [Problem(file="", line=1, message=message)]
    found = []
    if outline.slug in former:
        owner = former[outline.slug]
        message = f"the id {outline.slug} is a former name of {owner}, whose history goes by it; choose another"
        found.append(Problem(file="", line=1, message=message))
    for name in outline.was:
        if name in taken:
            found.append(outline.at("was", f"was: {name} is still in use by another question"))
        elif name in former:
            message = f"was: {name} is claimed by {former[name]} as well; a history can go to one only"
            found.append(outline.at("was", message))
    if question.source and outline.slug != question.slug and question.slug not in outline.was:
        message = (
            f"the question was called {question.slug}; write `was: [{question.slug}]`, or learners lose their history"
        )
        found.append(Problem(file="", line=1, message=message))
    return found


def _of_the_bank(bank: Bank) -> list[Problem]:
    if bank.license:
        return []
    return [Problem(file="", line=1, message=f"the bank {bank.slug} states no licence; add `license:` to its head")]


def of_the_topic(bank: Bank, block: Block, syllabus: Syllabus | None) -> list[Problem]:
    """What is wrong with the topic of a question in this bank."""
    return _of_the_topic(bank, Outline.of_block(block), syllabus)


def _of_the_topic(bank: Bank, block: Outline, syllabus: Syllabus | None) -> list[Problem]:
    if syllabus is None:
        return []
    extra = {topic.slug: topic for topic in Topic.objects.all()}
    if block.topic in extra and block.topic not in {topic.id for topic in syllabus.topics}:
        area = extra[block.topic].area
        if area == bank.area:
            return []
        return [block.at("tags", f"tags: the topic {block.topic} belongs to the area {area}, this bank to {bank.area}")]
    rows: Any = [(bank.area, "", block)]
    return [Problem(file="", line=problem.line, message=problem.message) for problem in check_topics(rows, syllabus)]


def _of_the_needs(question: Question, block: Outline, syllabus: Syllabus | None) -> list[Problem]:
    if not block.needs:
        return []
    topics = known_topics(syllabus)
    graph = {**_needed(question, block.needs), block.slug: list(block.needs)}
    found = [
        block.at("needs", f"needs: there is no question or topic {quoted(need)}{_near(need)}")
        for need in block.needs
        if need not in graph and need.partition(".")[0] not in topics
    ]
    for circle in circles({slug: [need for need in needs if need in graph] for slug, needs in graph.items()}):
        if block.slug in circle:
            way = " → ".join((*circle, circle[0]))
            found.append(block.at("needs", f"these questions need each other in a circle: {way}"))
    return found


def _needed(question: Question, needs: Iterable[str]) -> dict[str, list[str]]:
    """The published questions that these lead to, step by step, each with its own needs."""
    rows = Question.objects.exclude(pk=question.pk).exclude(source="")
    graph: dict[str, list[str]] = {}
    asked: set[str] = set()
    while wanted := set(needs) - asked:
        asked |= wanted
        found = dict(rows.filter(slug__in=wanted).values_list("slug", "needs"))
        graph |= found
        needs = {need for each in found.values() for need in each}
    return graph


def _near(word: str) -> str:
    rows = Question.objects.filter(Q(slug__startswith=word[:2]) & ~Q(source=""))
    near = did_you_mean(word, rows.values_list("slug", flat=True))
    return near if "did you mean" in near else ""


def of_the_tests(block: Block) -> list[Problem]:
    """The question's own tests that fail, each once, with the first variant on which it does."""
    if block.key.box == "reveal":
        return []
    found = []
    for each in {each.trial: each for each in reversed(tried(block)) if each.message}.values():
        at = "" if each.seed is None else f" (seed {each.seed})"
        message = f"tests: {each.trial.verdict} {quoted(each.trial.text)}: {each.message}{at}"
        found.append(Problem(file="", line=each.trial.line, message=message))
    return found
