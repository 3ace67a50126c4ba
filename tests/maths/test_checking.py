"""Cases in, verdicts out: the protocol of `check_answers`, for every kind."""

import json
from typing import Any

import pytest

from quizzes.maths.checking import judge
from quizzes.maths.options import read_options


def verdict(kind: str, reference: str, response: str, *, syntax: str = "ascii", **options: Any) -> dict[str, Any]:
    case = {"id": 7, "kind": kind, "syntax": syntax, "reference": reference, "response": response, "options": options}
    found = judge(case)
    assert found["id"] == 7
    assert found["ms"] >= 0
    json.dumps(found)
    return found


@pytest.mark.parametrize(
    ("kind", "reference", "response", "options", "correct"),
    [
        ("numeric", "3/8", "37.5%", {}, True),
        ("numeric", "5", "5%", {}, False),
        ("numeric", "100", "101", {"tol_rel": 0.01}, True),
        ("numeric", "5 MiB", "5 MB", {"units": True, "tol_rel": 0.01}, False),
        ("numeric", "1 kg", "998 g", {"units": True, "tol_abs": 0.01}, True),
        ("numeric", "12.3 m/s", "m/s", {"units": True}, False),
        ("numeric", "0 m/s", "0", {"units": True}, False),
        ("numeric", "1 m", "101 cm", {"units": True, "tol_abs": "2 cm"}, True),
        ("numeric", "1.27", "1.3", {"decimal_places": 1, "decimal_places_written": True}, True),
        ("numeric", "[pi, sqrt(2)]", "[3.14, 1.414]", {"tol_abs": 0.01}, True),
        ("numeric", "5", "x = 5", {}, True),
        ("numeric", "5", "5 = x", {}, True),
        ("symbolic", "x + 1", "x + 1 = x + 1", {}, False),
        ("symbolic", "x^2 - 1", "(x - 1)(x + 1)", {}, True),
        ("symbolic", "x^2 - 1", "(x - 1)(x + 1)", {"form": "expanded"}, False),
        ("symbolic", "2x", "diff(x^2, x)", {"forbid": ["diff"]}, False),
        ("symbolic", "ln(a b)", "ln(a) + ln(b)", {"assume": "positive"}, True),
        ("symbolic", "x^2/2", "x^2/2 + 3", {"var": "x"}, True),
        ("matrix", "diff(x^T*A*x, x)", "(A + A^T)*x", {"symbols": {"A": "matrix kxk", "x": "vector k"}}, True),
        ("matrix", "[[1], [2]]", "[1, 2]", {}, True),
        ("set", "{1, 2}", "{2, 1}", {}, True),
        ("set", "D = (0, 1)", "D = (0, 1.5)", {}, False),
        ("interval", "[0, 1]", "(0, 1)", {}, False),
        ("equation", "x^2 = 4", "x = 2 or x = -2", {"solution_of": True}, True),
        ("equation", "y = 2x", "2x", {}, False),
        ("symbolic", "E[X^2]", "Var(X) + E[X]^2", {"random": ["X"]}, True),
    ],
)
def test_answers(kind: str, reference: str, response: str, options: dict[str, Any], correct: bool) -> None:
    assert verdict(kind, reference, response, **options)["correct"] is correct


def test_latex() -> None:
    assert verdict("symbolic", r"\frac{1}{1+e^{-x}}", r"\frac{e^x}{e^x+1}", syntax="latex")["correct"] is True


def test_what_cannot_be_read_is_an_error_at_its_place() -> None:
    found = verdict("symbolic", "x + 1", "2x(3")
    assert "correct" not in found
    assert found["position"] == 4


def test_what_the_author_mistyped_is_not_held_against_the_learner() -> None:
    found = verdict("symbolic", "2x(3", "x")
    assert "the reference cannot be read" in found["unsupported"]


def test_undecided_says_why() -> None:
    assert "does not settle" in verdict("symbolic", "int(1/x, x, 1, oo)", "5")["unsupported"]


def test_receipt_says_how_it_was_read_and_where_it_differs() -> None:
    found = verdict("symbolic", "x^2", "1/2x")
    assert found["read_as"] == "(1/2)*x"
    assert found["counterexample"] == "at x = 2: 4, yours 1"


def test_derivations() -> None:
    found = judge({"kind": "derivation", "lines": ["x^2 = 9", "x = 3"], "options": {"relation": "equivalence"}})
    assert found["first_bad"] == 1
    assert found["steps"][1]["note"] == "a solution is lost"


def test_derivation_with_an_open_step_is_undecided() -> None:
    found = judge({"kind": "derivation", "lines": ["int(1/x, x, 1, oo)", "= 5"]})
    assert "first_bad" not in found
    assert "unsupported" in found


@pytest.mark.parametrize(
    "response",
    ["9^9^9^9", "(10^9)!", "comb(10^6, 5*10^5)", "gamma(10^7)", "sqrt(2)^(10^8)", "tan(pi/2)", "0^0", "oo", "1/0", "0*oo", "factorial(-1)"],
)  # fmt: skip
def test_monsters_are_never_right(response: str) -> None:
    assert verdict("numeric", "1", response).get("correct") is not True


@pytest.mark.parametrize(
    ("assume", "sorts"),
    [
        ("positive", set()),
        ("x,positive", {"x"}),
        ({"x": "positive integer"}, {"x"}),
        (["x,positive", "y,real"], {"x", "y"}),
    ],
)
def test_assumptions_come_in_several_forms(assume: object, sorts: set[str]) -> None:
    domain = read_options({"options": {"assume": assume}}).domain
    assert set(domain.sorts) == sorts
    assert "positive" in domain.sort("x")
