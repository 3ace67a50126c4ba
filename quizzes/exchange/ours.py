"""Banks in our own format: their blocks as they stand, with what the file's front matter says written into each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.banks.blocks import FENCE, YAML_WORDS, read_blocks
from quizzes.banks.common import COMMON_FIELDS, read_front
from quizzes.banks.questions import COMMON_SECTIONS, Question
from quizzes.exchange.drafts import Complaint, Draft, Found
from quizzes.exchange.yaml_text import fence_of, flow
from quizzes.kinds import DEFAULT_KIND, all_kinds

HEADING = re.compile(r"^## [a-z0-9]+(?:-[a-z0-9]+)*[ \t]*$", re.MULTILINE)
MARK = re.compile(r"^(?:```ya?ml|\*\*(?:Answer|Why|Choices):\*\*)", re.MULTILINE)


def section_labels() -> frozenset[str]:
    """Every label that begins a section, in lower case."""
    return COMMON_SECTIONS.union(*(kind.sections for kind in all_kinds().values()))


def read_markdown(text: str) -> Found:
    """The blocks of a bank file, or of blocks alone, without front matter."""
    is_bank = text.startswith("---")
    document = read_blocks(text, file="", labels=section_labels(), front_matter=is_bank)
    problems: list[Complaint] = [(problem.line, problem.message) for problem in document.problems]
    if not document.blocks and not problems:
        problems.append((1, "there is no question; each begins with a line “## its-id”"))
    defaults: Mapping[str, Any] = {}
    if is_bank and document.front is not None:
        front, _ = read_front(document)  # what else is wrong above the questions is not imported
        defaults = front.defaults
    elif document.blocks and (stray := document.head.strip()):
        line = document.head[: document.head.index(stray[0])].count("\n") + 1
        problems.append((line, "this text stands above the first question, so it belongs to none"))
    drafts = tuple(
        Draft(line=block.line, slug=block.slug, verbatim=block.source, defaults=defaults) for block in document.blocks
    )
    return Found(drafts=drafts, problems=tuple(problems))


def as_markdown(questions: Iterable[Question]) -> str:
    """The blocks of the questions, each with all that its bank said for it; front matter is not written."""
    return "".join(f"{with_fields(question.source, question.fields.data).rstrip()}\n\n" for question in questions)


def looks_like_ours(text: str) -> bool:
    return HEADING.search(text) is not None and MARK.search(text) is not None


def with_fields(source: str, defaults: Mapping[str, Any]) -> str:
    """The block with those defaults in its fence that it does not say itself and that its kind knows."""
    document = read_blocks(source, file="", labels=section_labels(), front_matter=False)
    if not defaults or not document.blocks or document.blocks[0].data is None:
        return source
    said = document.blocks[0].data
    kind = said.get("kind", defaults.get("kind", DEFAULT_KIND))
    own = all_kinds()[kind].fields if isinstance(kind, str) and kind in all_kinds() else frozenset()
    missing = {name: value for name, value in defaults.items() if name not in said and name in COMMON_FIELDS | own}
    if not missing:
        return source
    lines = source.split("\n")
    opened = next((index for index, line in enumerate(lines[1:], start=1) if line.strip()), len(lines))
    opening = FENCE.match(lines[opened]) if opened < len(lines) else None
    if opening is None or opening["info"].lower() not in YAML_WORDS:
        return "\n".join([lines[0], "", fence_of(missing), "", *lines[opened:]])
    return "\n".join([*lines[: opened + 1], *_inserted(lines[opened + 1], missing), *lines[opened + 2 :]])


def _inserted(first: str, missing: Mapping[str, Any]) -> list[str]:
    """The first line of a fence with more fields before it, in the style of that line."""
    if first.lstrip().startswith("{"):
        indent, rest = first[: first.index("{")], first[first.index("{") + 1 :]
        comma = "" if rest.strip() == "}" else ", "
        return [f"{indent}{{{', '.join(f'{name}: {flow(value)}' for name, value in missing.items())}{comma}{rest}"]
    return [*(f"{name}: {flow(value)}" for name, value in missing.items()), first]
