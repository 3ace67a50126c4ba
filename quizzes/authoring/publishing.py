"""From the text that an author types to a published question: drafts, what stands in the way, and what an edit does."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from quizzes.authoring.storing import PLACES_A_TOPIC, columns, deal_anew, known_topics, place_of, replan, restart
from quizzes.banks.blocks import SLUG
from quizzes.banks.folder import check_topics
from quizzes.banks.isolation import rehearse_apart
from quizzes.banks.order import circles
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.references import references_at_fault
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.trials import Tried
from quizzes.banks.writing import fitted, line_end
from quizzes.models import Bank, Card, Learner, Question, Topic, Version, WorkingCopy

HEADING = "## "
UNCHECKED = "could not be checked"  # in the message on a check that came to no end
NO_NAME = "the text must begin with its heading, “## ” and a name such as two-heads (small letters, digits, hyphens)"


class NotPublished(Exception):
    """problems: what stands in the way, with lines of the block."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"line {problem.line}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Draft:
    """What an author's text reads as.

    block: None when there is a problem.   problems: with lines of the block, 1-based.
    """

    source: str
    block: Block | None
    problems: tuple[Problem, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Effect:
    """What publishing a text does to those who learn the question already.

    kind: "new", "none", "wording" (history kept), "answer" (the author chooses whether it is asked again soon)
    or "revision" (history starts over).   learners: who have reviewed it.
    """

    kind: str
    learners: int


# --- reading ---------------------------------------------------------------------------------------------------------


def read_draft(bank: Bank, source: str) -> Draft:
    """Read a block as the page holds it, with the defaults of its bank. Nothing is raised."""
    block, problems = _read(source.replace("\r\n", "\n"), bank.head)
    if any(UNCHECKED in problem.message for problem in problems):
        _read.cache_clear()  # the next time there may be room for the check
    return Draft(source=source, block=block, problems=tuple(problems))


@lru_cache(maxsize=100)
def _read(text: str, head: str) -> tuple[Block | None, Sequence[Problem]]:
    """Kept, since the page asks for the same text again and again: preview, trial, tests, publishing."""
    return read_question(text, defaults=defaults_of(head))


@lru_cache(maxsize=100)
def defaults_of(head: str) -> Mapping[str, Any]:
    """What a bank with this head gives to questions that do not say otherwise."""
    return read_bank(head).defaults if head else {}


def unsaved(bank: Bank, block: Block) -> Question:
    """The question as it would be stored, for showing and trying; it is in no table."""
    return Question(
        bank=bank,
        **columns(block, area=bank.area, bank_title=bank.title, place=0, topics=known_topics(None)),
    )


def tried(block: Block) -> tuple[Tried, ...]:
    """The question's own tests, made on each variant, in a worker."""
    return rehearse_apart(block.key, block.fields, block.trials)


# --- what stands in the way ------------------------------------------------------------------------------------------


def obstacles(question: Question, draft: Draft, *, syllabus: Syllabus | None) -> tuple[Problem, ...]:
    """Everything that must be mended before this text can be published, by line."""
    if draft.block is None:
        return draft.problems
    block = draft.block
    found = [
        *_of_the_name(question, block),
        *_of_the_bank(question.bank),
        *of_the_topic(question.bank, block, syllabus),
        *_of_the_needs(question, block, syllabus),
        *(_at(block, "refs", message) for message in references_at_fault(block.refs)),
        *_of_the_tests(block),
    ]
    return tuple(sorted(set(found)))


def _at(block: Block, field: str, message: str) -> Problem:
    return Problem(file="", line=block.fields.lines.get(field, block.line), message=message)


def _of_the_name(question: Question, block: Block) -> list[Problem]:
    taken = Question.objects.exclude(pk=question.pk)
    if taken.filter(slug=block.slug).exists():
        return [Problem(file="", line=1, message=f"the id {block.slug} is already used; ids are unique over all banks")]
    if question.source and block.slug != question.slug and question.slug not in block.was:
        message = (
            f"the question was called {question.slug}; write `was: [{question.slug}]`, or learners lose their history"
        )
        return [Problem(file="", line=1, message=message)]
    return []


def _of_the_bank(bank: Bank) -> list[Problem]:
    if bank.license:
        return []
    return [Problem(file="", line=1, message=f"the bank {bank.slug} states no licence; add `license:` to its head")]


def of_the_topic(bank: Bank, block: Block, syllabus: Syllabus | None) -> list[Problem]:
    """What is wrong with the topic of a question in this bank."""
    if syllabus is None:
        return []
    extra = {topic.slug: topic for topic in Topic.objects.all()}
    if block.topic in extra and block.topic not in {topic.id for topic in syllabus.topics}:
        area = extra[block.topic].area
        if area == bank.area:
            return []
        return [
            _at(block, "tags", f"tags: the topic {block.topic} belongs to the area {area}, this bank to {bank.area}")
        ]
    return [
        Problem(file="", line=problem.line, message=problem.message)
        for problem in check_topics([(bank.area, "", block)], syllabus)
    ]


def _of_the_needs(question: Question, block: Block, syllabus: Syllabus | None) -> list[Problem]:
    graph = dict(Question.objects.exclude(pk=question.pk).exclude(source="").values_list("slug", "needs"))
    topics = known_topics(syllabus)
    graph[block.slug] = list(block.needs)
    found = [
        _at(block, "needs", f"needs: there is no question or topic {quoted(need)}{_near(need, graph)}")
        for need in block.needs
        if need not in graph and need.partition(".")[0] not in topics
    ]
    for circle in circles({slug: [need for need in needs if need in graph] for slug, needs in graph.items()}):
        if block.slug in circle:
            way = " → ".join((*circle, circle[0]))
            found.append(_at(block, "needs", f"these questions need each other in a circle: {way}"))
    return found


def _near(word: str, known: Mapping[str, object]) -> str:
    near = did_you_mean(word, (name for name in known if name[:2] == word[:2]))
    return near if "did you mean" in near else ""


def _of_the_tests(block: Block) -> list[Problem]:
    if block.key.box == "reveal":
        return []
    verdicts = {trial.verdict for trial in block.trials}
    missing = [verdict for verdict in ("right", "wrong") if verdict not in verdicts]
    found = [_at(block, "tests", f"tests: add at least one answer that must be {verdict}") for verdict in missing]
    failed = {each.trial: each for each in reversed(tried(block)) if each.message}
    for each in failed.values():
        at = "" if each.seed is None else f" (seed {each.seed})"
        message = f"tests: {each.trial.verdict} {quoted(each.trial.text)}: {each.message}{at}"
        found.append(Problem(file="", line=each.trial.line, message=message))
    return found


# --- what an edit does -----------------------------------------------------------------------------------------------


def effect(question: Question, block: Block) -> Effect:
    """What publishing this block instead of the present one does to the learners of the question."""
    learners = Learner.objects.filter(cards__question=question, cards__reviews__gt=0).distinct().count()
    if not question.source:
        return Effect(kind="new", learners=0)
    if fitted(block.source, question.source) == question.source:
        return Effect(kind="none", learners=learners)
    if block.rev != question.rev:
        return Effect(kind="revision", learners=learners)
    found = columns(block, area=question.area, bank_title="", place=0, topics={})
    same = all(plain_key(found[name]) == plain_key(getattr(question, name)) for name in ("kind", "key_fields", "parts"))
    return Effect(kind="wording" if same else "answer", learners=learners)


def plain_key(value: Any) -> Any:
    """What the answer hangs on: without the wording, the tests and the fields that say nothing of the answer."""
    if not isinstance(value, dict):
        return value
    silent = {"level", "tags", "needs", "rev", "was", "retired", "author", "checked", "tests"}
    data = {name: field for name, field in value.get("data", {}).items() if name not in silent}
    wording = {"hint", "why", "mistakes", "refs"}
    sections = {name: text for name, text in value.get("sections", {}).items() if name not in wording}
    return {"data": data, "sections": sections}


# --- drafts ----------------------------------------------------------------------------------------------------------


def heading_of(source: str) -> str:
    """The name in the heading of a block; "" when there is none that will do."""
    first = source.lstrip("\ufeff\r\n").split("\n", 1)[0].strip()
    name = first.removeprefix(HEADING).strip() if first.startswith(HEADING) else ""
    return name if SLUG.fullmatch(name) and len(name) <= 100 else ""


@transaction.atomic
def save_draft(question: Question | None, bank: Bank, source: str, *, by: Any, now: datetime) -> Question:
    """Keep a text as it is, with all its problems. question: None makes a new one, named by the heading.

    Raises NotPublished where not even a name can be told, or another question has it.
    """
    source = fitted(source, question.source if question else "", end=line_end(bank.head))
    if question is None:
        slug = heading_of(source)
        if not slug:
            raise NotPublished([Problem(file="", line=1, message=NO_NAME)])
        if Question.objects.filter(slug=slug).exists():
            raise NotPublished(
                [Problem(file="", line=1, message=f"the id {slug} is already used; choose another name")]
            )
        question = Question.objects.create(bank=bank, slug=slug, state="draft", area=bank.area, **guessed(bank, source))
    else:
        question = Question.objects.select_for_update().get(pk=question.pk)
        if not question.source:
            slug = _free_name(question, source)
            Question.objects.filter(pk=question.pk).update(
                bank=bank, slug=slug, state="draft", area=bank.area, **guessed(bank, source)
            )
    _keep_copy(question, source, by=by, now=now)
    _remember(question, "saved", source, by=by, now=now)
    return Question.objects.get(pk=question.pk)


def _keep_copy(question: Question, source: str, *, by: Any, now: datetime) -> None:
    """Whoever began the working copy stays its author; who saved which text is in the history."""
    kept = {"source": source, "state": "draft", "at": now}
    WorkingCopy.objects.update_or_create(question=question, defaults=kept, create_defaults={**kept, "author": by})


def _free_name(question: Question, source: str) -> str:
    """The name in the heading of a draft that was never published, where nobody else has it; else the present one."""
    slug = heading_of(source)
    is_free = slug and not Question.objects.exclude(pk=question.pk).filter(slug=slug).exists()
    return slug if is_free else question.slug


def guessed(bank: Bank, source: str) -> dict[str, Any]:
    """Columns that lists are sorted by, as far as an unfinished text gives them."""
    block = read_draft(bank, source).block
    if block is None:
        return {}
    return {
        "kind": block.kind,
        "topic": block.topic,
        "topic_title": known_topics(None).get(block.topic, (0, bank.title))[1],
        "level": block.level,
        "tags": list(block.tags),
        "author": block.author,
    }


@transaction.atomic
def submit(question: Question, *, by: Any, now: datetime) -> None:
    """Put a draft up for review."""
    copy = WorkingCopy.objects.select_for_update().get(question=question)
    copy.state = "review"
    copy.save(update_fields=["state"])
    if not question.source:
        Question.objects.filter(pk=question.pk).update(state="review")
    _remember(question, "submitted", copy.source, by=by, now=now)


@transaction.atomic
def discard(question: Question) -> None:
    """Drop the working copy; a question that was never published goes with it."""
    WorkingCopy.objects.filter(question=question).delete()
    if not question.source and not question.cards.exists():
        question.delete()


@transaction.atomic
def restore(question: Question, version: Version, *, by: Any, now: datetime) -> None:
    """An earlier text becomes the working copy again; what learners see changes when that is published."""
    _keep_copy(question, version.source, by=by, now=now)
    _remember(question, "restored", version.source, by=by, now=now, note=f"as of {version.at:%d %B %Y, %H:%M} UTC")


# --- publishing ------------------------------------------------------------------------------------------------------


def publish(
    question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None, again: bool = False, note: str = ""
) -> Question:
    """Serve the working copy from now on.

    again: whether those who have learned the question are asked soon, where its answer has changed.
    Raises NotPublished with all that stands in the way; the working copy stays as it is then.
    """
    copy = WorkingCopy.objects.get(question=question)
    draft = read_draft(question.bank, copy.source)
    found = obstacles(question, draft, syllabus=syllabus)
    if found or draft.block is None:
        raise NotPublished(found)
    return publish_text(question, draft.block, copy.source, by=by, now=now, syllabus=syllabus, again=again, note=note)


@transaction.atomic
def publish_text(
    question: Question,
    block: Block,
    source: str,
    *,
    by: Any,
    now: datetime,
    syllabus: Syllabus | None,
    again: bool = False,
    act: str = "published",
    note: str = "",
) -> Question:
    """Store a block that has been read: one that was found good, or whose edit changes no answer."""
    question = Question.objects.select_for_update().select_related("bank").get(pk=question.pk)
    before, was_new = effect(question, block), not question.source
    bank, topics = question.bank, known_topics(syllabus)
    index = question.place % PLACES_A_TOPIC if not was_new else bank.questions.exclude(source="").count()
    found = columns(block, area=bank.area, bank_title=bank.title, place=place_of(block, index, topics), topics=topics)
    for name, value in {**found, "source": source}.items():
        setattr(question, name, value)
    question.save()
    # A text that was saved while the tests of this one ran is not this one: it stays a draft.
    WorkingCopy.objects.filter(question=question, source=source).delete()
    _remember(question, act, source, by=by, now=now, note=note)
    if before.kind == "revision":
        restart(question)
    elif before.kind == "answer" and again:
        ask_again(question)
    deal_anew(bank)
    return question


def ask_again(question: Question) -> None:
    """Bring the question before those who have learned it, in their next portion."""
    cards = Card.objects.filter(question=question, reviews__gt=0, laid_down=False)
    replan(Learner.objects.filter(cards__in=cards))
    cards.update(recheck=True)


@transaction.atomic
def move(question: Question, bank: Bank, *, by: Any, now: datetime, remembered: bool = True) -> None:
    """Put a question into another bank, whose learners get it from then on; cards keep their history.

    remembered: whether the move is an entry of its own in the question's history.
    """
    former = question.bank
    if former == bank:
        return
    Question.objects.filter(pk=question.pk).update(bank=bank, area=bank.area)
    if remembered:
        note = f"moved from {former.slug} to {bank.slug}"
        _remember(question, "published" if question.source else "saved", question.source, by=by, now=now, note=note)
    if question.state == "published":
        deal_anew(bank)


def _remember(question: Question, act: str, source: str, *, by: Any, now: datetime, note: str = "") -> None:
    Version.objects.create(question=question, act=act, source=source, by=by, at=now, note=note[:300])
