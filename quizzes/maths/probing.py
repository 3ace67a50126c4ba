"""Points at which two trees are compared: small and nice ones first, then on both sides of where things change.

A point gives each name an exact value, so that it can be worked out in floats and again with as many digits as needed.
The same names and assumptions give the same points for ever.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from quizzes.maths.arithmetic import Arithmetic
from quizzes.maths.calculus import ALIASES, FAMILY, IDENTITY
from quizzes.maths.chances import Random
from quizzes.maths.domains import Domain
from quizzes.maths.matrices import Matrix, column, identity
from quizzes.maths.rewriting import free_names, has_matrix, members, nodes_of
from quizzes.maths.samples import drawn_matrix, drawn_weights
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number

Point: TypeAlias = Mapping[
    str, Any
]  # Fraction, (Fraction, Fraction) for a complex number, or a Matrix or Random of these

SIZES: Final = (2, 3, 4, 5)
OUTCOMES = 5
MOST_ROWS = 64  # of a table of chances
WORDS: Final = frozenset({FAMILY, ALIASES, IDENTITY})  # what a point holds beside the values of names
NICE: Final = (
    (2, 3, 5, 7, 11), (1, 2, 3, 4, 5), (Fraction(1, 2), Fraction(3, 2), Fraction(1, 3), Fraction(5, 2), Fraction(2, 3)),
    (-1, -2, -3, -5, -7), (-2, 2, Fraction(1, 2), 3, -1),
)  # fmt: skip
NICE_AND_POSITIVE: Final = (
    (2, 3, 5, 7, 11), (1, 2, 3, 4, 5), (Fraction(1, 2), Fraction(3, 2), Fraction(1, 3), Fraction(5, 2), Fraction(2, 3)),
    (3, 1, 2, 5, 4), (5, Fraction(1, 2), 7, 2, 3),
)  # fmt: skip
RANGES: Final = ((0, 1), (-1, 1), (1, 4), (-4, 0), (-3, 3), (0, 6))  # in turn
FAR_RANGES: Final = ((0, Fraction(1, 10)), (5, 20), (-20, 20), (10, 200), (-200, -10), (0, 2000))


def points(trees: Sequence[Node], domain: Domain) -> Iterator[Point]:
    """Endless for as long as anybody asks, unless there are no names: then one point."""
    names = sorted(set().union(*(free_names(tree) | (_families(tree) & set(domain.shapes)) for tree in trees)))
    if "I" in names and (domain.shapes or has_matrix(*trees)):
        names.remove("I")  # the identity matrix
    aliases = dict(pair for tree in trees for pair in family_aliases(tree, names))
    counted = set().union(*(counting_names(tree) for tree in trees))
    distributions = set().union(*(distribution_names(tree) for tree in trees)) - set(domain.random)
    events = set().union(*(event_names(tree) for tree in trees)) & set(domain.random)
    outcomes = dict(pair for tree in trees for pair in named_outcomes(tree, domain.random))
    levels = _levels(trees, set(domain.random) - events)
    chance = random.Random(" ".join(names))  # noqa: S311  (no secret; the same points for the same names)
    sized = [name for name in names if name in domain.shapes or name in distributions or name in domain.random]
    plain = [name for name in names if name not in sized]
    if not plain and not sized:
        yield {FAMILY: 0}
        return
    index = 0
    while True:
        point: dict[str, Any] = {FAMILY: index}
        sizes = _sizes(domain, index)
        point |= _numbers(plain, counted, domain, index, chance)
        point |= {name: sizes[name] for name in plain if name in sizes}
        point |= _aliased(aliases, plain, counted, index)
        for name in sized:
            if name in domain.shapes and name not in domain.random:
                point[name] = _matrix(name, domain, sizes, chance, is_nice=index < 2)
            elif name in distributions:
                point[name] = column(drawn_weights(2 + index % 3, chance))
        variables = [name for name in sized if name in domain.random]
        draw = functools.partial(_outcome, events=events, domain=domain, sizes=sizes, chance=chance)
        if levels and not domain.independent:
            point |= _over_levels(variables, levels, draw, chance)
        else:
            point |= _variables(variables, draw, domain.independent, min(3 + index, OUTCOMES), chance)
        point |= {
            name: chance.choice(point[variable].values) for name, variable in outcomes.items() if variable in point
        }
        if len(set(sizes.values())) == 1 and domain.shapes:
            point.setdefault(IDENTITY, identity(next(iter(sizes.values())), Fraction(1)))
        yield point
        index += 1


def environment(point: Point, arithmetic: Arithmetic) -> dict[str, Any]:
    """The point in one of the number systems."""
    return {
        name: value if name in (FAMILY, ALIASES) else _converted(value, arithmetic) for name, value in point.items()
    }


def _converted(value: Any, arithmetic: Arithmetic) -> Any:
    match value:
        case bool():
            return value
        case int() | Fraction():
            return arithmetic.number(value)
        case (real, imaginary):
            return arithmetic.number(real) + arithmetic.number(imaginary) * arithmetic.i
        case Matrix():
            return value.map(lambda entry: _converted(entry, arithmetic))
        case Random():
            weights = tuple(arithmetic.number(weight) for weight in value.weights)
            return Random(tuple(_converted(each, arithmetic) for each in value.values), weights)
    return value


def counting_names(tree: Node) -> set[str]:
    """Names that count something, so that only whole numbers from 0 on make sense: bounds of sums, n!, comb(n, k)."""
    found: set[str] = set()
    for node in nodes_of(tree):
        match node:
            case Call("sum" | "product", (_, _, low, high)):
                found |= free_names(low) | free_names(high)
            case Call("factorial" | "comb" | "identity" | "ones" | "zeros", arguments):
                found = found.union(*(free_names(argument) for argument in arguments))
            case Call("gcd" | "lcm", arguments):
                found = found.union(*(free_names(argument) for argument in arguments))
    return found


def distribution_names(tree: Node) -> set[str]:
    """Names that stand alone in KL(p, q) or H(p): vectors of probabilities."""
    return {
        argument.name
        for node in nodes_of(tree)
        if isinstance(node, Call) and node.function in ("KL", "H")
        for argument in node.arguments
        if isinstance(argument, Name)
    }


def event_names(tree: Node) -> set[str]:
    """Names that are true or false: A and B in P(A and B | not C)."""
    found: set[str] = set()
    for node in nodes_of(tree):
        if isinstance(node, Call) and node.function == "P":
            found = found.union(*(_truths(argument) for argument in node.arguments))
    return found


def _truths(node: Node) -> set[str]:
    match node:
        case Name(name):
            return {name}
        case Binary("and" | "or" | "|" | "∩" | "∪", left, right):
            return _truths(left) | _truths(right)
        case Call() | Compare():
            return set()
        case _:
            return set().union(
                *(
                    _truths(child)
                    for child in getattr(node, "items", ()) or [getattr(node, "operand", node)]
                    if child is not node
                )
            )


def family_aliases(tree: Node, names: Collection[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """x_k beside a sum over x_i is one of the x_i: its name, with the family x and the index k."""
    families = _families(tree)
    for name in names:
        base, _, index = name.rpartition("_")
        if base in families:
            yield name, (base, index.strip("{}"))


def _families(tree: Node) -> set[str]:
    """x of a sum over x_i."""
    return {base for node in nodes_of(tree) for base in members(node).values()}


def _aliased(aliases: Mapping[str, tuple[str, str]], plain: list[str], counted: set[str], turn: int) -> dict[str, Any]:
    """The index of each such name, and under what number of the family it is found; all counts reach that far."""
    point: dict[str, Any] = {}
    places: dict[str, str] = {}
    numbers: dict[str, int] = {}  # y_j and z_j are the same members of their families
    for name, (base, index) in aliases.items():
        number = int(index) if index.isdigit() else numbers.setdefault(index, 1 + (turn + len(numbers)) % 2)
        places[f"{base}_{number}"] = name
        if index in plain:
            point[index] = Fraction(number)
    if places:
        point[ALIASES] = places
        point |= {name: Fraction(2 + turn % 3) for name in counted if name in plain and name not in point}
    return point


def named_outcomes(tree: Node, variables: Collection[str]) -> Iterator[tuple[str, str]]:
    """x and X of `X = x`, where X is random: x is to be one of its values."""
    for node in nodes_of(tree):
        match node:
            case Compare(("==",), (Name(a), Name(b))) if (a in variables) != (b in variables):
                yield (b, a) if a in variables else (a, b)


def _sizes(domain: Domain, index: int) -> dict[str, int]:
    """Each letter of a shape has its own size, which changes from point to point, as does which one is the greater."""
    letters = sorted({size for shape in domain.shapes.values() for size in shape if isinstance(size, str)})
    order = SIZES[index % 2 :] + SIZES[: index % 2]
    sizes = {letter: order[position % len(order)] for position, letter in enumerate(letters)}
    if index % 4 > 1:
        sizes = dict(zip(letters, reversed(sizes.values()), strict=True))
    for name, structure in domain.structures.items():
        if structure == "orthonormal":  # of which no matrix is wider than high
            high, wide = domain.shapes[name]
            if isinstance(high, str) and isinstance(wide, str) and sizes[high] < sizes[wide]:
                sizes[high], sizes[wide] = sizes[wide], sizes[high]
    return sizes


def _matrix(name: str, domain: Domain, sizes: Mapping[str, int], chance: random.Random, *, is_nice: bool) -> Matrix:
    rows, *more = (size if isinstance(size, int) else sizes[size] for size in domain.shapes[name])
    structure = domain.structures.get(name, "")
    return drawn_matrix(structure, rows, more[0] if more else 1, chance, is_nice=is_nice)


def _variables(
    names: list[str], draw: Callable[[str], Any], independent: bool, outcomes: int, chance: random.Random
) -> dict[str, Random]:
    """Few values each, so that conditions hold for several outcomes.   draw: one value of a variable, by its name."""
    if not names:
        return {}
    if not independent or len(names) > 4:
        weights = drawn_weights(outcomes, chance)
        return {name: Random(tuple(draw(name) for _ in weights), weights) for name in names}
    own = {name: drawn_weights(2, chance) for name in names}
    pairs = {name: _apart(name, draw) for name in names}
    weights = (Fraction(1),)
    columns: dict[str, tuple[Any, ...]] = {}
    for name in names:
        weights = tuple(weight * each for weight in weights for each in own[name])
        columns = {other: tuple(value for value in values for _ in own[name]) for other, values in columns.items()}
        columns[name] = tuple(value for _ in range(len(weights) // 2) for value in pairs[name])
    return {name: Random(tuple(columns[name]), weights) for name in names}


def _levels(trees: Sequence[Node], variables: Collection[str]) -> dict[str, list[Any]]:
    """Values that variables are asked about, as in P(D = 1 | T = 0); without a chance of their own they tell little."""
    found: dict[str, list[Any]] = {}
    for node in (node for tree in trees for node in nodes_of(tree)):
        match node:
            case Compare(("==",), (Name(name), Number(value))) if name in variables:
                found.setdefault(name, []).append(value)
    return {name: list(dict.fromkeys(map(Fraction, values))) for name, values in found.items()}


def _over_levels(
    names: list[str], levels: Mapping[str, list[Any]], draw: Callable[[str], Any], chance: random.Random
) -> dict[str, Random]:
    """Every combination of the values asked about, and of one more for each variable, as far as MOST_ROWS go.

    A variable asked about at both 0 and 1 is taken for an indicator, which has no other value.
    """
    rows: list[dict[str, Any]] = [{}]
    for name in names:
        asked = levels.get(name, [])
        values = asked if {0, 1} <= set(asked) else [*asked, draw(name)]
        rows = [{**row, name: value} for row in rows for value in dict.fromkeys(values)][:MOST_ROWS]
    weights = drawn_weights(len(rows), chance)
    return {name: Random(tuple(row[name] for row in rows), weights) for name in names}


def _apart(name: str, draw: Callable[[str], Any]) -> tuple[Any, Any]:
    """Two values that differ."""
    first = second = draw(name)
    while first == second:
        second = draw(name)
    return first, second


def _outcome(name: str, *, events: set[str], domain: Domain, sizes: Mapping[str, int], chance: random.Random) -> Any:
    if name in events:
        return chance.random() < 0.6
    if name in domain.shapes:
        return _matrix(name, domain, sizes, chance, is_nice=True)
    return Fraction(chance.randint(-2, 3))


def _numbers(names: list[str], counted: set[str], domain: Domain, index: int, chance: random.Random) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for position, name in enumerate(names):
        sort = domain.sort(name)
        if name in counted and not sort & {"real", "complex"}:
            chosen[name] = Fraction(_count(position, index, chance))
        elif "probability" in sort:
            chosen[name] = Fraction(1, 2 + position + index) if index < 3 else _between(0, 1, chance)
        elif "integer" in sort:
            low = 1 if "positive" in sort else 0 if "nonnegative" in sort else -6
            chosen[name] = Fraction(2 + position + index if index < 3 else chance.randint(low, 9))
        elif domain.numbers == "complex" or "complex" in sort:
            chosen[name] = (_between(-3, 3, chance), _between(-3, 3, chance) if index % 4 else Fraction(0))
        else:
            chosen[name] = _signed(_number(sort, position, index, chance), sort)
    return chosen


def _count(position: int, index: int, chance: random.Random) -> int:
    return 1 + (position + index) % 7 if index < 4 else chance.randint(1, 4 + min(index, 12))


def _number(sort: frozenset[str], position: int, index: int, chance: random.Random) -> Fraction:
    nice = NICE_AND_POSITIVE if sort & {"positive", "negative", "nonnegative"} else NICE
    if index < len(nice) and position < len(nice[0]):
        return Fraction(nice[index][position])
    ranges = RANGES if index < 24 else FAR_RANGES
    low, high = ranges[(index + position * (index % 3)) % len(ranges)]
    return _between(low, high, chance)


def _between(low: Fraction | int, high: Fraction | int, chance: random.Random) -> Fraction:
    steps = 960  # not a power of two: no point is as round as the numbers in formulas are
    return Fraction(low) + (Fraction(high) - low) * Fraction(chance.randint(1, steps) * 2 - 1, 2 * steps + 1)


def _signed(value: Fraction, sort: frozenset[str]) -> Fraction:
    if sort & {"positive", "nonnegative"}:
        return abs(value)
    return -abs(value) if "negative" in sort else value
