"""From a formula to its form: two formulas of one form differ in how they are written, not in what was worked out.

Order of terms and factors, brackets, `exp(x)` or `e^x`, `sqrt(x)` or `x^(1/2)`, fractions or negative powers, signs
before sums and the letters of indices do not count; numbers in a product or a sum are put together. Nothing is
multiplied out or cancelled, and like terms stay apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Final

from quizzes.maths.rewriting import bound_name, members, rebuilt
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, children

MAX_POWER: Final = 12  # of a number that is worked out
ONE, HALF = Fraction(1), Fraction(1, 2)
Powers = dict[tuple[str, bool], Fraction]  # of what stands above the bar, and (True) below it

_SAME_NAME: Final = {"log": "ln", "grad": "diff", "sigmoid'": "slope_of_sigmoid"}
_TURNED: Final = {">": "<", ">=": "<="}
_COMMUTING: Final = frozenset(
    {"tr", "det", "norm", "dot", "P", "H", "KL", "MI", "rank"}
)  # numbers, whatever is in them


def form_of(node: Node, shaped: Collection[str] = ()) -> str:
    """shaped: names of vectors and matrices, whose products keep their order."""
    return _Form(frozenset(shaped)).of(node)


class _Form:
    def __init__(self, shaped: frozenset[str]) -> None:
        self.shaped = shaped
        self.depth = 0

    def of(self, node: Node) -> str:
        match node:
            case Binary("+" | "-" | "*" | "/" | "^") | Unary("-" | "%") | Number():
                return _product_text(*self.product(node))
            case Call("exp" | "sqrt" | "inverse" | "sigmoid" | "root", (_, *_)):
                return _product_text(*self.product(node))
            case Name(name):
                return name
            case Compare((sign,), (left, right)) if sign in ("==", "!="):
                return f" {sign} ".join(sorted((self.of(left), self.of(right))))
            case Compare((sign,), (left, right)) if sign in _TURNED:
                return f"{self.of(right)} {_TURNED[sign]} {self.of(left)}"
            case Compare((sign,), (left, right)):
                return f"{self.of(left)} {sign} {self.of(right)}"
            case Compare(signs, operands):
                pairs = zip(signs, itertools.pairwise(operands), strict=True)
                return f"({' and '.join(sorted(self.of(Compare((sign,), pair)) for sign, pair in pairs))})"
            case Binary("and" | "or" as word):
                return f"({f' {word} '.join(sorted(self.parts(node, word)))})"
            case Call("transpose", (inner,)):
                return self.transposed(inner)
            case Call():
                return self.call(node)
            case Group(kind, items):
                texts = list(map(self.of, items))
                ends = f"{node.left_open:d}{node.right_open:d}" if kind == "interval" else ""
                return f"{kind}{ends}[{', '.join(sorted(texts) if kind == 'set' else texts)}]"
            case _:
                operator = getattr(node, "operator", "")
                return f"{operator}[{', '.join(map(self.of, children(node)))}]"

    def parts(self, node: Node, word: str) -> Iterator[str]:
        """What `and` or `or` joins; a < b < c is two comparisons."""
        for part in _flat(node, word):
            text = self.of(part)
            if word == "and" and isinstance(part, Compare) and len(part.operators) > 1:
                yield from text[1:-1].split(" and ")
            else:
                yield text

    def call(self, call: Call) -> str:
        name = bound_name(call)
        function = _SAME_NAME.get(call.function, call.function)
        if name is None:
            texts = list(map(self.of, call.arguments))
            return f"{function}({', '.join(sorted(texts) if function in ('min', 'max', 'gcd', 'dot') else texts)})"
        self.depth += 1
        index = f"#{self.depth}"
        own = {name: index, **{member: f"{base}_{index}" for member, base in members(call).items()}}
        body = _Form(self.shaped)
        body.depth = self.depth
        text = body.of(_renamed(call.arguments[0], own))
        self.depth -= 1
        return f"{function}({text}, {', '.join(map(self.of, call.arguments[2:]))})"

    def transposed(self, inner: Node) -> str:
        match inner:
            case Call("transpose", (again,)):
                return self.of(again)
            case Binary("+" | "-" as sign, left, right):
                return self.of(Binary(sign, Call("transpose", (left,)), Call("transpose", (right,))))
            case Binary("*", left, right):
                if self.is_number(left):
                    return self.of(Binary("*", left, Call("transpose", (right,))))
                return self.of(Binary("*", Call("transpose", (right,)), Call("transpose", (left,))))
            case Unary("-", operand):
                return self.of(Unary("-", Call("transpose", (operand,))))
        return self.of(inner) if self.is_number(inner) else f"transpose({self.of(inner)})"

    def is_number(self, node: Node) -> bool:
        """Whether it surely commutes with others: nothing shaped in it, or in a function that gives a number."""
        match node:
            case Name(name):
                return name not in self.shaped and not (name == "I" and bool(self.shaped))
            case Group():
                return False
            case Call(function) if function in _COMMUTING:
                return True
            case Call("identity" | "ones" | "zeros" | "diag" | "outer" | "softmax"):
                return False
        return all(map(self.is_number, children(node)))

    def product(self, node: Node) -> tuple[Fraction, Powers, list[str]]:
        """The number, then commuting factors (kept in a dict with their exponents), then the others in their order."""
        factors = _Factors()
        self.multiply(node, ONE, factors)
        return factors.number, factors.powers, factors.others

    def multiply(self, node: Node, exponent: Fraction, factors: _Factors) -> None:
        """The factors of node^exponent, added to what there is."""
        match node:
            case Number(value):
                factors.times_number(Fraction(value), exponent)
            case Unary("%", operand):
                factors.times_number(Fraction(1, 100), exponent)
                self.multiply(operand, exponent, factors)
            case Unary("-", operand):
                factors.times_number(Fraction(-1), exponent)
                self.multiply(operand, exponent, factors)
            case Binary("*", left, right) if exponent == 1 or (self.is_number(left) and self.is_number(right)):
                self.multiply(left, exponent, factors)
                self.multiply(right, exponent, factors)
            case Binary("/", left, right) if self.is_number(right) and (exponent == 1 or self.is_number(left)):
                self.multiply(left, exponent, factors)
                self.multiply(right, -exponent, factors)
            case Binary("^", base, power) if (whole := _fraction(power)) is not None and self.is_number(base):
                self.multiply(base, exponent * whole, factors)
            case Call("sqrt", (inner,)):
                self.multiply(inner, exponent * HALF, factors)
            case Call("inverse", (inner,)) if self.is_number(inner):
                self.multiply(inner, -exponent, factors)
            case Call("exp", (inner,)):
                factors.times(f"e^({self.of(inner)})", exponent)
            case Call("sigmoid", (inner,)):
                below = Binary("+", Number(1, "1"), Call("exp", (Unary("-", inner),)))
                self.multiply(below, -exponent, factors)
            case Binary("^", Name("e"), power):
                factors.times(f"e^({self.of(power)})", exponent)
            case Binary("+" | "-"):
                self.multiply_sum(node, exponent, factors)
            case _:
                text = self.other(node)
                if self.is_number(node):
                    factors.times(text, exponent)
                else:
                    factors.others.append(text if exponent == 1 else f"({text})^{exponent}")

    def other(self, node: Node) -> str:
        match node:
            case Binary("^", base, Unary("-", Number(1))) | Call("inverse", (base,)):
                return f"inverse({self.of(base)})"
            case Binary("^" | "*" | "/" as sign, left, right):
                return f"({self.of(left)} {sign} {self.of(right)})"
            case Call("root", (inner, degree)):
                return f"({self.of(inner)} ^ 1/{self.of(degree)})"
        return self.of(node)

    def multiply_sum(self, node: Node, exponent: Fraction, factors: _Factors) -> None:
        """A sum as one factor, its sign such that the first term has none."""
        terms = sorted(self.terms(node, ONE), key=lambda term: term[1])
        number = sum((size for size, text in terms if not text), Fraction(0))
        terms = [(size, text) for size, text in terms if text]
        if not terms:
            factors.times_number(number, exponent)
            return
        if len(terms) == 1 and not number:
            factors.times_number(terms[0][0], exponent)
            factors.times(terms[0][1], exponent)
            return
        whole_power = exponent.denominator == 1
        sign = -1 if whole_power and terms[0][0] < 0 else 1
        if sign < 0:
            factors.times_number(Fraction(-1), exponent)
        text = " + ".join(f"{sign * size} {text}" for size, text in terms) + (f" + {sign * number}" if number else "")
        if self.is_number(node):
            factors.times(f"({text})", exponent)
        else:
            factors.others.append(f"({text})" if exponent == 1 else f"({text})^{exponent}")

    def terms(self, node: Node, sign: Fraction) -> list[tuple[Fraction, str]]:
        """Coefficient and text of each term; the text of a bare number is ""."""
        match node:
            case Binary("+" | "-" as operator, left, right):
                other = sign if operator == "+" else -sign
                return [*self.terms(left, sign), *self.terms(right, other)]
            case Unary("-", operand):
                return self.terms(operand, -sign)
        number, powers, others = self.product(node)
        return [(sign * number, _product_text(ONE, powers, others, bare=True))]


class _Factors:
    def __init__(self) -> None:
        self.number = ONE
        self.powers: Powers = {}
        self.others: list[str] = []

    def times_number(self, value: Fraction, exponent: Fraction) -> None:
        if exponent.denominator == 1 and abs(exponent) <= MAX_POWER and (value or exponent > 0):
            self.number *= value ** int(exponent)
        elif value != 1:
            self.times(str(value), exponent)

    def times(self, text: str, exponent: Fraction) -> None:
        place = text, exponent < 0
        self.powers[place] = self.powers.get(place, Fraction(0)) + exponent


def _product_text(number: Fraction, powers: Powers, others: list[str], *, bare: bool = False) -> str:
    """bare: "" for the number 1 alone."""
    parts = [text if power == 1 else f"{text}^{power}" for (text, _), power in sorted(powers.items()) if power]
    parts += others
    if number != 1 or (not parts and not bare):
        parts.insert(0, str(number))
    return "*".join(parts)


def _fraction(node: Node) -> Fraction | None:
    match node:
        case Number(value):
            return Fraction(value)
        case Unary("-", operand):
            inner = _fraction(operand)
            return None if inner is None else -inner
        case Binary("/", above, below):
            parts = _fraction(above), _fraction(below)
            return None if parts[0] is None or not parts[1] else parts[0] / parts[1]
    return None


def _flat(node: Node, word: str) -> list[Node]:
    if isinstance(node, Binary) and node.operator == word:
        return [*_flat(node.left, word), *_flat(node.right, word)]
    return [node]


def _renamed(node: Node, names: dict[str, str]) -> Node:
    if isinstance(node, Name):
        return Name(names.get(node.name, node.name))
    return rebuilt(node, lambda child: _renamed(child, names))
