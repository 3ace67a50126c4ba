"""The stored answers of a question are judged again by its present rules, and what changes is written, once.

Judging takes its time and writes nothing; writing takes little time and is one transaction.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404

from quizzes.answering import recording
from quizzes.answering.showing import LITTLE
from quizzes.answers import Grade, Note, UnreadableAnswer
from quizzes.memory.ratings import FULL_SCORE, Proposal, Rating, propose
from quizzes.models import MEMORY_COLUMNS, Answer, Card, Learner, Question, Regrade, Review, Turn

THREADS = 2  # they wait for the worker processes that evaluate mathematics; the database stays with the caller's thread
BATCH = 500  # rows a statement
MOST = 500  # answers judged in one request
BY_HAND = "an editor’s decision"  # as the reason of a regrade: no rules undo it
GRANTED = "An editor has read this answer and decided its mark."
SAME = 1e-9  # scores that differ by less are one

logger = logging.getLogger(__name__)


class Outdated(Exception):
    """The question, or a mark, has changed since the answers were judged again."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    """One answer whose mark changes.

    before: the score that counted so far, None where the learner was the judge.   grade: what counts from now on.
    proposal: the rating that it suggests.
    """

    answer: Answer
    before: float | None
    grade: Grade
    proposal: Proposal


@dataclasses.dataclass(frozen=True, kw_only=True)
class Regrading:
    """Stored answers of a question, at most MOST and the disputed one, judged by its present rules.

    answers: how many were judged.   changes: those whose score becomes another, the oldest first.
    before: all of them have an id below it.   after: they are the newest of those; an older one has an id below it.
    older: how many such there are.
    unread: how many cannot be read any more, and undecided: how many our checks came to no end with; their marks stand,
    as do the marks of by_hand answers, which an editor has decided before.
    newest: the last regrade that was known of, by its id; 0 for none.
    """

    question: Question
    answers: int
    changes: tuple[Change, ...]
    before: int
    after: int
    older: int = 0
    unread: int = 0
    undecided: int = 0
    by_hand: int = 0
    newest: int = 0

    @property
    def seal(self) -> str:
        """Stands for all that is going to change: what was shown is what is done, or nothing."""
        rows = [[change.answer.pk, change.before, change.grade.score] for change in self.changes]
        return hashlib.sha256(json.dumps([self.question.digest, self.newest, rows]).encode()).hexdigest()

    def change_of(self, answer: Answer) -> Change | None:
        return next((change for change in self.changes if change.answer.pk == answer.pk), None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Move:
    """How many marks go from one word to another, and of how many learners."""

    before: str
    after: str
    marks: int
    learners: int


def mark_words(score: float | None) -> str:
    """The word of a verdict page: right, partly right, wrong; or, where nobody has judged, not judged."""
    if score is None:
        return "not judged"
    if score >= FULL_SCORE:
        return "right"
    return f"partly right ({score:.0%})" if score >= LITTLE else "wrong"


def moves(changes: Iterable[Change]) -> list[Move]:
    """What most learners are concerned by comes first."""
    groups: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        groups[mark_words(change.before), mark_words(change.grade.score)].append(change)
    found = [
        Move(before=before, after=after, marks=len(group), learners=len({each.answer.learner_id for each in group}))
        for (before, after), group in groups.items()
    ]
    return sorted(found, key=lambda move: (-move.learners, -move.marks, move.before, move.after))


# --- judging again ---------------------------------------------------------------------------------------------------


def judged_again(answer: Answer) -> Grade:
    """What the present rules say of an answer, on the variant that was shown; writes nothing.

    Raises UnreadableAnswer, and Http404 where the question no longer has the part that was asked.
    """
    return recording.judged(answer.card, answer.text, seed=answer.seed, gave_up=answer.gave_up)


def regrade(
    question: Question,
    *,
    about: Answer | None = None,
    granted: tuple[Answer, float] | None = None,
    before: int | None = None,
) -> Regrading:
    """Judge the newest MOST answers to the present revision of a question again. Writes nothing.

    What was given up stays so.   about: an answer that is judged however old it is.
    granted: an answer with the score, 0 to 1, that it gets by hand, whatever the rules say.
    before: only answers with a lower id; None for all.
    """
    newest = _newest(question)
    rows = _answers(question)
    before = before or (rows.aggregate(last=Max("pk"))["last"] or 0) + 1
    pks = list(rows.filter(pk__lt=before).order_by("-pk").values_list("pk", flat=True)[:MOST])
    after = min(pks, default=before)
    wanted = rows.filter(pk__in=[*pks, *([about.pk] if about else [])])
    wanted = wanted.select_related("card", "interview_turn__interview").order_by("pk")
    answers = [_with_question(answer, question) for answer in wanted]
    standing = _standing({answer.pk for answer in answers} | ({granted[0].pk} if granted else set()))
    settled = {pk for pk, (_, reason) in standing.items() if reason == BY_HAND} | (
        {granted[0].pk} if granted else set()
    )
    grades = _grades([answer for answer in answers if answer.pk not in settled])
    changes = []
    for answer in answers:
        grade = grades.get(answer.pk)
        so_far = standing.get(answer.pk, (answer.score, ""))[0]
        if isinstance(grade, Grade) and not grade.undecided and not _equal(so_far, grade.score):
            changes.append(_change(answer, so_far, grade))
    if granted:
        changes += _by_hand(*granted, question=question, standing=standing)
    return Regrading(
        question=question,
        answers=len(grades),
        changes=tuple(sorted(changes, key=lambda change: change.answer.pk)),
        before=before,
        after=after,
        older=rows.filter(pk__lt=after).count(),
        unread=sum(grade is None for grade in grades.values()),
        undecided=sum(grade is not None and grade.undecided for grade in grades.values()),
        by_hand=len(answers) - len(grades),
        newest=newest,
    )


def count(question: Question, *, before: int | None = None) -> int:
    """How many answers all batches of `regrade` judge together, from `before` on."""
    answers = _answers(question)
    return (answers.filter(pk__lt=before) if before else answers).count()


def _answers(question: Question) -> QuerySet[Answer]:
    return Answer.objects.filter(card__question=question, question_rev=question.rev, gave_up=False)


def _with_question(answer: Answer, question: Question) -> Answer:
    answer.card.question = question
    return answer


def _newest(question: Question) -> int:
    regrades = Regrade.objects.filter(answer__card__question=question)
    return regrades.aggregate(newest=Max("pk"))["newest"] or 0


def _standing(answers: Collection[int]) -> Mapping[int, tuple[float | None, str]]:
    """Score and reason of the newest regrade, by answer."""
    rows = Regrade.objects.filter(answer__in=answers).order_by("pk")
    return {pk: (score, reason) for pk, score, reason in rows.values_list("answer_id", "score", "reason")}


def _grades(answers: Sequence[Answer]) -> Mapping[int, Grade | None]:
    """The grade of each answer by its id; None where it cannot be read. Equal texts are judged once."""
    kept: dict[tuple[str, int | None, str], list[Answer]] = {}
    for answer in answers:
        kept.setdefault((answer.card.part, _variant(answer), answer.text), []).append(answer)
    firsts = [group[0] for group in kept.values()]
    with ThreadPoolExecutor(THREADS, thread_name_prefix="regrading") as threads:
        found = list(threads.map(_grade, firsts))
    return {answer.pk: grade for group, grade in zip(kept.values(), found, strict=True) for answer in group}


def _variant(answer: Answer) -> int | None:
    """The seed, where it makes a difference."""
    try:
        key = recording.key_of(answer.card)
    except Http404:
        return None
    return None if key.variant(answer.seed) is key else answer.seed


def _grade(answer: Answer) -> Grade | None:
    """In a thread that must not touch the database."""
    try:
        return judged_again(answer)
    except (UnreadableAnswer, Http404):
        return None
    except Exception:
        # Our bug; but one answer that cannot be checked must not keep all others from their marks. Its own stands.
        logger.exception("answer %s could not be checked again", answer.pk)
        return Grade(score=None, undecided=True)


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME


def _change(answer: Answer, before: float | None, grade: Grade) -> Change:
    return Change(answer=answer, before=before, grade=grade, proposal=_proposal(answer, grade.score))


def _proposal(answer: Answer, score: float | None) -> Proposal:
    return propose(
        score=score,
        hints=answer.hints,
        seconds=answer.seconds,
        expected_seconds=_expected_seconds(answer),
        guessed=answer.confidence is not None and answer.confidence <= recording.GUESSING,
    )


def _expected_seconds(answer: Answer) -> float:
    try:
        return recording.expected_seconds(answer)
    except Http404:  # its part is gone; by hand it can get a mark all the same
        return answer.card.question.seconds


def _by_hand(
    answer: Answer, score: float, *, question: Question, standing: Mapping[int, tuple[float | None, str]]
) -> list[Change]:
    _with_question(answer, question)
    before, reason = standing.get(answer.pk, (answer.score, ""))
    if reason == BY_HAND and _equal(before, score):
        return []
    tone = "good" if score >= FULL_SCORE else "plain"
    grade = Grade(score=score, notes=(Note(text=GRANTED, tone=tone),), receipt=answer.receipt)
    proposal = dataclasses.replace(_proposal(answer, score), reason=BY_HAND)
    return [Change(answer=answer, before=before, grade=grade, proposal=proposal)]


# --- writing ---------------------------------------------------------------------------------------------------------


def write(regrading: Regrading, *, now: datetime) -> None:
    """Record all changes, and move the memories of those whose reviews count differently from now on.

    The question must be locked by the caller. Raises Outdated where its rules or its marks are others by now.
    """
    question, changes = regrading.question, regrading.changes
    with transaction.atomic():
        if question.digest != Question.objects.get(pk=question.pk).digest or regrading.newest != _newest(question):
            raise Outdated
        # Learners before their cards, as where a day is planned: two that lock in different orders wait for ever.
        _lock_learners({change.answer.learner_id for change in changes})
        # Locked before looking, as grading does: a review that is given at this moment is seen here, or sees this.
        cards = _locked({change.answer.card_id for change in changes})
        ratings = new_ratings(regrading)
        Regrade.objects.bulk_create(
            [_row(change, ratings.get(change.answer.pk), now) for change in changes], batch_size=BATCH
        )
        moved = {change.answer.card_id for change in changes if change.answer.pk in ratings}
        for card in cards:
            if card.pk in moved:
                # The version stays: whoever has the card before them may go on with it.
                card.memory = card.replayed()
                card.save(update_fields=MEMORY_COLUMNS)
        learners = {card.learner_id for card in cards if card.pk in moved}
        for some in _batches(learners):
            Learner.objects.filter(pk__in=some).update(planned_on=None)


def new_ratings(regrading: Regrading) -> dict[int, Rating]:
    """By answer, what its review counts as from now on; without those where the learner's own decision stands.

    A learner has decided who gave another rating than the proposed one, ticked other key points than we had, or marked
    the answer in an interview.
    """
    changes = {change.answer.pk: change for change in regrading.changes if change.proposal.rating}
    pks = list(changes)
    own = set(Turn.objects.filter(answer__in=pks, own_score__isnull=False).values_list("answer_id", flat=True))
    reviews = Review.objects.standing().filter(answer__in=pks).select_related("answer")
    found = {}
    for review in reviews.defer("answer__notes", "answer__text"):
        change = changes.get(review.answer_id)
        if (
            change
            and change.proposal.rating
            and review.answer_id not in own
            and _took_what_was_proposed(review, change)
        ):
            found[review.answer_id] = change.proposal.rating
    return found


def _took_what_was_proposed(review: Review, change: Change) -> bool:
    as_guessed = any(_equal(review.score, score) for score in (review.answer.score, change.before))
    return review.rating == review.suggested and (review.ticked is None or as_guessed)


def _row(change: Change, rating: Rating | None, now: datetime) -> Regrade:
    return Regrade(
        answer=change.answer,
        score=change.grade.score,
        notes=[dataclasses.asdict(note) for note in change.grade.notes],
        receipt=change.grade.receipt,
        suggested=change.proposal.rating,
        reason=change.proposal.reason,
        rating=rating,
        at=now,
    )


def _lock_learners(pks: Iterable[int]) -> None:
    rows = Learner.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    for some in _batches(pks):
        list(rows.filter(pk__in=some).values_list("pk"))


def _locked(pks: Iterable[int]) -> list[Card]:
    rows = Card.objects.select_for_update(of=("self",), no_key=True).select_related("question").order_by("pk")
    return [card for some in _batches(pks) for card in rows.filter(pk__in=some)]


def _batches(pks: Iterable[int]) -> list[list[int]]:
    wanted = sorted(pks)
    return [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
