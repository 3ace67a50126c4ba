"""The report of an interview leaves as a Markdown document or as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import Http404

from quizzes import checking
from quizzes.answering import recording
from quizzes.banks.markup import ARGUMENT, PLACEHOLDER
from quizzes.interview.results import exports
from quizzes.interview.results.exports import Detail
from quizzes.interview.results.items import Item
from quizzes.interview.results.remarks import Remarks
from quizzes.models import Turn

if TYPE_CHECKING:
    from quizzes.interview.reporting import Report

TITLE = "Mock interview"
MATHS = re.compile(r"\$[^$]+\$")


def as_markdown(found: Report) -> str:
    """One document, for people."""
    return exports.as_markdown(found.result, _details(found), **_heading(found))


def as_json(found: Report) -> dict[str, Any]:
    """Plain values for programs, ready for json.dumps."""
    return exports.as_json(found.result, _details(found), **_heading(found))


def _heading(found: Report) -> dict[str, Any]:
    interview = found.interview
    started = interview.started_at.astimezone(interview.learner.calendar.zone)
    return {"title": TITLE, "started": started, "comparison": found.comparison}


def _details(found: Report) -> list[Detail]:
    return [_detail(*each) for each in zip(found.turns, found.items, found.remarks, strict=True)]


def _detail(turn: Turn, item: Item, remarks: Remarks | None) -> Detail:
    question, answer = turn.card.question, turn.answer
    text = answer.text if answer else turn.text
    written = question.key_fields
    try:
        variant = checking.drawn(question, turn.card.part, turn.seed)
        values, model_answer = variant.placeholders, variant.shown_answer
        options = [f"- {option.value}: {option.label}" for option in recording.key_of(turn.card).options()]
    except (checking.NotDrawn, Http404):
        values, model_answer, options = {}, "", []
    return Detail(
        item=item,
        prompt=_filled("\n\n".join([written.get("prompt", "").strip(), "\n".join(options)]).strip(), values),
        answer=text,
        spoken=item.reached and not item.skipped and not text.strip(),
        reasons=tuple(remarks.reasons()) if remarks and not _asks_in_vain(turn, item) else (),
        model_answer=model_answer,
        why=_filled("\n\n".join(written.get("sections", {}).get("why", ())).strip(), values),
    )


def _asks_in_vain(turn: Turn, item: Item) -> bool:
    """Whether the remarks ask for a mark that the learner has given."""
    return item.judged_by == "learner" and turn.ticked is None and turn.answer.score is None


def _filled(markdown: str, values: Mapping[str, str]) -> str:
    """With the values of a variant in the place of {{name}}, as the page has them."""
    if not values:
        return markdown
    grouped = MATHS.sub(lambda maths: ARGUMENT.sub(r"{{{\1}}}", maths[0]), markdown)
    return PLACEHOLDER.sub(lambda name: values.get(name[1], name[0]), grouped)
