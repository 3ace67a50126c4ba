"""From our tree to sympy and back: limits, hard integrals and sums in closed form, and whether a difference is zero.

The only module that builds sympy objects, and never from text. sympy takes half a second to import; who needs it
imports this module late.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import sympy  # type: ignore[import-untyped]

from quizzes.maths.arithmetic import Unknown
from quizzes.maths.bounded import TooLong, at_most
from quizzes.maths.rewriting import CONSTANTS, free_names
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number, Unary

SECONDS = 1.6  # of processor time for one limit, integral or sum
ZERO_SECONDS = 0.4  # for each attempt to show that a difference is zero
MAX_BITS = 3_000  # of a power of numbers
MAX_FACTORIAL = 500

_CONSTANTS: Final = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}
_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    **{name: getattr(sympy, name) for name in (
        *("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "asec", "acsc", "acot"),
        *("sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "acosh", "atanh", "asech", "acsch", "acoth"),
        *("exp", "sqrt", "sign", "gamma", "erf", "erfc", "conjugate", "re", "im", "arg", "log"),
    )},
    "ln": sympy.log, "abs": sympy.Abs, "log2": lambda x: sympy.log(x, 2), "log10": lambda x: sympy.log(x, 10),
    "floor": sympy.floor, "ceil": sympy.ceiling, "root": lambda x, n: x ** (1 / n), "mod": sympy.Mod,
    "min": sympy.Min, "max": sympy.Max, "comb": sympy.binomial, "heaviside": sympy.Heaviside,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Max(x, 0), "logit": lambda x: sympy.log(x / (1 - x)),
}  # fmt: skip
_BACK: Final = {
    **{getattr(sympy, name): name for name in (
        *("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "asec", "acsc", "acot"),
        *("sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "acosh", "atanh", "asech", "acsch", "acoth"),
        *("exp", "sign", "gamma", "erf", "erfc", "conjugate", "re", "im", "arg", "log", "floor", "factorial"),
    )},
    sympy.Abs: "abs", sympy.ceiling: "ceil", sympy.Min: "min", sympy.Max: "max", sympy.binomial: "comb",
    sympy.Heaviside: "heaviside",
}  # fmt: skip

Assumptions = dict[str, dict[str, bool]]


class Refused(Exception):
    """sympy is not asked, or found nothing in time."""


_found: dict[tuple[Call, str], Node | None] = {}


def closed_form(call: Call, assumptions: Assumptions | None = None) -> Node:
    """A limit, a definite integral or a sum as a tree without it. Raises Unknown."""
    key = (call, repr(assumptions))
    if key not in _found:
        if len(_found) > 200:
            _found.clear()
        try:
            with at_most(SECONDS):
                _found[key] = _closed_form(call, assumptions or {})
        except (TooLong, Refused):
            _found[key] = None
        except Exception:  # sympy fails in many ways on what it does not know
            _found[key] = None
    found = _found[key]
    if found is None:
        raise Unknown(f"no closed form of this {call.function} was found in time")
    return found


def _closed_form(call: Call, assumptions: Assumptions) -> Node:
    arguments = call.arguments
    if not isinstance(arguments[1], Name):
        raise Refused
    bound = arguments[1].name
    symbols = _Symbols(assumptions)
    body = symbols.of(arguments[0])
    match call.function, arguments[2:]:
        case "limit", (at, *side):
            direction = "-" if Name("left") in side else "+"
            result = sympy.limit(body, symbols.named(bound), symbols.of(at), direction)
        case "int", (low, high):
            result = sympy.integrate(body, (symbols.named(bound), symbols.of(low), symbols.of(high)))
        case "sum", (low, high):
            result = sympy.summation(body, (symbols.named(bound), symbols.of(low), symbols.of(high)))
        case _:
            raise Refused
    tree = to_tree(result)
    if bound in free_names(tree):
        raise Refused
    return tree


def is_zero(tree: Node, assumptions: Assumptions | None = None) -> bool:
    """Whether a tree is zero wherever it has a value, as far as sympy can show; False says nothing."""
    try:
        with at_most(ZERO_SECONDS):
            difference = _Symbols(assumptions or {}).of(tree)
    except (TooLong, Exception):
        return False
    for attempt in (sympy.expand, sympy.radsimp, sympy.trigsimp, sympy.simplify):
        try:
            with at_most(ZERO_SECONDS):
                if attempt(difference) == 0:
                    return True
        except TooLong:
            continue
        except Exception:  # noqa: S112  (as above; the next attempt may do)
            continue
    return False


def in_sympy(tree: Node, assumptions: Assumptions | None = None) -> Any:
    """The tree as a sympy object. Raises Refused."""
    try:
        return _Symbols(assumptions or {}).of(tree)
    except Refused:
        raise
    except Exception as error:
        raise Refused(str(error)) from None


class _Symbols:
    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions

    def named(self, name: str) -> Any:
        return sympy.Symbol(name, **self.assumptions.get(name, {}))

    def of(self, tree: Node) -> Any:
        match tree:
            case Number(value):
                return (
                    sympy.Integer(value)
                    if isinstance(value, int)
                    else sympy.Rational(value.numerator, value.denominator)
                )
            case Name(name):
                return _CONSTANTS[name] if name in CONSTANTS else self.named(name)
            case Unary("-", operand):
                return -self.of(operand)
            case Unary("%", operand):
                return self.of(operand) / 100
            case Binary("+", left, right):
                return self.of(left) + self.of(right)
            case Binary("-", left, right):
                return self.of(left) - self.of(right)
            case Binary("*", left, right):
                return self.of(left) * self.of(right)
            case Binary("/", left, right):
                return self.of(left) / self.of(right)
            case Binary("^", left, right):
                return self.power(self.of(left), self.of(right))
            case Call("factorial", (argument,)):
                inner = self.of(argument)
                if inner.is_number and not abs(inner) <= MAX_FACTORIAL:
                    raise Refused("the factorial is too large")
                return sympy.factorial(inner)
            case Call("log", (argument, base)):
                return sympy.log(self.of(argument)) / sympy.log(self.of(base))
            case Call("int" | "sum" | "product" | "limit" as function, (body, Name(bound), *ends)):
                return self.operator(function, body, bound, ends)
            case Call("diff", (body, Name(name))):
                return sympy.diff(self.of(body), self.named(name))
            case Call(function, arguments) if function in _FUNCTIONS:
                return _FUNCTIONS[function](*(self.of(argument) for argument in arguments))
            case Compare((sign,), (left, right)):
                return sympy.Rel(self.of(left), self.of(right), sign)
        raise Refused("sympy is not asked about this")

    def operator(self, function: str, body: Node, bound: str, ends: list[Node]) -> Any:
        inner, symbol, limits = self.of(body), self.named(bound), [self.of(end) for end in ends if end not in _SIDES]
        if function == "limit":
            return sympy.limit(inner, symbol, limits[0], "-" if Name("left") in ends else "+")
        kind = {"int": sympy.Integral, "sum": sympy.Sum, "product": sympy.Product}[function]
        return kind(inner, (symbol, *limits)).doit()

    def power(self, base: Any, exponent: Any) -> Any:
        if base.is_number and exponent.is_number and base not in (0, 1, -1):
            fits = abs(exponent) <= MAX_BITS and abs(exponent) * sympy.log(abs(base) + 2, 2).evalf(5) <= MAX_BITS
            if not fits:
                raise Refused("the power is too large")
        return base**exponent


_SIDES: Final = (Name("left"), Name("right"))


def to_tree(expression: Any) -> Node:
    """A sympy expression as our tree. Raises Refused for what we have no node for."""
    if expression.is_Integer or expression.is_Rational:
        return _number(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Float:
        return _number(Fraction(str(expression)))
    if expression.is_Symbol:
        return Name(str(expression.name))
    for name, constant in _CONSTANTS.items():
        if expression == constant:
            return Name(name)
    if expression == -sympy.oo:
        return Unary("-", Name("oo"))
    if expression == sympy.EulerGamma or (expression.is_number and expression.is_NumberSymbol):
        return _number(Fraction(str(expression.evalf(60))))
    if expression.is_Add:
        return _joined("+", expression.args)
    if expression.is_Mul:
        return _joined("*", expression.args)
    if expression.is_Pow:
        return Binary("^", to_tree(expression.base), to_tree(expression.exp))
    name = _BACK.get(expression.func, "")
    if name:
        return Call(name, tuple(to_tree(argument) for argument in expression.args[:2]))
    if expression.func == sympy.Piecewise:
        return _cases(expression)
    raise Refused(f"no node for {expression.func}")


def _cases(expression: Any) -> Node:
    nodes: list[Node] = []
    for value, condition in expression.args:
        if condition == sympy.false:
            continue
        nodes.append(to_tree(value))
        if condition == sympy.true:
            break
        nodes.append(_condition(condition))
    return nodes[0] if len(nodes) == 1 else Call("piecewise", tuple(nodes))


def _condition(condition: Any) -> Node:
    sign = _RELATIONS.get(condition.func)
    if sign:
        return Compare((sign,), (to_tree(condition.lhs), to_tree(condition.rhs)))
    if condition.func in (sympy.And, sympy.Or):
        word = "and" if condition.func == sympy.And else "or"
        trees = [_condition(argument) for argument in condition.args]
        result = trees[0]
        for tree in trees[1:]:
            result = Binary(word, result, tree)
        return result
    raise Refused("no node for this condition")


_RELATIONS: Final = {
    sympy.Eq: "==", sympy.Ne: "!=", sympy.StrictLessThan: "<", sympy.LessThan: "<=", sympy.StrictGreaterThan: ">",
    sympy.GreaterThan: ">=",
}  # fmt: skip


def _joined(sign: str, parts: Any) -> Node:
    trees = [to_tree(part) for part in parts]
    result = trees[0]
    for tree in trees[1:]:
        result = Binary(sign, result, tree)
    return result


def _number(value: Fraction) -> Node:
    from quizzes.maths.rewriting import literal

    return literal(value)
