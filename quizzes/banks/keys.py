"""The fields of a question to JSON, and back to its answer key without reading the bank again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.answers import AnswerKey, Fields
from quizzes.kinds import all_kinds


def fields_to_json(fields: Fields) -> dict[str, Any]:
    """A dict that json.dumps takes, and `fields_from_json` takes back."""
    return {
        "data": dict(fields.data),
        "sections": {label: list(texts) for label, texts in fields.sections.items()},
        "lines": dict(fields.lines),
        "prompt": fields.prompt,
    }


def fields_from_json(stored: Mapping[str, Any]) -> Fields:
    return Fields(
        data=stored["data"],
        sections={label: tuple(texts) for label, texts in stored["sections"].items()},
        lines=stored["lines"],
        prompt=stored["prompt"],
    )


def key_from_json(kind: str, stored: Mapping[str, Any]) -> AnswerKey:
    """The key of a question that was read before; the author's costly checks are not repeated."""
    return all_kinds()[kind].from_fields(fields_from_json(stored))
