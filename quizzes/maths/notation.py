"""From a text to the notation that it is written in: typed mathematics, or LaTeX as a formula editor writes it."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

Syntax: TypeAlias = Literal["ascii", "latex"]

_COMMAND: Final = re.compile(r"\\[A-Za-z,;:!{}|]")  # a lone backslash is typed for the difference of sets
_BRACES: Final = re.compile(r"[\^_]\{")
_TYPED_WORD: Final = re.compile(r"[A-Za-z]{2}")


def syntax_of(text: str) -> Syntax:
    """LaTeX where there is a command such as `\\frac`, or braces behind `^` or `_` and no word such as `sqrt`."""
    if _COMMAND.search(text) or (_BRACES.search(text) and not _TYPED_WORD.search(text)):
        return "latex"
    return "ascii"
