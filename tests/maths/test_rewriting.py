"""Names in trees, ± written out, and one order for what may be reordered."""

import pytest

from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.rewriting import free_names, members, ordered, substituted, unbound_names, without_signs
from quizzes.maths.trees import Node, to_text


def tree(text: str) -> Node:
    return read(text, Vocabulary())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a x + pi", {"a", "x"}),
        ("sum(a*k, k, 1, n)", {"a", "n"}),
        ("int(f*t, t, 0, x)", {"f", "x"}),
        ("int(t, t)", {"t"}),
        ("limit(x/h, h, 0, left)", {"x"}),
        ("sum(x_i, i, 1, n) + i_0", {"n", "i_0"}),
    ],
)
def test_free_names(text: str, names: set[str]) -> None:
    assert free_names(tree(text)) == names


def test_members_of_a_family() -> None:
    assert members(tree("sum(w_i*x_i, i, 1, n)")) == {"w_i": "w", "x_i": "x"}


def test_bound_names_are_not_replaced() -> None:
    assert substituted(tree("x + sum(x, x, 1, 3)"), {"x": tree("y")}) == tree("y + sum(x, x, 1, 3)")


def test_signs_go_together() -> None:
    assert [to_text(each) for each in without_signs(tree("a ± b ± c"))] == ["a + b + c", "a - b - c"]
    assert without_signs(tree("a + b")) == [tree("a + b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a + b + c", "c + (b + a)"), ("x*y*2", "2*(y*x)"), ("a - (b - c)", "c + a - b"), ("x > 2", "2 < x"), ("{2, 1, 1}", "{1, 2}"), ("x = 0.50", "0.5 = x")],
)  # fmt: skip
def test_order_does_not_tell_apart(one: str, other: str) -> None:
    assert ordered(tree(one)) == ordered(tree(other))


def test_matrices_keep_their_order() -> None:
    assert ordered(tree("A*B"), lambda _: False) != ordered(tree("B*A"), lambda _: False)


def test_an_index_i_is_not_the_imaginary_unit() -> None:
    assert unbound_names(read("sum(x_i*i, i, 1, n)", Vocabulary())) == {"n"}
    assert unbound_names(read("sum(k, k, 1, n) + 2i", Vocabulary())) == {"n", "i"}
