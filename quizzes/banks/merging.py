"""Three versions of one question, as loaded last, in the file and in the table, to who changed it and how."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # what a terminal would obey
CONTEXT = 3  # unchanged lines that are shown around a change
Opcode = tuple[str, int, int, int, int]
MOST_PAIRS = 100_000  # of lines that are compared; many lines alike take minutes beyond that


class Verdict(Enum):
    """Who changed a question since it was loaded last.

    SAME: file and table agree, whatever was there before.   CONFLICT: both changed it, and differently.
    FILE, TABLE: only that side did, and its version is the one to keep; where it has none, the question was removed.
    """

    SAME = "same"
    FILE = "file"
    TABLE = "table"
    CONFLICT = "conflict"


@dataclasses.dataclass(frozen=True, kw_only=True)
class DiffRow:
    """One line of a comparison.

    tag: "same", "gone" or "new".   old, new: the line's number on either side, from 1; None where it is not.
    """

    tag: str
    old: int | None
    new: int | None
    text: str


def sides(base: str | None, file: str | None, table: str | None) -> Verdict:
    """Compare the texts of one question; None where it does not exist.

    base: as it was loaded last.   file: as the file has it now.   table: as the table has it now.
    Texts are compared to the character. Only what would be a conflict like that is compared once more without regard to
    kinds of line ends and to blank lines at the end: these change when a question is added below or an editor converts
    the file, which must not quarrel with a real edit on the other side.
    """
    verdict = _sides(base, file, table)
    if verdict is Verdict.CONFLICT:
        verdict = _sides(_plain(base), _plain(file), _plain(table))
        return Verdict.FILE if verdict is Verdict.SAME else verdict  # the words agree: bytes are the file's to choose
    return verdict


def three_versions(base: str | None, file: str | None, table: str | None) -> str:
    """What each side did to a question, for a terminal: two comparisons with the text as it was loaded last.

    A question that was not there then is compared from side to side. Control characters are shown, not sent.
    """
    if base is None:
        return _compared("in the file", file, "in the table", table)
    return "\n".join(
        (
            _compared("as loaded last", base, "in the file", file),
            _compared("as loaded last", base, "in the table", table),
        )
    )


def merged(base: str, one: str, other: str) -> str | None:
    """A text with what two sides did to it; None where both changed the same lines, and differently.

    Lines of what is returned end with \\n, and there are no blank ones below.
    Changes of neighbouring lines are no quarrel: a line may be changed by one where the other adds some below it.
    """
    lines, written, at = _lines(base), [], 0
    edits = sorted({*_edits(lines, _lines(one)), *_edits(lines, _lines(other))})
    for (start, stop, _), (next_start, next_stop, _) in pairwise(edits):
        is_at_one_place = start == next_start and (stop == start) == (next_stop == next_start)
        if next_start < stop or is_at_one_place:
            return None
    for start, stop, put in edits:
        written += [*lines[at:start], *put]
        at = stop
    return "\n".join((*written, *lines[at:])) + "\n"


def _edits(base: list[str], new: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """From, to and what is put there, as indices of lines."""
    for tag, i, i_end, j, j_end in differences(base, new):
        if tag != "equal":
            yield i, i_end, tuple(new[j:j_end])


def differences(old: Sequence[str], new: Sequence[str]) -> Sequence[Opcode]:
    """The opcodes of difflib; where too many lines differ to be compared, all between is one replacement."""
    short = min(len(old), len(new))
    if len(old) * len(new) <= MOST_PAIRS:
        return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    start = next((index for index in range(short) if old[index] != new[index]), short)
    below = next((index for index in range(short - start) if old[-1 - index] != new[-1 - index]), short - start)
    i_end, j_end = len(old) - below, len(new) - below
    middle = old[start:i_end], new[start:j_end]
    found: Sequence[Opcode] = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    if len(middle[0]) * len(middle[1]) <= MOST_PAIRS:
        found = difflib.SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    return [
        *([("equal", 0, start, 0, start)] if start else []),
        *((tag, i + start, i_to + start, j + start, j_to + start) for tag, i, i_to, j, j_to in found),
        *([("equal", i_end, len(old), j_end, len(new))] if below else []),
    ]


def diff_rows(old: str, new: str) -> list[DiffRow]:
    """Every line of two texts, in order; a line that was changed is gone and, below, new.

    Kinds of line ends and blank lines at the end do not count. Where too many lines differ to be compared, all of them
    are gone and then all are new.
    """
    before, after = _lines(old), _lines(new)
    rows: list[DiffRow] = []
    for tag, i, i_end, j, j_end in differences(before, after):
        if tag == "equal":
            rows += (
                DiffRow(tag="same", old=line + 1, new=line + 1 + j - i, text=before[line]) for line in range(i, i_end)
            )
            continue
        rows += (DiffRow(tag="gone", old=line + 1, new=None, text=before[line]) for line in range(i, i_end))
        rows += (DiffRow(tag="new", old=None, new=line + 1, text=after[line]) for line in range(j, j_end))
    return rows


def _sides(base: str | None, file: str | None, table: str | None) -> Verdict:
    if file == table:
        return Verdict.SAME
    if base == table:
        return Verdict.FILE
    return Verdict.TABLE if base == file else Verdict.CONFLICT


def _compared(old_name: str, old: str | None, new_name: str, new: str | None) -> str:
    head = f"--- {old_name}{_missing(old)}\n+++ {new_name}{_missing(new)}\n"
    if old is not None and _lines(old) == _lines(new or "") and new is not None:
        return head + "  no line differs\n"
    return head + "".join(f"{_shown(line)}\n" for line in _hunks(_lines(old or ""), _lines(new or "")))


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    """Lines of a unified comparison below its two headings."""
    lines = difflib.unified_diff(old, new, lineterm="", n=CONTEXT)
    for index, line in enumerate(lines):
        if index > 1:
            yield line


def _missing(text: str | None) -> str:
    return " (not there)" if text is None else ""


def _shown(line: str) -> str:
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _lines(text: str) -> list[str]:
    plain = _plain(text)
    return plain.split("\n") if plain else []


def _plain(text: str | None) -> str | None:
    return None if text is None else LINE_END.sub("\n", text).rstrip()
