"""From a typed formula and the accepted ones to a grade, with what a learner should hear of it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Final

from quizzes.answers import Grade, Note, Reading, UnreadableAnswer
from quizzes.maths.declarations import Declarations
from quizzes.maths.notation import syntax_of
from quizzes.maths.quantities import sentences
from quizzes.maths.reading import ReadingError, read
from quizzes.maths.rewriting import free_names
from quizzes.maths.tokens import shortened
from quizzes.maths.trees import Node, is_condition, to_text
from quizzes.maths.typesetting import to_latex
from quizzes.maths.vocabulary import Vocabulary

WRONG_FORM_SCORE: Final = 0.5  # the right value, but not written as was asked for
LONGEST: Final = 80  # characters of a formula in a receipt
UNDECIDED: Final = "We could not decide this; judge it yourself."
CONSTANTS_OF_INTEGRATION: Final = ("C", "c", "K")

_TRANSPOSED: Final = re.compile(r"\btranspose\((\w+)\)")
_LEFT_SIDE: Final = re.compile(r"[^=<>≤≥≠]{1,60}?(?<![<>!:=])=(?![=>])\s*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WrongFormula:
    """A usual wrong answer and what to say to it, as Markdown.   text: as the author typed it."""

    tree: Node
    why: str
    text: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Expected:
    """What an answer is held against.

    accepted: all that are right; the first is shown.   form, forbid, up_to: as the block says; "" and () for nothing.
    variable: for `up_to: constant`, the name by which the difference may not change.
    """

    declared: Declarations
    accepted: tuple[Node, ...]
    wrong: tuple[WrongFormula, ...] = ()
    form: str = ""
    forbid: tuple[str, ...] = ()
    up_to: str = ""
    variable: str = ""

    @property
    def vocabulary(self) -> Vocabulary:
        if self.up_to == "constant":
            return self.declared.and_names(CONSTANTS_OF_INTEGRATION).vocabulary
        return self.declared.vocabulary

    @property
    def raw(self) -> dict[str, Any]:
        """As a case has its options."""
        raw: dict[str, Any] = {"form": self.form, "forbid": self.forbid, "up_to": self.up_to}
        if self.up_to == "constant":
            raw |= {"form": "antiderivative", "var": self.variable}
        return raw


def read_typed(text: str, vocabulary: Vocabulary, *, condition: bool = False) -> Node:
    """The tree of an answer, typed or LaTeX. Raises ReadingError.

    condition: whether an equation is asked for; where none is, `f(x) = ` before the answer is left out.
    """
    vocabulary = dataclasses.replace(vocabulary, syntax=syntax_of(text))
    try:
        tree = read(text, vocabulary)
    except ReadingError as error:
        side = None if condition else _LEFT_SIDE.match(text)
        if side is None or error.position >= side.end():
            raise
        return read(" " * side.end() + text[side.end() :], vocabulary)
    return tree


def reading_of(text: str, vocabulary: Vocabulary, *, line: int = 1, condition: bool = False) -> Reading:
    """How a line is read. Never raises."""
    try:
        return Reading(line=line, latex=to_latex(read_typed(text, vocabulary, condition=condition)))
    except ReadingError as error:
        return Reading(line=line, error=sentences(error.message), position=error.position)
    except RecursionError:
        return Reading(line=line, error="This is nested too deep.")


def grade_formula(text: str, expected: Expected) -> Grade:
    """Raises UnreadableAnswer, and nothing else."""
    if not text.strip():
        raise UnreadableAnswer("Nothing was typed. Give a formula.", position=0)
    try:
        given = read_typed(text, expected.vocabulary, condition=is_condition(expected.accepted[0]))
        return _judged(given, text, expected)
    except ReadingError as error:
        raise UnreadableAnswer(sentences(error.message), position=error.position) from None
    except RecursionError:
        raise UnreadableAnswer("This is nested too deep; write it in a simpler form.") from None


def _judged(given: Node, text: str, expected: Expected) -> Grade:
    from quizzes.maths.answers import Judgement, judge_trees  # it needs mpmath, which the web process does not
    from quizzes.maths.options import options_for

    options = options_for(expected.declared, **expected.raw)
    found: list[Judgement] = []
    for accepted in expected.accepted:
        judgement = judge_trees(accepted, given, options, text)
        if judgement.correct:
            return Grade(score=1.0, receipt=_receipt(given, judgement, expected))
        found.append(judgement)
    undecided = next((each for each in found if each.correct is None), None)
    known = _known_mistake(given, expected)
    if undecided and not known:
        why = f" ({undecided.note})" if undecided.note else ""
        note = Note(text=f"{UNDECIDED} The right answer is shown below.", tone="plain")
        return Grade(score=None, notes=(note,), receipt=f"{_read_as(given)}; not decided{why}.", undecided=True)
    judgement = next((each for each in found if each.how == "form"), found[0])
    score = WRONG_FORM_SCORE if judgement.how == "form" and judgement.note.startswith("The value") else 0.0
    notes = tuple(Note(text=words, tone="bad") for words in _remarks(given, judgement, known, expected) if words)
    return Grade(score=score, notes=notes, receipt=_receipt(given, judgement, expected))


def _known_mistake(given: Node, expected: Expected) -> str:
    """The author's words on a wrong formula that equals the answer."""
    from quizzes.maths.answers import compare_any
    from quizzes.maths.equality import Verdict
    from quizzes.maths.options import options_for

    options = options_for(expected.declared)
    for wrong in expected.wrong:
        if compare_any(wrong.tree, given, options).verdict is Verdict.SAME:
            return wrong.why
    return ""


def _remarks(given: Node, judgement: Any, known: str, expected: Expected) -> list[str]:
    """The author's words or a guess, and the place where the two differ."""
    from quizzes.maths.options import options_for
    from quizzes.maths.receipts import counterexample_sentence
    from quizzes.maths.slips import guessed_slip

    note = sentences(judgement.note.replace("the answer has", "your answer has")) if judgement.note else ""
    note = note.replace("The reference", "The right answer")
    place = ""
    if judgement.comparison and expected.up_to != "constant":  # there it speaks of slopes
        place = counterexample_sentence(judgement.comparison)
    if judgement.how == "form":
        return [known, note]
    slip = "" if known else guessed_slip(expected.accepted[0], given, options_for(expected.declared))
    return [known or slip, note, place]


def _read_as(given: Node) -> str:
    text = _TRANSPOSED.sub(r"\1^T", to_text(given))
    return f"Read as {shortened(text, LONGEST)}"


def _receipt(given: Node, judgement: Any, expected: Expected) -> str:
    from quizzes.maths.receipts import how_text

    names = sorted(free_names(given).union(*(free_names(each) for each in expected.accepted)))
    assumed = expected.declared.assumptions(names)
    where = f", with {assumed}" if assumed else ""
    return f"{_read_as(given)}; {how_text(judgement.how)}{where}."
