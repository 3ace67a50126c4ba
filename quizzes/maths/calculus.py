"""Derivatives, gradients, integrals, sums, products and limits of a tree at a point, in numbers."""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from quizzes.maths.arithmetic import (
    Arithmetic,
    NeedsDigits,
    Scalar,
    Undefined,
    Unknown,
    is_finite,
    is_number,
    mp,
    tidy,
    within_integrals,
)
from quizzes.maths.derivatives import NoRule, derivative
from quizzes.maths.integrals import integral
from quizzes.maths.matrices import Matrix, ShapeError, column, matrix
from quizzes.maths.rewriting import free_names, members
from quizzes.maths.trees import Call, Group, Name, Node, Number, names_in

Environment = dict[str, Any]
Worth = Callable[[Environment], Any]
Compile = Callable[[Node, Arithmetic], Worth]
NoConvergence = mp.NoConvergence

MAX_TERMS = 3_000
SETTLED = 8  # terms in a row that no longer count, after which an endless sum is taken as complete
FAMILY = "#family"  # in an environment: the seed of indexed names, such as x_3, that have no value of their own
IDENTITY = "#identity"  # in an environment: the identity matrix where all matrices have one size
ALIASES = "#aliases"  # in an environment: under what name a member of a family has its value, {"x_2": "x_k"}


class Divergent(Unknown):
    """A sum that grows beyond all bounds."""


def _of_derivative(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    body, *by = call.arguments
    names: list[str] = []
    for each in by:
        if isinstance(each, Name):
            names.append(each.name)
        elif isinstance(each, Number) and isinstance(each.value, int) and 0 < each.value <= 12 and names:
            names += names[-1:] * (each.value - 1)
        else:
            raise Unknown("a derivative is by a name")
    inner = compiled(body, arithmetic)
    rest = Call("diff", (body, *(Name(name) for name in names[:-1]))) if len(names) > 1 else body
    rest_worth = compiled(rest, arithmetic)
    by_rule: list[Worth | None] = []

    def value(env: Environment) -> Any:
        at = env.get(names[-1])
        if at is None:
            raise Unknown(f"no value for {names[-1]}")
        if any(isinstance(each, Matrix) for each in env.values()):
            return gradient(rest_worth, names[-1], env, arithmetic)
        if not by_rule:
            by_rule.append(_by_rules(body, names, arithmetic, compiled))
        if by_rule[0] is not None:
            return by_rule[0](env)
        return _by_differences(inner, names, env, arithmetic)

    return value


def _by_rules(body: Node, names: list[str], arithmetic: Arithmetic, compiled: Compile) -> Worth | None:
    tree = body
    try:
        for name in names:
            tree = derivative(tree, name)
            if sum(1 for _ in names_in(tree)) > 4_000:
                return None
    except NoRule:
        return None
    return compiled(tree, arithmetic)


def _by_differences(inner: Worth, names: list[str], env: Environment, arithmetic: Arithmetic) -> Any:
    if len(set(names)) > 1 or not arithmetic.exact:
        raise Unknown("no rule for this derivative")
    with mp.workdps(mp.dps + 10 * len(names)):
        return mp.diff(lambda at: inner({**env, names[0]: at}), env[names[0]], len(names))


def gradient(function: Worth, name: str, env: Environment, arithmetic: Arithmetic) -> Any:
    """By one name: of a number in the shape of the variable, of a column by a column the Jacobian matrix."""
    at = env[name]
    if is_number(at):
        return _slope(lambda step: function({**env, name: at + step}), arithmetic)
    if not isinstance(at, Matrix):
        raise Unknown("a derivative by this variable")
    rows, columns = at.shape

    def moved(i: int, j: int, step: Scalar) -> Any:
        return function({**env, name: _moved(at, i, j, step)})

    slopes = [[_slope(functools.partial(moved, i, j), arithmetic) for j in range(columns)] for i in range(rows)]
    if all(is_number(slope) for row in slopes for slope in row):
        return matrix(slopes)
    if at.shape[1] == 1 and all(isinstance(row[0], Matrix) and row[0].shape[1] == 1 for row in slopes):
        return matrix(row[0].entries for row in slopes).transposed
    raise Unknown("the derivative of a matrix by a matrix has no agreed shape")


def _moved(at: Matrix, row: int, column: int, step: Scalar) -> Matrix:
    rows = [list(each) for each in at.rows]
    rows[row][column] = rows[row][column] + step
    return matrix(rows)


def _slope(function: Callable[[Scalar], Any], arithmetic: Arithmetic) -> Any:
    """By five points; the step suits the digits that are worked with."""
    h = mp.mpf(10) ** -(mp.dps // 5) if arithmetic.exact else 2.0**-10
    near, far = function(h) - function(-h), function(2 * h) - function(-2 * h)
    return (near * 8 - far) / (12 * h)


def _hessian(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    body, *by = call.arguments
    names = _names(by)
    if len(names) == 1:
        inner = compiled(Call("diff", (body, Name(names[0]))), arithmetic)
        return lambda env: gradient(inner, names[0], env, arithmetic)
    rows = [[compiled(Call("diff", (body, Name(a), Name(b))), arithmetic) for b in names] for a in names]
    return lambda env: matrix([each(env) for each in row] for row in rows)


def _gradient(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    body, *by = call.arguments
    names = _names(by)
    slopes = [compiled(Call("diff", (body, Name(name))), arithmetic) for name in names]
    return slopes[0] if len(names) == 1 else lambda env: column(slope(env) for slope in slopes)


def _jacobian(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    body, *by = call.arguments
    names = _names(by)
    entries = [_only(item) for item in body.items] if isinstance(body, Group) else [body]
    if len(names) == len(entries) == 1:
        return compiled(Call("diff", (body, Name(names[0]))), arithmetic)
    rows = [[compiled(Call("diff", (entry, Name(name))), arithmetic) for name in names] for entry in entries]
    return lambda env: matrix([each(env) for each in row] for row in rows)


def _only(node: Node) -> Node:
    """The entry of a matrix row that has one."""
    return node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node


def _names(nodes: list[Node]) -> list[str]:
    flat = [_only(item) for node in nodes for item in (node.items if isinstance(node, Group) else (node,))]
    names = [item.name for item in flat if isinstance(item, Name)]
    if len(names) != len(flat):
        raise Unknown("a derivative is by names")
    return names


def _integral(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    if len(call.arguments) != 4 or not isinstance(call.arguments[1], Name):
        raise Unknown("an integral without bounds is known up to a constant only")
    body, variable = compiled(call.arguments[0], within_integrals(arithmetic)), call.arguments[1].name
    low, high = (compiled(bound, arithmetic) for bound in call.arguments[2:])
    return lambda env: integral(lambda x: body({**env, variable: x}), low(env), high(env), arithmetic)


def _series(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    if len(call.arguments) != 4 or not isinstance(call.arguments[1], Name):
        raise Unknown("a sum needs an index and its bounds")
    body, index = call.arguments[0], call.arguments[1].name
    term = compiled(body, arithmetic)
    low, high = (compiled(bound, arithmetic) for bound in call.arguments[2:])
    families = members(call)
    is_product = call.function == "product"
    has_names = bool(free_names(call))

    def at(env: Environment, k: int) -> Any:
        inner = {**env, index: arithmetic.number(k)}
        for name, base in families.items():
            inner[name] = member(f"{base}_{k}", env, arithmetic)
        return term(inner)

    def value(env: Environment) -> Any:
        first, last = low(env), high(env)
        start = arithmetic.whole(first, -(10**6), 10**6)
        if is_number(last) and not is_finite(last) and last > 0 and not is_product:
            try:
                terms = (at(env, k) for k in range(start, start + MAX_TERMS))
                return _endless(terms, lambda k: at(env, int(k)), start, arithmetic)
            except Divergent:
                if has_names:  # it may have an end for other values of these
                    raise
                raise Undefined("the sum has no end") from None
        end = arithmetic.whole(last, -(10**6), 10**6)
        if end < start - 1:
            raise Undefined("the lower bound is above the upper one")
        if end - start > MAX_TERMS:
            raise Unknown("too many terms")
        total: Any = arithmetic.number(1 if is_product else 0)
        for position, k in enumerate(range(start, end + 1)):
            each = at(env, k)
            total = each if not position else (total * each if is_product else total + each)
        return total

    return value


def _endless(terms: Iterator[Scalar], term: Callable[[Any], Scalar], start: int, arithmetic: Arithmetic) -> Scalar:
    """An endless sum: term by term where they fade quickly, by extrapolation otherwise."""
    total, quiet, grows, previous = 0, 0, 0, None
    with contextlib.suppress(OverflowError):  # what overflows late has mostly faded before
        for count, each in enumerate(terms):
            total = total + each
            size = abs(each)
            fades = size <= abs(total) * mp.mpf(10) ** -(mp.dps + 3) or not size
            quiet = quiet + 1 if fades else 0
            if quiet >= SETTLED and (previous is None or size <= previous * 0.9 or not size):
                return total
            grows = grows + 1 if previous is not None and size >= previous and size else 0
            if grows > 40:
                raise Divergent("the sum has no end")
            if count > 200 and not quiet and previous and size > previous * 0.7:
                break
            previous = size
    if not arithmetic.exact:
        raise NeedsDigits("a sum that fades slowly")
    result = mp.nsum(lambda k: mp.mpmathify(term(k)), [start, mp.inf])
    if not is_finite(result):
        raise Divergent("the sum has no end")
    return result


def _limit(call: Call, arithmetic: Arithmetic, compiled: Compile) -> Worth:
    from quizzes.maths.symbolics import closed_form  # sympy takes half a second to import

    closed = compiled(closed_form(call), arithmetic)
    return closed


def member(name: str, env: Environment, arithmetic: Arithmetic) -> Any:
    """The value of an indexed name such as x_3: an entry of the vector x, or a number of its own at each point."""
    name = env.get(ALIASES, {}).get(name, name)
    if name in env:
        return env[name]
    base, _, index = name.rpartition("_")
    vector = env.get(base)
    if isinstance(vector, Matrix) and index.isdigit():
        if not 0 < int(index) <= len(vector.entries):
            raise Undefined(f"{base} has no entry {index}")
        return vector.entries[int(index) - 1]
    if not base or FAMILY not in env or not index.lstrip("-").isdigit():
        raise Unknown(f"no value for {name}")
    chance = random.Random(f"{env[FAMILY]} {name}")  # noqa: S311  (no secret)
    return arithmetic.number(chance.randint(2, 40)) / arithmetic.number(16)


def unknown_function(name: str, values: list[Any], env: Environment, arithmetic: Arithmetic) -> Scalar:
    """A smooth function without a formula, or its derivative f': some sum of exponentials, the same for all calls."""
    if not all(is_number(value) for value in values):
        raise ShapeError(f"`{name}` of a matrix")
    plain = name.rstrip("'")
    order = len(name) - len(plain)
    chance = random.Random(f"{plain} {len(values)}")  # noqa: S311
    total: Scalar = 0
    for _ in range(3):
        factor, *rates = (
            arithmetic.number(chance.choice([-7, -5, -3, 3, 5, 7, 9])) / 16 for _ in range(len(values) + 1)
        )
        exponent = sum((rate * value for rate, value in zip(rates, values, strict=True)), 0 * factor)
        total = total + factor * rates[0] ** order * arithmetic.exp(exponent)
    return tidy(total)


OPERATORS: Final[dict[str, Callable[[Call, Arithmetic, Compile], Worth]]] = {
    "diff": _of_derivative, "grad": _gradient, "hessian": _hessian, "jacobian": _jacobian, "int": _integral,
    "sum": _series, "product": _series, "limit": _limit,
}  # fmt: skip
