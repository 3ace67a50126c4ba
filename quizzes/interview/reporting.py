"""The graded turns of an interview become its report: figures, questions, comparison, and a link to share."""

from __future__ import annotations

import dataclasses
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404

from quizzes import checking
from quizzes.answering import recording
from quizzes.banks.markup import PLACEHOLDER
from quizzes.interview import exporting, grading
from quizzes.interview.grading import CannotJudge, Progress, grade_some, judge, progress_of, turns_of
from quizzes.interview.results import result
from quizzes.interview.results.comparison import Comparison, Past, comparison
from quizzes.interview.results.items import Item
from quizzes.interview.results.remarks import Remarks, foreseen
from quizzes.interview.results.result import Result
from quizzes.interview.results.titles import Title, title_of
from quizzes.interview.writing_back import prerequisites, proposals, take_up_questions, write_back
from quizzes.models import AREAS, Interview, Question, Regrade, Turn

__all__ = [
    "CannotJudge",
    "Progress",
    "Report",
    "as_json",
    "as_markdown",
    "grade_some",
    "items",
    "judge",
    "prerequisites",
    "progress_of",
    "proposals",
    "report",
    "share",
    "shared_interview",
    "take_up_questions",
    "turns_of",
    "unshare",
    "write_back",
]

AREA_TITLES = {**AREAS, "lesson": "Lessons", "project": "Projects"}  # where many questions are spoken of
COMPARED = 12  # interviews in the chart, the one at hand included
CLOSE_TO_THE_END = 2.0  # seconds before the deadline from which the clock, not the learner, has ended it
TOKEN_BYTES = 32


@dataclasses.dataclass(frozen=True, kw_only=True)
class Report:
    """All that is known of a graded interview.

    turns, items, titles, remarks: of every question, in order; remarks are None where no answer counts.
    comparison: with the learner's earlier interviews.
    """

    interview: Interview
    turns: Sequence[Turn]
    items: Sequence[Item]
    titles: Sequence[Title]
    remarks: Sequence[Remarks | None]
    result: Result
    comparison: Comparison


def report(interview: Interview, *, shared: bool = False) -> Report:
    """interview: over and graded, with its learner.   shared: its words speak of the candidate, to somebody else."""
    turns = turns_of(interview)
    titles = [_title(turn) for turn in turns]
    remarks = [remarks_of(turn) for turn in turns]
    found = _items(turns, titles, remarks)
    return Report(
        interview=interview,
        turns=turns,
        items=found,
        titles=titles,
        remarks=remarks,
        result=result.result(
            found,
            minutes=interview.minutes * interview.stretch,
            used_seconds=used_seconds(interview),
            timed_out=_timed_out(interview),
            timer=interview.timer,
            shared=shared,
        ),
        comparison=_comparison(interview),
    )


def as_markdown(interview: Interview) -> str:
    return exporting.as_markdown(report(interview))


def as_json(interview: Interview) -> dict[str, Any]:
    """Plain values, ready for json.dumps."""
    return exporting.as_json(report(interview))


def items(interview: Interview) -> list[Item]:
    turns = turns_of(interview)
    return _items(turns, [_title(turn) for turn in turns], [remarks_of(turn) for turn in turns])


def used_seconds(interview: Interview) -> float:
    """From start to end, 0 or more."""
    return max(0.0, (interview.ended_at - interview.started_at).total_seconds())


def _timed_out(interview: Interview) -> bool:
    if interview.timer != "hard" or interview.deadline is None:
        return False
    return (interview.deadline - interview.ended_at).total_seconds() <= CLOSE_TO_THE_END


# --- one item a turn -------------------------------------------------------------------------------------------------


def _items(turns: Sequence[Turn], titles: Sequence[Title], remarks: Sequence[Remarks | None]) -> list[Item]:
    needed = _needed(turns)
    return [_item(*each, needed) for each in zip(turns, titles, remarks, strict=True)]


def _needed(turns: Sequence[Turn]) -> Mapping[str, str]:
    """Titles, by slug, of the questions that those asked build on."""
    slugs = {need for turn in turns for need in turn.card.question.needs}
    questions = Question.objects.filter(slug__in=slugs).defer(*grading.UNUSED)
    return {each.slug: title_of(prompt_of(each), otherwise=each.slug).plain for each in questions}


def _item(turn: Turn, title: Title, remarks: Remarks | None, needed: Mapping[str, str]) -> Item:
    question, answer = turn.card.question, turn.answer
    reached = remarks is not None
    stands = grading.standing(turn) if reached else None
    skipped = reached and answer.gave_up and stands.judged_by != "learner"
    wrong = remarks.misconceptions() if remarks else []
    return Item(
        position=turn.position,
        slug=question.slug,
        title=title.plain,
        area=question.area,
        area_title=AREA_TITLES[question.area],
        topic=question.topic,
        topic_title=question.topic_title,
        kind=question.kind,
        level=question.level,
        needs=tuple(question.needs),
        score=None if stands is None or skipped else stands.score,
        judged_by="" if stands is None or skipped else stands.judged_by,
        skipped=skipped,
        by_button=skipped and turn.skipped,
        reached=reached,
        seconds=turn.seconds,
        expected=turn.expected * turn.interview.stretch,
        misconceptions=tuple(each.text for each in wrong),
        corrections=tuple(each.said for each in wrong),
        prerequisites=tuple((need, needed[need]) for need in question.needs if need in needed),
    )


def _title(turn: Turn) -> Title:
    question = turn.card.question
    return title_of(prompt_of(question, turn.card.part, turn.seed), otherwise=question.slug)


def prompt_of(question: Question, part: str | None = None, seed: int = 0) -> str:
    """Safe HTML of what is asked, without its numbers where they cannot be drawn. part: None for the first."""
    try:
        return checking.shown(question, question.parts[0] if part is None else part, seed)["prompt"]
    except (checking.NotDrawn, Http404, IndexError):  # it can still be told from the others
        return PLACEHOLDER.sub("…", question.html.get("prompt", ""))


def remarks_of(turn: Turn) -> Remarks | None:
    """turn: from `turns_of`.   None where it has no answer that counts."""
    if turn.answer is None or not grading.counts(turn):
        return None
    key = recording.key_of(turn.card)
    return Remarks(
        notes=turn.answer.notes,
        options=key.options(),
        checklist=key.checklist(),
        foreseen=foreseen(turn.card.question.key_fields.get("data", {}).get("wrong")),
        ticked=turn.ticked,
    )


# --- earlier interviews ----------------------------------------------------------------------------------------------


def _comparison(interview: Interview) -> Comparison:
    """With those of the learner that were graded and began before it."""
    earlier = interview.learner.interviews.filter(graded_at__isnull=False, pk__lte=interview.pk).order_by("-pk")
    interviews = [*earlier[:COMPARED]][::-1]
    scores = _scores(interviews)
    zone = interview.learner.calendar.zone
    return comparison([_past(each, scores[each.pk], zone) for each in interviews])


def _past(interview: Interview, scores: Sequence[float | None], zone: ZoneInfo) -> Past:
    judged = [score for score in scores if score is not None]
    return Past(
        started=interview.started_at.astimezone(zone),
        minutes=interview.minutes,
        interview=interview.pk,
        items=len(judged),
        score=fmean(judged) if judged else None,
        open=len(scores) - len(judged),
    )


def _scores(interviews: Sequence[Interview]) -> Mapping[int, list[float | None]]:
    """Of each interview what its answers count for; None for one that the learner has still to judge."""
    regrades = Regrade.objects.filter(answer__interview_turn__interview__in=interviews)
    later = dict(regrades.order_by("pk").values_list("answer_id", "score"))
    rows = Turn.objects.filter(interview__in=interviews, answer__isnull=False).values_list(
        "interview_id", "own_score", "answer_id", "answer__score", "card__part", "card__question__parts"
    )
    scores: dict[int, list[float | None]] = defaultdict(list)
    for pk, own, answer, score, part, parts in rows:
        if part in parts:  # else it no longer counts in the report either
            scores[pk].append(later.get(answer, score) if own is None else own)
    return scores


# --- a link to share -------------------------------------------------------------------------------------------------


def share(interview: Interview) -> str:
    """The token of the link under which anybody can read the report; made at the first time."""
    if interview.share is None:
        Interview.objects.filter(pk=interview.pk, share__isnull=True).update(share=secrets.token_urlsafe(TOKEN_BYTES))
        interview.refresh_from_db(fields=["share"])
    return interview.share


def unshare(interview: Interview) -> None:
    """Withdraw the link. A later one is another."""
    Interview.objects.filter(pk=interview.pk).update(share=None)
    interview.share = None


def shared_interview(token: str) -> Interview:
    """The graded interview that is shared under this token. Raises Http404."""
    found = Interview.objects.filter(share=token, graded_at__isnull=False) if "\0" not in token else None
    interview = found.select_related("learner").first() if found is not None else None
    if interview is None:
        raise Http404
    return interview
