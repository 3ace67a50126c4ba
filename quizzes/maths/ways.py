"""The author's way from a start to a goal, and which of its lines a formula is."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Final

from quizzes.maths.declarations import Declarations
from quizzes.maths.grading import WrongFormula
from quizzes.maths.likeness import form_of
from quizzes.maths.options import Options, options_for
from quizzes.maths.trees import Node

RELATIONS: Final = {"equal": "equal", "equivalent": "equivalence", "implies": "implies"}  # words of authors and cases


@dataclasses.dataclass(frozen=True, kw_only=True)
class Way:
    """The author's derivation.

    steps: lines between start and goal, of which the last may be the goal.   relation: one of `RELATIONS`.
    max_gap: steps of the author that one line may jump; None for as many as one likes, but not all of them at once.
    wrong: lines that learners write by mistake.
    """

    declared: Declarations
    start: Node
    goal: Node
    steps: tuple[Node, ...] = ()
    relation: str = "equal"
    max_gap: int | None = None
    wrong: tuple[WrongFormula, ...] = ()

    @cached_property
    def options(self) -> Options:
        return options_for(self.declared, kind="derivation", relation=RELATIONS[self.relation])

    def form(self, node: Node) -> str:
        return form_of(node, self.declared.vocabulary.shapes)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Of start, steps and goal; a step that only writes the one before differently is left out."""
        forms: list[str] = []
        for node in (self.start, *self.steps, self.goal):
            form = self.form(node)
            if not forms or form != forms[-1]:
                forms.append(form)
        return tuple(forms)

    @property
    def last(self) -> int:
        """The place of the goal, counted from the start, which is 0."""
        return len(self.forms) - 1

    def place(self, node: Node) -> int | None:
        """Which of the author's lines has this form; the last one where several have it."""
        form = self.form(node)
        return next((place for place in range(self.last, -1, -1) if self.forms[place] == form), None)
