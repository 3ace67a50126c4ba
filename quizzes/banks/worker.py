"""The worker process of `isolation`: draws variants, grades answers and checks blocks, all as JSON.

A request names a key by {kind, digest, fields}; the last ones used are kept. Nothing here may start a pool of its own.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from quizzes.answers import AnswerKey, FieldError, UnreadableAnswer
from quizzes.banks.keys import fields_from_json, key_from_json
from quizzes.banks.trials import Trial, tried_out
from quizzes.banks.variants import variant_of
from quizzes.kinds import all_kinds
from quizzes.maths import checking
from quizzes.maths.clocks import unhurried
from quizzes.maths.worker import serve

KEPT_KEYS = 500
Request = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class _Stored:
    """The digest stands for the fields, which cannot be hashed."""

    kind: str
    digest: str
    fields: Mapping[str, Any] = dataclasses.field(compare=False)


@lru_cache(maxsize=KEPT_KEYS)
def _parts(stored: _Stored) -> Mapping[str, AnswerKey]:
    return key_from_json(stored.kind, stored.fields).parts()


def _key(request: Request) -> AnswerKey:
    stored = _Stored(request["kind"], request["digest"], request["fields"])
    return _parts(stored)[request["part"]]


def variant(request: Request) -> dict[str, Any]:
    return dataclasses.asdict(variant_of(_key(request), request["seed"]))


def values(request: Request) -> dict[str, str]:
    return dict(_key(request).variant(request["seed"]).placeholders())


def grade(request: Request) -> dict[str, Any]:
    """The Grade, or {"unreadable": message, "position": index or None}."""
    try:
        return dataclasses.asdict(_key(request).variant(request["seed"]).grade(request["text"]))
    except UnreadableAnswer as error:
        return {"unreadable": error.message, "position": error.position}


def check(request: Request) -> list[dict[str, Any]]:
    """Costly checks of an author's block: its FieldErrors, none when all is well."""
    fields = fields_from_json(request["fields"])
    try:
        with unhurried():
            all_kinds()[request["kind"]].from_fields(fields).check(fields)
    except FieldError as error:
        found: list[dict[str, Any]] = []
        following: BaseException | None = error
        while isinstance(following, FieldError):
            found.append({"field": following.field, "message": following.message, "line": following.line})
            following = following.__cause__
        return found
    return []


def rehearse(request: Request) -> list[dict[str, Any]]:
    """Every test of a question on every variant that it speaks of, each a `Tried`."""
    key = key_from_json(request["kind"], request["fields"])
    trials = tuple(Trial(**trial) for trial in request["trials"])
    return [dataclasses.asdict(tried) for tried in tried_out(trials, key)]


FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "variant": variant,
    "values": values,
    "grade": grade,
    "check": check,
    "rehearse": rehearse,
    **checking.FUNCTIONS,
}


def warm() -> None:
    all_kinds()
    checking.warm()


if __name__ == "__main__":
    # A question's tests are to say the same on every machine; learners' free text is not compared here.
    os.environ["PROSE_BACKEND"] = "lexical"
    serve(FUNCTIONS, warm=warm)
