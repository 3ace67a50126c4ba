"""Equations, inequalities and systems with the same solutions; a lost or added solution is shown."""

from typing import Any

import pytest

from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.relations import equivalent, implies

REAL = Domain(numbers="real")


def judged(first: str, second: str, domain: Domain | None = None, *, one_way: bool = False) -> Comparison:
    domain = domain or Domain()
    vocabulary = Vocabulary(shapes=domain.shapes)
    trees = read(first, vocabulary), read(second, vocabulary)
    return implies(*trees, domain) if one_way else equivalent(*trees, domain)


def verdict(first: str, second: str, domain: Domain | None = None, **more: Any) -> str:
    return judged(first, second, domain, **more).verdict.value


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("y = 2x + 1", "2x - y + 1 = 0"),
        ("x^2 = 4", "x = ±2"),
        ("x^2 + 1 = 0", "x = i or x = -i"),
        ("x + y = 3 and x - y = 1", "x = 2 and y = 1"),
        ("x^2 + y^2 = 25 and x - y = 1", "(x = 4 and y = 3) or (x = -3 and y = -4)"),
        ("a x = a y", "a = 0 or x = y"),
        ("-2x > 4", "x < -2"),
        ("x^2 < 4", "-2 < x < 2"),
        ("1/x < 1", "x < 0 or x > 1"),
        ("|x - 1| >= 2", "x <= -1 or x >= 3"),
        ("(x-1)/(x-2) >= 0", "x <= 1 or x > 2"),
        ("e^x = 5", "x = ln(5)"),
        ("s = sigmoid(x)", "x = ln(s/(1-s))"),
        ("e^(2x) = e^(x+1)", "x = 1"),
        ("6/x + 8/(2x) = 10", "x = 1"),
        ("x in {1, 2}", "x = 2 or x = 1"),
        ("x in (0, 1]", "x > 0 and x <= 1"),
        ("not x = 1", "x != 1"),
    ],
)
def test_same_solutions(first: str, second: str) -> None:
    assert verdict(first, second) == "same"


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ("x^2 = 4", "x = 2", "a solution is lost"),
        ("x = 2", "x^2 = 4", "a solution is added"),
        ("x^2 = x", "x = 1", "a solution is lost"),
        ("a x = a y", "x = y", "a solution is lost"),
        ("x = 1", "1 = 1", "a solution is added"),
        ("x > 2", "x >= 2", "a place where it holds is added"),
        ("1/x < 2", "x > 1/2", "a place where it holds is lost"),
        ("x + y = 3 and x - y = 1", "x = 1 and y = 2", ""),
        ("x y > 0", "x > 0 and y > 0", "lost"),
        ("x^3 = 8", "x = 2", "a solution is lost"),
    ],
)
def test_other_solutions(first: str, second: str, note: str) -> None:
    found = judged(first, second)
    assert found.verdict is Verdict.DIFFERENT
    assert found.counterexample is not None
    assert note in found.note


def test_real_domain_has_no_complex_solutions() -> None:
    assert verdict("x^3 = 8", "x = 2", REAL) == "same"
    assert verdict("a^2 = b and b^2 = a", "(a = 0 and b = 0) or (a = 1 and b = 1)", REAL) == "same"


def test_assumptions_rule_solutions_out() -> None:
    assert verdict("x^2 = 4", "x = 2", Domain(everywhere=frozenset({"positive"}))) == "same"


def test_implication_goes_one_way() -> None:
    assert verdict("x = 2", "x^2 = 4", one_way=True) == "same"
    assert verdict("x^2 = 4", "x = 2", one_way=True) == "different"
    assert verdict("sqrt(x) = x - 2", "x = (x - 2)^2", one_way=True) == "same"


def test_normal_equations() -> None:
    domain = Domain(shapes={"X": ("n", "d"), "w": ("d",), "y": ("n",)})
    assert verdict("X^T*X*w = X^T*y", "w = (X^T*X)^(-1)*X^T*y", domain) == "same"
    assert verdict("X^T*X*w = X^T*y", "w = X^T*y", domain) == "different"


def test_matrices_that_do_not_fit_are_named() -> None:
    domain = Domain(shapes={"A": ("k", "k"), "x": ("k",), "b": ("k",)})
    found = judged("A*x = b", "x = b*A", domain)
    assert (found.verdict, found.how) == (Verdict.DIFFERENT, "shapes")


def test_equations_of_matrices_that_are_not_linear_are_left_open() -> None:
    assert verdict("A^T*A = I", "A^(-1) = A^T", Domain(shapes={"A": ("k", "k")})) == "undecided"


def test_a_size_changes_with_its_vector_only() -> None:
    domain = Domain(shapes={"x": ("n",)})
    assert verdict("sum(x_i - m, i, 1, n) = 0", "m = sum(x_i, i, 1, n)/n", domain) == "same"
    assert verdict("sum(x_i - m, i, 1, n) = 0", "m = sum(x_i, i, 1, n)", domain) == "different"


EIGEN = Domain(shapes={"S": ("n", "n"), "u": ("n",)})


def test_that_two_equations_share_the_zero_vector_tells_nothing() -> None:
    assert verdict("S u = x u", "S u = 5 x u", EIGEN, one_way=True) == "undecided"


def test_a_constant_factor_on_both_sides_of_an_equation_of_vectors_changes_nothing() -> None:
    assert verdict("2 S u - 2 x u = 0", "S u = x u", EIGEN) == "same"
