"""A card or an answer is found, a grade is taken back, a card is put aside."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min

from quizzes.answering.recording import StaleCard
from quizzes.models import MEMORY_COLUMNS, Answer, Card, Learner, Review, Undo, to_milliseconds
from quizzes.prepared import Prepared
from quizzes.review.planning import replan

# --- finding ---------------------------------------------------------------------------------------------------------

card_by_id: Prepared[Card] = Prepared(
    lambda card, learner: Card.objects.filter(pk=card, learner=learner).with_open_answer().with_question(),
    card=987_654_321,
    learner=987_654_322,
)
answer_by_id: Prepared[Answer] = Prepared(
    lambda answer, learner: (
        Answer.objects.filter(pk=answer, learner=learner).select_related("card__question").with_later()
    ),
    answer=987_654_321,
    learner=987_654_322,
)
answer_alone: Prepared[Answer] = Prepared(
    lambda answer, learner: Answer.objects.filter(pk=answer, learner=learner).with_later(),
    answer=987_654_321,
    learner=987_654_322,
)

# --- taking back -----------------------------------------------------------------------------------------------------


def last_review(learner: Learner, *, now: datetime) -> Review | None:
    """The review of this learning day that an undo would take back.

    None that came with an interview: they were put into the plan together, and one alone is not to be taken out.
    """
    return _last_review.first(learner=learner.pk, day=learner.calendar.day(now).toordinal())


_last_review: Prepared[Review] = Prepared(
    lambda learner, day: (
        Review.objects.filter(learner=learner, answer__card_version__isnull=False)
        .on(date.fromordinal(day))
        .standing()
        .order_by("-pk")[:1]
    ),
    learner=987_654_321,
    day=555_555,
)


def undo_review(review: Review, *, now: datetime) -> Card:
    """Take a review back: the card is as it was before, and comes first again. Done twice, it counts once.

    Raises StaleCard when a later review of the same card stands; that one goes first.
    """
    with transaction.atomic():
        card = (
            Card.objects.select_for_update(of=("self",), no_key=True).select_related("question").get(pk=review.card_id)
        )
        if Undo.objects.filter(review=review).exists():
            return card
        if card.log.standing().filter(pk__gt=review.pk).exists():
            raise StaleCard
        Undo.objects.create(review=review, at=to_milliseconds(now))
        card.memory = card.replayed()
        card.version += 1
        card.turn = _first_turn(review.learner)
        card.save(update_fields=[*MEMORY_COLUMNS, "version", "turn"])
    return card


# --- putting aside ---------------------------------------------------------------------------------------------------


def bury(card: Card, *, now: datetime) -> None:
    """Leave the card out until the next learning day."""
    card.buried_until = card.learner.calendar.day(now) + timedelta(days=1)
    card.turn = None
    card.save(update_fields=["buried_until", "turn"])


def suspend(card: Card) -> None:
    """Leave the card out until the learner asks for it again."""
    card.suspended = True
    card.turn = None
    card.save(update_fields=["suspended", "turn"])


def resume(card: Card, *, first: bool = False) -> None:
    """Take a suspended or buried card back into the coming portions; `first` asks it next."""
    card.suspended = False
    card.buried_until = None
    card.turn = _first_turn(card.learner) if first else card.turn
    card.save(update_fields=["suspended", "buried_until", "turn"])
    if not first:
        replan(card.learner)


def _first_turn(learner: Learner) -> int:
    """The place before all others of today's portion."""
    first = learner.cards.filter(turn__isnull=False).aggregate(first=Min("turn"))["first"]
    return (first or 0) - 1
