"""The text of a question that an author types, read with what its bank says for all its questions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from quizzes.authoring.storing import columns, known_topics
from quizzes.banks.isolation import rehearse_apart
from quizzes.banks.problems import Problem
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank, read_question
from quizzes.banks.trials import Tried
from quizzes.models import Bank, Question

UNCHECKED = "could not be checked"  # in the message on a check that came to no end


@dataclasses.dataclass(frozen=True, kw_only=True)
class Draft:
    """What an author's text reads as.

    block: None when there is a problem.   problems: with lines of the block, 1-based.
    """

    source: str
    block: Block | None
    problems: tuple[Problem, ...]


def read_draft(bank: Bank, source: str) -> Draft:
    """Read a block as the page holds it, with the defaults of its bank. Nothing is raised."""
    block, problems = _read(source.replace("\r\n", "\n"), bank.head)
    if any(UNCHECKED in problem.message for problem in problems):
        _read.cache_clear()  # the next time there may be room for the check
    return Draft(source=source, block=block, problems=tuple(problems))


@lru_cache(maxsize=100)
def _read(text: str, head: str) -> tuple[Block | None, Sequence[Problem]]:
    """Kept, since the page asks for the same text again and again: preview, trial, tests, publishing."""
    return read_question(text, defaults=defaults_of(head))


@lru_cache(maxsize=100)
def defaults_of(head: str) -> Mapping[str, Any]:
    """What a bank with this head gives to questions that do not say otherwise."""
    return read_bank(head).defaults if head else {}


def unsaved(bank: Bank, block: Block) -> Question:
    """The question as it would be stored, for showing and trying; it is in no table."""
    return Question(
        bank=bank,
        **columns(block, area=bank.area, bank_title=bank.title, place=0, topics=known_topics(None)),
    )


def tried(block: Block) -> tuple[Tried, ...]:
    """The question's own tests, made on each variant, in a worker."""
    return rehearse_apart(block.key, block.fields, block.trials)
