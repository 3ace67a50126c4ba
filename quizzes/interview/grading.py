"""The turns of an interview that is over become graded answers, in as many steps as it takes; the learner may correct.

Each turn is graded and recorded by itself, under a key of its own. So a server that is killed in between goes on where
it was, and two that grade the same interview at once find each other's answers.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections import deque
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.db import transaction

from quizzes.answering import recording
from quizzes.answering.ticking import score_after_ticks
from quizzes.answers import Grade, Note, UnreadableAnswer
from quizzes.interview.sitting import SPOKEN
from quizzes.memory.ratings import FAST, Proposal, Rating, propose
from quizzes.models import Interview, Regrade, Review, Turn

THREADS = 2  # they wait for the worker processes that evaluate mathematics; the database stays with the caller's thread
UNREAD = "We could not read this answer, so nothing was held against you; judge it yourself. {reason}"
FAILED = "Our check of this answer failed; judge it yourself."
ALOUD = "You answered this aloud. Listen to your recording and judge it yourself."
UNUSED = ("source", "base", "theirs", "was")  # long texts of a question that a report does not show

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Progress:
    """done: answers graded.   total: of the questions that count, as `counts` has it."""

    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.done == self.total


class CannotJudge(Exception):
    """The mark is not the learner's to give: our check has decided, or the answer is in the plan already."""


# --- the turns -------------------------------------------------------------------------------------------------------


def turns_of(interview: Interview) -> list[Turn]:
    """All turns in their order, with card, question, answer and review. A later grade of an answer stands in its place.

    The answers are for reading: what they were first given is no longer in them.
    """
    unused = [f"card__question__{name}" for name in UNUSED]
    rows = interview.turns.select_related("card__question", "answer__review__undo", "answer__dispute").defer(*unused)
    turns = list(rows)
    later = {regrade.answer_id: regrade for regrade in Regrade.objects.filter(answer__interview_turn__in=turns)}
    for turn in turns:
        turn.interview, turn.card.learner = interview, interview.learner
        if turn.answer:
            turn.answer.learner, turn.answer.card = interview.learner, turn.card
            if turn.answer.pk in later:
                turn.answer.count_as(later[turn.answer.pk])
    return turns


def counts(turn: Turn) -> bool:
    """Whether it was seen for more than a peek, and its question still has the part that was asked."""
    return turn.seen and not is_peek(turn) and turn.card.part in turn.card.question.parts


def is_empty(turn: Turn) -> bool:
    return not turn.text.strip()


def is_spoken(turn: Turn) -> bool:
    """Whether it was answered aloud only, which nobody but the learner can judge."""
    return turn.spoken and is_empty(turn) and not turn.skipped


def is_left_out(turn: Turn) -> bool:
    """Whether nothing was answered, or the learner has skipped it since, whatever stands in its box."""
    return turn.skipped or (is_empty(turn) and not turn.spoken)


def is_peek(turn: Turn) -> bool:
    """Whether the learner has had no more than a glance at it, which says nothing for or against.

    That is less than a quarter of the time it takes, without answer, skip or flag: gone past on the way to another
    question, or come to as the time ran out.
    """
    if turn.spoken or turn.skipped or turn.flagged or not is_empty(turn):
        return False
    return turn.seconds < FAST * turn.expected * turn.interview.stretch


# --- grading ---------------------------------------------------------------------------------------------------------


def grade_some(interview: Interview, *, now: datetime, seconds: float) -> Progress:
    """Grade turns that are not graded yet until the time is used; what has been begun by then is finished.

    Some are graded however little time there is. When all are, the interview is marked so.
    Raises ValueError for an interview that is not over.
    """
    if interview.ended_at is None:
        raise ValueError(f"{interview} is not over")
    turns = [turn for turn in turns_of(interview) if counts(turn)]
    until = time.monotonic() + seconds
    waiting = deque(turn for turn in turns if turn.answer is None)
    running: dict[Future[Grade], Turn] = {}
    with ThreadPoolExecutor(THREADS, thread_name_prefix="grading") as threads:
        for turn in [waiting.popleft() for _ in range(min(THREADS, len(waiting)))]:
            running[threads.submit(_judged, turn)] = turn
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                _record(running.pop(future), future.result())
                if waiting and time.monotonic() < until:
                    turn = waiting.popleft()
                    running[threads.submit(_judged, turn)] = turn
    progress = Progress(done=sum(turn.answer is not None for turn in turns), total=len(turns))
    if progress.is_done and interview.graded_at is None:
        Interview.objects.filter(pk=interview.pk, graded_at__isnull=True).update(graded_at=now)
        interview.graded_at = now
    return progress


def progress_of(interview: Interview) -> Progress:
    """How far the grading is; grades nothing."""
    turns = [turn for turn in turns_of(interview) if counts(turn)]
    return Progress(done=sum(turn.answer is not None for turn in turns), total=len(turns))


def _judged(turn: Turn) -> Grade:
    """What the key says; in a thread that must not touch the database. What cannot be told is left to the learner."""
    if is_spoken(turn):
        return Grade(score=None, notes=(Note(text=ALOUD),))
    try:
        return recording.judged(turn.card, turn.text, seed=turn.seed, gave_up=is_left_out(turn))
    except UnreadableAnswer as error:
        return Grade(score=None, notes=(Note(text=UNREAD.format(reason=error.message)),))
    except Exception:
        # Our bug; but one answer that cannot be checked must not keep the report of all others from the learner.
        logger.exception("the answer of %s could not be checked", turn)
        return Grade(score=None, notes=(Note(text=FAILED),))


def _record(turn: Turn, grade: Grade) -> None:
    interview = turn.interview
    with transaction.atomic():
        answer = recording.record(
            turn.card,
            turn.text,
            grade,
            version=None,
            seed=turn.seed,
            now=interview.ended_at,
            key=recording.key_of_turn(interview.pk, turn.position),
            gave_up=is_left_out(turn),
            seconds=turn.seconds,
            stretch=interview.stretch,
        )
        Turn.objects.filter(pk=turn.pk, answer__isnull=True).update(answer=answer)
    turn.answer = answer


# --- the learner's own marks -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standing:
    """What the answer of a turn counts as.

    score: 0 to 1; None while nobody has judged it.   judged_by: "check", "learner", or "" while open.
    """

    score: float | None
    judged_by: str
    proposal: Proposal


def standing(turn: Turn) -> Standing:
    """turn: with its answer, from `turns_of`."""
    answer = turn.answer
    if turn.own_score is None:
        rating = Rating(answer.suggested) if answer.suggested else None
        judged_by = "" if answer.score is None else "check"
        return Standing(score=answer.score, judged_by=judged_by, proposal=Proposal(rating=rating, reason=answer.reason))
    if turn.ticked is not None and not answer.gave_up:
        _, proposal = recording.proposal_after_ticks(answer, turn.ticked)
    else:
        proposal = propose(
            score=turn.own_score,
            hints=0,
            seconds=answer.seconds,
            expected_seconds=recording.expected_seconds(answer),
        )
    return Standing(score=turn.own_score, judged_by="learner", proposal=proposal)


def may_judge(turn: Turn) -> bool:
    """Whether the learner may mark it: where our check did not, where it has key points, where one may have spoken."""
    if turn.answer is None or not counts(turn) or hasattr(turn.answer, "review"):
        return False
    if turn.answer.gave_up:
        return turn.card.question.kind in SPOKEN
    return turn.answer.score is None or bool(recording.key_of(turn.card).checklist())


def judge(turn: Turn, *, score: float | None = None, ticked: Collection[str] | None = None) -> None:
    """Record the learner's own mark, or the key points found in the answer. Given again, the last one counts.

    turn: from `turns_of`.   score: 0 to 1; where there are key points, `ticked` is given instead.
    Ticks that are just those that we had scored by take an earlier correction back.
    Raises CannotJudge, and ValueError for a score out of range or where it should have been ticks.
    """
    with transaction.atomic():
        # The same lock as for writing back: a mark comes before it, or is refused.
        Interview.objects.select_for_update(of=("self",), no_key=True).get(pk=turn.interview_id)
        if not may_judge(turn) or Review.objects.filter(answer=turn.answer_id).exists():
            raise CannotJudge
        turn.own_score, turn.ticked = _mark(turn, score, ticked)
        turn.save(update_fields=["own_score", "ticked"])


def _mark(turn: Turn, score: float | None, ticked: Collection[str] | None) -> tuple[float | None, list[str] | None]:
    """The columns `own_score` and `ticked`."""
    checklist = recording.key_of(turn.card).checklist()
    if not checklist:
        if score is None or not 0 <= score <= 1:
            raise ValueError("a score from 0 to 1 is needed")
        return score, None
    if ticked is None:
        raise ValueError("there are key points: their ticks are needed")
    known = sorted({point.value for point in checklist} & set(ticked))
    answer = turn.answer
    if answer.score is not None and not answer.gave_up and set(known) == answer.guessed(checklist):
        return None, None
    return score_after_ticks(answer, known), known
