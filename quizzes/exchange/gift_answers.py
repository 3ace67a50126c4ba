"""The part of a GIFT question in braces, taken apart: sign, weight, text and feedback of each answer."""

from __future__ import annotations

import dataclasses
import re

WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{0,10})?)%")


@dataclasses.dataclass(frozen=True, kw_only=True)
class GiftAnswer:
    """sign: "=", "~", or "" where none stood there.   weight: percent, -100 to 100.   Escapes are still waiting."""

    sign: str
    weight: float
    text: str
    feedback: str


def answers_of(text: str, signs: str) -> tuple[GiftAnswer, ...]:
    """Every answer that begins with one of the signs; text before the first one is an answer, too, if there is any."""
    pieces = re.split(f"([{signs}])", text)
    found = []
    if pieces[0].strip():
        found.append(_answer("", pieces[0]))
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if sign == "~" or piece.strip():
            found.append(_answer(sign, piece))
    return tuple(found)


def split_feedback(text: str, parts: int = 2) -> list[str]:
    return text.split("#", parts - 1)


def _answer(sign: str, piece: str) -> GiftAnswer:
    piece = piece.strip()
    given = WEIGHT.match(piece)
    weight = float(given[1]) if given else (0.0 if sign == "~" else 100.0)
    text, *feedback = split_feedback(piece[given.end() if given else 0 :])
    return GiftAnswer(sign=sign, weight=weight, text=text.strip(), feedback="".join(feedback).strip())
