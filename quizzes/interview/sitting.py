"""An interview is sat: a question comes into view, its text is saved, nothing that two tabs type is lost.

The clock is the server's, and whoever comes too late is told so by Over; the interview is closed then.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404

from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.interview import clock, services
from quizzes.interview.services import Over
from quizzes.models import Interview, Turn
from quizzes.prepared import Prepared, update

BETWEEN = "\n\n· · ·\n\n"  # texts that were put aside
LONGEST_ASIDE = 60_000  # characters; of more, the oldest go
SPOKEN = ("free", "flashcard")  # kinds whose answers are sentences, which can be said as well as written


class TooLong(BadRequest):
    """The text has more characters than an answer may have; the message says so. Nothing of it was saved."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"Your answer has {length:,} characters; at most {MAX_ANSWER_LENGTH:,} are read. Shorten it, then go on."
        )


# --- what stands where -----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One question in the strip of all.

    answered: in writing or aloud, and not skipped since.   budget: seconds that are meant for it.
    """

    position: int
    answered: bool
    flagged: bool
    skipped: bool
    seen: bool
    current: bool
    budget: float
    version: int

    @property
    def words(self) -> tuple[str, ...]:
        """How it stands: "current", "answered", "flagged" ...; one of the last four always."""
        if self.skipped:
            stand = "skipped"
        elif self.answered:
            stand = "answered"
        else:
            stand = "no answer yet" if self.seen else "not seen"
        return (*(["current"] if self.current else []), *(["flagged"] if self.flagged else []), stand)


@dataclasses.dataclass(frozen=True, kw_only=True)
class State:
    """What a page needs to keep up with the server.

    seconds_left: until the deadline, 0 or more; None without a clock.   seconds_over: beyond it, under a soft timer.
    total: seconds that the clock allows; None without one.   marks: seconds left at which that is announced.
    versions: of the texts, by position.
    """

    seconds_left: float | None
    seconds_over: float
    total: float | None
    marks: tuple[int, ...]
    versions: dict[int, int]
    pad_version: int
    ended: bool


def strip(interview: Interview) -> list[Row]:
    """All questions in their order."""
    turns = list(interview.turns.all())
    expected = [turn.expected / 60 for turn in turns]
    budgets = clock.budget(expected, interview.minutes * interview.stretch) if turns else []
    return [
        Row(
            position=turn.position,
            answered=not turn.skipped and (turn.spoken or bool(turn.text.strip())),
            flagged=turn.flagged,
            skipped=turn.skipped,
            seen=turn.seen,
            current=turn.position == interview.position,
            budget=budget,
            version=turn.version,
        )
        for turn, budget in zip(turns, budgets, strict=True)
    ]


def state(interview: Interview, *, now: datetime) -> State:
    """How far the clock is and what was saved; to be asked as often as one likes, after the end too."""
    ended = services.is_over(interview, now=now)
    left = seconds_left(interview, now=now)
    over = (now - interview.deadline).total_seconds() if interview.deadline and not ended else 0.0
    total = None if interview.deadline is None else interview.deadline - interview.started_at
    return State(
        seconds_left=left,
        seconds_over=max(0.0, over),
        total=None if total is None else total.total_seconds(),
        marks=() if total is None else clock.announcements(total),
        versions=dict(interview.turns.values_list("position", "version")),
        pad_version=interview.pad_version,
        ended=ended,
    )


def seconds_left(interview: Interview, *, now: datetime) -> float | None:
    """Until the deadline, 0 or more; None without a clock; 0 once the interview has ended."""
    if interview.ended_at is not None:
        return 0.0
    left = clock.left(interview.deadline, now)
    return None if left is None else left.total_seconds()


# --- moving ----------------------------------------------------------------------------------------------------------


def look_at(interview: Interview, position: int, *, now: datetime) -> Turn:
    """Bring a question into view; the time since the last change goes to the one that leaves it. Raises Over.

    position: beyond the first or last, that one is meant.
    """
    _require_open(interview, now=now)
    with transaction.atomic():
        # Locked, so that of two tabs that move at once each counts its own stretch of time.
        row = Interview.objects.select_for_update(of=("self",), no_key=True).get(pk=interview.pk)
        if row.ended_at is not None:
            raise Over
        position = min(max(position, 1), row.turns.count())
        if position != row.position or services.is_silent(row, now=now):
            services.count_time(row, until=now)
            row.position, row.in_view_since, row.heard_at = position, max(now, row.in_view_since), None
            row.save(update_fields=["position", "in_view_since", "heard_at"])
        row.turns.filter(position=position, seen=False).update(seen=True)
    interview.position, interview.in_view_since, interview.heard_at = row.position, row.in_view_since, row.heard_at
    return _turn(interview, position)


def attend(interview: Interview, position: int, *, now: datetime) -> None:
    """Somebody is at the page of this question: it comes into view, if another tab has brought another there.

    Raises Over, and Http404 for a position there is not.
    """
    if position == interview.position:
        services.hear(interview, now=now)
        return
    peek_at(interview, position, now=now)
    look_at(interview, position, now=now)


def peek_at(interview: Interview, position: int, *, now: datetime) -> Turn:
    """A question as it stands; the one in view stays there. Raises Over, and Http404 for a position there is not."""
    _require_open(interview, now=now)
    try:
        return _turn(interview, position)
    except Turn.DoesNotExist:
        raise Http404 from None


def _turn(interview: Interview, position: int) -> Turn:
    turn = interview.turns.select_related("card__question__bank").get(position=position)
    turn.interview, turn.card.learner = interview, interview.learner
    return turn


def flag(interview: Interview, position: int, on: bool, *, now: datetime) -> None:
    """Mark a question to come back to, or take the mark away. Raises Over."""
    _change(interview, position, now=now, flagged=on)


def skip(interview: Interview, position: int, on: bool, *, now: datetime) -> None:
    """Leave a question out, or take it up again; what was typed stays. Raises Over."""
    _change(interview, position, now=now, skipped=on)


def speak(interview: Interview, position: int, on: bool, *, now: datetime) -> None:
    """Say that an answer was recorded, or that the recording is gone. Raises Over.

    What cannot be answered aloud stays as it is: who records a note to a number has not answered it.
    """
    asked = interview.turns.filter(position=position, card__question__kind__in=SPOKEN)
    if asked.exclude(spoken=on).exists():
        # Heard is seen; and who has answered has not skipped.
        columns = {"seen": True, "skipped": False} if on else {}
        _change(interview, position, now=now, spoken=on, **columns)


def _change(interview: Interview, position: int, *, now: datetime, **columns: bool) -> None:
    _require_open(interview, now=now)
    turns = Turn.objects.filter(interview=interview.pk, position=position)
    if not turns.filter(interview__ended_at__isnull=True).update(**columns):
        raise Over if turns.exists() else Http404


def finish(interview: Interview, *, now: datetime) -> None:
    """End the interview. Done twice, or after the time is up, it ends once."""
    services.close(interview, now=now)


def _require_open(interview: Interview, *, now: datetime) -> None:
    if services.is_over(interview, now=now):
        raise Over


# --- saving ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Saved:
    """What stands after a save.

    stale: the text sent was typed to an older version and has not replaced what stands.   text: what stands.
    saved_at: when it was saved; None if nothing ever was.   skipped: whether the question stands as skipped.
    turned: whether an empty answer was begun, one emptied, or a skip taken back.
    """

    version: int
    stale: bool
    text: str
    saved_at: datetime | None
    skipped: bool = False
    turned: bool = dataclasses.field(default=False, compare=False)


# The interview's row with it, so that nothing is saved into one that is being closed; and locked first, as everywhere.
_locked_turn: Prepared[Turn] = Prepared(
    lambda interview, position: (
        Turn.objects.select_related("interview")
        .select_for_update(of=("interview", "self"), no_key=True)
        .filter(interview=interview, position=position)
    ),
    interview=987_654_321,
    position=31_987,  # the column holds no more than 32,767, and PostgreSQL would not even be asked
)


def save(interview: Interview, position: int, text: str, *, version: int, now: datetime, force: bool = False) -> Saved:
    """Keep what was typed to a question so far.

    version: of the text that it was typed to, as the last save or the page has told. From an older one it is kept aside
    and what stands is told (`stale`); force: it takes the place of what stands, and that is kept aside.
    Raises Over once the interview has ended, Http404 for a position that there is not, and TooLong.
    """
    _require_open(interview, now=now)
    if len(text) > MAX_ANSWER_LENGTH:
        raise TooLong(len(text))
    with transaction.atomic():
        turn = _locked_turn.first(interview=interview.pk, position=position)
        if turn is None:
            raise Http404
        if turn.interview.ended_at is not None:
            raise Over
        # The same text again is nothing new: its first answer may have been lost on the way.
        stale = version != turn.version and text != turn.text and not force
        was_empty, was_skipped = not turn.text.strip(), turn.skipped
        if stale:
            turn.aside = _with(turn.aside, text)
            update(turn, ["aside"])
        elif text != turn.text:
            if version != turn.version:
                others = [other for other in turn.aside.split(BETWEEN) if other != text]
                turn.aside = _with(BETWEEN.join(others), turn.text)
            turn.text, turn.version, turn.saved_at, turn.seen = text, turn.version + 1, now, True
            turn.skipped = turn.skipped and not text.strip()
            update(turn, ["text", "version", "saved_at", "seen", "skipped", "aside"])
    return Saved(
        version=turn.version,
        stale=stale,
        text=turn.text,
        saved_at=turn.saved_at,
        skipped=turn.skipped,
        turned=was_empty != (not turn.text.strip()) or was_skipped != turn.skipped,
    )


def _with(aside: str, text: str) -> str:
    """The texts put aside, and one more, unless it is there. A tab that types on sends the same text, and longer."""
    *others, last = aside.split(BETWEEN)
    if not text.strip() or text in (*others, last) or last.startswith(text):
        return aside
    kept = [*others, text] if text.startswith(last) else [*others, last, text]
    while len(kept) > 1 and sum(map(len, kept)) > LONGEST_ASIDE:
        kept.pop(0)
    return BETWEEN.join(kept)


def save_pad(interview: Interview, text: str, *, version: int, now: datetime, force: bool = False) -> Saved:
    """Keep the scratch pad. From an older version it changes nothing, and what stands is told, unless forced.

    Raises Over once the interview has ended.
    """
    _require_open(interview, now=now)
    with transaction.atomic():
        row = (
            Interview.objects.select_for_update(of=("self",), no_key=True)
            .only("pad", "pad_version", "ended_at")
            .get(pk=interview.pk)
        )
        if row.ended_at is not None:
            raise Over
        stale = version != row.pad_version and text != row.pad and not force
        if text != row.pad and not stale:
            row.pad, row.pad_version = text, row.pad_version + 1
            update(row, ["pad", "pad_version"])
    interview.pad, interview.pad_version = row.pad, row.pad_version
    return Saved(version=row.pad_version, stale=stale, text=row.pad, saved_at=None if stale else now)
