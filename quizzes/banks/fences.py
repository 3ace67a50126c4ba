"""YAML text to plain data, with the line of every name; no tags, no aliases, nothing deep, nothing evaluated."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import yaml

MAX_SIZE = 20_000  # characters of one fence
MAX_DEPTH = 8  # of lists and mappings within each other

# The C parser, where PyYAML was built with it, is some ten times as fast. Both only make events of text.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Plain words are read as in YAML 1.2, so that "no" is a word, "1e-3" a number and "2026-01-05" no date.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})?(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: Mapping[str, bool | None] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
}

Path = tuple[str | int, ...]  # ("wrong", 0, "expr")


class FenceError(Exception):
    """The YAML cannot be used; line is 1-based within the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fence:
    """A mapping as an author wrote it, and the line of the file on which each name or list item stands."""

    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    lines: Mapping[Path, int] = dataclasses.field(default_factory=dict)


def read_fence(text: str, *, first_line: int, max_size: int = MAX_SIZE) -> Fence:
    """Read a YAML mapping that begins on `first_line` of its file. Raises FenceError for the first thing wrong."""
    if len(text) > max_size:
        raise FenceError(f"the YAML has {len(text):,} characters; at most {max_size:,} are read", first_line)
    reader = _Reader(first_line)
    loader = None
    try:
        loader = _Loader(text)
        while loader.check_event():
            reader.take(loader.get_event())
    except yaml.YAMLError as error:
        raise _explained(error, text, first_line) from None
    finally:
        if loader is not None:
            loader.dispose()
    if reader.root is None:
        return Fence()
    if not isinstance(reader.root, dict):
        raise FenceError("the YAML must be a mapping of names to values, such as “level: entry”", first_line)
    return Fence(data=reader.root, lines=reader.lines)


class _Reader:
    """Builds the data from events. A level holds its container, its path and the name that awaits a value."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.levels: list[tuple[dict[str, Any] | list[Any], Path]] = []
        self.names: list[str | None] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        line = self.first_line + event.start_mark.line
        if isinstance(event, yaml.AliasEvent):
            raise FenceError(f"“*{event.anchor}” is an alias, which is not read; repeat the value", line)
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise FenceError(f"“&{event.anchor}” is an anchor, which is not read; leave it out", line)
            tag = getattr(event, "tag", None)
            if tag not in (None, "!"):  # a quoted string has the tag "!" in one of the two parsers
                raise FenceError(f"“{tag}” is a tag, which is not read; leave it out", line)
        if isinstance(event, yaml.ScalarEvent):
            self.take_scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.levels.pop()
            self.names.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise FenceError("a second YAML document begins here; one mapping is all there may be", line)

    def take_scalar(self, event: Any, line: int) -> None:
        if self.levels and self.names[-1] is None and isinstance(self.levels[-1][0], dict):
            self.take_name(event.value, line)
        elif event.style is None or event.style == "":
            self.put(_plain(event.value), line)
        else:
            self.put(event.value, line)

    def take_name(self, name: str, line: int) -> None:
        container, path = self.levels[-1]
        if name in container:
            raise FenceError(f"“{name}” stands there twice, first on line {self.lines[(*path, name)]}", line)
        self.lines[(*path, name)] = line
        self.names[-1] = name

    def open(self, container: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.levels) >= MAX_DEPTH:
            raise FenceError(f"lists and mappings lie more than {MAX_DEPTH} deep", line)
        if self.levels and isinstance(self.levels[-1][0], dict) and self.names[-1] is None:
            raise FenceError("a name must be a word; quote “{{name}}” and the like", line)
        self.levels.append((container, self.put(container, line)))
        self.names.append(None)

    def put(self, value: Any, line: int) -> Path:
        if not self.levels:
            self.root = value
            return ()
        container, path = self.levels[-1]
        if isinstance(container, list):
            path = (*path, len(container))
            self.lines[path] = line
            container.append(value)
            return path
        name = self.names[-1]
        assert name is not None
        container[name] = value
        self.names[-1] = None
        return (*path, name)


def _plain(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in "+-.0123456789":
        if _INTEGER.fullmatch(word):
            return int(word)
        if _FLOAT.fullmatch(word) and word.strip("+-.eE"):
            try:
                return float(word)
            except ValueError:
                return word
    return word


def _explained(error: yaml.YAMLError, text: str, first_line: int) -> FenceError:
    if isinstance(error, yaml.MarkedYAMLError):
        unfinished = "end of stream" in (error.problem or "")
        mark = (error.context_mark if unfinished else None) or error.problem_mark or error.context_mark
        line = first_line + min(mark.line if mark else 0, text.rstrip().count("\n"))
        return FenceError(f"the YAML cannot be read: {_advice(error.problem or 'it ends too early')}", line)
    position = getattr(error, "position", 0)
    line = first_line + text.count("\n", 0, position if isinstance(position, int) else 0)
    return FenceError("the YAML holds a character that YAML does not allow", line)


def _advice(problem: str) -> str:
    """The parser's words, with the remedy for what authors most often meet."""
    remedies = {
        "found a tab": "indent with spaces",
        "cannot start any token": "indent with spaces, and quote values that begin with @, ` or %",
        "mapping values are not allowed": "quote a value that holds “: ”",
        "unknown escape character": "use single quotes around text with backslashes",
        "end of stream": "a quotation mark is not closed",
        "did not find expected node content": "a bracket or brace is not closed",
        "expected ',' or": "a bracket or brace is not closed, or a value with , [ ] { } needs quotes",
        "while scanning a simple key": "a name lacks its “: ”",
        "could not find expected ':'": "a name lacks its “: ”",
    }
    for symptom, remedy in remedies.items():
        if symptom in problem:
            return f"{problem}; {remedy}"
    return problem
