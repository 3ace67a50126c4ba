"""A question found in somebody else's deck, on its way to a block of ours."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.banks.problems import Problem
from quizzes.exchange.shielding import flowed, shielded
from quizzes.exchange.yaml_text import fence_of

ENOUGH = 3_000  # questions and problems of one text, after which a reader stops; fewer than these are taken
Complaint = tuple[int, str]  # line of the upload, message


@dataclasses.dataclass(frozen=True, kw_only=True)
class Draft:
    """One question, before it has an id.

    line: of the upload, where it begins.   prompt: Markdown.   kind: its name, which is written out in any case.
    fields: of the YAML fence, without `kind`.   sections: label in lower case and Markdown, in order; empty ones are
    left out.   options: of a choice.   slug: the id that the upload gives; "" for none.
    verbatim: a block of ours as it stands, heading included; the rest is not looked at then.
    defaults: what the file of such a block says for all of them.
    remarks: what is lost or has to be looked at, of which our reader knows nothing.
    """

    line: int
    prompt: str = ""
    kind: str = "flashcard"
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    sections: tuple[tuple[str, str], ...] = ()
    options: tuple[DraftOption, ...] = ()
    slug: str = ""
    verbatim: str = ""
    defaults: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class DraftOption:
    """One line of a choice. feedback: Markdown; "" for none."""

    text: str
    right: bool
    feedback: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """What one text holds.

    problems: what cannot be imported.   remarks: what was left out or has to be looked at.
    """

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Complaint, ...] = ()
    remarks: tuple[Complaint, ...] = ()


def told(complaints: tuple[Complaint, ...], file: str) -> Iterator[Problem]:
    for line, message in complaints:
        yield Problem(file=file, line=line, message=message)


def body_of(draft: Draft) -> str:
    """The block below its heading. Text of others is shielded, so that it cannot be taken for our syntax."""
    parts = [fence_of({"kind": draft.kind, **draft.fields}), shielded(draft.prompt).strip("\n").rstrip()]
    if draft.options:
        parts.append("**Choices:**\n\n" + "\n".join(_option(option) for option in draft.options))
    parts += [_section(label, text) for label, text in draft.sections if text.strip()]
    return "\n\n".join(parts) + "\n"


def _option(option: DraftOption) -> str:
    first, *more = flowed(option.text) or [""]
    lines = [f"- [{'x' if option.right else ' '}] {first}", *(f"  {line}" for line in more)]
    feedback = option.feedback.strip().split("\n") if option.feedback.strip() else []
    return "\n".join([*lines, *(f"  > {line}".rstrip() for line in feedback)])


def _section(label: str, text: str) -> str:
    """A single paragraph begins on the line of its label; a list, a fence or a table needs lines of its own."""
    text = shielded(text.strip())
    heading = f"**{label.capitalize()}:**"
    return f"{heading}\n\n{text}" if _is_no_paragraph(text) else f"{heading} {text}"


def _is_no_paragraph(text: str) -> bool:
    first = text.split("\n", 1)[0]
    return first.startswith(("```", "~~~", "- ", "* ", "+ ", ">", "|", "#", "$$")) or first[:1].isdigit()
