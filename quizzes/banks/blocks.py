"""Text of a bank to its front matter, its description and its blocks, all with line numbers; knows no kind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from quizzes.banks.fences import FenceError, Path, read_fence
from quizzes.banks.problems import Problem, did_you_mean, quoted

MAX_BLOCK = 20_000  # characters of one block or of the description; longer ones are not read
MAX_BLOCKS = 20_000  # of one file
MAX_SLUG = 100  # characters
MAX_PROBLEMS = 1_000  # in one file; then the rest is left unread

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>\S*)")
LABEL = re.compile(
    r"(?P<indent> {0,3})(?:\*\*|__)(?P<label>[A-Za-z][A-Za-z -]{0,30})(?P<colon>:?)(?:\*\*|__)(?P<late>:?)"
)
YAML_WORDS = frozenset({"yaml", "yml"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Section:
    """What stands under one bold label.

    text: begins right after the label, so line i of it, counted from 0, is line `line + i` of the file.
    """

    label: str  # lower case
    text: str
    line: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Block:
    """One question as it stands in the file.

    source: the exact text, from its heading to the next one.
    data, lines: the YAML fence; empty when there is none, data is None when it cannot be read.
    prompt_line: where the prompt begins; the heading's line when there is none.
    """

    slug: str
    line: int
    source: str
    data: Mapping[str, Any] | None
    lines: Mapping[Path, int]
    prompt: str
    prompt_line: int
    sections: tuple[Section, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Document:
    """A bank file taken apart.

    front: None when it is missing or cannot be read, of which a problem speaks.
    head: exact text above the first block; head and the blocks' sources together are the file.
    """

    front: Mapping[str, Any] | None
    front_lines: Mapping[Path, int]
    head: str
    description: str
    description_line: int
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


def read_blocks(text: str, *, file: str, labels: Collection[str], front_matter: bool = True) -> Document:
    """Take a bank apart. `labels` are the section labels that have a meaning, in lower case.

    front_matter: False for the text of blocks alone, as an author edits them; then `front` is empty.
    """
    return _Reader(text, file, labels).read(front_matter)


class _Reader:
    """One file while it is being read. Lines are counted from 0 in here and from 1 in all that goes out."""

    def __init__(self, text: str, file: str, labels: Collection[str]) -> None:
        self.file = file
        self.labels = labels
        self.problems: list[Problem] = []
        self.exact = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text) if "\r" in text else None
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.fences: dict[int, int] = {}  # first line of a code fence: its last line
        self.unclosed: dict[str, int] = {}  # mark of a fence: so many of them close nowhere in the rest of the file
        self.headings: list[tuple[int, str]] = []  # line and slug of each block

    def complain(self, index: int, message: str) -> None:
        self.problems.append(Problem(file=self.file, line=index + 1, message=message))

    def read(self, front_matter: bool) -> Document:
        self._control_characters()
        front, front_lines, start = self._front_matter() if front_matter else (None, {}, 0)
        self._outline(start)
        ends = [index for index, _ in self.headings[1:]] + [len(self.lines)]
        first = self.headings[0][0] if self.headings else len(self.lines)
        blocks = []
        for (index, slug), end in zip(self.headings, ends, strict=False):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            if block := self._block(slug, index, end):
                blocks.append(block)
        description = "\n".join(self.lines[start:first])
        if len(description) > MAX_BLOCK:
            self.complain(start, f"the description has {len(description):,} characters; at most {MAX_BLOCK:,} are read")
            description = ""
        return Document(
            front=front,
            front_lines=front_lines,
            head=self._exact(0, first),
            description=description,
            description_line=start + 1,
            blocks=tuple(blocks),
            problems=tuple(sorted(self.problems)),
        )

    def _control_characters(self) -> None:
        text = "\n".join(self.lines)
        line, counted = 0, 0
        for found in islice(CONTROL.finditer(text), MAX_PROBLEMS):
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            self.complain(line, f"the control character U+{ord(found[0]):04X} stands here; remove it")

    def _exact(self, start: int, end: int) -> str:
        if start >= end:
            return ""
        if self.exact is not None:
            return "".join(self.exact[start:end])
        return "\n".join(self.lines[start:end]) + ("\n" if end < len(self.lines) else "")

    def _front_matter(self) -> tuple[Mapping[str, Any] | None, Mapping[Path, int], int]:
        """Its data, its lines, and the index of the line after it."""
        if self.lines[0].rstrip() != "---":
            self.complain(0, "the front matter is missing; the first line must be “---”, then YAML, then “---”")
            return None, {}, 0
        for index in range(1, len(self.lines)):
            line = self.lines[index]
            if line.rstrip() == "---":
                data, lines = self._yaml(1, index)
                return data, lines, index + 1
            if line.startswith("#") and SLUG.fullmatch(line.lstrip("#").strip()):
                break
        self.complain(0, "the front matter is not closed; write a line “---” below it")
        return None, {}, 1

    def _yaml(self, start: int, end: int) -> tuple[Mapping[str, Any] | None, Mapping[Path, int]]:
        try:
            fence = read_fence("\n".join(self.lines[start:end]), first_line=start + 1)
        except FenceError as error:
            self.problems.append(Problem(file=self.file, line=error.line, message=error.message))
            return None, {}
        return fence.data, fence.lines

    def _outline(self, start: int) -> None:
        """Find the code fences and the headings outside them."""
        index = start
        while index < len(self.lines) and len(self.problems) < MAX_PROBLEMS:
            if len(self.headings) > MAX_BLOCKS:
                self.complain(index, f"more than {MAX_BLOCKS:,} questions; split the file into several banks")
                break
            line = self.lines[index].lstrip(" \t")
            if line.startswith(("```", "~~~")) and (opening := FENCE.match(self.lines[index])):
                index = self._close_fence(index, opening)
            elif line.startswith("#") and len(self.lines[index]) - len(line) <= 3:
                self._heading(index, line)
            elif line.startswith(("--", "==")) and self.headings and not line.rstrip().strip(line[0]):
                self.complain(index, "this line makes a heading or a rule in Markdown; write neither within a question")
            index += 1

    def _close_fence(self, opened: int, opening: re.Match[str]) -> int:
        """The last line of the fence that opens on this line; the line itself when nothing closes it."""
        marks = opening["marks"]
        unclosed = self.unclosed.get(marks[0], 0)
        for index in range(opened + 1, len(self.lines) if not 0 < unclosed <= len(marks) else 0):
            line = self.lines[index].strip()
            if line.startswith(marks) and not line.strip(marks[0]):
                self.fences[opened] = index
                return index
            if line.startswith("## ") and self._opens_block(index) and marks == "```":
                break
        else:
            self.unclosed[marks[0]] = min(len(marks), unclosed or len(marks))
        self.complain(opened, f"this code fence is not closed; write a line {marks} below the code")
        return opened

    def _opens_block(self, index: int) -> bool:
        """Whether a YAML fence stands right below this heading."""
        below = next((line for line in self.lines[index + 1 : index + 4] if line.strip()), "")
        fence = FENCE.match(below)
        return fence is not None and fence["info"].lower() in YAML_WORDS

    def _heading(self, index: int, line: str) -> None:
        level = len(line) - len(line.lstrip("#"))
        if level > 2:
            return
        text = line[level:].strip().rstrip("#").rstrip()
        is_slug = SLUG.fullmatch(text) is not None
        if level == 1:
            if self.headings:
                self.complain(
                    index, f"the heading {quoted(text)} would end the question; inside one use ### or bold text"
                )
        elif is_slug or self._opens_block(index):
            if self.lines[index].rstrip() != f"## {text}" and is_slug:
                self.complain(index, f"write this heading as “## {text}”, from the start of the line")
            elif not is_slug:
                self.complain(index, f"{quoted(text)} is no slug; {_slug_advice(text)}")
            if len(text) > MAX_SLUG:
                self.complain(index, f"the slug has {len(text)} characters; at most {MAX_SLUG} are allowed")
            self.headings.append((index, text[:MAX_SLUG]))
        elif self.headings:
            self.complain(
                index, f"the heading {quoted(text)} is no slug; {_slug_advice(text)}, or use ### inside a question"
            )

    def _block(self, slug: str, start: int, end: int) -> Block | None:
        source = self._exact(start, end)
        if len(source) > MAX_BLOCK:
            self.complain(start, f"this question has {len(source):,} characters; at most {MAX_BLOCK:,} are read")
            return None
        data: Mapping[str, Any] | None = {}
        lines: Mapping[Path, int] = {}
        body = self._next_text(start + 1, end)
        if body in self.fences and self._info(body) in YAML_WORDS:
            data, lines = self._yaml(body + 1, self.fences[body])
            body = self._next_text(self.fences[body] + 1, end)
        cuts = self._labels(body, end)
        prompt_end = cuts[0][0] if cuts else end
        prompt = "\n".join(self.lines[body:prompt_end]).rstrip()
        if not data and data is not None:
            self._misplaced_fence(body, prompt_end)
        sections = []
        stops = [index for index, _, _ in cuts[1:]] + [end]
        for (index, label, rest), stop in zip(cuts, stops, strict=False):
            text = "\n".join((rest, *self.lines[index + 1 : stop])).rstrip()
            sections.append(Section(label=label, text=text, line=index + 1))
        return Block(
            slug=slug,
            line=start + 1,
            source=source,
            data=data,
            lines=lines,
            prompt=prompt,
            prompt_line=(body if prompt else start) + 1,
            sections=tuple(sections),
        )

    def _next_text(self, index: int, end: int) -> int:
        while index < end and not self.lines[index].strip():
            index += 1
        return index

    def _info(self, index: int) -> str:
        fence = FENCE.match(self.lines[index])
        return fence["info"].lower() if fence else ""

    def _misplaced_fence(self, start: int, end: int) -> None:
        for index in range(start, end):
            inside = self.lines[index + 1 : self.fences[index]] if index in self.fences else ()
            if any(line.lstrip(" {").startswith(("kind:", "tags:", "level:")) for line in inside):
                self.complain(index, "the fence with the fields must begin with ```yaml, right below the heading")

    def _labels(self, start: int, end: int) -> list[tuple[int, str, str]]:
        """Line, label and rest of the line of every section."""
        found = []
        index = start
        while index < end:
            line = self.lines[index]
            if index in self.fences:
                index = self.fences[index]
            elif line.lstrip(" ").startswith(("**", "__")) and (match := LABEL.match(line)):
                label = match["label"].strip().lower()
                if label in self.labels and not match["indent"] and match["colon"] and line.startswith("**"):
                    found.append((index, label, line[match.end() - len(match["late"]) :].lstrip()))
                else:
                    self._no_label(index, label, match)
            index += 1
        return found

    def _no_label(self, index: int, label: str, match: re.Match[str]) -> None:
        shown = match[0].strip()
        if label in self.labels:
            if match["colon"] or match["late"]:
                self.complain(index, f"write {shown} as “**{label.capitalize()}:**”, from the start of the line")
        elif match["colon"]:
            advice = did_you_mean(label, self.labels, "**{}:**")
            if "did you mean" in advice:
                advice = re.sub(r"\*\*(\w)", lambda first: f"**{first[1].upper()}", advice)
            elif " " in label:
                return  # a bold phrase in running text
            self.complain(
                index, f"there is no section {shown}{advice}; in prose put the colon outside: **{match['label']}**:"
            )


def _slug_advice(text: str) -> str:
    slug = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:MAX_SLUG]
    return f"write “## {slug}”" if slug else "a question's heading holds only a-z, 0-9 and single hyphens"
