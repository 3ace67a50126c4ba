"""A text with deletions to a cloze of ours; to flashcards where what was deleted cannot fairly be typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from quizzes.banks.blocks import MAX_BLOCK
from quizzes.exchange.drafts import Draft
from quizzes.exchange.naming import name_for
from quizzes.exchange.shielding import without_gaps
from quizzes.prose.spelling import bare

LONGEST_TYPED = 60  # characters that a learner is asked to type into a gap
BLANK = "[…]"
BLANK_IN_MATHS = r"\boxed{\;?\;}"
MAX_GAPS = 50  # of one text

MATHS = re.compile(r"\$\$.+?\$\$|\$(?![\s$])(?:\\.|[^\\$])+?\$", re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
ANKI_GAP = re.compile(r"\{\{c(?P<number>\d{1,3})::(?P<answer>.{1,1000}?)(?:::(?P<hint>[^{}]{0,200}?))?\}\}", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Deletion:
    """A piece of the text that is asked for. hint: shown in its place; "" for none."""

    answer: str
    hint: str = ""


Pieces = Sequence[str | Deletion]


def cloze_drafts(pieces: Pieces, *, line: int, sections: tuple[tuple[str, str], ...] = ()) -> tuple[Draft, ...]:
    """One cloze with a gap for each deletion; or, where one of them is long or a formula, a flashcard for each.

    Raises ValueError where there is too much of it.
    """
    deletions = [piece for piece in pieces if isinstance(piece, Deletion)]
    length = sum(len(piece if isinstance(piece, str) else piece.answer) for piece in pieces)
    if len(deletions) > MAX_GAPS or length > MAX_BLOCK:
        counted = f"{len(deletions):,} gaps in {length:,} characters"
        raise ValueError(f"this text has {counted}; at most {MAX_GAPS} in {MAX_BLOCK:,} are read")
    typed = all(_is_typed(deletion.answer) for deletion in deletions) and not _hide_gaps(pieces)
    if typed:
        return (_cloze(pieces, line, sections),)
    return tuple(_flashcard(pieces, deletion, line, sections) for deletion in deletions)


def anki_pieces(text: str) -> list[str | Deletion]:
    """The pieces of a text with {{c1::answer::hint}} in it."""
    pieces: list[str | Deletion] = []
    at = 0
    for found in ANKI_GAP.finditer(text):
        pieces += [text[at : found.start()], Deletion(found["answer"].strip(), (found["hint"] or "").strip())]
        at = found.end()
    return [*pieces, text[at:]]


def _is_typed(answer: str) -> bool:
    return bool(bare(answer)) and len(answer) <= LONGEST_TYPED and not re.search(r"[$`\\\n{}]", answer)


def _hide_gaps(pieces: Pieces) -> bool:
    """Whether a deletion lies in code, where {{name}} would be shown as it is written."""
    marked = "".join(piece if isinstance(piece, str) else "\0" for piece in pieces)
    return any("\0" in code[0] for code in CODE.finditer(marked)) or "```" in marked or "~~~" in marked


def _cloze(pieces: Pieces, line: int, sections: tuple[tuple[str, str], ...]) -> Draft:
    gaps: dict[str, dict[str, list[str]]] = {}
    places: dict[str, str] = {}
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            name = name_for(piece.answer, gaps)
            gaps[name] = {"words": [" ".join(piece.answer.split())]}
            # The mark keeps the place until braces of the author's own are out of the way.
            mark = f"\ue000{len(places)}\ue001"
            places[mark] = f"{{{{{name}}}}}"
            text += mark
    text = without_gaps(text)
    for mark, place in places.items():
        text = text.replace(mark, place)
    hints = tuple(("hint", f"{deletion.hint}") for deletion in pieces if isinstance(deletion, Deletion))
    hints = tuple(hint for hint in hints if hint[1])
    return Draft(line=line, kind="cloze", prompt=text, fields={"gaps": gaps}, sections=(*hints, *sections))


def _flashcard(pieces: Pieces, asked: Deletion, line: int, sections: tuple[tuple[str, str], ...]) -> Draft:
    marked = "".join(
        "\ue000" if piece is asked else piece if isinstance(piece, str) else piece.answer for piece in pieces
    )
    in_maths = any("\ue000" in maths[0] for maths in MATHS.finditer(marked))
    blank = BLANK_IN_MATHS if in_maths else f"[{asked.hint}]" if asked.hint else BLANK
    answer = f"${asked.answer}$" if in_maths else asked.answer
    return Draft(line=line, prompt=marked.replace("\ue000", blank), sections=(("answer", answer), *sections))
