"""Plain rows of due and new cards become today's portion, in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

# New cards are mixed 40/30/30 over the three areas; lessons and projects come beside them.
NEW_SHARES: Mapping[str, int] = {"math": 40, "ml": 30, "dl": 30, "lesson": 15, "project": 15}
REVIEW_SHARE = 0.5  # a card seen before takes about half the time of a new one


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A card that could be asked today.

    seconds: what a prepared learner needs for it.
    """

    card: int
    seconds: float


def portion(
    due: Iterable[Row], fresh: Mapping[str, Sequence[Row]], *, new_limit: int, minutes: float | None
) -> list[int]:
    """Cards of one sitting, in the order in which they are asked.

    due: already in their order, lowest retrievability first.   fresh: new cards by area, each in syllabus order.
    minutes: time at hand; None when it does not matter. One card is offered however short the time.
    """
    cards = [Row(card=row.card, seconds=row.seconds * REVIEW_SHARE) for row in due]
    cards += mixed(fresh, new_limit)
    if minutes is None:
        return [row.card for row in cards]
    chosen, left = [], minutes * 60
    for row in cards:
        left -= row.seconds
        if left < 0 and chosen:
            break
        chosen.append(row.card)
    return chosen


def mixed(fresh: Mapping[str, Sequence[Row]], limit: int) -> list[Row]:
    """At most `limit` new cards, interleaved so that every stretch keeps close to the shares of the areas.

    Each turn goes to the area that is furthest behind its share; an area that runs out leaves its share to the others.
    """
    taken = dict.fromkeys(fresh, 0)
    order: list[Row] = []
    while len(order) < limit:
        open_areas = [area for area in fresh if taken[area] < len(fresh[area])]
        if not open_areas:
            break
        area = min(open_areas, key=lambda name: ((taken[name] + 0.5) / NEW_SHARES[name], list(NEW_SHARES).index(name)))
        order.append(fresh[area][taken[area]])
        taken[area] += 1
    return order
