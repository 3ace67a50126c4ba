"""A question, a part and a seed become what is shown, and an answer becomes its grade, at little cost.

Kinds that are `isolated` draw and grade in worker processes (banks/isolation.py), never here. What was drawn or decided
once is kept, so that a showing needs at most one round trip to a worker, mostly none, and a check needs one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_page

from quizzes.answers import MAX_ANSWER_LENGTH, AnswerKey, Grade, Note, Reading
from quizzes.banks import isolation
from quizzes.banks.isolation import StoredKey
from quizzes.banks.keys import key_from_json
from quizzes.banks.markup import fill, render
from quizzes.banks.variants import Variant, variant_of
from quizzes.maths.limits import Undecided
from quizzes.models import Question
from quizzes.prose import apart, backends

KEPT_KEYS, KEPT_VARIANTS, KEPT_VERDICTS = 500, 2_000, 2_000
LONGEST_KEPT = 2_000  # characters; the verdict on a longer answer is not kept
LONGEST_LOGGED = 500  # characters of an answer
WARM_AFTER = 3.0  # seconds after the start of a server: its first pages come before its workers
UNDECIDED = "We could not decide this; judge it yourself."

logger = logging.getLogger(__name__)
undecided = logging.getLogger("quizzes.undecided")  # what authors want to hear of


def warm(*, after: float = 0.0) -> None:
    """Start the workers in the background. after: seconds, unless they are needed before.

    Raises ValueError where the environment asks for a way of comparing free text that there is not.
    """
    isolation.warm(after=after)
    if backends.current().name == "embedding":
        apart.warm(after=after)


def close() -> None:
    """End all workers; for when the process is about to end or to become another program."""
    isolation.close()
    apart.close()


class NotDrawn(Exception):
    """The values of this variant cannot be had at the moment; asked again they may."""


# --- what is shown ---------------------------------------------------------------------------------------------------


def key_of(question: Question, part: str = "") -> AnswerKey:
    """The key of one part before anything is drawn: enough for its box, options, key points and readings.

    Raises Http404 for a part that its question no longer has.
    """
    try:
        return _parts(question.stored_key)[part]
    except KeyError:
        raise Http404(f"{question.slug} has no part {part!r}") from None


def drawn(question: Question, part: str = "", seed: int = 0) -> Variant:
    """Raises NotDrawn."""
    stored = question.html.get("variants", {}).get(part)
    if stored and (seed == 0 or stored["fixed"]):
        return Variant(**stored)
    key_of(question, part)  # or it is not found
    try:
        return _drawn(question.stored_key, part, seed)
    except Undecided as error:
        raise NotDrawn(f"{question.slug} {part} (seed {seed}): {error}") from error


def shown(question: Question, part: str = "", seed: int = 0, *, answer: bool = False) -> dict[str, Any]:
    """The safe HTML of the question by name, with the values of one variant in its placeholders. Raises NotDrawn.

    answer: with the model answer, as "answer".
    """
    variant = drawn(question, part, seed)
    html = {name: text for name, text in question.html.items() if name not in ("variants", "answers")}
    html = dict(_filled(html, variant.placeholders))
    if answer:
        # Of what every seed shows alike, the HTML was made when the bank was loaded.
        html["answer"] = question.html.get("answers", {}).get(part) or render(variant.shown_answer)
    return html


def when_loaded(kind: str, key: AnswerKey, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a question keeps beside its HTML: of each part the variant of seed 0, and the answer where it is fixed.

    fields: those of the key, as JSON. What cannot be drawn at the moment is left out, and drawn where it is shown.
    """
    stored = StoredKey.of(kind, fields)
    variants: dict[str, Variant] = {}
    for part, each in key.parts().items():
        with contextlib.suppress(Undecided):
            variants[part] = _variant(stored, part, each, 0)
    return {
        "variants": {part: dataclasses.asdict(variant) for part, variant in variants.items()},
        "answers": {part: render(variant.shown_answer) for part, variant in variants.items() if variant.fixed},
    }


@lru_cache(maxsize=KEPT_KEYS)
def _parts(stored: StoredKey) -> Mapping[str, AnswerKey]:
    return key_from_json(stored.kind, stored.fields).parts()


@lru_cache(maxsize=KEPT_VARIANTS)
def _drawn(stored: StoredKey, part: str, seed: int) -> Variant:
    return _variant(stored, part, _parts(stored)[part], seed)


def _variant(stored: StoredKey, part: str, key: AnswerKey, seed: int) -> Variant:
    return isolation.variant_apart(stored, part, seed) if key.isolated else variant_of(key, seed)


def _filled(html: Any, values: Mapping[str, str]) -> Any:
    if not values:
        return html
    if isinstance(html, dict):
        return {name: _filled(text, values) for name, text in html.items()}
    if isinstance(html, list):
        return [_filled(text, values) for text in html]
    return fill(html, values)


# --- what an answer is worth -----------------------------------------------------------------------------------------


class _NotKept(Exception):
    """Carries a grade past the cache: what was not decided now may be the next time."""

    def __init__(self, grade: Grade) -> None:
        super().__init__()
        self.grade = grade


def grade(question: Question, part: str, seed: int, text: str) -> Grade:
    """The verdict on an answer. Where our checks come to no result the learner judges, and authors find it in the log.

    Raises UnreadableAnswer.
    """
    key = key_of(question, part)
    if not key.isolated:
        found = key.variant(seed).grade(text)
    else:
        decide = _decided if len(text) <= LONGEST_KEPT else _decided.__wrapped__
        try:
            found = decide(question.stored_key, part, seed, text.rstrip())
        except _NotKept as passed:
            found = passed.grade
    if not found.undecided:
        return found
    undecided.warning(
        "%s, part %r, seed %d: %r was not decided: %s",
        *(question.slug, part, seed, text[:LONGEST_LOGGED], found.receipt or "no receipt"),
    )
    return found if found.notes else dataclasses.replace(found, notes=(Note(text=UNDECIDED),))


@lru_cache(maxsize=KEPT_VERDICTS)
def _decided(stored: StoredKey, part: str, seed: int, text: str) -> Grade:
    found = isolation.grade_apart(stored, part, seed, text, seconds=_parts(stored)[part].deadline)
    if found.undecided:
        raise _NotKept(found)
    return found


def score_of_ticks(question: Question, part: str, ticked: Collection[str]) -> float | None:
    """Score, 0 to 1, of the key points that the learner ticked; None without a checklist."""
    return key_of(question, part).score_of_ticks(ticked)


def readings(question: Question, part: str, text: str) -> tuple[Reading, ...]:
    """How each line of an answer reads, while it is typed; nothing is worked out, so it is the same for every seed."""
    if len(text) > MAX_ANSWER_LENGTH:
        return (Reading(error=f"The answer is too long; at most {MAX_ANSWER_LENGTH:,} characters are read."),)
    return key_of(question, part).readings(text.replace("\r\n", "\n"))


# --- where no variant can be drawn -----------------------------------------------------------------------------------


class SayNotDrawn:
    """Middleware: a page whose values cannot be had at the moment says so, instead of a failure of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotDrawn):
            return None
        logger.error("not drawn: %s", error)
        response = render_page(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
