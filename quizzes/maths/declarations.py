"""From the field `vars` of a block to what its names mean: how they are read, and which values they may have."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from quizzes.maths.domains import SORTS, Domain
from quizzes.maths.functions import ARGUMENTS, CONSTANTS, GREEK
from quizzes.maths.vocabulary import Shape, Vocabulary

LARGEST_SIZE: Final = 6  # of a matrix whose size is given in numbers

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_(?:[A-Za-z0-9]+|\{[A-Za-z0-9+\-*,=]+\}))*'*")
_WORD: Final = re.compile(r"\s*,?\s*(?P<word>[A-Za-z_]+)\s*(?:\((?P<sizes>[^()]*)\))?\s*")
_SIZE: Final = re.compile(r"[A-Za-z]|[1-9][0-9]*")

_SIZES: Final[Mapping[str, int]] = {  # how many sizes each takes
    "matrix": 2, "vector": 1, "symmetric": 1, "spd": 1, "orthonormal": 2, "distribution": 1,
}  # fmt: skip
_SQUARE: Final = frozenset({"symmetric", "spd"})
_FLAGS: Final = frozenset({"random", "independent", "function"})
_TAKEN: Final[Mapping[str, str]] = {
    "e": "Euler's number", "pi": "the circle's number", "oo": "infinity", "inf": "infinity", "infinity": "infinity",
}  # fmt: skip
_SPOKEN: Final[Mapping[str, str]] = {
    "probability": "between 0 and 1", "positive": "above 0", "negative": "below 0", "nonnegative": "0 or more",
    "nonzero": "not 0", "integer": "whole",
}  # fmt: skip


class DeclarationError(Exception):
    """A declaration is wrong; the message names the variable."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.name = name


@dataclasses.dataclass(frozen=True, kw_only=True)
class Declarations:
    """vocabulary: to read typed text by; only what is declared may be typed.   domain: where to compare."""

    vocabulary: Vocabulary = dataclasses.field(default_factory=lambda: Vocabulary(names=(), imaginary_units=()))
    domain: Domain = dataclasses.field(default_factory=Domain)

    def and_names(self, names: Collection[str]) -> Declarations:
        """With further plain names, of which nothing is assumed."""
        known = tuple(dict.fromkeys([*(self.vocabulary.names or ()), *names]))
        return dataclasses.replace(self, vocabulary=dataclasses.replace(self.vocabulary, names=known))

    def assumptions(self, names: Collection[str]) -> str:
        """What is assumed of these names, in words: "x above 0, n whole and above 0"; sizes need no words."""
        sizes = {size for shape in self.domain.shapes.values() for size in shape}
        return ", ".join(f"{name} {words}" for name in names if name not in sizes and (words := self._spoken(name)))

    def _spoken(self, name: str) -> str:
        structure, shape = self.domain.structures.get(name, ""), self.domain.shapes.get(name)
        random = "random" if name in self.domain.random else ""
        if shape is not None:
            words = "symmetric and positive definite" if structure == "spd" else structure
            return " ".join(part for part in (random, f"of size {' by '.join(map(str, shape))}", words) if part)
        if random:
            return random
        return " and ".join(_SPOKEN[sort] for sort in _SPOKEN if sort in self.domain.sorts.get(name, ()))


@dataclasses.dataclass
class _Found:
    """What has been read so far."""

    sorts: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    shapes: dict[str, Shape] = dataclasses.field(default_factory=dict)
    structures: dict[str, str] = dataclasses.field(default_factory=dict)
    random: list[str] = dataclasses.field(default_factory=list)
    functions: list[str] = dataclasses.field(default_factory=list)
    independent: list[str] = dataclasses.field(default_factory=list)


def read_declarations(given: object) -> Declarations:
    """{x: real, n: integer positive, X: matrix(n,d), Y: random}; None for no names. Raises DeclarationError.

    Sizes are letters, which then may be typed, too, or numbers.
    """
    if given is None:
        return Declarations()
    if not isinstance(given, Mapping):
        raise DeclarationError("a mapping such as {x: real, n: integer positive} was expected")
    found = _Found()
    for name, description in given.items():
        _read(_name(name, found), description, found)
    if found.shapes and any("I" in names for names in (found.sorts, found.random, found.functions)):
        raise DeclarationError("beside matrices `I` is the identity; choose another name", "I")
    letters = {size for shape in found.shapes.values() for size in shape if isinstance(size, str)}
    for letter in sorted(letters):
        if letter in (*found.shapes, *found.random, *found.functions):
            raise DeclarationError(f"`{letter}` is a size and cannot be anything else; rename one of them", letter)
        found.sorts.setdefault(letter, frozenset({"integer", "positive"}))
    if found.independent and set(found.independent) != set(found.random):
        other = next(name for name in found.random if name not in found.independent)
        raise DeclarationError(f"`{other}` is random, but not independent; say so of all random names or none", other)
    has_complex = any("complex" in sorts for sorts in found.sorts.values())
    vocabulary = Vocabulary(
        names=tuple(found.sorts),
        functions=tuple(found.functions),
        shapes=found.shapes,
        random=tuple(found.random),
        imaginary_units=("i",) if has_complex else (),
    )
    domain = Domain(
        sorts={name: sorts for name, sorts in found.sorts.items() if sorts},
        shapes=found.shapes,
        structures=found.structures,
        random=vocabulary.random,
        independent=bool(found.independent),
    )
    return Declarations(vocabulary=vocabulary, domain=domain)


def _name(name: object, found: _Found) -> str:
    if not isinstance(name, str):
        raise DeclarationError(f"{name!r} is no name for YAML; choose another or put it in quotes")
    plain = "".join(GREEK.get(letter, letter) for letter in name.strip())
    if not _NAME.fullmatch(plain):
        raise DeclarationError(f"`{name}` is no name; use letters, digits and an index, as in x_1", name)
    if plain in _TAKEN or plain in CONSTANTS:
        raise DeclarationError(f"`{name}` is {_TAKEN[plain]}; choose another name", name)
    if plain in ARGUMENTS and len(plain) > 1:
        raise DeclarationError(f"`{name}` is a function that is known already; choose another name", name)
    if any(plain in names for names in (found.sorts, found.shapes, found.random, found.functions)):
        raise DeclarationError(f"`{name}` is declared twice", name)
    return plain


def _read(name: str, description: object, found: _Found) -> None:
    if not isinstance(description, str) or not description.strip():
        raise DeclarationError(f"`{name}`: words such as `real` or `integer positive` were expected", name)
    sorts: set[str] = set()
    shape: Shape | None = None
    flags: set[str] = set()
    for word, sizes in _words(name, description):
        if word in SORTS and sizes is None:
            sorts.add(word)
        elif word in _FLAGS and sizes is None:
            flags.add(word)
        elif word in _SIZES:
            if shape is not None:
                raise DeclarationError(f"`{name}` has two shapes", name)
            shape = _shape(name, word, sizes)
            if word not in ("matrix", "vector"):
                found.structures[name] = word
        else:
            raise DeclarationError(_unknown(name, word), name)
    _check(name, sorts, shape, flags)
    if shape is not None and "positive" in sorts:
        found.structures.setdefault(name, "positive")
    if "function" in flags:
        found.functions.append(name)
    elif shape is None and not flags:
        found.sorts[name] = frozenset(sorts)
    if shape is not None:
        found.shapes[name] = shape
    if flags - {"function"}:
        found.random.append(name)
    if "independent" in flags:
        found.independent.append(name)


def _words(name: str, description: str) -> Iterator[tuple[str, str | None]]:
    position = 0
    while position < len(description):
        match = _WORD.match(description, position)
        if match is None:
            raise DeclarationError(
                f"`{name}`: `{description}` cannot be read; write `real`, `integer positive` or `matrix(n,d)`", name
            )
        yield match["word"].lower(), match["sizes"]
        position = match.end()


def _shape(name: str, word: str, sizes: str | None) -> Shape:
    wanted = _SIZES[word]
    example = f"{word}({', '.join('nd'[:wanted])})"
    parts = [part.strip() for part in (sizes or "").replace(";", ",").split(",")]
    if len(parts) != wanted or not all(_SIZE.fullmatch(part) for part in parts):
        raise DeclarationError(f"`{name}`: write `{example}`; sizes are single letters or numbers", name)
    numbers = [int(part) for part in parts if part.isdigit()]
    if any(number > LARGEST_SIZE for number in numbers):
        raise DeclarationError(f"`{name}`: sizes in numbers go up to {LARGEST_SIZE}; use a letter", name)
    shape: Shape = tuple(int(part) if part.isdigit() else part for part in parts)
    if word == "orthonormal" and len(numbers) == 2 and numbers[0] < numbers[1]:
        raise DeclarationError(f"`{name}`: columns cannot be orthonormal where there are fewer rows", name)
    if word == "orthonormal" and len(numbers) == 1:
        raise DeclarationError(f"`{name}`: give both sizes of `orthonormal` as letters or both as numbers", name)
    return (*shape, *shape) if word in _SQUARE else shape


def _check(name: str, sorts: set[str], shape: Shape | None, flags: set[str]) -> None:
    """Words that do not go together."""
    if "function" in flags and (sorts or shape or len(flags) > 1):
        raise DeclarationError(f"`{name}`: `function` stands alone", name)
    allowed = {"real", "positive"} if shape and not flags else {"real"}
    if sorts - allowed and (shape or flags):
        other = next(iter(sorted(sorts - allowed)))
        raise DeclarationError(f"`{name}`: `{other}` is for plain numbers, not for matrices or random ones", name)
    for first, second in (("positive", "negative"), ("nonnegative", "negative"), ("complex", "positive")):
        if {first, second} <= sorts:
            raise DeclarationError(f"`{name}` cannot be both {first} and {second}", name)
    if "probability" in sorts and sorts - {"probability", "real", "positive", "nonnegative", "nonzero"}:
        raise DeclarationError(f"`{name}`: a probability lies between 0 and 1; leave the other words out", name)


def _unknown(name: str, word: str) -> str:
    from difflib import get_close_matches  # costs more to import than all else here, and is seldom needed

    known = sorted({*SORTS, *_FLAGS, *_SIZES})
    close = get_close_matches(word, known, 1, 0.6)
    meant = f"did you mean `{close[0]}`?" if close else f"the words are {', '.join(known)}"
    return f"`{name}`: `{word}` is not known; {meant}"
