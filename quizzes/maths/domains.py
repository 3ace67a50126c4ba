"""What the names of a question may be, as far as that decides where two formulas are compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any, Final

from quizzes.maths.vocabulary import Shape

SORTS: Final = frozenset(
    {"real", "complex", "positive", "negative", "nonnegative", "nonzero", "integer", "probability"}
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Domain:
    """What the names may be.

    numbers: "real" where a step outside the real numbers has no value; "complex"; "" for real points at which a value
        that is not real says nothing.
    sorts: of names, any of `SORTS`; a "probability" lies between 0 and 1.
    everywhere: sorts of all names.
    shapes: of vectors and matrices; random ones are in `random`, too.
    structures: of some of these, "symmetric", "spd" (symmetric, positive definite), "orthonormal" (its columns are),
        "positive" (its entries are) or "distribution" (entries above 0 that sum to 1).
    random: random variables; `independent`: of each other.
    """

    numbers: str = ""
    sorts: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=dict)
    structures: Mapping[str, str] = dataclasses.field(default_factory=dict)
    random: Collection[str] = ()
    independent: bool = False

    def sort(self, name: str) -> frozenset[str]:
        return self.sorts.get(name, frozenset()) | self.everywhere

    def allows(self, name: str, value: Any) -> bool:
        """Whether a number is of the sort that the name was declared."""
        sort = self.sort(name)
        if isinstance(value, complex):
            return not sort - {"complex", "nonzero"} and self.numbers != "real"
        return not (
            ("positive" in sort and not value > 0)
            or ("nonnegative" in sort and value < 0)
            or ("negative" in sort and not value < 0)
            or ("nonzero" in sort and not value)
            or ("integer" in sort and abs(value - round(value)) > 1e-9)
            or ("probability" in sort and not 0 < value < 1)
        )
