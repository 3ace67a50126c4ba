"""Typed mathematics and LaTeX are told apart."""

import pytest

from quizzes.maths.notation import syntax_of


@pytest.mark.parametrize("text", ["x^2 + 1", "x_1", "sqrt(x)", "e^{-x} sigmoid(z_{1})", "{1, 2} \\ {2}", "", "2x(3"])
def test_typed(text: str) -> None:
    assert syntax_of(text) == "ascii"


@pytest.mark.parametrize("text", [r"\frac{1}{2}", "x^{2}", "x_{1}+y", r"2\,x", r"\{1\}"])
def test_latex(text: str) -> None:
    assert syntax_of(text) == "latex"
