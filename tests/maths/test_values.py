"""Trees have values: of numbers, matrices, gradients, cases and conditions."""

import math
from typing import Any

import pytest

from quizzes.maths.arithmetic import EXACT, FLOATS, Pole, Undefined, Unknown, mp
from quizzes.maths.matrices import ShapeError, column, matrix
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.values import worth

A, X = matrix([[1.0, 2.0], [3.0, 5.0]]), column([1.0, -2.0])


def value(text: str, **names: Any) -> Any:
    shapes = {
        name: ("k", "k") if name.isupper() else ("k",) for name, each in names.items() if not isinstance(each, float)
    }
    return worth(read(text, Vocabulary(shapes=shapes)), names, FLOATS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x + 1", 7),
        ("|x - 5|", 2),
        ("50% + 1", 1.5),
        ("max(x, 7, 2)", 7),
        ("piecewise(1, x < 0, 2)", 2),
        ("e^(i*pi)", -1),
        ("5!/3!", 20),
        ("sum(k^2, k, 1, x)", 14),
        ("product(k, k, 1, x)", 6),
        ("diff(x^3, x, 2)", 18),
        ("det([[1, 2], [3, x]])", -3),
    ],
)
def test_numbers(text: str, expected: float) -> None:
    assert complex(value(text, x=3.0)) == pytest.approx(expected)


def test_matrices() -> None:
    assert value("x^T*A*x", A=A, x=X) == pytest.approx(11)
    assert value("norm(x)^2", x=X) == pytest.approx(5)
    assert value("softmax(x)", x=X).entries == pytest.approx([1 / (1 + math.exp(-3)), 1 / (1 + math.exp(3))])
    assert value("tr(A) + det(A)", A=A) == pytest.approx(5)
    assert value("hadamard(x, x)", x=X).entries == [1, 4]
    assert value("(A + I)*x", A=A, x=X).entries == pytest.approx([-2, -9])


def test_gradients_have_the_shape_of_the_variable() -> None:
    assert value("diff(x^T*A*x, x)", A=A, x=X).entries == pytest.approx([-8, -15], rel=1e-7)
    assert value("diff(tr(A), A)", A=A).entries == pytest.approx([1, 0, 0, 1], abs=1e-9)


def test_jacobian_of_a_linear_map_is_its_matrix() -> None:
    assert value("jacobian(A*x, x)", A=A, x=X).entries == pytest.approx(A.entries, rel=1e-7)
    assert value("hessian(x^T*A*x, x)", A=A, x=X).entries == pytest.approx([2, 5, 5, 10], rel=1e-5)


@pytest.mark.parametrize(("text", "error"), [("1/(x-3)", Pole), ("log(0)", Pole), ("0*oo", Undefined), ("9^9^9^9^9", Unknown), ("int(x, x)", Unknown)])  # fmt: skip
def test_no_value(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        value(text, x=3.0)


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ShapeError, match="a column of 2 entries cannot be multiplied by a 2 × 2 matrix"):
        value("x*A", A=A, x=X)


def test_more_digits_where_asked() -> None:
    with mp.workdps(40):
        found = worth(read("sqrt(2)", Vocabulary()), {}, EXACT)
        assert str(found).startswith("1.414213562373095048801688724209698")
