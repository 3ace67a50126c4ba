"""The answers of an interview become reviews of their cards, once and only when the learner says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from quizzes.answering import recording
from quizzes.interview import grading
from quizzes.memory.ratings import PASSING_SCORE, Proposal
from quizzes.models import Card, Interview, Learner, Question, Turn

MOST_PREREQUISITES = 12  # offered at once
OF_A_TOPIC = 3  # first questions of a topic that is needed as a whole

# What becomes of a question; each has exactly one of these fates.
REVIEW, FRESH, OPEN, CHANGED, DONE, NOTHING = "review", "fresh", "open", "changed", "done", "nothing"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """What becomes of one question when the interview is put into the plan.

    fate: REVIEW, its answer counts as a review with the proposed rating; FRESH, it was not reached and waits as a new
    card; OPEN, the learner has to judge the answer first; CHANGED, its question means something else by now; DONE, its
    answer is a review that stands; NOTHING, it was not reached and is in the plan anyway, or its part is no longer
    asked, or the learner has taken its review back.
    is_new: it comes into the plan by this.   proposal: None but for REVIEW.
    on_its_day: its review counts as of the interview's day; False where the card was reviewed on a later day, after
    which it counts as of now; None but for REVIEW.
    """

    turn: Turn
    fate: str
    is_new: bool
    proposal: Proposal | None = None
    on_its_day: bool | None = None

    @property
    def goes_in(self) -> bool:
        return self.fate in (REVIEW, FRESH)


def proposals(interview: Interview, *, turns: Sequence[Turn] | None = None) -> list[Row]:
    """turns: those from `grading.turns_of`, where they are at hand."""
    return [_row(turn) for turn in (grading.turns_of(interview) if turns is None else turns)]


def _row(turn: Turn) -> Row:
    card, answer = turn.card, turn.answer
    if answer is None:
        is_asked = card.part in card.question.parts and card.question.state == "published"
        return Row(turn=turn, fate=FRESH if card.laid_down and is_asked else NOTHING, is_new=card.laid_down)
    if hasattr(answer, "review"):
        return Row(turn=turn, fate=NOTHING if hasattr(answer.review, "undo") else DONE, is_new=False)
    if answer.question_rev != card.question.rev or not grading.counts(turn):
        return Row(turn=turn, fate=CHANGED, is_new=False)
    proposal = grading.standing(turn).proposal
    if proposal.rating is None:
        return Row(turn=turn, fate=OPEN, is_new=card.laid_down)
    return Row(
        turn=turn,
        fate=REVIEW,
        is_new=card.laid_down,
        proposal=proposal,
        on_its_day=recording.may_count_on_its_day(answer, card),
    )


def write_back(interview: Interview, *, now: datetime) -> int:
    """Make a review of each answer that has been judged, and cards of questions that the learner did not have yet.

    now: only what cannot count as of the interview's day counts as of then.
    Returns how many questions went in. Done again it takes in only what has been judged since; nothing counts twice.
    """
    with transaction.atomic():
        # Before the cards, as where the day is planned: two that lock in different orders wait for each other for ever.
        Learner.objects.select_for_update(of=("self",), no_key=True).get(pk=interview.learner_id)
        # Of two tabs, the second waits here and then finds the reviews of the first.
        locked = Interview.objects.select_for_update(of=("self",), no_key=True).get(pk=interview.pk)
        locked.learner = interview.learner
        rows = [row for row in proposals(locked) if row.goes_in]
        scheduler = recording.scheduler_of(interview.learner) if any(row.proposal for row in rows) else None
        for row in rows:
            if row.proposal is not None:
                # Only ticks that were judged by are the review's; a spoken answer's say nothing of what was written.
                ticked = None if row.turn.answer.gave_up else row.turn.ticked
                recording.grade_answer(
                    row.turn.answer, row.proposal.rating, now=now, ticked=ticked, scheduler=scheduler
                )
        _lay_open(row.turn.card_id for row in rows if row.is_new)
        if rows:
            _replan(interview.learner)
            if locked.written_at is None:
                locked.written_at = now
                locked.save(update_fields=["written_at"])
    interview.written_at = locked.written_at
    return len(rows)


def _lay_open(cards: Iterable[int]) -> None:
    Card.objects.filter(pk__in=list(cards)).update(laid_down=False)


def _replan(learner: Learner) -> None:
    """Let today's portion be made up anew, with the new cards and without those just answered."""
    Learner.objects.filter(pk=learner.pk).update(planned_on=None)
    learner.planned_on = None


# --- what the failed ones build on -----------------------------------------------------------------------------------


def prerequisites(interview: Interview, *, turns: Sequence[Turn] | None = None) -> list[Question]:
    """Questions that those which fell short build on and that are not in the plan, in the order of the syllabus.

    Where a whole topic is needed, its first questions stand for it.
    """
    turns = grading.turns_of(interview) if turns is None else turns
    needs = {need for turn in turns if _fell_short(turn) for need in turn.card.question.needs}
    if not needs:
        return []
    asked = {turn.card.question_id for turn in turns}
    published = Question.objects.published().defer(*grading.UNUSED).order_by("place", "slug")
    named = list(published.filter(slug__in=needs))
    topics = needs - {question.slug for question in named}
    found = {question.pk: question for question in [*named, *_first_of(topics, published)]}
    have = set(interview.learner.cards.in_use().filter(question__in=found).values_list("question", flat=True))
    offered = [question for pk, question in found.items() if pk not in have | asked]
    return sorted(offered, key=lambda question: (question.place, question.slug))[:MOST_PREREQUISITES]


def _fell_short(turn: Turn) -> bool:
    if turn.answer is None:
        return False
    score = grading.standing(turn).score
    return score is not None and score < PASSING_SCORE


def _first_of(topics: Collection[str], published: Iterable[Question]) -> list[Question]:
    """topics: such as "pr", or "it.entropy" for a part of one."""
    found = []
    for name in sorted(topics):
        topic, dot, _ = name.partition(".")
        members = published.filter(topic=topic, **({"tags__0": name} if dot else {}))
        found += members[:OF_A_TOPIC]
    return found


def take_up_questions(learner: Learner, questions: Iterable[Question]) -> int:
    """Put single questions into the plan, as new cards or with the memory that they had. Returns how many came in."""
    questions = list(questions)
    with transaction.atomic():
        held = {(card.question_id, card.part): card for card in learner.cards.filter(question__in=questions)}
        wanted = [(question.pk, part) for question in questions for part in question.parts]
        missing = [Card(learner=learner, question_id=pk, part=part) for pk, part in wanted if (pk, part) not in held]
        Card.objects.bulk_create(missing, ignore_conflicts=True)
        laid_down = [held[place] for place in wanted if place in held and held[place].laid_down]
        _lay_open(card.pk for card in laid_down)
        if missing or laid_down:
            _replan(learner)
    return len({card.question_id for card in [*missing, *laid_down]})
