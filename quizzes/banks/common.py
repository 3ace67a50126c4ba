"""What every bank and every question says, whatever its kind: front matter and common fields, checked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.banks.blocks import SLUG, Document
from quizzes.banks.fences import Path
from quizzes.banks.problems import did_you_mean, quoted
from quizzes.kinds import all_kinds

AREAS = ("math", "ml", "dl", "lesson", "project")
LEVELS = ("entry", "intermediate", "advanced", "expert")
FRONT_FIELDS = frozenset({"bank", "title", "area", "license", "version", "defaults"})
COMMON_FIELDS = frozenset(
    {"kind", "level", "tags", "needs", "rev", "was", "retired", "author", "checked", "tests"}
)  # fmt: skip
MAX_WORD = 100  # characters of a tag, an author, a title

BANK_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
TOPIC = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")

Complaint = tuple[int, str]  # line, message


@dataclasses.dataclass(frozen=True, kw_only=True)
class Front:
    id: str = ""
    title: str = ""
    area: str = ""
    license: str = ""
    version: int = 1
    defaults: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Common:
    level: str
    tags: tuple[str, ...]
    needs: tuple[str, ...]
    rev: int
    was: tuple[str, ...]
    retired: bool
    author: str
    checked: str


def read_front(document: Document) -> tuple[Front, list[Complaint]]:
    """The front matter; a field at fault is left at its default."""
    if document.front is None:
        return Front(), []
    reader = _Mapping(document.front, {str(p[0]): n for p, n in document.front_lines.items() if len(p) == 1}, 1)
    for name in document.front:
        if name not in FRONT_FIELDS:
            reader.complain(name, f"the front matter has no field {quoted(name)}{did_you_mean(name, FRONT_FIELDS)}")
    front = Front(
        id=reader.word("bank", BANK_ID, "lower-case words joined by dots or hyphens, such as math.linear-algebra"),
        title=reader.text("title", required=True),
        area=reader.one_of("area", AREAS),
        license=reader.text("license"),
        version=reader.count("version"),
        defaults=_read_defaults(reader, document.front_lines),
    )
    return front, reader.complaints


def read_common(
    data: Mapping[str, Any], lines: Mapping[str, int], heading: int, complaints: list[Complaint]
) -> Common | None:
    """The common fields of a question; None, and complaints, when one is at fault."""
    reader = _Mapping(data, lines, heading)
    common = Common(
        level=reader.one_of("level", LEVELS),
        tags=reader.words("tags"),
        needs=reader.words("needs", required=False),
        rev=reader.count("rev"),
        was=reader.words("was", required=False),
        retired=reader.yes_or_no("retired"),
        author=reader.text("author"),
        checked=reader.text("checked"),
    )
    if common.tags and not TOPIC.fullmatch(common.tags[0]):
        reader.complain(
            "tags", f"the first tag names the topic, such as la or la.eigen; {quoted(common.tags[0])} does not"
        )
    for slug in common.was:
        if not SLUG.fullmatch(slug):
            reader.complain("was", f"{quoted(slug)} is no slug, so it was never the id of a question")
    if common.checked and not MONTH.fullmatch(common.checked):
        reader.complain("checked", f"{quoted(common.checked)} is no month; write it as 2026-01")
    complaints += reader.complaints
    return None if reader.complaints else common


def _read_defaults(front: _Mapping, front_lines: Mapping[Path, int]) -> Mapping[str, Any]:
    defaults = front.data.get("defaults")
    if defaults is None:
        return {}
    if not isinstance(defaults, dict):
        front.complain("defaults", "defaults must be a mapping of question fields, such as {level: entry}")
        return {}
    known = COMMON_FIELDS.union(*(kind.fields for kind in all_kinds().values()))
    for name in defaults:
        if name not in known:
            line = front_lines.get(("defaults", name), 1)
            front.complaints.append((line, f"no question has a field {quoted(name)}{did_you_mean(name, known)}"))
    return defaults


class _Mapping:
    """Reads one field after the other and gathers complaints; a field at fault gives an empty value."""

    def __init__(self, data: Mapping[str, Any], lines: Mapping[str, int], line: int) -> None:
        self.data = data
        self.lines = lines
        self.line = line
        self.complaints: list[Complaint] = []

    def complain(self, name: str, message: str) -> None:
        self.complaints.append((self.lines.get(name, self.line), message))

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.data.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            wrong = f"{name} is missing" if name not in self.data else f"{name}: {quoted(str(value))} is no text"
            self.complain(name, f"{wrong}; write words, in quotes if they look like a number")
            return ""
        if len(value) > MAX_WORD:
            self.complain(name, f"{name} has {len(value)} characters; at most {MAX_WORD} are allowed")
            return ""
        return value.strip()

    def word(self, name: str, pattern: re.Pattern[str], meaning: str) -> str:
        value = self.data.get(name)
        if isinstance(value, str) and pattern.fullmatch(value) and len(value) <= MAX_WORD:
            return value
        wrong = f"{name}: {quoted(str(value))} will not do" if name in self.data else f"{name} is missing"
        self.complain(name, f"{wrong}; write {meaning}")
        return ""

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        value = self.data.get(name)
        if isinstance(value, str) and value in choices:
            return value
        if name not in self.data:
            self.complain(name, f"{name} is missing; write one of {', '.join(choices)}")
        else:
            self.complain(name, f"there is no {name} {quoted(str(value))}{did_you_mean(str(value), choices)}")
        return ""

    def count(self, name: str) -> int:
        value = self.data.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 32_767:
            self.complain(name, f"{name}: {quoted(str(value))} is no whole number from 1 on")
            return 1
        return value

    def yes_or_no(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.complain(name, f"{name}: {quoted(str(value))} is neither true nor false")
            return False
        return value

    def words(self, name: str, *, required: bool = True) -> tuple[str, ...]:
        value = self.data.get(name)
        if value is None or value == []:
            if required:
                self.complain(
                    name, f"{name} are missing; the first one names the topic, as in {name}: [la.eigen, trace]"
                )
            return ()
        if not isinstance(value, list):
            self.complain(name, f"{name} must be a list, as in {name}: [{quoted(str(value))[1:-1]}]")
            return ()
        for item in value:
            if not isinstance(item, str) or not item.strip() or len(item) > MAX_WORD:
                self.complain(
                    name, f"{name}: {quoted(str(item))} is no word; put it in quotes if it looks like a number"
                )
                return ()
            if value.count(item) > 1:
                self.complain(name, f"{name}: {quoted(item)} stands there twice")
                return ()
        return tuple(item.strip() for item in value)
