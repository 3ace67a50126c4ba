"""One field or one test of a question is changed in its text, and not a character besides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from quizzes.banks.blocks import FENCE, YAML_WORDS, Block, read_blocks
from quizzes.banks.fences import read_fence
from quizzes.banks.questions import COMMON_SECTIONS
from quizzes.banks.trials import MAX_TRIALS, VERDICTS
from quizzes.banks.writing import block_text, line_end, quoted_text, yaml_text
from quizzes.kinds import all_kinds

Word = str | int | float | bool
Value = Word | Sequence[Word]
Edit = tuple[int, int, str]  # from, to, and what is put there; indices into the YAML
Pair = tuple[yaml.Node, yaml.Node]  # a name and its value

TESTS = "tests"


def with_field(source: str, name: str, value: Value) -> str:
    """The text of a question, one of whose fields has this value.

    A field that is there keeps its place, its comment and its style; one that is not comes below the others, but above
    `tests`. A question without a YAML fence gets one.
    Raises ValueError when the text cannot be read, or when the field would be read as anything else afterwards.
    """
    plain = value if isinstance(value, Word) else list(value)
    before, fence, data = _read(source)
    if name in data and repr(data[name]) == repr(plain):
        return source
    wanted = {**data, name: plain}
    if fence is None:
        return _checked(_with_new_fence(source, [f"{yaml_text(name)}: {yaml_text(plain)}"]), before, wanted)
    edits = fence.replaced(name, data[name], plain) if name in data else fence.added(name, [yaml_text(plain)])
    return _checked(fence.edited(edits), before, wanted)


def without_field(source: str, name: str) -> str:
    """The text of a question without this field and the comment on its line; unchanged where it is missing.

    Raises ValueError when the text cannot be read, or when anything else would be read differently afterwards.
    """
    before, fence, data = _read(source)
    if fence is None or name not in data:
        return source
    wanted = {other: value for other, value in data.items() if other != name}
    return _checked(fence.edited(fence.removed(name)), before, wanted)


def with_test(
    source: str,
    verdict: str,
    text: str,
    *,
    seed: int | None = None,
    part: str = "",
    score: tuple[float, float] | None = None,
) -> str:
    """The text of a question with one more test, below those that it has and in their style.

    verdict: one of VERDICTS.   text: what a learner typed, kept to the character.   part: name of the gap.
    seed: the variant that is meant; None for several.   score: the lowest and the highest, for "partly" and only there.
    Raises ValueError for a test that no reader would take, and as `with_field` does.
    """
    if verdict not in VERDICTS or (verdict == "partly") != (score is not None):
        raise ValueError(f"a test is one of {', '.join(VERDICTS)}, and “partly” needs a lowest and a highest score")
    entry: dict[str, Any] = {verdict: text}
    entry |= {} if score is None else {"score": list(score)}
    entry |= {} if seed is None else {"seed": seed}
    entry |= {"gap": part} if part else {}
    before, fence, data = _read(source)
    listed = data.get(TESTS) or []
    if not isinstance(listed, list):
        raise ValueError("tests: a list was expected")
    if len(listed) >= MAX_TRIALS:
        raise ValueError(f"tests: there are {MAX_TRIALS} already; remove one that says nothing new")
    wanted = {**data, TESTS: [*listed, entry]}
    if fence is None:
        written = _with_new_fence(source, [f"{TESTS}:", f"  - {_flow_entry(entry)}"])
    else:
        written = fence.edited(fence.appended(entry) if listed else fence.first_test(entry, given=TESTS in data))
    return _checked(written, before, wanted)


def _read(source: str) -> tuple[Block, _Fence | None, Mapping[str, Any]]:
    """The one block of this text, its YAML fence and its fields. Raises ValueError for any other text."""
    labels = COMMON_SECTIONS.union(*(kind.sections for kind in all_kinds().values()))
    document = read_blocks(source, file="", labels=labels, front_matter=False)
    if document.problems:
        raise ValueError(f"line {document.problems[0].line}: {document.problems[0].message}")
    if document.head.strip() or len(document.blocks) != 1 or not source.startswith("## "):
        raise ValueError("one question is expected, from its heading “## slug” on")
    fence = _Fence.of(source)
    # Not the block's own data: it is read without the last line end, so that a text below a “|” at the very end of the
    # fence would seem to change as soon as anything follows it.
    return document.blocks[0], fence, read_fence(fence.text, first_line=1).data if fence else {}


def _checked(written: str, before: Block, wanted: Mapping[str, Any]) -> str:
    """The text, once it was read again and says what it should and nothing else."""
    try:
        after, _, data = _read(written)
    except ValueError as error:
        raise ValueError(f"the change cannot be written into this question: {error}") from None
    changed = {name for name in {*wanted, *data} if repr(wanted.get(name)) != repr(data.get(name))}
    if changed or wanted.keys() != data.keys():
        names = ", ".join(sorted(changed)) or "a name"
        raise ValueError(f"the change would be read as something else ({names}); edit the question by hand")
    if (after.slug, after.prompt, _sections(after)) != (before.slug, before.prompt, _sections(before)):
        raise ValueError("the change would reach beyond the YAML fence; edit the question by hand")
    return written


def _sections(block: Block) -> list[tuple[str, str]]:
    return [(section.label, section.text) for section in block.sections]


def _with_new_fence(source: str, lines: Sequence[str]) -> str:
    """A YAML fence right below the heading, set off by blank lines."""
    end = line_end(source)
    heading, found, rest = re.match(r"([^\r\n]*)(\r\n|\r|\n|)(.*)", source, re.DOTALL).groups()  # type: ignore[union-attr]
    below = "" if not rest.strip() or re.match(r"[ \t]*[\r\n]", rest) else end
    return heading + (found or end) + end + end.join(("```yaml", *lines, "```", below)) + rest


def _flow_entry(entry: Mapping[str, Any]) -> str:
    """A test as {right: "text"}; the text always in quotes, as authors write them."""
    shown = (f"{name}: {quoted_text(item) if name in VERDICTS else yaml_text(item)}" for name, item in entry.items())
    return "{" + ", ".join(shown) + "}"


class _Fence:
    """The YAML fence of a question, with the places of its names and values.

    Edits are made from places that the YAML parser told; where an author's layout is stranger than we thought, the
    result is refused by `_checked`.
    """

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source = source
        self.start, self.end = start, end
        self.text = source[start:end]  # empty, or ends with a line end
        self.newline = line_end(source)
        try:
            # The parser in Python, not the one in C: its marks count characters of this very text.
            root = yaml.compose(self.text, Loader=yaml.SafeLoader)
            tokens = list(yaml.scan(self.text, Loader=yaml.SafeLoader))
        except yaml.YAMLError as error:  # one parser may refuse what the other took
            raise ValueError(f"the YAML cannot be read: {error}") from None
        self.root = root if isinstance(root, yaml.MappingNode) else None
        self.pairs: dict[str, Pair] = {pair[0].value: pair for pair in self.root.value} if self.root else {}
        self.is_flow = self.root is not None and bool(self.root.flow_style)
        self.commas = [token.start_mark.index for token in tokens if isinstance(token, yaml.FlowEntryToken)]

    @classmethod
    def of(cls, source: str) -> _Fence | None:
        """The fence below the heading; None when there is none."""
        lines = source.replace("\r\n", " \n").replace("\r", "\n").split("\n")  # each as long as in the source
        opened = next((index for index, line in enumerate(lines) if index and line.strip()), 0)
        opening = FENCE.match(lines[opened])
        if opening is None or opening["info"].lower() not in YAML_WORDS:
            return None
        marks = opening["marks"]
        closed = opened + 1
        while not lines[closed].strip().startswith(marks) or lines[closed].strip().strip(marks[0]):
            closed += 1
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        return cls(source, starts[opened + 1], starts[closed])

    def edited(self, edits: Sequence[Edit]) -> str:
        """The whole source after edits, none of which overlap; two at one place stand in their order."""
        pieces, at = [self.source[: self.start]], 0
        for start, end, put in sorted(edits, key=lambda edit: edit[0]):
            pieces += [self.text[at:start], put]
            at = end
        return "".join((*pieces, self.text[at:], self.source[self.end :]))

    def added(self, name: str, value: Sequence[str]) -> list[Edit]:
        """A new field. value: one line, and those below it when the YAML is no flow mapping."""
        lines = [f"{yaml_text(name)}: {value[0]}".rstrip(), *value[1:]]
        others = [pair for pair in self.pairs.values() if name == TESTS or pair[0].value != TESTS]
        if others:
            key, last = others[-1]
        elif self.pairs:
            key, last = next(iter(self.pairs.values()))
        else:
            at = self.root.start_mark.index + 1 if self.root else len(self.text)
            return [(at, at, lines[0] if self.root else self.newline.join((*lines, "")))]
        if self.is_flow:
            return self._beside(key, last, lines[0])
        return self._below(last, lines, self._column(_start(key)))

    def replaced(self, name: str, old: object, new: Word | list[Word]) -> list[Edit]:
        """Another value in the same place; a list keeps its style, and the items that stay keep their quotes."""
        node = self.pairs[name][1]
        if isinstance(node, yaml.ScalarNode):
            is_quoted = node.style in ("'", '"') and isinstance(new, str)
            return self._filled(name, quoted_text(str(new), node.style) if is_quoted else yaml_text(new))
        if not isinstance(node, yaml.SequenceNode) or not isinstance(old, list) or not isinstance(new, list):
            return self._filled(name, yaml_text(new))
        known = {
            repr(value): self.text[_start(item) : self._end(item)]
            for value, item in zip(old, node.value, strict=True)
            if isinstance(item, yaml.ScalarNode) and not _is_block_scalar(item)
        }
        shown = [known.get(repr(value)) or yaml_text(value) for value in new]
        if node.flow_style or not new:
            return self._filled(name, f"[{', '.join(shown)}]")
        dash = f"{self.newline}{' ' * self._column(_start(node))}- "
        return [(_start(node), self._end(node), "- " + dash.join(shown))]

    def removed(self, name: str) -> list[Edit]:
        key, value = self.pairs[name]
        start, end = _start(key), self._end(value)
        if not self.is_flow:
            return [(self._line_start(start), self._line_after(value), "")]
        blanks = len(self.text[:start].rstrip(" \t"))  # where those before the name begin
        comma = next((at for at in self.commas if at >= end), None)
        earlier = max((at for at in self.commas if at < start), default=None)
        rest = self._rest_of_line(end if comma is None else comma + 1)
        alone = blanks == self._line_start(start) and (not rest or rest.startswith("#"))  # on its lines
        if comma is not None:
            if alone:
                return [(blanks, self._next_line(comma), "")]
            if earlier is not None and blanks > self._line_start(start):
                return [(blanks, comma + 1, "")]
            return [(start, self.text.index(rest, comma + 1) if rest and rest[0] not in "#}" else comma + 1, "")]
        if earlier is None:
            return [(start, end, "")]
        if alone:
            return [(earlier, earlier + 1, ""), (blanks, self._next_line(end), "")]
        if not self.text[earlier + 1 : start].strip():
            return [(earlier, end, "")]
        return [(earlier, earlier + 1, ""), (blanks, end, "")]  # what stands between is a comment, and stays

    def appended(self, entry: Mapping[str, Any]) -> list[Edit]:
        """One more item below the last of the tests."""
        tests = self.pairs[TESTS][1]
        assert isinstance(tests, yaml.SequenceNode)
        last = tests.value[-1]
        if tests.flow_style:
            return self._beside(last, last, _flow_entry(entry))
        indent = self._column(_start(tests))
        if not isinstance(last, yaml.MappingNode) or last.flow_style:
            return self._below(last, [f"- {_flow_entry(entry)}"], indent)
        inner = self._column(_start(last)) - indent
        style = next((value.style for key, value in last.value if key.value in VERDICTS), None) or ""
        lines = []
        for name, value in entry.items():
            first, *rest = block_text(value, style) if name in VERDICTS else [yaml_text(value)]
            lines += [f"{name}: {first}", *(f"  {line}" if line else "" for line in rest)]
        below = [" " * inner + line if line else "" for line in lines[1:]]
        return self._below(last, ["-".ljust(inner) + lines[0], *below], indent)

    def first_test(self, entry: Mapping[str, Any], *, given: bool) -> list[Edit]:
        """given: the name is there, with an empty list or with nothing."""
        item = _flow_entry(entry)
        if not given:
            return self.added(TESTS, [f"[{item}]"] if self.is_flow else ["", f"  - {item}"])
        key, value = self.pairs[TESTS]
        if self.is_flow or _start(value) < value.end_mark.index:
            return self._filled(TESTS, f"[{item}]")
        return self._below(value, [f"  - {item}"], self._column(_start(key)))

    def _filled(self, name: str, text: str) -> list[Edit]:
        """A value of one line in place of whatever a field has."""
        key, value = self.pairs[name]
        start, end, key_end = _start(value), self._end(value), key.end_mark.index
        if start == value.end_mark.index:  # a name without a value, in a flow mapping even without a colon
            colon = self.text[key_end:start].rstrip().endswith(":")
            return [(start, start, f" {text}")] if colon else [(key_end, key_end, f": {text}")]
        if isinstance(value, yaml.CollectionNode) and not value.flow_style:
            colon_end = self.text.index(":", key_end) + 1
            return [(colon_end, colon_end, f" {text}"), (self._line_stop(colon_end), end, "")]
        return [(start, end, text)]

    def _beside(self, first: yaml.Node, last: yaml.Node, text: str) -> list[Edit]:
        """One more item of a flow collection, after the one that reaches from `first` to `last`.

        It gets a line of its own where that one has.
        """
        start, end = _start(first), self._end(last)
        rest = self._rest_of_line(end)
        comma = rest.startswith(",")
        below = rest.removeprefix(",").lstrip()
        if self.text[self._line_start(start) : start].strip(" \t") or (below and not below.startswith("#")):
            return [(end, end, f", {text}")]
        stop = self._line_stop(end)
        line = f"{self.newline}{' ' * self._column(start)}{text}{',' if comma else ''}"
        return [(stop, stop, line)] if comma else [(end, end, ","), (stop, stop, line)]

    def _below(self, last: yaml.Node, lines: Sequence[str], indent: int) -> list[Edit]:
        """Further lines of a block collection, below the one on which its last node ends."""
        at = self._line_after(last)
        put = "".join(f"{' ' * indent}{line}{self.newline}" if line else self.newline for line in lines)
        return [(at, at, put)]

    def _end(self, node: yaml.Node) -> int:
        """Where a node's text ends. The mark of a block collection stands further down, at whatever follows."""
        node = _last_leaf(node)
        end: int = node.end_mark.index
        return len(self.text[:end].rstrip(" \t\r\n")) if _is_block_scalar(node) else end

    def _line_after(self, node: yaml.Node) -> int:
        """The start of the line below a node. The blank lines below a text after "|+" belong to it."""
        leaf = _last_leaf(node)
        end, header = self._end(leaf), self.text[_start(leaf) : self._line_stop(_start(leaf))]
        if _is_block_scalar(leaf) and "+" in header.partition("#")[0]:
            end = max(end, leaf.end_mark.index - 1)
        return self._next_line(end)

    def _line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def _line_stop(self, index: int) -> int:
        found = re.compile(r"[\r\n]|$").search(self.text, index)
        return found.start() if found else len(self.text)

    def _next_line(self, index: int) -> int:
        stop = self._line_stop(index)
        return stop + (2 if self.text.startswith("\r\n", stop) else 1 if stop < len(self.text) else 0)

    def _rest_of_line(self, index: int) -> str:
        return self.text[index : self._line_stop(index)].strip()

    def _column(self, index: int) -> int:
        return index - self._line_start(index)


def _start(node: yaml.Node) -> int:
    index: int = node.start_mark.index
    return index


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """The last scalar or flow collection within a block collection, with which its text ends."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _is_block_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
