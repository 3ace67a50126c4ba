"""What the names of a question mean: which may be typed, which are functions, matrices or random variables."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

Shape: TypeAlias = tuple[int | str, ...]  # ("k",) a column vector, (3, "n") a matrix


@dataclasses.dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """How a learner's text is to be read.

    names: plain names; None for any single letter or Greek name, with or without index (x_1).
    functions: names that are applied, f(x); without declaration f(x) is f times x.
    shapes: vectors and matrices; they need not stand in `names`.
    random: random variables; they need not stand in `names`. With any of them, E, P and H are functions.
    imaginary_units: letters read as the imaginary unit, Name("i"); a declared name wins.
    pairs: what (a, b) and [a, b] are. Half-open pairs are intervals always, [[1,2],[3,4]] is a matrix always.
    commas: outside brackets, whether `1,234` is a number ("number") or two ("list").
    """

    names: Collection[str] | None = None
    functions: Collection[str] = ()
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=dict)
    random: Collection[str] = ()
    imaginary_units: Collection[str] = ("i",)
    syntax: Literal["ascii", "latex"] = "ascii"
    pairs: Literal["tuple", "interval"] = "tuple"
    commas: Literal["number", "list"] = "number"

    def declares(self, name: str) -> bool:
        """Whether the question itself gives this name a meaning."""
        return name in (self.names or ()) or name in self.functions or name in self.shapes or name in self.random

    def allows(self, name: str) -> bool:
        return self.names is None or self.declares(name)
