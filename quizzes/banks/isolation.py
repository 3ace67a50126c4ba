"""Drawing, grading and checking go to a worker process with limits; what fails there is never the learner's mistake."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any, Self

from quizzes.answers import AnswerKey, FieldError, Fields, Grade, Note, UnreadableAnswer
from quizzes.banks.keys import fields_to_json
from quizzes.banks.trials import SEEDS, Trial, Tried
from quizzes.banks.variants import Variant
from quizzes.kinds import all_kinds
from quizzes.maths.limits import Crashed, OutOfMemory, OutOfTime, Pool, Undecided

SIZE = 3  # worker processes of each process of the server, at most
DRAW_SECONDS = 2.0
CHECK_SECONDS = 20.0  # for all draws and worked cases of one block
PATIENT_SECONDS = 120.0  # for the same once more, where nobody waits at a page
WARM_SECONDS = 300.0  # that all checks together wait for workers to start, then
LONGEST_REHEARSAL = 60.0  # seconds, for all tests of one block
POOL = Pool("quizzes.banks.worker", size=SIZE)

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class StoredKey:
    """A key as JSON, from which a worker makes it again. digest: of kind and fields, which it stands for."""

    kind: str
    digest: str
    fields: Mapping[str, Any] = dataclasses.field(compare=False, repr=False)

    @classmethod
    def of(cls, kind: str, fields: Mapping[str, Any]) -> Self:
        return cls(kind, hashlib.sha256(json.dumps([kind, fields]).encode()).hexdigest(), fields)


def variant_apart(key: StoredKey, part: str, seed: int) -> Variant:
    """Raises Undecided where it could not be drawn."""
    return Variant(**_ask("variant", key, DRAW_SECONDS, part=part, seed=seed))


def values_apart(key: StoredKey, seed: int) -> Mapping[str, str]:
    """What stands for {{name}} in a variant, though its answer may have no value. Raises Undecided.

    key: of a question that is one card.
    """
    found: Mapping[str, str] = _ask("values", key, DRAW_SECONDS, part="", seed=seed)
    return found


def grade_apart(key: StoredKey, part: str, seed: int, text: str, *, seconds: float) -> Grade:
    """seconds: what it may take. A check that came to no end leaves the answer to the learner.

    Raises UnreadableAnswer.
    """
    try:
        found = _ask("grade", key, seconds, part=part, seed=seed, text=text)
    except Undecided as error:
        return _undecided(error)
    if "unreadable" in found:
        raise UnreadableAnswer(found["unreadable"], position=found["position"])
    notes = tuple(Note(**{**note, "spans": tuple(map(tuple, note["spans"]))}) for note in found["notes"])
    return Grade(**{**found, "notes": notes})


@dataclasses.dataclass
class _Patience:
    """seconds: for which workers that do not start are still waited for."""

    seconds: float


_patience: ContextVar[_Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patiently() -> Iterator[None]:
    """Within it, a check that came to no end is made again with more time: a busy machine is no fault of a block."""
    former = _patience.set(_Patience(WARM_SECONDS))
    try:
        yield
    finally:
        _patience.reset(former)


def check_block(key: AnswerKey, fields: Fields) -> None:
    """The key's costly checks of an author's block, in a worker where they evaluate mathematics. Raises FieldError."""
    if not key.isolated:
        key.check(fields)
        return
    try:
        found = _checked(StoredKey.of(_kind_of(key), fields_to_json(fields)))
    except Undecided as error:
        _log(error)
        raise FieldError("yaml", f"this question could not be checked: {_last_line(error)}") from None
    # All complaints reach the author at once: each carries the next one as its cause.
    faults = [FieldError(fault["field"], fault["message"], line=fault["line"]) for fault in found]
    for fault, following in pairwise(faults):
        fault.__cause__ = following
    if faults:
        raise faults[0]


def _checked(key: StoredKey) -> Any:
    patience = _patience.get()
    if patience is None:
        return _ask("check", key, CHECK_SECONDS)
    _await_worker(patience)
    try:
        return _ask("check", key, CHECK_SECONDS)
    except (OutOfTime, Crashed) as error:  # also where no worker was free, or none started
        logger.warning("%s; once more", _last_line(error))
    _await_worker(patience)
    return _ask("check", key, PATIENT_SECONDS)


def _await_worker(patience: _Patience) -> None:
    """On a machine that is busy, starting one may take a minute."""
    started = time.monotonic()
    if patience.seconds > 0:
        POOL.wait_until_warm(patience.seconds)
        patience.seconds -= time.monotonic() - started


def rehearse_apart(key: AnswerKey, fields: Fields, trials: Sequence[Trial]) -> tuple[Tried, ...]:
    """Make every test of a question on every variant that it speaks of; one that comes to no end fails all of them."""
    if not trials:
        return ()
    stored = StoredKey.of(_kind_of(key), fields_to_json(fields))
    seconds = min(DRAW_SECONDS + key.deadline * len(trials) * len(SEEDS), LONGEST_REHEARSAL)
    try:
        rows = _ask("rehearse", stored, seconds, trials=[dataclasses.asdict(trial) for trial in trials])
    except Undecided as error:
        _log(error)
        message = f"the tests came to no end: {_last_line(error)}"
        return tuple(Tried(trial=trial, seed=None, message=message) for trial in trials)
    return tuple(Tried(**{**row, "trial": Trial(**row["trial"])}) for row in rows)


def warm(*, after: float = 0.0) -> None:
    """Start the workers in the background. after: seconds, unless they are needed before."""
    POOL.warm(after=after)


def close() -> None:
    """End all workers; for when the process is about to end or to become another program."""
    POOL.close()


def _ask(function: str, key: StoredKey, seconds: float, **more: Any) -> Any:
    try:
        return POOL.call(function, {"kind": key.kind, "digest": key.digest, "fields": key.fields, **more}, seconds)
    except ValueError as error:  # a block of megabytes, which fits into no message
        raise Crashed(str(error)) from None


def _kind_of(key: AnswerKey) -> str:
    return next(name for name, kind in all_kinds().items() if isinstance(key, kind))


def _undecided(error: Undecided) -> Grade:
    _log(error)
    match error:
        case OutOfTime():
            reason = "We could not decide this within the time that a check may take"
        case OutOfMemory():
            reason = "We could not decide this within the memory that a check may take"
        case _:
            reason = "We could not decide this, because our check failed"
    return Grade(score=None, notes=(Note(text=f"{reason}; judge it yourself."),), undecided=True)


def _log(error: Undecided) -> None:
    if isinstance(error, Crashed):  # our bug, with its traceback; the others say all in one line
        logger.error("a check failed: %s", error)
    else:
        logger.warning("a check came to no end: %s", error)


def _last_line(error: Undecided) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[-1]
