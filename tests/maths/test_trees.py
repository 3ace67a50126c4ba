"""A tree is printed as text that is read as the same tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.maths.reading import ReadingError, Vocabulary, read
from quizzes.maths.trees import Binary, Call, Group, Name, Node, children, is_condition, names_in, to_text
from tests.maths.makers import conditions, sets, values

ANY = Vocabulary()
IN_INTERVALS = Vocabulary(pairs="interval")


def is_readable(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a generated tree keeps within the limits of size."""
    try:
        read(text, vocabulary)
    except ReadingError as error:
        assert "more than" in error.message, text
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(st.one_of(values(), conditions(values())))
def test_a_printed_tree_is_read_as_the_same_tree(tree: Node) -> None:
    text = to_text(tree)
    if is_readable(text, ANY):
        assert read(text, ANY) == tree


@settings(max_examples=100, deadline=None)
@given(sets(st.sampled_from("xyz").map(Name)))
def test_a_printed_set_is_read_as_the_same_set(tree: Node) -> None:
    assert read(to_text(tree), IN_INTERVALS) == tree


@pytest.mark.parametrize(
    "text",
    [
        "E[X | Y == 1]",
        "P(X > 1 and Y > 1 | Z > 0)",
        "Cov(X, Y)",
        "KL(p, q)",
        "norm(A, F)",
        "piecewise(x, x > 0, 0)",
        "limit(1/x, x, 0, right)",
        "f'(x)",
        "x in (0, 1] ∪ {3}",
    ],
)
def test_special_calls_are_printed_as_they_are_typed(text: str) -> None:
    assert to_text(read(text, ANY)) == text


def test_names_and_children_are_found_everywhere() -> None:
    tree = read("{x, sum(k y, k, 1, n)} ∪ {|z|}", ANY)
    assert list(names_in(tree)) == ["x", "k", "y", "k", "n", "z"]
    assert children(Group("set", (Name("x"),))) == (Name("x"),)
    assert children(Name("x")) == ()


def test_implications_are_conditions_and_given_is_not() -> None:
    assert is_condition(read("x = 1 => x > 0", ANY))
    assert not is_condition(Binary("|", Name("A"), Name("B")))
    assert not is_condition(Call("P", (read("x = 1", ANY),)))
