"""Derivatives by rule agree with those by differences, for every function that has a rule."""

import pytest

from quizzes.maths.arithmetic import FLOATS
from quizzes.maths.derivatives import _RULES, NoRule, derivative
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.trees import Call, Name, Node, to_text
from quizzes.maths.values import worth

ABOVE_ONE = {"asec", "acsc", "acosh", "acoth"}


def tree(text: str, **more: object) -> Node:
    return read(text, Vocabulary(**more))  # type: ignore[arg-type]


def slope(node: Node, at: float) -> float:
    h = 1e-5
    return float((worth(node, {"x": at + h}, FLOATS) - worth(node, {"x": at - h}, FLOATS)) / (2 * h))


@pytest.mark.parametrize("function", sorted(_RULES))
def test_rule_of_each_function(function: str) -> None:
    node = Call(function, (Name("x"),))
    at = 2.3 if function in ABOVE_ONE else 0.4
    assert worth(derivative(node, "x"), {"x": at}, FLOATS) == pytest.approx(slope(node, at), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "x^x",
        "2^(x^2)",
        "x^3/(1+x^2)",
        "log(x^2+1, 3)",
        "root(x, 3)",
        "-x*e^(-x)",
        "sum(x^k/k!, k, 0, 4)",
        "int(t*x, t, 0, x^2)",
        "sigmoid(3x)^2",
        "diff(x^4, x)",
    ],
)
def test_rules_of_joined_functions(text: str) -> None:
    node = tree(text)
    assert worth(derivative(node, "x"), {"x": 0.7}, FLOATS) == pytest.approx(slope(node, 0.7), rel=1e-5)


def test_derivative_of_an_open_integral_is_what_stands_in_it() -> None:
    assert derivative(tree("int(sin(x), x)"), "x") == tree("sin(x)")


def test_declared_functions_get_a_prime() -> None:
    found = derivative(tree("f(x^2)", functions=("f",)), "x")
    assert to_text(found).startswith("f'(x^2)*")


@pytest.mark.parametrize("text", ["max(x, 1)", "floor(1/x) + x!", "sum(x_i^2, i, 1, n) + x_k"])
def test_no_rule(text: str) -> None:
    name = "x_k" if "x_k" in text else "x"
    with pytest.raises(NoRule):
        derivative(tree(text), name)
