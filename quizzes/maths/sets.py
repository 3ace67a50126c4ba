"""Sets without order, lists with it, intervals with their ends, and unions, intersections and differences of these."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_complex, is_number
from quizzes.maths.conditions import as_condition, atoms, difference, has_order, holds
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, compare, different, same, undecided
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.polynomials import poles, zeros
from quizzes.maths.probing import environment, points
from quizzes.maths.rewriting import free_names, nodes_of, without_signs
from quizzes.maths.trees import Binary, Group, Name, Node, Unary, is_condition
from quizzes.maths.values import worth

NUMBER_SETS = frozenset("ℕℤℚℝℂ")
EMPTY = frozenset({"∅", "emptyset"})
NEAR = 1e-9
TRIALS = 6  # points at which sets with names in their ends are compared
BIG = 1e6


def is_collection(node: Node) -> bool:
    match node:
        case Group(kind):
            return kind != "matrix"
        case Binary("∪" | "∩" | "\\"):
            return True
        case Name(name):
            return name in NUMBER_SETS or name in EMPTY
        case _:
            return False


def is_range(node: Node) -> bool:
    """Whether a tree is a set of real numbers by its ends: an interval, a union, a number set."""
    return is_collection(node) and not (isinstance(node, Group) and node.kind != "interval")


def compare_collections(
    reference: Node, response: Node, domain: Domain, *, is_set: bool = False, ordered: bool | None = None
) -> Comparison:
    """is_set: brackets of two numbers are intervals.   ordered: whether order counts; None as the brackets say."""
    ranges = is_range(reference) or is_range(response)
    finite = [isinstance(each, Group) and each.kind == "set" for each in (reference, response)]
    ranges = ranges or (is_set and not all(finite))
    if (
        ranges
        and (_may_be_range(reference) or is_condition(reference))
        and (_may_be_range(response) or is_condition(response))
    ):
        return _compare_ranges(reference, response, domain)
    left, right = _items(reference), _items(response)
    if left is None or right is None:
        return different("kind", "one is a collection, the other is not")
    unordered = ordered is False or "set" in (_kind(reference), _kind(response))
    if unordered:
        return _compare_sets(left, right, domain)
    if _kind(reference) != _kind(response) and len(left) == len(right) == 2:
        return different("kind", "round and square brackets differ")
    if len(left) != len(right):
        return different("size", f"{len(left)} entries were expected, not {len(right)}")
    return _all(compare_members(a, b, domain) for a, b in zip(left, right, strict=True))


def compare_members(reference: Node, response: Node, domain: Domain) -> Comparison:
    if is_collection(reference) or is_collection(response):
        return compare_collections(reference, response, domain)
    if is_condition(reference) or is_condition(response):
        from quizzes.maths.relations import equivalent  # which compares lists of equations by this module

        return equivalent(reference, response, domain)
    return compare(reference, response, domain)


def _all(found: Iterator[Comparison]) -> Comparison:
    open_ones: list[Comparison] = []
    count = 0
    for each in found:
        if each.verdict is Verdict.DIFFERENT:
            return each
        open_ones += [each] if each.verdict is Verdict.UNDECIDED else []
        count = max(count, each.points)
    return open_ones[0] if open_ones else same("entries", count)


def _compare_sets(left: Sequence[Node], right: Sequence[Node], domain: Domain) -> Comparison:
    open_pairs = False
    for these, those, whose in ((left, right, "the answer"), (right, left, "the reference")):
        for item in these:
            found = [compare_members(item, other, domain) for other in those]
            if not any(each.verdict is Verdict.SAME for each in found):
                if any(each.verdict is Verdict.UNDECIDED for each in found):
                    open_pairs = True
                else:
                    from quizzes.maths.trees import to_text

                    return different("entries", f"{to_text(item)} is not in {whose}")
    return undecided("some entries could not be compared") if open_pairs else same("entries", len(left))


def _items(node: Node) -> Sequence[Node] | None:
    match node:
        case Group(kind, items) if kind != "matrix":
            return [reading for item in items for reading in without_signs(item)]
        case Name(name) if name in EMPTY:
            return []
        case Unary("±") | Binary("±"):
            return without_signs(node)
        case _:
            readings = without_signs(node)
            return readings if len(readings) > 1 else None


def _kind(node: Node) -> str:
    return node.kind if isinstance(node, Group) else "set"


def _may_be_range(node: Node) -> bool:
    match node:
        case Group("interval"):
            return True
        case Group("tuple" | "list", items):
            return len(items) == 2
        case Group("set"):
            return True
        case Binary("∪" | "∩" | "\\", left, right):
            return _may_be_range(left) and _may_be_range(right)
        case _:
            return is_collection(node)


@dataclasses.dataclass(frozen=True)
class _Range:
    """A set of real numbers. ends: where membership may change.   has: whether a number belongs."""

    ends: tuple[float, ...]
    has: Callable[[float], bool]


def _compare_ranges(reference: Node, response: Node, domain: Domain) -> Comparison:
    names = _names_of_conditions(reference) | _names_of_conditions(response)
    if len(names) > 1:
        return undecided("a set of several names")
    running = next(iter(names), "")
    trees = [reference, response]
    tried = 0
    for count, point in enumerate(points(trees, dataclasses.replace(domain, numbers="real"))):
        if count >= TRIALS or (count and not (free_names(reference) | free_names(response)) - names):
            break
        env = environment({name: value for name, value in point.items() if name != running}, FLOATS)
        try:
            a, b = (_range(tree, env, running) for tree in trees)
        except (Undefined, Unknown, ShapeError):
            continue
        tried += 1
        for value in _tests([*a.ends, *b.ends]):
            if a.has(value) != b.has(value):
                found = different("membership")
                return dataclasses.replace(
                    found, points=tried, counterexample={running or "x": value}, values=(a.has(value), b.has(value))
                )
    return same("membership", tried) if tried else undecided("the ends of the sets have no values")


def _names_of_conditions(node: Node) -> set[str]:
    return free_names(node) if is_condition(node) else set()


def _tests(ends: Sequence[float]) -> list[float]:
    """Each end, a place between each two, and one beyond."""
    finite = sorted({end for end in ends if abs(end) < float("inf")})
    distinct: list[float] = []
    for end in finite:
        if not distinct or end - distinct[-1] > NEAR * max(1, abs(end)):
            distinct.append(end)
    if not distinct:
        return [0.0, 0.5, -7.25]
    between = [(a + b) / 2 for a, b in itertools.pairwise(distinct)]
    return [*distinct, *between, distinct[0] - 1.37, distinct[-1] + 1.37, -BIG - 0.5, BIG + 0.5, BIG, -BIG]


def _range(node: Node, env: dict[str, Any], running: str) -> _Range:
    match node:
        case Group("set", items):
            values = [_end(reading, env) for item in items for reading in without_signs(item)]
            return _Range(tuple(values), lambda x: any(_meets(x, value) for value in values))
        case Group(kind, (low, high)) if kind != "matrix":
            a, b = _end(low, env), _end(high, env)
            open_left = node.left_open if kind == "interval" else kind == "tuple"
            open_right = node.right_open if kind == "interval" else kind == "tuple"

            def within(x: float) -> bool:
                if _meets(x, a) or _meets(x, b):
                    inside = a <= x <= b or (_meets(x, a) and a <= b) or (_meets(x, b) and a <= b)
                    return inside and not (_meets(x, a) and open_left) and not (_meets(x, b) and open_right)
                return a < x < b

            return _Range((a, b), within)
        case Binary("∪" | "∩" | "\\" as sign, left, right):
            one, other = _range(left, env, running), _range(right, env, running)
            join: dict[str, Callable[[float], bool]] = {
                "∪": lambda x: one.has(x) or other.has(x),
                "∩": lambda x: one.has(x) and other.has(x),
                "\\": lambda x: one.has(x) and not other.has(x),
            }
            return _Range((*one.ends, *other.ends), join[sign])
        case Name(name) if name in EMPTY:
            return _Range((), lambda x: False)
        case Name("ℝ" | "ℂ"):
            return _Range((), lambda x: True)
        case Name("ℤ" | "ℕ"):
            least = 0.0 if node == Name("ℕ") else -float("inf")
            return _Range((-1.0, 0.0, 1.0, 2.0), lambda x: x >= least and _meets(x, round(x)))
    if is_condition(node):
        return _of_condition(as_condition(node), env, running)
    raise Unknown("this is no set of numbers")


def _of_condition(node: Node, env: dict[str, Any], running: str) -> _Range:
    ends: list[float] = []
    for atom in atoms(node):
        found, _ = zeros(difference(atom), running, env, complex_too=False)
        ends += [float(value) for value in (*found, *poles(difference(atom), running, env))]
    if not ends and has_order(node):
        raise Unknown("no ends were found")
    return _Range(tuple(ends), lambda x: holds(node, {**env, running: x}, FLOATS) is True)


def _end(node: Node, env: dict[str, Any]) -> float:
    value = worth(node, env, FLOATS)
    if not is_number(value) or isinstance(value, Matrix) or (is_complex(value) and abs(value.imag) > NEAR):
        raise Unknown("an end that is no real number")
    return float(value.real)


def _meets(a: float, b: float) -> bool:
    return a == b or (math.isfinite(a) and math.isfinite(b) and abs(a - b) <= NEAR * max(1.0, abs(a), abs(b)))


def mentions_signs(node: Node) -> bool:
    return any(isinstance(each, Unary | Binary) and each.operator == "±" for each in nodes_of(node))
