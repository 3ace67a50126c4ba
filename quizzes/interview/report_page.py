"""The report of an interview becomes what its page shows: plain values, and the numbers of two small drawings."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404

from quizzes import checking
from quizzes.answering import judged, recording
from quizzes.answering.showing import verdict_page
from quizzes.banks.markup import render
from quizzes.interview import grading, reporting, writing_back
from quizzes.interview.reporting import Report
from quizzes.interview.results.comparison import Comparison, moment_words
from quizzes.interview.results.items import EMPTY, NOT_REACHED, OPEN, PARTLY, RIGHT, SKIPPED, WRONG, Item
from quizzes.interview.results.remarks import Remarks
from quizzes.interview.results.tallies import percent
from quizzes.interview.results.titles import Title, html_of
from quizzes.interview.sitting import SPOKEN
from quizzes.memory.ratings import duration_words
from quizzes.models import Interview, Turn

ICONS = {RIGHT: "✓", PARTLY: "◐", WRONG: "✗", SKIPPED: "○", EMPTY: "○", OPEN: "?", NOT_REACHED: "–"}
TONES = {
    RIGHT: "right",
    PARTLY: "partly",
    WRONG: "wrong",
    SKIPPED: "skipped",
    EMPTY: "skipped",
    OPEN: "yours",
    NOT_REACHED: "unseen",
}
POINT_ICONS = {"good": "✓", "missed": "○", "bad": "✗"}
CANDIDATE = "the candidate"  # who a shared report speaks of
FEW_TOPICS = 6  # are shown at once
# What the three buttons count for: amidst the scores of their words.
OWN_SCORES = {RIGHT: 1.0, PARTLY: 0.75, WRONG: 0.0}

BAR_WIDTH = 116  # of the longest time, in the units of its drawing, which are pixels
CHART_WIDTH, CHART_HEIGHT = 420, 180
CHART_LEFT, CHART_RIGHT, CHART_TOP, CHART_BOTTOM = 56, 12, 16, 30  # margins around the points
LINES = (0.0, 0.5, 1.0)  # scores at which the chart has a line


def report_page(interview: Interview, *, shared: bool = False) -> dict[str, Any]:
    """All that the page shows. shared: for whoever has the link, who sees nothing of the learner's other things."""
    found = reporting.report(interview, shared=shared)
    context = {
        **summary(found),
        "interview": interview,
        "shared": shared,
        "started": _moment_words(interview),
        "rows": [_row(found, at, shared=shared) for at in range(len(found.turns))],
        "times": _times(found.items, found.titles),
    }
    if shared:
        return context
    return {
        **context,
        **plan_section(interview, found),
        "prerequisites": _prerequisites(interview, found.turns),
        "comparison": found.comparison,
        "chart": _chart(found.comparison),
    }


def _moment_words(interview: Interview) -> str:
    started = interview.started_at.astimezone(interview.learner.calendar.zone)
    return moment_words(started)


def summary(found: Report) -> dict[str, Any]:
    """What stands above the questions; it changes with each mark that the learner gives."""
    result = found.result
    titles = {item.position: title for item, title in zip(found.items, found.titles, strict=True)}
    return {
        "result": result,
        "fixes": [
            {
                "title": html_of(fix.title),
                "advice": html_of(fix.advice),
                "misconception": render(fix.misconception) if fix.misconception else "",
                "questions": [{"position": at, "title": titles[at]} for at in fix.items],
            }
            for fix in result.fixes
        ],
        "tallies": [{"by": "area", "rows": result.by_area}, {"by": "skill", "rows": result.by_skill}],
        "topics": [{"by": "topic", "rows": result.by_topic}],
        "few_topics": len(result.by_topic) <= FEW_TOPICS,
        "has_open": any(each.open for each in result.by_area),
        "has_not_reached": any(each.not_reached for each in result.by_area),
        "total": result.total,
        "open": [{"position": at, "title": titles[at]} for at in result.open],
        "skipped": [{"position": at, "title": titles[at]} for at in result.skipped],
        "not_reached": [{"position": at, "title": titles[at]} for at in result.not_reached],
    }


# --- one question ----------------------------------------------------------------------------------------------------


def item_page(interview: Interview, found: Report, position: int) -> dict[str, Any]:
    """One question again, after a mark."""
    at = position - 1
    return {"row": {**_row(found, at), "open": True}, "interview": interview, "shared": False}


def _row(found: Report, at: int, *, shared: bool = False) -> dict[str, Any]:
    """judging: what the learner's own mark needs; None where the mark is not theirs to give.

    page: the verdict; None where there is none, and `uncounted` says why, or its numbers cannot be had.
    choices: the options by value, for an answer that this browser alone has.
    """
    turn, item, title, remarks = found.turns[at], found.items[at], found.titles[at], found.remarks[at]
    return {
        "turn": turn,
        "item": item,
        "title": title,
        "stand": _stand(item, shared=shared),
        "icon": ICONS[item.mark],
        "tone": TONES[item.mark],
        "open": item.mark not in (RIGHT, NOT_REACHED),
        "spoken": turn.card.question.kind in SPOKEN and item.reached,
        "judging": _judging(turn, item) if grading.may_judge(turn) else None,
        "page": _verdict(turn, item, remarks, shared=shared) if remarks else None,
        "prompt": "" if item.reached else reporting.prompt_of(turn.card.question, turn.card.part, turn.seed),
        "uncounted": "" if item.reached else _why_uncounted(turn, shared=shared),
        "choices": [] if shared else _choices(turn),
    }


def _stand(item: Item, *, shared: bool = False) -> str:
    """ "Partly right, by your own mark"."""
    if item.mark == OPEN and shared:
        return "Not judged yet"
    whose = f", marked by {CANDIDATE}" if shared else ", by your own mark"
    return item.mark.capitalize() + (whose if item.judged_by == "learner" else "")


def _why_uncounted(turn: Turn, *, shared: bool) -> str:
    if turn.card.part not in turn.card.question.parts:
        why = "This question has been rewritten since"
    elif turn.seen:
        why = "This question was only glanced at" if shared else "You only glanced at this question"
    else:
        why = "This question was not reached" if shared else "You did not get to this question"
    return f"{why}, so it counts neither way."


def _verdict(turn: Turn, item: Item, remarks: Remarks, *, shared: bool) -> dict[str, Any] | None:
    """None where the numbers of the question cannot be had at the moment."""
    answer = copy.copy(turn.answer)  # for showing only; the row in the log stays as it is
    is_own = item.judged_by == "learner"
    asks_in_vain = turn.answer.score is None and (is_own or shared)  # receipt and notes ask the learner for a mark
    if is_own:
        answer.score, answer.gave_up = item.score, False
    if asks_in_vain or turn.ticked is not None:
        answer.receipt = ""
    try:
        page = verdict_page(answer, waits={})
    except checking.NotDrawn:
        return None
    if not item.skipped:
        page["verdict"] = TONES[item.mark]
    if asks_in_vain:
        page["notes"] = []
    if turn.ticked is not None:
        page["points"] = _ticked_points(page, remarks, who=CANDIDATE if shared else "you")
    elif item.mark == OPEN and not shared and grading.may_judge(turn):
        page["points"] = []  # they stand below, to be ticked
    elif shared:
        for point in page["points"]:
            point["word"] = point["word"].replace("You say", "Says")
    page["pieces"] = judged.passages(answer.text, page["points"])
    page["in_words"] = is_own and turn.ticked is None  # one of three marks, which has no percentage
    return page


def _ticked_points(page: dict[str, Any], remarks: Remarks, *, who: str) -> list[dict[str, Any]]:
    """The key points as the learner ticked them; a passage stays marked where we had found the same."""
    told = {row["value"]: row for row in page["points"]}
    rows = []
    for point in remarks.points(who=who):
        value = point.choice.value
        same = told.get(value) if told.get(value, {}).get("tone") == point.tone else None
        rows.append(
            {
                "value": value,
                "tone": point.tone,
                "icon": POINT_ICONS[point.tone],
                "word": point.word,
                "html": page["html"]["checklist"][value],
                "said": same["said"] if same else "",
                "spans": same["spans"] if same else [],
            }
        )
    return rows


def _choices(turn: Turn) -> list[dict[str, str]]:
    try:
        options = recording.key_of(turn.card).options()
        html = checking.shown(turn.card.question, turn.card.part, turn.seed)["options"] if options else {}
    except (checking.NotDrawn, Http404):
        return []
    return [{"value": option.value, "html": html[option.value]} for option in options]


def _judging(turn: Turn, item: Item) -> dict[str, Any]:
    """The key points to tick, or the three marks to choose from."""
    checklist = recording.key_of(turn.card).checklist()
    html = turn.card.question.html.get("checklist", {})
    ticked = turn.answer.guessed(checklist) if turn.ticked is None else set(turn.ticked)
    return {
        "needed": item.mark == OPEN,
        "heard": item.mark == OPEN and not turn.text.strip(),
        "spoken": item.skipped,
        "points": [
            {
                "value": point.value,
                "html": html.get(point.value, ""),
                "harmful": point.harmful,
                "ticked": point.value in ticked,
            }
            for point in checklist
        ],
        "has_harmful": any(point.harmful for point in checklist),
        "marks": [
            {"name": TONES[mark], "icon": ICONS[mark], "label": mark.capitalize(), "chosen": item.mark == mark}
            for mark in OWN_SCORES
        ],
    }


def score_of_mark(name: str) -> float | None:
    """Of "right", "partly" or "wrong", as the buttons send them; None for anything else."""
    return next((score for mark, score in OWN_SCORES.items() if TONES[mark] == name), None)


# --- into the plan ---------------------------------------------------------------------------------------------------

FATES = {
    writing_back.REVIEW: "Counts as a review",
    writing_back.FRESH: "Not reached: waits among your new cards",
    writing_back.OPEN: "Stays out until you have judged your answer",
    writing_back.CHANGED: "Stays out: the question has been rewritten since",
    writing_back.DONE: "In your plan",
}
FATE_ORDER = list(FATES)


def plan_section(interview: Interview, found: Report) -> dict[str, Any]:
    """What becomes of which question when the interview is put into the plan, and how many are meant."""
    titles = {turn.pk: title for turn, title in zip(found.turns, found.titles, strict=True)}
    rows = [row for row in writing_back.proposals(interview, turns=found.turns) if row.fate in FATES]
    rows.sort(key=lambda row: FATE_ORDER.index(row.fate))
    return {
        "interview": interview,
        "going_in": sum(row.goes_in for row in rows),
        "coming_new": sum(row.goes_in and row.is_new for row in rows),
        "waiting": sum(row.fate == writing_back.OPEN for row in rows),
        "already": sum(row.fate == writing_back.DONE for row in rows),
        "as_of_now": sum(row.on_its_day is False for row in rows),
        "fates": [
            {"words": FATES[fate], "rows": [{"row": row, "title": titles[row.turn.pk]} for row in group]}
            for fate, group in groupby(rows, key=lambda row: row.fate)
        ],
    }


def _prerequisites(interview: Interview, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    return [
        {"question": question, "html": reporting.prompt_of(question)}
        for question in writing_back.prerequisites(interview, turns=turns)
    ]


# --- two small drawings ----------------------------------------------------------------------------------------------


def _times(items: Sequence[Item], titles: Sequence[Title]) -> list[dict[str, Any]]:
    """Used and expected time of each question that was seen, in words and as lengths of one scale."""
    seen = [(item, title) for item, title in zip(items, titles, strict=True) if item.reached]
    longest = max((max(item.seconds, item.expected) for item, _ in seen), default=0.0) or 1.0
    return [
        {
            "item": item,
            "title": title,
            "used": duration_words(item.seconds),
            "expected": duration_words(item.expected) if item.expected > 0 else "unknown",
            "remark": "more than twice as long" if item.slow else "rushed" if item.rushed else "",
            "width": round(BAR_WIDTH * item.seconds / longest, 1),
            "mark": round(BAR_WIDTH * item.expected / longest, 1),
        }
        for item, title in seen
    ]


def _chart(comparison: Comparison) -> dict[str, Any] | None:
    """Places of points, lines and words in the drawing; None with fewer than two points, which make no line."""
    if len(comparison.points) < 2:
        return None
    width, height = CHART_WIDTH - CHART_LEFT - CHART_RIGHT, CHART_HEIGHT - CHART_TOP - CHART_BOTTOM

    def y(score: float) -> float:
        return round(CHART_TOP + height * (1 - score), 1)

    points = [
        {"x": round(CHART_LEFT + width * point.x, 1), "y": y(point.y), "words": point.words}
        for point in comparison.points
    ]
    return {
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "left": CHART_LEFT,
        "right": CHART_WIDTH - CHART_RIGHT,
        "bottom": CHART_HEIGHT - 6,
        "points": points,
        "path": " ".join(f"{point['x']},{point['y']}" for point in points),
        "lines": [{"y": y(score), "words": percent(score)} for score in LINES],
    }
