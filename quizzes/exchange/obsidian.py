"""A note with cards of the Obsidian plug-in Spaced Repetition: `::`, `:::`, `?`, `??` and ==deletions==."""

from __future__ import annotations

import re

from quizzes.banks.markup import FENCE, end_of_fence
from quizzes.exchange.clozes import Deletion, cloze_drafts
from quizzes.exchange.drafts import ENOUGH, Complaint, Draft, Found

BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+[ \t]*$")
DECK_TAGS = re.compile(r"^(?:#[^\s#]+(?:[ \t]+|$))+")
HEADING = re.compile(r"#{1,6}[ \t]")
LINK = re.compile(r"(?<!!)\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
INLINE = re.compile(r"(?<!:)(:::?)(?!:)")
NOT_PROSE = re.compile(r"`[^`\n]*`|\$[^$\n]+\$")
CARD = re.compile(r"^\?\??[ \t]*$|[^\s:][ \t]*:::?[ \t]*[^\s:]|==[^\s=][^\n]{0,500}?==", re.MULTILINE)
# ==answer==, perhaps with ^[a hint] and the number [^1] of its card
DELETION = re.compile(r"==(?P<answer>(?!=)[^\n]{1,500}?)==(?:\^\[(?P<hint>[^\]\n]{0,200})\])?(?:\[\^\w{1,20}\])?")


def read_obsidian(text: str) -> Found:
    """The cards of a note; what is no card is prose, and passed over."""
    drafts: list[Draft] = []
    problems: list[Complaint] = []
    lines = _without_comments(text).split("\n")
    unclosed: set[str] = set()
    index = _front_matter(lines)
    while index < len(lines) and len(drafts) + len(problems) <= ENOUGH:
        if not lines[index].strip():
            index += 1
            continue
        end = _end_of_paragraph(lines, index, unclosed)
        _read_paragraph(lines[index:end], index + 1, drafts, problems)
        index = end
    return Found(drafts=tuple(drafts), problems=tuple(problems))


def looks_like_obsidian(text: str) -> bool:
    return CARD.search(text) is not None


def _without_comments(text: str) -> str:
    """Schedules and other comments are taken out; lines keep their numbers. One that is not closed stays."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*kept, text[at:]])


def _front_matter(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    return next((index + 1 for index in range(1, len(lines)) if lines[index].rstrip() == "---"), 0)


def _end_of_paragraph(lines: list[str], start: int, unclosed: set[str]) -> int:
    """The index behind it: a blank line ends a card, but not within a code fence.

    unclosed: marks of fences that close nowhere below, which are not looked for again.
    """
    index = start
    while index < len(lines) and lines[index].strip():
        opening = FENCE.match(lines[index])
        end = None
        if opening and opening["marks"] not in unclosed:
            end = end_of_fence(lines, index, opening["marks"])
            unclosed |= {opening["marks"]} if end is None else set()
        index = index + 1 if end is None else end + 1
    return index


def _read_paragraph(lines: list[str], first: int, drafts: list[Draft], problems: list[Complaint]) -> None:
    """first: number of its first line."""
    text: list[str] = []  # lines that belong to no card yet
    begun = first
    for offset, line in enumerate(lines):
        if len(drafts) > ENOUGH:
            return
        plain = _plain(line)
        mark = line.strip()
        if mark in ("?", "??"):
            _multi_line(text, lines[offset + 1 :], mark == "??", begun, drafts, problems)
            return
        if HEADING.match(line) or not plain.strip():
            text, begun = [], first + offset + 1
        elif separator := _separator(plain):
            _single_line(plain, separator, first + offset, drafts, problems)
            text, begun = [], first + offset + 1
        else:
            text.append(plain)
    _deletions("\n".join(text), begun, drafts, problems)


def _plain(line: str) -> str:
    """A line without the tags of its deck, its block id, and the brackets of links."""
    if line.startswith("#"):
        line = DECK_TAGS.sub("", line, count=1)
    if "^" in line:
        line = BLOCK_ID.sub("", line)
    return LINK.sub(r"\1", line) if "[[" in line else line


def _separator(line: str) -> re.Match[str] | None:
    """The first :: or ::: outside code and mathematics."""
    if "::" not in line:
        return None
    masked = NOT_PROSE.sub(lambda found: "x" * len(found[0]), line)
    return INLINE.search(masked)


def _single_line(
    line: str, separator: re.Match[str], number: int, drafts: list[Draft], problems: list[Complaint]
) -> None:
    front, back = line[: separator.start()].strip(), line[separator.end() :].strip()
    _pair(front, back, separator[1] == ":::", number, drafts, problems)


def _multi_line(
    front: list[str], back: list[str], both_ways: bool, number: int, drafts: list[Draft], problems: list[Complaint]
) -> None:
    answer = "\n".join(LINK.sub(r"\1", BLOCK_ID.sub("", line)) for line in back).strip()
    _pair("\n".join(front).strip(), answer, both_ways, number, drafts, problems)


def _pair(front: str, back: str, both_ways: bool, number: int, drafts: list[Draft], problems: list[Complaint]) -> None:
    if not front or not back:
        side = "question in front of" if not front else "answer behind"
        problems.append((number, f"there is no {side} the separator; a blank line ends a card"))
        return
    drafts.append(Draft(line=number, prompt=front, sections=(("answer", back),)))
    if both_ways:
        drafts.append(Draft(line=number, prompt=back, sections=(("answer", front),)))


def _deletions(text: str, number: int, drafts: list[Draft], problems: list[Complaint]) -> None:
    masked = NOT_PROSE.sub(lambda found: "x" * len(found[0]), text)
    pieces: list[str | Deletion] = []
    at = 0
    for found in DELETION.finditer(masked):
        answer = text[found.start("answer") : found.end("answer")].strip()
        if answer:
            pieces += [text[at : found.start()], Deletion(answer, (found["hint"] or "").strip())]
            at = found.end()
    try:
        drafts += cloze_drafts([*pieces, text[at:]], line=number) if pieces else ()
    except ValueError as error:
        problems.append((number, str(error)))
