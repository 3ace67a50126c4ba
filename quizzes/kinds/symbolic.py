"""Symbolic: a formula is typed; it counts if it equals the answer wherever both have a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Final, Self

from quizzes.answers import AnswerKey, Fields, Grade, Reading, UnreadableAnswer
from quizzes.maths.chips import chips_of
from quizzes.maths.declarations import Declarations
from quizzes.maths.drawing import check_placeholders, checked_draws, read_drawing, values_in_text
from quizzes.maths.drawn import with_values
from quizzes.maths.faults import Faults
from quizzes.maths.formula_fields import read_mistakes, read_tree, read_vars, read_word
from quizzes.maths.functions import ALIASES, ARGUMENTS
from quizzes.maths.grading import Expected, grade_formula, reading_of
from quizzes.maths.parameters import Draw, Parameters
from quizzes.maths.pitfalls import divides_by_zero
from quizzes.maths.rewriting import calls, free_names
from quizzes.maths.trees import Node, is_condition, to_text
from quizzes.maths.typesetting import to_latex

FORMS: Final = (
    "expanded", "factored", "completed_square", "single_fraction", "partial_fractions", "lowest_terms", "simplified",
)  # fmt: skip
UP_TO: Final = ("constant", "sign", "factor")
OPERATORS: Final = ("+", "-", "*", "/", "^")  # which may be forbidden, too


@dataclasses.dataclass(frozen=True, kw_only=True)
class Symbolic(AnswerKey):
    """template: the answers and the known mistakes, in which the names of parameters stand for values.

    seed: draws the parameters; a key that was never varied is variant 0.
    """

    box: ClassVar[str] = "formula"
    seconds: ClassVar[int] = 120
    isolated: ClassVar[bool] = True
    fields: ClassVar[frozenset[str]] = frozenset(
        {"vars", "answer", "wrong", "form", "forbid", "up_to", "params", "where", "let"}
    )
    example: ClassVar[str] = r"""## ca-slope-of-a-square

```yaml
kind: symbolic
level: entry
tags: [ca.derivatives]
vars: {x: real}
params: {a: {int: [2, 9]}}
answer: 2*a*x
wrong:
  - {expr: a*x, why: "The exponent comes down as a factor: it is missing here."}
tests: [{right: "{{a}}*(x + x)"}, {wrong: "{{a}}*x"}]
```

What is the derivative of ${{a}}x^2$ with respect to $x$?

**Why:** The power rule gives $2x$, and the factor ${{a}}$ stays.

**Mistakes:**

- Lowering the exponent without multiplying by it.
"""

    template: Expected
    parameters: Parameters = dataclasses.field(default_factory=Parameters)
    seed: int = 0

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        faults = Faults(fields)
        declared = read_vars(fields, faults)
        parameters, names = read_drawing(fields, faults)
        for name in names:
            if declared.vocabulary.declares(name):
                faults.add("vars", f"`{name}` stands in `params` or `let`, too; choose another name")
        known = declared.and_names(names)
        accepted = tuple(_read_answers(fields, known, faults))
        template = Expected(
            declared=declared,
            accepted=accepted,
            wrong=tuple(read_mistakes("expr", known, faults)),
            form=read_word("form", FORMS, "", faults),
            forbid=_read_forbidden(fields, faults),
            up_to=read_word("up_to", UP_TO, "", faults),
            variable=_variable(declared, accepted),
        )
        faults.raise_all()
        return cls(template=template, parameters=parameters or Parameters())

    def variant(self, seed: int) -> Symbolic:
        return dataclasses.replace(self, seed=seed) if self.parameters.ranges else self

    def placeholders(self) -> Mapping[str, str]:
        return values_in_text(self.draw)

    @cached_property
    def draw(self) -> Draw:
        return self.parameters.draw(self.seed)

    @cached_property
    def expected(self) -> Expected:
        """The formulas of this variant."""
        values = self.draw.values
        return dataclasses.replace(
            self.template,
            accepted=tuple(with_values(tree, values) for tree in self.template.accepted),
            wrong=tuple(
                dataclasses.replace(wrong, tree=with_values(wrong.tree, values)) for wrong in self.template.wrong
            ),
        )

    def grade(self, text: str) -> Grade:
        return grade_formula(text, self.expected)

    def model_answer(self) -> str:
        return to_text(self.expected.accepted[0])

    def shown_answer(self) -> str:
        return f"${to_latex(self.expected.accepted[0])}$"

    def readings(self, text: str) -> tuple[Reading, ...]:
        if not text.strip():
            return ()
        condition = is_condition(self.template.accepted[0])
        return (reading_of(text, self.template.vocabulary, condition=condition),)

    def symbols(self) -> tuple[str, ...]:
        return chips_of(self.template.declared, self.template.accepted)

    def check(self, fields: Fields) -> None:
        faults = Faults(fields)
        formulas = [*self.template.accepted, *(wrong.tree for wrong in self.template.wrong)]
        check_placeholders(fields, self.parameters, self.parameters.names, formulas, faults)
        used: set[str] = set().union(*(calls(tree) for tree in self.template.accepted))
        for name in self.template.forbid:
            if name in used:
                faults.add("forbid", f"the answer itself uses `{name}`")
        if self.template.up_to == "constant" and not self.template.variable:
            faults.add("up_to", "the answer has no variable; declare it in `vars`")
        for seed, at in checked_draws(self.parameters, formulas, faults):
            if faults:
                break  # further draws would mostly say the same
            self.variant(seed).try_out(at, faults)
        faults.raise_all()

    def try_out(self, at: str, faults: Faults) -> None:
        """Whether the answers of this variant are accepted and its mistakes are not.   at: its values, for messages."""
        if self._divides_by_zero(at, faults):
            return  # what has no value equals itself as a text, and is no answer all the same
        for tree in self.expected.accepted:
            if message := _refusal(self, to_text(tree)):
                faults.add("answer", f"`{to_text(tree)}` {message}{at}")
        for wrong in self.expected.wrong:
            if message := _acceptance(self, to_text(wrong.tree)):
                faults.add("wrong", f"`{to_text(wrong.tree)}` {message}{at}")

    def _divides_by_zero(self, at: str, faults: Faults) -> bool:
        formulas = [("answer", tree) for tree in self.template.accepted]
        formulas += [("wrong", wrong.tree) for wrong in self.template.wrong]
        found = [(field, tree) for field, tree in formulas if divides_by_zero(tree, self.draw.values)]
        for field, tree in found:
            faults.add(field, f"`{to_text(tree)}`: division by zero{at}")
        return bool(found)


def _read_answers(fields: Fields, known: Declarations, faults: Faults) -> Iterator[Node]:
    given = fields.data.get("answer")
    if given is None or given == []:
        faults.add("answer", "a formula is missing")
        return
    for text in given if isinstance(given, list) else [given]:
        if (tree := read_tree("answer", text, known, faults)) is not None:
            yield tree


def _read_forbidden(fields: Fields, faults: Faults) -> tuple[str, ...]:
    given = fields.data.get("forbid")
    names = [given] if isinstance(given, str) else given or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        faults.add("forbid", "a list of functions was expected, such as [diff, int]")
        return ()
    known = [ALIASES.get(name, ALIASES.get(name.lower(), name)) for name in names]
    for name in known:
        if name not in ARGUMENTS and name not in OPERATORS:
            faults.add("forbid", f"`{name}` is no function that is known")
    return tuple(known)


def _variable(declared: Declarations, accepted: Sequence[Node]) -> str:
    """The first name declared that stands in the answer."""
    used: set[str] = set().union(*(free_names(tree) for tree in accepted))
    return next((name for name in declared.vocabulary.names or () if name in used), "")


def _refusal(key: Symbolic, text: str) -> str:
    """Why a text that should be right is not; "" when it is."""
    try:
        grade = key.grade(text)
    except UnreadableAnswer as error:
        return f"cannot be read by learners: {error.message}"
    if grade.score == 1:
        return ""
    said = " ".join(note.text for note in grade.notes)
    return f"cannot be decided: {grade.receipt}" if grade.score is None else f"is not accepted: {said}"


def _acceptance(key: Symbolic, text: str) -> str:
    """Why a text that should be wrong is not; "" when it is. One of another form than was asked for is wrong, too."""
    try:
        grade = key.grade(text)
    except UnreadableAnswer as error:
        return f"cannot be read by learners: {error.message}"
    if grade.score == 1:
        return "equals the answer"
    return f"cannot be told from the answer: {grade.receipt}" if grade.score is None else ""
