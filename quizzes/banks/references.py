"""The references of a question, held to a form that a reader can follow; what any link may be, proofreading tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from quizzes.banks.problems import quoted

LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)[^)]*\)|<(?P<bare>[a-z]+:[^>\s]+)>")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])(?P<text>.*)$")


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


def _fault(target: str) -> str:
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
    except ValueError:
        return "is no address"
    if not target:
        return "leads nowhere; write the address between the brackets"
    return "" if parts.scheme not in ("http", "https") or "." in host.strip(".") else "names no site"
