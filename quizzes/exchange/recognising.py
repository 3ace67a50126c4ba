"""Rows of an upload that are here already: left alone as they are, or an edit of the draft that they became."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizzes.banks.blocks import read_blocks
from quizzes.banks.merging import merged
from quizzes.exchange.ours import section_labels
from quizzes.kinds import DEFAULT_KIND

HEADING = re.compile(r"\A## [^\n]*\n*")
FENCE = re.compile(r"\A(?:```|~~~)ya?ml[^\n]*\n.*?\n(?:```|~~~)[ \t]*(?:\n|\Z)\s*", re.DOTALL)
GAP = re.compile(r"\{\{ *\w+ *\}\}")
LABEL = re.compile(r"^\*\*[A-Z][a-z]+:\*\*", re.MULTILINE)

MENDED = "it was changed here as well, in the same lines; mend it by hand"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Known:
    """A question that is here.

    text: as it stands for its author, the working copy where there is one.   published: "" for one that never was.
    imported: what uploads had brought for it, oldest first.   retired: asked no more.
    writable: whether whoever uploads may change its draft.   has_copy: whether there is a working copy.
    """

    slug: str
    bank: str
    text: str
    published: str = ""
    imported: tuple[str, ...] = ()
    retired: bool = False
    writable: bool = True
    has_copy: bool = True

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for text in (self.text, self.published, *self.imported) if text)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a row.

    act: "new"; "same", which is here already and left alone; "edit" of a draft; or "left" alone though it differs.
    of: the question that it is; None for a new one.   text: of the draft that an edit makes.   reason: for "left".
    twin: a question of the same words that came from elsewhere, so that a new row may be one too many; "" for none.
    """

    act: str
    of: Known | None = None
    text: str = ""
    reason: str = ""
    twin: str = ""


class Here:
    """The questions that an upload may meet, found by their text, their id and their prompt.

    bank: id of the bank that the upload goes to.   defaults: of each bank, by its id.
    """

    def __init__(
        self, known: Iterable[Known] = (), *, bank: str = "", defaults: Mapping[str, Any] | None = None
    ) -> None:
        self.bank, self.defaults = bank, defaults or {}
        self.by_slug: dict[str, Known] = {}
        self.by_body: dict[str, list[Known]] = {}
        self.by_prompt: dict[str, list[Known]] = {}
        for each in known:
            self.by_slug[each.slug] = each
            for body in dict.fromkeys(map(_body, each.texts)):
                self.by_body.setdefault(body, []).append(each)
            if each.bank == bank:
                for prompt in dict.fromkeys(map(_prompt, each.texts)):
                    self.by_prompt.setdefault(prompt, []).append(each)

    def holds(self, text: str) -> bool:
        """Whether some question has, or had when it was brought, this text below its heading."""
        return _body(text) in self.by_body

    def fates(self, rows: Sequence[tuple[str, str]]) -> list[Fate | None]:
        """What becomes of each row, given as its id and its text; the id is "" where the upload gives none.

        None for a row whose id another bank's question has, and that says something else.
        """
        found: dict[int, Fate | None] = {}
        used: set[str] = set()
        for index, (slug, text) in enumerate(rows):
            if slug in self.by_slug:
                found[index] = self._by_id(self.by_slug[slug], text)
            elif not slug and (there := self._same(text, used)):
                found[index] = Fate(act="same", of=there)
            if (fate := found.get(index)) and fate.of:
                used.add(fate.of.slug)
        for index, (slug, text) in enumerate(rows):
            if index not in found:
                fate = Fate(act="new") if slug else self._by_prompt(text, used)
                found[index] = fate
                used |= {fate.of.slug} if fate.of else set()
        return [found[index] for index in range(len(rows))]

    def _same(self, text: str, used: set[str]) -> Known | None:
        """The question with this text, first in the bank of the upload."""
        there = [each for each in self.by_body.get(_body(text), ()) if each.slug not in used]
        return min(there, key=lambda each: each.bank != self.bank, default=None)

    def _by_id(self, known: Known, text: str) -> Fate | None:
        if self._says_the_same(known, text):
            return Fate(act="same", of=known)
        return self._edit(known, text) if known.bank == self.bank else None

    def _by_prompt(self, text: str, used: set[str]) -> Fate:
        asked = [each for each in self.by_prompt.get(_prompt(text), ()) if each.slug not in used]
        for each in asked:
            if each.imported:
                return Fate(act="same", of=each) if self._says_the_same(each, text) else self._edit(each, text)
        return Fate(act="new", twin=asked[0].slug if asked else "")

    def _edit(self, known: Known, text: str) -> Fate:
        """The draft with what the upload has changed since it was brought; whatever was mended here stays."""
        text = renamed(text, known.slug)
        if known.retired:
            return Fate(act="left", of=known, reason="it is retired here")
        if not known.writable:
            return Fate(act="left", of=known, reason="somebody else is writing it")
        if not known.imported:
            if known.published and known.has_copy:
                return Fate(act="left", of=known, reason="it has changes here that are not published yet")
            return Fate(act="edit", of=known, text=text)
        both = merged(known.imported[-1], text, known.text)
        if both is None:
            return Fate(act="left", of=known, reason=MENDED)
        if _body(both) == _body(known.text):
            return Fate(act="same", of=known)
        return Fate(act="edit", of=known, text=both)

    def _says_the_same(self, known: Known, text: str) -> bool:
        own = self._meaning(text, self.bank)
        return any(own == self._meaning(other, known.bank) for other in known.texts)

    def _meaning(self, text: str, bank: str) -> Any:
        """Fields with what the bank says for all, prompt and sections; layout does not count."""
        blocks = read_blocks(text, file="", labels=section_labels(), front_matter=False).blocks
        if len(blocks) != 1 or blocks[0].data is None:
            return _body(text)
        block = blocks[0]
        data = {"kind": DEFAULT_KIND, **self.defaults.get(bank, {}), **(block.data or {})}
        sections = sorted((part.label, " ".join(part.text.split())) for part in block.sections)
        return repr(sorted(data.items())), " ".join(block.prompt.split()), sections


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _body(text: str) -> str:
    """The text below its heading."""
    return HEADING.sub("", _plain(text), count=1).strip()


def _prompt(text: str) -> str:
    """The words of the question itself. Gaps are named after their answers, which may change."""
    below = FENCE.sub("", _body(text), count=1)
    return " ".join(GAP.sub("{{}}", LABEL.split(below, maxsplit=1)[0]).split())


def renamed(text: str, slug: str) -> str:
    """The text below another heading."""
    return f"## {slug}\n\n{_body(text)}\n"
