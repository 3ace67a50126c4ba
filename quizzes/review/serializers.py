"""The sitting in the API: what comes in, checked, and what goes out, described and made up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers

from quizzes import checking
from quizzes.answering import recording
from quizzes.answers import MAX_ANSWER_LENGTH, Choice
from quizzes.api import MAX_SEED, FiniteField, Html, Input, LineOutput
from quizzes.banks.markup import render as markdown
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Stage, wait_words
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import planning

STAGES = [stage.name.lower() for stage in Stage]

# --- what comes in ---------------------------------------------------------------------------------------------------


class CardsInput(serializers.Serializer):
    bank = serializers.CharField(required=False, help_text="Slug of a bank.")
    topic = serializers.CharField(required=False)
    stage = serializers.ChoiceField(choices=STAGES, required=False)
    suspended = serializers.BooleanField(required=False)
    due = serializers.BooleanField(required=False, help_text="Whether it is to be reviewed today.")

    def validate_stage(self, name: str) -> Stage:
        return Stage[name.upper()]


class AnswerInput(Input):
    text = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        default="",
        help_text="The answer as it would be typed. Options by their values, “A” or “A C”; blank for a flashcard.",
    )
    key = serializers.CharField(
        max_length=64,
        required=False,
        help_text="The same key sent twice counts once. Left out: the card's present `key`. Of your own making it "
        "begins with neither `card-` nor `interview-`.",
    )
    gave_up = serializers.BooleanField(default=False, help_text="“I don't know”; counts as wrong.")
    hints = serializers.IntegerField(min_value=0, max_value=99, default=0, help_text="How many hints were read.")
    seconds = FiniteField(
        min_value=0,
        required=False,
        help_text="From showing to answering. Left out: unknown, neither fast nor slow.",
    )
    confidence = serializers.IntegerField(
        min_value=0, max_value=100, allow_null=True, default=None, help_text="Percent, judged before answering."
    )


class ReviewInput(Input):
    rating = serializers.ChoiceField(choices=[(rating.value, rating.label) for rating in Rating])
    ticked = serializers.ListField(
        child=serializers.CharField(max_length=50),
        required=False,
        help_text="Values of the key points in `checklist` that the answer holds.",
    )

    def validate_ticked(self, ticked: list[str]) -> list[str]:
        answer: Answer = self.context["answer"]
        points = {point.value for point in recording.key_of(answer.card).checklist()}
        unknown = [value for value in ticked if value not in points]
        if unknown:
            raise serializers.ValidationError(f"There is no key point “{unknown[0]}” in the checklist.")
        return sorted(set(ticked))


class PreviewInput(Input):
    question = serializers.CharField(required=False, help_text="Slug of a question; or else `card`.")
    card = serializers.IntegerField(required=False, min_value=1, help_text="One of yours; its part is taken.")
    part = serializers.CharField(default="", allow_blank=True, help_text="Of the question; blank for the only one.")
    seed = serializers.IntegerField(
        default=0, min_value=0, max_value=MAX_SEED, help_text="Of the variant; all read an answer the same way."
    )
    text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=MAX_ANSWER_LENGTH, help_text="As typed so far."
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("question" in values) == ("card" in values):
            raise serializers.ValidationError({"question": ["Give either the slug of a question or a card."]})
        return values


class UndoInput(Input):
    review = serializers.IntegerField(min_value=1)


class PortionInput(Input):
    minutes = serializers.IntegerField(
        min_value=1, max_value=600, required=False, allow_null=True, help_text="Time at hand; null for no limit."
    )
    more = serializers.BooleanField(default=False, help_text="A further portion, once the day's is done.")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if "minutes" not in values and not values["more"]:
            raise serializers.ValidationError({"minutes": ["Give the minutes at hand, or ask for more."]})
        return values


# --- what goes out ---------------------------------------------------------------------------------------------------


class MemoryOutput(serializers.Serializer):
    stage = serializers.ChoiceField(choices=STAGES)
    stability = serializers.FloatField(allow_null=True, help_text="Days until recall falls to 0.9.")
    difficulty = serializers.FloatField(allow_null=True, help_text="1 (easiest) to 10.")
    step = serializers.IntegerField(allow_null=True, help_text="Index into the learning steps.")
    last_day = serializers.DateField(allow_null=True)
    reviews = serializers.IntegerField()
    lapses = serializers.IntegerField()


class NextOutput(serializers.Serializer):
    day = serializers.DateField(allow_null=True, help_text="Learning day of the next review; null for a new card.")
    at = serializers.DateTimeField(allow_null=True, help_text="Its instant, where it is minutes away.")


class StandingOutput(serializers.Serializer):
    """Where a card stands, without its question."""

    id = serializers.IntegerField()
    question = serializers.CharField(help_text="Its slug.")
    part = serializers.CharField(help_text="Blank where the question makes one card.")
    key = serializers.CharField(help_text="Of this showing; sent with the answer, it counts once.")
    memory = MemoryOutput()
    next = NextOutput()
    suspended = serializers.BooleanField()
    buried_until = serializers.DateField(allow_null=True, help_text="Learning day on which it comes back.")


class CardOutput(StandingOutput):
    bank = serializers.CharField(help_text="Its slug.")
    kind = serializers.CharField()
    area = serializers.CharField()
    topic = serializers.CharField()
    level = serializers.CharField()
    seed = serializers.IntegerField(help_text="Of the variant that is shown.")
    seconds = serializers.IntegerField(help_text="That a prepared learner needs.")
    prompt = Html()
    box = serializers.CharField(help_text="What the answer is given in: line, lines, options or reveal.")
    options = LineOutput(many=True, help_text="In the order of this showing; empty where the answer is typed.")
    several = serializers.BooleanField(help_text="Whether several options may be chosen.")
    unit = serializers.CharField(help_text="Of the number asked for; blank for none.")
    symbols = serializers.ListField(
        child=serializers.CharField(), help_text="Of the question's own notation, ready to be put into the answer."
    )
    hints = serializers.IntegerField(help_text="How many there are.")


class HintOutput(serializers.Serializer):
    number = serializers.IntegerField()
    html = Html()


class QueuedOutput(serializers.Serializer):
    id = serializers.IntegerField()
    question = serializers.CharField(help_text="Its slug.")
    part = serializers.CharField()
    kind = serializers.CharField()
    key = serializers.CharField()
    seed = serializers.IntegerField()
    seconds = serializers.IntegerField(help_text="That a prepared learner needs.")


class ListedOutput(QueuedOutput):
    """A card in the list of all."""

    bank = serializers.CharField(help_text="Its slug.")
    topic = serializers.CharField()
    stage = serializers.ChoiceField(choices=STAGES)
    due = serializers.BooleanField(help_text="Whether it is to be reviewed today.")
    next = NextOutput()
    suspended = serializers.BooleanField()
    buried_until = serializers.DateField(allow_null=True, help_text="Learning day on which it comes back.")


class TodayOutput(serializers.Serializer):
    due = serializers.IntegerField(help_text="Cards of today's portion that were seen before.")
    new = serializers.IntegerField(help_text="Cards of today's portion that were not.")
    steps = serializers.IntegerField(help_text="Cards on their way through learning steps.")
    left = serializers.IntegerField(help_text="All of these.")
    done = serializers.IntegerField(help_text="Reviews of this learning day.")
    backlog = serializers.IntegerField(help_text="Cards that are due but wait for another day's portion.")
    next_step = serializers.DateTimeField(allow_null=True, help_text="When the earliest learning step comes up.")
    minutes = serializers.IntegerField(allow_null=True, help_text="Time at hand, as set; null for no limit.")
    queue = QueuedOutput(many=True, help_text="In the order in which the cards would be asked.")


class NoteOutput(serializers.Serializer):
    text = serializers.CharField(help_text="Markdown.")
    html = Html()
    tone = serializers.CharField(help_text="good, bad or plain.")
    line = serializers.IntegerField(allow_null=True, help_text="Of the answer, 1-based; null for the whole.")
    option = serializers.CharField(help_text="Value of the option or key point that it speaks of; blank for none.")
    spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Passages of the answer that it speaks of, each from its first character to before its last.",
    )


class ReadingOutput(serializers.Serializer):
    line = serializers.IntegerField(help_text="1-based.")
    latex = serializers.CharField(help_text="How we read it; blank where we cannot.")
    error = serializers.CharField(help_text="Why we cannot.")
    position = serializers.IntegerField(
        allow_null=True, help_text="Index into the line of the first character that could not be read."
    )


class PreviewOutput(serializers.Serializer):
    readings = ReadingOutput(many=True, help_text="By line; empty for kinds whose answers need no reading.")


class IntervalOutput(serializers.Serializer):
    rating = serializers.IntegerField()
    label = serializers.CharField()
    seconds = serializers.IntegerField()
    words = serializers.CharField()


class AnswerOutput(serializers.Serializer):
    id = serializers.IntegerField()
    card = serializers.IntegerField()
    question = serializers.CharField(help_text="Its slug.")
    key = serializers.CharField()
    seed = serializers.IntegerField()
    text = serializers.CharField()
    gave_up = serializers.BooleanField()
    hints = serializers.IntegerField()
    seconds = serializers.FloatField(allow_null=True)
    confidence = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()
    score = serializers.FloatField(allow_null=True, help_text="0 to 1; null where the learner is the judge.")
    undecided = serializers.BooleanField(help_text="Whether our checks came to no result, so that the score is null.")
    notes = NoteOutput(many=True)
    receipt = serializers.CharField(help_text="How the answer was read, and with what it was compared.")
    suggested = serializers.IntegerField(allow_null=True, help_text="Rating; null where only the learner can tell.")
    reason = serializers.CharField(help_text="For the suggestion.")
    answer = Html(help_text="The model answer.")
    why = Html()
    mistakes = Html()
    refs = Html()
    checklist = LineOutput(many=True, help_text="Key points to tick, where the learner judges by them.")
    intervals = IntervalOutput(many=True, help_text="Until the next review, by rating; empty once the card moved on.")
    review = serializers.IntegerField(allow_null=True, help_text="That graded it.")


class ReviewOutput(serializers.Serializer):
    id = serializers.IntegerField()
    answer = serializers.IntegerField()
    rating = serializers.IntegerField()
    suggested = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    ticked = serializers.ListField(child=serializers.CharField(), allow_null=True)
    at = serializers.DateTimeField()
    day = serializers.DateField(help_text="The learning day.")
    card = StandingOutput()


# --- how it is made up -----------------------------------------------------------------------------------------------


def today(learner: Learner, *, now: datetime) -> dict[str, Any]:
    counts = planning.today(learner, now=now)
    shown = ("learner", "part", "version", "reviews", "question__slug", "question__kind", "question__seconds")
    queue = [queued(card) for card in planning.queue(learner, now=now).only(*shown)]
    return {**dataclasses.asdict(counts), "left": counts.left, "minutes": learner.minutes, "queue": queue}


def queued(card: Card) -> dict[str, Any]:
    return {
        "id": card.pk,
        "question": card.question.slug,
        "part": card.part,
        "kind": card.question.kind,
        "key": recording.key_of_showing(card),
        "seed": recording.seed_of(card),
        "seconds": card.question.seconds,
    }


def listed(card: Card) -> dict[str, Any]:
    """The card must come from `with_due`."""
    return {
        **queued(card),
        "bank": card.question.bank.slug,
        "topic": card.question.topic,
        "stage": Stage(card.stage).name.lower(),
        "due": card.is_due,
        "next": {"day": card.due_day, "at": card.due_at},
        "suspended": card.suspended,
        "buried_until": card.buried_until,
    }


def standing(card: Card) -> dict[str, Any]:
    memory = card.memory
    return {
        "id": card.pk,
        "question": card.question.slug,
        "part": card.part,
        "key": recording.key_of_showing(card),
        "memory": {**dataclasses.asdict(memory), "stage": memory.stage.name.lower()},
        "next": {"day": memory.due_day, "at": memory.due_at},
        "suspended": card.suspended,
        "buried_until": card.buried_until,
    }


def showing(card: Card) -> dict[str, Any]:
    question = card.question
    seed = recording.seed_of(card)
    key = recording.key_of(card)
    html = checking.shown(question, card.part, seed)
    return {
        **standing(card),
        "bank": question.bank.slug,
        "kind": question.kind,
        "area": question.area,
        "topic": question.topic,
        "level": question.level,
        "seed": seed,
        "seconds": question.seconds,
        "prompt": html["prompt"],
        "box": key.box,
        "options": _lines(recording.in_order(key, seed), html["options"]),
        "several": getattr(key, "multi", False),
        "unit": getattr(key, "unit", ""),
        "symbols": list(key.symbols()),
        "hints": len(html["hints"]),
    }


def verdict(answer: Answer, *, now: datetime) -> dict[str, Any]:
    card = answer.card
    key = recording.key_of(card)
    html = checking.shown(card.question, card.part, answer.seed, answer=True)
    waits = recording.outlook(card, now=now) if card.version == answer.card_version else {}
    review = getattr(answer, "review", None)
    given = ("key", "seed", "text", "gave_up", "hints", "seconds", "confidence", "at")
    judged = ("score", "receipt", "suggested", "reason")
    return {
        **{name: getattr(answer, name) for name in (*given, *judged)},
        **{name: html[name] for name in ("answer", "why", "mistakes", "refs")},
        "id": answer.pk,
        "card": card.pk,
        "question": card.question.slug,
        "undecided": recording.is_undecided(answer),
        "notes": [{"spans": [], **note, "html": markdown(note["text"])} for note in answer.notes],
        "checklist": _lines(key.checklist(), html["checklist"]),
        "intervals": [_interval(rating, wait) for rating, wait in waits.items()],
        "review": review and review.pk,
    }


def graded(review: Review) -> dict[str, Any]:
    columns = ("rating", "suggested", "score", "ticked", "at", "day")
    return {
        **{name: getattr(review, name) for name in columns},
        "id": review.pk,
        "answer": review.answer_id,
        "card": standing(review.card),
    }


def _lines(choices: Iterable[Choice], html: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": choice.value, "html": html[choice.value]} for choice in choices]


def _interval(rating: Rating, wait: timedelta) -> dict[str, Any]:
    return {"rating": rating, "label": rating.label, "seconds": wait.total_seconds(), "words": wait_words(wait)}
