"""LaTeX becomes the tree that the same mathematics, typed, becomes."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.maths.latex_commands import DANGEROUS, GREEK_COMMANDS, SIGNS
from quizzes.maths.reading import ReadingError, Vocabulary, read
from quizzes.maths.trees import Node, to_text
from quizzes.maths.typesetting import to_latex
from tests.maths.makers import conditions, sets, values

LATEX = Vocabulary(syntax="latex")
PIECES = [
    *(f"\\{command} " for command in [*sorted(GREEK_COMMANDS)[:6], *sorted(SIGNS)]),
    *[r"\frac", r"\sqrt", r"\sqrt[3]", r"\sum_{k=1}^", r"\int", r"\lim_{x\to0}", r"\left(", r"\right)", r"\left|", r"\right|", r"\begin{matrix}", r"\end{matrix}", r"\\"],
    *[r"\operatorname{sin}", r"\text{or}", r"\mathrm{d}", r"\nabla", r"\partial", r"\binom", r"\hat", r"\overline", r"\begin{cases}", r"\end{cases}", r"&", r"d/dx"],
    *["{", "}", "^", "_", "(", ")", "[", "]", "|", "'", ",", ".", "=", "<", "0", "12", "x", "dx", "f", "%", "!", "\\"],
]  # fmt: skip


def read_as(text: str) -> str:
    return to_text(read(text, LATEX))


def complaint(text: str) -> tuple[str, int]:
    with pytest.raises(ReadingError) as caught:
        read(text, LATEX)
    return caught.value.message, caught.value.position


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"\frac{1}{2}x", "(1/2)*x"),
        (r"\frac12+\dfrac{a}{b}", "1/2 + a/b"),
        (r"1\frac12", "1 + 1/2"),
        (r"1\frac{3}{2}", "1*(3/2)"),
        (r"\frac{\sqrt5}{4}", "sqrt(5)/4"),
        (r"\sqrt[3]{x+1}", "root(x + 1, 3)"),
        (r"x^23", "x^2*3"),
        (r"x^\frac{1}{2}", "x^(1/2)"),
        (r"x^{-1}+x^-1", "x^(-1) + x^(-1)"),
        (r"x_1^2+x^2_1", "x_1^2 + x_1^2"),
        (r"2\cdot 3\times 4\div 5", "2*3*4/5"),
        (r"\left(x+1\right)\left[y\right]", "(x + 1)*y"),
        (r"\sin^2 x+\cos^{2}\left(x\right)", "sin(x)^2 + cos(x)^2"),
        (r"\sin^{-1}x", "asin(x)"),
        (r"\log_2 8+\log_{b}(x)", "log(8, 2) + log(x, b)"),
        (r"\operatorname{softmax}(z)\mathrm{ReLU}(x)", "softmax(z)*relu(x)"),
        (r"\mathbf{x}^\top\boldsymbol{\theta}", "transpose(x)*theta"),
        (r"\hat{y}_i-\bar{y}", "y_hat_i - y_bar"),
        (r"\overline{z+1}", "conjugate(z + 1)"),
        (r"\lvert x\rvert+\left|y\right|+|z|", "abs(x) + abs(y) + abs(z)"),
        (r"\lVert x\rVert_2+\left\|A\right\|_F+\|z\|", "norm(x, 2) + norm(A, F) + norm(z)"),
        (r"\lfloor x\rfloor", "floor(x)"),
        (r"\binom{n}{k}", "comb(n, k)"),
        (r"75\%", "75%"),
        (r"90^\circ", "90*(pi/180)"),
        (r"1{,}234{,}567.5", "1234567.5"),
        (r"12\,345", "12345"),
        (r"\$5", "5"),
        (r"a\,b\quad c", "a*b*c"),
        (r"f'(x)", "f'(x)"),
        (r"$x^{\prime}$", "x'"),
        (r"7\bmod 3", "mod(7, 3)"),
    ],
)  # fmt: skip
def test_formulas_are_read(latex: str, typed: str) -> None:
    assert read_as(latex) == typed


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"\sum_{k=1}^{n} k^2+1", "sum(k^2, k, 1, n) + 1"),
        (r"\prod^{n}_{k=1}2k", "product(2*k, k, 1, n)"),
        (r"\int_0^1 x^2 dx", "int(x^2, x, 0, 1)"),
        (r"\int x+1\,\mathrm{d}x+C", "int(x + 1, x) + C"),
        (r"\int\frac{dx}{x}", "int(1/x, x)"),
        (r"\int te^{-t}\,dt", "int(t*e^(-t), t)"),
        (r"\int_0^\pi\int_0^1 r\,dr\,d\theta", "int(int(r, r, 0, 1), theta, 0, pi)"),
        (r"\lim_{x\to 0^+}\frac1x", "limit(1/x, x, 0, right)"),
        (r"\lim_{n\rightarrow\infty}\left(1+\frac1n\right)^n", "limit((1 + 1/n)^n, n, oo)"),
        (r"\frac{d}{dx}x^2", "diff(x^2, x)"),
        (r"\frac{\mathrm{d}y}{\mathrm{d}x}", "diff(y, x)"),
        (r"\frac{d^2}{dx^2}\left(x^3\right)+1", "diff(x^3, x, 2) + 1"),
        (r"\frac{\partial^2 f}{\partial x\partial y}", "diff(diff(f, y), x)"),
        (r"\partial f/\partial x", "diff(f, x)"),
        (r"\nabla_\theta L", "grad(L, theta)"),
    ],
)
def test_sums_integrals_limits_and_derivatives_are_read(latex: str, typed: str) -> None:
    assert read_as(latex) == typed


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"x\le 2\lor x\ge3", "x <= 2 or x >= 3"),
        (r"x=1\text{ or }x=2", "x == 1 or x == 2"),
        (r"\neg x\ne 1\land y=2", "not x != 1 and y == 2"),
        (r"x=1\Rightarrow x>0", "x == 1 => x > 0"),
        (r"x=1\iff x-1=0", "x == 1 <=> x - 1 == 0"),
        (r"x=\pm 2", "x == ±2"),
        (r"x\in\left(0,1\right]\cup\{3\}", "x in (0, 1] ∪ {3}"),
        (r"\mathbb{R}\setminus\{0\}", "ℝ \\ {0}"),
        (r"\emptyset\cap\left\{1,2\right\}", "{} ∩ {1, 2}"),
        (r"\begin{pmatrix}1&2\\3&4\\\end{pmatrix}^{-1}", "[[1, 2], [3, 4]]^(-1)"),
        (r"\left[\begin{array}{cc}a&b\end{array}\right]^T", "transpose([[a, b]])"),
        (r"\begin{vmatrix}a&b\\c&d\end{vmatrix}", "det([[a, b], [c, d]])"),
        (r"\begin{cases}x&\text{if }x>0\\0&\text{otherwise}\end{cases}", "piecewise(x, x > 0, 0)"),
        (r"\begin{cases}x+y=1\\x-y=2\end{cases}", "x + y == 1 and x - y == 2"),
        (r"\left\{\begin{array}{l}x=1\\y=2\end{array}\right.", "x == 1 and y == 2"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "a == b == c"),
        (r"\mathbb{E}[X]+\operatorname{Var}(X)", "E[X] + Var(X)"),
        (r"P(A\mid B)", "P(A | B)"),
        (r"D_{\mathrm{KL}}(p\|q)", "KL(p, q)"),
    ],
)
def test_conditions_sets_matrices_and_chances_are_read(latex: str, typed: str) -> None:
    assert read_as(latex) == typed


@pytest.mark.parametrize(
    ("latex", "message", "position"),
    [
        (r"x+\foo", r"`\foo` is not known here", 2),
        (r"\operatorname{open}(x)", "`open` is not known here", 0),
        (r"\begin{tikz}x\end{tikz}", r"`\begin{tikz}` is not known here", 0),
        (r"\frac{1}{}", r"there is nothing in the braces behind `\frac`", 0),
        (r"\frac{1}", r"something is missing behind `\frac`", 5),
        (r"\sqrt{}", r"an argument of `\sqrt` is empty", 0),
        (r"x^{}", "there is nothing in the braces behind `^`", 1),
        (r"x+\placeholder{}", "a box of the formula is still empty", 2),
        (r"{x", "the `{` misses its closing brace", 0),
        (r"x}", "there is no opening brace for this `}`", 1),
        (r"\left(x", r"`\left` misses its `\right`", 0),
        (r"2(x", "the closing bracket is missing: `(` at character 2; put `)` at the end", 3),
        (r"\sum_{k}k", r"`\sum` needs its bounds: `\sum_{k=1}^{n}`", 0),
        (r"\int x^2", "the integral needs a `dx` at its end", 8),
        (r"\lim_x x", r"a limit says where to: `\lim_{x \to 0}`", 0),
        (r"\nabla f", r"say by what: `\nabla_x f`", 0),
        (r"a&b", "`&` stands only in a matrix or in cases", 1),
        (r"\frac{d^2}{dx}f", "the two orders of this derivative differ", 0),
        (r"\begin{pmatrix}1&2\\3\end{pmatrix}", "the rows of this matrix differ in length", 0),
    ],
)
def test_errors_name_place_and_command(latex: str, message: str, position: int) -> None:
    assert complaint(latex) == (message, position)


@pytest.mark.parametrize("command", sorted(DANGEROUS))
def test_macros_are_refused_by_name(command: str) -> None:
    assert complaint(f"x+\\{command}{{y}}") == (f"`\\{command}` is not allowed here; write the formula itself", 2)


@pytest.mark.parametrize(
    "latex",
    [r"\sqrt{" * 70 + "x" + "}" * 70, r"\left(" * 70 + "x" + r"\right)" * 70, "x^{" * 70 + "x" + "}" * 70],
)
def test_nesting_is_limited(latex: str) -> None:
    assert complaint(latex)[0] == "this is nested more than 60 deep"


def test_a_declared_name_is_one_name_and_d_may_be_one() -> None:
    names = Vocabulary(syntax="latex", names=["lr", "d", "x"], functions=["f"])
    assert to_text(read(r"\mathrm{lr}\frac{d}{dx}f\left(x\right)", names)) == "lr*(d/(d*x))*f(x)"


def test_dots_between_declared_vectors_are_inner_products() -> None:
    shapes = Vocabulary(syntax="latex", shapes={"a": ("k",), "b": ("k",), "X": ("k", "k")})
    assert to_text(read(r"a\cdot X\cdot b+2\cdot a", shapes)) == "a*X*b + 2*a"
    assert to_text(read(r"a\cdot\left(X\cdot b\right)", shapes)) == "dot(a, X*b)"


@settings(max_examples=200, deadline=None)
@given(st.one_of(values(exponents=False), conditions(values(exponents=False))))
def test_a_set_tree_is_read_as_the_same_tree(tree: Node) -> None:
    latex = to_latex(tree)
    try:
        again = read(latex, LATEX)
    except ReadingError as error:
        assert re.search("more than|longer than", error.message), latex
        return
    assert to_text(again) == to_text(tree)


@settings(max_examples=100, deadline=None)
@given(sets(st.sampled_from("xyz").map(lambda name: read(name, LATEX))))
def test_a_set_set_is_read_as_the_same_set(tree: Node) -> None:
    assert read(to_latex(tree), Vocabulary(syntax="latex", pairs="interval")) == tree


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
        st.text(string.ascii_letters + "\\{}^_&$%#~ '", max_size=40),
        st.text(max_size=40),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text, LATEX)
    except ReadingError as error:
        assert 0 <= error.position <= len(text)
