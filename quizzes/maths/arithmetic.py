"""From a function's name and numbers to its value: in floats for speed, or with mpmath at 30 digits to be sure.

Two kinds, for each precision: complex (principal values, the square root of -1 is i) and real, where a step that leaves
the real numbers has no value, as at school.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeAlias

import mpmath  # type: ignore[import-untyped]

Scalar: TypeAlias = Any  # float or complex; mpf or mpc of mpmath, which has no types
Function: TypeAlias = Callable[..., Any]

fp: Final[Any] = mpmath.fp
mp: Final[Any] = mpmath.mp

_NUMBERS: Final[tuple[type, ...]] = (float, complex, int, mp.mpf, mp.mpc)
_COMPLEX: Final[tuple[type, ...]] = (complex, mp.mpc)
MAX_BITS = 200_000  # of a power in mpmath; what is beyond is not worked out
MAX_ARGUMENT = 1e12  # of gamma and factorials, which grow slow beyond
MAX_ANGLE = 1e100
FLOAT_NUDGE, EXACT_NUDGE = 1e-9, 1e-20  # how near to a whole number rounding takes a result for that number
LARGEST_SLOPE: Final = 1e13  # of tangents in floats: beyond, a pole was missed by rounding

# What leads to values that are huge or vague for huge arguments, and what never does.
_GUARDED: Final = ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "sech", "csch", "coth", "gamma")
_WITH_POLES: Final = frozenset({"tan", "sec", "csc", "cot"})
_PLAIN: Final = (
    *("sqrt", "asin", "acos", "atan", "asec", "acsc", "acot"),
    *("asinh", "acosh", "atanh", "asech", "acsch", "acoth", "erf", "erfc"),
)
_FLOAT_FUNCTIONS: Final[dict[str, Function]] = {  # those of mpmath need its own numbers
    "asinh": cmath.asinh, "acosh": cmath.acosh, "atanh": cmath.atanh, "asech": lambda x: cmath.acosh(1 / x),
    "acsch": lambda x: cmath.asinh(1 / x), "acoth": lambda x: cmath.atanh(1 / x),
}  # fmt: skip


class Undefined(Exception):
    """There is no value: a division by zero, or a point outside a function's domain."""


class Pole(Undefined):
    """No value at this point, but around it: a division by zero, log 0, (-1)!, an inverse of a singular matrix."""


class Unknown(Exception):
    """There may be a value, but we cannot work it out: too large, too slow, no rule for it."""


class NeedsDigits(Unknown):
    """Floats do not suffice; with more digits there may be a value."""


def is_number(value: object) -> bool:
    return isinstance(value, _NUMBERS)


def is_complex(value: object) -> bool:
    return isinstance(value, _COMPLEX)


def is_finite(value: Scalar) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return cmath.isfinite(value) if isinstance(value, complex) else bool(mp.isfinite(value))


def tidy(value: Scalar) -> Scalar:
    """A real number where the imaginary part is zero exactly, so that no branch hangs on the sign of that zero."""
    return value.real if is_complex(value) and not value.imag else value


class Arithmetic:
    """One number system. `functions` are by the names that the reader gives them.

    underflows: powers too small for mpmath are 0, as in floats, rather than unknown.
    """

    def __init__(self, context: Any, *, real: bool, underflows: bool = False) -> None:
        self.context = context
        self.real = real
        self.underflows = underflows
        self.exact = context is mp
        self.nudge = EXACT_NUDGE if self.exact else FLOAT_NUDGE
        self.i = context.mpc(0, 1) if self.exact else 1j
        self.functions: dict[str, Function] = {
            **{name: self._guarded(name) for name in _GUARDED},
            **{name: self._plain(name) for name in _PLAIN},
            "log": self.log, "ln": self.log, "log2": lambda x: self.log(x, 2.0), "log10": lambda x: self.log(x, 10.0),
            "exp": self.exp, "abs": abs, "re": lambda x: x.real, "im": lambda x: x.imag, "arg": self.context.arg,
            "conjugate": self.context.conj, "root": self.root, "sign": self.sign, "floor": self.floor,
            "ceil": lambda x: -self.floor(-x), "round": self.round, "mod": self.mod, "gcd": self.gcd, "lcm": self.lcm,
            "min": lambda *xs: min(self.reals(xs)), "max": lambda *xs: max(self.reals(xs)), "comb": self.comb,
            "factorial": self.factorial,
            "heaviside": self.heaviside, "relu": lambda x: max(self.reals([x, 0.0])),
            "sigmoid": lambda x: self.divide(1.0, 1.0 + self.exp(-x)),
            "logit": lambda x: self.log(self.divide(x, 1.0 - x)),
            "softplus": lambda x: self.log(1.0 + self.exp(x)),
        }  # fmt: skip

    def number(self, value: int | Fraction) -> Scalar:
        if self.exact:
            return mp.mpf(value) if isinstance(value, int) else mp.mpf(value.numerator) / value.denominator
        return float(value)

    def constant(self, name: str) -> Scalar:
        match name:
            case "pi":
                return +self.context.pi
            case "e":
                return +self.context.e
            case "i":
                return self.i
            case "oo":
                return self.context.inf
        raise KeyError(name)

    def checked(self, value: Scalar) -> Scalar:
        """The value, if it is a number at all."""
        if value != value:
            raise Undefined("not a number")
        return value

    def divide(self, dividend: Scalar, divisor: Scalar) -> Scalar:
        if is_number(divisor) and not divisor:
            raise Pole("division by zero")
        return dividend / divisor

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        if type(base) is type(exponent) is float and base > 0 and math.isfinite(exponent):
            return base**exponent
        base, exponent = tidy(base), tidy(exponent)
        if not base:
            if not is_complex(exponent) and exponent > 0:
                return base
            raise Pole("0^0 has no value" if not exponent else "division by zero")
        if is_complex(exponent):
            return self.exp(exponent * self.log(base))
        if not is_finite(exponent) and abs(base) == 1:
            raise Pole("1^oo has no value")
        whole = exponent == int(exponent) if is_finite(exponent) else True
        if not whole and not is_complex(base) and base < 0 and self.real:
            if self._is_odd_fraction(exponent):  # some say (-8)^(1/3) is -2, others that it is not real
                raise Unknown("a negative number to a broken power")
            raise Undefined("a negative number has no real power with a broken exponent")
        if self.exact and is_finite(exponent) and is_finite(base):
            magnitude = abs(exponent) * max(1, abs(mp.mag(base)))
            if magnitude > MAX_BITS:
                if self.underflows and (abs(base) > 1) == (exponent < 0):
                    return mp.mpf(0)
                raise Unknown("the power is too large")
            if whole:
                exponent = int(exponent)
        return self.context.power(base, exponent) if self.exact else base**exponent

    def _is_odd_fraction(self, exponent: Scalar) -> bool:
        fraction = Fraction(float(exponent)).limit_denominator(99)
        return fraction.denominator % 2 == 1 and abs(float(fraction) - float(exponent)) < FLOAT_NUDGE

    def exp(self, x: Scalar) -> Scalar:
        if self.exact and is_finite(x) and abs(x) > MAX_BITS:
            if self.underflows and x.real < 0:
                return mp.mpf(0)
            raise Unknown("the power is too large")
        return self.context.exp(x)

    def log(self, x: Scalar, base: Scalar | None = None) -> Scalar:
        if base is not None:
            return self.divide(self.log(x), self.log(base))
        x = tidy(x)
        if not x:
            raise Pole("the logarithm of 0")
        if self.real and not is_complex(x) and x < 0:
            raise Undefined("the logarithm of a negative number")
        return self.context.ln(x)

    def root(self, x: Scalar, n: Scalar) -> Scalar:
        x, n = tidy(x), tidy(n)
        if self.real and not is_complex(x) and x < 0 and n == int(n) and int(n) % 2:
            return -self.power(-x, self.divide(1.0, n))
        return self.power(x, self.divide(self.number(1), n))

    def reals(self, values: Any) -> list[Scalar]:
        found = [tidy(value) for value in values]
        if any(is_complex(value) for value in found):
            raise Undefined("this needs real numbers")
        return found

    def sign(self, x: Scalar) -> Scalar:
        x = tidy(x)
        return self.divide(x, abs(x)) if x else x

    def heaviside(self, x: Scalar) -> Scalar:
        (x,) = self.reals([x])
        if not x:
            raise Pole("the step function at 0")  # 0, 1/2 or 1: books differ
        return self.number(int(x > 0))

    def floor(self, x: Scalar) -> Scalar:
        (x,) = self.reals([x])
        nearest = mp.nint(x) if self.exact else float(round(x))
        if abs(x - nearest) < self.nudge:
            return nearest
        return self.context.floor(x) if self.exact else float(math.floor(x))

    def round(self, x: Scalar, places: Scalar = 0) -> Scalar:
        scale = self.number(10 ** self.whole(places, 0, 15))
        return self.floor(x * scale + self.number(Fraction(1, 2))) / scale

    def mod(self, x: Scalar, y: Scalar) -> Scalar:
        return x - y * self.floor(self.divide(x, y))

    def whole(self, value: Scalar, least: int, most: int) -> int:
        """A value that must be a whole number, as such."""
        (value,) = self.reals([value])
        nearest = int(mp.nint(value)) if is_finite(value) else most + 1
        if not least <= nearest <= most:
            raise Unknown("the number is too large here")
        if abs(value - nearest) > self.nudge:
            raise Undefined("a whole number is needed here")
        return nearest

    def gcd(self, *values: Scalar) -> Scalar:
        return self.number(math.gcd(*(self.whole(value, -(10**15), 10**15) for value in values)))

    def lcm(self, *values: Scalar) -> Scalar:
        return self.number(math.lcm(*(self.whole(value, -(10**15), 10**15) for value in values)))

    def factorial(self, n: Scalar) -> Scalar:
        n = tidy(n)
        if not is_complex(n) and n < 0 and n == int(n):
            raise Pole("a negative number has no factorial")
        return self._limited(n, self.context.factorial)

    def comb(self, n: Scalar, k: Scalar) -> Scalar:
        return self._limited(n, lambda n: self._limited(k, lambda k: self.context.binomial(n, k)))

    def _limited(self, x: Scalar, function: Function) -> Scalar:
        if is_finite(x) and abs(x) > MAX_ARGUMENT:
            raise Unknown("the number is too large here")
        return function(x)

    def _plain(self, name: str) -> Function:
        own = None if self.exact else _FLOAT_FUNCTIONS.get(name)
        function = own or getattr(self.context, name)

        def value(x: Scalar) -> Scalar:
            x = tidy(x)
            result = tidy(function(x))
            if self.real and is_complex(result) and not is_complex(x):
                raise Undefined("outside the real numbers")
            return result

        return value

    def _guarded(self, name: str) -> Function:
        function = self._plain(name)
        has_pole = name in _WITH_POLES

        def value(x: Scalar) -> Scalar:
            if self.exact and is_finite(x) and abs(x) > (MAX_ARGUMENT if name == "gamma" else MAX_ANGLE):
                raise Unknown("the number is too large here")
            result = function(x)
            if has_pole and not self.exact and abs(result) > LARGEST_SLOPE:
                raise Pole("a pole")  # tan(pi/2), where pi is a float
            return result

        return value


FLOATS = Arithmetic(fp, real=False)
REAL_FLOATS = Arithmetic(fp, real=True)
EXACT = Arithmetic(mp, real=False)
REAL_EXACT = Arithmetic(mp, real=True)
_UNDERFLOWING: Final = {
    EXACT: Arithmetic(mp, real=False, underflows=True),
    REAL_EXACT: Arithmetic(mp, real=True, underflows=True),
}


def precise(*, real: bool) -> Arithmetic:
    return REAL_EXACT if real else EXACT


def within_integrals(arithmetic: Arithmetic) -> Arithmetic:
    """The same for integrands, which quadrature asks for at places where they have faded."""
    return _UNDERFLOWING.get(arithmetic, arithmetic)


def quick(*, real: bool) -> Arithmetic:
    return REAL_FLOATS if real else FLOATS
