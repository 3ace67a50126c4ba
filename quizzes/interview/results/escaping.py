"""Foreign text is put into a Markdown document such that it cannot break out of its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from quizzes.interview.results.titles import pieces_of

SHORTEST_FENCE = 3
# What would begin markup within a line. The rest, such as "-" or "+", does so at its start only, where it never stands.
MARKUP = re.compile(r"[\\`*_\[\]<>|$~#{}]")
ENTITY = re.compile(r"&(?=#?\w+;)")  # not every reader takes a backslash before it
BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
PICTURE = re.compile(r"!\[(?P<told>[^\]\n]*)\]\([^()\n]*\)")
# What would be read as something else before the mathematics is: a tag, code, and the end of a cell.
IN_MATHS = {"<": r"\lt ", ">": r"\gt ", "`": r"\lq ", r"\|": r"\Vert ", "|": r"\vert "}
SIGN_IN_MATHS = re.compile(r"\\\||\\.|[<>`|]")


def plain(text: str) -> str:
    """One line of plain text as it reads in Markdown, also in a heading or in the cell of a table."""
    return MARKUP.sub(r"\\\g<0>", ENTITY.sub("&amp;", BLANKS.sub(" ", text).strip(" ")))


def titled(text: str) -> str:
    """The same of a text with mathematics between dollars, as titles have it; the mathematics stays what it is."""
    return "".join(f"${_maths(piece)}$" if is_maths else _prose(piece) for is_maths, piece in pieces_of(text))


def _maths(latex: str) -> str:
    return SIGN_IN_MATHS.sub(lambda found: IN_MATHS.get(found[0], found[0]), latex)


def _prose(text: str) -> str:
    """As `plain`, with the blanks around it, which part it from the mathematics."""
    return f"{' ' * text[:1].isspace()}{plain(text)}{' ' * text[-1:].isspace()}" if text.strip() else " "


def without_pictures(markdown: str) -> str:
    """What a picture shows, in brackets, in its place: its file does not go with the document."""
    return PICTURE.sub(lambda picture: f"[{picture['told'].strip() or 'picture'}]", markdown)


def fenced(text: str) -> str:
    """A code block of the text, whatever it holds: the fence is longer than any row of backticks in it."""
    longest = max((len(row) for row in re.findall("`+", text)), default=0)
    fence = "`" * max(SHORTEST_FENCE, longest + 1)
    return f"{fence}text\n" + "\n".join(lines_of(text)) + f"\n{fence}"


def quoted(markdown: str) -> str:
    """A block quote of some Markdown; a fence or a list that it leaves open ends with the quote."""
    return "\n".join(f"> {line}".rstrip() for line in lines_of(markdown.strip()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, figures: int = 0) -> str:
    """head, rows: text as titles have it.   figures: how many columns, counted from the right, hold numbers."""
    rule = "|" + " --- |" * (len(head) - figures) + " ---: |" * figures
    return "\n".join([_row(head), rule, *(_row(row) for row in rows)])


def lines_of(text: str) -> list[str]:
    """Lines as Markdown ends them. (`str.splitlines` knows more ends, which are plain characters here.)"""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(titled(cell) for cell in cells) + " |"
