"""Same, different or undecided: two trees that are values, compared by structure, at points, and only then by sympy."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from quizzes.maths import clocks
from quizzes.maths.arithmetic import (
    Arithmetic,
    NeedsDigits,
    Pole,
    Undefined,
    Unknown,
    is_complex,
    is_finite,
    is_number,
    mp,
    precise,
    quick,
    tidy,
)
from quizzes.maths.bends import bending, beside
from quizzes.maths.derivatives import NoRule, derivative
from quizzes.maths.distances import CLOSE, distance_of, is_real, relative_distance, shape_of, sort_of
from quizzes.maths.domains import Domain
from quizzes.maths.matrices import ShapeError
from quizzes.maths.probing import WORDS, Point, environment, points
from quizzes.maths.rewriting import calls, free_names, has_matrix, nodes_of, ordered, unbound_names
from quizzes.maths.trees import Binary, Call, Name, Node, Number
from quizzes.maths.values import worth

GOOD_POINTS = 12
FEW_GOOD_POINTS = 4  # enough where each costs much, and where most points have no value
MAX_POINTS = 60
SECONDS = 0.7  # after which few good points are enough
CONFIRMED = 3  # points that are worked out again with 30 digits before "same" is said
NICE_POINTS = 5  # before places of interest are searched
REGION = 3  # points at which only one side has a value, from which on the domains differ

ROUGH_CLOSE, ROUGH_APART = 1e-8, 1e-5  # relative, for quadrature and endless sums
ROUNDED: Final = 1e-9  # relative, for long decimals typed in place of an exact number
LONG_DECIMAL = 10  # significant digits from which on a decimal is taken for rounded
DIGITS, MORE_DIGITS = 30, 60

COSTLY: Final = frozenset({"int", "limit"})


class Verdict(enum.Enum):
    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """how: "structure", "points", "shapes", "sympy" ...   points: at which both had a value.

    counterexample: value of each name there.   values: of the reference and of the response at it.
    """

    verdict: Verdict
    how: str
    points: int = 0
    counterexample: Mapping[str, Any] | None = None
    values: tuple[Any, Any] | None = None
    note: str = ""


def same(how: str, points: int = 0, note: str = "") -> Comparison:
    return Comparison(verdict=Verdict.SAME, how=how, points=points, note=note)


def different(how: str, note: str = "") -> Comparison:
    return Comparison(verdict=Verdict.DIFFERENT, how=how, note=note)


def undecided(note: str) -> Comparison:
    return Comparison(verdict=Verdict.UNDECIDED, how="undecided", note=note)


def compare(reference: Node, response: Node, domain: Domain | None = None) -> Comparison:
    """Whether two trees have the same value wherever both have one."""
    domain = domain or Domain()
    scalar = not domain.shapes and not has_matrix(reference, response)
    if ordered(reference, lambda _: scalar) == ordered(response, lambda _: scalar):
        return same("structure")
    variable = _open_integral(reference) or _open_integral(response)
    if variable:
        try:
            inner = compare(derivative(reference, variable), derivative(response, variable), domain)
        except NoRule:
            return undecided("an integral without bounds could not be compared")
        return dataclasses.replace(inner, note=f"compared up to a constant, by their derivatives in {variable}")
    return _Probe(reference, response, domain).run()


def _open_integral(tree: Node) -> str:
    for node in nodes_of(tree):
        if isinstance(node, Call) and node.function == "int" and len(node.arguments) == 2:
            variable = node.arguments[1]
            if isinstance(variable, Name):
                return variable.name
    return ""


class _Probe:
    """Two trees and what is known of them so far."""

    def __init__(self, reference: Node, response: Node, domain: Domain) -> None:
        self.trees = (reference, response)
        self.domain = domain
        functions = calls(reference) | calls(response)
        names = unbound_names(reference) | unbound_names(response)
        self.costly = bool(functions & COSTLY) or "oo" in names
        self.rough = self.costly
        self.rounded = any(_is_rounded(tree) for tree in self.trees)
        self.has_names = bool(free_names(reference) | free_names(response))
        # Where i is meant, a value that is not real is a value like any other.
        self.complex = domain.numbers == "complex" or "i" in names or not self.has_names
        real = domain.numbers == "real" and "i" not in names
        self.quick, self.precise = quick(real=real), precise(real=real)
        self.needed = FEW_GOOD_POINTS if self.costly else GOOD_POINTS
        if domain.shapes:
            self.needed = min(self.needed, 6)
        self.agreeing: list[tuple[float, Point]] = []
        self.not_real = 0  # points where both agree on a value that is not real
        self.not_real_apart: tuple[Point, Any, Any] | None = None
        self.one_sided: list[tuple[Point, int]] = []
        self.poles: list[tuple[Point, int]] = []  # as `one_sided`, where the value may be missing at this point alone
        self.missing: list[type[Exception] | None] = [None, None]  # why a side had no value at the last point
        self.trouble = ""

    def run(self) -> Comparison:
        started = clocks.seconds()
        for count, point in enumerate(self.points()):
            if (found := self.look(point)) is not None:
                return found
            late = clocks.seconds() - started > SECONDS
            enough = len(self.agreeing) >= (FEW_GOOD_POINTS if late else self.needed)
            if enough or count >= MAX_POINTS or (late and count > 8):
                break
        return self.conclude()

    def points(self) -> Iterator[Point]:
        """Those for all, and after the first few those beside places where |x|, max and their like bend."""
        general = points(self.trees, self.domain)
        yield from itertools.islice(general, NICE_POINTS)
        bends = [bend for tree in self.trees for bend in bending(tree)]
        if bends and not self.domain.shapes:
            for base in itertools.islice(general, 1):
                yield from beside(bends, base, self.domain)
        yield from general

    def look(self, point: Point) -> Comparison | None:
        """A verdict of "different", if this point gives one."""
        if not self.has_names and not self.rough:
            return self.constant(point)
        values = self.values(point, self.quick)
        if self.shapes_differ(values):
            return self.wrongshape_of(values)
        if None in values:
            return None if self.rough and Unknown in self.missing else self.look_closely(point)
        a, b = values
        if not self.complex and (is_complex(a) or is_complex(b)):
            return self.look_closely(point)
        distance = relative_distance(a, b)
        if distance <= CLOSE:
            self.agreeing += [(distance, point)] * (1 if self.has_names else GOOD_POINTS)
            return None
        return self.look_closely(point)

    def look_closely(self, point: Point) -> Comparison | None:
        with mp.workdps(DIGITS):
            first = self.values(point, self.precise)
        if None in first:
            self.note_one_sided(point, first)
            return None
        with mp.workdps(DIGITS):
            real = [is_real(value) for value in first]
        if not self.complex and not all(real):
            if any(real):
                self.note_one_sided(point, (first[0] if real[0] else None, first[1] if real[1] else None))
                return None
            verdict, values = self.weigh(point, first)
            self.not_real += verdict is True
            if verdict is False:
                self.not_real_apart = self.not_real_apart or (point, *values)
            return None
        verdict, values = self.weigh(point, first)
        if verdict is True:
            self.agreeing += [(0.0, point)] * (1 if self.has_names else GOOD_POINTS)
        if verdict is False:
            return self.apart(point, values)
        return None

    def weigh(self, point: Point, first: tuple[Any, Any]) -> tuple[bool | None, tuple[Any, Any]]:
        """Whether two values are the same, by 30 digits and, in doubt, by 60; None where even these do not tell."""
        with mp.workdps(DIGITS):
            distance, size = distance_of(*first)
            if not is_finite(distance):
                return False, first
            if self.rounded and distance <= ROUNDED * size:
                return True, first
            if self.rough:
                if distance <= ROUGH_CLOSE * size or (distance <= 1e-9 and size <= 1):
                    return True, first
                return (False if distance > ROUGH_APART * size else None), first
            if distance <= mp.mpf(10) ** (10 - DIGITS) * size:
                return True, first
        with mp.workdps(MORE_DIGITS):
            second = self.values(point, self.precise)
            if None in second:
                return None, first
            again, size = distance_of(*second)
            if again <= mp.mpf(10) ** (15 - MORE_DIGITS) * size or again <= distance * mp.mpf(10) ** -15:
                return True, second
            if abs(again - distance) <= again / 100:
                return False, second
        return None, first

    def constant(self, point: Point) -> Comparison | None:
        with mp.workdps(DIGITS):
            values = self.values(point, self.precise)
        if self.shapes_differ(values):
            return self.wrongshape_of(values)
        if None in values:
            self.note_one_sided(point, values)
            return None
        verdict, values = self.weigh(point, (values[0], values[1]))
        if verdict is True:
            self.agreeing += [(0.0, point)] * GOOD_POINTS
        return self.apart(point, values) if verdict is False else None

    def values(self, point: Point, arithmetic: Arithmetic) -> tuple[Any, Any]:
        """None for a side that has no value; why is kept in `missing`."""
        env = environment(point, arithmetic)
        found: list[Any] = []
        self.missing = [None, None]
        for side, tree in enumerate(self.trees):
            try:
                value = worth(tree, env, arithmetic)
                found.append(tidy(value) if is_number(value) else value)
            except Undefined as error:
                self.missing[side] = type(error)
                found.append(None)
            except Unknown as error:
                self.missing[side] = NeedsDigits if isinstance(error, NeedsDigits) else Unknown
                self.trouble = self.trouble or str(error)
                found.append(None)
            except ShapeError as error:
                found.append(error)
        return found[0], found[1]

    def shapes_differ(self, values: tuple[Any, Any]) -> bool:
        return None not in values and shape_of(values[0]) != shape_of(values[1])

    def wrongshape_of(self, values: tuple[Any, Any]) -> Comparison:
        if isinstance(values[0], ShapeError):
            return undecided(f"the reference has no value: {values[0]}")
        if isinstance(values[1], ShapeError):
            return different("shapes", str(values[1]))
        return different("shapes", f"{sort_of(values[0])} was expected, not {sort_of(values[1])}")

    def note_one_sided(self, point: Point, values: tuple[Any, Any]) -> None:
        if (values[0] is None) != (values[1] is None):
            side = 0 if values[0] is None else 1
            if self.missing[side] not in (Unknown, NeedsDigits):
                (self.poles if self.missing[side] is Pole else self.one_sided).append((point, side))

    def apart(self, point: Point, values: tuple[Any, Any]) -> Comparison:
        return Comparison(
            verdict=Verdict.DIFFERENT,
            how="points",
            points=len(self.agreeing) + 1,
            counterexample={name: value for name, value in point.items() if name not in WORDS},
            values=values,
        )

    def conclude(self) -> Comparison:
        good = len(self.agreeing)
        if not good and (len(self.poles) >= GOOD_POINTS or not self.has_names):
            self.one_sided += self.poles
        if len(self.one_sided) >= REGION or (not self.has_names and self.one_sided):
            point, side = self.one_sided[0]
            which = "the reference" if side == 0 else "the answer"
            found = self.apart(point, (None, None))
            return dataclasses.replace(found, how="domain", note=f"{which} has no real value here", values=None)
        if not good and self.not_real_apart:
            point, *values = self.not_real_apart
            return self.apart(point, (values[0], values[1]))
        if good >= FEW_GOOD_POINTS:
            return self.confirmed(good)
        if not good and self.not_real >= FEW_GOOD_POINTS:
            return same("points", self.not_real)
        return self.by_sympy()

    def confirmed(self, good: int) -> Comparison:
        """Agreement in floats is checked again with many digits, where it was worst."""
        worst = sorted(self.agreeing, key=lambda pair: -pair[0])[: 0 if self.rough else CONFIRMED]
        for distance, point in worst:
            if not distance and self.agreeing[0][0] == 0.0 and not self.has_names:
                continue
            with mp.workdps(DIGITS):
                values = self.values(point, self.precise)
            if None in values:
                continue
            verdict, values = self.weigh(point, values)
            if verdict is False:
                return self.apart(point, values)
        return same("points", min(good, GOOD_POINTS) if self.has_names else 1)

    def by_sympy(self) -> Comparison:
        why = self.trouble or "too few points with a value on both sides"
        if self.domain.shapes or self.domain.random or has_matrix(*self.trees):
            return undecided(why)
        if any("limit" in calls(tree) for tree in self.trees):
            return undecided(why)  # sympy has had its chance
        from quizzes.maths import symbolics  # sympy takes half a second to import

        if symbolics.is_zero(Binary("-", *self.trees), assumptions(self.domain)):
            return same("sympy", len(self.agreeing))
        return undecided(why)


def assumptions(domain: Domain) -> dict[str, dict[str, bool]]:
    """For sympy, which knows the same words but one."""
    return {
        name: {sort if sort != "probability" else "positive": True for sort in domain.sort(name)}
        for name in domain.sorts
    }


def _is_rounded(tree: Node) -> bool:
    return any(isinstance(node, Number) and _digits_of_decimal(node.text) >= LONG_DECIMAL for node in nodes_of(tree))


def _digits_of_decimal(text: str) -> int:
    """Significant digits of a decimal; 0 for a whole number, which is exact."""
    mantissa = text.partition("e")[0]
    return len(mantissa.lstrip("0.").replace(".", "")) if "." in mantissa else 0
