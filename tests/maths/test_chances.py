"""Random variables on a few outcomes: the identities of probability hold, and others do not."""

import math

import pytest

from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown
from quizzes.maths.chances import Random, covariance, divergence, entropy, expectation, information, probability
from quizzes.maths.matrices import column

WEIGHTS = (0.1, 0.2, 0.3, 0.4)
X = Random((1.0, 2.0, 1.0, 3.0), WEIGHTS)
Y = Random((0.0, 0.0, 1.0, 1.0), WEIGHTS)


def test_expectation_and_variance() -> None:
    assert expectation(X) == pytest.approx(2.0)
    assert covariance(X, X) == pytest.approx(0.8)
    assert expectation(2 * X + 1) == pytest.approx(5.0)


def test_tower_rule() -> None:
    given = expectation(X, Y)
    assert isinstance(given, Random)
    assert expectation(given) == pytest.approx(expectation(X))


def test_total_variance() -> None:
    within, between = covariance(X, X, Y), expectation(X, Y)
    assert expectation(within) + covariance(between, between) == pytest.approx(covariance(X, X))


def test_conditional_probability() -> None:
    a, b = X.map(lambda x: x > 1), Y.map(lambda y: y == 1)
    assert probability(a, b) == pytest.approx(0.4 / 0.7)
    with pytest.raises(Undefined):
        probability(a, Y.map(lambda y: y == 7))


def test_chain_rule_of_entropy() -> None:
    assert entropy(FLOATS, [X, Y]) == pytest.approx(entropy(FLOATS, [Y]) + entropy(FLOATS, [X], [Y]))
    assert information(FLOATS, [X], [Y]) == pytest.approx(entropy(FLOATS, [X]) - entropy(FLOATS, [X], [Y]))


def test_divergence_of_distributions() -> None:
    p, q = column([0.5, 0.5]), column([0.25, 0.75])
    assert divergence(FLOATS, p, q) == pytest.approx(0.5 * math.log(2) + 0.5 * math.log(2 / 3))
    assert entropy(FLOATS, [p]) == pytest.approx(math.log(2))
    assert entropy(FLOATS, [p, q]) == pytest.approx(entropy(FLOATS, [p]) + divergence(FLOATS, p, q))
    with pytest.raises(Unknown, match="two distributions"):
        divergence(FLOATS, X, Y)


def test_covariance_of_columns_is_a_matrix() -> None:
    pair = Random(tuple(column([x, y]) for x, y in zip(X.values, Y.values, strict=True)), WEIGHTS)
    matrix = covariance(pair, pair)
    assert matrix.rows[0][1] == pytest.approx(covariance(X, Y))
    assert matrix.rows[1][1] == pytest.approx(covariance(Y, Y))
