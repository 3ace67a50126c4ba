"""What a learner is asked today: the portion of the day, the next card, and how much is left."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Stage
from quizzes.models import Card, Learner
from quizzes.prepared import Prepared
from quizzes.review.queue import NEW_SHARES, REVIEW_SHARE, Row, portion

LEARN_AHEAD = timedelta(minutes=20)  # with nothing else left, a learning step is taken this much early
EXTRA_CARDS = 20  # of each sort, offered when the day's portion is done and the learner wants more
MANY = 1000  # a backlog is not counted further


@dataclasses.dataclass(frozen=True, kw_only=True)
class Today:
    """What is left of a learner's day.

    due, new: cards of today's portion, seen before and never seen.   steps: cards on their way through learning steps.
    backlog: cards due that today's portion does not hold.   next_step: when the earliest learning step comes up.
    done, right: reviews of the day, and those of them that were not rated Again.   tomorrow: cards due by then.
    seconds: that a prepared learner needs for what is left.
    """

    due: int
    new: int
    steps: int
    backlog: int
    done: int
    right: int
    tomorrow: int
    next_step: datetime | None
    seconds: float

    @property
    def backlog_words(self) -> str:
        return f"more than {MANY:,}" if self.backlog > MANY else f"{self.backlog:,}"

    @property
    def tomorrow_words(self) -> str:
        return f"more than {MANY:,}" if self.tomorrow > MANY else f"{self.tomorrow:,}"

    @property
    def minutes(self) -> int:
        return max(1, round(self.seconds / 60))

    @property
    def left(self) -> int:
        return self.due + self.new + self.steps


def today(learner: Learner, *, now: datetime) -> Today:
    """Counts for the home page and the end of a sitting. Each reads an index no larger than a day's portion."""
    day = plan_day(learner, now=now)
    cards = learner.cards.playable(day)
    portion_left = cards.filter(turn__isnull=False).aggregate(
        due=Count("pk", filter=~Q(stage=Stage.NEW)),
        new=Count("pk", filter=Q(stage=Stage.NEW)),
        again=Sum("question__seconds", filter=~Q(stage=Stage.NEW), default=0),
        first_time=Sum("question__seconds", filter=Q(stage=Stage.NEW), default=0),
    )
    steps = cards.filter(due_at__isnull=False).aggregate(
        steps=Count("pk"), next_step=Min("due_at"), seconds=Sum("question__seconds", default=0)
    )
    tomorrow = learner.cards.due(day + timedelta(days=1)).order_by()[: MANY + 1].count()
    done = (
        learner.reviews.on(day).standing().aggregate(all=Count("pk"), right=Count("pk", filter=~Q(rating=Rating.AGAIN)))
    )
    backlog = cards.filter(due_day__lte=day, turn__isnull=True, due_at__isnull=True).order_by()[: MANY + 1].count()
    return Today(
        due=portion_left["due"],
        new=portion_left["new"],
        steps=steps["steps"],
        next_step=steps["next_step"],
        seconds=portion_left["first_time"] + REVIEW_SHARE * (portion_left["again"] + steps["seconds"]),
        backlog=backlog,
        done=done["all"],
        right=done["right"],
        tomorrow=tomorrow,
    )


def left(learner: Learner) -> int:
    """How many cards today's portion and its learning steps still hold."""
    # Not in one filter with "or": the database would then read all cards instead of two small indexes.
    return learner.cards.filter(turn__isnull=False).count() + learner.cards.filter(due_at__isnull=False).count()


def plan_day(learner: Learner, *, now: datetime, more: bool = False) -> date:
    """Make up the portion of the learning day unless that is done already. Returns the day.

    What is overdue after a break comes in portions of the daily limit, never all at once.
    more: a further portion for a learner who has finished the day's and goes on, beyond the daily limits.
    """
    day = learner.calendar.day(now)
    if learner.planned_on == day and not more:
        return day
    with transaction.atomic():
        learner = Learner.objects.select_for_update(of=("self",), no_key=True).get(pk=learner.pk)
        unfinished = learner.cards.filter(turn__isnull=False).exists()
        if learner.planned_on == day and (unfinished or not more):
            return day
        done = learner.reviews.on(day).standing()
        started = done.filter(was_new=True).count()
        review_limit = EXTRA_CARDS if more else max(0, learner.reviews_per_day - (done.count() - started))
        new_limit = EXTRA_CARDS if more else max(0, learner.new_per_day - started)
        rechecks = _rows(learner.cards.playable(day).filter(recheck=True, due_at__isnull=True).order_by("pk"))
        due = learner.cards.due(day).filter(due_at__isnull=True, recheck=False).by_retrievability(day)
        fresh = {
            area: _rows(
                learner.cards.new(day)
                .filter(question__area=area, recheck=False)
                .order_by("question__place", "pk")[:new_limit]
            )
            for area in NEW_SHARES
        }
        order = portion(
            [*rechecks, *_rows(due[: max(0, review_limit - len(rechecks))])],
            fresh,
            new_limit=new_limit,
            minutes=None if more else learner.minutes,
        )
        learner.cards.filter(turn__isnull=False).update(turn=None)
        Card.objects.bulk_update([Card(pk=pk, turn=turn) for turn, pk in enumerate(order)], ["turn"], batch_size=500)
        Learner.objects.filter(pk=learner.pk).update(planned_on=day)
    return day


def _rows(cards) -> list[Row]:
    return [Row(card=pk, seconds=seconds) for pk, seconds in cards.values_list("pk", "question__seconds")]


def replan(learner: Learner) -> None:
    """Let the portion be made up anew at the next look: a setting, a bank or the time at hand has changed."""
    Learner.objects.filter(pk=learner.pk).update(planned_on=None)
    learner.planned_on = None


def next_card(learner: Learner, *, now: datetime) -> Card | None:
    """The card to show now, with its question; None when nothing is left for this sitting.

    Learning steps whose minute has come go first, then today's portion, then steps that are nearly due.
    """
    day = plan_day(learner, now=now)
    card = _next_card.first(learner=learner.pk, day=day.toordinal(), now=now, soon=now + LEARN_AHEAD)
    if card:
        card.learner = learner
    return card


def _next_card_rows(learner: int, day: int, now: datetime, soon: datetime) -> QuerySet[Card]:
    mine = Card.objects.filter(learner=learner).playable(date.fromordinal(day))
    steps, ahead = mine.filter(due_at__lte=now).order_by("due_at"), mine.filter(due_at__lte=soon).order_by("due_at")
    portion_left = mine.filter(turn__isnull=False).order_by("turn")
    firsts = [Subquery(cards.values("pk")[:1]) for cards in (steps, portion_left, ahead)]
    waiting = [
        Subquery(
            Card.objects.filter(learner=learner, **{f"{column}__isnull": False})
            .order_by()
            .values("learner")
            .annotate(count=Count("pk"))
            .values("count")
        )
        for column in ("turn", "due_at")
    ]
    return (
        Card.objects.filter(pk=Coalesce(*firsts))
        .with_open_answer()
        .annotate(left=Coalesce(waiting[0], 0) + Coalesce(waiting[1], 0))
        .with_question()
    )


_next_card: Prepared[Card] = Prepared(
    _next_card_rows,
    learner=987_654_321,
    day=555_555,
    now=datetime(1999, 1, 2, 3, 4, 5, tzinfo=UTC),
    soon=datetime(1999, 1, 2, 3, 4, 6, tzinfo=UTC),
)


def queue(learner: Learner, *, now: datetime):
    """All cards of today's portion and its learning steps, in the order in which they would be asked."""
    day = plan_day(learner, now=now)
    return (
        learner.cards.playable(day)
        .filter(Q(turn__isnull=False) | Q(due_at__isnull=False))
        .select_related("question")
        .annotate(
            sort=Case(
                When(due_at__lte=now, then=0), When(turn__isnull=False, then=1), default=2, output_field=IntegerField()
            )
        )
        .order_by("sort", "due_at", "turn")
    )
