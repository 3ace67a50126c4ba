"""A card, or an answer to it, becomes what its page shows: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from quizzes.answers import AnswerKey, UnreadableAnswer
from quizzes.banks.markup import render, render_inline
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import wait_words
from quizzes.models import Answer, Card
from quizzes.review import services


def card_page(
    card: Card, *, texts: Sequence[str] = (), hints: int = 0, error: UnreadableAnswer | None = None
) -> dict[str, Any]:
    """texts: what was typed or ticked before, to be shown again.   hints: how many to show."""
    seed = services.seed_of(card)
    key = card.question.key(card.part, seed)
    html = card.question.shown(key)
    hints = min(hints, len(html["hints"]))
    return {
        "card": card,
        "question": card.question,
        "key": key,
        "box": f"answers/{key.box}.html",
        "html": html,
        "options": [
            {"value": option.value, "html": html["options"][option.value]} for option in services.in_order(key, seed)
        ],
        "text": texts[0] if texts else "",
        "chosen": texts,
        "hints": hints,
        "shown_hints": html["hints"][:hints],
        "more_hints": len(html["hints"]) - hints,
        "showing": services.key_of_showing(card),
        "error": error,
        "error_html": render_inline(error.message) if error else "",
    }


def verdict_page(answer: Answer, *, waits: Mapping[Rating, timedelta]) -> dict[str, Any]:
    """waits: how long until the next review, by rating; empty when the answer is graded already."""
    question = answer.card.question
    key = question.key(answer.card.part, answer.seed)
    html = question.shown(key)
    points = key.checklist() if waits and not answer.gave_up else ()
    return {
        "answer": answer,
        "card": answer.card,
        "question": question,
        "key": key,
        "html": html,
        "options": _marked_options(key, answer, html),
        "checklist": [
            {"value": point.value, "html": html["checklist"][point.value], "harmful": point.harmful} for point in points
        ],
        "has_harmful": any(point.harmful for point in points),
        "notes": [{**note, "html": render(note["text"])} for note in answer.notes if not note["option"]],
        "verdict": _verdict_word(answer),
        "graded": not waits,
        "reason": answer.reason,
        **grades(answer.suggested, waits),
    }


def grades(suggested: int | None, waits: Mapping[Rating, timedelta]) -> dict[str, Any]:
    """The four buttons. Where nothing is suggested, Space takes Good, as people know it from other programs."""
    default = Rating(suggested or Rating.GOOD)
    return {
        "grades": [
            {"rating": rating, "wait": wait_words(wait), "default": rating == default} for rating, wait in waits.items()
        ],
        "suggested": suggested,
        "suggested_label": default.label,
    }


def _verdict_word(answer: Answer) -> str:
    """right, partly, wrong, or yours where the learner is the judge."""
    if answer.score is None:
        return "yours"
    if answer.score >= 1:
        return "right"
    return "partly" if answer.score > 0 else "wrong"


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
        for option in services.in_order(key, answer.seed)
    ]
