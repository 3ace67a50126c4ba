"""From a tree and values for its names to a number: exact while it can be, a float after that."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from quizzes.maths.formulas import FUNCTIONS
from quizzes.maths.tokens import ReadingError, shortened
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number, Unary, children, to_text

Real: TypeAlias = int | Fraction | float

MAX_BITS = 1_000  # of an exact result, about 1e300; what comes near it is refused before it is worked out
MAX_FLOAT = 1e300
EXACT_BITS = 2_000  # of numerator or denominator; longer fractions become floats
MAX_ROUNDING = 15  # decimal places

CONSTANTS: Final[Mapping[str, float]] = {"pi": math.pi, "e": math.e}
COMPARISONS: Final[Mapping[str, Callable[[Real, Real], bool]]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


class CalculationError(Exception):
    """A formula has no value: division by zero, outside a function's domain, too large, too small."""


def evaluate(tree: Node, values: Mapping[str, Real] | None = None) -> Real:
    """The value of a tree that is not a condition.

    Exact (int, or Fraction that is no integer) for + - * / and whole powers of exact numbers, for roots that come out
    even, and for rounding and counting functions; float otherwise, always finite. 0^0 has no value.
    Raises CalculationError, in bounded time for every tree that `read` returns.
    """
    return _evaluate(tree, values or {})


def holds(tree: Node, values: Mapping[str, Real] | None = None) -> bool:
    """Whether a condition is true. Raises CalculationError."""
    match tree:
        case Unary("not", operand):
            return not holds(operand, values)
        case Binary("and", left, right):
            return holds(left, values) and holds(right, values)
        case Binary("or", left, right):
            return holds(left, values) or holds(right, values)
        case Compare(operators, operands):
            numbers = [evaluate(operand, values) for operand in operands]
            return all(
                COMPARISONS[sign](left, right)
                for sign, left, right in zip(operators, numbers[:-1], numbers[1:], strict=True)
            )
        case _:
            raise TypeError(f"not a condition: {to_text(tree)}")


def refuse_others(tree: Node) -> None:
    """Raises ReadingError for what `evaluate` cannot work out, such as infinity, a matrix or a comparison."""
    match tree:
        case Number():
            return
        case Name(name) if name in CONSTANTS:
            return
        case Unary("-" | "%") | Binary("+" | "-" | "*" | "/" | "^"):
            pass
        case Call(function, arguments) if function in _FUNCTIONS and _takes(function, len(arguments)):
            pass
        case _:
            raise ReadingError(f"`{shortened(to_text(tree))}` is no number that can be worked out here", 0)
    for child in children(tree):
        refuse_others(child)


def _takes(function: str, count: int) -> bool:
    fewest, most = FUNCTIONS.get(function, (2, 2))
    return fewest <= count <= most


def scaled(value: Real, factor: Real) -> Real:
    """The product. Raises CalculationError when it is too large or too small."""
    return _checked(operator.mul, (value, factor))


def _evaluate(tree: Node, values: Mapping[str, Real]) -> Real:
    match tree:
        case Number(value, _):
            return value
        case Name(name):
            return values[name] if name in values else CONSTANTS[name]
        case Unary("-", operand):
            return -_evaluate(operand, values)
        case Unary("%", operand):
            return _divided(_evaluate(operand, values), 100)
        case Binary(sign, left, right) if sign in _OPERATIONS:
            return _checked(_OPERATIONS[sign], (_evaluate(left, values), _evaluate(right, values)))
        case Call(function, arguments):
            return _checked(_FUNCTIONS[function], tuple([_evaluate(argument, values) for argument in arguments]))
        case _:
            raise TypeError(f"not a number: {to_text(tree)}")


def _checked(function: Callable[..., Real], arguments: tuple[Real, ...]) -> Real:
    try:
        result = function(*arguments)
    except OverflowError:
        raise CalculationError("the result is too large") from None
    if isinstance(result, float):
        if not abs(result) <= MAX_FLOAT:  # not a number fails this too
            raise CalculationError("the result is too large")
        return result
    return _tidied(result)


def _tidied(value: int | Fraction) -> Real:
    """An int where the value is whole, a float where the fraction has grown long."""
    numerator, denominator = value.numerator, value.denominator
    if not numerator:
        return 0
    magnitude = numerator.bit_length() - denominator.bit_length()
    if magnitude > MAX_BITS:
        raise CalculationError("the result is too large")
    if magnitude < -MAX_BITS:
        raise CalculationError("the result is too small")
    if denominator == 1:
        return numerator
    if max(numerator.bit_length(), denominator.bit_length()) > EXACT_BITS:
        return numerator / denominator
    return value


def _divided(dividend: Real, divisor: Real) -> Real:
    if not divisor:
        raise CalculationError("division by zero")
    if isinstance(dividend, float) or isinstance(divisor, float):
        return dividend / divisor
    return _tidied(Fraction(dividend) / Fraction(divisor))


def _power(base: Real, exponent: Real) -> Real:
    if not base:
        if exponent > 0:
            return base
        raise CalculationError("0^0 has no value" if exponent == 0 else "division by zero")
    if isinstance(base, float) or not isinstance(exponent, int):
        return _float_power(base, exponent)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) <= EXACT_BITS:
        return Fraction(base) ** exponent if exponent < 0 else base**exponent
    if abs(base) == 1:
        return 1 if exponent % 2 == 0 else base
    return _float_power(base, exponent)


def _float_power(base: Real, exponent: Real) -> float:
    if base < 0 and (isinstance(exponent, Fraction) or exponent != int(exponent)):
        raise CalculationError("a negative number has no real power with a broken exponent")
    result = float(base) ** float(exponent)
    if not result:
        raise CalculationError("the result is too small")
    return float(result)


def _sqrt(value: Real) -> Real:
    if value < 0:
        raise CalculationError("a negative number has no real square root")
    if not isinstance(value, float):
        numerator, denominator = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if numerator**2 == value.numerator and denominator**2 == value.denominator:
            return Fraction(numerator, denominator)
    return math.sqrt(value)


def _root(value: Real, degree: Real) -> Real:
    """The real n-th root, which an odd n allows of negative numbers too; only LaTeX writes it."""
    n = _whole(degree, "the degree of a root")
    if n < 1:
        raise CalculationError("the degree of a root must be 1 or more")
    if value < 0 and n % 2:
        return -_root(-value, n)
    return _sqrt(value) if n == 2 else _power(value, Fraction(1, n)) if n > 1 else value


def _log(value: Real, base: Real | None = None) -> float:
    if value <= 0:
        raise CalculationError("the logarithm needs a number above 0")
    if base is None:
        return math.log(value)
    if base <= 0 or base == 1:
        raise CalculationError("the base of a logarithm must be above 0 and not 1")
    if base in (2, 10):  # exact at whole powers, which the quotient is not
        return math.log2(value) if base == 2 else math.log10(value)
    return math.log(value) / math.log(base)


def _round(value: Real, places: Real = 0) -> Real:
    """To the nearest, halves upwards, as people round."""
    digits = _whole(places, "the number of decimal places")
    if not 0 <= digits <= MAX_ROUNDING:
        raise CalculationError(f"the number of decimal places must be 0 to {MAX_ROUNDING}")
    scale = 10**digits
    return Fraction(math.floor(Fraction(value) * scale + Fraction(1, 2)), scale)


def _whole(value: Real, what: str) -> int:
    if value != int(value):
        raise CalculationError(f"{what} must be a whole number")
    return int(value)


def _factorial(value: Real) -> int:
    n = _whole(value, "what stands before `!`")
    if n < 0:
        raise CalculationError("a negative number has no factorial")
    if n > 170:
        raise CalculationError("the result is too large")
    return math.factorial(n)


def _comb(of: Real, taken: Real) -> int:
    n, k = _whole(of, "the first number of `comb`"), _whole(taken, "the second number of `comb`")
    if n < 0 or k < 0:
        raise CalculationError("`comb` needs numbers from 0 on")
    smaller = min(k, n - k)
    # C(n, k) is at least (n/k)^k, and at least 2^k for the smaller k.
    if smaller > MAX_BITS or smaller * (n.bit_length() - smaller.bit_length() - 1) > MAX_BITS:
        raise CalculationError("the result is too large")
    return math.comb(n, k)


def _tan(value: Real) -> float:
    if abs(math.cos(value)) < 1e-15:
        raise CalculationError("the tangent has no value here")
    return math.tan(value)


def _sigmoid(value: Real) -> float:
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


_OPERATIONS: Final[Mapping[str, Callable[[Real, Real], Real]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divided, "^": _power,
}  # fmt: skip
_FUNCTIONS: Final[Mapping[str, Callable[..., Real]]] = {
    "sqrt": _sqrt, "exp": math.exp, "log": _log, "ln": _log, "log2": lambda x: _log(x, 2),
    "log10": lambda x: _log(x, 10), "abs": abs, "floor": math.floor, "ceil": math.ceil, "round": _round,
    "min": min, "max": max, "comb": _comb, "root": _root, "factorial": _factorial,
    "sin": math.sin, "cos": math.cos, "tan": _tan, "tanh": math.tanh, "sigmoid": _sigmoid,
}  # fmt: skip
