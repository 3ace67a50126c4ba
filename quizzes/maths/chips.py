"""From what a question declares and answers to the symbols that a learner may put in by a click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from quizzes.maths.declarations import Declarations
from quizzes.maths.functions import ARGUMENTS, GREEK
from quizzes.maths.rewriting import nodes_of
from quizzes.maths.trees import Binary, Call, Compare, Node

MOST: Final = 16
_LETTERS: Final = {name: letter for letter, name in GREEK.items() if letter not in "ςϵϑϕϱϖµ"}
_WITHOUT_CHIP: Final = frozenset({"abs", "factorial", "transpose"})
_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠"}


def chips_of(declared: Declarations, trees: Sequence[Node]) -> tuple[str, ...]:
    """Names as they are typed (σ, x_1), transposes of matrices, the functions and signs that stand in the trees."""
    vocabulary = declared.vocabulary
    names = [*(vocabulary.names or ()), *vocabulary.shapes, *vocabulary.random]
    chips = [_shown(name) for name in dict.fromkeys(names)]
    chips += [f"{_shown(name)}^T" for name in vocabulary.shapes]
    chips += [f"{_shown(name)}(" for name in vocabulary.functions]
    chips += _from(trees)
    return tuple(dict.fromkeys(chips))[:MOST]


def _shown(name: str) -> str:
    base, sign, index = name.partition("_")
    return _LETTERS.get(base, base) + sign + index


def _from(trees: Iterable[Node]) -> Iterable[str]:
    for tree in trees:
        for node in nodes_of(tree):
            match node:
                case Call("inverse", _):
                    yield "^(-1)"
                case Call(function, _) if function in ARGUMENTS and function not in _WITHOUT_CHIP:
                    yield f"{function}("
                case Compare(operators, _):
                    yield from (_SIGNS.get(operator, operator.replace("==", "=")) for operator in operators)
                case Binary("^", _, _):
                    yield "^"
