"""Questions to a table with nothing left out, whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.banks.questions import Question
from quizzes.exchange.columns import COLUMNS, HINTS, SECTIONS, harmless
from quizzes.exchange.yaml_text import scalar
from quizzes.kinds.choice import LETTERS, ChoiceKey

ALWAYS = ("id", "kind", "level", "tags", "prompt", "answer", "why")  # columns that stand there even if empty


def as_csv(questions: Iterable[Question]) -> str:
    """A header row and a row for each question; `tables.read_csv` reads the same questions back.

    Columns that no question needs are left out. Lines end with \\r\\n, as spreadsheets expect.
    """
    rows = [_row(question) for question in questions]
    columns = [name for name in COLUMNS if name in ALWAYS or any(row.get(name) for row in rows)]
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(row.get(name, "")) for name in columns])
    return table.getvalue()


def _row(question: Question) -> dict[str, str]:
    row = {"id": question.slug, "kind": question.kind, "level": question.level, "prompt": question.prompt}
    more = {name: value for name, value in question.fields.data.items() if name not in ("kind", "level")}
    for name in ("tags", "needs"):
        _move_words(name, more, row)
    if question.kind in ("numeric", "symbolic"):
        _move_answer(more, row)
    _move_tolerance(more, row)
    if isinstance(more.get("unit"), str):
        row["unit"] = more.pop("unit")
    if isinstance(question.key, ChoiceKey):
        _put_options(question.key, more, row)
    _put_sections(question, row)
    if more:
        row["fields"] = json.dumps(more, ensure_ascii=False)
    return row


def _move_words(name: str, more: dict[str, Any], row: dict[str, str]) -> None:
    """A list of words has a column of its own, unless a word holds what parts the words there."""
    words = more.get(name) or []
    if all(word == word.strip() and not re.search(r"[,;\n]", word) for word in words):
        row[name] = ", ".join(words)
        more.pop(name, None)


def _move_answer(more: dict[str, Any], row: dict[str, str]) -> None:
    answer = more.get("answer")
    if isinstance(answer, str | int | float) and _comes_back(answer):
        row["answer"] = str(more.pop("answer"))


def _move_tolerance(more: dict[str, Any], row: dict[str, str]) -> None:
    """An absolute one; a relative one stays a field, as per cent might not come back to the last digit."""
    match more.get("tolerance"):
        case {"abs": int() | float() as margin, **others} if not others and _comes_back(margin):
            row["tolerance"] = str(margin)
            del more["tolerance"]


def _comes_back(value: str | int | float) -> bool:
    read = scalar(str(value).strip())
    return read == value and type(read) is type(value)


def _put_options(key: ChoiceKey, more: dict[str, Any], row: dict[str, str]) -> None:
    right = []
    for letter, option in zip(LETTERS, key.listed, strict=False):
        row[letter.lower()] = option.text
        row[f"{letter.lower()} feedback"] = option.feedback
        right += [letter] if option.right else []
    row["correct"] = " ".join(right)
    if len(right) > 1:
        more.pop("multi", None)  # which several letters say already


def _put_sections(question: Question, row: dict[str, str]) -> None:
    sections: Mapping[str, tuple[str, ...]] = question.fields.sections
    for label in ("answer", *SECTIONS):
        if label in sections:
            row[label] = question.fields.section(label).strip()
    hints = list(question.hints)
    last = "\n\n".join(hints[len(HINTS) - 1 :])
    for name, hint in zip(HINTS, [*hints[: len(HINTS) - 1], last], strict=False):
        row[name] = hint
