"""Same, different or undecided, with examples from machine learning; a difference is shown at a point."""

from typing import Any

import pytest

from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, compare
from quizzes.maths.reading import Vocabulary, read

POSITIVE = Domain(everywhere=frozenset({"positive"}))
REAL = Domain(numbers="real")


def compared(reference: str, response: str, domain: Domain | None = None, **more: Any) -> Comparison:
    domain = domain or Domain()
    vocabulary = Vocabulary(shapes=domain.shapes, random=domain.random, **more)
    return compare(read(reference, vocabulary), read(response, vocabulary), domain)


def verdict(reference: str, response: str, domain: Domain | None = None, **more: Any) -> str:
    return compared(reference, response, domain, **more).verdict.value


@pytest.mark.parametrize(
    ("reference", "response"),
    [
        ("tanh(x)", "2 sigmoid(2x) - 1"),
        ("diff(sigmoid(x), x)", "sigmoid(x) (1 - sigmoid(x))"),
        ("softplus(x)", "x + ln(1 + e^(-x))"),
        ("diff(softplus(x), x)", "1/(1 + e^(-x))"),
        ("relu(x)", "(x + |x|)/2"),
        ("diff(-y ln(p) - (1-y) ln(1-p), p)", "(p - y)/(p (1-p))"),
        ("ln(sum(e^(x_j), j, 1, n))", "m + ln(sum(e^(x_j - m), j, 1, n))"),
        ("diff(ln(sum(e^(x_j), j, 1, n)), x_k)", "e^(x_k)/sum(e^(x_j), j, 1, n)"),
        ("sum((x_i - m)^2, i, 1, n)", "sum(x_i^2, i, 1, n) - 2m*sum(x_i, i, 1, n) + n*m^2"),
        ("sum(k*comb(n, k)*p^k*(1-p)^(n-k), k, 0, n)", "n p"),
        ("sum(k*a^k*e^(-a)/k!, k, 0, oo)", "a"),
        ("int(e^(-x^2/2), x, -oo, oo)", "sqrt(2 pi)"),
        ("int(x*e^x, x)", "x e^x - e^x + C"),
        ("1/3", "0.33333333333"),
        ("e^(i*pi)", "-1"),
        ("x/x", "1"),
    ],
)
def test_same(reference: str, response: str) -> None:
    assert verdict(reference, response) == "same"


@pytest.mark.parametrize(
    ("reference", "response"),
    [
        ("diff(sigmoid(x), x)", "-sigmoid(x) (1 - sigmoid(x))"),
        ("tanh(x)", "2 sigmoid(x) - 1"),
        ("ln(sum(e^(x_j), j, 1, n))", "ln(sum(e^(x_j - m), j, 1, n))"),
        ("(a + b)^2", "a^2 + b^2"),
        ("ln(a) + ln(b)", "ln(a + b)"),
        ("1/3", "0.33"),
        ("x^10", "x^10 + 1e-9"),
        ("1e-33", "1.06e-33"),
        ("|x - 1000|", "1000 - x"),
        ("1", "(x+1)^1000/((x+1)^1000 + 1)"),
        ("sqrt(x^2)", "x"),
        ("x + 1", "1/(x - x)"),
        ("1", "0^0"),
        ("1", "1/0"),
        ("x", "X"),
        ("a^(b c)", "(a^b)^c"),
    ],
)
def test_different(reference: str, response: str) -> None:
    assert verdict(reference, response) == "different"


def test_counterexample_is_nice() -> None:
    found = compared("x^2", "x^3")
    assert found.counterexample == {"x": 2}
    assert found.values is not None
    assert [float(value) for value in found.values] == [4, 8]


def test_assumptions_decide() -> None:
    assert verdict("ln(a*b)", "ln(a) + ln(b)") == "different"
    assert verdict("ln(a*b)", "ln(a) + ln(b)", POSITIVE) == "same"
    assert verdict("sqrt(x^2)", "x", POSITIVE) == "same"
    assert verdict("cos(pi*n)", "(-1)^n", Domain(sorts={"n": frozenset({"integer"})})) == "same"


def test_another_domain_is_a_difference_and_is_said() -> None:
    found = compared("ln(x^2)", "2 ln(x)", REAL)
    assert (found.verdict, found.how) == (Verdict.DIFFERENT, "domain")
    assert "the answer has no real value here" in found.note


def test_complex_domain_looks_at_complex_points() -> None:
    assert verdict("sqrt(x)*sqrt(x)", "x", Domain(numbers="complex")) == "same"
    assert verdict("sqrt(x^2)", "x", Domain(numbers="complex", everywhere=frozenset({"positive"}))) == "different"


@pytest.mark.parametrize(
    ("reference", "response", "expected"),
    [
        ("diff(norm(X*w - y)^2, w)", "2*X^T*(X*w - y)", "same"),
        ("diff(norm(X*w - y)^2, w)", "X^T*(X*w - y)", "different"),
        ("diff(norm(X*w - y)^2, w)", "2*X*(X*w - y)", "different"),
        ("diff(a^T*B*b, B)", "a*b^T", "same"),
        ("diff(a^T*B*b, B)", "b*a^T", "different"),
        ("diff(ln(det(B)), B)", "(B^(-1))^T", "same"),
        ("tr(B*C)", "tr(C*B)", "same"),
        ("B*C", "C*B", "different"),
        ("diff(w^T*w + lambda, w)", "2w", "same"),
        ("diff(tr(B), B)", "I", "same"),
    ],
)
def test_matrices(reference: str, response: str, expected: str) -> None:
    square, vector = ("k", "k"), ("k",)
    shapes = {"X": ("n", "d"), "w": ("d",), "y": ("n",), "B": square, "C": square, "a": vector, "b": vector}
    used = {name: shape for name, shape in shapes.items() if name in reference}
    assert verdict(reference, response, Domain(shapes=used)) == expected


def test_shapes_are_named() -> None:
    found = compared("A*x", "x^T*A*x", Domain(shapes={"A": ("k", "k"), "x": ("k",)}))
    assert (found.how, found.note) == ("shapes", "a column of 2 entries was expected, not a number")


@pytest.mark.parametrize(
    ("reference", "response", "expected"),
    [
        ("Var(a*X + b)", "a^2*Var(X)", "same"),
        ("Var(a*X + b)", "a*Var(X)", "different"),
        ("Var(X + Y)", "Var(X) + Var(Y)", "different"),
        ("E[E[X | Y]]", "E[X]", "same"),
        ("Var(X)", "E[Var(X | Y)] + Var(E[X | Y])", "same"),
        ("P(A | B)", "P(B | A)*P(A)/P(B)", "same"),
        ("P(A | B)", "P(B | A)", "different"),
        ("P(X = x | Y = y)", "P(Y = y | X = x)*P(X = x)/P(Y = y)", "same"),
        ("H(X, Y)", "H(X) + H(Y | X)", "same"),
        ("MI(X, Y)", "H(X) - H(X | Y)", "same"),
    ],
)
def test_probability(reference: str, response: str, expected: str) -> None:
    assert verdict(reference, response, Domain(random=("X", "Y", "A", "B"))) == expected


def test_independence_makes_variances_add() -> None:
    assert verdict("Var(X + Y)", "Var(X) + Var(Y)", Domain(random=("X", "Y"), independent=True)) == "same"


def test_divergence_is_a_sum_over_the_entries() -> None:
    domain = Domain(shapes={"p": ("n",), "q": ("n",)}, random=("Z",))
    assert verdict("KL(p, q)", "sum(p_i*ln(p_i/q_i), i, 1, n)", domain) == "same"
    assert verdict("KL(p, q)", "sum(q_i*ln(p_i/q_i), i, 1, n)", domain) == "different"


def test_declared_functions() -> None:
    assert verdict("diff(f(x)*g(x), x)", "f'(x)*g(x) + f(x)*g'(x)", functions=("f", "g")) == "same"
    assert verdict("diff(f(x)*g(x), x)", "f'(x)*g'(x)", functions=("f", "g")) == "different"


def test_structure_alone_suffices_where_nothing_can_be_worked_out() -> None:
    assert compared("int(f(t), t, a, oo) + 1", "1 + int(f(t), t, a, oo)", functions=("f",)).how == "structure"


def test_what_no_test_decides_is_undecided() -> None:
    found = compared("int(1/x, x, 1, oo)", "5")
    assert found.verdict is Verdict.UNDECIDED
    assert "does not settle" in found.note


def test_integrals_of_a_density_that_differ() -> None:
    density = "exp(-z^2/(2 s^2))/(s sqrt(2 pi))"
    halves = f"int(z^2 {density}, z, 0, oo)", f"int(z^2 {density}, z, -oo, oo)"
    assert verdict(*halves, POSITIVE) == "different"


def test_vectors_of_positive_numbers() -> None:
    domain = Domain(shapes={"x": ("n",)}, structures={"x": "positive"})
    assert verdict("sum(ln(x_i), i, 1, n)", "ln(product(x_i, i, 1, n))", domain) == "same"


def test_random_vectors() -> None:
    domain = Domain(shapes={"A": ("n", "d"), "Y": ("d",)}, random=("Y",))
    assert verdict("Cov(A Y)", "A Cov(Y) A^T", domain) == "same"
    assert verdict("E[A Y + A E[Y]]", "2 A E[Y]", domain) == "same"
    assert verdict("Cov(A Y)", "A Cov(Y)", domain) == "different"
