"""A key and a seed become what a page fills in: the values drawn, the answer for eyes, the model answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from quizzes.answers import AnswerKey


@dataclasses.dataclass(frozen=True, kw_only=True)
class Variant:
    """placeholders: what stands for {{name}}.   shown_answer: Markdown.   fixed: every seed gives the same."""

    placeholders: Mapping[str, str]
    shown_answer: str
    model_answer: str
    fixed: bool = False


def variant_of(key: AnswerKey, seed: int) -> Variant:
    """key: of one part, before its parameters are drawn. For a key that is `isolated` this evaluates mathematics."""
    drawn = key.variant(seed)
    return Variant(
        placeholders=dict(drawn.placeholders()),
        shown_answer=drawn.shown_answer(),
        model_answer=drawn.model_answer(),
        fixed=drawn is key,
    )
