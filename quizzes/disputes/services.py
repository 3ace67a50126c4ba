"""A learner disputes a mark; an editor accepts, which regrades the question, or declines; learners find a notice."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.answering import recording
from quizzes.answering.showing import LITTLE
from quizzes.disputes import regrading
from quizzes.disputes.regrading import Change, Regrading, mark_words
from quizzes.memory.ratings import FULL_SCORE
from quizzes.models import Answer, Dispute, Learner, Notice, Question, to_milliseconds

LONGEST = 2000  # characters of a note or a reply
QUOTED = 40  # characters of an answer in a notice
AROUND = 0.05  # a test of a partly right answer allows for a score this much lower or higher


class Decided(Exception):
    """The dispute has been decided already."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewTrial:
    """What the question's own tests are to say of an answer, in the words of banks.editing.with_test."""

    verdict: str
    text: str
    seed: int | None
    part: str
    score: tuple[float, float] | None


# --- disputing -------------------------------------------------------------------------------------------------------


def dispute_mark(answer: Answer, note: str, *, now: datetime) -> tuple[Dispute, bool]:
    """The dispute of this answer, and whether it is new: once an answer, the first note stands."""
    given = {"note": note.strip()[:LONGEST], "at": to_milliseconds(now)}
    return Dispute.objects.get_or_create(answer=answer, defaults=given)


def put_away(learner: Learner, pk: int, *, now: datetime) -> bool:
    """The learner has read a notice. False where there is none of this number."""
    return bool(learner.notices.filter(pk=pk).update(seen_at=now))


# --- deciding --------------------------------------------------------------------------------------------------------


def decline(dispute: Dispute, reason: str, *, by: Any, now: datetime) -> None:
    """Leave the mark as it is; the learner is told why.

    Raises Decided, and ValueError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("a reason is needed, which the learner reads")
    with transaction.atomic():
        dispute = _decided(dispute, "declined", reason, by=by, now=now)
        when = _day(dispute.at, dispute.answer.learner)
        text = f"Your dispute of {when} was looked at, and the mark stands: {dispute.reply}"
        Notice.objects.create(learner=dispute.answer.learner, answer=dispute.answer, text=text, at=now)


def accept(
    dispute: Dispute, found: Regrading, *, reply: str, by: Any, now: datetime, then: Callable[[], None] = lambda: None
) -> None:
    """Write what was found, and tell all learners concerned; everything, or nothing.

    found: from `regrading.regrade`, as the editor has seen it.   then: what else belongs to it, done with it or not.
    Raises Decided, and Outdated where the question or a mark has changed since.
    """
    with transaction.atomic():
        _lock(found.question)
        dispute = _decided(dispute, "accepted", reply, by=by, now=now)
        regrading.write(found, now=now)
        Notice.objects.bulk_create(_notices(dispute, found, now), batch_size=regrading.BATCH)
        then()


def go_on(found: Regrading, *, now: datetime) -> None:
    """Write what was found in answers older than those that accepting has changed, and tell their learners.

    Raises Outdated where the question or a mark has changed since they were judged.
    """
    with transaction.atomic():
        _lock(found.question)
        regrading.write(found, now=now)
        Notice.objects.bulk_create(_of_changes(found.changes, now), batch_size=regrading.BATCH)


def _lock(question: Question) -> None:
    Question.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)


def _decided(dispute: Dispute, state: str, reply: str, *, by: Any, now: datetime) -> Dispute:
    """Raises Decided: of two editors, the second finds what the first has done."""
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True).select_related("answer__learner")
    dispute = rows.get(pk=dispute.pk)
    if dispute.state != "open":
        raise Decided
    dispute.state, dispute.reply = state, reply.strip()[:LONGEST]
    dispute.decided_by, dispute.decided_at = by, to_milliseconds(now)
    dispute.save(update_fields=["state", "reply", "decided_by", "decided_at"])
    return dispute


# --- what learners are told ------------------------------------------------------------------------------------------


def _notices(dispute: Dispute, found: Regrading, now: datetime) -> list[Notice]:
    """First for whoever disputed, then for all others."""
    mine, others = [], []
    for change in found.changes:
        (mine if change.answer.learner_id == dispute.answer.learner_id else others).append(change)
    own = found.change_of(dispute.answer)
    text = f"Your dispute of {_day(dispute.at, dispute.answer.learner)} was accepted."
    text += f" {_words(own, dispute.answer.learner)}" if own else ""
    text += _others(len(mine) - bool(own))
    text += f" {dispute.reply}" if dispute.reply else ""
    notice = Notice(learner=dispute.answer.learner, answer=dispute.answer, text=text, at=now)
    return [notice, *_of_changes(others, now)]


def _of_changes(changes: Iterable[Change], now: datetime) -> list[Notice]:
    """One for each learner, with the newest of the marks that change."""
    by_learner: dict[int, list[Change]] = {}
    for change in changes:
        by_learner.setdefault(change.answer.learner_id, []).append(change)
    learners = Learner.objects.in_bulk(by_learner)
    return [
        Notice(
            learner=learners[pk],
            answer=own[-1].answer,
            text=_words(own[-1], learners[pk]) + _others(len(own) - 1),
            at=now,
        )
        for pk, own in by_learner.items()
    ]


def _words(change: Change, learner: Learner) -> str:
    when, given = _day(change.answer.at, learner), _quoted(change.answer.text)
    before, after = mark_words(change.before), mark_words(change.grade.score)
    if change.before is None:
        return f"Your answer {given} of {when} has a mark now: {after}."
    return f"Your answer {given} of {when} is now marked {after}; before, it was {before}."


def _others(count: int) -> str:
    """Further answers of the same learner to the same question."""
    if count <= 0:
        return ""
    return f" {count} more of your answers to that question {'has' if count == 1 else 'have'} another mark, too."


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain}”" if len(plain) <= QUOTED else f"“{plain[: QUOTED - 1].rstrip()}…”"


def _day(at: datetime, learner: Learner) -> str:
    day = at.astimezone(learner.calendar.zone)
    return f"{day.day} {day:%B}"


# --- into the question's tests ---------------------------------------------------------------------------------------


def as_test(answer: Answer, score: float | None) -> NewTrial | None:
    """What the tests are to say of an answer with this score; None where there is nothing to hold.

    answer: with its card and question.
    """
    if score is None or answer.gave_up or not answer.text.strip():
        return None
    key = recording.key_of(answer.card)
    if key.box == "reveal":
        return None
    seed = None if key.variant(answer.seed) is key else answer.seed
    verdict, around = "partly", (max(0.0, round(score - AROUND, 2)), min(1.0, round(score + AROUND, 2)))
    if score >= FULL_SCORE or score < LITTLE:
        verdict, around = "right" if score >= FULL_SCORE else "wrong", None
    return NewTrial(verdict=verdict, text=answer.text, seed=seed, part=answer.card.part, score=around)
