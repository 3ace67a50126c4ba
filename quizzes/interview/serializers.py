"""The mock interview in the API: what comes in, checked, and what goes out, described and made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from quizzes import checking
from quizzes.answering import recording
from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.api import Error, FiniteField, Html, Input, LineOutput
from quizzes.interview import sitting
from quizzes.interview.profiles import DEFAULT, LENGTHS, PROFILES, STRETCHES, TIMERS
from quizzes.interview.setup import MIXED, OWN, Setup, setup_from
from quizzes.models import AREAS, LEVELS, Interview, Turn

USUAL = Setup()

# --- what comes in ---------------------------------------------------------------------------------------------------


class InterviewInput(Input):
    key = serializers.CharField(
        max_length=64, required=False, help_text="The same key sent twice starts one interview. Left out: a new one."
    )
    profile = serializers.ChoiceField(
        choices=[*PROFILES, OWN], required=False, help_text=f"Left out: {OWN} with `weights`, or else {DEFAULT}."
    )
    weights = serializers.DictField(
        child=FiniteField(), required=False, help_text=f"With the profile {OWN}: 0 to 100 for {', '.join(AREAS)}."
    )
    minutes = serializers.ChoiceField(choices=LENGTHS, default=USUAL.minutes, help_text="Before stretching.")
    level = serializers.ChoiceField(choices=[MIXED, *LEVELS], default=USUAL.level)
    weak_share = FiniteField(
        min_value=0, max_value=1, default=USUAL.weak_share, help_text="Of weak spots; the rest is fresh ground."
    )
    follow_ups = serializers.BooleanField(
        default=USUAL.follow_ups, help_text="Whether questions may build on each other."
    )
    timer = serializers.ChoiceField(
        choices=TIMERS, default=USUAL.timer, help_text="hard: ends the interview; soft: only tells; none: no limit."
    )
    stretch = FiniteField(
        default=USUAL.stretch, help_text=f"The time is multiplied by it; one of {', '.join(map(str, STRETCHES))}."
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        choices = {name: value for name, value in values.items() if name != "key"}
        try:
            setup = setup_from(choices)
        except ValueError as error:
            name, _, message = str(error).partition(": ")
            raise serializers.ValidationError({name: [message]}) from None
        return {"setup": setup, "key": values.get("key", "")}


class TextInput(Input):
    text = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        max_length=MAX_ANSWER_LENGTH,
        help_text="The answer as it would be typed. Options by their values, “A” or “A C”.",
    )
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="Of the text that it was typed to, as last told."
    )
    force = serializers.BooleanField(default=False, help_text="Overwrite a newer text; that one is kept aside.")
    spoken = serializers.BooleanField(
        required=False,
        help_text="Whether it was answered aloud; without a text it is then yours to judge. Left out: as it was. Only "
        "free answers and flashcards can be.",
    )


# --- what goes out ---------------------------------------------------------------------------------------------------


class QuestionRowOutput(serializers.Serializer):
    """One question in the strip of all."""

    position = serializers.IntegerField(help_text="1-based.")
    answered = serializers.BooleanField(help_text="In writing or aloud, and not skipped since.")
    flagged = serializers.BooleanField()
    skipped = serializers.BooleanField()
    seen = serializers.BooleanField()
    current = serializers.BooleanField(help_text="Whether it is in view.")
    budget = serializers.FloatField(help_text="Seconds that are meant for it.")
    version = serializers.IntegerField(help_text="Of its text; grows with every save.")


class BriefInterviewOutput(serializers.Serializer):
    """An interview without its questions."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    profile = serializers.ChoiceField(choices=[*PROFILES, OWN])
    weights = serializers.DictField(child=serializers.FloatField(), help_text="By area, of any sum.")
    minutes = serializers.IntegerField(help_text="Before stretching.")
    level = serializers.ChoiceField(choices=[MIXED, *LEVELS])
    weak_share = serializers.FloatField()
    follow_ups = serializers.BooleanField()
    timer = serializers.ChoiceField(choices=TIMERS)
    stretch = serializers.FloatField()
    started_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField(allow_null=True, help_text="Null without a clock.")
    seconds_left = serializers.FloatField(
        allow_null=True, help_text="By the server's clock; null without one, 0 once the interview has ended."
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    graded_at = serializers.DateTimeField(allow_null=True, help_text="When the last answer was judged.")
    written_at = serializers.DateTimeField(allow_null=True, help_text="When the answers became reviews.")
    like = serializers.IntegerField(allow_null=True, help_text="The interview that this one repeats.")


class InterviewOutput(BriefInterviewOutput):
    position = serializers.IntegerField(help_text="Of the question in view.")
    seconds_over = serializers.FloatField(help_text="Beyond the deadline, under a soft timer.")
    questions = QuestionRowOutput(many=True)


class TurnOutput(QuestionRowOutput):
    """One question as it is asked, without hints or anything of its answer."""

    text = serializers.CharField(help_text="As last saved.")
    aside = serializers.CharField(help_text="Texts that came too late and were kept beside it; blank for none.")
    spoken = serializers.BooleanField(help_text="Whether it was answered aloud.")
    saved_at = serializers.DateTimeField(allow_null=True)
    seconds_left = serializers.FloatField(allow_null=True)
    follows = serializers.IntegerField(allow_null=True, help_text="Position of the question that it builds on.")
    kind = serializers.CharField()
    area = serializers.CharField()
    topic = serializers.CharField()
    level = serializers.CharField()
    prompt = Html()
    box = serializers.CharField(help_text="What the answer is given in; a card to reveal is answered in writing here.")
    options = LineOutput(many=True, help_text="In the order of this variant; empty where the answer is typed.")
    several = serializers.BooleanField(help_text="Whether several options may be chosen.")
    unit = serializers.CharField(help_text="Of the number asked for; blank for none.")
    symbols = serializers.ListField(
        child=serializers.CharField(), help_text="Of the question's own notation, ready to be put into the answer."
    )


class SavedOutput(serializers.Serializer):
    version = serializers.IntegerField()
    text = serializers.CharField()
    saved_at = serializers.DateTimeField(allow_null=True)
    seconds_left = serializers.FloatField(allow_null=True)


class StaleError(Error):
    """A newer text stands; the one sent is kept aside."""

    version = serializers.IntegerField(required=False, help_text="Of the text that stands.")
    text = serializers.CharField(required=False, help_text="The text that stands.")


class RunningError(Error):
    """Another interview is open."""

    interview = serializers.IntegerField(required=False, help_text="The one that is open.")


class ProgressOutput(serializers.Serializer):
    done = serializers.IntegerField(help_text="Questions that are judged.")
    total = serializers.IntegerField(help_text="Of so many.")
    ended = serializers.BooleanField(help_text="Whether the interview is; nothing is judged before.")


class ReportOutput(serializers.Serializer):
    """The report, as its page exports it."""

    format = serializers.CharField()
    version = serializers.IntegerField(help_text="Raised when a name changes its meaning.")
    title = serializers.CharField()
    started = serializers.DateTimeField(help_text="In your own time zone.")
    result = serializers.DictField(
        help_text="The verdict in words; the score from 0 to 1, null below five judged questions; counts in all and by "
        "area, topic and skill; at most three fixes; and the positions of what was slow, rushed, skipped, still yours "
        "to judge, or not reached."
    )
    questions = serializers.ListField(
        child=serializers.DictField(),
        help_text="Each with your answer, its mark and the reasons, the model answer, and seconds used and expected.",
    )
    comparison = serializers.DictField(allow_null=True, help_text="With your earlier interviews.")


# --- how it is made up -----------------------------------------------------------------------------------------------


def brief(interview: Interview, *, now: datetime) -> dict[str, Any]:
    """Closes nothing: an interview whose time is up has 0 seconds left."""
    choices = dict(interview.choices)
    columns = ("key", "minutes", "timer", "stretch", "started_at", "deadline", "ended_at", "graded_at", "written_at")
    return {
        **{name: getattr(interview, name) for name in columns},
        **{name: choices[name] for name in ("profile", "level", "weak_share", "follow_ups")},
        "id": interview.pk,
        "weights": choices["weights"] or PROFILES[choices["profile"]].weights,
        "seconds_left": sitting.seconds_left(interview, now=now),
        "like": interview.like_id,
    }


def full(interview: Interview, *, now: datetime) -> dict[str, Any]:
    return {
        **brief(interview, now=now),
        "position": interview.position,
        "seconds_over": sitting.state(interview, now=now).seconds_over,
        "questions": [row_of(row) for row in sitting.strip(interview)],
    }


def row_of(row: sitting.Row) -> dict[str, Any]:
    columns = ("position", "answered", "flagged", "skipped", "seen", "current", "budget", "version")
    return {name: getattr(row, name) for name in columns}


def showing(turn: Turn, rows: Iterable[sitting.Row], *, now: datetime) -> dict[str, Any]:
    """rows: of all questions of the interview. Raises checking.NotDrawn."""
    card, question = turn.card, turn.card.question
    key = recording.key_of(card)
    html = checking.shown(question, card.part, turn.seed)
    options = recording.in_order(key, turn.seed)
    return {
        **row_of(next(row for row in rows if row.position == turn.position)),
        **{name: getattr(turn, name) for name in ("text", "aside", "spoken", "saved_at", "follows")},
        **{name: getattr(question, name) for name in ("kind", "area", "topic", "level")},
        "seconds_left": sitting.seconds_left(turn.interview, now=now),
        "prompt": html["prompt"],
        "box": key.box,
        "options": [{"value": option.value, "html": html["options"][option.value]} for option in options],
        "several": getattr(key, "multi", False),
        "unit": getattr(key, "unit", ""),
        "symbols": list(key.symbols()),
    }
