"""Typed mathematics becomes the tree that was meant, or an error at its place."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.maths.evaluating import evaluate
from quizzes.maths.reading import CONSTANTS, FUNCTIONS, MAX_LENGTH, ReadingError, read
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number, Unary, to_text

MATHS = string.digits + string.ascii_letters + " .,+-*/^!%|()√²⁻×−π<>=&_'\x00\u202e"


def read_as(text: str) -> str:
    return to_text(read(text, ["x", "y"]))


def complaint(text: str, names: tuple[str, ...] = (), *, condition: bool = False) -> tuple[str, int]:
    with pytest.raises(ReadingError) as caught:
        read(text, names, condition=condition)
    return caught.value.message, caught.value.position


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3/8", "3/8"),
        (".5", "0.5"),
        ("37.5 %", "37.5%"),
        ("3.2E-05", "3.2e-5"),
        ("3.2×10⁻⁵", "3.2*10^(-5)"),
        ("2**10", "2^10"),
        ("x²", "x^2"),
        ("sqrt(2)/2", "sqrt(2)/2"),
        ("sqrt 2", "sqrt(2)"),
        ("√2", "sqrt(2)"),
        ("2√π", "2*sqrt(pi)"),
        ("ln 2 ln 3", "ln(2)*ln(3)"),
        ("10!", "factorial(10)"),
        ("|x|", "abs(x)"),
        ("2|x-|y||", "2*abs(x - abs(y))"),
        ("6÷2·3−1", "(6/2)*3 - 1"),
        ("Sqrt(2)", "sqrt(2)"),
    ],
)
def test_usual_ways_of_typing_are_read(typed: str, meant: str) -> None:
    assert read_as(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2pi", "2*pi"),
        ("2(3+4)", "2*(3 + 4)"),
        ("(x+1)(x+2)", "(x + 1)*(x + 2)"),
        ("1/2x", "(1/2)*x"),
        ("2x^2", "2*x^2"),
        ("-x^2", "-x^2"),
        ("2^-x^2", "2^(-x^2)"),
        ("2^3^2", "2^3^2"),
        ("ln 2^3", "ln(2^3)"),
    ],
)
def test_ambiguity_has_one_rule_that_is_shown_back(typed: str, meant: str) -> None:
    assert read_as(typed) == meant


def test_power_binds_to_the_right_and_before_the_sign() -> None:
    assert evaluate(read("2^3^2")) == 512
    assert evaluate(read("-2^2")) == -4


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 000 000", "1000000"),
        ("1\u202f000.5", "1000.5"),
        ("1_000", "1000"),
        ("1,000,000", "1000000"),
        ("1,234", "1234"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("0,375", "0.375"),
        ("1234,567", "1234.567"),
        ("3,2e-5", "3.2e-5"),
        ("max(1,200)", "max(1, 200)"),
    ],
)
def test_separators_follow_the_documented_rule(typed: str, meant: str) -> None:
    assert read_as(typed) == meant


@pytest.mark.parametrize("typed", ["1,23,4", "1.234,5", "1,2,3", "1 000 5", "1 1/2", "12 34", "10 5"])
def test_unclear_separators_are_refused(typed: str) -> None:
    complaint(typed)


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        ("2(3+4", "the closing bracket is missing: `(` at character 2; put `)` at the end", 5),
        ("|3", "the closing bar is missing: `|` at character 1; put `|` at the end", 2),
        ("3+4)", "there is no opening bracket for this `)`", 3),
        ("3+*4", "a number is missing after `+`, before `*`", 2),
        ("3+", "a number is missing after `+`", 2),
        ("  ", "there is nothing to read", 2),
        ("2 yyy", "`yyy` is not known here; give a number", 2),
        ("sqrtt(2)", "`sqrtt` is not known here; did you mean `sqrt`?", 0),
        ("binom(5,2)", "`binom` is not known here; did you mean `comb`?", 0),
        ("3x10^5", "`x10` is not known here; did you mean `*`?", 1),
        ("comb(5)", "`comb` takes 2 arguments, not 1", 4),
        ("5 % 3", "after a percent sign an operator was expected", 4),
        ("10!!", "`!!` is not clear; use brackets", 3),
        ("ln 2 pi", "put what `ln` applies to in brackets: `ln(…)`", 5),
        ("sin^2(1)", "put the power behind the bracket: `sin(x)^2`", 3),
        ("3 < 4", "a number was expected; leave out `<`", 2),
        ("[3]", "use round brackets instead of `[`", 0),
        ("1\u200b2", "there is an invisible character here (U+200B); remove it", 1),
        ("7//2", "`//` is not known here; write `floor(a/b)`", 1),
        ("1e400", "this number is too large or too small", 0),
    ],
)
def test_errors_name_place_and_remedy(typed: str, message: str, position: int) -> None:
    assert complaint(typed) == (message, position)


def test_unknown_names_are_answered_with_the_declared_ones() -> None:
    assert complaint("2z", ("heads", "rows")) == ("`z` is not known here; the names are `heads`, `rows`", 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1" * (MAX_LENGTH + 1), "this is longer than 2000 characters"),
        ("9" * 201, "this number has more than 200 digits"),
        ("(" * 61 + "1" + ")" * 61, "this is nested more than 60 deep"),
        ("-" * 100 + "1", "this is nested more than 60 deep"),
        ("2^" * 100 + "1", "this is nested more than 60 deep"),
        ("1+" * 300 + "1", "this has more than 400 numbers, names and operators"),
    ],
)
def test_size_is_limited_before_anything_is_worked_out(typed: str, message: str) -> None:
    assert complaint(typed)[0] == message


def test_conditions_chain_and_combine() -> None:
    tree = read("0 < x <= 5 and not x = y or y ≠ 2", ["x", "y"], condition=True)
    assert to_text(tree) == "0 < x <= 5 and not x == y or y != 2"


def test_a_condition_is_no_number_and_a_number_no_condition() -> None:
    assert complaint("x + 1", ("x",), condition=True)[0] == "a condition such as `a < b` was expected here"
    assert complaint("1 + (x < 2)", ("x",), condition=True) == ("a comparison cannot be calculated with beside `+`", 2)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(MATHS, max_size=60)), st.booleans())
def test_any_text_is_read_or_refused(text: str, condition: bool) -> None:
    try:
        read(text, ["x"], condition=condition)
    except ReadingError as error:
        assert 0 <= error.position <= len(text)


numbers = st.one_of(
    st.integers(0, 10**30).map(str),
    st.decimals(0, 10**6, places=4).map(lambda number: f"{number:f}"),
    st.tuples(st.integers(1, 99), st.integers(-50, 50)).map(lambda parts: f"{parts[0]}e{parts[1]}"),
).map(read)
leaves = st.one_of(numbers, st.sampled_from(["x", "y", *CONSTANTS]).map(Name))


def calls(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    arguments = st.lists(inner, min_size=2, max_size=2)
    return st.builds(
        lambda function, nodes: Call(function, tuple(nodes[: FUNCTIONS[function][0]])),
        st.sampled_from(sorted(FUNCTIONS)),
        arguments,
    )


trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Unary, st.sampled_from("-%"), inner),
        st.builds(Binary, st.sampled_from("+-*/^"), inner, inner),
        calls(inner),
    ),
    max_leaves=15,
)
comparisons = st.lists(trees, min_size=2, max_size=3).map(
    lambda nodes: Compare(("<", "!=")[: len(nodes) - 1], tuple(nodes))
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Unary, st.just("not"), inner),
        st.builds(Binary, st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=100, deadline=None)
@given(trees)
def test_a_printed_tree_is_read_as_the_same_tree(tree: Node) -> None:
    assert read(to_text(tree), ["x", "y"]) == tree


@settings(max_examples=100, deadline=None)
@given(conditions)
def test_a_printed_condition_is_read_as_the_same_condition(tree: Node) -> None:
    assert read(to_text(tree), ["x", "y"], condition=True) == tree


def test_a_literal_keeps_its_exact_value_and_its_digits() -> None:
    number = read("0.10")
    assert isinstance(number, Number)
    assert (number.value * 10, number.text) == (1, "0.10")
