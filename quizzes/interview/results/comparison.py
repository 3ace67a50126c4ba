"""Interviews of one learner become the points of a small chart, the rows of its table and a sentence on both."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from datetime import date, datetime

from quizzes.interview.results.items import counted
from quizzes.interview.results.tallies import FEWEST_FOR_A_SCORE, percent

SURE = 2.0  # standard errors, of the newest score and of the mean it is compared with; less may be luck


@dataclasses.dataclass(frozen=True, kw_only=True)
class Past:
    """One interview as it is compared with others.

    started: in the learner's own time zone.   items: questions that were judged.   open: those still to be judged.
    score: 0 to 1; None where nothing was judged.   interview: its number, 0 for none.
    """

    started: date | datetime
    minutes: int
    items: int
    score: float | None
    open: int
    interview: int = 0

    @property
    def shown_score(self) -> float | None:
        return self.score if self.items >= FEWEST_FOR_A_SCORE else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Point:
    """x: 0 (oldest) to 1 (newest), evenly spaced.   y: score, 0 to 1.   words: the same for who cannot see it."""

    x: float
    y: float
    words: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table, in words. score: "64 %", or why there is none.   interview: its number, 0 for none."""

    when: str
    length: str
    items: str
    score: str
    open: str
    interview: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """points: of the interviews with a score, oldest first.   rows: of all of them, newest first."""

    words: str
    points: tuple[Point, ...]
    rows: tuple[Row, ...]


def comparison(past: Sequence[Past]) -> Comparison:
    """past: oldest first; the last is the interview at hand."""
    scored = [(number, each, each.shown_score) for number, each in enumerate(past)]
    width = max(len(past) - 1, 1)
    points = tuple(
        Point(
            x=number / width if len(past) > 1 else 0.5,
            y=score,
            words=f"{moment_words(each.started)}: {percent(score)} of {counted(each.items, 'question')}",
        )
        for number, each, score in scored
        if score is not None
    )
    return Comparison(words=_words(past), points=points, rows=tuple(_row(each) for each in reversed(past)))


def day_words(day: date | datetime) -> str:
    """ "23 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def moment_words(moment: date | datetime) -> str:
    """ "23 November 2026, 09:15"; a day alone has no hour."""
    return f"{day_words(moment)}, {moment:%H:%M}" if isinstance(moment, datetime) else day_words(moment)


def _row(each: Past) -> Row:
    return Row(
        when=moment_words(each.started),
        length=f"{each.minutes} min",
        items=counted(each.items, "question"),
        score=percent(each.shown_score) or _why_no_score(each),
        open=f"{each.open} yours to judge" if each.open else "none open",
        interview=each.interview,
    )


def _why_no_score(each: Past) -> str:
    if not each.items and not each.open:
        return "no question was seen"
    if each.open and each.items + each.open >= FEWEST_FOR_A_SCORE:
        return f"only {each.items} judged so far" if each.items else "none judged so far"
    return "too few questions for a score"


def _words(past: Sequence[Past]) -> str:
    if len(past) < 2:
        return "This is your first interview; there is nothing to compare it with yet."
    now, score = past[-1], past[-1].shown_score
    earlier = [(each.shown_score, each.items) for each in past[:-1] if each.shown_score is not None]
    if score is None:
        why = _why_no_score(past[-1])
        return f"There is nothing to compare with the earlier ones: {why}."
    if not earlier:
        return f"No earlier interview has {FEWEST_FOR_A_SCORE} judged questions, so there is nothing to compare with."
    # Every question weighs the same, so that a long interview counts for more than a short one.
    questions = sum(items for _, items in earlier)
    before = sum(mean * items for mean, items in earlier) / questions
    words = f"{percent(score)} now, {percent(before)} in {counted(len(earlier), 'earlier interview')}"
    pooled = (score * now.items + before * questions) / (now.items + questions)
    error = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 / now.items + 1 / questions))
    if percent(score) == percent(before):
        return f"{words}: no change."
    if abs(score - before) < SURE * error:
        return f"{words}: with {counted(now.items, 'question')} the difference may be chance."
    return f"{words}: {'better' if score > before else 'worse'}, and by more than chance would do often."
