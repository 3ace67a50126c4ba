"""What stands above the questions of a bank: whether an edit of it can be read, and who changed it since the load."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from quizzes.banks.blocks import read_blocks
from quizzes.banks.merging import Verdict, sides
from quizzes.banks.problems import Problem
from quizzes.banks.questions import Bank, read_bank
from quizzes.banks.writing import BYTE_ORDER_MARK, bank_bytes

PROBE = "## the-first-question\n\nWhat?\n"  # stands in for whatever follows a head


def read_head(head: str, *, bank: str) -> tuple[Bank, tuple[Problem, ...]]:
    """A bank with this head and no question, and what is wrong with it, by line of the head.

    bank: the id that it has; an edit never changes it.
    """
    read = read_bank(head)
    problems = list(read.problems)
    lines = read_blocks(head.removeprefix(BYTE_ORDER_MARK), file="", labels=()).front_lines
    if read.id and read.id != bank:
        message = f"bank: the id of a bank never changes; write {bank}"
        problems.append(Problem(file="", line=lines.get(("bank",), 1), message=message))
    for slug, line in read.slugs.items():
        message = f"the heading of a question, {slug}, stands here; write questions on pages of their own"
        problems.append(Problem(file="", line=line, message=message))
    if not problems and not _ends_where_questions_begin(head):
        message = "a question below would be read as part of this text; is a fence or a quotation not closed?"
        problems.append(Problem(file="", line=head.count("\n") + 1, message=message))
    return read, tuple(sorted(set(problems)))


def _ends_where_questions_begin(head: str) -> bool:
    whole = bank_bytes(head, [PROBE]).decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)
    document = read_blocks(whole, file="", labels=())
    return not document.problems and [block.source for block in document.blocks] == [PROBE]


def field_line(head: str, name: str) -> int:
    """The line of a field of the front matter; 1 where it has none."""
    return read_blocks(head.removeprefix(BYTE_ORDER_MARK), file="", labels=()).front_lines.get((name,), 1)


def head_of(raw: bytes) -> str | None:
    """The head of a file as it lies in its folder, byte order mark included; None for what is no UTF-8."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark + read_blocks(text.removeprefix(mark), file="", labels=()).head


def who_changed(*, raw: bytes, file: str, table: str, held: str, texts: Sequence[str]) -> Verdict:
    """Who changed a head since the file was loaded or written last.

    raw: the file now.   file, table: its head there and in the table.
    held: sha256 of the file as it was then.   texts: of the questions that it held then, in its order.

    Nobody keeps the head of that time. But a head that stayed what it was makes, with those texts, the file of that
    time again, to the byte; so either side can show that it did not change. Where neither can, both did.
    """
    if file == table:
        return Verdict.SAME
    if held in (_digest(raw), _digest(bank_bytes(file, texts))):
        return Verdict.TABLE
    if held == _digest(bank_bytes(table, texts)):
        return Verdict.FILE
    # Without a text of that time only the two are compared; line ends and blank lines at the end make no quarrel.
    return sides(None, file.removeprefix(BYTE_ORDER_MARK), table.removeprefix(BYTE_ORDER_MARK))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
