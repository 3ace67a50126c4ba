"""From the fields of a block that hold formulas, and the names in them, to trees; what is wrong becomes a fault."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from quizzes.answers import Fields
from quizzes.maths.declarations import DeclarationError, Declarations, read_declarations
from quizzes.maths.faults import Faults
from quizzes.maths.grading import WrongFormula
from quizzes.maths.notation import syntax_of
from quizzes.maths.reading import ReadingError, read
from quizzes.maths.trees import Node


def read_vars(fields: Fields, faults: Faults) -> Declarations:
    """The field `vars`; nothing is declared where it is at fault."""
    try:
        return read_declarations(fields.data.get("vars"))
    except DeclarationError as error:
        faults.add("vars", error.message)
        return Declarations()


def author_tree(text: object, known: Declarations) -> Node:
    """Raises ValueError, which says what is wrong."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise ValueError(f"a formula was expected, not {text!r}")
    try:
        return read(str(text), dataclasses.replace(known.vocabulary, syntax=syntax_of(str(text))))
    except ReadingError as error:
        raise ValueError(f"`{text}`: {error.message} (character {error.position + 1})") from None


def read_tree(field: str, text: object, known: Declarations, faults: Faults) -> Node | None:
    try:
        return author_tree(text, known)
    except ValueError as error:
        faults.add(field, str(error))
        return None


def read_mistakes(word: str, known: Declarations, faults: Faults) -> Iterator[WrongFormula]:
    """The list `wrong`; each item holds a formula under this word, and why it is wrong."""
    for item in faults.list_of("wrong"):
        if not isinstance(item, Mapping) or set(item) != {word, "why"}:
            faults.add("wrong", f"{{{word}: formula, why: text}} was expected, not {item!r}")
            continue
        tree, why = read_tree("wrong", item[word], known, faults), item["why"]
        if not isinstance(why, str) or not why.strip():
            faults.add("wrong", f"`{item[word]}` says not why; fill `why: text`")
        elif tree is not None:
            yield WrongFormula(tree=tree, why=why.strip(), text=str(item[word]))


def read_word(field: str, words: Sequence[str], default: str, faults: Faults) -> str:
    """A field that is one of a few words."""
    given = faults.fields.data.get(field)
    if given is None:
        return default
    if isinstance(given, str) and given in words:
        return given
    faults.add(field, f"{given!r} is not known; it is one of {', '.join(words)}")
    return default
