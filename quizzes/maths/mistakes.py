"""From a right formula to formulas with one usual mistake each, the likeliest first."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Final

from quizzes.maths.derivatives import NoRule, derivative, plus, times
from quizzes.maths.domains import Domain
from quizzes.maths.functions import ARGUMENTS
from quizzes.maths.rewriting import free_names, substituted
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, children, names_in, to_text

MOST: Final = 400  # mistakes in one formula
LONGEST: Final = 30  # characters of a term that is named
ONE, TWO, TEN = Number(1, "1"), Number(2, "2"), Number(10, "10")

_NOT_OVER_SUMS: Final = frozenset(
    {"sqrt", "ln", "log", "log2", "log10", "exp", "abs", "sin", "cos", "tan", "tanh", "sigmoid", "max", "norm", "det"}
)
_CALCULUS: Final = frozenset({"diff", "grad", "hessian", "jacobian", "int", "limit"})
_SWAPPED: Final = frozenset({"KL", "comb", "log", "mod", "outer", "root", "H"})
_LOGARITHMS: Final = ("ln", "log", "log2", "log10")


@dataclasses.dataclass(frozen=True)
class Mistake:
    """words: behind "Looks like"."""

    tree: Node
    words: str


Rule = Callable[[Node, Domain], Iterator[Mistake]]


def mistakes(tree: Node, domain: Domain) -> Iterator[Mistake]:
    """At most `MOST`, each somewhere in the tree."""
    everywhere = itertools.chain.from_iterable(_anywhere(tree, rule, domain) for rule in _RULES)
    return itertools.islice(itertools.chain(_of_logarithms(tree), everywhere, _of_names(tree, domain)), MOST)


def _anywhere(tree: Node, rule: Rule, domain: Domain) -> Iterator[Mistake]:
    """The rule applied to the tree, then to each part of it; but nobody changes a function before differentiating."""
    yield from rule(tree, domain)
    parts = () if isinstance(tree, Call) and tree.function in _CALCULUS else children(tree)
    for place, part in enumerate(parts):
        for found in _anywhere(part, rule, domain):
            changed = [*parts[:place], found.tree, *parts[place + 1 :]]
            yield Mistake(_with_children(tree, changed), found.words)


def _with_children(node: Node, parts: list[Node]) -> Node:
    match node:
        case Unary(operator):
            return Unary(operator, parts[0])
        case Binary(operator):
            return Binary(operator, parts[0], parts[1])
        case Call(function):
            return Call(function, tuple(parts))
        case Compare(operators):
            return Compare(operators, tuple(parts))
        case Group():
            return dataclasses.replace(node, items=tuple(parts))
    return node


def _derivatives(node: Node, _: Domain) -> Iterator[Mistake]:
    """Rules of differentiation that were forgotten."""
    match node:
        case Call("diff", (body, Name(name))):
            for slip, words in (
                ("chain", "a forgotten chain rule: the inner derivative is missing"),
                ("inner", "a chain rule that stopped too early: the innermost derivative is missing"),
                ("product", "a forgotten product rule: (f g)' is f' g + f g', not f' g'"),
                ("quotient", "a forgotten quotient rule: (f/g)' is not f'/g'"),
            ):
                try:
                    wrong = _wrong_derivative(body, name, slip)
                except NoRule:
                    continue
                yield Mistake(wrong, words)


def _wrong_derivative(tree: Node, name: str, slip: str) -> Node:
    if name not in names_in(tree):
        return Number(0, "0")
    match tree:
        case Unary("-", operand):
            return Unary("-", _wrong_derivative(operand, name, slip))
        case Binary("+" | "-" as sign, left, right):
            return Binary(sign, _wrong_derivative(left, name, slip), _wrong_derivative(right, name, slip))
        case Binary("*", left, right):
            first, second = _wrong_derivative(left, name, slip), _wrong_derivative(right, name, slip)
            if slip == "product" and name in names_in(left) and name in names_in(right):
                return times(first, second)
            return plus(times(first, right), times(left, second))
        case Binary("/", left, right) if slip == "quotient" and name in names_in(left) and name in names_in(right):
            return Binary("/", _wrong_derivative(left, name, slip), _wrong_derivative(right, name, slip))
        case Binary("^", base, exponent) if name not in names_in(exponent):
            return _outer(tree, base, name, slip)
        case Binary("^", Name("e"), exponent):
            return _outer(tree, exponent, name, slip)
        case Binary("/", Number(), right):
            return _outer(tree, right, name, slip)
        case Call(_, (inner,)):
            return _outer(tree, inner, name, slip)
    return derivative(tree, name)


def _outer(tree: Node, inner: Node, name: str, slip: str) -> Node:
    """The derivative of a function of something, perhaps without that of the something."""
    if isinstance(inner, Name):
        return derivative(tree, name)
    if slip == "inner" and isinstance(inner, Call) and inner.arguments == (Name(name),):
        slip = "chain"
    fresh = Name("inner_0")
    outer = derivative(_with_children(tree, [fresh if part is inner else part for part in children(tree)]), fresh.name)
    outer = substituted(outer, {fresh.name: inner})
    if slip == "inner" and isinstance(inner, Binary):
        calls = [part for part in children(inner) if isinstance(part, Call) and part.arguments == (Name(name),)]
        for call in calls:
            place = Name("inner_1")
            parts = [place if part is call else part for part in children(inner)]
            return times(outer, substituted(derivative(_with_children(inner, parts), place.name), {place.name: call}))
    return outer if slip == "chain" else times(outer, _wrong_derivative(inner, name, slip))


def _over_sums(node: Node, _: Domain) -> Iterator[Mistake]:
    """What is done to each term of a sum though it is not linear."""
    match node:
        case Binary("^", Binary("+" | "-" as sign, left, right), exponent):
            wrong = Binary(sign, Binary("^", left, exponent), Binary("^", right, exponent))
            yield Mistake(wrong, "a power put on each term of a sum")
        case Binary("/", above, Binary("+" | "-" as sign, left, right)):
            wrong = Binary(sign, Binary("/", above, left), Binary("/", above, right))
            yield Mistake(wrong, "a fraction split along the sum below its bar")
        case Call(function, (Binary("+" | "-" as sign, left, right),)) if function in _NOT_OVER_SUMS:
            split = Binary(sign, Call(function, (left,)), Call(function, (right,)))
            yield Mistake(split, f"`{function}` of a sum taken as the sum of the `{function}`s")
        case Call(function, (Binary("*" as sign, left, right),)) if function in ("exp", "sigmoid"):
            yield Mistake(
                Binary(sign, Call(function, (left,)), Call(function, (right,))),
                f"`{function}` of a product taken as the product of the `{function}`s",
            )
        case Call("ln" | "log" as function, (Binary("*", left, right),)):
            wrong = Binary("*", Call(function, (left,)), Call(function, (right,)))
            yield Mistake(wrong, f"`{function}` of a product taken as the product of the `{function}`s")


def _chances(node: Node, _: Domain) -> Iterator[Mistake]:
    match node:
        case Call("E", (Binary("*", left, right),)):
            wrong = Binary("*", Call("E", (left,)), Call("E", (right,)))
            yield Mistake(wrong, "the mean of a product taken as the product of the means")
        case Call("E", (Binary("^", base, exponent),)):
            wrong = Binary("^", Call("E", (base,)), exponent)
            yield Mistake(wrong, "the mean of a power taken as the power of the mean")
        case Binary("^", Call("E", (inner,)), exponent):
            yield Mistake(
                Call("E", (Binary("^", inner, exponent),)), "the power of a mean taken as the mean of the power"
            )
        case Call("Var", (Binary("+" | "-" as sign, left, right),)):
            parts = Call("Var", (left,)), Call("Var", (right,))
            yield Mistake(Binary("+", *parts), "a missing covariance")
            if sign == "-":
                yield Mistake(Binary("-", *parts), "variances subtracted: of a difference, too, they add up")
        case Call("Var" | "Cov" as function, (Binary("*", factor, inner), *rest)):
            yield Mistake(Binary("*", factor, Call(function, (inner, *rest))), "a factor that is not squared")
        case Call(function, (Binary("|", event, given),)) if function in ("P", "E", "H"):
            yield Mistake(
                Call(function, (Binary("|", given, event),)), "a condition swapped with what it is the condition of"
            )


def _swapped(node: Node, _: Domain) -> Iterator[Mistake]:
    match node:
        case Call(function, (first, second)) if function in _SWAPPED:
            yield Mistake(Call(function, (second, first)), f"swapped arguments of `{function}`")
        case Binary("/", left, right):
            yield Mistake(Binary("/", right, left), "a fraction upside down")


def _matrices(node: Node, domain: Domain) -> Iterator[Mistake]:
    match node:
        case Call("transpose", (Binary("*", left, right),)):
            wrong = Binary("*", Call("transpose", (left,)), Call("transpose", (right,)))
            yield Mistake(wrong, "a transposed product whose factors kept their order")
        case (Call("inverse", (Binary("*", left, right),))) | Binary(
            "^", Binary("*", left, right), Unary("-", Number(1))
        ):
            wrong = Binary("*", Call("inverse", (left,)), Call("inverse", (right,)))
            yield Mistake(wrong, "an inverted product whose factors kept their order")
        case Call("transpose", (inner,)):
            yield Mistake(inner, "a missing transpose")
        case Name(name) if name in domain.shapes:
            yield Mistake(Call("transpose", (node,)), f"a transpose too many at `{name}`")


def _signs(node: Node, _: Domain) -> Iterator[Mistake]:
    match node:
        case Binary("+", left, right):
            yield Mistake(Binary("-", left, right), f"a wrong sign{_before(right)}")
            yield Mistake(Binary("-", right, left), f"a wrong sign{_before(left)}")
        case Binary("-", left, right):
            yield Mistake(Binary("+", left, right), f"a wrong sign{_before(right)}")
            yield Mistake(Unary("-", Binary("+", left, right)), f"a wrong sign{_before(left)}")
        case Unary("-", operand):
            yield Mistake(operand, f"a wrong sign{_before(operand)}")


def _before(term: Node) -> str:
    text = to_text(term)
    return f" before `{text}`" if len(text) <= LONGEST else ""


def _lost(node: Node, _: Domain) -> Iterator[Mistake]:
    """A term, a factor or a power that is missing."""
    match node:
        case Binary("+", left, right):
            yield Mistake(left, f"a missing term{_called(right)}")
            yield Mistake(right, f"a missing term{_called(left)}")
        case Binary("-", left, right):
            yield Mistake(left, f"a missing term{_called(right)}")
            yield Mistake(Unary("-", right), f"a missing term{_called(left)}")
        case Binary("*", left, right):
            yield Mistake(left, f"a missing factor{_called(right)}")
            yield Mistake(right, f"a missing factor{_called(left)}")
        case Binary("/", left, right):
            yield Mistake(left, f"a missing division{_by(right)}")
        case Binary("^", base, Number(2)):
            yield Mistake(base, "a missing square")
        case Binary("^", base, _):
            yield Mistake(base, "a missing power")
        case Call("sqrt", (inner,)):
            yield Mistake(inner, "a missing square root")
        case Name(name) if name not in ("e", "pi", "i", "oo"):
            yield Mistake(Binary("^", node, TWO), f"a square too many at `{name}`")


def _called(term: Node) -> str:
    text = to_text(term)
    return f" `{text}`" if len(text) <= LONGEST else ""


def _by(term: Node) -> str:
    text = to_text(term)
    return f" by `{text}`" if len(text) <= LONGEST else ""


def _off_by_one(node: Node, domain: Domain) -> Iterator[Mistake]:
    match node:
        case Call("sum" | "product" as function, (body, index, low, high)):
            for change in (Binary("+", high, ONE), Binary("-", high, ONE)):
                yield Mistake(Call(function, (body, index, low, change)), "a last term that is off by one")
            for change in (Binary("+", low, ONE), Binary("-", low, ONE)):
                yield Mistake(Call(function, (body, index, change, high)), "a first term that is off by one")
        case Name(name) if "integer" in domain.sort(name):
            for sign in "-+":
                yield Mistake(Binary(sign, node, ONE), f"an answer that is off by one at `{name}`")
        case Binary("^", base, exponent) if not isinstance(exponent, Unary):
            for sign in "-+":
                yield Mistake(Binary("^", base, Binary(sign, exponent, ONE)), "an exponent that is off by one")


def _factors_of_two(node: Node, _: Domain) -> Iterator[Mistake]:
    match node:
        case Binary("*" | "/" | "^") | Call() | Name():
            if isinstance(node, Name) and node.name in ("e", "i", "oo"):
                return
            yield Mistake(Binary("*", TWO, node), f"a factor 2 too many{_at(node)}")
            yield Mistake(Binary("/", node, TWO), f"a factor 2 too few{_at(node)}")


def _at(term: Node) -> str:
    text = to_text(term)
    return f" at `{text}`" if len(text) <= LONGEST else ""


_RULES: Final[tuple[Rule, ...]] = (
    _derivatives, _over_sums, _chances, _matrices, _swapped, _signs, _lost, _off_by_one, _factors_of_two,
)  # fmt: skip


def _of_logarithms(tree: Node) -> Iterator[Mistake]:
    """All logarithms to another base."""
    functions = {node.function for node in _calls(tree) if node.function in _LOGARITHMS and len(node.arguments) == 1}
    for other, base in (("ln", "e"), ("log2", "2"), ("log10", "10")):
        if functions and functions != {other}:
            yield Mistake(_relogged(tree, other), f"logarithms to base {base}")


def _calls(tree: Node) -> Iterator[Call]:
    if isinstance(tree, Call):
        yield tree
    for child in children(tree):
        yield from _calls(child)


def _relogged(tree: Node, function: str) -> Node:
    parts = [_relogged(child, function) for child in children(tree)]
    if isinstance(tree, Call) and tree.function in _LOGARITHMS and len(parts) == 1:
        return Call(function, tuple(parts))
    return _with_children(tree, parts) if parts else tree


def _of_names(tree: Node, domain: Domain) -> Iterator[Mistake]:
    """Two names swapped, or one written for the other."""
    names = sorted(name for name in free_names(tree) if name not in ARGUMENTS)
    for a, b in itertools.combinations(names, 2):
        if domain.shapes.get(a) == domain.shapes.get(b):
            yield Mistake(substituted(tree, {a: Name(b), b: Name(a)}), f"`{a}` and `{b}` swapped")
