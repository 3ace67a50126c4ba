"""Free: the learner writes in his own words; the key points that he made are found, or ticked where we are unsure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection
from itertools import pairwise
from typing import ClassVar, Self

from quizzes.answers import MAX_ANSWER_LENGTH, AnswerKey, Choice, FieldError, Fields, Grade, Note, UnreadableAnswer
from quizzes.prose import backends
from quizzes.prose.checking import Assessment, Finding, KeyPoint, Rubric, Status, Verdict

WITHOUT_A_MUST = 0.5  # the highest score of an answer that lacks a point marked "!"
HEAVIEST = 100.0
IN_PART = 0.5  # share of its weight that a point made in part earns beside ticks
PARTLY = "~"  # before the value of a point among the ticks: it is made in part
HOW = {"lexical": "by its words", "embedding": "by words and meaning"}

ITEM = re.compile(r"[-*+] +(\S.*)")
QUOTE = re.compile(r"[ \t]+>[ \t]?(.*)")
POINT = re.compile(r"\((?P<weight>-?\d+(?:\.\d+)?)(?P<mark>[!?]?)\) +(?P<claim>\S.*)", re.DOTALL)
WOULD_BE_RIGHT = "right would be “- (2) claim {synonym | stem}” with a weight such as 2, 2!, 1? or -1"

EXAMPLE = r"""## dp-why-a-validation-set

```yaml
kind: free
level: entry
tags: [dp.splits]
needs: [lt.overfitting]
tests:
  - right: >-
      The validation set is not used to fit the parameters. It is used to choose between depths of the tree. If we
      chose by the test set, the test score would be too good.
  - {wrong: The validation set trains the weights once more.}
```

You tune the depth of a decision tree. Why do you need a validation set beside the training set and the test set?

**Points:**

- (2!) the validation set is not used to fit the parameters {held out | unseen | not trained on}
- (2) it is used to choose between models or hyperparameters {tune | select | pick the depth}
- (1) choosing by the test set would make its score too good {optimistic | leak | overfit the test}
- (1?) after many choices the validation score itself becomes optimistic {overfit the validation}
- (-1) says that the validation set updates the weights {trains on validation}
  > Only the training set changes the weights; the validation set is looked at, not learnt from.

**Answer:** The tree is fitted on the training set. The depth is chosen by the score on the validation set, which the
fit never saw. The test set is opened once, at the end, so that no choice has been made by it.

**Hint:** Which set would notice that you chose the depth that suits that very set?

**Why:** Every set by which something was chosen gives too good a score afterwards, so each kind of choice needs its
own.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Free(AnswerKey):
    """The key points in the author's order, and perhaps an answer in prose."""

    box: ClassVar[str] = "lines"
    example: ClassVar[str] = EXAMPLE
    seconds: ClassVar[int] = 180
    sections: ClassVar[frozenset[str]] = frozenset({"points", "answer"})

    points: tuple[KeyPoint, ...]
    prose: str = ""  # Markdown
    prompt: str = ""  # Markdown; what it says already is no merit of the answer

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        return cls(points=_read_points(fields), prose=fields.section("answer").strip(), prompt=fields.prompt.strip())

    @property
    def rubric(self) -> Rubric:
        return Rubric(question=self.prompt, reference=self.prose, points=self.points)

    def grade(self, text: str) -> Grade:
        """A score from the points found; None where we are unsure, and then the notes hold our guesses."""
        if not text.strip():
            raise UnreadableAnswer("Write something, or choose “I don't know”.")
        if len(text) > MAX_ANSWER_LENGTH:
            raise UnreadableAnswer(f"The answer has {len(text):,} characters; at most {MAX_ANSWER_LENGTH:,} are read.")
        return self.grade_of(backends.current().assess(self.rubric, text))

    def grade_of(self, found: Assessment) -> Grade:
        """The grade that an assessment amounts to, whichever backend it comes from."""
        unsure = found.verdict is Verdict.UNSURE
        notes = [*([Note(text=found.trap.value)] if found.trap.value else []), *self._notes(found)]
        return Grade(
            score=None if unsure else found.score,
            notes=tuple(notes),
            receipt=self._receipt(found),
            undecided=unsure,
        )

    def _notes(self, found: Assessment) -> list[Note]:
        return [
            note
            for number, (point, finding) in enumerate(zip(self.points, found.findings, strict=False), start=1)
            if (note := _note(point, finding, str(number)))
        ]

    def _receipt(self, found: Assessment) -> str:
        wanted = [
            finding
            for point, finding in zip(self.points, found.findings, strict=False)
            if not point.misconception and not point.bonus
        ]
        made = sum(finding.status is Status.MADE for finding in wanted)
        partly = sum(finding.status is Status.PARTLY for finding in wanted)
        told = f"{made} of {len(wanted)} key points found" + (f", {partly} in part" if partly else "")
        how = f"; compared {HOW.get(found.backend, 'by ' + found.backend)}"
        how += f" ({found.fallback})" if found.fallback else ""
        how += f", {found.cost}" if found.cost else ""
        if found.verdict is Verdict.UNSURE:
            return f"We are not sure: {told}{how}. Tick the key points that your answer makes."
        return f"{told}{how}, {found.confidence:.0%} sure."

    def model_answer(self) -> str:
        return self.prose or self._list()

    def shown_answer(self) -> str:
        return self.prose or self._list()

    def checklist(self) -> tuple[Choice, ...]:
        """Points to tick, numbered from "1" in the author's order; a misconception is harmful."""
        return tuple(
            Choice(value=str(number), label=_label(point), harmful=point.misconception)
            for number, point in enumerate(self.points, start=1)
        )

    def score_of_ticks(self, ticked: Collection[str]) -> float | None:
        """Weights ticked, less the misconceptions ticked, over the weights of all points that are no bonus.

        "3" is point 3 made, "~3" the same made in part, which earns IN_PART of its weight. Never below 0 nor above 1,
        so a bonus makes up for a point missed but adds nothing to a full answer; a point marked "!" of which nothing is
        ticked caps the score at WITHOUT_A_MUST. Values that name no point do not count.
        """
        earned, most = 0.0, 1.0
        for number, point in enumerate(self.points, start=1):
            share = 1.0 if str(number) in ticked else IN_PART if f"{PARTLY}{number}" in ticked else 0.0
            earned += share * point.weight
            if point.must:
                most = min(most, WITHOUT_A_MUST + (1 - WITHOUT_A_MUST) * share)
        whole = sum(point.weight for point in self.points if not point.bonus and not point.misconception)
        return max(0.0, min(earned / whole, most))

    def _list(self) -> str:
        return "\n".join(f"- {point.claim}" for point in self.points if not point.misconception)


def _label(point: KeyPoint) -> str:
    return point.claim + (" (must be there)" if point.must else " (bonus)" if point.bonus else "")


def _note(point: KeyPoint, finding: Finding, option: str) -> Note | None:
    """What we say of one point; nothing of a bonus that is missing, or of a misconception that is not there."""
    if point.misconception:
        if finding.status is not Status.MADE:
            return None
        text = f"This is a misconception: {point.claim}" + (f"\n\n{point.reason}" if point.reason else "")
        return Note(text=text, tone="bad", option=option, spans=finding.spans)
    if finding.status is Status.MADE:
        return Note(text=f"Made: {point.claim}", tone="good", option=option, spans=finding.spans)
    if finding.status is Status.PARTLY:
        return Note(text=f"Partly: {point.claim}", option=option, spans=finding.spans)
    if finding.status is Status.CONTRADICTED:
        return Note(text=f"You say the opposite of this: {point.claim}", tone="bad", option=option, spans=finding.spans)
    return None if point.bonus else Note(text=f"Not found: {point.claim}", tone="bad", option=option)


def _read_points(fields: Fields) -> tuple[KeyPoint, ...]:
    points: list[KeyPoint] = []
    errors: list[FieldError] = []
    first = fields.lines.get("points")
    for start, item, reason in _items(fields.section("points")):
        line = None if first is None else first + start
        try:
            points.append(_read_point(item, reason, line))
        except FieldError as complaint:
            errors.append(complaint)
    if not errors and not any(point.weight > 0 and not point.bonus for point in points):
        message = "at least one with a weight above 0 is needed" if points else "none found under **Points:**"
        errors.append(FieldError("points", f"{message}; {WOULD_BE_RIGHT}", line=first))
    # All complaints reach the author at once: each carries the next one as its cause.
    for error, following in pairwise(errors):
        error.__cause__ = following
    if errors:
        raise errors[0]
    return tuple(points)


def _items(section: str) -> list[tuple[int, str, str]]:
    """List items with the line on which each starts, counted from 0, and the reason quoted below.

    Indented lines continue the item above, or its reason once there is one. A line that is no item comes back as an
    item of its own, with its bullet missing, so that somebody complains.
    """
    items: list[tuple[int, str, str]] = []
    for index, line in enumerate(section.split("\n")):
        if not line.strip():
            continue
        if not line[:1].isspace() or not items:
            items.append((index, line.strip(), ""))
            continue
        start, above, reason = items[-1]
        if quote := QUOTE.fullmatch(line.rstrip()):
            items[-1] = (start, above, f"{reason}\n{quote[1]}".strip())
        elif reason:
            items[-1] = (start, above, f"{reason}\n{line.strip()}")
        else:
            items[-1] = (start, f"{above} {line.strip()}", "")
    return items


def _read_point(text: str, reason: str, line: int | None) -> KeyPoint:
    item = ITEM.fullmatch(text)
    parsed = POINT.fullmatch(item[1]) if item else None
    if parsed is None:
        raise FieldError("points", f"“{text}” is no point; {WOULD_BE_RIGHT}", line=line)
    weight, mark = float(parsed["weight"]), parsed["mark"]
    if weight == 0 or abs(weight) > HEAVIEST:
        raise FieldError("points", f"“{text}” weighs {weight:g}; {WOULD_BE_RIGHT}", line=line)
    if weight < 0 and mark:
        raise FieldError("points", f"“{text}” is a misconception, which takes neither “!” nor “?”", line=line)
    claim, synonyms = _split_synonyms(parsed["claim"].rstrip())
    if not claim or not all(synonyms):
        raise FieldError("points", f"“{text}” has an empty claim or synonym; {WOULD_BE_RIGHT}", line=line)
    return KeyPoint(weight=weight, claim=claim, synonyms=synonyms, must=mark == "!", bonus=mark == "?", reason=reason)


def _split_synonyms(claim: str) -> tuple[str, tuple[str, ...]]:
    """The claim without the braces at its end, and what stands in them; braces of a formula are left alone."""
    depth = 0
    for index in range(len(claim) - 1, -1, -1):
        depth += {"}": 1, "{": -1}.get(claim[index], 0)
        if depth == 0:
            break
    if depth or not claim.endswith("}") or (index and not claim[index - 1].isspace()):
        return claim, ()
    return claim[:index].rstrip(), tuple(part.strip() for part in claim[index + 1 : -1].split("|"))
