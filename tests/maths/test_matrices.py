"""Small matrices: products by shape, inverses, determinants; what does not fit is named with both shapes."""

import pytest

from quizzes.maths.arithmetic import FLOATS, Pole, Unknown
from quizzes.maths.matrices import Identity, Matrix, ShapeError, column, diagonal, identity, matrix, norm

A = matrix([[1.0, 2.0], [3.0, 4.0]])
X = column([1.0, -1.0])


def test_products() -> None:
    assert column([-1.0, -1.0]) == A * X
    assert X.transposed * X == 2  # 1 by 1: a number
    assert (X * X.transposed).shape == (2, 2)
    assert 2.0 * A == A * 2.0 == A + A


def test_inverse_and_determinant() -> None:
    assert A.determinant == pytest.approx(-2)
    product = A * A.inverted
    assert product.entries == pytest.approx([1, 0, 0, 1])
    assert A.to_power(-2).entries == pytest.approx((A.inverted * A.inverted).entries)
    assert A.to_power(0) == identity(2, 1.0)


def test_singular_matrices_have_rank_but_no_inverse() -> None:
    singular = matrix([[1.0, 2.0], [2.0, 4.0]])
    assert (singular.rank, singular.determinant) == (1, 0)
    with pytest.raises(Pole, match="no inverse"):
        _ = singular.inverted


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: A * X.transposed, "a 2 × 2 matrix cannot be multiplied by a row of 2 entries"),
        (lambda: A + X, "a 2 × 2 matrix and a column of 2 entries cannot be added"),
        (lambda: A + 1.0, "a 2 × 2 matrix and a number cannot be added"),
        (lambda: X.trace, "a column of 2 entries has no trace"),
        (lambda: 1.0 / A, "nothing can be divided by a 2 × 2 matrix"),
        (lambda: matrix([[1.0], [1.0, 2.0]]), "equally long"),
    ],
)
def test_shapes_that_do_not_fit(work: object, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        work()  # type: ignore[operator]


def test_identity_takes_the_size_of_its_neighbour() -> None:
    assert A + Identity(2.0) == matrix([[3.0, 2.0], [3.0, 6.0]])
    assert Identity(1.0) * A == A
    with pytest.raises(ShapeError):
        A * X + Identity(1.0)


def test_norms() -> None:
    v = column([3.0, -4.0])
    assert [norm(v, kind, FLOATS) for kind in (2, 1, "oo", "F")] == [5, 7, 4, 5]
    assert norm(A, "F", FLOATS) == pytest.approx(30**0.5)
    with pytest.raises(Unknown):
        norm(A, 2, FLOATS)


def test_diagonal_goes_both_ways() -> None:
    assert diagonal(diagonal(X)) == X
    assert isinstance(diagonal(X), Matrix)
