"""What needs what, to the circles in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def circles(needs: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Every circle met on one walk along the needs, each beginning with its first name by alphabet.

    Names that need nothing may be missing from `needs`. At least one circle is found wherever there are any; of several
    that share a name, mending one may bring the next to light.
    """
    done: set[str] = set()
    for start in needs:
        trail: dict[str, Iterator[str]] = {} if start in done else {start: iter(needs[start])}
        # A stack of our own: a chain of ten thousand questions is deeper than Python calls.
        while trail:
            name, rest = next(reversed(trail.items()))
            need = next(rest, None)
            if need is None:
                done.add(name)
                del trail[name]
            elif need in trail:
                names = list(trail)
                yield _from_first(names[names.index(need) :])
            elif need not in done:
                trail[need] = iter(needs.get(need, ()))


def _from_first(names: list[str]) -> tuple[str, ...]:
    start = names.index(min(names))
    return (*names[start:], *names[:start])
