"""Measured values become figures, and figures a table: median and p95 beside the target."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table.

    values: every measured one, in `unit`; empty where nothing could be measured, and then `note` says why.
    at_most, at_least: the target for the median, at most one of them; None where there is only something to know.
    """

    name: str
    values: Sequence[float] = ()
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The worse end: of a rate, where more is better, the value that 95 % exceed."""
        ordered = sorted(self.values, reverse=self.unit.startswith("/"))
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"≤ {_number(self.at_most)}"
        return "" if self.at_least is None else f"≥ {_number(self.at_least)}"

    @property
    def verdict(self) -> str:
        if not self.values:
            return "not run"
        if self.at_most is None and self.at_least is None:
            return ""
        missed = (self.at_most is not None and self.median > self.at_most) or (
            self.at_least is not None and self.median < self.at_least
        )
        return "MISS" if missed else "pass"

    @property
    def cells(self) -> tuple[str, ...]:
        numbers = [_number(self.median), _number(self.p95)] if self.values else ["–", "–"]
        if len(self.values) == 1:
            numbers[1] = ""
        return (self.name, *numbers, self.unit, self.target, self.verdict, self.note)


def ratio(name: str, above: Figure, below: Figure, *, at_most: float | None = None, note: str = "") -> Figure:
    """How many times as large one figure is as another, pair by pair as they were measured one after the other."""
    values = [one / other for one, other in zip(above.values, below.values, strict=True)]
    return Figure(name=name, values=values, unit="×", at_most=at_most, note=note)


def table(title: str, figures: Sequence[Figure]) -> str:
    rows = [("figure", "median", "p95", "", "target", "", ""), *(figure.cells for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if place in (1, 2) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([f"\n{title}", "-" * len(title), *lines])


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
