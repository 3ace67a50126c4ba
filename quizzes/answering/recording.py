"""An answer to a card is judged and recorded, and the learner's rating of it moves the memory."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import IntegrityError, transaction

from quizzes import checking
from quizzes.answering.ticking import score_after_ticks
from quizzes.answers import MAX_ANSWER_LENGTH, AnswerKey, Choice, Grade, UnreadableAnswer
from quizzes.memory import scheduling
from quizzes.memory.ratings import Proposal, Rating, propose
from quizzes.memory.scheduling import Event, Schedule, Stage
from quizzes.models import MEMORY_COLUMNS, Answer, Card, Learner, Review, Scheduler, to_milliseconds
from quizzes.prepared import Prepared, insert, update

GUESSING = 40  # percent of confidence up to which a right answer counts as a lucky one
OF_SHOWINGS, OF_INTERVIEWS = "card-", "interview-"  # how keys of our own begin
KEPT = "Keys that begin like this are kept for the site; choose another one."
OF_ANOTHER = "This key belongs to another answer; choose another one."
LONGEST_ANSWER_TIME = 3600.0  # seconds; a card left open overnight says nothing about recall


class StaleCard(Exception):
    """The card has been reviewed since it was shown, in another tab or by another client."""


class KeyTaken(ValueError):
    """The key is not the client's to give: it is kept for ours, or names another answer. The message says which."""


# --- showing and checking -------------------------------------------------------------------------------------------

_locked_card: Prepared[Card] = Prepared(
    lambda card: Card.objects.select_for_update(of=("self",), no_key=True).filter(pk=card), card=987_654_321
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
    return f"{OF_SHOWINGS}{card.pk}-{card.version}"


def key_of_turn(interview: int, position: int) -> str:
    """The key of an answer that was given in an interview."""
    return f"{OF_INTERVIEWS}{interview}-{position}"


def check_key(key: str, card: int) -> None:
    """Raises KeyTaken for what may not come from a client that answers this card."""
    is_anothers = key.startswith(OF_SHOWINGS) and not key.startswith(f"{OF_SHOWINGS}{card}-")
    if is_anothers or key.startswith(OF_INTERVIEWS):
        raise KeyTaken(KEPT)


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
    Raises UnreadableAnswer, StaleCard when the page's showing of the card is over, and KeyTaken; then nothing is
    recorded.
    """
    check_key(key, card.pk)
    key = key or key_of_showing(card)
    if key != key_of_showing(card):
        earlier = _answer_by_key(card, key)
        if earlier:
            return earlier
        if key.startswith(OF_SHOWINGS):
            raise StaleCard
    seed = seed_of(card)
    grade = judged(card, text, seed=seed, gave_up=gave_up)
    return record(
        card,
        text,
        grade,
        version=card.version,
        seed=seed,
        now=now,
        key=key,
        gave_up=gave_up,
        hints=hints,
        seconds=seconds,
        confidence=confidence,
    )


def judged(card: Card, text: str, *, seed: int, gave_up: bool = False) -> Grade:
    """What the key says of an answer to the variant of that seed; writes nothing. Raises UnreadableAnswer."""
    if "\0" in text:
        raise UnreadableAnswer("The answer holds a NUL character, which cannot be stored.", position=text.index("\0"))
    if len(text) > MAX_ANSWER_LENGTH:
        raise UnreadableAnswer(f"The answer has {len(text):,} characters; at most {MAX_ANSWER_LENGTH:,} are read.")
    return Grade(score=0.0) if gave_up else checking.grade(card.question, card.part, seed, text)


def record(
    card: Card,
    text: str,
    grade: Grade,
    *,
    version: int | None,
    seed: int,
    now: datetime,
    key: str,
    gave_up: bool = False,
    hints: int = 0,
    seconds: float | None = None,
    confidence: int | None = None,
    stretch: float = 1.0,
) -> Answer:
    """Record an answer with its grade and the rating that it suggests. A key used before returns the earlier answer.

    version: of the card at its showing; None in an interview, whose answers are to no showing of the day.
    stretch: of the interview's clock; so much more time may be taken before the answer is slow.
    Raises KeyTaken where the earlier answer is to another card, or one in an interview and the other not.
    """
    question = card.question
    seconds = None if seconds is None else round(min(max(seconds, 0.0), LONGEST_ANSWER_TIME), 1)
    if gave_up:
        proposal = Proposal(rating=Rating.AGAIN, reason="you did not know it")
    else:
        proposal = propose(
            score=grade.score,
            hints=hints,
            seconds=seconds,
            expected_seconds=key_of(card).seconds * stretch,
            guessed=confidence is not None and confidence <= GUESSING,
        )
    answer = Answer(
        learner=card.learner,
        card=card,
        card_version=version,
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
    if not insert(answer):
        earlier = _answer_by_key(card, key)
        if earlier is None or (earlier.card_version is None) != (version is None):
            raise KeyTaken(OF_ANOTHER)
        return earlier
    Answer.dispute.related.set_cached_value(answer, None)  # what is new is not disputed: its verdict need not ask
    return answer


def _answer_by_key(card: Card, key: str) -> Answer | None:
    """Raises KeyTaken where it is to another card."""
    found = card.learner.answers.filter(key=key).select_related("card__question").first()
    if found and found.card_id != card.pk:
        raise KeyTaken(OF_ANOTHER)
    return found


def proposal_after_ticks(answer: Answer, ticked: Collection[str]) -> tuple[float | None, Proposal]:
    """Score and proposed rating once the learner has ticked the key points found in the answer.

    Where the ticks are just those that we had guessed and scored by, the score stands: it knows of points made in part.
    """
    card = answer.card
    score = score_after_ticks(answer, ticked)
    as_guessed = answer.score is not None and set(ticked) == answer.guessed(key_of(card).checklist())
    if score is None or answer.gave_up or as_guessed:
        return answer.score, Proposal(
            rating=Rating(answer.suggested) if answer.suggested else None, reason=answer.reason
        )
    proposal = propose(
        score=score,
        hints=answer.hints,
        seconds=answer.seconds,
        expected_seconds=expected_seconds(answer),
        guessed=answer.confidence is not None and answer.confidence <= GUESSING,
    )
    return score, proposal


def expected_seconds(answer: Answer) -> float:
    """What a prepared learner needs, on the clock that ran: that of an interview may be stretched."""
    turn = getattr(answer, "interview_turn", None) if answer.card_version is None else None
    return key_of(answer.card).seconds * (turn.interview.stretch if turn else 1.0)


def is_undecided(answer: Answer) -> bool:
    """Whether our checks should have judged the answer and came to no result. One that was only said has no text."""
    return answer.score is None and bool(answer.text.strip()) and key_of(answer.card).box != "reveal"


# --- grading ---------------------------------------------------------------------------------------------------------


def outlook(card: Card, *, now: datetime) -> dict[Rating, timedelta]:
    """How long until the next review for each rating, to stand on the grade buttons."""
    learner = card.learner
    return scheduling.outlook(card.memory, day=learner.calendar.day(now), at=now, schedule=learner.schedule)


def grade_answer(
    answer: Answer,
    rating: Rating,
    *,
    now: datetime,
    ticked: Collection[str] | None = None,
    scheduler: int | None = None,
) -> Review:
    """Record the learner's rating and move the memory. The same answer graded again returns its first review.

    scheduler: from `scheduler_of` the learner, where many are graded at once; None looks it up.
    Raises StaleCard when the card has been reviewed by another answer since; an answer given in an interview, which
    is to no showing of the card, counts whatever has come between: as of its own day where it can, or else as of now.
    """
    learner = answer.learner
    with transaction.atomic():
        # Locked before looking: of two workers with the same answer, the second then finds the first's review.
        card = _locked_card.first(card=answer.card_id)
        if card is None or card.version != answer.card_version:
            earlier = Review.objects.filter(answer=answer).first()
            if earlier:
                return earlier
            if card is None or answer.card_version is not None:
                raise StaleCard
        if answer.card_version is None and may_count_on_its_day(answer, card):
            now = answer.at
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
            scheduler_id=scheduler_of(learner) if scheduler is None else scheduler,
        )
        if not insert(review):  # the lock and the version rule it out; a memory must never move without its review
            raise IntegrityError(f"answer {answer.pk} has a review already")
        card.memory = scheduling.after_review(
            card.memory, Event(rating=rating, day=day, at=at, schedule=learner.schedule)
        )
        card.version += 1
        card.turn = None
        card.recheck = False
        update(card, [*MEMORY_COLUMNS, "version", "turn", "recheck"])
    return review


def may_count_on_its_day(answer: Answer, card: Card) -> bool:
    """Whether no review of a later learning day stands: the log of a card goes forward only.

    So an answer that is rated a week late does not look as if it had been remembered for a week longer.
    """
    return card.last_day is None or card.last_day <= answer.learner.calendar.day(answer.at)


def scheduler_of(learner: Learner) -> int:
    """The id of the row that holds the learner's schedule; made on its first use."""
    schedule = learner.schedule
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
