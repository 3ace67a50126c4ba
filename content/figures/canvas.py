"""From data to a small SVG that reads well on light and dark pages: lines, areas, dots, cells and words.

Curves differ by dashes and by a word beside them, never by colour alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

Point = tuple[float, float]

WIDTH, HEIGHT = 440, 280  # of the whole picture, in units of its own
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 16, 44  # margins around the axes

# The colours of the pages that show it: an image cannot take them over by itself.
STYLE = """\
svg{--ink:#22262b;--soft:#5a626b;--line:#dcd9d2;--one:#17615d;--two:#9c5a12;--three:#5b3f8c;--wash:#e4f0ee;--warm:#fbf1dc}
@media(prefers-color-scheme:dark){svg{--ink:#e7e4de;--soft:#a3a9b0;--line:#454c53;--one:#7cc9c2;--two:#e3b866;\
--three:#bfa8ea;--wash:#1d3130;--warm:#322814}}
text{font:13px system-ui,sans-serif;fill:var(--ink)}.soft{fill:var(--soft)}
.axis{stroke:var(--soft);fill:none}.grid{stroke:var(--line);fill:none}
.ink{stroke:var(--ink)}.one{stroke:var(--one)}.two{stroke:var(--two)}.three{stroke:var(--three)}\
path.two{stroke-dasharray:7 4}path.three{stroke-dasharray:2 4}
path.curve{fill:none;stroke-width:2.5;stroke-linejoin:round}
.fone{fill:var(--one)}.ftwo{fill:var(--two)}.fthree{fill:var(--three)}.fink{fill:var(--ink)}.fwash{fill:var(--wash)}.fwarm{fill:var(--warm)}.fnone{fill:none}
text.fone{fill:var(--one)}text.ftwo{fill:var(--two)}text.fthree{fill:var(--three)}"""


@dataclasses.dataclass
class Canvas:
    """x, y: the range of each axis.   xlabel, ylabel: words at the axes, "" for none.   plain: no axes at all."""

    title: str
    x: tuple[float, float] = (0, 1)
    y: tuple[float, float] = (0, 1)
    xlabel: str = ""
    ylabel: str = ""
    xticks: Sequence[float] = ()
    yticks: Sequence[float] = ()
    plain: bool = False
    height: int = HEIGHT
    parts: list[str] = dataclasses.field(default_factory=list)

    def at(self, x: float, y: float) -> Point:
        """From the units of the axes to those of the picture."""
        left, right, top, bottom = (4, 4, 4, 4) if self.plain else (LEFT, RIGHT, TOP, BOTTOM)
        across = left + (x - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - left - right)
        down = self.height - bottom - (y - self.y[0]) / (self.y[1] - self.y[0]) * (self.height - top - bottom)
        return across, down

    def line(self, points: Iterable[Point], tone: str = "one") -> None:
        places = [self.at(*point) for point in points if all(map(math.isfinite, point))]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        self.parts.append(f'<path class="curve {tone}" d="{path}"/>')

    def curve(self, function: Callable[[float], float], tone: str = "one", *, steps: int = 160) -> None:
        """Over the whole width, as far as it stays on the picture."""
        low, high = self.x
        points = [(x := low + (high - low) * step / steps, function(x)) for step in range(steps + 1)]
        self.line([(x, y) for x, y in points if self.y[0] <= y <= self.y[1]], tone)

    def area(self, points: Iterable[Point], tone: str = "wash") -> None:
        places = [self.at(*point) for point in points]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + "Z"
        self.parts.append(f'<path class="f{tone}" d="{path}"/>')

    def dots(self, points: Iterable[Point], tone: str = "one", *, radius: float = 3.5, hollow: bool = False) -> None:
        look = f'class="{tone} fnone" stroke-width="2"' if hollow else f'class="f{tone}"'
        for point in points:
            x, y = self.at(*point)
            self.parts.append(f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>')

    def box(self, x: float, y: float, width: float, height: float, tone: str = "wash") -> None:
        """A filled rectangle; x and y are its lower left corner, in the units of the axes."""
        (left, bottom), (right, top) = self.at(x, y), self.at(x + width, y + height)
        self.parts.append(
            f'<rect class="f{tone} grid" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}"/>'
        )

    def text(self, x: float, y: float, words: str, tone: str = "ink", anchor: str = "start") -> None:
        across, down = self.at(x, y)
        self.parts.append(
            f'<text class="{"soft" if tone == "soft" else "f" + tone}" x="{across:.1f}" y="{down:.1f}" '
            f'text-anchor="{anchor}">{escape(words)}</text>'
        )

    def arrow(self, start: Point, end: Point, tone: str = "ink") -> None:
        (x0, y0), (x1, y1) = self.at(*start), self.at(*end)
        angle = math.atan2(y1 - y0, x1 - x0)
        wings = [(x1 - 8 * math.cos(angle + turn), y1 - 8 * math.sin(angle + turn)) for turn in (0.45, -0.45)]
        head = "".join(f"L{x:.1f} {y:.1f}" for x, y in wings)
        self.parts.append(f'<path class="{tone}" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke-width="1.5"/>')
        self.parts.append(f'<path class="f{tone}" d="M{x1:.1f} {y1:.1f}{head}Z"/>')

    def svg(self) -> str:
        frame = "" if self.plain else self._axes()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}" '
            f'height="{self.height}" role="img" aria-label="{escape(self.title)}">\n<style>{STYLE}</style>\n'
            + frame
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )

    def _axes(self) -> str:
        (left, bottom), (right, top) = self.at(self.x[0], self.y[0]), self.at(self.x[1], self.y[1])
        parts = [f'<path class="axis" d="M{left:.1f} {top:.1f}V{bottom:.1f}H{right:.1f}"/>']
        for tick in self.xticks:
            x, _ = self.at(tick, self.y[0])
            parts.append(f'<path class="axis" d="M{x:.1f} {bottom:.1f}v4"/>')
            parts.append(f'<text class="soft" x="{x:.1f}" y="{bottom + 17:.1f}" text-anchor="middle">{tick:g}</text>')
        for tick in self.yticks:
            _, y = self.at(self.x[0], tick)
            parts.append(f'<path class="grid" d="M{left:.1f} {y:.1f}H{right:.1f}"/>')
            parts.append(f'<text class="soft" x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
        middle, centre = (left + right) / 2, (top + bottom) / 2
        if self.xlabel:
            parts.append(
                f'<text class="soft" x="{middle:.1f}" y="{self.height - 8}" text-anchor="middle">{escape(self.xlabel)}</text>'
            )
        if self.ylabel:
            parts.append(
                f'<text class="soft" transform="translate(14 {centre:.1f}) rotate(-90)" '
                f'text-anchor="middle">{escape(self.ylabel)}</text>'
            )
        return "\n".join(parts) + "\n"
