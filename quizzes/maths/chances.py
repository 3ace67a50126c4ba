"""Random variables on a small finite space of outcomes, and what is worked out from them: E, Var, Cov, H, KL, MI, P.

An identity that holds for all distributions holds for these; one that fails shows a small table.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Final

from quizzes.maths.arithmetic import Arithmetic, Scalar, Undefined, Unknown
from quizzes.maths.matrices import Matrix


@dataclasses.dataclass(frozen=True)
class Random:
    """A value for each outcome. weights: probabilities of the outcomes, the same for all variables of a point."""

    values: tuple[Any, ...]
    weights: tuple[Scalar, ...]

    def map(self, function: Callable[[Scalar], Any]) -> Random:
        return Random(tuple(function(value) for value in self.values), self.weights)

    def paired(self, other: object, function: Callable[[Any, Any], Any]) -> Random:
        others = other.values if isinstance(other, Random) else [other] * len(self.values)
        return Random(tuple(function(a, b) for a, b in zip(self.values, others, strict=True)), self.weights)

    def __add__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: a + b)

    def __radd__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: b + a)

    def __sub__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: a - b)

    def __rsub__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: b - a)

    def __mul__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: a * b)

    def __rmul__(self, other: object) -> Random:
        return self.paired(other, lambda a, b: b * a)

    def __neg__(self) -> Random:
        return self.map(lambda value: -value)


def expectation(value: Any, given: Any = None) -> Any:
    """given: None, an event, or the variables of a condition; under these the result is random itself."""
    if not isinstance(value, Random):
        return value
    if given is None:
        return _sum(weight * each for weight, each in zip(value.weights, value.values, strict=True))
    if _is_event(given):
        total = probability(given)
        return _divided(
            _sum(w * v for w, v, holds in zip(value.weights, value.values, given.values, strict=True) if holds), total
        )
    of_key: dict[Hashable, list[int]] = defaultdict(list)
    for outcome, key in enumerate(_keys(given)):
        of_key[key].append(outcome)
    means = list(value.values)
    for outcomes in of_key.values():
        total = _sum(value.weights[outcome] for outcome in outcomes)
        mean = _divided(_sum(value.weights[outcome] * value.values[outcome] for outcome in outcomes), total)
        for outcome in outcomes:
            means[outcome] = mean
    return Random(tuple(means), value.weights)


def covariance(x: Any, y: Any, given: Any = None) -> Any:
    """Of two numbers or of two random columns: then the matrix of covariances."""
    if isinstance(x, Random) and isinstance(x.values[0], Matrix):
        other = y if isinstance(y, Random) else x.map(lambda _: y)
        product = x.paired(other.map(lambda value: value.transposed), lambda a, b: a * b)
        return expectation(product, given) - _times(expectation(x, given), _transposed(expectation(other, given)))
    return expectation(x * y, given) - expectation(x, given) * expectation(y, given)


def probability(event: Any, given: Any = None) -> Any:
    """given: None, or an event of positive probability."""
    if isinstance(event, bool):
        return 1.0 if event else 0.0
    if not isinstance(event, Random):
        raise Unknown("a probability needs an event, such as X > 0")
    if given is None:
        return _sum((w for w, holds in zip(event.weights, event.values, strict=True) if holds), event.weights[0] * 0)
    if not _is_event(given):
        raise Unknown("a probability needs an event behind the bar, such as Y = 1")
    both = event.paired(given, lambda a, b: bool(a) and bool(b))
    return _divided(probability(both), probability(given))


def entropy(arithmetic: Arithmetic, variables: Sequence[Any], given: Sequence[Any] = ()) -> Scalar:
    """In nats, of random variables together; of one distribution (a vector); of two, the cross entropy."""
    if variables and all(isinstance(each, Matrix) for each in variables) and not given:
        p, q = variables[0], variables[-1]
        return -_sum(a * arithmetic.log(b) for a, b in zip(p.entries, q.entries, strict=True))
    if given:
        return entropy(arithmetic, [*variables, *given]) - entropy(arithmetic, given)
    weights: dict[Hashable, Scalar] = defaultdict(int)
    first = next((each for each in variables if isinstance(each, Random)), None)
    if first is None:
        raise Unknown("an entropy needs random variables")
    for key, weight in zip(_keys(tuple(variables)), first.weights, strict=True):
        weights[key] += weight
    return -_sum(weight * arithmetic.log(weight) for weight in weights.values() if weight)


def divergence(arithmetic: Arithmetic, p: Any, q: Any) -> Scalar:
    """Of Kullback and Leibler, in nats, of two distributions (vectors of probabilities)."""
    if not (isinstance(p, Matrix) and isinstance(q, Matrix)):
        raise Unknown("KL needs two distributions")
    return _sum(a * arithmetic.log(arithmetic.divide(a, b)) for a, b in zip(p.entries, q.entries, strict=True))


def information(arithmetic: Arithmetic, x: Sequence[Any], y: Sequence[Any], given: Sequence[Any] = ()) -> Scalar:
    """Mutual information in nats."""
    return entropy(arithmetic, x, given) - entropy(arithmetic, x, [*y, *given])


EVENT: Final = bool


def _is_event(value: Any) -> bool:
    return isinstance(value, Random) and isinstance(value.values[0], EVENT)


def _keys(variables: Any) -> list[Hashable]:
    """For each outcome the values of the variables, as one key."""
    group = variables if isinstance(variables, tuple) else (variables,)
    columns = [each.values for each in group if isinstance(each, Random)]
    if not columns:
        raise Unknown("a condition needs random variables")
    return [
        tuple(value.rows if isinstance(value, Matrix) else value for value in row) for row in zip(*columns, strict=True)
    ]


def _sum(values: Iterable[Any], start: Any = None) -> Any:
    total = start
    for value in values:
        total = value if total is None else total + value
    return 0.0 if total is None else total


def _divided(value: Any, total: Scalar) -> Any:
    if not total:
        raise Undefined("a condition that never holds")
    return value / total


def _times(a: Any, b: Any) -> Any:
    return a * b


def _transposed(value: Any) -> Any:
    return value.map(lambda each: each.transposed) if isinstance(value, Random) else value.transposed


def lifted(function: Callable[..., Any], *values: Any) -> Any:
    """The function applied to each outcome of random values, to plain values at once."""
    first = next((value for value in values if isinstance(value, Random)), None)
    if first is None:
        return function(*values)
    columns = [each.values if isinstance(each, Random) else [each] * len(first.values) for each in values]
    return Random(tuple(function(*row) for row in zip(*columns, strict=True)), first.weights)


def _only(given: list[Any]) -> Any:
    """One condition, or several variables as one."""
    if not given:
        return None
    return given[0] if len(given) == 1 else tuple(given)


def _flat(groups: list[list[Any]]) -> list[Any]:
    return [value for group in groups for value in group]


def _deviation(a: Arithmetic, x: Any, given: Any) -> Any:
    return lifted(a.functions["sqrt"], covariance(x, x, given))


def _correlation(a: Arithmetic, x: Any, y: Any, given: Any) -> Any:
    return a.divide(covariance(x, y, given), _deviation(a, x, given) * _deviation(a, y, given))


OF_CHANCE: Final[dict[str, Callable[[Arithmetic, list[list[Any]], list[Any]], Any]]] = {
    "E": lambda _, x, given: expectation(x[0][0], _only(given)),
    "Var": lambda _, x, given: covariance(x[0][0], x[0][0], _only(given)),
    "Cov": lambda _, x, given: covariance(x[0][0], x[-1][-1], _only(given)),
    "Std": lambda a, x, given: _deviation(a, x[0][0], _only(given)),
    "Corr": lambda a, x, given: _correlation(a, x[0][0], x[-1][-1], _only(given)),
    "P": lambda _, x, given: probability(lifted(lambda *each: all(each), *_flat(x)), _only(given)),
    "H": lambda a, x, given: entropy(a, _flat(x), given),
    "KL": lambda a, x, given: divergence(a, *_flat(x)),
    "MI": lambda a, x, given: information(a, x[0], _flat(x[1:]), given),
}
