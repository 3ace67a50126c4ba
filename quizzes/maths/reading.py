"""From a learner's text to a tree, in the notation and with the names that the vocabulary gives.

Nothing is ever evaluated as Python; what is too long is refused before it is read, see `parsing`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from quizzes.maths.formulas import CONSTANTS, FUNCTIONS, WORDS, Formula, formula, read_formula
from quizzes.maths.grammar import MathsParser
from quizzes.maths.latex import latex_tokens
from quizzes.maths.parsing import MAX_DEPTH, MAX_LENGTH, MAX_NODES
from quizzes.maths.tokens import ReadingError
from quizzes.maths.trees import Node
from quizzes.maths.typed import typed_tokens
from quizzes.maths.vocabulary import Vocabulary
from quizzes.maths.words import resolved

__all__ = [
    "CONSTANTS", "FUNCTIONS", "MAX_DEPTH", "MAX_LENGTH", "MAX_NODES", "WORDS",
    "Formula", "ReadingError", "Vocabulary", "formula", "read",
]  # fmt: skip

_BLANKS: Final = re.compile(r"\s{2,}")


def read(text: str, vocabulary: Vocabulary | Collection[str] = (), *, condition: bool = False) -> Node:
    """The tree of an expression, a condition, an equation, a set and so on, as the vocabulary says.

    With mere names in place of a vocabulary, the tree of a calculation, or of a condition; see `read_formula`.
    Raises ReadingError for everything else, size included.
    """
    if not isinstance(vocabulary, Vocabulary):
        return read_formula(text, vocabulary, condition=condition)
    if len(text) > MAX_LENGTH and len(_BLANKS.sub(" ", text)) > MAX_LENGTH:
        raise ReadingError(f"this is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    tokens = latex_tokens(text, vocabulary) if vocabulary.syntax == "latex" else typed_tokens(text, vocabulary)
    return MathsParser(resolved(tokens, vocabulary), vocabulary).whole_text()
