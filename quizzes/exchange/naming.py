"""Ids for questions that have none: a few words of the prompt, and a digest where these are not enough."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from quizzes.banks.blocks import SLUG

MAX_WORDS = 8
MAX_LENGTH = 60  # characters, without the digest
LOOKED_AT = 1_000  # characters of the prompt
DIGEST_LENGTH = 8  # hexadecimal digits

MARKUP = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^}]*\}\}|!?\[\[?|\]\([^)]*\)|\\[a-zA-Z]+")


def slug_for(prompt: str, body: str, taken: Container[str]) -> str:
    """A slug that is not taken, the same for the same content; "" when the content itself is there already.

    body: the whole block without its heading, of which the digest is made.
    """
    words = _words(prompt)
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    first = "-".join(words) or f"question-{digest}"
    for slug in (first, f"{first}-{digest}"):
        if slug not in taken:
            return slug
    return ""


def is_slug(text: str) -> bool:
    return SLUG.fullmatch(text) is not None


def name_for(answer: str, taken: Container[str]) -> str:
    """A name for a gap: the first words of what belongs there, as {{name}} allows it."""
    words = [word for word in _ascii_words(answer)[:2] if word[0].isalpha()]
    name = "_".join(words)[:20].rstrip("_") or "gap"
    number = 1
    while (numbered := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return numbered


def _words(prompt: str) -> list[str]:
    prompt = prompt[:LOOKED_AT]
    words = _ascii_words(MARKUP.sub(" ", prompt)) or _ascii_words(prompt)
    kept: list[str] = []
    for word in words[:MAX_WORDS]:
        if len("-".join([*kept, word])) > MAX_LENGTH:
            break
        kept.append(word)
    return kept


def _ascii_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", text.casefold()))
    return re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
