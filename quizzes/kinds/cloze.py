"""Cloze: a text with gaps, each a card of its own; a word, a number or a formula is typed into it."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, Final, Self

from quizzes.answers import AnswerKey, Fields, Grade, Note, Reading, UnreadableAnswer
from quizzes.maths.chips import chips_of
from quizzes.maths.declarations import DeclarationError, read_declarations
from quizzes.maths.evaluating import CalculationError, evaluate
from quizzes.maths.faults import Faults
from quizzes.maths.grading import Expected, grade_formula, read_typed, reading_of
from quizzes.maths.measures import Units
from quizzes.maths.number_answers import NumberAnswer, number_readings, with_unit_in_latex
from quizzes.maths.number_fields import read_answers, read_tolerance_field, read_units
from quizzes.maths.numbers import Tolerance, plain
from quizzes.maths.reading import Formula, ReadingError, formula
from quizzes.maths.trees import Node, to_text
from quizzes.maths.typesetting import to_latex
from quizzes.prose.spelling import bare, is_same, is_slip

LONGEST_WORDS: Final = 100  # characters that are typed into a gap for words
LONGEST_NAME: Final = 40
BLANK: Final = "[…]"
BLANK_IN_MATHS: Final = r"\boxed{\;?\;}"

PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
MATHS = re.compile(r"\\\$|`[^`\n]*`|\$\$(?P<display>.+?)\$\$|\$(?![\s$])(?P<inline>(?:\\.|[^\\$])+?)\$", re.DOTALL)
TEX_SIGNS = re.compile(r"[%&#_$]")


class Gap(ABC):
    """What is asked in one place of the text."""

    @abstractmethod
    def grade(self, text: str) -> Grade:
        """Raises UnreadableAnswer."""

    @abstractmethod
    def model_answer(self) -> str: ...

    @abstractmethod
    def shown(self) -> str:
        """The answer for eyes, as Markdown."""

    @abstractmethod
    def filled(self, in_maths: bool) -> str:
        """What stands in the place when another gap is asked: LaTeX in mathematics, plain text elsewhere."""

    def readings(self, text: str) -> tuple[Reading, ...]:
        return ()

    def symbols(self) -> tuple[str, ...]:
        return ()


@dataclasses.dataclass(frozen=True)
class Words(Gap):
    """accepted: every right spelling; the first is shown."""

    accepted: tuple[str, ...]

    def grade(self, text: str) -> Grade:
        """Case, accents, spaces, hyphens and an article make no difference; one slip in a long word is forgiven."""
        if not text.strip():
            raise UnreadableAnswer("Nothing was typed. Give the missing word.", position=0)
        if len(text.strip()) > LONGEST_WORDS:
            raise UnreadableAnswer("This is too long. Give only the missing word or words.", position=LONGEST_WORDS)
        if not bare(text):
            raise UnreadableAnswer("There is no word in this. Give the missing word.", position=0)
        receipt = f"Read as “{' '.join(text.split())}”"
        if any(is_same(text, word) for word in self.accepted):
            return Grade(score=1.0, receipt=f"{receipt}.")
        for word in self.accepted:
            if is_slip(text, word):
                return Grade(score=1.0, notes=(Note(text=f"Right, but it is spelt “{word}”."),), receipt=f"{receipt}.")
        return Grade(score=0.0, receipt=f"{receipt}; right is “{self.accepted[0]}”.")

    def model_answer(self) -> str:
        return self.accepted[0]

    def shown(self) -> str:
        return re.sub(r"([\\`*_{}\[\]<>$])", r"\\\1", self.accepted[0])

    def filled(self, in_maths: bool) -> str:
        words = TEX_SIGNS.sub(r"\\\g<0>", self.accepted[0])
        return rf"\text{{{words}}}" if in_maths else self.accepted[0]


@dataclasses.dataclass(frozen=True)
class NumberGap(Gap):
    """answers: formulas without names, so that nothing is worked out until somebody answers."""

    answers: tuple[Formula, ...]
    tolerance: Tolerance
    units: Units

    @cached_property
    def judge(self) -> NumberAnswer:
        """Raises CalculationError."""
        references = tuple(evaluate(answer.tree) for answer in self.answers)
        return NumberAnswer(references=references, tolerance=self.tolerance, units=self.units)

    def grade(self, text: str) -> Grade:
        return self.judge.grade(text)

    def model_answer(self) -> str:
        return self.judge.model_answer()

    def shown(self) -> str:
        return self.judge.shown()

    def filled(self, in_maths: bool) -> str:
        number = to_latex(formula(plain(self.judge.references[0])).tree)
        return with_unit_in_latex(number, self.units.asked) if in_maths else self.judge.shown()

    def readings(self, text: str) -> tuple[Reading, ...]:
        return number_readings(text, self.units)


@dataclasses.dataclass(frozen=True)
class FormulaGap(Gap):
    expected: Expected

    def grade(self, text: str) -> Grade:
        return grade_formula(text, self.expected)

    def model_answer(self) -> str:
        return to_text(self.expected.accepted[0])

    def shown(self) -> str:
        return f"${self.filled(in_maths=True)}$"

    def filled(self, in_maths: bool) -> str:
        return to_latex(self.expected.accepted[0]) if in_maths else self.model_answer()

    def readings(self, text: str) -> tuple[Reading, ...]:
        return (reading_of(text, self.expected.vocabulary),) if text.strip() else ()

    def symbols(self) -> tuple[str, ...]:
        return chips_of(self.expected.declared, self.expected.accepted)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cloze(AnswerKey):
    """gaps: by name, in the order of the text.   in_maths: those that stand between dollars.

    asked: the gap that this key asks; the others are shown filled in.
    """

    box: ClassVar[str] = "line"
    seconds: ClassVar[int] = 45
    isolated: ClassVar[bool] = True
    fields: ClassVar[frozenset[str]] = frozenset({"gaps"})
    example: ClassVar[str] = r"""## nb-slope-of-the-sigmoid

```yaml
kind: cloze
level: entry
tags: [nb.activations]
gaps:
  slope: {answer: sigmoid(z)*(1-sigmoid(z)), vars: {z: real}}
  largest: {answer: 1/4}
  fate: {words: [vanishes, vanish, disappears]}
tests:
  - {gap: slope, right: "e^-z/(1+e^-z)^2"}
  - {gap: largest, wrong: 0.5}
  - {gap: fate, right: vanish}
```

The derivative of the sigmoid $\sigma(z)$ is ${{slope}}$. It is never above {{largest}}, so that in a chain of many
sigmoid layers the gradient {{fate}}.

**Why:** Each layer multiplies the gradient by such a slope, and a product of many factors below one tends to nought.
"""

    gaps: Mapping[str, Gap]
    in_maths: frozenset[str]
    asked: str

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        faults = Faults(fields)
        entries = fields.data.get("gaps")
        if not isinstance(entries, Mapping) or not entries:
            faults.add("gaps", "none found; write gaps: {name: {words: [word]}} and {{name}} in the text")
            faults.raise_all()
        assert isinstance(entries, Mapping)
        places = dict(_places(fields.prompt))
        _check_places(fields, entries, places, faults)
        gaps = {name: _read_gap(str(name), entry, faults) for name, entry in entries.items()}
        faults.raise_all()
        ordered = {name: gap for name in places if (gap := gaps[name])}
        in_maths = frozenset(name for name, is_maths in places.items() if is_maths)
        for name, gap in ordered.items():
            if isinstance(gap, FormulaGap) and name not in in_maths:
                faults.add("gaps", f"`{name}` is a formula, so write it between dollars: ${{{{{name}}}}}$")
        faults.raise_all()
        return cls(gaps=ordered, in_maths=in_maths, asked=next(iter(ordered)))

    @property
    def gap(self) -> Gap:
        return self.gaps[self.asked]

    def parts(self) -> Mapping[str, AnswerKey]:
        return {name: dataclasses.replace(self, asked=name) for name in self.gaps}

    def placeholders(self) -> Mapping[str, str]:
        return {name: self._placed(name) for name in self.gaps}

    def grade(self, text: str) -> Grade:
        return self.gap.grade(text)

    def model_answer(self) -> str:
        return self.gap.model_answer()

    def shown_answer(self) -> str:
        return self.gap.shown()

    def readings(self, text: str) -> tuple[Reading, ...]:
        return self.gap.readings(text)

    def symbols(self) -> tuple[str, ...]:
        return self.gap.symbols()

    def check(self, fields: Fields) -> None:
        faults = Faults(fields)
        for name, gap in self.gaps.items():
            try:
                grade = gap.grade(gap.model_answer())
            except (CalculationError, UnreadableAnswer) as error:
                faults.add("gaps", f"`{name}`: answer: {error}")
                continue
            if grade.score != 1:
                faults.add("gaps", f"`{name}`: answer: `{gap.model_answer()}` is not accepted: {grade.receipt}")
        faults.raise_all()

    def _placed(self, name: str) -> str:
        is_maths = name in self.in_maths
        if name == self.asked:
            return BLANK_IN_MATHS if is_maths else BLANK
        return self.gaps[name].filled(is_maths)


def _places(prompt: str) -> Iterator[tuple[str, bool]]:
    """Every gap of the text, in order, and whether it stands between dollars."""
    spans = [match.span() for match in MATHS.finditer(prompt) if match["display"] or match["inline"]]
    for found in PLACEHOLDER.finditer(prompt):
        yield found[1], any(start < found.start() < end for start, end in spans)


def _check_places(fields: Fields, entries: Mapping[Any, Any], places: Mapping[str, bool], faults: Faults) -> None:
    written = [name for name, _ in _places(fields.prompt)]
    for name in places:
        if name not in entries:
            faults.add("prompt", f"the gap {{{{{name}}}}} has no entry in `gaps`")
        elif written.count(name) > 1:
            faults.add("prompt", f"the gap {{{{{name}}}}} stands there twice; give each its own name")
        elif len(name) > LONGEST_NAME:
            faults.add("gaps", f"the name `{name}` is longer than {LONGEST_NAME} characters")
    for name in entries:
        if name not in places:
            faults.add("gaps", f"`{name}` has no gap in the text; write {{{{{name}}}}} where it belongs")
    for label in fields.sections:
        for name in dict.fromkeys(PLACEHOLDER.findall(fields.section(label))):
            if name in entries:
                faults.add(label, f"{{{{{name}}}}}: a gap stands in the question only; write the answer out here")


def _read_gap(name: str, entry: Any, faults: Faults) -> Gap | None:
    """The gap, or None and faults of the field `gaps`."""
    within = Faults(Fields(data=entry if isinstance(entry, Mapping) else {}, sections={}))
    gap: Gap | None = None
    match entry:
        case {"words": words}:
            _refuse_others(within, {"words"})
            gap = _read_words(words, within)
        case {"vars": declarations}:
            _refuse_others(within, {"answer", "vars"})
            gap = _read_formula(declarations, within)
        case {"answer": _}:
            _refuse_others(within, {"answer", "tolerance", "unit", "accept_units"})
            answers = read_answers(within, ())
            gap = NumberGap(answers, read_tolerance_field(within), read_units(within))
        case _:
            within.add("", "{words: [word]}, {answer: 1/4} or {answer: 2*x, vars: {x: real}} was expected")
    for fault in within.found:
        faults.add("gaps", f"`{name}`: " + (f"{fault.field}: " if fault.field else "") + fault.message)
    return None if within else gap


def _refuse_others(faults: Faults, known: set[str]) -> None:
    for other in faults.fields.data:
        if other not in known:
            faults.add(str(other), f"there is no such field beside {', '.join(sorted(known & {*faults.fields.data}))}")


def _read_words(given: object, faults: Faults) -> Words | None:
    words = given if isinstance(given, list) else [given]
    accepted = [str(word) for word in words if isinstance(word, str | int) and not isinstance(word, bool)]
    if len(accepted) < len(words) or not accepted or not all(map(bare, accepted)):
        faults.add("words", "a list of words was expected, such as [vanishes, disappears]; put true and null in quotes")
        return None
    return Words(tuple(accepted))


def _read_formula(declarations: object, faults: Faults) -> FormulaGap | None:
    try:
        declared = read_declarations(declarations)
    except DeclarationError as error:
        faults.add("vars", error.message)
        return None
    given = faults.fields.data.get("answer")
    if given is None or given == []:
        faults.add("answer", "a formula is missing")
        return None
    trees: list[Node] = []
    for text in given if isinstance(given, list) else [given]:
        try:
            trees.append(read_typed(str(text), declared.vocabulary))
        except ReadingError as error:
            faults.add("answer", f"`{text}`: {error.message} (character {error.position + 1})")
    return FormulaGap(Expected(declared=declared, accepted=tuple(trees))) if trees else None
