"""The columns of a table of questions, and cells that a spreadsheet cannot take for formulas."""

from __future__ import annotations

import re
from typing import Final

from quizzes.kinds.choice import LETTERS

WORDS: Final = ("id", "kind", "level", "tags", "needs")
SECTIONS: Final = ("points", "steps", "why", "mistakes", "refs")  # named like the labels of a block
HINTS: Final = ("hint", *(f"hint {number}" for number in range(2, 10)))
OPTIONS: Final = tuple(name for letter in LETTERS for name in (letter.lower(), f"{letter.lower()} feedback"))
OTHERS: Final = ("tolerance", "unit", "fields")  # `fields` holds whatever else a question says, as JSON
COLUMNS: Final = (*WORDS, "prompt", *OPTIONS, "correct", "answer", *OTHERS, *HINTS, *SECTIONS)
ALIASES: Final = {"question": "prompt", "front": "prompt", "back": "answer", "explanation": "why", "hint 1": "hint"}

# A spreadsheet takes a cell for a formula that begins like this, also in wide signs and behind spaces.
FORMULA: Final = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would work out; `original` takes it off again."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """The cell without the apostrophe that `harmless` put there."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def column_of(title: str) -> str:
    """The name of a column as it is known here; a name that is not known comes back in lower case."""
    name = " ".join(title.replace("_", " ").split()).lower()
    return ALIASES.get(name, name)
