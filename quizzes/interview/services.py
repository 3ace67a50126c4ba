"""An interview is set up, started, repeated, found again, and closed when its time is up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.http import Http404

from quizzes.interview import clock
from quizzes.interview.plan import Asked, plan
from quizzes.interview.planning import candidates
from quizzes.interview.setup import Setup, setup_from
from quizzes.models import Card, Interview, Learner, Turn
from quizzes.prepared import Prepared

__all__ = [
    "NothingToAsk",
    "Over",
    "RunningInterview",
    "Setup",
    "TooMany",
    "candidates",
    "close",
    "close_overdue",
    "interview_of",
    "is_over",
    "open_interview",
    "repeat",
    "setup_from",
    "setup_of",
    "start_interview",
]

SILENCE = timedelta(seconds=60)  # two polls of a page: without a sign for longer, nobody is at it
LONGEST_LOOK = 3600.0  # seconds; a question left in view overnight says nothing about how long it took
MOST_STARTED, SPAN = 20, timedelta(hours=1)  # that a learner may start, and within what time


class NothingToAsk(Exception):
    """No question fits what the learner has chosen and was not asked in the last two interviews."""


class RunningInterview(Exception):
    """The learner has an interview that has not ended; there is one at a time."""

    def __init__(self, interview: Interview) -> None:
        super().__init__()
        self.interview = interview


class TooMany(Exception):
    """The learner has started as many interviews as one may in an hour. wait: until the next one may start."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class Over(Exception):
    """The interview has ended: nothing is taken any more."""


# --- starting --------------------------------------------------------------------------------------------------------


def start_interview(
    learner: Learner, setup: Setup, *, now: datetime, seed: int, key: str, like: Interview | None = None
) -> Interview:
    """Draw the questions and start the clock. The same key sent twice finds the interview of the first time.

    seed: of the draw and of the variants, 0 to 2**63 - 1.   like: the interview that this one repeats.
    Raises RunningInterview, NothingToAsk and TooMany.
    """
    earlier = _earlier(learner, key, now=now)
    if earlier:
        return earlier
    # Drawn before anything is locked: it takes a tenth of a second.
    asked = plan(candidates(learner, now=now), setup.choices, seed=seed)
    return _started(learner, setup, asked, now=now, seed=seed, key=key, like=like)


def repeat(interview: Interview, *, now: datetime, seed: int, key: str, same: bool) -> Interview:
    """Start an interview with the same choices. same: with the same questions, in fresh variants; else a new draw.

    Questions that have been retired meanwhile are left out. Raises RunningInterview, NothingToAsk and TooMany.
    """
    learner, setup = interview.learner, setup_of(interview)
    if not same:
        return start_interview(learner, setup, now=now, seed=seed, key=key, like=interview)
    earlier = _earlier(learner, key, now=now)
    return earlier or _started(learner, setup, _asked_again(interview), now=now, seed=seed, key=key, like=interview)


def setup_of(interview: Interview) -> Setup:
    """What the learner chose for it."""
    return Setup(**interview.choices, minutes=interview.minutes, timer=interview.timer, stretch=interview.stretch)


def _earlier(learner: Learner, key: str, *, now: datetime) -> Interview | None:
    """The interview with this key, if there is one; None where one may be started. Raises RunningInterview, TooMany."""
    earlier = learner.interviews.filter(key=key).first()
    if earlier:
        earlier.learner = learner
        return earlier
    running = open_interview(learner, now=now)
    if running:
        raise RunningInterview(running)
    _require_allowance(learner, now=now)
    return None


def _require_allowance(learner: Learner, *, now: datetime) -> None:
    """Raises TooMany. What was refused, found again or could not be drawn has started nothing, and does not count."""
    started = learner.interviews.filter(started_at__gt=now - SPAN).order_by("-started_at")
    times = list(started.values_list("started_at", flat=True)[:MOST_STARTED])
    if len(times) >= MOST_STARTED:
        raise TooMany(times[-1] + SPAN - now)


def _asked_again(interview: Interview) -> list[Asked]:
    asked: list[Asked] = []
    places: dict[int, int] = {}  # new ones, 0-based, by former position
    for turn in interview.turns.select_related("card__question"):
        question = turn.card.question
        if question.state != "published" or turn.card.part not in question.parts:
            continue
        places[turn.position] = len(asked)
        asked.append(
            Asked(
                question=question.pk,
                part=turn.card.part,
                area=question.area,
                minutes=turn.expected / 60,
                follows=places.get(turn.follows or 0),
                why=turn.why,
            )
        )
    return asked


def _started(
    learner: Learner,
    setup: Setup,
    asked: Sequence[Asked],
    *,
    now: datetime,
    seed: int,
    key: str,
    like: Interview | None,
) -> Interview:
    if not asked:
        raise NothingToAsk
    with transaction.atomic():
        # Of two requests at once, the second waits here, and then finds the interview of the first.
        Learner.objects.select_for_update(of=("self",), no_key=True).get(pk=learner.pk)
        earlier = _earlier(learner, key, now=now)
        if earlier:
            return earlier
        interview = Interview.objects.create(
            learner=learner,
            key=key,
            seed=seed,
            choices=setup.stored,
            minutes=setup.minutes,
            timer=setup.timer,
            stretch=setup.stretch,
            started_at=now,
            deadline=clock.deadline(now, setup.minutes, setup.timer, setup.stretch),
            in_view_since=now,
            like=like,
        )
        cards = _cards_of(learner, asked)
        Turn.objects.bulk_create(
            Turn(
                interview=interview,
                position=position,
                card_id=cards[each.question, each.part],
                seed=_seed_of(interview, position),
                why=each.why,
                follows=None if each.follows is None else each.follows + 1,
                expected=each.minutes * 60,
            )
            for position, each in enumerate(asked, start=1)
        )
    return interview


def _cards_of(learner: Learner, asked: Sequence[Asked]) -> dict[tuple[int, str], int]:
    """Ids by question and part. Cards that the learner does not have yet are made laid down: no review asks them."""
    wanted = {(each.question, each.part) for each in asked}
    rows = learner.cards.filter(question__in=[question for question, _ in wanted]).order_by()
    held = {(question, part): pk for question, part, pk in rows.values_list("question_id", "part", "pk")}
    missing = sorted(wanted - set(held))
    if missing:
        made = [Card(learner=learner, question_id=question, part=part, laid_down=True) for question, part in missing]
        Card.objects.bulk_create(made, ignore_conflicts=True)
        held = {(question, part): pk for question, part, pk in rows.values_list("question_id", "part", "pk")}
    return held


def _seed_of(interview: Interview, position: int) -> int:
    """Of the variant of one turn; another interview draws another."""
    return int.from_bytes(hashlib.sha256(f"{interview.pk}:{interview.seed}:{position}".encode()).digest()[:4])


# --- finding ---------------------------------------------------------------------------------------------------------

_interview_by_id: Prepared[Interview] = Prepared(
    lambda interview, learner: Interview.objects.filter(pk=interview, learner=learner),
    interview=987_654_321,
    learner=987_654_322,
)


def open_interview(learner: Learner, *, now: datetime) -> Interview | None:
    """The interview that the learner can go on with. One whose time is up is closed first, and is none."""
    for interview in learner.interviews.filter(ended_at__isnull=True):
        interview.learner = learner
        if not is_over(interview, now=now):
            return interview
    return None


def interview_of(learner: Learner, pk: int, *, now: datetime) -> Interview:
    """The learner's interview with this number, closed if its time is up. Raises Http404, for another's too."""
    interview = _interview_by_id.first(interview=pk, learner=learner.pk)
    if interview is None:
        raise Http404
    interview.learner = learner
    is_over(interview, now=now)
    return interview


# --- closing ---------------------------------------------------------------------------------------------------------


def is_over(interview: Interview, *, now: datetime) -> bool:
    """Whether it has ended. One whose time is up is closed, whoever asks first."""
    if interview.ended_at is None and interview.timer == "hard" and clock.is_over(interview.deadline, now):
        close(interview, now=now)
    return interview.ended_at is not None


def close(interview: Interview, *, now: datetime) -> None:
    """End it, at its deadline if that has passed under a hard timer. Done twice, it ends once."""
    end = now
    if interview.timer == "hard" and interview.deadline is not None:
        end = min(now, interview.deadline)
    with transaction.atomic():
        row = Interview.objects.select_for_update(of=("self",), no_key=True).get(pk=interview.pk)
        if row.ended_at is None:
            row.ended_at = end
            count_time(row, until=end)
            row.save(update_fields=["ended_at"])
    interview.ended_at = row.ended_at


def count_time(interview: Interview, *, until: datetime) -> None:
    """Add the time since the last change of question to the turn in view. The interview's row must be locked.

    Where the page gives signs, and has given none for a while, the time stops with the last of them.
    """
    if is_silent(interview, now=until):
        until = interview.heard_at
    if interview.timer == "hard" and interview.deadline is not None:
        until = min(until, interview.deadline)
    elapsed = (until - interview.in_view_since).total_seconds()
    seen = Turn.objects.filter(interview=interview.pk, position=interview.position, seen=True)
    seen.update(seconds=F("seconds") + min(max(elapsed, 0.0), LONGEST_LOOK))


def is_silent(interview: Interview, *, now: datetime) -> bool:
    """Whether its page was left or put aside. Where no script has given a sign of it, that cannot be known."""
    return interview.heard_at is not None and now - interview.heard_at > SILENCE


def hear(interview: Interview, *, now: datetime) -> None:
    """A page gives a sign that somebody is at it. After a silence, the time of the question in view goes on now."""
    going_on = Interview.objects.filter(pk=interview.pk, ended_at__isnull=True)
    if not is_silent(interview, now=now):
        going_on.update(heard_at=now)
        return
    with transaction.atomic():
        row = going_on.select_for_update(of=("self",), no_key=True).first()
        if row is not None:
            if is_silent(row, now=now):
                count_time(row, until=now)
                row.in_view_since = max(now, row.in_view_since)
            row.heard_at = now
            row.save(update_fields=["in_view_since", "heard_at"])


def close_overdue(*, now: datetime) -> int:
    """Close all interviews whose time is up, though no browser asks. Returns how many."""
    overdue = list(Interview.objects.overdue(now))
    for interview in overdue:
        close(interview, now=now)
    return len(overdue)
