"""A card, or an answer to it, becomes what its page shows: plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from quizzes import checking
from quizzes.answering import judged, recording
from quizzes.answering.ticking import NOT_EVEN_PARTLY, in_part
from quizzes.answers import AnswerKey, Reading, UnreadableAnswer
from quizzes.banks.markup import render, render_inline
from quizzes.memory.ratings import FULL_SCORE, Proposal, Rating
from quizzes.memory.scheduling import wait_words
from quizzes.models import Answer, Card

TYPED = ("formula", "steps")  # boxes whose answers are shown as they were read
LITTLE = 0.2  # a score below it is called wrong: what little was found may be chance
NEARBY = 20  # characters shown on either side of a place that could not be read


def card_page(
    card: Card,
    *,
    seed: int | None = None,
    texts: Sequence[str] = (),
    hints: int = 0,
    error: UnreadableAnswer | None = None,
) -> dict[str, Any]:
    """seed: of the variant; None for the one that a review would show.

    texts: what was typed or ticked before, to be shown again.   hints: how many to show.
    """
    seed = recording.seed_of(card) if seed is None else seed
    key = recording.key_of(card)
    html = checking.shown(card.question, card.part, seed)
    hints = min(hints, len(html["hints"]))
    return {
        "card": card,
        "question": card.question,
        "key": key,
        "box": f"answers/{key.box}.html",
        "html": html,
        "options": [
            {"value": option.value, "html": html["options"][option.value]} for option in recording.in_order(key, seed)
        ],
        "text": texts[0] if texts else "",
        "chosen": texts,
        "hints": hints,
        "shown_hints": html["hints"][:hints],
        "more_hints": len(html["hints"]) - hints,
        "showing": recording.key_of_showing(card),
        "error": error,
        "error_html": render_inline(error.message) if error else "",
    }


def preview_lines(text: str, readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Each reading with its line cut where it could not be read: `before` that place, `at` it, `after` it.

    The three are missing where no place is at fault.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    rows = []
    for reading in readings:
        row = {"line": reading.line, "latex": reading.latex, "error": reading.error}
        row["error_html"] = render_inline(reading.error) if reading.error else ""
        if reading.position is not None and reading.line <= len(lines):
            row |= _cut(lines[reading.line - 1], reading.position)
        rows.append(row)
    return rows


def _cut(line: str, place: int) -> dict[str, str]:
    before, after = line[:place], line[place + 1 :]
    return {
        "before": "…" * (len(before) > NEARBY) + before[-NEARBY:],
        "at": line[place : place + 1] or "\N{NO-BREAK SPACE}",  # what breaks off is at fault behind its end
        "after": after[:NEARBY] + "…" * (len(after) > NEARBY),
    }


def verdict_page(answer: Answer, *, waits: Mapping[Rating, timedelta]) -> dict[str, Any]:
    """waits: how long until the next review, by rating; empty when the answer is graded already."""
    question = answer.card.question
    key = recording.key_of(answer.card)
    html = checking.shown(question, answer.card.part, answer.seed, answer=True)
    is_tickable = bool(waits and not answer.gave_up and key.checklist())
    readings = checking.readings(question, answer.card.part, answer.text) if key.box in TYPED else ()
    told = judged.point_rows(key.checklist(), answer.notes)
    steps = judged.step_rows(answer.text, answer.notes, readings) if key.box == "steps" and answer.text.strip() else []
    return {
        "answer": answer,
        "card": answer.card,
        "question": question,
        "key": key,
        "html": html,
        "options": _marked_options(key, answer, html),
        "checklist": _ticks(key, answer, told, html) if is_tickable else {},
        "notes": _notes(answer, is_by_line=bool(steps)),
        "steps": steps,
        "read_as": readings[0].latex if len(readings) == 1 else "",
        "points": told,
        "pieces": judged.passages(answer.text, told),
        "unsure": answer.score is None,
        "score": answer.score,
        "verdict": _verdict_word(answer.score),
        "undecided": recording.is_undecided(answer),
        "graded": not waits,
        "reason": answer.reason,
        **grades(answer.suggested, waits),
    }


def after_ticks(
    answer: Answer, score: float | None, proposal: Proposal, *, waits: Mapping[Rating, timedelta]
) -> dict[str, Any]:
    """What changes on the page of a verdict once the learner has ticked key points: its headline and the grades."""
    return {
        "answer": answer,
        "score": score,
        "verdict": _verdict_word(score),
        "by_ticks": score != answer.score,
        "notes": _notes(answer),
        "reason": proposal.reason,
        **grades(proposal.rating, waits),
    }


def grades(suggested: int | None, waits: Mapping[Rating, timedelta]) -> dict[str, Any]:
    """The four buttons. Where nothing is suggested none of them stands out, and Space takes none."""
    return {
        "grades": [
            {"rating": rating, "wait": wait_words(wait), "default": rating == suggested}
            for rating, wait in waits.items()
        ],
        "suggested": suggested,
        "suggested_label": Rating(suggested).label if suggested else "",
    }


def _verdict_word(score: float | None) -> str:
    """right, partly, wrong, or yours where the learner is the judge."""
    if score is None:
        return "yours"
    if score >= FULL_SCORE:
        return "right"
    return "partly" if score >= LITTLE else "wrong"


def _notes(answer: Answer, *, is_by_line: bool = False) -> list[dict[str, Any]]:
    """Those on the answer as a whole. is_by_line: what is said of a line stands beside it."""
    return [
        {**note, "html": render(note["text"])}
        for note in answer.notes
        if not note["option"] and not (is_by_line and note["line"] is not None)
    ]


def _ticks(
    key: AnswerKey, answer: Answer, told: Iterable[Mapping[str, Any]], html: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """The key points to be ticked: those that count, and by themselves the misconceptions that we did not find."""
    said = {row["value"]: row for row in told}
    guesses, partly = answer.guessed(key.checklist()), in_part(answer)
    rows = [
        {
            **said.get(point.value, {"tone": "missed", "icon": "○", "word": "Not found", "said": "", "spans": ()}),
            "value": point.value,
            "html": html["checklist"][point.value],
            "harmful": point.harmful,
            "ticked": point.value in guesses,
            "less": NOT_EVEN_PARTLY + point.value if point.value in partly else "",
        }
        for point in key.checklist()
    ]
    is_aside = [row["harmful"] and row["value"] not in said for row in rows]
    return {
        "points": [row for row, aside in zip(rows, is_aside, strict=True) if not aside],
        "pitfalls": [row for row, aside in zip(rows, is_aside, strict=True) if aside],
    }


def _marked_options(key: AnswerKey, answer: Answer, html: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Options in the order in which they were shown: right or not, chosen or not, and what the author says of each."""
    chosen, right = set(answer.text.split()), set(key.model_answer().split())
    return [
        {
            "html": html["options"][option.value],
            "chosen": option.value in chosen,
            "right": option.value in right,
            "said": html["feedback"].get(option.value, ""),
        }
        for option in recording.in_order(key, answer.seed)
    ]
