"""Whether two equations of matrices have the same solutions: solved for each unknown in which they are linear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quizzes.maths.arithmetic import FLOATS, Scalar, Undefined, Unknown, is_number
from quizzes.maths.conditions import difference
from quizzes.maths.distances import distance_of
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, different, same, undecided
from quizzes.maths.matrices import Identity, Matrix, ShapeError
from quizzes.maths.probing import WORDS, Point, environment, points
from quizzes.maths.rewriting import free_names
from quizzes.maths.trees import Binary, Compare, Node
from quizzes.maths.values import worth

TRIALS = 5
CLOSE = 1e-7  # relative to the entries
TINY = 1e-9

_FAILURES = (Undefined, Unknown, ShapeError)


def compare_matrix_equations(first: Compare, second: Compare, domain: Domain, *, both_ways: bool) -> Comparison:
    """Each equation is solved for each name; the other must hold at every solution."""
    if first.operators != ("==",) or second.operators != ("==",):
        return undecided("inequalities of matrices")
    trees = difference(first), difference(second)
    for tree in trees:
        if problem := _shape_problem(tree, trees, domain):
            return different("shapes", problem) if tree is trees[1] else undecided(problem)
    if _proportional(trees, domain):
        return same("factor", TRIALS)
    checked = [0, 0]
    for count, point in enumerate(points(trees, domain)):
        if count >= TRIALS:
            break
        for side in (0, 1) if both_ways else (0,):
            for name, solution in _solutions(trees[side], point):
                holds = _vanishes(trees[1 - side], solution)
                if holds is False:
                    return _apart(solution, side)
                # S u = 5 u holds at u = 0, whatever the factor: that two equations share 0 tells nothing.
                checked[side] += holds is True and any(abs(entry) > TINY for entry in _entries(solution[name]))
    if checked[0] and (checked[1] or not both_ways):
        return same("solutions", sum(checked))
    return undecided("the equations of matrices could not be solved")


def _proportional(trees: tuple[Node, Node], domain: Domain) -> bool:
    """Whether the differences of the sides are the same but for one constant factor, entry by entry."""
    factors: list[Scalar] = []
    for count, point in enumerate(points(trees, domain)):
        if count >= TRIALS:
            break
        env = environment(point, FLOATS)
        try:
            pairs = list(zip(*(_entries(worth(tree, env, FLOATS)) for tree in trees), strict=True))
        except (*_FAILURES, ValueError):
            return False
        for a, b in pairs:
            if abs(a) < TINY and abs(b) < TINY:
                continue
            if abs(a) < TINY or abs(b) < TINY:
                return False
            factors.append(a / b)
    return len(factors) > TRIALS and all(abs(each - factors[0]) <= CLOSE * abs(factors[0]) for each in factors)


def _shape_problem(tree: Node, trees: tuple[Node, Node], domain: Domain) -> str:
    try:
        worth(tree, environment(next(iter(points(trees, domain))), FLOATS), FLOATS)
    except ShapeError as error:
        return str(error)
    except (Undefined, Unknown):
        pass
    return ""


def _solutions(tree: Node, point: Point) -> Iterator[tuple[str, dict[str, Any]]]:
    """The point with one name at a time moved to where the tree is zero, and that name."""
    env = environment(point, FLOATS)
    for name in sorted((free_names(tree) & set(env)) - WORDS):
        try:
            found = _solved(tree, name, env)
        except _FAILURES:
            continue
        if found is not None and _vanishes(tree, {**env, name: found}):
            yield name, {**env, name: found}


def _solved(tree: Node, name: str, env: dict[str, Any]) -> Any:
    """One step of Newton, which is exact for a linear equation; None where the equation does not fix the unknown."""
    at = env[name]
    entries = _entries(at)
    here = _entries(worth(tree, env, FLOATS))
    if len(here) != len(entries):
        return None
    columns = []
    for index in range(len(entries)):
        moved = [entry + 1.0 if position == index else entry for position, entry in enumerate(entries)]
        there = _entries(worth(tree, {**env, name: _shaped(moved, at)}, FLOATS))
        columns.append([b - a for a, b in zip(here, there, strict=True)])
    slopes = Matrix(tuple(zip(*columns, strict=True)))
    if len(entries) == 1:
        return None if not columns[0][0] else _shaped([entries[0] - here[0] / columns[0][0]], at)
    step = slopes.inverted * Matrix(tuple((value,) for value in here))
    return _shaped([entry - change for entry, change in zip(entries, step.entries, strict=True)], at)


def _entries(value: Any) -> list[Scalar]:
    if isinstance(value, Matrix):
        return value.entries
    if is_number(value):
        return [value]
    raise Unknown("neither a number nor a matrix")


def _shaped(entries: list[Scalar], like: Any) -> Any:
    if not isinstance(like, Matrix):
        return entries[0]
    columns = like.shape[1]
    return Matrix(tuple(tuple(entries[start : start + columns]) for start in range(0, len(entries), columns)))


def _vanishes(tree: Node, env: dict[str, Any]) -> bool | None:
    try:
        sides = (tree.left, tree.right) if isinstance(tree, Binary) and tree.operator == "-" else (tree, None)
        left = worth(sides[0], env, FLOATS)
        right = left * 0 if sides[1] is None else worth(sides[1], env, FLOATS)
        if isinstance(left, Identity) and isinstance(right, Identity):
            return bool(abs(left.scale - right.scale) < CLOSE)
        distance, size = distance_of(left, right)
    except _FAILURES:
        return None
    except (ValueError, TypeError):
        return False
    return bool(distance <= CLOSE * max(size, 1))


def _apart(solution: dict[str, Any], side: int) -> Comparison:
    place = {name: value for name, value in solution.items() if name not in WORDS}
    return Comparison(
        verdict=Verdict.DIFFERENT, how="solutions", points=1, counterexample=place, values=(side == 0, side == 1)
    )
