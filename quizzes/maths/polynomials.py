"""Where a tree is zero: as a quotient of polynomials in one name if it is one, by search in numbers otherwise."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown
from quizzes.maths.matrices import ShapeError
from quizzes.maths.rewriting import free_names
from quizzes.maths.trees import Binary, Name, Node, Number, Unary, names_in
from quizzes.maths.values import worth

Coefficient: TypeAlias = Any  # Fraction while everything is exact, float or complex otherwise
Polynomial: TypeAlias = list[Coefficient]  # lowest power first; [] is 0

MAX_DEGREE = 24
ROUNDS = 200
DENOMINATOR = 5_000  # of a root that is taken for a fraction if the polynomial says so, too
NEAR = 1e-9
FLAT = 1e-8
GRID = tuple(
    [step / 8 for step in range(-80, 81)] + [sign * 10 * 1.35**step for sign in (-1, 1) for step in range(1, 20)]
)
STARTS = (1 + 1j, -1 + 2j, 2 - 1j, 0.3 + 0.4j, -2 - 3j, 4 + 1j)


class NotRational(Exception):
    """The tree is no quotient of polynomials in this name."""


def fraction_in(tree: Node, name: str, values: Mapping[str, Any]) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator. values: of all other names. Raises NotRational, Undefined or Unknown."""
    if name not in free_names(tree):
        return [_constant(tree, values)], [Fraction(1)]
    match tree:
        case Name():
            return [Fraction(0), Fraction(1)], [Fraction(1)]
        case Unary("-", operand):
            top, bottom = fraction_in(operand, name, values)
            return [-each for each in top], bottom
        case Binary("+" | "-" as sign, left, right):
            (a, b), (c, d) = fraction_in(left, name, values), fraction_in(right, name, values)
            factor = 1 if sign == "+" else -1
            if b == d:
                return _sum(a, c, factor), b
            return _sum(_product(a, d), _product(c, b), factor), _product(b, d)
        case Binary("*", left, right):
            (a, b), (c, d) = fraction_in(left, name, values), fraction_in(right, name, values)
            return _product(a, c), _product(b, d)
        case Binary("/", left, right):
            (a, b), (c, d) = fraction_in(left, name, values), fraction_in(right, name, values)
            return _product(a, d), _product(b, c)
        case Binary("^", base, exponent) if name not in free_names(exponent):
            power = _constant(exponent, values)
            if isinstance(power, complex) or power != int(power) or abs(power) > MAX_DEGREE:
                raise NotRational
            a, b = fraction_in(base, name, values)
            if power < 0:
                a, b = b, a
            return _power(a, abs(int(power))), _power(b, abs(int(power)))
    raise NotRational


def _constant(tree: Node, values: Mapping[str, Any]) -> Coefficient:
    """A fraction where the tree is one."""
    match tree:
        case Number(value):
            return Fraction(value)
        case Name(name) if name in values:
            return values[name]
        case Unary("-", operand):
            return -_constant(operand, values)
        case Binary("+", left, right):
            return _constant(left, values) + _constant(right, values)
        case Binary("-", left, right):
            return _constant(left, values) - _constant(right, values)
        case Binary("*", left, right):
            return _constant(left, values) * _constant(right, values)
        case Binary("/", left, right):
            divisor = _constant(right, values)
            if not divisor:
                raise Undefined("division by zero")
            return _constant(left, values) / divisor
        case Binary("^", base, Number(int() as power)) if power <= MAX_DEGREE:
            return _constant(base, values) ** power
    value = worth(tree, {each: _float(given) for each, given in values.items()}, FLOATS)
    if not isinstance(value, int | float | complex):
        raise NotRational
    return value


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction | int) else value


def _trimmed(polynomial: Polynomial) -> Polynomial:
    greatest = max((abs(each) for each in polynomial), default=0)
    noise = 0 if all(isinstance(each, Fraction) for each in polynomial) else 1e-13 * greatest
    while polynomial and abs(polynomial[-1]) <= noise:
        polynomial = polynomial[:-1]
    return polynomial


def _sum(a: Polynomial, b: Polynomial, factor: int) -> Polynomial:
    size = max(len(a), len(b))
    padded = [[*each, *[Fraction(0)] * (size - len(each))] for each in (a, b)]
    return [x + factor * y for x, y in zip(*padded, strict=True)]


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) + len(b) > 2 * MAX_DEGREE:
        raise NotRational
    result: Polynomial = [Fraction(0)] * max(len(a) + len(b) - 1, 0)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            result[i + j] += x * y
    return result


def _power(base: Polynomial, exponent: int) -> Polynomial:
    result: Polynomial = [Fraction(1)]
    for _ in range(exponent):
        result = _product(result, base)
    return result


def roots_of(polynomial: Polynomial) -> list[Any]:
    """Each root once; a Fraction where it is one, else a float or, where it is not real, a complex number."""
    polynomial = _trimmed(polynomial)
    if len(polynomial) < 2:
        return []
    exact = all(isinstance(each, Fraction) for each in polynomial)
    if exact:
        polynomial = _squarefree(polynomial)
    found: list[Any] = []
    for root in _all_roots([complex(each) for each in polynomial]):
        tidied = _tidied(root, polynomial if exact else None)
        if not any(abs(complex(tidied) - complex(other)) <= NEAR * max(1, abs(root)) for other in found):
            found.append(tidied)
    return found


def _tidied(root: complex, polynomial: Polynomial | None) -> Any:
    if abs(root.imag) > NEAR * max(1, abs(root)):
        return root
    if polynomial is not None:
        near = Fraction(root.real).limit_denominator(DENOMINATOR)
        if abs(near - Fraction(root.real)) < 1e-6 and not _at(polynomial, near):
            return near
    return root.real


def _at(polynomial: Sequence[Coefficient], x: Any) -> Any:
    total: Any = 0
    for each in reversed(polynomial):
        total = total * x + each
    return total


def _squarefree(polynomial: Polynomial) -> Polynomial:
    """The polynomial with each root once: divided by what it has in common with its derivative."""
    slope = [each * power for power, each in enumerate(polynomial)][1:]
    common = _common(polynomial, slope)
    return _divided(polynomial, common)[0] if len(common) > 1 else polynomial


def _common(a: Polynomial, b: Polynomial) -> Polynomial:
    while b := _trimmed(b):
        b = [each / b[-1] for each in b]
        a, b = b, _divided(a, b)[1]
    return a


def _divided(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    quotient: Polynomial = [Fraction(0)] * max(len(a) - len(b) + 1, 1)
    rest = list(a)
    while len(rest) >= len(b) and rest:
        factor = rest[-1] / b[-1]
        shift = len(rest) - len(b)
        quotient[shift] = factor
        rest = [each - factor * b[index - shift] if index >= shift else each for index, each in enumerate(rest)][:-1]
        rest = _trimmed(rest)
    return quotient, rest


def _all_roots(polynomial: list[complex]) -> list[complex]:
    """All at once, after Durand and Kerner, then each by Newton."""
    degree = len(polynomial) - 1
    monic = [each / polynomial[-1] for each in polynomial]
    if degree == 1:
        return [-monic[0]]
    radius = 1 + max(abs(each) for each in monic[:-1])
    size = min(radius, max(abs(monic[0]) ** (1 / degree), 1e-3) * 1.2)
    roots = [size * cmath.exp(2j * math.pi * (k + 0.354) / degree) for k in range(degree)]
    for _ in range(ROUNDS):
        moved = 0.0
        for k, root in enumerate(roots):
            others = math.prod((root - other for j, other in enumerate(roots) if j != k), start=1 + 0j)
            step = _at(monic, root) / others if others else 1e-3 + 1e-3j
            roots[k] = root - step
            moved = max(moved, abs(step) / max(1, abs(root)))
        if moved < 1e-15:
            break
    return roots


def zeros(tree: Node, name: str, values: Mapping[str, Any], *, complex_too: bool) -> tuple[list[Any], bool]:
    """Where the tree is zero as a function of `name`, the other names fixed; and whether these are surely all."""
    try:
        top, _bottom = fraction_in(tree, name, values)
        found = roots_of(top)
        return [root for root in found if complex_too or not isinstance(root, complex)], True
    except (Undefined, Unknown, ShapeError):
        return [], False
    except NotRational:
        # e^x = 5 has endlessly many complex solutions that nobody means, unless i is written.
        return _searched(tree, name, values, complex_too and "i" in names_in(tree)), False


def poles(tree: Node, name: str, values: Mapping[str, Any]) -> list[Any]:
    """Real values of `name` at which the tree has a zero denominator."""
    try:
        return [root for root in roots_of(fraction_in(tree, name, values)[1]) if not isinstance(root, complex)]
    except (Undefined, Unknown, ShapeError, NotRational):
        return []


def _searched(tree: Node, name: str, values: Mapping[str, Any], complex_too: bool) -> list[Any]:
    given = {each: _float(value) for each, value in values.items()}

    def function(x: Any) -> Any:
        try:
            value = worth(tree, {**given, name: x}, FLOATS)
        except (Undefined, Unknown, ShapeError):
            return None
        return value if isinstance(value, int | float | complex) and cmath.isfinite(value) else None

    grid = sorted({*GRID, 0.0})
    sampled = [function(x) for x in grid]
    found: list[Any] = []
    for index, (x, value) in enumerate(zip(grid, sampled, strict=True)):
        if value is None:
            continue
        after = sampled[index + 1] if index + 1 < len(grid) else None
        before = sampled[index - 1] if index else None
        if max(abs(other) for other in (before or 0, value, after or 0)) < FLAT:
            continue  # e^x far to the left is all but zero, and yet has no zero there
        if not value:
            _add(found, x)
            continue
        if isinstance(value, float) and isinstance(after, float) and value * after < 0:
            _add(found, _bisected(function, x, grid[index + 1], value))
        elif all(other is None or abs(other) >= abs(value) for other in (before, after)):
            _add(found, _secant(function, x + 1e-3, x - 1e-3))
    if complex_too:
        for start in STARTS:
            _add(found, _secant(function, start, start * 1.1 + 0.05))
    else:
        found = [root for root in found if not isinstance(root, complex)]
    return found[:MAX_DEGREE]


def _add(found: list[Any], root: Any) -> None:
    if root is None:
        return
    if isinstance(root, complex) and abs(root.imag) <= NEAR * max(1, abs(root)):
        root = root.real
    if isinstance(root, float):
        near = Fraction(root).limit_denominator(200)
        root = near if abs(near - Fraction(root)) < 1e-11 * max(1, abs(root)) else root
    if abs(root) < 1e6 and not any(abs(complex(root) - complex(other)) <= NEAR * max(1, abs(root)) for other in found):
        found.append(root)


def _bisected(function: Callable[[Any], Any], low: float, high: float, at_low: float) -> float | None:
    first = abs(at_low)
    for _ in range(80):
        middle = (low + high) / 2
        value = function(middle)
        if not isinstance(value, float):
            return None
        if not value or middle in (low, high):
            break
        if (value < 0) == (at_low < 0):
            low = middle
        else:
            high = middle
    value = function((low + high) / 2)
    return (low + high) / 2 if value is not None and abs(value) < max(first, 1) else None  # not a pole


def _secant(function: Callable[[Any], Any], a: Any, b: Any) -> Any:
    """A zero near two points, real or complex; None where the search wanders off."""
    at_a, at_b = function(a), function(b)
    for _ in range(40):
        if at_a is None or at_b is None or at_a == at_b:
            break
        c = b - at_b * (b - a) / (at_b - at_a)
        a, at_a, b = b, at_b, c
        at_b = function(c)
        if at_b is None or abs(c) > 1e6:
            return None
        if abs(b - a) <= 1e-14 * max(1, abs(b)):
            break
    return b if at_b is not None and abs(at_b) <= 1e-9 * max(1, abs(b)) else None
