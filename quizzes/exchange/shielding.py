"""Text of others to Markdown that our reader takes for text: no heading, no label and no open fence is left in it.

What a bank may hold comes through unchanged, so that a question which was exported comes back as it was.
"""

from __future__ import annotations

import re

from quizzes.banks.blocks import FENCE, LABEL, YAML_WORDS
from quizzes.banks.markup import VERBATIM, end_of_fence

HEADING = re.compile(r"([ \t]{0,3})(#{1,2})(?!#)")
RULE = re.compile(r"([ \t]*)(--+|==+)[ \t]*")
GAP = re.compile(r"\{\{(?= *[A-Za-z_][A-Za-z0-9_]* *\}\})")


def shielded(text: str) -> str:
    """The same text for eyes, with a backslash wherever a line would otherwise mean something to our reader."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        opening = FENCE.match(lines[index])
        if opening and (end := _end(lines, index, opening["marks"])) is not None:
            index = end
        else:
            lines[index] = _shielded_line(lines[index])
        index += 1
    return "\n".join(lines)


def flowed(text: str) -> list[str]:
    """The lines of an option; the first stands behind its box. A blank line would end it, and a quote is its feedback.

    A fence cannot stand in an option; its marks become text.
    """
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    more = [_without_marks(_shielded_line(line)) for line in lines[1:]]
    return [*lines[:1], *(f"\\{line}" if line.startswith(">") else line for line in more)]


def without_gaps(text: str) -> str:
    """{{name}} as text: with a backslash in prose, with a space between the braces in mathematics and in code."""
    if "{{" not in text:
        return text
    kept, at = [], 0
    for found in VERBATIM.finditer(text):
        kept += [GAP.sub(r"{\\{", text[at : found.start()]), GAP.sub("{ {", found[0])]
        at = found.end()
    return "".join([*kept, GAP.sub(r"{\\{", text[at:])])


def _end(lines: list[str], opened: int, marks: str) -> int | None:
    """Where a fence ends that our reader would take for one, too; None where it would complain."""
    end = end_of_fence(lines, opened, marks)
    if end is None:
        return None
    for index in range(opened + 1, end):
        below = next((line for line in lines[index + 1 : index + 4] if line.strip()), "")
        fence = FENCE.match(below)
        if lines[index].strip().startswith("## ") and fence and fence["info"].lower() in YAML_WORDS:
            return None
    return end


def _shielded_line(line: str) -> str:
    if HEADING.match(line):
        return HEADING.sub(r"\1\\\2", line, count=1)
    if RULE.fullmatch(line):
        return RULE.sub(r"\1\\\2", line)
    if line.lstrip(" ").startswith(("**", "__")) and (label := LABEL.match(line)) and (label["colon"] or label["late"]):
        at = label.end("label") if label["colon"] else label.start("late")
        return f"{line[:at]}\\{line[at:]}"
    return _without_marks(line)


def _without_marks(line: str) -> str:
    opening = FENCE.match(line)
    if opening is None:
        return line
    escaped = "".join(f"\\{mark}" for mark in opening["marks"])
    return line[: opening.start("marks")] + escaped + line[opening.end("marks") :]
