"""Solutions of several equations together, the names that are left over held at given values."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.polynomials import zeros
from quizzes.maths.rewriting import free_names, substituted
from quizzes.maths.trees import Binary, Node, Number, names_in
from quizzes.maths.values import worth

MAX_CHOICES = 4  # of the names to solve for
MAX_SOLUTIONS = 16
STARTS = 14
MAX_NODES = 1_500
ZERO, ONE, TWO = Number(0, "0"), Number(1, "1"), Number(2, "2")

Values = dict[str, Any]


def solutions(
    equations: Sequence[Node], names: Sequence[str], base: Mapping[str, Any], *, complex_too: bool
) -> tuple[list[Values], bool]:
    """Points at which all trees are zero, and whether they were found by rules that miss none.

    base: values of the names that are not solved for; there are several choices of these, of which a few are tried.
    """
    involved = sorted(set().union(*(free_names(equation) for equation in equations)) & set(names))
    count = min(len(equations), len(involved))
    found: list[Values] = []
    sure = True
    for chosen in itertools.islice(itertools.combinations(involved, count), MAX_CHOICES):
        held = {name: value for name, value in base.items() if name not in chosen}
        points, all_found = _solved(list(equations), list(chosen), held, complex_too)
        found += points
        sure &= all_found
    return found[: 4 * MAX_SOLUTIONS], sure


def _solved(equations: list[Node], names: list[str], held: Values, complex_too: bool) -> tuple[list[Values], bool]:
    unknown = [[name for name in names if name in names_in(equation)] for equation in equations]
    for equation, its_names in zip(equations, unknown, strict=True):
        if len(its_names) == 1:
            return _branched(equation, its_names[0], equations, names, held, complex_too)
    if not names:
        return [{}], True
    for equation, its_names in sorted(zip(equations, unknown, strict=True), key=lambda pair: len(pair[1])):
        for name in its_names:
            expression = _linear_solution(equation, name)
            if expression is not None:
                return _eliminated(equation, name, expression, equations, names, held, complex_too)
    return _by_newton(equations, names, held, complex_too), False


def _branched(
    equation: Node, name: str, equations: list[Node], names: list[str], held: Values, complex_too: bool
) -> tuple[list[Values], bool]:
    """One equation has one unknown: each of its zeros leads on."""
    roots, sure = zeros(equation, name, held, complex_too=complex_too)
    others = [each for each in equations if each is not equation]
    rest = [each for each in names if each != name]
    found: list[Values] = []
    for root in roots[:MAX_SOLUTIONS]:
        points, all_found = _solved(others, rest, {**held, name: root}, complex_too) if rest else ([{}], True)
        found += [{**point, name: root} for point in points]
        sure &= all_found
    return found[:MAX_SOLUTIONS], sure


def _linear_solution(equation: Node, name: str) -> Node | None:
    """-B/A for an equation A name + B; None where the name is not of the first degree."""
    at = [substituted(equation, {name: value}) for value in (ZERO, ONE, TWO)]
    slope = Binary("-", at[1], at[0])
    bend = Binary("-", Binary("-", at[2], at[1]), slope)
    if sum(1 for _ in names_in(equation)) > 200 or not _vanishes(bend):
        return None
    return Binary("/", Binary("-", ZERO, at[0]), slope)


def _vanishes(tree: Node) -> bool:
    names = sorted(free_names(tree))
    chance = random.Random(7)  # noqa: S311  (no secret)
    for _ in range(3):
        env = {name: chance.uniform(0.5, 3) for name in names}
        try:
            value = worth(tree, env, FLOATS)
        except (Undefined, Unknown, ShapeError):
            return False
        if isinstance(value, Matrix) or abs(value) > 1e-9:
            return False
    return True


def _eliminated(
    equation: Node,
    name: str,
    expression: Node,
    equations: list[Node],
    names: list[str],
    held: Values,
    complex_too: bool,
) -> tuple[list[Values], bool]:
    others = [substituted(each, {name: expression}) for each in equations if each is not equation]
    if any(sum(1 for _ in names_in(each)) > MAX_NODES for each in others):
        return [], False
    rest = [each for each in names if each != name]
    points, sure = _solved(others, rest, held, complex_too)
    found = []
    for point in points:
        try:
            env = {each: _plain(value) for each, value in {**held, **point}.items()}
            value = worth(expression, env, FLOATS)
        except (Undefined, Unknown, ShapeError):
            sure = False
            continue
        if complex_too or not isinstance(value, complex):
            found.append({**point, name: value})
    return found, sure


def _plain(value: Any) -> Any:
    return value if isinstance(value, complex | Matrix) else float(value)


def _by_newton(equations: list[Node], names: list[str], held: Values, complex_too: bool) -> list[Values]:
    """From random starts; some solutions may be missed."""
    if len(equations) < len(names):
        return []
    chance = random.Random(len(names))  # noqa: S311  (no secret)
    env = {name: _plain(value) for name, value in held.items()}
    system = equations[: len(names)]
    found: list[Values] = []
    for start in range(STARTS):
        at: list[Any] = [chance.uniform(-4, 4) for _ in names]
        if complex_too and start % 2:
            at = [value + 1j * chance.uniform(-3, 3) for value in at]
        point = _descend(system, names, at, env)
        if point is None or (not complex_too and any(isinstance(value, complex) for value in point)):
            continue
        values = dict(zip(names, point, strict=True))
        if not any(all(abs(values[name] - other[name]) < 1e-7 for name in names) for other in found):
            found.append(values)
    return found[:MAX_SOLUTIONS]


def _descend(system: list[Node], names: list[str], at: list[Any], env: Values) -> list[Any] | None:
    def residues(point: list[Any]) -> list[Any]:
        return [worth(equation, {**env, **dict(zip(names, point, strict=True))}, FLOATS) for equation in system]

    try:
        for _ in range(30):
            here = residues(at)
            if max(abs(value) for value in here) < 1e-13:
                break
            step = 1e-7
            columns = []
            for index in range(len(names)):
                moved = [value + step if position == index else value for position, value in enumerate(at)]
                columns.append([(b - a) / step for a, b in zip(here, residues(moved), strict=True)])
            slopes = Matrix(tuple(zip(*columns, strict=True)))
            change = (
                slopes.inverted * Matrix(tuple((value,) for value in here))
                if len(names) > 1
                else here[0] / columns[0][0]
            )
            changes = change.entries if isinstance(change, Matrix) else [change]
            at = [value - delta for value, delta in zip(at, changes, strict=True)]
        if max(abs(value) for value in residues(at)) > 1e-9:
            return None
    except (Undefined, Unknown, ShapeError, ZeroDivisionError, OverflowError, TypeError):
        return None
    return [value.real if isinstance(value, complex) and abs(value.imag) < 1e-9 else value for value in at]
