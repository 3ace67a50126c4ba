"""A card's answer is checked, the answer is graded, a grade is taken back, a card is put aside."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.db.models import Min

from quizzes import checking
from quizzes.answers import MAX_ANSWER_LENGTH, AnswerKey, Choice, Grade, UnreadableAnswer
from quizzes.memory import scheduling
from quizzes.memory.ratings import Proposal, Rating, propose
from quizzes.memory.scheduling import Event, Schedule, Stage
from quizzes.models import MEMORY_COLUMNS, Answer, Card, Learner, Review, Scheduler, Undo, to_milliseconds
from quizzes.prepared import Prepared, insert, update
from quizzes.review.planning import replan

GUESSING = 40  # percent of confidence up to which a right answer counts as a lucky one
LONGEST_ANSWER_TIME = 3600.0  # seconds; a card left open overnight says nothing about recall


class StaleCard(Exception):
    """The card has been reviewed since it was shown, in another tab or by another client."""


# --- showing and checking --------------------------------------------------------------------------------------------

card_by_id: Prepared[Card] = Prepared(
    lambda card, learner: Card.objects.filter(pk=card, learner=learner).with_open_answer().with_question(),
    card=987_654_321,
    learner=987_654_322,
)
answer_by_id: Prepared[Answer] = Prepared(
    lambda answer, learner: Answer.objects.filter(pk=answer, learner=learner).select_related("card__question"),
    answer=987_654_321,
    learner=987_654_322,
)
answer_alone: Prepared[Answer] = Prepared(
    lambda answer, learner: Answer.objects.filter(pk=answer, learner=learner),
    answer=987_654_321,
    learner=987_654_322,
)
_locked_card: Prepared[Card] = Prepared(
    lambda card: Card.objects.select_for_update(of=("self",)).filter(pk=card), card=987_654_321
)


def seed_of(card: Card) -> int:
    """Seed of the variant to draw: fresh at each review, the same until then, and again after an undo."""
    return int.from_bytes(hashlib.sha256(f"{card.pk}:{card.reviews}".encode()).digest()[:4])


def key_of(card: Card) -> AnswerKey:
    """The key of the card's part before anything is drawn."""
    return checking.key_of(card.question, card.part)


def in_order(key: AnswerKey, seed: int) -> list[Choice]:
    """The options as the showing with this seed orders them."""
    options = list(key.options())
    if getattr(key, "shuffle", False):
        options.sort(key=lambda option: hashlib.sha256(f"{seed}:{option.value}".encode()).digest())
    return options


def key_of_showing(card: Card) -> str:
    """The client key of a page: two tabs that show the same card at the same point of its history share it."""
    return f"card-{card.pk}-{card.version}"


def check_answer(
    card: Card,
    text: str,
    *,
    now: datetime,
    key: str = "",
    gave_up: bool = False,
    hints: int = 0,
    seconds: float | None = None,
    confidence: int | None = None,
) -> Answer:
    """Judge an answer and record it; nothing is scheduled yet.

    key: the client's; sent again it returns the answer recorded first.   seconds: from showing to answering, if known.
    gave_up: "I don't know", which counts as wrong however the text reads.   confidence: percent, 0 to 100.
    Raises UnreadableAnswer, and StaleCard when the page's showing of the card is over; then nothing is recorded.
    """
    key = key or key_of_showing(card)
    if key != key_of_showing(card):
        earlier = _answer_by_key(card, key)
        if earlier:
            return earlier
        if key.startswith(f"card-{card.pk}-"):
            raise StaleCard
    if "\0" in text:
        raise UnreadableAnswer("The answer holds a NUL character, which cannot be stored.", position=text.index("\0"))
    if len(text) > MAX_ANSWER_LENGTH:
        raise UnreadableAnswer(f"The answer has {len(text):,} characters; at most {MAX_ANSWER_LENGTH:,} are read.")
    question = card.question
    seed = seed_of(card)
    grade = Grade(score=0.0) if gave_up else checking.grade(question, card.part, seed, text)
    seconds = None if seconds is None else round(min(max(seconds, 0.0), LONGEST_ANSWER_TIME), 1)
    if gave_up:
        proposal = Proposal(rating=Rating.AGAIN, reason="you did not know it")
    else:
        proposal = propose(
            score=grade.score,
            hints=hints,
            seconds=seconds,
            expected_seconds=key_of(card).seconds,
            guessed=confidence is not None and confidence <= GUESSING,
        )
    answer = Answer(
        learner=card.learner,
        card=card,
        card_version=card.version,
        key=key,
        question_rev=question.rev,
        question_digest=question.digest,
        seed=seed,
        text=text,
        gave_up=gave_up,
        score=grade.score,
        notes=[dataclasses.asdict(note) for note in grade.notes],
        receipt=grade.receipt,
        hints=hints,
        confidence=confidence,
        seconds=seconds,
        suggested=proposal.rating,
        reason=proposal.reason,
        at=to_milliseconds(now),
    )
    # The same key sent twice, be it at the same moment, finds the row of the first.
    return answer if insert(answer) else card.learner.answers.select_related("card__question").get(key=key)


def _answer_by_key(card: Card, key: str) -> Answer | None:
    return card.learner.answers.filter(key=key).select_related("card__question").first()


def proposal_after_ticks(answer: Answer, ticked: Collection[str]) -> tuple[float | None, Proposal]:
    """Score and proposed rating once the learner has ticked the key points found in the answer.

    Where the ticks are just those that we had guessed and scored by, the score stands: it knows of points made in part.
    """
    card = answer.card
    score = checking.score_of_ticks(card.question, card.part, ticked)
    as_guessed = answer.score is not None and set(ticked) == answer.guessed(key_of(card).checklist())
    if score is None or answer.gave_up or as_guessed:
        return answer.score, Proposal(
            rating=Rating(answer.suggested) if answer.suggested else None, reason=answer.reason
        )
    proposal = propose(
        score=score,
        hints=answer.hints,
        seconds=answer.seconds,
        expected_seconds=key_of(card).seconds,
        guessed=answer.confidence is not None and answer.confidence <= GUESSING,
    )
    return score, proposal


def is_undecided(answer: Answer) -> bool:
    """Whether our checks should have judged the answer and came to no result."""
    return answer.score is None and key_of(answer.card).box != "reveal"


# --- grading ---------------------------------------------------------------------------------------------------------


def outlook(card: Card, *, now: datetime) -> dict[Rating, timedelta]:
    """How long until the next review for each rating, to stand on the grade buttons."""
    learner = card.learner
    return scheduling.outlook(card.memory, day=learner.calendar.day(now), at=now, schedule=learner.schedule)


def grade_answer(answer: Answer, rating: Rating, *, now: datetime, ticked: Collection[str] | None = None) -> Review:
    """Record the learner's rating and move the memory. The same answer graded again returns its first review.

    Raises StaleCard when the card has been reviewed by another answer since.
    """
    learner = answer.learner
    with transaction.atomic():
        # Locked before looking: of two workers with the same answer, the second then finds the first's review.
        card = _locked_card.first(card=answer.card_id)
        if card is None or card.version != answer.card_version:
            earlier = Review.objects.filter(answer=answer).first()
            if earlier:
                return earlier
            raise StaleCard
        score, suggested = answer.score, answer.suggested
        if ticked is not None:
            score, proposal = proposal_after_ticks(answer, ticked)
            suggested = proposal.rating
        day = learner.calendar.day(now)
        at = to_milliseconds(now)
        review = Review(
            learner=learner,
            card=card,
            answer=answer,
            rating=rating,
            suggested=suggested,
            score=score,
            ticked=sorted(ticked) if ticked is not None else None,
            was_new=card.stage == Stage.NEW,
            at=at,
            offset_minutes=learner.calendar.offset_minutes(now),
            day=day,
            scheduler_id=_scheduler_id(learner.schedule),
        )
        if not insert(review):  # the lock and the version rule it out; a memory must never move without its review
            raise IntegrityError(f"answer {answer.pk} has a review already")
        card.memory = scheduling.after_review(
            card.memory, Event(rating=rating, day=day, at=at, schedule=learner.schedule)
        )
        card.version += 1
        card.turn = None
        update(card, [*MEMORY_COLUMNS, "version", "turn"])
    return review


def _scheduler_id(schedule: Schedule) -> int:
    """The row that holds this schedule; made on its first use."""
    digest = _digest(schedule)
    row = (
        _scheduler.first(digest=digest)
        or Scheduler.objects.get_or_create(
            digest=digest,
            defaults={"version": scheduling.library_version(), "schedule": dataclasses.asdict(schedule)},
        )[0]
    )
    return row.pk


_scheduler: Prepared[Scheduler] = Prepared(
    lambda digest: Scheduler.objects.filter(digest=digest).defer("schedule"), digest="\1digest"
)


@lru_cache(maxsize=256)
def _digest(schedule: Schedule) -> str:
    return hashlib.sha256(json.dumps([scheduling.library_version(), dataclasses.asdict(schedule)]).encode()).hexdigest()


# --- taking back -----------------------------------------------------------------------------------------------------


def last_review(learner: Learner, *, now: datetime) -> Review | None:
    """The review of this learning day that an undo would take back."""
    return _last_review.first(learner=learner.pk, day=learner.calendar.day(now).toordinal())


_last_review: Prepared[Review] = Prepared(
    lambda learner, day: (
        Review.objects.filter(learner=learner).on(date.fromordinal(day)).standing().order_by("-pk")[:1]
    ),
    learner=987_654_321,
    day=555_555,
)


def undo_review(review: Review, *, now: datetime) -> Card:
    """Take a review back: the card is as it was before, and comes first again. Done twice, it counts once.

    Raises StaleCard when a later review of the same card stands; that one goes first.
    """
    with transaction.atomic():
        card = Card.objects.select_for_update(of=("self",)).select_related("question").get(pk=review.card_id)
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
