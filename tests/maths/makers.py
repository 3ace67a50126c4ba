"""Trees as the reader makes them, for hypothesis."""

from collections.abc import Sequence

from hypothesis import strategies as st

from quizzes.maths.formulas import read_formula
from quizzes.maths.functions import ARGUMENTS
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Unary

NAMES = ["x", "y", "A", "theta", "x_1", "x_{i+1}", "mu_0", "y_hat", "x'", "pi", "e", "i", "oo", "ℝ"]
# Those that a line of LaTeX shows in another form (A^(-1), log_2(x)), or whose arguments are of a special kind.
PLAIN_FUNCTIONS = sorted(
    set(ARGUMENTS)
    - {
        "cbrt",
        "inverse",
        "log2",
        "log10",
        "dot",
        "diff",
        "grad",
        "hessian",
        "jacobian",
        "int",
        "limit",
        "sum",
        "product",
    }
    - {"piecewise", "norm", "E", "P", "H", "KL", "MI", "Var", "Std", "Cov", "Corr"}
)


def listed(node: st.SearchStrategy[Node], least: int = 2, most: int = 3) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(node, min_size=least, max_size=most).map(tuple)


def numbers(*, exponents: bool = True) -> st.SearchStrategy[Node]:
    plain = [
        st.integers(0, 10**30).map(str),
        st.decimals(0, 10**6, places=4).map(lambda number: f"{number:f}"),
    ]
    scientific = st.tuples(st.integers(1, 99), st.integers(-50, 50)).map(lambda parts: f"{parts[0]}e{parts[1]}")
    return st.one_of(*plain, *([scientific] if exponents else [])).map(read_formula)


def calls(inner: st.SearchStrategy[Node], functions: Sequence[str]) -> st.SearchStrategy[Node]:
    def call(function: str, nodes: tuple[Node, ...]) -> Node:
        return Call(function, nodes[: ARGUMENTS[function][0]])

    return st.builds(call, st.sampled_from(functions), listed(inner))


def bound(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Sums, integrals, limits and derivatives."""
    k = st.just(Name("k"))
    return st.one_of(
        st.builds(
            lambda *parts: Call(parts[0], parts[1:]), st.sampled_from(["sum", "product", "int"]), inner, k, inner, inner
        ),
        st.builds(lambda *parts: Call("limit", parts), inner, k, inner, st.sampled_from([Name("left"), Name("right")])),
        st.builds(lambda *parts: Call("limit", parts), inner, k, inner),
        st.builds(lambda *parts: Call("int", parts), inner, k),
        st.builds(lambda *parts: Call("diff", parts), inner, k),
        st.builds(lambda *parts: Call("grad", parts), inner, k),
    )


def values(*, exponents: bool = True) -> st.SearchStrategy[Node]:
    """Trees that can be calculated with; lists and matrices hold no lists themselves."""
    leaves = st.one_of(numbers(exponents=exponents), st.sampled_from(NAMES).map(Name))
    entries = st.one_of(leaves, st.builds(Binary, st.sampled_from("+*/"), leaves, leaves))
    rows = listed(entries, 2, 2).map(lambda row: Group("list", row))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Unary, st.sampled_from("-%±"), inner),
            st.builds(Binary, st.sampled_from("+-±*/^"), inner, inner),
            calls(inner, PLAIN_FUNCTIONS),
            bound(inner),
            st.builds(Group, st.just("tuple"), listed(inner)),
            st.builds(Group, st.just("list"), listed(entries)),
            st.builds(Group, st.just("matrix"), listed(rows, 1)),
        ),
        max_leaves=12,
    )


def conditions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    comparisons = st.builds(
        lambda nodes, signs: Compare(tuple(signs[: len(nodes) - 1]), nodes),
        listed(inner), st.lists(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), min_size=2, max_size=2),
    )  # fmt: skip
    return st.recursive(
        comparisons,
        lambda condition: st.one_of(
            st.builds(Unary, st.just("not"), condition),
            st.builds(Binary, st.sampled_from(["and", "or", "=>", "<=>"]), condition, condition),
        ),
        max_leaves=4,
    )


def sets(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    leaves = st.one_of(
        st.builds(Group, st.just("set"), listed(inner, 0)),
        st.builds(Group, st.just("interval"), listed(inner, 2, 2), st.booleans(), st.booleans()),
    )
    return st.recursive(
        leaves, lambda part: st.builds(Binary, st.sampled_from(["∪", "∩", "\\"]), part, part), max_leaves=4
    )
