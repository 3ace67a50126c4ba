"""Every line of a derivation is judged against the one above; the first bad one is shown with a place."""

from typing import Any

import pytest

from quizzes.maths.options import read_options
from quizzes.maths.reading import ReadingError
from quizzes.maths.steps import Step, first_bad, judge_lines


def judged(*lines: str, **options: Any) -> list[Step]:
    return judge_lines(lines, read_options({"kind": "derivation", "syntax": "ascii", "options": options}))


SIGMOID = ("diff(sigmoid(x), x)", "= e^(-x)/(1 + e^(-x))^2", "= sigmoid(x) (1 - sigmoid(x))")


def test_derivative_of_the_sigmoid() -> None:
    assert [step.status for step in judged(*SIGMOID)] == ["start", "follows", "follows"]


def test_sign_error_is_shown_with_a_place() -> None:
    found = judged(SIGMOID[0], "= -e^(-x)/(1 + e^(-x))^2", "= -sigmoid(x) (1 - sigmoid(x))")
    assert first_bad(found) == 1
    assert found[1].counterexample == "at x = 2: 0.105, yours −0.105"
    assert found[2].status == "follows"  # it is judged against what was written


@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        (("2x + 3 = 7", "2x = 4", "x = 2"), None),
        (("2x + 3 = 7", "2x = 10", "x = 5"), 1),
        (("x^2 = 9", "x = 3"), 1),
        (("x^2 = 4x", "x = 4"), 1),
        (("-3x > 6", "x > -2"), 1),
        (("a = b", "a^2 = a b"), 1),
        (("x + y = 5 and x - y = 1", "2x = 6 and x - y = 1", "x = 3 and y = 2"), None),
        (("p/(1-p) = e^z", "p = e^z (1-p)", "p (1 + e^z) = e^z", "p = 1/(1 + e^(-z))"), None),
        (("(a + b)^2", "a^2 + b^2"), 1),
        (("2x + 4 = 10 — subtract 4", "2x = 6 — divide by 2", "x = 3"), None),
        (("(x-1)^2 = (x-1)(x-1)", "= x^2 - 2x + 2"), 1),
        (("5 = 2 + 3 = 1 + 5", "= 6"), 0),
        (("y = x^2 + 1", "diff(y, x) = 2x"), None),
    ],
)
def test_first_bad_line(lines: tuple[str, ...], bad: int | None) -> None:
    assert first_bad(judged(*lines)) == bad


def test_implication_may_lose_what_equivalence_keeps() -> None:
    squared = ("sqrt(x) = x - 2", "x = (x - 2)^2")
    assert first_bad(judged(*squared, relation="equivalence")) == 1
    assert first_bad(judged(*squared, relation="implies")) is None
    assert first_bad(judged(squared[0], "=> " + squared[1])) is None


def test_variance_of_a_random_variable() -> None:
    lines = ("Var(X)", "= E[(X - E[X])^2]", "= E[X^2] - 2 E[X]^2 + E[X]^2", "= E[X^2] - E[X]^2")
    assert first_bad(judged(*lines, random=["X"])) is None
    assert first_bad(judged(*lines[:2], "= E[X^2] - E[X]", random=["X"])) == 2


def test_least_squares() -> None:
    symbols = {"X": "matrix nxd", "w": "vector d", "y": "vector n"}
    lines = ["diff(norm(X*w - y)^2, w)", "= diff(w^T*X^T*X*w - 2*y^T*X*w + y^T*y, w)", "= 2*X^T*X*w - 2*X^T*y"]
    assert first_bad(judged(*lines, symbols=symbols)) is None
    assert first_bad(judged(*lines[:2], "= 2*X^T*X*w - 2*X*y", symbols=symbols)) == 2


def test_letters_keep_the_value_worked_out_in_their_own_line() -> None:
    definitions = {"A": "2*3 + 1", "B": "10 - 2"}
    lines = ("A = 2*3 + 1 = 6 + 1 = 8", "B = 10 - 2 = 8", "A*B = 8*8 = 64")
    assert [step.status for step in judged(*lines, mode="chain", definitions=definitions)] == [
        "bad",
        "follows",
        "follows",
    ]


def test_unreadable_line_is_named() -> None:
    with pytest.raises(ReadingError, match=r"line 2: "):
        judged("x = 1", "x = 2(3")


CHANCES = {"symbols": {"D": "random", "T": "random"}}
RATES = {"symbols": {"n": "positive", "M": "positive", "t": "positive", "d": "positive"}, "relation": "equivalence"}


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        (("P(D=1|T=1)/P(D=0|T=1)", "P(T=1|D=1)*P(D=1)/(P(T=1|D=0)*P(D=0))"), CHANCES),
        (("P(T=1)", "P(T=1|D=1)*P(D=1) + P(T=1|D=0)*P(D=0)"), CHANCES),
        (("exp(-2*n*t^2) <= d/(2*M)", "-2*n*t^2 <= log(d/(2*M))"), RATES),
        (("2*M*exp(-2*n*t^2) <= d", "exp(2*n*t^2) >= 2*M/d"), RATES),
        (("diff(sum(y_i*z_i, i, 1, n), z_j)", "y_j"), {}),
    ],
)
def test_a_true_line_about_chances_bounds_or_members_follows(lines: tuple[str, ...], options: dict[str, Any]) -> None:
    assert [step.status for step in judged(*lines, **options)] == ["start", "follows"]


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        (("P(D=1|T=1)", "P(T=1|D=1)"), CHANCES),
        (("exp(-2*n*t^2) <= d", "-2*n*t^2 <= log(2*d)"), RATES),
        (("diff(sum(y_i*z_i, i, 1, n), z_j)", "z_j"), {}),
    ],
)
def test_a_false_one_does_not(lines: tuple[str, ...], options: dict[str, Any]) -> None:
    assert first_bad(judged(*lines, **options)) == 1
