"""From the text of a derivation to its lines, each with its number and its place in the text.

A line is an expression, `= …` going on from the line above, a chain a = b = c, a condition, or one of these behind an
arrow. Words behind a dash are a reason, and are not judged.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

from quizzes.answers import Reading, UnreadableAnswer
from quizzes.maths.notation import syntax_of
from quizzes.maths.quantities import sentences
from quizzes.maths.reading import MAX_LENGTH, ReadingError, read
from quizzes.maths.trees import Compare, Node, is_condition
from quizzes.maths.typesetting import to_latex
from quizzes.maths.vocabulary import Vocabulary

MAX_LINES: Final = 40

REASON: Final = re.compile(r"(?<=\s)(?:—|–|--|//|#)\s.*$")
# Behind a mere hyphen: two words or more, or a long one, up to the end.
WORDS: Final = re.compile(
    r"(?<=\s)-\s(?=\s{0,5}(?:[A-Za-z]{5}|[A-Za-z]{0,20} [A-Za-z]|[A-Za-z]{0,20}-[A-Za-z]{3}))[A-Za-z0-9 ,.'’-]+$"
)
LEADING: Final = re.compile(
    r"^\s*(?P<sign>=>|⇒|<=>|⇔|⟹|⟺|\\implies|\\iff|\\Rightarrow|\\Leftrightarrow|\\therefore|&?=(?![=>]))\s*"
)
_AROUND: Final = re.compile(
    r"\\(?:begin|end)\{(?:align|aligned|alignat|gather|gathered|eqnarray|split|equation)\*?\}|\$\$?"
)
_BREAK: Final = re.compile(r"\\\\(?:\[[^\]]*\])?")


@dataclasses.dataclass(frozen=True)
class Line:
    """sign: what stood before it, "=" or an arrow.   parts: expressions of a chain, or one condition."""

    sign: str
    tree: Node
    parts: tuple[Node, ...]

    @property
    def is_chain(self) -> bool:
        """Whether it is nothing but expressions with = between them."""
        return all(not is_condition(part) for part in self.parts)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TypedLine:
    """number: of the line in the text, 1-based.   position: where it begins there."""

    number: int
    position: int
    text: str
    line: Line


def read_line(text: str, vocabulary: Vocabulary) -> Line:
    """Raises ReadingError, with the place in the line."""
    plain = REASON.sub("", text)
    match = LEADING.match(plain)
    sign = match["sign"].lstrip("&") if match else ""
    start = match.end() if match else 0
    try:
        tree = read(" " * start + plain[start:], vocabulary)
    except ReadingError as error:
        reason = _words_behind_hyphen(plain, error.position)
        if reason is None:
            raise
        tree = read(" " * start + plain[start:reason], vocabulary)
    return Line(sign, tree, parts_of(tree))


def _words_behind_hyphen(text: str, position: int) -> int | None:
    """Where a reason begins behind a mere hyphen, as in `= 2x - sum rule`, of which mathematics makes nothing."""
    for match in WORDS.finditer(text) if len(text) <= MAX_LENGTH else ():
        if match.start() < position:
            return match.start()
    return None


def parts_of(tree: Node) -> tuple[Node, ...]:
    """The expressions of a chain of equations, or the tree itself."""
    if isinstance(tree, Compare) and set(tree.operators) == {"=="}:
        return tree.operands
    return (tree,)


def typed_lines(text: str, vocabulary: Vocabulary) -> list[TypedLine]:
    """Blank lines are left out. Raises UnreadableAnswer, which names the line and the place in the whole text."""
    found: list[TypedLine] = []
    for number, position, line in _split(text):
        if len(found) >= MAX_LINES:
            raise UnreadableAnswer(
                f"These are more than {MAX_LINES} lines; shorten your derivation.", position=position
            )
        try:
            tree = _read(line, vocabulary)
        except ReadingError as error:
            message = f"Line {number}: {error.message}"
            raise UnreadableAnswer(sentences(message), position=min(position + error.position, len(text))) from None
        except RecursionError:
            raise UnreadableAnswer(f"Line {number} is nested too deep.", position=position) from None
        found.append(TypedLine(number=number, position=position, text=line, line=tree))
    if not found:
        raise UnreadableAnswer("Nothing was typed. Write one step on each line.", position=0)
    return found


def readings_of(text: str, vocabulary: Vocabulary) -> Iterator[Reading]:
    """How each line is read, without the words behind a dash. Never raises."""
    for number, _, line in _split(text):
        try:
            read = _read(line, vocabulary)
            sign = {"=": "= ", "": ""}.get(read.sign, r"\Leftrightarrow " if "<" in read.sign else r"\Rightarrow ")
            yield Reading(line=number, latex=sign + to_latex(read.tree))
        except ReadingError as error:
            yield Reading(line=number, error=sentences(error.message), position=error.position)
        except RecursionError:
            yield Reading(line=number, error="This is nested too deep.")


def _read(line: str, vocabulary: Vocabulary) -> Line:
    return read_line(line, dataclasses.replace(vocabulary, syntax=syntax_of(line)))


def _split(text: str) -> Iterator[tuple[int, int, str]]:
    """Number, position and text of each line that is not blank; `\\\\` between lines of LaTeX breaks them, too."""
    start = 0
    for number, whole in enumerate(text.split("\n"), start=1):
        plain = _AROUND.sub(lambda match: " " * len(match.group()), whole.rstrip("\r"))
        position = 0
        breaks = [] if "\\begin" in plain else list(_BREAK.finditer(plain))
        for match in breaks:
            part = plain[position : match.start()]
            if part.strip():
                yield number, start + position, part
            position = match.end()
        if plain[position:].strip():
            yield number, start + position, plain[position:]
        start += len(whole) + 1
