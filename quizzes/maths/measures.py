"""Which units an answer may be given in, and what a number in one of them is in the unit that was asked for.

An author may name units of his own with their factors; beside them every unit of the same kind will do, as far as the
library of units knows both. It is loaded only when a unit was typed that the author did not name, or a number is wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from quizzes.maths.evaluating import Real, scaled

# Units that are mistaken for each other, or left out because they go without saying.
FAMILIES: Final = (
    ("bit", "B", "kB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB"),
    ("bits", "nats"),
    ("ns", "µs", "ms", "s", "min", "h", "days"),
    ("W", "kW", "MW"),
    ("J", "kJ", "Wh", "kWh"),
    ("Hz", "kHz", "MHz", "GHz"),
    ("FLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"),
    ("mm", "cm", "m", "km"),
)
PLAIN: Final = ("", "%")  # a number without a dimension is measured in nothing else


@dataclasses.dataclass(frozen=True, kw_only=True)
class Units:
    """asked: the unit of the answer, "" for a plain number.   factors: the author's own other units, to that one."""

    asked: str = ""
    factors: Mapping[str, Real] = dataclasses.field(default_factory=dict)

    @property
    def named(self) -> tuple[str, ...]:
        """Those that the author names."""
        return (self.asked, *self.factors) if self.asked else ()

    def is_of_kind(self, unit: str) -> bool | None:
        """Whether it measures what the asked unit does; None where it is no unit, or nobody knows what was asked."""
        from quizzes.maths import units

        asked, other = self._library_unit(self.asked), self._library_unit(unit)
        return None if asked is None or other is None else units.same_kind(asked, other)

    def is_known(self) -> bool:
        """Whether the library knows the asked unit, and so all of its kind."""
        return self._library_unit(self.asked) is not None

    def factor(self, unit: str) -> Real | None:
        """How many of the asked unit make one; None where it takes more than a factor, as from °C to K."""
        if unit in ("", self.asked):
            return 1
        if unit in self.factors:
            return self.factors[unit]
        from quizzes.maths import units

        return units.factor(units.read_unit(unit), units.read_unit(self.asked))

    def converted(self, value: Real, unit: str) -> Real:
        """To the asked unit. Raises CalculationError when it is too large or too small."""
        factor = self.factor(unit)
        if factor is not None:
            return scaled(value, factor)
        from quizzes.maths import units

        return units.converted(float(Fraction(value)), units.read_unit(unit), units.read_unit(self.asked))

    def neighbours(self) -> Iterator[str]:
        """Units that somebody may have meant who left the unit out: the author's own, then the usual ones."""
        yield from self.factors
        base, slash, per = self.asked.partition("/")
        for family in FAMILIES:
            if base in family and (not slash or self.is_known()):
                others = (f"{other}{slash}{per}" for other in family if other != base)
                yield from (other for other in others if other not in self.factors and self.is_of_kind(other))

    def meant_by(self, unit: str) -> str:
        """A usual unit that is spelt like this but for upper and lower case; "" for none."""
        known = [*self.named, *(other for family in FAMILIES for other in family)]
        same = (other for other in known if other != unit and other.lower() == unit.lower())
        return next((other for other in same if other in self.named or self.is_of_kind(other)), "")

    def _library_unit(self, unit: str) -> Any:
        from quizzes.maths import units

        if unit in PLAIN:
            return None
        try:
            return units.read_unit(unit)
        except units.UnknownUnit:
            return None
