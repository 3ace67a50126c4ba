"""From a tree and a name to the tree of the derivative, by the rules that everybody learns; nothing is simplified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from quizzes.maths.functions import ARGUMENTS
from quizzes.maths.rewriting import members, nodes_of, substituted
from quizzes.maths.trees import Binary, Call, Name, Node, Number, Unary, names_in

ZERO, ONE, TWO = Number(0, "0"), Number(1, "1"), Number(2, "2")


class NoRule(Exception):
    """There is no rule for a function that stands here; numbers may still tell."""


def derivative(tree: Node, name: str) -> Node:
    """The names bound by integrals and sums must differ from `name`. Raises NoRule."""
    if _is_in_family(tree, name):
        raise NoRule
    if name not in names_in(tree):
        return ZERO
    match tree:
        case Name():
            return ONE
        case Unary("-" | "%" as sign, operand):
            return Unary(sign, derivative(operand, name))
        case Binary("+" | "-" as sign, left, right):
            return Binary(sign, derivative(left, name), derivative(right, name))
        case Binary("*", left, right):
            return plus(times(derivative(left, name), right), times(left, derivative(right, name)))
        case Binary("/", left, right):
            inner = minus(times(derivative(left, name), right), times(left, derivative(right, name)))
            return over(inner, power(right, TWO))
        case Binary("^", base, exponent):
            return _of_power(base, exponent, name)
        case Call("sum", (body, Name(index), *bounds)) if index != name and not _holds(bounds, name):
            return Call("sum", (derivative(body, name), Name(index), *bounds))
        case Call("int", (body, Name(variable))) if variable == name:
            return body
        case Call("int", (body, Name(variable), low, high)) if variable != name:
            inner = derivative(body, name)
            result: Node = Call("int", (inner, Name(variable), low, high)) if inner != ZERO else ZERO
            for end, join in ((high, plus), (low, minus)):
                if name in names_in(end):
                    result = join(result, times(substituted(body, {variable: end}), derivative(end, name)))
            return result
        case Call("diff", (body, Name(variable))) if variable == name:
            return derivative(derivative(body, name), name)
        case Call("log", (argument, base)):
            return derivative(over(Call("log", (argument,)), Call("log", (base,))), name)
        case Call("root", (argument, degree)):
            return derivative(power(argument, over(ONE, degree)), name)
        case Call(function, (argument,)) if function in _RULES:
            return times(_RULES[function](argument), derivative(argument, name))
        case Call(function, (argument,)) if function.endswith("'") or function not in _KNOWN_WITHOUT_RULE:
            return times(Call(function + "'", (argument,)), derivative(argument, name))
        case _:
            raise NoRule


def _is_in_family(tree: Node, name: str) -> bool:
    """Whether the name is x_k or x_1 and the tree has a sum over x_i."""
    base = name.rpartition("_")[0]
    return bool(base) and any(base in members(node).values() for node in nodes_of(tree))


def plus(a: Node, b: Node) -> Node:
    if a == ZERO:
        return b
    return a if b == ZERO else Binary("+", a, b)


def minus(a: Node, b: Node) -> Node:
    if b == ZERO:
        return a
    return Unary("-", b) if a == ZERO else Binary("-", a, b)


def times(a: Node, b: Node) -> Node:
    if ZERO in (a, b):
        return ZERO
    if a == ONE:
        return b
    return a if b == ONE else Binary("*", a, b)


def over(a: Node, b: Node) -> Node:
    return ZERO if a == ZERO else Binary("/", a, b)


def power(a: Node, b: Node) -> Node:
    return Binary("^", a, b)


def _call(function: str, argument: Node) -> Node:
    return Call(function, (argument,))


def _of_power(base: Node, exponent: Node, name: str) -> Node:
    if name not in names_in(exponent):
        return times(times(exponent, power(base, minus(exponent, ONE))), derivative(base, name))
    grown = times(power(base, exponent), times(_call("ln", base), derivative(exponent, name)))
    if base == Name("e"):
        return times(power(base, exponent), derivative(exponent, name))
    if name not in names_in(base):
        return grown
    return plus(grown, times(times(exponent, power(base, minus(exponent, ONE))), derivative(base, name)))


def _holds(nodes: list[Node], name: str) -> bool:
    return any(name in names_in(node) for node in nodes)


def _root_of(sign: Callable[[Node, Node], Node], a: Node, b: Node) -> Node:
    return _call("sqrt", sign(a, b))


def _square(x: Node) -> Node:
    return power(x, TWO)


_RULES: Final[dict[str, Callable[[Node], Node]]] = {
    "exp": lambda x: _call("exp", x),
    "ln": lambda x: over(ONE, x),
    "log": lambda x: over(ONE, x),
    "log2": lambda x: over(ONE, times(x, _call("ln", TWO))),
    "log10": lambda x: over(ONE, times(x, _call("ln", Number(10, "10")))),
    "sqrt": lambda x: over(ONE, times(TWO, _call("sqrt", x))),
    "sin": lambda x: _call("cos", x),
    "cos": lambda x: Unary("-", _call("sin", x)),
    "tan": lambda x: over(ONE, _square(_call("cos", x))),
    "cot": lambda x: Unary("-", over(ONE, _square(_call("sin", x)))),
    "sec": lambda x: times(_call("sec", x), _call("tan", x)),
    "csc": lambda x: Unary("-", times(_call("csc", x), _call("cot", x))),
    "asin": lambda x: over(ONE, _root_of(minus, ONE, _square(x))),
    "acos": lambda x: Unary("-", over(ONE, _root_of(minus, ONE, _square(x)))),
    "atan": lambda x: over(ONE, plus(ONE, _square(x))),
    "acot": lambda x: Unary("-", over(ONE, plus(ONE, _square(x)))),
    "asec": lambda x: over(ONE, times(_square(x), _root_of(minus, ONE, over(ONE, _square(x))))),
    "acsc": lambda x: Unary("-", over(ONE, times(_square(x), _root_of(minus, ONE, over(ONE, _square(x)))))),
    "sinh": lambda x: _call("cosh", x),
    "cosh": lambda x: _call("sinh", x),
    "tanh": lambda x: minus(ONE, _square(_call("tanh", x))),
    "coth": lambda x: minus(ONE, _square(_call("coth", x))),
    "sech": lambda x: Unary("-", times(_call("sech", x), _call("tanh", x))),
    "csch": lambda x: Unary("-", times(_call("csch", x), _call("coth", x))),
    "asinh": lambda x: over(ONE, _root_of(plus, _square(x), ONE)),
    "acosh": lambda x: over(ONE, times(_root_of(minus, x, ONE), _root_of(plus, x, ONE))),
    "atanh": lambda x: over(ONE, minus(ONE, _square(x))),
    "acoth": lambda x: over(ONE, minus(ONE, _square(x))),
    "sigmoid": lambda x: times(_call("sigmoid", x), minus(ONE, _call("sigmoid", x))),
    "softplus": lambda x: _call("sigmoid", x),
    "relu": lambda x: _call("heaviside", x),
    "logit": lambda x: over(ONE, times(x, minus(ONE, x))),
    "abs": lambda x: _call("sign", x),
    "erf": lambda x: over(times(TWO, _call("exp", Unary("-", _square(x)))), _call("sqrt", Name("pi"))),
    "sign": lambda x: ZERO,
    "heaviside": lambda x: ZERO,
    "floor": lambda x: ZERO,
    "ceil": lambda x: ZERO,
}
_KNOWN_WITHOUT_RULE: Final = frozenset(ARGUMENTS) - frozenset(_RULES)
