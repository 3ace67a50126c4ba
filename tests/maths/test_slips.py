"""Usual slips are recognised by the values that they lead to, and named as a guess."""

from typing import Any

import pytest

from quizzes.maths.declarations import read_declarations
from quizzes.maths.options import options_for
from quizzes.maths.reading import read
from quizzes.maths.slips import guessed_slip


def guess(right: str, wrong: str, **names: Any) -> str:
    declared = read_declarations(names)
    trees = (read(text, declared.vocabulary) for text in (right, wrong))
    return guessed_slip(*trees, options_for(declared), seconds=5)


NUMBERS = {"x": "real", "y": "real", "s": "positive", "n": "integer positive", "p": "probability"}


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("x - y", "y - x", "a wrong sign"),
        ("2*x*y", "x*y", "a missing factor 2"),
        ("x*y", "2*x*y", "an extra factor 2"),
        ("s^2/n", "s^2", "an extra factor `n`"),
        ("s^2", "s^2/n", "a missing factor `n`"),
        ("x*y", "6x*y", "an extra factor 6"),
        ("-p*log(p)", "-p*log2(p)", "another base of the logarithm (2 or e)"),
        ("n*(n-1)", "n*(n-1) + 1", "an answer that is off by one"),
        ("s/n", "n/s", "a fraction upside down"),
        ("s/sqrt(n)", "s^2/n", "a missing square root"),
        ("s^2/n", "s/sqrt(n)", "a missing square"),
        ("p", "1 - p", "the rest: 1 minus the right answer"),
        ("x^2 + y", "x^2 - y", "a wrong sign before `y`"),
        ("x^2 + y + 3x", "x^2 + 3x", "a missing term `y`"),
        ("(x + y)^2", "x^2 + y^2", "a power put on each term of a sum"),
        ("log(s + n)", "log(s) + log(n)", "`log` of a sum taken as the sum of the `log`s"),
        ("sum(k, k, 1, n)", "sum(k, k, 1, n - 1)", "a last term that is off by one"),
        ("s^2/(n - 1)", "s^2/(n - 2)", "an answer that is off by one at `n`"),
    ],
)
def test_slips_in_numbers(right: str, wrong: str, words: str) -> None:
    assert guess(right, wrong, **NUMBERS) == f"Looks like {words}."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("cos(2x)", "a missing factor 2"),
        ("exp(x)*cos(x)", ""),
    ],
)
def test_slips_of_a_derivative(wrong: str, words: str) -> None:
    assert words in guess("diff(sin(2x), x)", wrong, x="real")


@pytest.mark.parametrize(
    ("start", "wrong", "words"),
    [
        ("diff(exp(x^2), x)", "exp(x^2)", "a forgotten chain rule: the inner derivative is missing"),
        ("diff(x*sin(x), x)", "cos(x)", "a forgotten product rule: (f g)' is f' g + f g', not f' g'"),
        ("diff(sin(x)/x, x)", "cos(x)", "a forgotten quotient rule: (f/g)' is not f'/g'"),
    ],
)
def test_forgotten_rules(start: str, wrong: str, words: str) -> None:
    assert guess(start, wrong, x="real") == f"Looks like {words}."


def test_transposes() -> None:
    names = {"A": "matrix(n,n)", "x": "vector(n)", "B": "matrix(n,n)"}
    assert guess("A^T*x", "A*x", **names) == "Looks like a missing transpose."
    assert guess("A*x", "A^T*x", **names) == "Looks like a transpose too many at `A`."
    assert guess("A*x", "(A*x)^T", **names) == "Looks like a missing or an extra transpose."
    assert "kept their order" in guess("(A*B)^(-1)", "A^(-1)*B^(-1)", **names)


def test_chances() -> None:
    names = {"A": "random", "B": "random"}
    assert guess("P(A|B)", "P(B|A)", **names) == "Looks like a condition swapped with what it is the condition of."
    assert guess("Var(A + B)", "Var(A) + Var(B)", **names) == "Looks like a missing covariance."
    assert guess("Var(3A)", "3Var(A)", **names) == "Looks like a missing factor 3."
    assert "square" in guess("E(A)^2", "E(A)", **names)


def test_inequalities() -> None:
    assert guess("x < y", "x > y", **NUMBERS) == "Looks like an inequality sign the wrong way round."
    assert guess("x < y", "x <= y", **NUMBERS) == "Looks like a mix-up of < and ≤."


def test_equations_for_a_name() -> None:
    assert guess("x = y/2", "x = 2y", **NUMBERS) == "Looks like an extra factor 4."


def test_what_is_no_usual_slip_stays_without_a_name() -> None:
    assert guess("x^2 + y", "sin(x)", **NUMBERS) == ""


def test_search_ends_in_time() -> None:
    long = " + ".join(f"{k}*x^{k}" for k in range(2, 40))
    declared = read_declarations(NUMBERS)
    trees = read(long, declared.vocabulary), read("sin(x)", declared.vocabulary)
    assert guessed_slip(*trees, options_for(declared), seconds=0.0) == ""
