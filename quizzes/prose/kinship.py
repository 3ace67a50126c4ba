"""From two stems to how alike they are: the same, misspelt, of one family, kin, opposite, or of swapped roles."""

from __future__ import annotations

import enum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from quizzes.prose import meanings
from quizzes.prose.words import stem_of

SAME, NEGATED, MISSPELT, FAMILY, KIN = 1.0, 0.95, 0.9, 0.8, 0.7
SAME_SIDE = 0.79  # of two opposites: "rises" and "higher"
OPPOSITE, CONTRAST = 0.79, 0.84

NEGATING_PREFIXES: Final = ("un", "in", "im", "ir", "il", "non", "dis", "a")
SHORTEST_MISSPELT, SHORTEST_FAMILY = 5, 5  # letters
COMMON_PART = 0.6  # of the longer stem, that two words of one family begin with


class Sense(enum.Enum):
    """What a likeness says: the same thing, its opposite, or the other one of two roles."""

    ALIKE = 1
    OPPOSITE = -1
    CONTRAST = -2


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, set[int]], dict[str, set[int]], dict[str, set[tuple[int, int]]]]:
    """By stem: its lines of kin; its lines and sides of opposites, as ±line; its lines and sides of contrasts."""
    kin: dict[str, set[int]] = {}
    opposites: dict[str, set[int]] = {}
    contrasts: dict[str, set[tuple[int, int]]] = {}
    for number, ((*words,),) in enumerate(meanings.side_lines(meanings.KIN), start=1):
        for word in words:
            kin.setdefault(stem_of(word), set()).add(number)
    for number, (left, right) in enumerate(meanings.side_lines(meanings.OPPOSITES), start=1):
        for words, sign in ((left, 1), (right, -1)):
            for word in words:
                opposites.setdefault(stem_of(word), set()).add(sign * number)
    for number, sides in enumerate(meanings.side_lines(meanings.CONTRASTS), start=1):
        for side, words in enumerate(sides):
            for word in words:
                contrasts.setdefault(stem_of(word), set()).add((number, side))
    return kin, opposites, contrasts


@lru_cache(maxsize=200_000)
def likeness(first: str, second: str) -> tuple[float, Sense]:
    """0 (nothing in common) to 1 (the same stem), and what the likeness says. Symmetric."""
    if first == second:
        return SAME, Sense.ALIKE
    kin, opposites, contrasts = _tables()
    first_sides, second_sides = opposites.get(first, ()), opposites.get(second, ())
    if any(side in second_sides for side in first_sides):
        return SAME_SIDE, Sense.ALIKE
    if any(-side in second_sides for side in first_sides):
        return OPPOSITE, Sense.OPPOSITE
    if not kin.get(first, set()).isdisjoint(kin.get(second, set())):
        return KIN, Sense.ALIKE
    first_roles, second_roles = contrasts.get(first, set()), contrasts.get(second, set())
    if any(line == other and side != at for line, side in first_roles for other, at in second_roles):
        return CONTRAST, Sense.CONTRAST
    return _by_spelling(first, second)


@lru_cache(maxsize=20_000)
def counterparts(stem: str) -> frozenset[str]:
    """The stems of the roles that are set against this one: "recall" for "precision"; empty for most words."""
    contrasts = _tables()[2]
    mine = contrasts.get(stem, set())
    return frozenset(
        other
        for other, sides in contrasts.items()
        if any(line == mine_line and side != mine_side for line, side in sides for mine_line, mine_side in mine)
    )


def _by_spelling(first: str, second: str) -> tuple[float, Sense]:
    short, long = sorted((first, second), key=len)
    if not short or not short[0].isalpha() or not short.isascii():
        return 0.0, Sense.ALIKE
    if len(short) >= 4 and long.endswith(short) and long[: -len(short)] in NEGATING_PREFIXES:
        return NEGATED, Sense.OPPOSITE
    if len(short) < SHORTEST_MISSPELT or short[0] != long[0]:
        return 0.0, Sense.ALIKE
    if long.startswith(short[:SHORTEST_FAMILY]) and _common(short, long) >= COMMON_PART:
        return FAMILY, Sense.ALIKE
    allowed = 1 if len(long) < 8 else 2
    if len(long) - len(short) <= allowed and DamerauLevenshtein.distance(short, long, score_cutoff=allowed) <= allowed:
        return MISSPELT, Sense.ALIKE
    return 0.0, Sense.ALIKE


def _common(short: str, long: str) -> float:
    """Share of the longer stem that both begin with."""
    count = 0
    for one, other in zip(short, long, strict=False):
        if one != other:
            break
        count += 1
    return count / len(long)
