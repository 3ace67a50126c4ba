"""Places where a formula bends or jumps (|x - 3|, max(x, 3), a case x < 3), and points on both sides of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quizzes.maths.domains import Domain
from quizzes.maths.polynomials import zeros
from quizzes.maths.probing import WORDS, Point
from quizzes.maths.rewriting import nodes_of
from quizzes.maths.trees import Binary, Call, Compare, Node, Number, names_in

BENT = frozenset({"abs", "sign", "heaviside", "relu", "floor", "ceil", "sqrt", "root", "ln", "log"})
MAX_PLACES = 6
STEPS = (Fraction(1, 3), Fraction(-1, 3), Fraction(3), Fraction(-3))


def bending(tree: Node) -> Iterator[Node]:
    """Trees whose zeros are such places; those at 0 itself need no search."""
    for node in nodes_of(tree):
        match node:
            case Call(function, (argument, *_)) if function in BENT and isinstance(argument, Binary):
                yield argument
            case Call("min" | "max", arguments):
                yield from (Binary("-", a, b) for a, b in itertools.combinations(arguments, 2))
            case Compare(_, operands):
                yield from (Binary("-", a, b) for a, b in itertools.pairwise(operands))
            case Binary("^", base, exponent) if isinstance(base, Binary) and not isinstance(exponent, Number):
                yield base


def beside(trees: Sequence[Node], base: Point, domain: Domain) -> Iterator[Point]:
    """The point with one name at a time moved to either side of such a place, near and not so near."""
    places = 0
    plain = {name: value for name, value in base.items() if isinstance(value, Fraction)}
    for tree in trees:
        for name in sorted(set(names_in(tree)) & set(plain)):
            sort = domain.sort(name)
            if places >= MAX_PLACES or "integer" in sort or set(plain) != set(base) - WORDS:
                return
            others = {each: value for each, value in plain.items() if each != name}
            for root in zeros(tree, name, others, complex_too=False)[0][:2]:
                places += 1
                for step in STEPS:
                    value = Fraction(root).limit_denominator(10**6) + step
                    if domain.allows(name, value):
                        yield {**base, name: value}
