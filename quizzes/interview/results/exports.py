"""The report of an interview as a Markdown document, and as plain values for JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from quizzes.interview.results.comparison import Comparison, day_words
from quizzes.interview.results.escaping import fenced, plain, quoted, table, titled, without_pictures
from quizzes.interview.results.items import OPEN, Item, numbers
from quizzes.interview.results.result import Result
from quizzes.interview.results.tallies import Tally

FORMAT, VERSION = "recall-at-k/interview", 1  # raise the version when a name of the JSON changes its meaning


@dataclasses.dataclass(frozen=True, kw_only=True)
class Detail:
    """One question of the report with all that is shown beneath it.

    answer: as the learner typed it; "" for none.   spoken: it was said aloud instead.
    verdict: in words; "" for that of the item's mark.
    prompt, reasons (one a remark), model_answer, why: Markdown of authors and of our checks; "" for none.
    """

    item: Item
    prompt: str
    answer: str = ""
    spoken: bool = False
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    model_answer: str = ""
    why: str = ""

    @property
    def mark(self) -> str:
        """ "partly right, by your own mark": the verdict, and whose it is where it was not the check's."""
        words = self.verdict or self.item.mark
        return f"{words}, by your own mark" if self.item.judged_by == "learner" and self.item.mark != OPEN else words


def as_markdown(
    result: Result,
    details: Iterable[Detail],
    *,
    title: str,
    started: date | datetime,
    comparison: Comparison | None = None,
) -> str:
    """The whole report, one document that ends in a newline.

    title: plain text.   started: in the learner's own time zone.   comparison: None leaves that section out.
    """
    blocks = [f"# {plain(title)}", f"{day_words(started)}. {plain(result.time)}", f"**{plain(result.verdict)}**"]
    blocks += ["## Fixes", *_fixes(result), "## Score", _scores(result)]
    details = sorted(details, key=lambda detail: detail.item.position)
    if details:
        blocks += ["## Time", _times(details), "## Questions"]
    for detail in details:
        blocks += _question(detail)
    if comparison is not None:
        blocks += ["## Earlier interviews", plain(comparison.words)]
        if comparison.rows:
            blocks.append(_comparison_table(comparison))
    return "\n\n".join(blocks) + "\n"


def as_json(
    result: Result,
    details: Iterable[Detail],
    *,
    title: str,
    started: date | datetime,
    comparison: Comparison | None = None,
) -> dict[str, Any]:
    """Only dicts, lists, texts, numbers and None, ready for json.dumps. An unknown score is None, never 0.

    Each question holds the fields of its Item, so that the result can be worked out from it again.
    """
    questions = []
    for detail in sorted(details, key=lambda detail: detail.item.position):
        beside = {name: value for name, value in _plain_values(detail).items() if name != "item"}
        words = {"skill": detail.item.skill, "mark": detail.item.mark, "verdict": detail.mark}
        questions.append({**_plain_values(detail.item), **beside, **words})
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "started": started.isoformat(),
        "result": _plain_values(result),
        "questions": questions,
        "comparison": None if comparison is None else _plain_values(comparison),
    }


def _plain_values(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain_values(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain_values(each) for each in value]
    return value


# --- the sections of the document ------------------------------------------------------------------------------------


def _fixes(result: Result) -> Iterator[str]:
    if not result.fixes:
        yield plain(result.no_fixes)
    for number, fix in enumerate(result.fixes, start=1):
        yield f"### Fix {number}: {titled(fix.title)}"
        yield f"{titled(fix.advice)} {numbers(fix.items).capitalize()}."
        if fix.misconception:
            yield _quoted(fix.misconception)
    if result.pacing:
        yield "### The clock"
        yield plain(result.pacing)


def _scores(result: Result) -> str:
    parts = {"Area": result.by_area, "Topic": result.by_topic, "Skill": result.by_skill}
    rows = [("All", "", result.total), *((part, each.title, each) for part, found in parts.items() for each in found)]
    return table(
        ("By", "Of", "Right", "Partly", "Wrong", "No answer", "Yours to judge", "Not reached", "Score"),
        [(part, title, *_counts(each)) for part, title, each in rows],
        figures=7,
    )


def _counts(each: Tally) -> Sequence[str]:
    counts = (each.right, each.partly, each.wrong, each.skipped, each.open, each.not_reached)
    return (*map(str, counts), each.percent or "too few")


def _times(details: Iterable[Detail]) -> str:
    items = [detail.item for detail in details]
    rows = [
        (f"{item.position}. {item.title}", item.time, "slow" if item.slow else "rushed" if item.rushed else "")
        for item in items
    ]
    return table(("Question", "Time", "Remark"), rows)


def _question(detail: Detail) -> Iterator[str]:
    item = detail.item
    yield f"### {item.position}. {titled(item.title)}"
    time = f" Time: {item.time}." if item.reached else ""
    yield f"Mark: {plain(detail.mark)}.{time} Topic: {plain(item.topic_title)} ({plain(item.level)})."
    if detail.prompt:
        yield from ("**Question:**", _quoted(detail.prompt))
    yield "**Your answer:**"
    yield fenced(detail.answer) if detail.answer.strip() else "Spoken." if detail.spoken else "No answer."
    for label, texts in (
        ("Reasons", detail.reasons),
        ("Misconceptions", ["\n\n".join(filter(None, pair)) for pair in item.corrected]),
        ("Model answer", (detail.model_answer,)),
        ("Why", (detail.why,)),
    ):
        said = [text for text in texts if text.strip()]
        if said:
            yield from (f"**{label}:**", *map(_quoted, said))


def _quoted(markdown: str) -> str:
    return quoted(without_pictures(markdown))


def _comparison_table(comparison: Comparison) -> str:
    rows = [(row.when, row.length, row.items, row.score, row.open) for row in comparison.rows]
    return table(("Started", "Length", "Judged", "Score", "Open"), rows)
