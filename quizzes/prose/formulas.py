"""From a text to the formulas in it, as trees of one order, so that those of a claim are found in an answer."""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache
from typing import Final

from quizzes.maths.reading import ReadingError, Vocabulary, read
from quizzes.maths.rewriting import ordered
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number, Unary, children, to_text

MARKED: Final = re.compile(r"\$\$?([^$]+)\$\$?|`([^`]+)`")
# Symbols around an operator, as they are typed in the middle of a sentence.
TYPED: Final = re.compile(
    r"(?:[\w.^{}\\|]+|\([^()\n]{1,40}\)|√)"
    r"(?:\s*(?:[-+*/^=<>≤≥·×÷−²³√]|<=|>=)\s*(?:[\w.^{}\\|]+|\([^()\n]{1,40}\)|√))+"
)
VOCABULARIES: Final = {"latex": Vocabulary(syntax="latex"), "ascii": Vocabulary()}
LONGEST, MOST = 120, 12  # characters of a formula; formulas of a text


@dataclasses.dataclass(frozen=True)
class Formulas:
    """trees: of each formula, in plain text and one order.   spans: where each stands."""

    trees: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


NO_FORMULAS: Final = Formulas()


@lru_cache(maxsize=2_000)
def formulas_of(text: str) -> Formulas:
    """The formulas that can be read; a lone name or number is none."""
    trees: list[str] = []
    spans: list[tuple[int, int]] = []
    taken = [match.span() for match in MARKED.finditer(text)]
    found = [(match.span(), match[1] or match[2]) for match in MARKED.finditer(text)]
    found += [
        (match.span(), match[0])
        for match in TYPED.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    for span, source in found[:MOST]:
        for tree in _trees(source.strip()):
            trees.append(tree)
            spans.append(span)
    return Formulas(tuple(trees), tuple(spans))


@lru_cache(maxsize=2_000)
def _trees(source: str) -> tuple[str, ...]:
    """The tree, and of an equation both sides; nothing where it cannot be read."""
    if not 3 <= len(source) <= LONGEST or re.search(r"[A-Za-z]{3,}\s+[A-Za-z]{3,}", source.replace("\\", " ")):
        return ()
    syntax = "latex" if re.search(r"\\|[\^_]\{", source) else "ascii"
    try:
        tree = read(source, VOCABULARIES[syntax])
    except (ReadingError, RecursionError, ValueError):
        return ()
    sides = tree.operands if isinstance(tree, Compare) and set(tree.operators) == {"=="} else (tree,)
    return tuple(dict.fromkeys(_in_order(side) for side in (tree, *sides) if _says(side)))


def _says(node: Node) -> bool:
    """A name, a number or a difference of two names says nothing: "k-means", "L2"."""
    match node:
        case Name() | Number() | Unary():
            return False
        case Binary("-" | "*"):
            return any(isinstance(child, Binary | Call | Number) for child in children(node))
    return True


def _in_order(node: Node) -> str:
    return to_text(ordered(node))
