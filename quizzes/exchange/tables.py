"""A table with a header row, as CSV or TSV, to drafts: one question a row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from quizzes.banks.problems import did_you_mean, quoted
from quizzes.exchange.clozes import ANKI_GAP, anki_pieces, cloze_drafts
from quizzes.exchange.columns import COLUMNS, HINTS, SECTIONS, column_of, original
from quizzes.exchange.drafts import Complaint, Draft, DraftOption, Found
from quizzes.exchange.naming import is_slug
from quizzes.exchange.yaml_text import scalar
from quizzes.kinds.choice import LETTERS

LONGEST_CELL = 20_000  # characters; as many as a whole block of ours may have
DEEPEST = 50  # brackets within each other in the column `fields`; brackets in its texts count, too
MANY_PROBLEMS = 1_000


class RowError(Exception):
    """Why a row cannot be imported."""


def read_csv(text: str) -> Found:
    """Cells are parted by commas; by semicolons where the header row has these and no comma."""
    header = text.lstrip("\ufeff\n").split("\n", 1)[0]
    return _read(text, ";" if ";" in header and "," not in header else ",")


def read_tsv(text: str) -> Found:
    return _read(text, "\t")


def looks_like_csv(text: str) -> bool:
    return any("prompt" in _names(text, delimiter) for delimiter in ",;")


def looks_like_tsv(text: str) -> bool:
    return "prompt" in _names(text, "\t")


def _names(text: str, delimiter: str) -> list[str]:
    """Columns of the first line; none where it has one cell only."""
    cells = text.lstrip("\n").split("\n", 1)[0][:LONGEST_CELL].split(delimiter)
    return [column_of(cell.strip().strip('"')) for cell in cells] if len(cells) > 1 else []


def _read(text: str, delimiter: str) -> Found:
    drafts: list[Draft] = []
    problems: list[Complaint] = []
    rows = _rows(text, delimiter, problems)
    first, header = next(rows, (1, []))
    names = [column_of(title) for title in header]
    problems += _wrong_header(first, header, names)
    for line, row in rows:
        if (problems and problems[0][0] == first) or len(problems) >= MANY_PROBLEMS:
            break
        try:
            cells = _cells(names, row)
            drafts += _drafts(cells, line) if any(cells.values()) else []
        except RowError as error:
            problems.append((line, str(error)))
    return Found(drafts=tuple(drafts), problems=tuple(problems))


def _rows(text: str, delimiter: str, problems: list[Complaint]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            advice = "a cell that holds quotation marks is written in quotation marks, with each of its own doubled"
            problems.append((line, f"the table cannot be read from here on: {error}; {advice}"))
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _wrong_header(line: int, header: list[str], names: list[str]) -> Iterator[Complaint]:
    if "prompt" not in names:
        yield line, "the first row must name the columns, one of which is “prompt”"
        return
    for title, name in zip(header, names, strict=True):
        if name not in COLUMNS:
            yield line, f"there is no column {quoted(title)}{did_you_mean(name, COLUMNS)}"
        elif names.count(name) > 1:
            yield line, f"the column “{name}” stands there twice"


def _cells(names: list[str], row: list[str]) -> dict[str, str]:
    """The cells by column. Lines end with \\n, and blank lines around a cell are dropped."""
    if len(row) > len(names):
        raise RowError(
            f"this row has {len(row)} cells, and the first one has {len(names)}; is a quotation mark missing?"
        )
    if max(map(len, row)) > LONGEST_CELL:
        raise RowError(f"a cell of this row has {max(map(len, row)):,} characters; at most {LONGEST_CELL:,} are read")
    cells = dict.fromkeys(COLUMNS, "")
    for name, cell in zip(names, row, strict=False):
        cells[name] = original(cell).replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return cells


def _drafts(cells: Mapping[str, str], line: int) -> tuple[Draft, ...]:
    if not cells["prompt"].strip():
        raise RowError("the prompt is empty")
    if cells["id"] and not is_slug(cells["id"]):
        raise RowError(f"the id {quoted(cells['id'])} is no slug; write a-z, 0-9 and single hyphens, or leave it empty")
    options = tuple(_options(cells))
    kind = cells["kind"].strip() or ("choice" if options else "flashcard")
    sections = [*((_label(name), cells[name]) for name in HINTS), *((name, cells[name]) for name in SECTIONS)]
    fields: dict[str, Any] = _common_fields(cells)
    if kind in ("numeric", "symbolic"):
        fields |= {"answer": scalar(cells["answer"].strip())} if cells["answer"] else {}
    else:
        sections.insert(0, ("answer", cells["answer"]))
    if kind == "choice" and sum(option.right for option in options) > 1:
        fields["multi"] = True
    fields |= _more_fields(cells)
    if kind in ("cloze", "flashcard") and not cells["answer"] and ANKI_GAP.search(cells["prompt"]):
        return _gaps(cells["prompt"], fields, tuple(sections), line)
    return (
        Draft(
            line=line,
            slug=cells["id"],
            prompt=cells["prompt"],
            kind=kind,
            fields=fields,
            sections=tuple(sections),
            options=options,
        ),
    )


def _gaps(
    prompt: str, fields: Mapping[str, Any], sections: tuple[tuple[str, str], ...], line: int
) -> tuple[Draft, ...]:
    """A prompt with {{c1::answer}} in it, as Anki writes gaps."""
    try:
        found = cloze_drafts(anki_pieces(prompt), line=line, sections=sections)
    except ValueError as error:
        raise RowError(str(error)) from None
    return tuple(
        Draft(
            line=line, kind=draft.kind, prompt=draft.prompt, sections=draft.sections, fields={**fields, **draft.fields}
        )
        for draft in found
    )


def _label(name: str) -> str:
    return name.split(" ")[0]


def _options(cells: Mapping[str, str]) -> Iterator[DraftOption]:
    right = set(re.findall(r"\w+", cells["correct"].upper()))
    known = {letter for letter in LETTERS if cells[letter.lower()]}
    if right and not right <= known:
        raise RowError(f"“correct” names {', '.join(sorted(right - known))}, and there is no such option")
    if known and not right:
        raise RowError("“correct” is empty; write the letters of the right options, such as B or A C")
    for letter in sorted(known):
        name = letter.lower()
        yield DraftOption(text=cells[name], right=letter in right, feedback=cells[f"{name} feedback"])


def _common_fields(cells: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if cells["level"].strip():
        fields["level"] = cells["level"].strip()
    for name in ("tags", "needs"):
        if words := [word.strip() for word in re.split(r"[,;\n]", cells[name]) if word.strip()]:
            fields[name] = words
    if cells["unit"].strip():
        fields["unit"] = cells["unit"].strip()
    if tolerance := cells["tolerance"].strip():
        fields["tolerance"] = _tolerance(tolerance)
    return fields


def _tolerance(cell: str) -> dict[str, str | int | float]:
    """ "1 %" is relative, "0.5" is absolute."""
    value = scalar(cell.removesuffix("%").strip())
    if isinstance(value, str) or value < 0:
        raise RowError(f"the tolerance {quoted(cell)} is no number; write 0.5, or 1 % of the answer")
    return {"rel": float(Decimal(str(value)) / 100)} if cell.endswith("%") else {"abs": value}


def _more_fields(cells: Mapping[str, str]) -> dict[str, Any]:
    """The column `fields`: a JSON object of whatever else the question says."""
    if not cells["fields"].strip():
        return {}
    steps = ({"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0) for sign in cells["fields"])
    if max(accumulate(steps)) > DEEPEST:
        raise RowError("the column “fields” lies too deep within itself")
    try:
        found = json.loads(cells["fields"])
    except ValueError as error:
        raise RowError(f"the column “fields” is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise RowError('the column “fields” must hold a JSON object, such as {"checked": "2026-01"}')
    return found
