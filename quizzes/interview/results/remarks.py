"""The notes on an answer and the learner's own ticks become what a report says of it: misconceptions and reasons."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from quizzes.answers import Choice

MISCONCEPTION = "This is a misconception: "  # how the note on a key point begins that names one
MADE, MISSED, FALLEN_FOR = "Made, ticked by {who}", "Not ticked by {who}", "A misconception, ticked by {who}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Misconception:
    """text: what is wrongly believed: an option, a claim, a formula as code.   said: the author's answer; "" for none.

    Both are Markdown.
    """

    text: str
    said: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Point:
    """How an answer stands to one key point by the learner's own ticks.

    word: such as "Made, ticked by you".   tone: "good", "missed" or "bad".
    """

    choice: Choice
    word: str
    tone: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Remarks:
    """All that was said of one answer.

    notes: as `Answer.notes` keeps them.   options, checklist: of its key.
    foreseen: wrong formulas and lines that the author has something to say to.
    ticked: values of the key points that the learner has ticked, which then count in the place of those that the check
        had found; None where the check's stand.
    """

    notes: Sequence[Mapping[str, Any]]
    options: Sequence[Choice] = ()
    checklist: Sequence[Choice] = ()
    foreseen: Sequence[Misconception] = ()
    ticked: Collection[str] | None = None

    def misconceptions(self) -> list[Misconception]:
        """Those that the answer shows, each once."""
        found = {each: None for note in self.notes for each in self._shown_by(note)}
        if self.ticked is None:
            return list(found)
        named = {each.text: each for each in found}
        harmful = [choice.label for choice in self.checklist if choice.harmful and choice.value in self.ticked]
        return [named.get(label, Misconception(text=label)) for label in harmful]

    def reasons(self) -> list[str]:
        """What is said besides, a remark each, as Markdown; of key points as the learner ticked them, if so."""
        if self.ticked is not None:
            return [f"{point.word}: {point.choice.label}" for point in self.points() if not point.choice.harmful]
        return [rest for note in self.notes if (rest := self._besides(note))]

    def points(self, *, who: str = "you") -> list[Point]:
        """Every key point, and the misconceptions that were ticked. who: has ticked them."""
        found = []
        for choice in self.checklist:
            is_ticked = choice.value in (self.ticked or ())
            if choice.harmful and not is_ticked:
                continue
            word, tone = (FALLEN_FOR, "bad") if choice.harmful else (MADE, "good") if is_ticked else (MISSED, "missed")
            found.append(Point(choice=choice, word=word.format(who=who), tone=tone))
        return found

    def _shown_by(self, note: Mapping[str, Any]) -> Iterator[Misconception]:
        if note["tone"] != "bad":
            return
        harmful = {choice.value for choice in self.checklist if choice.harmful}
        labels = {choice.value: choice.label for choice in self.options}
        if note["option"] in harmful:
            claim, _, said = note["text"].removeprefix(MISCONCEPTION).partition("\n\n")
            yield Misconception(text=claim, said=said)
        elif note["option"] in labels:
            yield Misconception(text=labels[note["option"]], said=note["text"])
        elif not note["option"]:
            yield from (each for each in self.foreseen if each.said in note["text"])

    def _besides(self, note: Mapping[str, Any]) -> str:
        """The note without what is told as a misconception, or as the author's answer to it."""
        shown = list(self._shown_by(note))
        if shown and note["option"]:
            return ""
        text: str = note["text"]
        for each in shown:
            text = text.replace(each.said, "")
        return text.strip()


def foreseen(listed: Any) -> list[Misconception]:
    """The field `wrong` of a question, as it was written: formulas (expr) or lines, each with its `why`."""
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    found = [(str(row.get("expr") or row.get("line") or "").strip(), str(row.get("why") or "").strip()) for row in rows]
    return [Misconception(text=f"`{wrong.replace('`', '')}`", said=why) for wrong, why in found if wrong and why]
