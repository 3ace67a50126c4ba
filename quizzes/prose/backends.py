"""From settings to what compares answers: words, a sentence model or a language model."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from quizzes.maths import worker
from quizzes.prose import checking
from quizzes.prose.llm import Address, LanguageModel
from quizzes.prose.model import NoModel, folder_of, loaded
from quizzes.prose.points import Rubric
from quizzes.prose.scoring import Assessment

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
    """By words, and by what sentences mean; in a worker process, unless this is one."""

    folder: Path
    name: str = "embedding"

    def assess(self, rubric: Rubric, text: str) -> Assessment:
        if worker.serving:
            return checking.assess(rubric, text, meaning=loaded(self.folder))
        from quizzes.prose import apart

        return apart.assess(rubric, text)


def chosen(settings: Mapping[str, str]) -> Backend:
    """The backend that settings ask for, by environment variables; without any, the best that is installed.

    PROSE_BACKEND: one of NAMES.   PROSE_MODEL: folder of the sentence model, if it is none that is installed.
    PROSE_LLM_URL, PROSE_LLM_MODEL, PROSE_LLM_KEY, PROSE_LLM_SECONDS, PROSE_LLM_PRICE (of a million tokens).
    A worker process that tries the banks' own tests compares by words unless told otherwise, since those tests must
    hold where no model is installed; and it never asks a language model, for which it has neither the key nor the time.
    Raises ValueError, naming the variable.
    """
    name = settings.get("PROSE_BACKEND", "")
    if name not in ("", *NAMES):
        raise ValueError(f"PROSE_BACKEND: there is no {name!r}; the names are {', '.join(NAMES)}")
    if name == "lexical" or (worker.serving and name != "embedding"):
        return Lexical()
    if name == "llm":
        return LanguageModel(
            Address(
                url=_needed(settings, "PROSE_LLM_URL"),
                model=_needed(settings, "PROSE_LLM_MODEL"),
                key=settings.get("PROSE_LLM_KEY", ""),
                timeout=_number(settings, "PROSE_LLM_SECONDS", 20.0),
                price=_number(settings, "PROSE_LLM_PRICE", 0.0),
            )
        )
    try:
        folder = folder_of(settings)
    except NoModel as error:
        raise ValueError(f"PROSE_MODEL: {error}") from None
    if folder is not None:
        return Embedding(folder)
    if name == "embedding":
        raise ValueError("PROSE_BACKEND: there is no sentence model here; `make prose` installs one")
    return Lexical()


@functools.lru_cache(maxsize=1)
def current() -> Backend:
    """The backend of this process, by its environment; chosen once. Raises ValueError."""
    return chosen(os.environ)


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
