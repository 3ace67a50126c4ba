"""Choice: the learner ticks one option, or several, and hears why a wrong one is wrong."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, Self

from quizzes.answers import AnswerKey, Choice, FieldError, Fields, Grade, Note, UnreadableAnswer

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LETTERS = "ABCDEFGH"

ITEM = re.compile(r"[-*+] +\[([ xX])\] +(\S.*)")
QUOTE = re.compile(r"[ \t]+>[ \t]?(.*)")

EXAMPLE = r"""## lg-why-not-squared-error

```yaml
{kind: choice, level: intermediate, tags: [lg.loss], needs: [lg], tests: [{right: B}, {wrong: A}, {wrong: C}]}
```

A logistic regression is trained with squared error in place of the log loss. A positive example has the prediction
$\hat p=0.001$. What happens to the gradient with respect to the logit?

**Choices:**

- [ ] It is large, because the error is almost 1.
  > The error is large, but the chain rule multiplies it by $\hat p(1-\hat p)$, which is about $0.001$.
- [x] It is almost 0, because the sigmoid is flat there.
- [ ] It is the same as with the log loss.
  > With the log loss that factor cancels and the gradient is $\hat p-y$.

**Hint:** Write the derivative of $(\hat p-y)^2$ with respect to the logit as a product.

**Why:** The gradient is $2(\hat p-y)\,\hat p(1-\hat p)$: the last factor vanishes at both ends of the sigmoid, also
where the prediction is wrong. The log loss cancels it.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Option:
    """One line of the list.

    feedback: the author's remark to those who tick it; "" for none.
    """

    text: str  # Markdown
    right: bool
    feedback: str = ""  # Markdown


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChoiceKey(AnswerKey):
    """The options in the author's order; the first is "A" wherever a page may put it.

    multi: any number of options may be right, and the learner ticks all of them.
    shuffle: a page may show the options in another order.
    """

    box: ClassVar[str] = "options"
    example: ClassVar[str] = EXAMPLE
    seconds: ClassVar[int] = 40
    fields: ClassVar[frozenset[str]] = frozenset({"multi", "shuffle"})
    sections: ClassVar[frozenset[str]] = frozenset({"choices"})

    listed: tuple[Option, ...]
    multi: bool = False
    shuffle: bool = True

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        multi, shuffle = _yes_or_no(fields, "multi", False), _yes_or_no(fields, "shuffle", True)
        return cls(listed=_read_options(fields, multi), multi=multi, shuffle=shuffle)

    def options(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(value=letter, label=option.text, feedback=option.feedback)
            for letter, option in zip(LETTERS, self.listed, strict=False)
        )

    def grade(self, text: str) -> Grade:
        """One right option: 1 or 0. Several: max(0, right ones ticked - wrong ones ticked) / number of right ones.

        So half of the right ones earn half, and ticking everything earns only as much as the right outnumber the wrong.
        """
        ticked = self._read(text)
        right = self._right()
        score = max(0, len(ticked & right) - len(ticked - right)) / len(right)
        wrong = len(ticked - right)
        receipt = f"{len(ticked & right)} of {len(right)} right chosen" + (f", {wrong} wrong." if wrong else ".")
        return Grade(score=score, notes=tuple(self._notes(ticked)), receipt=receipt)

    def model_answer(self) -> str:
        return " ".join(sorted(self._right()))

    def shown_answer(self) -> str:
        lines = (
            f"- **{choice.value}**: {choice.label}"
            for choice, option in zip(self.options(), self.listed, strict=True)
            if option.right
        )
        return "\n".join(line.replace("\n", "\n  ") for line in lines)

    def _right(self) -> set[str]:
        return {letter for letter, option in zip(LETTERS, self.listed, strict=False) if option.right}

    def _read(self, text: str) -> set[str]:
        ticked = set()
        last = LETTERS[len(self.listed) - 1]
        for word in re.finditer(r"[^\s,;]+", text):
            letter = word[0].strip(".()").upper()
            if len(letter) != 1 or letter not in LETTERS[: len(self.listed)]:
                shown = word[0] if len(word[0]) <= 20 else word[0][:20] + "…"
                raise UnreadableAnswer(
                    f"There is no option “{shown}”; the options are A to {last}.", position=word.start()
                )
            ticked.add(letter)
        if not ticked:
            raise UnreadableAnswer("No option is chosen yet.")
        if len(ticked) > 1 and not self.multi:
            raise UnreadableAnswer(f"Only one option is right here; you chose {' and '.join(sorted(ticked))}.")
        return ticked

    def _notes(self, ticked: set[str]) -> list[Note]:
        """No letters in the text: a page may show the options in another order, and each note beside its option."""
        notes = []
        for letter, option in zip(LETTERS, self.listed, strict=False):
            if option.feedback and (letter in ticked or option.right):
                notes.append(Note(text=option.feedback, tone="good" if option.right else "bad", option=letter))
        return notes


def _yes_or_no(fields: Fields, name: str, default: bool) -> bool:
    value = fields.data.get(name, default)
    if not isinstance(value, bool):
        raise FieldError(name, f"{value!r} is neither true nor false", line=fields.lines.get(name))
    return value


def _read_options(fields: Fields, multi: bool) -> tuple[Option, ...]:
    found = _Lines(first_line=fields.lines.get("choices"))
    found.read(fields.section("choices").split("\n"))
    found.check(multi)
    # All complaints reach the author at once: each carries the next one as its cause.
    for error, following in pairwise(found.errors):
        error.__cause__ = following
    if found.errors:
        raise found.errors[0]
    return tuple(found.options)


class _Lines:
    """The list of choices while it is being read, line by line."""

    def __init__(self, first_line: int | None) -> None:
        self.first_line = first_line
        self.options: list[Option] = []
        self.starts: list[int] = []  # of each option, counted from 0
        self.errors: list[FieldError] = []

    def complain(self, message: str, index: int = 0) -> None:
        line = None if self.first_line is None else self.first_line + index
        self.errors.append(FieldError("choices", message, line=line))

    def read(self, lines: Sequence[str]) -> None:
        for index, line in enumerate(lines):
            if not line.strip():
                continue
            if item := ITEM.fullmatch(line.rstrip()):
                self.options.append(Option(text=item[2], right=item[1] != " "))
                self.starts.append(index)
            elif not self.options or not line[0].isspace():
                self._misplaced(line, index)
            elif quote := QUOTE.fullmatch(line):
                last = self.options[-1]
                feedback = f"{last.feedback}\n{quote[1]}".strip()
                self.options[-1] = dataclasses.replace(last, feedback=feedback)
            elif self.options[-1].feedback:
                self.complain(f"“{line.strip()}” follows the feedback; continue the feedback with “  > ”", index)
            else:
                last = self.options[-1]
                self.options[-1] = dataclasses.replace(last, text=f"{last.text}\n{line.strip()}")

    def _misplaced(self, line: str, index: int) -> None:
        if line.startswith(">"):
            self.complain(f"“{line.strip()}” must be indented by two spaces under its choice", index)
        else:
            self.complain(f"“{line.strip()}” is no choice; write “- [x] right” or “- [ ] wrong”", index)

    def check(self, multi: bool) -> None:
        count, right = len(self.options), sum(option.right for option in self.options)
        if not count and not self.errors:
            self.complain("none found; write “- [x] right” and “- [ ] wrong” lines under **Choices:**")
        elif count < FEWEST_OPTIONS and not self.errors:
            self.complain(f"only {count}; at least {FEWEST_OPTIONS} make a choice")
        elif count > MOST_OPTIONS:
            self.complain(f"{count} are too many; at most {MOST_OPTIONS}")
        if count and not right:
            self.complain("none is right; mark the right one with [x]")
        elif right > 1 and not multi:
            self.complain(f"{right} are right; write `multi: true`, or leave one [x]")
        seen: dict[str, int] = {}
        for option, start in zip(self.options, self.starts, strict=True):
            self._check_option(option, start, seen)

    def _check_option(self, option: Option, start: int, seen: dict[str, int]) -> None:
        if not option.right and not option.feedback:
            self.complain(f"“{option.text}” is wrong and says not why; add “  > feedback” below it", start)
        twin = seen.setdefault(" ".join(option.text.casefold().split()), start)
        if twin != start:
            self.complain(f"“{option.text}” stands there twice", start)
