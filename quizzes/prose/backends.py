"""From settings to what compares answers: words by default; sentence vectors or a language model where set up."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from quizzes.prose import checking
from quizzes.prose.llm import Address, LanguageModel
from quizzes.prose.points import Rubric
from quizzes.prose.scoring import Assessment
from quizzes.prose.vectors import NoModel, Vectors

NAMES: Final = ("lexical", "embedding", "llm")


class Backend(Protocol):
    """Compares an answer with a rubric. Never raises for what a learner wrote."""

    @property
    def name(self) -> str: ...

    def assess(self, rubric: Rubric, text: str) -> Assessment: ...


@dataclasses.dataclass(frozen=True)
class Lexical:
    """By words alone: light, and without anything to set up."""

    name: str = "lexical"

    def assess(self, rubric: Rubric, text: str) -> Assessment:
        return checking.assess(rubric, text)


@dataclasses.dataclass(frozen=True)
class Embedding:
    """By words, and by the meaning of whole sentences."""

    vectors: Vectors
    name: str = "embedding"

    def assess(self, rubric: Rubric, text: str) -> Assessment:
        found = checking.assess(rubric, text, similarity=self.vectors.similarity)
        return dataclasses.replace(found, backend=self.name)


def chosen(settings: Mapping[str, str]) -> Backend:
    """The backend that settings ask for, by environment variables; lexical without any.

    PROSE_BACKEND: one of NAMES.   PROSE_MODEL: folder of the sentence model, for "embedding".
    PROSE_LLM_URL, PROSE_LLM_MODEL, PROSE_LLM_KEY, PROSE_LLM_TIMEOUT (seconds), PROSE_LLM_PRICE (of a million tokens).
    Raises ValueError, naming the variable.
    """
    name = settings.get("PROSE_BACKEND", "") or "lexical"
    if name == "lexical":
        return Lexical()
    if name == "embedding":
        try:
            return Embedding(Vectors(Path(settings.get("PROSE_MODEL", ""))))
        except NoModel as error:
            raise ValueError(f"PROSE_MODEL: {error}") from None
    if name == "llm":
        return LanguageModel(
            Address(
                url=_needed(settings, "PROSE_LLM_URL"),
                model=_needed(settings, "PROSE_LLM_MODEL"),
                key=settings.get("PROSE_LLM_KEY", ""),
                timeout=_number(settings, "PROSE_LLM_TIMEOUT", 20.0),
                price=_number(settings, "PROSE_LLM_PRICE", 0.0),
            )
        )
    raise ValueError(f"PROSE_BACKEND: there is no {name!r}; the names are {', '.join(NAMES)}")


def _needed(settings: Mapping[str, str], name: str) -> str:
    if not settings.get(name):
        raise ValueError(f"{name}: needed for PROSE_BACKEND=llm")
    return settings[name]


def _number(settings: Mapping[str, str], name: str, default: float) -> float:
    try:
        number = float(settings.get(name) or default)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:
        raise ValueError(f"{name}: {settings[name]!r} is no number from 0 on")
    return number
