"""A bank's head and its questions to the bytes of a file: what was read is written back exactly."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import yaml

from quizzes.banks.merging import differences
from quizzes.banks.questions import Bank, read_bank

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
BLANKS = " \t\r\n"
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")

# Text that needs no quotes wherever it stands, unless YAML takes it for something else, as it does "no" and "null".
SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_][A-Za-z0-9_.-]*)*")
# What YAML holds only as an escape.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def whole_head(bank: Bank, raw: bytes) -> str:
    """The head as a table keeps it: with the byte order mark that reading took away, if `raw`, the file, began so."""
    return (BYTE_ORDER_MARK if raw.startswith(BYTE_ORDER_MARK.encode()) else "") + bank.head


def bank_bytes(head: str, sources: Sequence[str], *, new: Collection[int] = ()) -> bytes:
    """The file of a bank, in UTF-8: its whole head and the sources of its questions, one after the other.

    What was read is joined exactly. A text that does not end its line, as one typed into a form may not, gets a line
    end and a blank line when a question follows; a text at the very end gets none.
    new: indices of the sources that the file did not hold before, which a blank line sets off on either side. Only the
    caller knows them: a file may well have a heading right below a question, and is then left as it is.
    Raises ValueError for text that is not UTF-8, such as half a surrogate pair.
    """
    return "".join(bank_pieces(head, sources, new=new)).encode("utf-8")


def bank_pieces(head: str, sources: Sequence[str], *, new: Collection[int] = ()) -> list[str]:
    """The head and each source as the file of `bank_bytes` holds them, with what was put below to set them apart."""
    end = line_end(head + "".join(sources))
    pieces = [head, *sources]
    for index, piece in enumerate(pieces[:-1]):
        if piece:
            # Piece i is source i - 1, so a gap between pieces i and i + 1 lies between sources i - 1 and i.
            pieces[index] += _gap(piece, end, blank=index in new or index - 1 in new)
    return pieces


def fitted(edited: str, before: str, *, end: str = "\n") -> str:
    """A question's text as an editor sent it, with the line ends and the blank lines below of the text it replaces.

    A form of a browser sends "\\r\\n" whatever the file has, and cuts what it takes for empty; neither is an edit. So a
    text in which nothing else changed is `before` itself, to the byte.
    before: "" for a new question; then every line ends in `end`, which is the file's own.
    """
    if before and _plain(edited) == _plain(before):
        return before
    if before:
        end = line_end(before)
        below = LINE_END.search(before, len(before.rstrip()))
        tail = before[below.start() :] if below else ""
    else:
        tail = end
    return LINE_END.sub(lambda _: end, edited.rstrip()) + tail


def fitted_lines(edited: str, before: str) -> str:
    """A head's text as an editor sent it, in which every line that stayed is the one of `before`, to the byte.

    Lines that are new end as most lines of `before` do. Its byte order mark and its blank lines below stay as well.
    """
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else ""
    there = LINE.findall(before.removeprefix(mark))
    text = next((index for index in range(len(there), 0, -1) if there[index - 1].strip(BLANKS)), 0)
    old, below = there[:text], "".join(there[text:])
    sent = LINE_END.sub("\n", edited.removeprefix(BYTE_ORDER_MARK)).rstrip(BLANKS)
    new = sent.split("\n") if sent else []
    end = line_end(before)
    # The last line lost what blanks it ended in when the text was cut at its end, which is no edit.
    plain = [line.rstrip("\r\n") for line in old[:-1]] + [line.rstrip(BLANKS) for line in old[-1:]]
    lines: list[str] = []
    for tag, start, stop, first, last in differences(plain, new):
        lines += old[start:stop] if tag == "equal" else [line + end for line in new[first:last]]
    ended = [line if line.endswith(("\r", "\n")) else line + end for line in lines[:-1]]
    return mark + "".join((*ended, *lines[-1:])) + below


def line_end(text: str) -> str:
    """The line end that a text has most often; "\\n" for a text of one line."""
    found = Counter(LINE_END.findall(text))
    return max(found, key=lambda end: found[end]) if found else "\n"


def new_bank_head(
    *,
    bank: str,
    title: str,
    area: str,
    license: str = "",
    defaults: Mapping[str, Any] | None = None,
    description: str = "",
) -> str:
    """Front matter, title and description of a bank that is written for the first time, down to its first question.

    bank: its id, such as math.linear-algebra.   area: one of AREAS.   description: Markdown.
    defaults: fields that questions take when they do not say otherwise.
    Raises ValueError, in the words of the reader, when the bank could not be read like that.
    """
    fields: dict[str, Any] = {"bank": bank, "title": title, "area": area}
    fields |= {"license": license} if license else {}
    fields |= {"version": 1}
    fields |= {"defaults": defaults} if defaults else {}
    front = "".join(f"{name}: {yaml_text(value)}\n" for name, value in fields.items())
    about = f"{description.strip()}\n\n" if description.strip() else ""
    head = f"---\n{front}---\n\n# {title}\n\n{about}"
    read = read_bank(head)
    if read.slugs:
        raise ValueError(f"the description holds the heading of a question, {next(iter(read.slugs))}")
    if read.problems:
        raise ValueError(read.problems[0].message)
    if LINE_END.search(title) or (read.title, read.license, read.head) != (title, license, head):
        raise ValueError("the title or the description would be read as something else; write the title on one line")
    return head


def yaml_text(value: object) -> str:
    """Plain data on one line of YAML that reads the same wherever it stands: simple words bare, other text quoted."""
    if isinstance(value, str):
        is_bare = SIMPLE.fullmatch(value) is not None and yaml.safe_load(value) == value
        return value if is_bare else quoted_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{yaml_text(str(name))}: {yaml_text(item)}" for name, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(yaml_text, value)) + "]"
    return json.dumps(value)


def quoted_text(text: str, style: str = '"') -> str:
    """Text in quotation marks on one line of YAML.

    style: the marks that the author prefers; single ones only where the text needs no escapes.
    """
    escaped = json.dumps(text, ensure_ascii=False)
    escaped = UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    if style == "'" and escaped.replace('\\"', '"').replace("\\\\", "\\") == f'"{text}"':
        return "'" + text.replace("'", "''") + "'"
    return escaped


def block_text(text: str, style: str = '"') -> list[str]:
    """Text as a value in a block mapping, line by line: as it is below a "|-" if it has several, else in quotes."""
    lines = text.split("\n")
    is_literal = (
        len(lines) > 1
        and bool(lines[0].strip() and lines[-1].strip())
        and not lines[0][0].isspace()
        and not UNPRINTABLE.search(text)
        and not any(line.strip().startswith(("```", "~~~")) for line in lines)  # which would close the fence
    )
    if is_literal:
        return ["|-", *lines]
    return [quoted_text(text, style)]


def _gap(piece: str, end: str, *, blank: bool) -> str:
    """What must stand between a text and the heading below it."""
    if not piece.endswith(("\n", "\r")):
        return end + end
    return end if blank and len(LINE_END.findall(piece[len(piece.rstrip()) :])) < 2 else ""


def _plain(text: str) -> str:
    return LINE_END.sub("\n", text).rstrip()
