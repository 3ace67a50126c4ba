"""Whether two conditions have the same solutions, or one follows from the other: equations, inequalities, systems.

A single equation that is a constant multiple of the other is told at random points. For the rest, points are made at
which something may change: solutions of either side, bounds of inequalities, places between and beyond them.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from quizzes.maths import clocks
from quizzes.maths.arithmetic import Arithmetic, Scalar, Undefined, Unknown, is_finite, is_number, mp, precise, quick
from quizzes.maths.conditions import FLIPPED, as_condition, atoms, cases, difference, edges, has_order, holds
from quizzes.maths.distances import is_real
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, same, undecided
from quizzes.maths.matrices import ShapeError
from quizzes.maths.matrix_equations import compare_matrix_equations
from quizzes.maths.polynomials import poles, zeros
from quizzes.maths.probing import WORDS, environment, points
from quizzes.maths.rewriting import free_names, has_matrix, ordered
from quizzes.maths.systems import solutions
from quizzes.maths.trees import Compare, Node, names_in
from quizzes.maths.values import worth

BASES = 6  # points at which all names but one are held
MAX_TESTS = 900
SECONDS = 0.9
RATIO_POINTS = 6
DIGITS = 50

Values = dict[str, Any]


def equivalent(first: Node, second: Node, domain: Domain | None = None) -> Comparison:
    """Whether two conditions hold at the same points."""
    return _Pair(first, second, domain or Domain()).run(both_ways=True)


def implies(first: Node, second: Node, domain: Domain | None = None) -> Comparison:
    """Whether the second condition holds wherever the first does."""
    return _Pair(first, second, domain or Domain()).run(both_ways=False)


class _Pair:
    def __init__(self, first: Node, second: Node, domain: Domain) -> None:
        self.first, self.second = as_condition(first), as_condition(second)
        self.domain = domain
        self.trees = (self.first, self.second)
        sizes = {size for shape in domain.shapes.values() for size in shape}  # they change with the matrices only
        self.names = sorted((free_names(self.first) | free_names(self.second)) - set(domain.shapes) - sizes)
        if "I" in self.names and (domain.shapes or has_matrix(first, second)):
            self.names.remove("I")
        self.is_ordered = has_order(self.first) or has_order(self.second)
        real = domain.numbers == "real"
        self.complex_too = not real and not self.is_ordered
        self.quick, self.precise = quick(real=real), precise(real=real)
        self.sure = True  # every zero that was searched for was found
        self.identities: set[Compare] = set()
        self.true_points = 0
        self.tests = 0

    def run(self, *, both_ways: bool) -> Comparison:
        if ordered(self.first) == ordered(self.second):
            return same("structure")
        found = self.by_ratio(both_ways=both_ways)
        if found is not None:
            return found
        started = clocks.seconds()
        open_tests = 0
        for point in self.candidates():
            truths = self.truths(point)
            if None in truths:
                open_tests += 1
            elif truths[0] != truths[1] and (both_ways or truths[0]):
                if self.is_sure(point, truths):
                    return self.apart(point, truths)
                open_tests += 1
            self.true_points += all(truths)
            self.tests += 1
            if self.tests > MAX_TESTS or clocks.seconds() - started > SECONDS:
                self.sure = False
                break
        return self.conclude(open_tests, both_ways)

    def conclude(self, open_tests: int, both_ways: bool) -> Comparison:
        if self.tests < 3 and self.names:
            return undecided("no points could be tried")
        if open_tests > self.tests / 2:
            return undecided("most points could not be decided")
        if not self.true_points and self.names and not self.sure and not self.is_ordered:
            return undecided("no solution of either was found")
        how = "solutions" if both_ways else "implication"
        return same(how, self.tests)

    def by_ratio(self, *, both_ways: bool) -> Comparison | None:
        """One comparison each: do the differences of the sides have a constant ratio?"""
        if not (isinstance(self.first, Compare) and isinstance(self.second, Compare)):
            return None
        signs = self.first.operators[0], self.second.operators[0]
        if "in" in signs:
            return None
        trees = difference(self.first), difference(self.second)
        ratios: list[Scalar] = []
        for count, point in enumerate(points(trees, self.domain)):
            if count > 4 * RATIO_POINTS or len(ratios) >= RATIO_POINTS:
                break
            try:
                env = environment(point, self.quick)
                a, b = (worth(tree, env, self.quick) for tree in trees)
            except (Undefined, Unknown):
                continue
            except ShapeError:
                return compare_matrix_equations(self.first, self.second, self.domain, both_ways=both_ways)
            if not (is_number(a) and is_number(b)):
                return compare_matrix_equations(self.first, self.second, self.domain, both_ways=both_ways)
            if not abs(a) > 1e-9 or not abs(b) > 1e-9 or not is_finite(a) or not is_finite(b):
                return None
            ratios.append(a / b)
            if abs(ratios[-1] - ratios[0]) > 1e-8 * abs(ratios[0]):
                return None
        if len(ratios) < RATIO_POINTS:
            return None
        ratio = ratios[0]
        if self.is_ordered and not is_real(ratio):
            return None
        wanted = signs[0] if not self.is_ordered or ratio.real > 0 else FLIPPED[signs[0]]
        return same("factor", len(ratios)) if wanted == signs[1] else None

    def candidates(self) -> Iterator[Values]:
        """Points as exact as they come, the nicest first."""
        if not self.names:
            yield {}
            return
        bases = self.bases()
        yield from bases
        self.find_identities(bases)
        yield from self.solved(bases)
        for base in bases:
            for name in self.names:
                yield from self.along(base, name)

    def bases(self) -> list[Values]:
        found: list[Values] = []
        for point in points(self.trees, dataclasses.replace(self.domain, numbers="real")):
            found.append(dict(point))
            if len(found) >= BASES:
                return found
        return found

    def find_identities(self, bases: list[Values]) -> None:
        """Comparisons whose sides are equal everywhere have no places that are special."""
        for tree in self.trees:
            for atom in atoms(tree):
                if atom.operators != ("in",) and all(self.meets(atom, base) for base in bases):
                    self.identities.add(atom)

    def meets(self, atom: Compare, point: Values) -> bool:
        return holds(Compare(("==",), atom.operands), _environment(point, self.quick), self.quick) is True

    def solved(self, bases: list[Values]) -> Iterator[Values]:
        """Solutions of each alternative that joins several equations."""
        for tree in self.trees:
            for case in cases(tree):
                equations = [difference(atom) for atom in case if atom.operators == ("==",)]
                if len(equations) > 1:
                    for base in bases[:3]:
                        found, sure = solutions(equations, self.names, base, complex_too=self.complex_too)
                        self.sure &= sure
                        for point in found:
                            yield {**base, **point}

    def along(self, base: Values, name: str) -> Iterator[Values]:
        """Zeros of every comparison as functions of one name, and points between and beyond them."""
        others = {each: value for each, value in base.items() if each != name}
        special: list[Any] = []
        for tree in self.trees:
            for atom in atoms(tree):
                if name not in names_in(atom) or atom.operators == ("in",) or atom in self.identities:
                    continue
                found, sure = zeros(difference(atom), name, others, complex_too=self.complex_too)
                self.sure &= sure
                special += found
                if self.is_ordered or "!=" in atom.operators:
                    special += poles(difference(atom), name, others)
            if self.is_ordered:
                for edge in edges(tree):
                    if name in names_in(edge):
                        special += zeros(edge, name, others, complex_too=False)[0]
        real = sorted({value for value in special if not isinstance(value, complex)})
        between = [_between(a, b) for a, b in itertools.pairwise(real)]
        beyond = [_nice_below(real[0]), _nice_above(real[-1])] if real else []
        for value in [*special, *between, *beyond]:
            if self.allows(name, value):
                yield {**others, name: value}

    def allows(self, name: str, value: Any) -> bool:
        return self.domain.allows(name, value)

    def truths(self, point: Values) -> tuple[bool | None, bool | None]:
        if not all(self.allows(name, value) for name, value in point.items() if name in self.names):
            return False, False
        env = _environment(point, self.quick)
        truths = holds(self.first, env, self.quick), holds(self.second, env, self.quick)
        if None not in truths:
            return truths
        return self.truths_in_digits(point)

    def is_sure(self, point: Values, truths: tuple[bool | None, bool | None]) -> bool:
        """Whether many digits say the same; floats take 1 - 1e-20 for 1."""
        if sum(isinstance(value, float | complex) for value in point.values()) > 1:
            return True  # of several rounded values none can be made exact alone
        return self.truths_in_digits(point) == truths

    def truths_in_digits(self, point: Values) -> tuple[bool | None, bool | None]:
        with mp.workdps(DIGITS):
            env = _environment(self.refined(point), self.precise)
            return holds(self.first, env, self.precise), holds(self.second, env, self.precise)

    def refined(self, point: Values) -> Values:
        """A point at which some comparison meets, with as many digits as mpmath has."""
        inexact = [name for name, value in point.items() if isinstance(value, float | complex)]
        if len(inexact) != 1:
            return point
        name = inexact[0]
        env = _environment(point, self.precise)
        for tree in self.trees:
            for atom in atoms(tree):
                root = self.root_near(difference(atom), name, point[name], env) if name in names_in(atom) else None
                if root is not None:
                    return {**point, name: root}
        return point

    def root_near(self, tree: Node, name: str, start: Any, env: Values) -> Any:
        try:
            root = mp.findroot(lambda x: worth(tree, {**env, name: x}, self.precise), mp.mpmathify(start))
        except (ValueError, ZeroDivisionError, TypeError, Undefined, Unknown, ShapeError):
            return None
        return root if abs(root - start) < 1e-6 else None

    def apart(self, point: Values, truths: tuple[bool | None, bool | None]) -> Comparison:
        solves = "solution" if not self.is_ordered else "place where it holds"
        return Comparison(
            verdict=Verdict.DIFFERENT,
            how="solutions",
            points=self.tests + 1,
            counterexample={name: value for name, value in point.items() if name not in WORDS},
            values=truths,
            note=f"a {solves} is lost" if truths[0] else f"a {solves} is added",
        )


def _environment(point: Mapping[str, Any], arithmetic: Arithmetic) -> dict[str, Any]:
    rounded = {name: value for name, value in point.items() if isinstance(value, float | complex)}
    env = environment({name: value for name, value in point.items() if name not in rounded}, arithmetic)
    return env | ({name: mp.mpmathify(value) for name, value in rounded.items()} if arithmetic.exact else rounded)


def _between(a: Any, b: Any) -> Fraction:
    middle = Fraction((Fraction(a) + Fraction(b)) / 2)
    for denominator in (1, 2, 10, 100):
        nice = middle.limit_denominator(denominator)
        if Fraction(a) < nice < Fraction(b):
            return nice
    return middle


def _nice_below(value: Any) -> Fraction:
    return Fraction(int(value) - 2)


def _nice_above(value: Any) -> Fraction:
    return Fraction(int(value) + 2)
