"""Antiderivatives are equal up to a constant, which may be asked for."""

import pytest

from quizzes.maths.antiderivatives import compare_antiderivatives
from quizzes.maths.domains import Domain
from quizzes.maths.reading import Vocabulary, read


@pytest.mark.parametrize(
    ("reference", "response", "required", "expected"),
    [
        ("x^3/3", "x^3/3 + 7", False, "same"),
        ("x^3/3", "x^3/3 + c", True, "same"),
        ("x^3/3", "x^3/3", True, "different"),
        ("x^3/3", "c*x^3/3", True, "different"),
        ("ln(x + sqrt(x^2 + 1))", "asinh(x) + c", True, "same"),
        ("x^3/3", "2x + c", True, "different"),
        ("ln(|x|) + c", "ln(|x|) - k", True, "same"),
    ],
)
def test_up_to_a_constant(reference: str, response: str, required: bool, expected: str) -> None:
    trees = read(reference, Vocabulary()), read(response, Vocabulary())
    assert compare_antiderivatives(*trees, "x", Domain(), constant_required=required).verdict.value == expected
