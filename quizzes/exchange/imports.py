"""An upload to blocks of a bank: read, checked and named, with every problem at its line, and nothing loaded."""

from __future__ import annotations

import dataclasses
import re
import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from quizzes.banks.blocks import MAX_BLOCK, read_blocks
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.banks.questions import read_question
from quizzes.exchange.archives import is_archive, members
from quizzes.exchange.drafts import Draft, Found, body_of, told
from quizzes.exchange.gift import looks_like_gift, read_gift
from quizzes.exchange.hashcards import looks_like_hashcards, read_hashcards
from quizzes.exchange.naming import slug_for
from quizzes.exchange.obsidian import looks_like_obsidian, read_obsidian
from quizzes.exchange.ours import looks_like_ours, read_markdown, section_labels, with_fields
from quizzes.exchange.recognising import Fate, Here, Known, renamed
from quizzes.exchange.tables import looks_like_csv, looks_like_tsv, read_csv, read_tsv
from quizzes.exchange.uploads import MAX_UPLOAD, text_of

MAX_QUESTIONS = 2_000  # of one upload
MAX_SECONDS = 120.0  # for checking them; each check of mathematics may take a while
EMBEDDED = re.compile(r"!\[\[([^\[\]\n]{1,200})\]\]")  # a picture as Obsidian writes it


@dataclasses.dataclass(frozen=True, kw_only=True)
class Imported:
    """One block of ours, heading included.   line: of the upload, where it came from.   file: as for its problems.

    given: whether the upload itself gives the id.
    act: what becomes of it, as in recognising.Fate, with the reason where it is left alone.
    before: what an edit takes the place of; the draft then is `source`, and `brought` what the upload itself says.
    """

    slug: str
    source: str
    line: int
    file: str = ""
    given: bool = False
    act: str = "new"
    reason: str = ""
    before: str = ""
    brought: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether importing it changes anything."""
        return self.act in ("new", "edit")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reading:
    """What an upload holds.

    problems: what cannot be imported; nothing should be loaded while there is one.
    remarks: what a draft still lacks before it can be published, or what was lost on the way.
    Both are sorted by file and line of the upload.
    """

    items: tuple[Imported, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def of(self, act: str) -> list[Imported]:
        return [item for item in self.items if item.act == act]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Format:
    """endings: of files that are surely in this format.   looks_like: whether a text may be in it."""

    title: str
    endings: tuple[str, ...]
    find: Callable[[str], Found]
    looks_like: Callable[[str], bool] = lambda text: False

    def read(self, text: str, *, file: str, defaults: Mapping[str, Any]) -> Reading:
        """Read a text alone; ids are unique within it."""
        reader = _Reader(defaults, (), time.monotonic)
        reader.read(self.find(text), file)
        return reader.reading()


# In the order in which a text of an unknown format is tried.
FORMATS: Final[Mapping[str, Format]] = {
    "markdown": Format(title="Recall@K Markdown", endings=(), find=read_markdown, looks_like=looks_like_ours),
    "csv": Format(title="Table (CSV)", endings=(".csv",), find=read_csv, looks_like=looks_like_csv),
    "tsv": Format(title="Table (TSV)", endings=(".tsv", ".tab"), find=read_tsv, looks_like=looks_like_tsv),
    "hashcards": Format(
        title="hashcards (Q:, A:, C:)", endings=(), find=read_hashcards, looks_like=looks_like_hashcards
    ),
    "gift": Format(title="Moodle GIFT", endings=(".gift",), find=read_gift, looks_like=looks_like_gift),
    "obsidian": Format(
        title="Obsidian Spaced Repetition", endings=(), find=read_obsidian, looks_like=looks_like_obsidian
    ),
}


def read_upload(
    data: bytes,
    *,
    name: str,
    format: str | None,
    defaults: Mapping[str, Any],
    taken: Collection[str],
    here: Here | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Reading:
    """Read an uploaded text, or a zip of texts. Nothing is raised and nothing is loaded.

    name: of the file, for messages and for its ending.   format: a key of FORMATS; None to tell it by the text.
    defaults: what the bank gives to questions that do not say otherwise.   taken: ids that are in use.
    here: the questions that rows are to be recognised as; without it every row is new, and an id in use a problem.
    clock: in seconds.
    """
    reader = _Reader(defaults, taken, clock, here)
    if format is not None and format not in FORMATS:
        reader.complain(name, 1, f"there is no format {quoted(format)}{did_you_mean(format, FORMATS)}")
    elif len(data) > MAX_UPLOAD:
        reader.complain(name, 1, f"the file has {len(data):,} bytes; at most {MAX_UPLOAD:,} are read; split it")
    elif name.lower().endswith((".apkg", ".colpkg")):
        reader.complain(name, 1, "decks of Anki are not read; export the notes from Anki as text, and import the table")
    elif is_archive(data) or name.lower().endswith(".zip"):
        for member in members(data):
            file = f"{name}/{member.name}" if member.name else name
            if member.fault:
                reader.complain(file, 1, member.fault)
            else:
                _read_text(member.data, file, format, reader)
    else:
        _read_text(data, name, format, reader)
    return reader.reading()


def _read_text(data: bytes, file: str, format: str | None, reader: _Reader) -> None:
    text = text_of(data, file=file)
    if isinstance(text, Problem):
        reader.problems.append(text)
        return
    known = format or _format_of(text, PurePosixPath(file).suffix.lower())
    if known is None:
        reader.complain(file, 1, "no question was found, and no format could be told; choose the format of the file")
        return
    reader.read(FORMATS[known].find(text), file)


def _format_of(text: str, suffix: str) -> str | None:
    """By the ending where one tells it, else by the text."""
    for name, format in FORMATS.items():
        if suffix in format.endings:
            return name
    return next((name for name, format in FORMATS.items() if format.looks_like(text)), None)


class _Reader:
    """An upload while it is being read: the ids given so far, and what was found."""

    def __init__(
        self,
        defaults: Mapping[str, Any],
        taken: Collection[str],
        clock: Callable[[], float],
        here: Here | None = None,
    ) -> None:
        self.defaults = defaults
        self.here = here or Here()
        self.taken = set(taken)
        self.lines: dict[str, str] = {}  # where each id of this upload stands
        self.bodies: dict[str, str] = {}  # where each question stands, by its text
        self.clock = clock
        self.deadline = clock() + MAX_SECONDS
        self.seen = 0  # questions so far, also those that cannot be imported
        self.ended = False
        self.items: list[Imported] = []
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def complain(self, file: str, line: int, message: str) -> None:
        self.problems.append(Problem(file=file, line=line, message=message))

    def reading(self) -> Reading:
        self._recognise()
        return Reading(
            items=tuple(self.items),
            problems=tuple(sorted(set(self.problems))),
            remarks=tuple(sorted(set(self.remarks))),
        )

    def read(self, found: Found, file: str) -> None:
        self.problems += told(found.problems, file)
        self.remarks += told(found.remarks, file)
        if not found.drafts and not found.problems:
            self.complain(file, 1, "no question was found in this format; is another one meant?")
        for draft in found.drafts:
            if self.ended or self._is_too_much(file, draft.line):
                return
            self._take(draft, file)

    def _is_too_much(self, file: str, line: int) -> bool:
        self.seen += 1
        if self.seen > MAX_QUESTIONS:
            self.complain(file, line, f"at most {MAX_QUESTIONS:,} questions are read at once; split the upload")
            self.ended = True
        elif self.clock() > self.deadline:
            self.complain(file, line, "checking took too long; from here on nothing was read; split the upload")
            self.ended = True
        return self.ended

    def _take(self, draft: Draft, file: str) -> None:
        long = len(draft.prompt) + sum(len(text) for _, text in draft.sections)
        if long > MAX_BLOCK:
            self.complain(file, draft.line, f"this question has {long:,} characters; at most {MAX_BLOCK:,} are read")
            return
        body = "" if draft.verbatim else body_of(draft)
        slug = self._slug(draft, body, file)
        if not slug:
            return
        source = with_fields(draft.verbatim, draft.defaults) if draft.verbatim else f"## {slug}\n\n{body}\n"
        unreadable = read_blocks(source, file=file, labels=section_labels(), front_matter=False).problems
        if unreadable and not draft.verbatim:  # a block of ours has told of them already
            for problem in unreadable:
                self.complain(file, draft.line, problem.message)
            return
        self._check(draft.verbatim or source, draft, file)
        self.items.append(Imported(slug=slug, source=source, line=draft.line, file=file, given=bool(draft.slug)))

    def _slug(self, draft: Draft, body: str, file: str) -> str:
        """An id that nobody has; "" and a problem where there is none."""
        slug = draft.slug or slug_for(draft.prompt, body, self.taken)
        here = f"on line {draft.line} of {file}"
        if body and (twin := self.bodies.setdefault(body, here)) != here:
            self.complain(file, draft.line, f"the same question stands {twin}; leave one of the two out")
        elif slug in self.lines:
            self.complain(file, draft.line, f"the id {slug} stands {self.lines[slug]}; ids are never used twice")
        elif draft.slug in self.here.by_slug:
            self.lines[slug] = here
            return slug
        elif draft.slug in self.taken:
            self.complain(file, draft.line, f"the id {slug} is in use; give another, or mend the question that has it")
        elif not slug and self.here.holds(f"## again\n\n{body}"):
            return "again"  # for the time being; it is one that is here
        elif not slug:
            self.complain(file, draft.line, "this question was imported before, word for word; leave it out")
        else:
            self.taken.add(slug)
            self.lines[slug] = here
            return slug
        return ""

    def _check(self, source: str, draft: Draft, file: str) -> None:
        _, found = read_question(source, file=file, defaults={**self.defaults, **draft.defaults})
        for problem in found:
            line = problem.line + draft.line - 1 if draft.verbatim else draft.line
            self.remarks.append(dataclasses.replace(problem, line=line))
        for message in draft.remarks:
            self.remarks.append(Problem(file=file, line=draft.line, message=message))
        for picture in EMBEDDED.findall(source):
            message = f"the picture {quoted(picture)} is not imported; take it out, or say in words what it shows"
            self.remarks.append(Problem(file=file, line=draft.line, message=message))

    def _recognise(self) -> None:
        """Tell the rows that are here already from the new ones, and drop what was remarked of those left alone."""
        fates = self.here.fates([(item.slug if item.given else "", item.source) for item in self.items])
        items: list[Imported] = []
        for item, fate in zip(self.items, fates, strict=True):
            if fate is None:
                bank = self.here.by_slug[item.slug].bank
                message = f"the id {item.slug} is in use in the bank {bank}; give another, or mend the question there"
                self.complain(item.file, item.line, message)
                continue
            if fate.twin:
                message = f"{fate.twin} asks the same, and was written here; leave this one out if they are one"
                self.remarks.append(Problem(file=item.file, line=item.line, message=message))
            items.append(item if fate.of is None else _recognised(item, fate, fate.of))
        self.items = items
        known = {(item.file, item.line): item for item in items}
        places = sorted(known)
        kept = []
        for remark in self.remarks:
            at = bisect_right(places, (remark.file, remark.line)) - 1
            owner = known[places[at]] if at >= 0 and places[at][0] == remark.file else None
            if owner is None or owner.act == "new":
                kept.append(remark)
        self.remarks = kept + [problem for item in items if item.act == "edit" for problem in self._of_edit(item)]

    def _of_edit(self, item: Imported) -> list[Problem]:
        _, found = read_question(item.source, file=item.file, defaults=self.defaults)
        return [dataclasses.replace(problem, line=item.line) for problem in found]


def _recognised(item: Imported, fate: Fate, known: Known) -> Imported:
    if fate.act != "edit":
        return dataclasses.replace(item, slug=known.slug, act=fate.act, reason=fate.reason)
    return dataclasses.replace(
        item, slug=known.slug, act="edit", source=fate.text, before=known.text, brought=renamed(item.source, known.slug)
    )
