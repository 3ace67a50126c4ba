"""From parameters and formulas to seeds that leave a formula without a value, sought in all that can be drawn.

A sample of draws misses what goes wrong once in a thousand. But a formula fails in a divisor, a power or a function of
limited domain, and each such place hangs on few parameters, so that mostly all their values can be tried. What is too
large or too small is left to the sample, and so are the conditions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from quizzes.maths.evaluating import CalculationError, Real, evaluate, refuse_others
from quizzes.maths.parameters import ParameterError, Parameters
from quizzes.maths.reading import Formula
from quizzes.maths.rewriting import nodes_of, substituted
from quizzes.maths.tokens import ReadingError
from quizzes.maths.trees import Binary, Call, Name, Node, Number, names_in

MOST_VALUES: Final = 2_000  # tried for all places of a question together
MOST_ATTEMPTS: Final = 40_000  # to draw what was found
WIDER_SAMPLE: Final = 200  # seeds, where a place has too many values
ONE: Final = Number(1, "1")
PARTIAL: Final = frozenset({"sqrt", "root", "log", "ln", "log2", "log10", "comb", "factorial", "tan"})
OF_POSITIVE: Final = frozenset({"sqrt", "log", "ln", "log2", "log10"})  # have a value wherever the argument is above 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Place:
    """tree: has no value for some numbers.   domain: what it hangs on, without conditions."""

    tree: Node
    domain: Parameters


def seeds_without_value(parameters: Parameters, trees: Iterable[Node]) -> Iterator[int]:
    """For each place that can be without a value, in a helper or in one of the trees, the first seed that shows it.

    Complete but for places with too many values, and for values that are hardly ever drawn.
    """
    left, wide = MOST_VALUES, []
    for place in sorted(_places(parameters, trees), key=lambda place: place.domain.size):
        left -= place.domain.size
        if left < 0:
            wide.append(place)
        elif next(_failing(place.tree, place.domain), None):
            domain = _conditioned(place.domain, parameters)
            if domain.size > MOST_VALUES:
                wide.append(place)
            elif (seed := _seed(parameters, domain, list(_failing(place.tree, domain)))) is not None:
                yield seed
    yield from _sampled(parameters, wide)


def divides_by_zero(tree: Node, values: Mapping[str, Real]) -> bool:
    """Whether a divisor of a formula is 0 at these values, whatever its variables are."""
    divisors = [node.right for node in nodes_of(tree) if isinstance(node, Binary) and node.operator == "/"]
    return any(
        _is_calculation(divisor, values) and _has_no_value(Binary("/", ONE, divisor), values) for divisor in divisors
    )


# --- where a formula can fail ----------------------------------------------------------------------------------------


def _places(parameters: Parameters, trees: Iterable[Node]) -> Iterator[_Place]:
    positive = _positive_names(parameters)
    helpers = [helper.tree for helper in parameters.let.values()]
    nodes = (node for tree in [*helpers, *trees] for node in nodes_of(tree))
    for tree in dict.fromkeys(found for node in nodes if (found := _partial(node, positive))):
        domain = _domain(parameters, names_in(tree))
        if domain.ranges and _is_calculation(tree, parameters.names):
            yield _Place(tree=tree, domain=domain)


def _partial(node: Node, positive: Collection[str]) -> Node | None:
    """What to evaluate to learn whether the node has a value; None where it always has one."""
    match node:
        case Binary("/", _, divisor):
            return None if _is_positive(divisor, positive) else Binary("/", ONE, divisor)
        case Binary("^", base, exponent):
            is_whole = isinstance(exponent, Number) and isinstance(exponent.value, int) and exponent.value > 0
            return None if is_whole or _is_positive(base, positive) else node
        case Call(function, arguments) if function in PARTIAL:
            return None if function in OF_POSITIVE and all(_is_positive(each, positive) for each in arguments) else node
        case _:
            return None


def _positive_names(parameters: Parameters) -> Collection[str]:
    names = {name for name, numbers in parameters.ranges.items() if numbers.lowest > 0}
    for name, helper in parameters.let.items():
        if _is_positive(helper.tree, names):
            names.add(name)
    return names


def _is_positive(tree: Node, names: Collection[str]) -> bool:
    """Whether it is above 0 for sure, given that these names are."""
    match tree:
        case Number(value, _):
            return value > 0
        case Name(name):
            return name in names
        case Binary("+" | "*" | "/" | "^", left, right):
            return _is_positive(left, names) and _is_positive(right, names)
        case Call("sqrt", (argument,)):
            return _is_positive(argument, names)
        case _:
            return False


def _is_calculation(tree: Node, names: Iterable[str]) -> bool:
    """Whether it speaks of these names only, not of variables such as x."""
    try:
        refuse_others(substituted(tree, dict.fromkeys(names, ONE)))
    except ReadingError:
        return False
    return True


# --- what it hangs on ------------------------------------------------------------------------------------------------


def _domain(parameters: Parameters, names: Iterable[str]) -> Parameters:
    """The parameters that these names hang on, with the helpers in between."""
    needed = set(names)
    for name in reversed(tuple(parameters.let)):
        if name in needed:
            needed.update(names_in(parameters.let[name].tree))
    return Parameters(
        ranges={name: numbers for name, numbers in parameters.ranges.items() if name in needed},
        let={name: helper for name, helper in parameters.let.items() if name in needed},
    )


def _conditioned(domain: Parameters, parameters: Parameters) -> Parameters:
    """The domain with the conditions that speak of it, and with all that these speak of."""
    names = set(domain.names)
    bound: list[Formula] = []

    def speaks_of_it(condition: Formula) -> bool:
        return not names.isdisjoint(_domain(parameters, names_in(condition.tree)).names)

    conditions = [*parameters.where, *parameters.where_let]
    while more := [condition for condition in conditions if condition not in bound and speaks_of_it(condition)]:
        bound += more
        names.update(*(_domain(parameters, names_in(condition.tree)).names for condition in more))
    return dataclasses.replace(
        _domain(parameters, names),
        where=tuple(condition for condition in parameters.where if condition in bound),
        where_let=tuple(condition for condition in parameters.where_let if condition in bound),
    )


# --- trying values ---------------------------------------------------------------------------------------------------


def _failing(tree: Node, domain: Parameters) -> Iterator[Mapping[str, Real]]:
    for values in domain.all():
        try:
            completed = domain.completed(values)
            if completed is not None:
                evaluate(tree, completed)
        except (CalculationError, ParameterError):
            yield values


def _seed(parameters: Parameters, domain: Parameters, found: Collection[Mapping[str, Real]]) -> int | None:
    """The first seed, from 1 on, that draws some of the values found."""
    wanted = {tuple(values.values()) for values in found}
    attempts = seed = 0
    while wanted and attempts < MOST_ATTEMPTS:
        seed += 1
        try:
            draw = parameters.draw(seed)
        except ParameterError:
            return seed
        if tuple(draw.values[name] for name in domain.ranges) in wanted:
            return seed
        attempts += draw.attempts
    return None


def _sampled(parameters: Parameters, places: Iterable[_Place]) -> Iterator[int]:
    """Without grading anything a draw costs little, so that the sample can be larger than the checked one."""
    left = list(places)
    for seed in range(1, WIDER_SAMPLE + 1):
        if not left:
            return
        try:
            values = parameters.draw(seed).values
        except ParameterError:
            yield seed
            return
        failed = [place for place in left if _has_no_value(place.tree, values)]
        if failed:
            left = [place for place in left if place not in failed]
            yield seed


def _has_no_value(tree: Node, values: Mapping[str, Real]) -> bool:
    try:
        evaluate(tree, values)
    except CalculationError:
        return True
    return False
