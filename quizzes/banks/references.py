"""The references of a question, held to a form that a reader can follow; what any link may be, proofreading tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from quizzes.banks.problems import quoted

LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)[^)]*\)|<(?P<bare>[a-z]+:[^>\s]+)>")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])(?P<text>(?:\s.*)?)$")
# A link, a bare address, a DOI, an arXiv id of either form, an ISBN.
OPENED = re.compile(
    r"\]\([^)\s]+|https?://\S|\b10\.\d{4,9}/\S|\barxiv\W{0,3}(?:[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})|\bisbn\b.{0,6}\d",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
TITLE = re.compile(r"(?<![*_\w])[*_][^*_\s][^*_]+[*_]|“[^”]+”|\"[^\"]+\"|«[^»]+»|„[^“”]+[“”]|《[^》]+》")
WORD = re.compile(r"[^\W\d_]{2,}")
# Begin with a capital like a name or a title, and are neither.
PLACE = re.compile(
    "see|the|also|section|chapter|pages?|figure|table|appendix|part|volume|book|there|here|ibid", re.IGNORECASE
)


def addresses(refs: str) -> Iterator[str]:
    """Where the links of a question's references lead, in their order."""
    for found in LINK.finditer(refs):
        target = found["target"] if found["bare"] is None else found["bare"]
        if target.startswith(("https://", "http://")):
            yield target


def references_at_fault(refs: str) -> Iterator[str]:
    """What is wrong with the Markdown below **Refs:**, one message each; nothing for a question without any."""
    for found in LINK.finditer(refs):
        target = found["target"] if found["bare"] is None else found["bare"]
        if found["bare"] is None and not found["text"].strip():
            yield f"refs: the link to {quoted(target)} has no text; say what is to be found there"
        if fault := _fault(target):
            yield f"refs: {quoted(target)} {fault}"
    for line in refs.splitlines():
        item = ITEM.match(line)
        if item and not item["text"].strip():
            yield "refs: there is an empty item; fill it or remove it"
    for text in _items(refs):
        if not _is_found(text):
            yield (
                f"refs: {quoted(text)} is nothing that a reader could open or find; "
                "give a link, a DOI, an arXiv id, or the author with the title or the year"
            )


def _items(refs: str) -> Iterator[str]:
    """Each item of a list, or each paragraph, on one line; empty ones are left out."""
    parts: list[list[str]] = [[]]
    for line in refs.splitlines():
        item = ITEM.match(line)
        if item or not line.strip():
            parts.append([])
        parts[-1].append(item["text"].strip() if item else line.strip())
    yield from filter(None, (" ".join(part).strip() for part in parts))


def _is_found(text: str) -> bool:
    """Whether a library or a search engine would find it: the author (a name) with a year, or with a title.

    A title is known by its marks, by capitals (two such words at least, the author's name among them), or is written
    in a script without capitals.
    """
    if OPENED.search(text):
        return True
    words = [word for word in WORD.findall(text) if not PLACE.fullmatch(word)]
    names = {word for word in words if not word[0].islower()}
    uncased = any(word.lower() == word.upper() for word in words)
    return uncased or len(names) > 1 or bool(names and (YEAR.search(text) or TITLE.search(text)))


def _fault(target: str) -> str:
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
    except ValueError:
        return "is no address"
    if not target:
        return "leads nowhere; write the address between the brackets"
    return "" if parts.scheme not in ("http", "https") or "." in host.strip(".") else "names no site"
