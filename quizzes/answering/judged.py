"""The notes on an answer become the rows of its verdict: lines of a derivation, key points with their passages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizzes.answering.passages import pieces_of
from quizzes.answers import Choice, Reading
from quizzes.banks.markup import render, render_inline
from quizzes.maths.lines import REASON

Note = Mapping[str, Any]  # as `Answer.notes` keeps it

ICONS = {"good": "✓", "plain": "?", "bad": "✗"}
WORST_FIRST = ("bad", "plain", "good")


def step_rows(text: str, notes: Iterable[Note], readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Of each line that was typed: the line, set where it can be, and what was said of it in words and by an icon."""
    latex = {reading.line: reading.latex for reading in readings}
    by_line: dict[int, list[Note]] = {}
    for note in notes:
        if note["line"] is not None:
            by_line.setdefault(note["line"], []).append(note)
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        said = by_line.get(number, [])
        if not line.strip() and not said:
            continue
        reason = REASON.search(line)
        tone = next((tone for tone in WORST_FIRST if any(note["tone"] == tone for note in said)), "plain")
        rows.append(
            {
                "number": number,
                "text": line,
                "latex": latex.get(number, ""),
                "reason": reason[0].strip() if reason else "",
                "tone": tone,
                "icon": ICONS[tone],
                "html": "".join(render(note["text"]) for note in said) or "not judged",
            }
        )
    return rows


def point_rows(checklist: Iterable[Choice], notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Of each key point that something was said of: the claim, and how the answer stands to it."""
    said = {note["option"]: note for note in notes if note["option"]}
    rows = []
    for choice in checklist:
        note = said.get(choice.value)
        if note is None:
            continue
        word, _, claim = note["text"].partition(": ")
        claim, _, reason = claim.partition("\n\n")
        spans = note.get("spans") or []
        rows.append(
            {
                "value": choice.value,
                "tone": note["tone"] if spans or note["tone"] != "bad" else "missed",
                "icon": ICONS[note["tone"]] if spans or note["tone"] != "bad" else "○",
                "word": word,
                "html": render_inline(claim),
                "said": render(reason) if reason else "",
                "spans": spans,
            }
        )
    return rows


def passages(text: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answer in pieces, each with the tone and the numbers of the points that it makes."""
    tones = {row["value"]: row["tone"] for row in rows}
    pieces = pieces_of(text, {row["value"]: row["spans"] for row in rows})
    return [{**dataclasses.asdict(piece), "tone": tones.get(piece.mark, "")} for piece in pieces]
