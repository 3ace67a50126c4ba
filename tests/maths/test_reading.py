"""Typed mathematics becomes the tree that was meant, or an error at its place."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.maths.evaluating import evaluate
from quizzes.maths.reading import CONSTANTS, FUNCTIONS, MAX_LENGTH, ReadingError, Vocabulary, read
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, to_text

PIECES = re.findall(
    r"\S+",
    "sin x y' xy 12 1,2 0,5 ( ) [ ] { } | || ^ _ _1 ! % ' = < => or and not in U ± - + * / .* ° √ ² E[ P( KL( sum( int( "
    "d/dx log_ max lim ⁿ , ; A^T ∅ ℝ π σ \\ $5 left mod",
)
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


ANY = Vocabulary()
QUESTION = Vocabulary(
    names=["x", "y", "n", "mu0", "lr"],
    functions=["f"],
    shapes={"A": ("k", "k"), "w": ("k",), "v": ("k",)},
    random=["X"],
)


def typed_as(text: str, vocabulary: Vocabulary = ANY) -> str:
    return to_text(read(text, vocabulary))


def refusal(text: str, vocabulary: Vocabulary = ANY) -> tuple[str, int]:
    with pytest.raises(ReadingError) as caught:
        read(text, vocabulary)
    return caught.value.message, caught.value.position


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xy", "x*y"),
        ("2xy^2", "2*x*y^2"),
        ("x(y+1)", "x*(y + 1)"),
        ("x x 3", "x*x*3"),
        ("1/2x", "(1/2)*x"),
        ("2pir", "2*pi*r"),
        ("2πr", "2*pi*r"),
        ("xsinx", "x*sin(x)"),
        ("nlog2(n)", "n*log2(n)"),
        ("aAbs(x)", "a*abs(x)"),
        ("x1 + x_1 + x₁", "x_1 + x_1 + x_1"),
        ("x_{i+1} + x_(t-1)", "x_{i+1} + x_{t-1}"),
        ("μ0 + mu_0", "mu_0 + mu_0"),
        ("y_hat", "y_hat"),
        ("ｘ＋𝑦", "x + y"),
        ("x\u200b+\u200b1", "x + 1"),
        ("e^-z", "e^(-z)"),
        ("x^{n+1}", "x^(n + 1)"),
        ("x²yⁿ", "x^2*y^n"),
        ("2[x+1]^2", "2*(x + 1)^2"),
        ("12 345.678 901 2", "12345.6789012"),
    ],
)
def test_letters_side_by_side_are_a_product(typed: str, meant: str) -> None:
    assert typed_as(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sin x", "sin(x)"),
        ("lnx", "ln(x)"),
        ("sin 2x", "sin(2*x)"),
        ("sin 2 pi x", "sin(2*pi*x)"),
        ("sin xy", "sin(x*y)"),
        ("sin x y", "sin(x)*y"),
        ("sin x cos x", "sin(x)*cos(x)"),
        ("sin x(y+1)", "sin(x)*(y + 1)"),
        ("sin 2(x+1)", "sin(2*(x + 1))"),
        ("sin -x/2", "sin(-x)/2"),
        ("ln x^2", "ln(x^2)"),
        ("sqrt 2x", "sqrt(2)*x"),
        ("√2√3", "sqrt(2)*sqrt(3)"),
        ("sin^2 x", "sin(x)^2"),
        ("sin^(-1)(x) + tan^-1 x", "asin(x) + atan(x)"),
        ("cos^-2(x)", "cos(x)^(-2)"),
        ("arcsinh(x) + arcsec x", "asinh(x) + asec(x)"),
        ("log_2(8) + log_b x + log_(a+b)(c)", "log(8, 2) + log(x, b) + log(c, a + b)"),
        ("|x|a + ||x|-|y||", "abs(x)*a + abs(abs(x) - abs(y))"),
        ("||x||_2^2 + ||A||_F", "norm(x, 2)^2 + norm(A, F)"),
        ("n! + 75% + 30°", "factorial(n) + 75% + 30*(pi/180)"),
        ("7 mod 3", "mod(7, 3)"),
        ("σ(x) + σ^2", "sigmoid(x) + sigma^2"),
        ("max{x, y}", "max(x, y)"),
        ("det[[1,2],[3,4]]", "det([[1, 2], [3, 4]])"),
        ("d/dx(x^2) + dy/dx + d^2/dx^2 f", "diff(x^2, x) + diff(y, x) + diff(f, x, 2)"),
        ("sum(k^2, k, 1, n) + sum(k, (k, 1, n))", "sum(k^2, k, 1, n) + sum(k, k, 1, n)"),
        ("limit(1/x, x, 0, -)", "limit(1/x, x, 0, left)"),
        ("f'(x) + y''", "f'(x) + y''"),
    ],
)
def test_functions_take_what_mathematicians_mean(typed: str, meant: str) -> None:
    assert typed_as(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x<2 or x>3", "x < 2 or x > 3"),
        ("0 ≤ x < 1 ∧ ¬(x = y)", "0 <= x < 1 and not x == y"),
        ("a = b = c", "a == b == c"),
        ("x = ±4", "x == ±4"),
        ("x = (5 +/- 1)/2", "x == (5 ± 1)/2"),
        ("x = 1 => x > 0", "x == 1 => x > 0"),
        ("x = 1 <=> 1 = x", "x == 1 <=> 1 == x"),
        ("x = 1, x = 2", "x == 1 or x == 2"),
        ("x = 1, y = 2", "x == 1 and y == 2"),
        ("x in (0, 1]", "x in (0, 1]"),
        ("x ∉ {1}", "not x in {1}"),
        ("(-oo, 7) U [4, ∞)", "(-oo, 7) ∪ [4, oo)"),
        ("ℝ \\ {0} ∩ ∅", "ℝ \\ {0} ∩ {}"),
        ("x!=1", "x != 1"),
        ("1, 2, 3", "(1, 2, 3)"),
        ("1,234", "1234"),
        ("{1,234}", "{1, 234}"),
        ("[[1,2],[3,4]]^T", "transpose([[1, 2], [3, 4]])"),
        ("A^T B^-T + (1+r)^T", "transpose(A)*transpose(B^(-1)) + (1 + r)^T"),
        ("E[X|Y] + Var(X) + P(A|B)", "E[X | Y] + Var(X) + P(A | B)"),
        ("KL(p||q)", "KL(p, q)"),
    ],
)
def test_conditions_sets_and_chances_are_read(typed: str, meant: str) -> None:
    assert typed_as(typed) == meant


def test_pairs_are_what_the_question_asks_for() -> None:
    assert read("(0, 1)", ANY) == Group("tuple", (read("0"), read("1")))
    assert read("(0, 1)", Vocabulary(pairs="interval")) == Group("interval", (read("0"), read("1")), True, True)
    assert read("[0, 1]", Vocabulary(pairs="interval")) == Group("interval", (read("0"), read("1")))
    assert read("[0, 1)", ANY) == Group("interval", (read("0"), read("1")), False, True)
    assert typed_as("1,2", Vocabulary(commas="list")) == "(1, 2)"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lrx", "lr*x"),
        ("mu0 x", "mu0*x"),
        ("f(x)f'(y)", "f(x)*f'(y)"),
        ("A' + A^T", "transpose(A) + transpose(A)"),
        ("w·v", "dot(w, v)"),
        ("A·w", "A*w"),
        ("w_1 + A_12", "w_1 + A_12"),
        ("sum(k w_k, k, 1, n)", "sum(k*w_k, k, 1, n)"),
        ("P(X > 1) + H(X)", "P(X > 1) + H(X)"),
        ("2i + e^(pi i)", "2*i + e^(pi*i)"),
    ],
)
def test_declared_names_are_read_as_declared(typed: str, meant: str) -> None:
    assert typed_as(typed, QUESTION) == meant


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        ("2x(3", "the closing bracket is missing: `(` at character 3; put `)` at the end", 4),
        ("x+1)", "there is no opening bracket for this `)`", 3),
        ("[1, 2", "the closing bracket is missing: `[` at character 1; put `]` at the end", 5),
        ("(1, 2, 3]", "an interval has two ends; `(` and `]` do not match", 8),
        ("[[1,2],[3]]", "the rows of this matrix differ in length", 0),
        ("plot(x)", "`plot` is not a function that is known here; a product needs `*` between its letters", 0),
        ("sqrtt(x)", "`sqrtt` is not known here; did you mean `sqrt`?", 0),
        ("ans", "`ans` is not known here; a product needs `*` between its letters", 0),
        ("f(a, b)", "`f` is not a function here", 1),
        ("3x10^5", "`x10` is not known here; did you mean `*`?", 1),
        ("x => 5", "`=>` stands between comparisons; did you mean `>=`?", 2),
        ("x = 1 or 2", "a comparison was expected beside `or`", 6),
        ("x = 1, 2", "write the name in each part, as in `x = 1 or x = 2`", 0),
        ("{1} + 2", "a set cannot be calculated with beside `+`", 4),
        ("ln^-1(x)", "write `1/ln(x)`, or the inverse function by its name", 0),
        ("comb^2(n, k)", "put the power behind the bracket: `comb(x)^2`", 4),
        (r"\frac{1}{2}", r"`\frac` is LaTeX; here mathematics is typed: `a/b`, `sqrt(x)`, `x^2`", 0),
        ("∑ k", "write `sum(f, k, 1, n)` instead of `∑`", 0),
        ("x + 1\ny", "one line was expected here", 5),
        ("sum(k, 2, 1, n)", "the variable must be a name, as in `sum(k^2, k, 1, n)`", 3),
        ("d^2/dx f", "the two orders of this derivative differ", 0),
        ("open('/etc')", "`open` is not a function that is known here; a product needs `*` between its letters", 0),
        ("x.__class__", "`.` cannot be read here", 1),
    ],
)
def test_refusals_say_where_and_what_instead(typed: str, message: str, position: int) -> None:
    assert refusal(typed) == (message, position)


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        ("x + z", "`z` is not known here; the names are `x`, `y`, `n`, `mu0`, `lr`, `f`, `A`, `w`, `v`, `X`", 4),
        ("x2", "`x2` is not known here; the names are `x`, `y`, `n`, `mu0`, `lr`, `f`, `A`, `w`, `v`, `X`", 0),
        ("f^2(x)", "put the power behind the bracket: `f(x)^2`", 1),
        (
            "sum(k, k, 1, n) + k",
            "`k` is not known here; the names are `x`, `y`, `n`, `mu0`, `lr`, `f`, `A`, `w`, `v`, `X`",
            18,
        ),
    ],
)
def test_undeclared_names_are_refused(typed: str, message: str, position: int) -> None:
    assert refusal(typed, QUESTION) == (message, position)


@pytest.mark.parametrize("syntax", ["ascii", "latex"])
def test_size_is_limited_in_both_notations(syntax: str) -> None:
    vocabulary = Vocabulary(syntax="latex" if syntax == "latex" else "ascii")
    assert refusal("x" * 2_001, vocabulary)[0] == "this is longer than 2000 characters"
    assert refusal("(" * 61 + "1" + ")" * 61, vocabulary)[0] == "this is nested more than 60 deep"
    assert refusal("1+" * 300 + "1", vocabulary)[0] == "this has more than 400 numbers, names and operators"
    assert refusal("9" * 201, vocabulary)[0] == "this number has more than 200 digits"
    assert to_text(read("x" + " " * 5_000 + "+1", vocabulary)) == "x + 1"


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=15).map("".join)),
    st.sampled_from([ANY, QUESTION, Vocabulary(pairs="interval", commas="list")]),
)
def test_any_text_becomes_a_tree_or_a_refusal(text: str, vocabulary: Vocabulary) -> None:
    try:
        read(text, vocabulary)
    except ReadingError as error:
        assert 0 <= error.position <= len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("lim(x->0) sin(x)/x", "limit(sin(x)/x, x, 0)"),
        ("lim_(x→oo) 1/x + 1", "limit(1/x, x, oo) + 1"),
        ("lim_{h->0} h", "limit(h, h, 0)"),
        ("sum_(i=1)^n x_i y_i", "sum(x_i*y_i, i, 1, n)"),
        ("sum_{k=0}^{n-1} q^k", "sum(q^k, k, 0, n - 1)"),
        ("∑_(i=1)^n i", "sum(i, i, 1, n)"),
        ("prod_(k=1)^(n+1) k", "product(k, k, 1, n + 1)"),
        ("cbrt(x) + 1", "root(x, 3) + 1"),
    ],
)
def test_limits_sums_and_cube_roots_as_people_type_them(text: str, plain: str) -> None:
    assert to_text(read(text, Vocabulary())) == plain


def test_events_may_be_joined_and_denied_in_a_probability() -> None:
    events = Vocabulary(names=(), random=("A", "B"))
    assert to_text(read("P(A or B) + P(not A|B)", events)) == "P(A or B) + P(not A | B)"
    with pytest.raises(ReadingError, match="a comparison was expected beside `or`"):
        read("A or B", events)
