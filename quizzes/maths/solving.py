"""From two conditions of which one was to follow from the other to the slip of solving that was made, as a guess."""

from __future__ import annotations

import itertools
from typing import Any, Final

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_finite, is_number
from quizzes.maths.distances import relative_distance
from quizzes.maths.equality import Verdict
from quizzes.maths.matrices import ShapeError
from quizzes.maths.options import Options
from quizzes.maths.probing import environment, points
from quizzes.maths.relations import implies
from quizzes.maths.trees import Binary, Compare, Node
from quizzes.maths.values import worth

TRIALS: Final = 20
WANTED: Final = 5
CLOSE: Final = 1e-9


def slip_of_solving(above: Node, line: Node, note: str, options: Options) -> str:
    """note: what the comparison says of it: that a solution was lost or added. "" where neither slip fits."""
    if not (isinstance(above, Compare) and isinstance(line, Compare)):
        return ""
    if above.operators != ("==",) or line.operators != ("==",):
        return ""
    if "lost" in note and _is_squared(line, above, options):
        return "Looks like a square root taken of both sides: the negative root is missing."
    if "added" in note and _is_squared(above, line, options):
        return "Looks like squaring both sides, which adds a solution."
    if "lost" in note and _is_divided(above, line, options):
        return "Looks like a division by what may be 0, which loses a solution."
    if "added" in note and _is_divided(line, above, options):
        return "Looks like a multiplication by what may be 0, which adds a solution."
    return ""


def _is_divided(first: Compare, second: Compare, options: Options) -> bool:
    """Whether both sides of the second are those of the first over the same factor, which is no constant."""
    factors: list[Any] = []
    for a, b, c, d in _values(first, second, options):
        if not (a or b) or not (c or d):  # a solution of one: it tells nothing of a factor
            continue
        of_sides = [above / below for above, below in ((a, c), (b, d)) if below]
        zeros_match = bool(a) == bool(c) and bool(b) == bool(d)
        if not zeros_match or relative_distance(of_sides[0], of_sides[-1]) > CLOSE:
            return False
        factors.append(of_sides[0])
    if len(factors) < 2 or all(relative_distance(factor, factors[0]) <= CLOSE for factor in factors):
        return False
    return implies(second, first, options.domain).verdict is Verdict.SAME  # with 0 on the right, any two would fit


def _is_squared(first: Compare, second: Compare, options: Options) -> bool:
    """Whether the sides of the second are the squares of those of the first."""
    good = 0
    for a, b, c, d in _values(first, second, options):
        if relative_distance(a * a - b * b, c - d) > CLOSE and relative_distance(b * b - a * a, c - d) > CLOSE:
            return False
        good += 1
    return good >= WANTED - 1


def _values(first: Compare, second: Compare, options: Options) -> list[tuple[Any, Any, Any, Any]]:
    """Of the four sides, at points where all have one."""
    found: list[tuple[Any, Any, Any, Any]] = []
    sides = (*first.operands, *second.operands)
    whole: Node = Binary("-", Binary("-", *first.operands), Binary("-", *second.operands))
    for point in itertools.islice(points((whole,), options.domain), TRIALS):
        env = environment(point, FLOATS)
        try:
            a, b, c, d = (worth(side, env, FLOATS) for side in sides)
        except (Undefined, Unknown, ShapeError):
            continue
        if all(is_number(value) and is_finite(value) for value in (a, b, c, d)):
            found.append((a, b, c, d))
        if len(found) >= WANTED:
            break
    return found
