"""From LaTeX to atoms: commands, braces, numbers, runs of letters and single signs, with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from quizzes.maths.tokens import ReadingError, strange
from quizzes.maths.typed import plain_letters


class Atom(NamedTuple):
    """kind: "command" (text without its backslash), "number", "letters", "sign", or one of "{ } ^ _ & newline"."""

    kind: str
    text: str
    position: int
    shown: str


_SPACE = r"(?:\\[,;: !]|~|\s|[\u200b-\u200d\u2060-\u2064\ufeff])"
_THOUSANDS = r"[1-9][0-9]{0,2}(?:(?:\{,\}|\\[,;: ]|~)[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
_WITH_COMMA = (
    r"(?<![0-9],)[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9]|,[0-9])(?:\.[0-9]+)?"
    r"|(?<![0-9],)[0-9]+,[0-9]+(?![0-9]|[.,][0-9])"
)
_PLAIN = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?"
_ATOM: Final = (
    rf"(?P<space>{_SPACE}+|%\Z)"
    r"|(?P<newline>\\\\|\\cr\b)"
    r"|\\(?P<command>[A-Za-z]+\*?|.)"
    r"|(?P<brace>[{}^_&])"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<sign><=>|=>|<=|>=|==|[^\s{}^_&\\])"
)
_OUTSIDE: Final = re.compile(rf"(?P<number>{_THOUSANDS}|{_WITH_COMMA}|[0-9]+\{{,\}}[0-9]+|{_PLAIN})|{_ATOM}", re.DOTALL)
_INSIDE: Final = re.compile(rf"(?P<number>{_THOUSANDS}|[0-9]+\{{,\}}[0-9]+|{_PLAIN})|{_ATOM}", re.DOTALL)
_OPENING: Final = ("(", "[", "\\{", "\\lbrace", "\\lbrack", "\\lparen")
_CLOSING: Final = (")", "]", "\\}", "\\rbrace", "\\rbrack", "\\rparen")


def atoms_of(text: str, *, commas_separate: bool) -> list[Atom]:
    """All atoms, without blanks. Between brackets commas separate, outside them they belong to numbers."""
    atoms: list[Atom] = []
    line = plain_letters(text)
    depth = 1 if commas_separate else 0
    braces: list[int] = []
    position = 0
    while position < len(line):
        match = (_INSIDE if depth else _OUTSIDE).match(line, position)
        if match is None:
            raise ReadingError(strange(text[position]), position)
        kind, shown = str(match.lastgroup), match.group()
        is_group = bool(atoms) and (atoms[-1].kind in ("^", "_", "}", "command") or atoms[-1].text == "]")
        if shown == "{":
            braces.append(0 if is_group else 1)
            depth += braces[-1]
        elif shown == "}" and braces:
            depth -= braces.pop()
        elif shown in _OPENING or shown in _CLOSING:
            depth = max(0, depth + (1 if shown in _OPENING else -1))
        if kind == "brace":
            atoms.append(Atom(shown, shown, position, shown))
        elif kind != "space" and shown not in ("$", "\\(", "\\)", "\\[", "\\]"):
            atoms.append(Atom(kind, match[kind], position, shown))
        position = match.end()
    return atoms


def group_end(atoms: Sequence[Atom], start: int) -> int:
    """The index of the brace that closes the one at `start`."""
    depth = 0
    for index in range(start, len(atoms)):
        depth += (atoms[index].kind == "{") - (atoms[index].kind == "}")
        if not depth:
            return index
    raise ReadingError("the `{` misses its closing brace", atoms[start].position)


def split_at(atoms: Sequence[Atom], *separators: str) -> list[list[Atom]]:
    """The parts between separators (by kind, or by sign or command) that stand in no brace, bracket or environment."""
    parts: list[list[Atom]] = [[]]
    depth = 0
    for atom in atoms:
        opens = atom.kind == "{" or (atom.kind == "command" and atom.text in ("begin", "left"))
        closes = atom.kind == "}" or (atom.kind == "command" and atom.text in ("end", "right"))
        depth += opens - closes
        if not depth and (atom.kind in separators or (atom.kind in ("sign", "command") and atom.text in separators)):
            parts.append([])
        else:
            parts[-1].append(atom)
    return parts
