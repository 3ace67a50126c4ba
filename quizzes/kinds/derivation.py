"""Derivation: line by line from a given start to a given goal; each line is judged against the line above."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import ClassVar, Final, Self

from quizzes.answers import AnswerKey, FieldError, Fields, Grade, Reading
from quizzes.maths.chips import chips_of
from quizzes.maths.declarations import Declarations
from quizzes.maths.faults import Faults
from quizzes.maths.formula_fields import author_tree, read_mistakes, read_tree, read_vars, read_word
from quizzes.maths.lines import readings_of, typed_lines
from quizzes.maths.trees import Node, is_condition
from quizzes.maths.typesetting import to_latex
from quizzes.maths.ways import RELATIONS, Way

ITEM = re.compile(r"(?P<number>\d+)[.)] +(?P<rest>\S.*)", re.DOTALL)
STEP = re.compile(r"(?P<ticks>`+)(?P<line>.+?)(?P=ticks)\s*(?:[—–-]+\s*(?P<reason>\S.*))?", re.DOTALL)
WOULD_BE_RIGHT: Final = "right would be “1. `x^2 + 1` — the reason”"
MOST_STEPS: Final = 20
SIGNS: Final = {"equal": "=", "equivalent": r"\Leftrightarrow", "implies": r"\Rightarrow"}

EXAMPLE = r"""## ca-slope-of-the-sigmoid

```yaml
kind: derivation
level: entry
tags: [ca.derivatives]
vars: {x: real}
start: diff(1/(1 + exp(-x)), x)
goal: sigmoid(x)*(1 - sigmoid(x))
wrong:
  - {line: "-exp(-x)/(1 + exp(-x))^2", why: "The inner derivative of $e^{-x}$ brings a second minus sign."}
tests:
  - {right: "exp(-x)/(1 + exp(-x))^2 = sigmoid(x)*(1 - sigmoid(x))"}
  - {wrong: "-exp(-x)/(1 + exp(-x))^2 = sigmoid(x)*(1 - sigmoid(x))"}
```

Show that the sigmoid $\sigma(x)=1/(1+e^{-x})$ has the slope $\sigma(x)(1-\sigma(x))$.

**Steps:**

1. `exp(-x)/(1 + exp(-x))^2` — the chain rule
2. `1/(1 + exp(-x)) * exp(-x)/(1 + exp(-x))` — split off one factor
3. `sigmoid(x)*((1 + exp(-x)) - 1)/(1 + exp(-x))` — add and subtract 1

**Hint:** Write the numerator as $(1+e^{-x})-1$.

**Why:** The last fraction is $1-\sigma$, so the slope is at most $1/4$, where $\sigma=1/2$.

**Mistakes:**

- Forgetting the derivative of the inner $-x$, which turns the sign.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Derivation(AnswerKey):
    """texts: start, steps and goal as the author typed them.   reasons: Markdown, of each step, "" for none."""

    box: ClassVar[str] = "steps"
    example: ClassVar[str] = EXAMPLE
    seconds: ClassVar[int] = 480
    isolated: ClassVar[bool] = True
    deadline: ClassVar[float] = 5.0
    fields: ClassVar[frozenset[str]] = frozenset({"vars", "start", "goal", "relation", "max_gap", "wrong"})
    sections: ClassVar[frozenset[str]] = frozenset({"steps"})

    way: Way
    texts: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        faults = Faults(fields)
        declared = read_vars(fields, faults)
        start, goal = (_read_end(fields, field, declared, faults) for field in ("start", "goal"))
        steps = list(_read_steps(fields, declared, faults))
        relation = read_word("relation", tuple(RELATIONS), "equal", faults)
        max_gap = _read_max_gap(fields, faults)
        wrong = tuple(read_mistakes("line", declared, faults))
        if start is None or goal is None or faults:
            faults.raise_all()
            raise AssertionError("a missing start or goal is a fault")
        way = Way(
            declared=declared,
            start=start,
            goal=goal,
            steps=tuple(tree for tree, _, _ in steps),
            relation=relation,
            max_gap=max_gap,
            wrong=wrong,
        )
        _check_ends(way, faults)
        faults.raise_all()
        texts = (str(fields.data["start"]), *(text for _, text, _ in steps), str(fields.data["goal"]))
        return cls(way=way, texts=texts, reasons=tuple(reason for _, _, reason in steps))

    @property
    def start_latex(self) -> str:
        return to_latex(self.way.start)

    @property
    def goal_latex(self) -> str:
        return to_latex(self.way.goal)

    def grade(self, text: str) -> Grade:
        from quizzes.maths.derivations import grade_lines  # it needs mpmath, which the web process does not

        return grade_lines(typed_lines(text, self.way.declared.vocabulary), self.way)

    def model_answer(self) -> str:
        return "\n".join(self.texts)

    def shown_answer(self) -> str:
        """A list of lines with their reasons."""
        sign = SIGNS[self.way.relation]
        lines = [f"- ${self.start_latex}$"]
        for tree, reason in zip(self.way.steps, self.reasons, strict=True):
            lines.append(f"- ${sign} {to_latex(tree)}$" + (f" — {reason}" if reason else ""))
        if not self.way.steps or self.way.form(self.way.steps[-1]) != self.way.forms[-1]:
            lines.append(f"- ${sign} {self.goal_latex}$")
        return "\n".join(lines)

    def readings(self, text: str) -> tuple[Reading, ...]:
        return tuple(readings_of(text, self.way.declared.vocabulary))

    def symbols(self) -> tuple[str, ...]:
        return chips_of(self.way.declared, (self.way.start, *self.way.steps, self.way.goal))

    def check(self, fields: Fields) -> None:
        faults = Faults(fields)
        _check_lines(self, faults)
        _check_wrong(self, faults)
        faults.raise_all()


def _read_end(fields: Fields, field: str, declared: Declarations, faults: Faults) -> Node | None:
    text = fields.data.get(field)
    if text is None:
        faults.add(field, "a formula is missing")
        return None
    return read_tree(field, text, declared, faults)


def _read_steps(fields: Fields, declared: Declarations, faults: Faults) -> Iterator[tuple[Node, str, str]]:
    """Formula, its text and the reason of each numbered item."""
    first = fields.lines.get("steps")
    items = list(_items(fields.section("steps")))
    if not items:
        faults.add("steps", f"none found under **Steps:**; {WOULD_BE_RIGHT}")
    elif len(items) > MOST_STEPS:
        faults.add("steps", f"{len(items)} are too many; at most {MOST_STEPS}")
    for index, item in items:
        line = None if first is None else first + index
        numbered = ITEM.fullmatch(item)
        step = STEP.fullmatch(numbered["rest"].strip()) if numbered else None
        if step is None:
            faults.found.append(FieldError("steps", f"“{item}” is no step; {WOULD_BE_RIGHT}", line=line))
            continue
        text = " ".join(step["line"].split())
        try:
            yield author_tree(text, declared), text, (step["reason"] or "").strip()
        except ValueError as error:
            faults.found.append(FieldError("steps", str(error), line=line))


def _items(section: str) -> Iterator[tuple[int, str]]:
    """List items with the line on which each starts, counted from 0; indented lines continue the item above."""
    found: list[tuple[int, str]] = []
    for index, line in enumerate(section.split("\n")):
        if line[:1].isspace() and line.strip() and found:
            start, above = found[-1]
            found[-1] = (start, f"{above} {line.strip()}")
        elif line.strip():
            found.append((index, line.strip()))
    yield from found


def _read_max_gap(fields: Fields, faults: Faults) -> int | None:
    given = fields.data.get("max_gap")
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and given >= 1):
        return given
    faults.add("max_gap", f"a whole number from 1 on was expected, not {given!r}")
    return None


def _check_ends(way: Way, faults: Faults) -> None:
    """Start and goal are of the sort that the relation is for, and are not the same."""
    conditions = is_condition(way.start)
    if way.relation == "equal" and conditions:
        faults.add("relation", "`equal` is for expressions; of equations write `equivalent` or `implies`")
    elif way.relation != "equal" and not conditions:
        faults.add("relation", f"`{way.relation}` is for equations and inequalities; here write `equal`")
    elif is_condition(way.goal) != conditions:
        faults.add("goal", f"{'a condition' if conditions else 'an expression'} was expected, as the start is")
    elif way.form(way.start) == way.form(way.goal):
        faults.add("goal", "it is the start, written a little differently")


def _check_lines(key: Derivation, faults: Faults) -> None:
    """Every line follows from the one above, without help from the author's own lines."""
    from quizzes.maths.derivations import judge_typed

    typed = typed_lines(key.model_answer(), key.way.declared.vocabulary)
    for judged in judge_typed(typed, key.way, trusting=False):
        text, field = key.texts[judged.number - 1], "goal" if judged.number == len(typed) else "steps"
        if judged.step.status == "bad":
            faults.add(field, f"`{text}` does not follow from the line above. {judged.words}".strip())
        elif judged.step.status == "open":
            why = f" ({judged.step.note})" if judged.step.note else ""
            message = f"we cannot tell whether `{text}` follows from the line above{why}; write it in another way"
            faults.add(field, message)


def _check_wrong(key: Derivation, faults: Faults) -> None:
    """No line that should be wrong follows wherever it is put."""
    from quizzes.maths.derivations import status_of_wrong

    for wrong in key.way.wrong:
        match status_of_wrong(wrong.tree, key.way):
            case "follows":
                faults.add("wrong", f"`{wrong.text}` is right: it follows from every line of yours")
            case "open":
                faults.add("wrong", f"`{wrong.text}`: we cannot tell that it is wrong; write another line")
