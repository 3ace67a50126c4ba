"""What is wrong with a file, said to its author with the place and the way out."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing to mend.

    file: the path as the caller gave it.   line: 1-based; 1 when the file as a whole is at fault.
    message: what is wrong and what would be right.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def did_you_mean(word: str, known: Iterable[str], pattern: str = "“{}”") -> str:
    """ "; did you mean “level”?" when one of the known words is near, else the list of them all."""
    known = sorted(known)
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.7)
    if near:
        return f"; did you mean {pattern.format(near[0])}?"
    return f"; known are {', '.join(known)}"


def quoted(text: str, longest: int = 60) -> str:
    """A piece of the author's text for a message: one line, cut when long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= longest else f"“{line[: longest - 1]}…”"
