"""Equal up to a factor that is not 0: of formulas one that is the same everywhere, of vectors one at each point."""

from __future__ import annotations

import itertools
from typing import Any, Final

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_finite, is_number
from quizzes.maths.distances import relative_distance
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, same, undecided
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.matrix_functions import Many
from quizzes.maths.probing import WORDS, Point, environment, points
from quizzes.maths.trees import Node
from quizzes.maths.values import worth

TRIALS: Final = 40  # points
ENOUGH: Final = 8  # of them, with a value on both sides
CLOSE: Final = 1e-9  # relative


def compare_up_to_factor(reference: Node, response: Node, domain: Domain) -> Comparison:
    """Worked out in floats. A zero is a multiple of nothing but a zero."""
    good, ratio = 0, None
    for point in itertools.islice(points((reference, response), domain), TRIALS):
        env = environment(point, FLOATS)
        try:
            wanted, given = (_entries(worth(tree, env, FLOATS)) for tree in (reference, response))
        except (Undefined, Unknown):
            continue
        except ShapeError as error:
            return Comparison(verdict=Verdict.DIFFERENT, how="shapes", note=str(error))
        if len(wanted) != len(given):
            note = f"{len(wanted)} entries were expected, not {len(given)}"
            return Comparison(verdict=Verdict.DIFFERENT, how="shapes", note=note)
        if not any(wanted) and not any(given):
            continue  # a zero of both tells nothing
        factor = _factor(wanted, given)
        if factor is None or (len(wanted) == 1 and ratio is not None and relative_distance(ratio, factor) > CLOSE):
            return _apart(point, wanted, given)
        ratio, good = factor, good + 1
        if good >= ENOUGH:
            return same("points, up to a factor", good)
    return same("points, up to a factor", good) if good else undecided("too few points with a value on both sides")


def _entries(value: Any) -> list[Any]:
    match value:
        case Matrix():
            return value.entries
        case Many(_, items):
            return [entry for item in items for entry in _entries(item)]
    if not is_number(value) or not is_finite(value):
        raise Unknown("no number")
    return [value]


def _factor(wanted: list[Any], given: list[Any]) -> Any:
    """What `wanted` is to be multiplied by; None where there is no such number."""
    largest = max(range(len(wanted)), key=lambda place: abs(wanted[place]))
    if not wanted[largest]:
        return None
    factor = given[largest] / wanted[largest]
    if not factor:
        return None
    size = abs(given[largest])
    fits = all(abs(factor * a - b) <= CLOSE * max(size, abs(b)) for a, b in zip(wanted, given, strict=True))
    return factor if fits else None


def _apart(point: Point, wanted: list[Any], given: list[Any]) -> Comparison:
    values = (wanted[0], given[0]) if len(wanted) == 1 else (Many("list", tuple(wanted)), Many("list", tuple(given)))
    place = {name: value for name, value in point.items() if name not in WORDS}
    return Comparison(verdict=Verdict.DIFFERENT, how="points, up to a factor", counterexample=place, values=values)
