"""Conditions (equations, inequalities, systems joined by and, or, not) and whether they hold at a point."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from quizzes.maths.arithmetic import Arithmetic, Undefined, Unknown, is_complex, is_finite, is_number, tidy
from quizzes.maths.distances import distance_of
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.rewriting import nodes_of, rebuilt, without_signs
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, is_condition
from quizzes.maths.values import worth

TRUE_WITHIN, FALSE_BEYOND = 1e-9, 1e-5  # relative, in floats; between them a side is not sure
TRUE_WITHIN_EXACT, FALSE_BEYOND_EXACT = 1e-32, 1e-26
MAX_CASES = 24
SMALL = 1e-3
ZERO, ONE = Number(0, "0"), Number(1, "1")

ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
INVERSE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def as_condition(node: Node) -> Node:
    """The same with ± written out, chains split into pairs, and a list of conditions joined by "and"."""
    match node:
        case Group(_, items) if items and all(is_condition(item) for item in items):
            return joined("and", [as_condition(item) for item in items])
        case Compare():
            return joined("or", [_pairs(each) for each in without_signs(node) if isinstance(each, Compare)])
        case Unary("not") | Binary("and" | "or" | "=>" | "<=>"):
            return rebuilt(node, as_condition)
        case _:
            return node


def _pairs(node: Compare) -> Node:
    pairs: list[Node] = []
    for sign, left, right in zip(node.operators, node.operands, node.operands[1:], strict=False):
        if (
            isinstance(left, Group)
            and isinstance(right, Group)
            and len(left.items) == len(right.items)
            and sign == "=="
        ):
            pairs += [Compare((sign,), pair) for pair in zip(left.items, right.items, strict=True)]
        elif sign == "in":
            pairs.append(_membership(left, right))
        else:
            pairs.append(Compare((sign,), (left, right)))
    return joined("and", pairs)


def _membership(left: Node, right: Node) -> Node:
    """x in a set as a comparison, where there is one."""
    match right:
        case Group("set" | "list", items) if items:
            return joined("or", [Compare(("==",), (left, item)) for item in items])
        case Group(_, (low, high)):
            is_open = (right.left_open, right.right_open) if right.kind == "interval" else (True, True)
            below = Compare(("<" if is_open[0] else "<=",), (low, left))
            return Binary("and", below, Compare(("<" if is_open[1] else "<=",), (left, high)))
        case Binary("∪" | "∩" as sign, a, b):
            return Binary("or" if sign == "∪" else "and", _membership(left, a), _membership(left, b))
        case Binary("\\", a, b):
            return Binary("and", _membership(left, a), Unary("not", _membership(left, b)))
        case _:
            return Compare(("in",), (left, right))


def joined(word: str, nodes: list[Node]) -> Node:
    result = nodes[0]
    for node in nodes[1:]:
        result = Binary(word, result, node)
    return result


def atoms(node: Node) -> Iterator[Compare]:
    """The single comparisons of a condition."""
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Unary | Binary):
        for child in (node.operand,) if isinstance(node, Unary) else (node.left, node.right):
            yield from atoms(child)


def difference(atom: Compare) -> Node:
    """Left side less right side: zero where the two meet."""
    left, right = atom.operands
    return left if right == ZERO else Binary("-", left, right)


def has_order(node: Node) -> bool:
    return any(isinstance(each, Compare) and set(each.operators) & set(ORDERS) for each in nodes_of(node))


def edges(node: Node) -> Iterator[Node]:
    """Trees whose zeros bound the places where a condition may change, beside the differences of its sides."""
    for each in nodes_of(node):
        match each:
            case Call("sqrt" | "log" | "ln" | "log2" | "log10" | "abs" | "sign", (argument, *_)):
                yield argument
            case Call("asin" | "acos", (argument,)):
                yield Binary("-", Binary("*", argument, argument), ONE)


def cases(node: Node, *, positive: bool = True) -> list[list[Compare]]:
    """The condition as alternatives, each a list of comparisons that must all hold; [] when there are too many."""
    match node:
        case Compare((sign,), operands):
            if positive:
                return [[node]]
            return [[Compare((INVERSE[sign],), operands)]] if sign in INVERSE else []
        case Unary("not", operand):
            return cases(operand, positive=not positive)
        case Binary("and" | "or" as word, left, right):
            a, b = cases(left, positive=positive), cases(right, positive=positive)
            if (word == "or") == positive:
                return [*a, *b] if len(a) + len(b) <= MAX_CASES else []
            return [[*x, *y] for x in a for y in b] if len(a) * len(b) <= MAX_CASES else []
        case Binary("=>", left, right):
            return cases(Binary("or", Unary("not", left), right), positive=positive)
        case _:
            return []


def holds(node: Node, env: Mapping[str, Any], arithmetic: Arithmetic) -> bool | None:
    """Whether a condition of `as_condition` holds; None where rounding or a missing value leaves it open."""
    match node:
        case Compare(operators, operands):
            return _compares(operators[0], operands[0], operands[1], env, arithmetic)
        case Unary("not", operand):
            inner = holds(operand, env, arithmetic)
            return None if inner is None else not inner
        case Binary("and", left, right):
            return _both(holds(left, env, arithmetic), lambda: holds(right, env, arithmetic))
        case Binary("or", left, right):
            return _either(holds(left, env, arithmetic), lambda: holds(right, env, arithmetic))
        case Binary("=>", left, right):
            return _either(holds(Unary("not", left), env, arithmetic), lambda: holds(right, env, arithmetic))
        case Binary("<=>", left, right):
            a, b = holds(left, env, arithmetic), holds(right, env, arithmetic)
            return None if a is None or b is None else a == b
        case Name("true"):
            return True
        case Name("false"):
            return False
    return None


def _both(first: bool | None, second: Callable[[], bool | None]) -> bool | None:
    if first is False:
        return False
    after = second()
    return False if after is False else None if None in (first, after) else True


def _either(first: bool | None, second: Callable[[], bool | None]) -> bool | None:
    if first is True:
        return True
    after = second()
    return True if after is True else None if None in (first, after) else False


def _compares(sign: str, left: Node, right: Node, env: Mapping[str, Any], arithmetic: Arithmetic) -> bool | None:
    """Without a value on one side no comparison holds, nor its opposite."""
    try:
        a = worth(left, dict(env), arithmetic)
        if sign == "in":
            return _belongs(a, right)
        b = worth(right, dict(env), arithmetic)
    except (Undefined, ShapeError):
        return False
    except Unknown:
        return None
    if sign in ORDERS:
        if not (is_number(a) and is_number(b)):
            return False
        a, b = _without_noise(a), _without_noise(b)
        if is_complex(a) or is_complex(b):
            return False
    if isinstance(a, Matrix) and b == 0:
        b = a * 0
    try:
        distance, size = distance_of(a, b)
    except (ValueError, TypeError):
        return sign == "!="
    meets = _meets(distance, size, arithmetic)
    if sign in ("==", "!="):
        return None if meets is None else meets == (sign == "==")
    if meets is None:
        return None
    return sign in ("<=", ">=") if meets else bool(ORDERS[sign](a, b))


def _meets(distance: Any, size: Any, arithmetic: Arithmetic) -> bool | None:
    if not is_finite(distance):
        return False
    if arithmetic.exact:
        within, beyond = TRUE_WITHIN_EXACT, FALSE_BEYOND_EXACT
    else:
        within, beyond = TRUE_WITHIN, FALSE_BEYOND
    if distance <= within and size < SMALL and distance > beyond * size:
        return None  # e^-40 and e^-19: both all but 0, and yet not equal
    if distance <= within * max(size, 1):
        return True
    return None if distance <= beyond * max(size, 1) else False


def _without_noise(value: Any) -> Any:
    value = tidy(value)
    return value.real if is_complex(value) and abs(value.imag) <= 1e-12 * max(1, abs(value)) else value


def _belongs(value: Any, numbers: Node) -> bool | None:
    if not isinstance(numbers, Name) or not is_number(value):
        return None
    value = _without_noise(value)
    match numbers.name:
        case "ℂ":
            return True
        case "ℝ":
            return not is_complex(value)
        case "ℤ" | "ℕ":
            whole = not is_complex(value) and abs(value - round(value)) < TRUE_WITHIN
            return whole and (numbers.name == "ℤ" or value > -TRUE_WITHIN)
    return None
