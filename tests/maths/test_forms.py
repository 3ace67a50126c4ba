"""The form of an answer, apart from its value."""

import pytest

from quizzes.maths.forms import FORMS, forbidden, same_up_to_order, wrong_form
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.trees import Node


def tree(text: str) -> Node:
    return read(text, Vocabulary())


@pytest.mark.parametrize(
    ("reference", "response", "expected"),
    [
        ("x + y + z", "(z + x) + y", True),
        ("x*(5 + x)", "(x + 5)*x", True),
        ("x*(-y)", "-(x*y)", True),
        ("a/(b*c)", "a/(c*b)", True),
        ("y = 2x + 1", "1 + 2x = y", True),
        ("x^2", "x*x", False),
        ("2 + 3", "5", False),
        ("1/3*x", "x/3", False),
    ],
)
def test_same_up_to_order(reference: str, response: str, expected: bool) -> None:
    assert same_up_to_order(tree(reference), tree(response)) is expected


@pytest.mark.parametrize(
    ("form", "text", "fits"),
    [
        ("expanded", "x^2 + 2x + 1", True),
        ("expanded", "(x + 1)^2", False),
        ("expanded", "x*(x + 2) + 1", False),
        ("factored", "(x - 1)*(x + 1)", True),
        ("factored", "2*(x + 1)^2", True),
        ("factored", "x^2 - 1", False),
        ("factored", "(2x + 4)*(x + 1)", False),
        ("completed_square", "(x - 1)^2 + 3", True),
        ("completed_square", "x^2 - 2x + 4", False),
        ("single_fraction", "(2a + 1)/2", True),
        ("single_fraction", "a + 1/2", False),
        ("partial_fractions", "1/x - 1/(x + 1)", True),
        ("partial_fractions", "1/(x*(x + 1))", False),
        ("lowest_terms", "2/3", True),
        ("lowest_terms", "4/6", False),
        ("lowest_terms", "1/sqrt(2)", False),
        ("simplified", "3x + 2", True),
        ("simplified", "3x + 1 + 1", False),
        ("simplified", "1*x", False),
    ],
)
def test_forms(form: str, text: str, fits: bool) -> None:
    advice = wrong_form(form, tree(text), "x" if "x" in text else "a")
    assert (advice is None) is fits
    assert fits or FORMS[form][1] in str(advice)


def test_forbidden_functions_are_found() -> None:
    assert forbidden(tree("diff(x^2, x)"), ["diff", "int"]) == "diff"
    assert forbidden(tree("2x"), ["diff", "int"]) == ""
