"""A learner's questions become the candidates of an interview, with what is known of each: few queries, many rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from django.db.models import Count, Exists, Max, OuterRef, TextField
from django.db.models.functions import Cast

from quizzes.interview.plan import Candidate
from quizzes.memory.ratings import PASSING_SCORE
from quizzes.memory.scheduling import Memory, Schedule, Stage, retrievability
from quizzes.models import Learner, Question, Regrade

BARRED = 2  # interviews whose questions are not asked again
UNKNOWN = 60  # seconds that a question takes which does not say
LONG_AGO, LONG = date(2000, 1, 1), timedelta(days=1000)


def candidates(learner: Learner, *, now: datetime) -> list[Candidate]:
    """Every part of every published question but for those that the learner has suspended.

    Six queries, whatever their number. retrievability is the chance of recall on the learning day of `now`; errors are
    lapses and failed answers, those of interviews included; recent ones were among the last two interviews' questions.
    """
    today = learner.calendar.day(now).toordinal()
    reviewed, suspended = _reviewed(learner), _suspended(learner)
    failed, asked = _failed_answers(learner), _asked(learner)
    barred = min(learner.interviews.order_by("-pk").values_list("pk", flat=True)[:BARRED], default=0)
    recall = _recall_by(learner.schedule)
    found = []
    for question, slug, kind, area, topic, level, seconds, parts, needs in _questions():
        interview, interview_day = asked.get(question, NEVER_ASKED)
        for part in _from_json(parts):
            name = (question, part)
            if name in suspended:
                continue
            stability, last_day, lapses = reviewed.get(name, NEVER_REVIEWED)
            share = (today - last_day.toordinal()) / stability if last_day and stability else None
            found.append(
                Candidate(
                    question=question,
                    slug=slug,
                    part=part,
                    kind=kind,
                    area=area,
                    topic=topic,
                    level=level,
                    minutes=(seconds or UNKNOWN) / 60,
                    retrievability=None if share is None else recall(round(share, 2)),
                    errors=lapses + failed.get(name, 0),
                    last_asked=max(last_day, interview_day)
                    if last_day and interview_day
                    else last_day or interview_day,
                    recent=interview >= barred > 0,
                    needs=_from_json(needs),
                )
            )
    return found


Name = tuple[int, str]  # question and part
NEVER_REVIEWED: tuple[float | None, date | None, int] = (None, None, 0)
NEVER_ASKED: tuple[int, date | None] = (0, None)


def _questions() -> Iterable[tuple[int, str, str, str, str, str, int, str, str]]:
    # As text: most lists are empty or alike, and are then read once instead of ten thousand times.
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("parts", "needs")}
    columns = ("pk", "slug", "kind", "area", "topic", "level", "seconds", *texts)
    return Question.objects.published().annotate(**texts).order_by("pk").values_list(*columns)


@lru_cache(maxsize=2_000)
def _from_json(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _reviewed(learner: Learner) -> dict[Name, tuple[float | None, date | None, int]]:
    """Stability in days, last day and lapses of the cards that have been reviewed."""
    rows = learner.cards.filter(last_day__isnull=False).order_by()
    columns = ("question_id", "part", "stability", "last_day", "lapses")
    return {(question, part): tuple(row) for question, part, *row in rows.values_list(*columns)}


def _suspended(learner: Learner) -> set[Name]:
    return set(learner.cards.filter(suspended=True).order_by().values_list("question_id", "part"))


def _failed_answers(learner: Learner) -> dict[Name, int]:
    """How many answers were wrong. One that was later found right was not."""
    mended = Regrade.objects.filter(answer=OuterRef("pk"), score__gte=PASSING_SCORE)
    wrong = learner.answers.filter(~Exists(mended), score__lt=PASSING_SCORE).order_by()
    rows = wrong.values_list("card__question_id", "card__part").annotate(Count("pk"))
    return {(question, part): count for question, part, count in rows}


def _asked(learner: Learner) -> dict[int, tuple[int, date | None]]:
    """By question: the last interview that had it, and the learning day on which that began."""
    rows = (
        learner.interviews.order_by()
        .filter(turns__isnull=False)
        .values_list("turns__card__question_id")
        .annotate(Max("pk"), Max("started_at"))
    )
    return {question: (interview, learner.calendar.day(began)) for question, interview, began in rows}


def _recall_by(schedule: Schedule) -> Callable[[float], float | None]:
    """Chance of recall when so many times the stability has gone by since the last review, 0 or more.

    By FSRS recall depends on nothing else, so that a few hundred computations serve any number of cards.
    """

    @cache
    def recall(share: float) -> float | None:
        if share <= 0:
            return 1.0
        memory = Memory(stage=Stage.REVIEW, stability=LONG.days / share, last_day=LONG_AGO)
        return retrievability(memory, day=LONG_AGO + LONG, schedule=schedule)

    return recall
