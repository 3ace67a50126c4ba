"""Whether an answer that has the right value is also written in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from math import gcd
from typing import Any, Final

from quizzes.maths.rewriting import calls, free_names, nodes_of
from quizzes.maths.trees import Binary, Call, Compare, Name, Node, Number, Unary, children


def same_up_to_order(reference: Node, response: Node) -> bool:
    """The same up to the order of terms and factors and to brackets; nothing is worked out."""
    return _canonical(reference) == _canonical(response)


def _canonical(node: Node) -> str:
    match node:
        case Binary("+" | "-"):
            return "(" + " + ".join(sorted(_canonical_terms(node, negative=False))) + ")"
        case Binary("*" | "/") | Unary("-"):
            negative, above, below = _fraction_parts(node)
            product = "*".join(sorted(above)) + ("/" + "/".join(sorted(below)) if below else "")
            return f"(-{product})" if negative else f"({product})" if len(above) + len(below) > 1 else product
        case Compare(("==" | "!=" as sign,), operands):
            return f" {sign} ".join(sorted(_canonical(operand) for operand in operands))
        case Binary("and" | "or" as word):
            return "(" + f" {word} ".join(sorted(_canonical(each) for each in _flat(node, word))) + ")"
        case Number(value):
            return str(value)
        case Name(name):
            return name
        case _:
            head = getattr(node, "function", "") or getattr(node, "operator", "") or str(getattr(node, "operators", ""))
            head = head or str(getattr(node, "kind", ""))
            inner = [_canonical(child) for child in children(node)]
            return f"{head}[{', '.join(sorted(inner) if head == 'set' else inner)}]"


def _flat(node: Node, word: str) -> Iterator[Node]:
    if isinstance(node, Binary) and node.operator == word:
        yield from _flat(node.left, word)
        yield from _flat(node.right, word)
    else:
        yield node


def _canonical_terms(node: Node, *, negative: bool) -> Iterator[str]:
    match node:
        case Binary("+", left, right):
            yield from _canonical_terms(left, negative=negative)
            yield from _canonical_terms(right, negative=negative)
        case Binary("-", left, right):
            yield from _canonical_terms(left, negative=negative)
            yield from _canonical_terms(right, negative=not negative)
        case Unary("-", Binary("+" | "-") as operand):
            yield from _canonical_terms(operand, negative=not negative)
        case _:
            yield _canonical(Unary("-", node) if negative else node)


def _fraction_parts(node: Node) -> tuple[bool, list[str], list[str]]:
    """Whether there is an odd number of signs, and the factors above and below the bar."""
    match node:
        case Unary("-", operand):
            negative, above, below = _fraction_parts(operand)
            return not negative, above, below
        case Binary("*" | "/" as sign, left, right):
            first, above, below = _fraction_parts(left)
            second, over, under = _fraction_parts(right)
            if sign == "/":
                over, under = under, over
            return first != second, above + over, below + under
        case _:
            return False, [_canonical(node)], []


def forbidden(response: Node, functions: Collection[str]) -> str:
    """The first function or operator that was not to be used; "" when there is none."""
    used = calls(response) | {node.operator for node in nodes_of(response) if isinstance(node, Unary | Binary)}
    return next((name for name in functions if name in used), "")


def is_expanded(node: Node, _variable: str = "") -> bool:
    """No bracket is left that could be multiplied out."""
    return not any(
        (isinstance(each, Binary) and each.operator == "*" and (_is_sum(each.left) or _is_sum(each.right)))
        or (isinstance(each, Binary) and each.operator == "^" and _is_sum(each.left) and _is_count(each.right))
        or (isinstance(each, Binary) and each.operator == "/" and _is_sum(each.left) and not free_names(each.right))
        or (isinstance(each, Unary) and each.operator == "-" and _is_sum(each.operand))
        for each in nodes_of(node)
    )


def _is_sum(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in ("+", "-")


def _is_count(node: Node) -> bool:
    return isinstance(node, Number) and isinstance(node.value, int) and node.value > 1


def is_factored(node: Node, variable: str = "") -> bool:
    """A product of which no factor can be split further over the rational numbers."""
    import sympy  # type: ignore[import-untyped]

    from quizzes.maths.symbolics import Refused, in_sympy

    for factor in _factors(node):
        names = free_names(factor)
        if not names or isinstance(factor, Name):
            continue
        try:
            expression = in_sympy(factor)
            constant, factors = sympy.factor_list(expression, *[sympy.Symbol(name) for name in sorted(names)])
        except (Refused, sympy.PolynomialError):
            return False
        common = abs(constant) != 1 and constant.is_Rational and constant.is_Integer
        if len(factors) > 1 or any(power > 1 for _, power in factors) or (common and len(names) == 1):
            return False
    return True


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Binary("*" | "/", left, right):
            yield from _factors(left)
            yield from _factors(right)
        case Unary("-", operand):
            yield from _factors(operand)
        case Binary("^", base, _):
            yield base
        case _:
            yield node


def is_completed_square(node: Node, variable: str) -> bool:
    """A number times (x + h)^2, and a number."""
    terms = list(_terms(node))
    with_variable = [term for term in terms if variable in free_names(term)]
    if len(with_variable) != 1:
        return False
    squares = [
        each
        for each in nodes_of(with_variable[0])
        if isinstance(each, Binary) and each.operator == "^" and variable in free_names(each.left)
    ]
    outside = [factor for factor in _factors(with_variable[0]) if variable in free_names(factor)]
    return len(squares) == 1 and squares[0].right == Number(2, "2") and len(outside) == 1


def _terms(node: Node) -> Iterator[Node]:
    match node:
        case Binary("+" | "-", left, right):
            yield from _terms(left)
            yield from _terms(right)
        case Unary("-", operand):
            yield from _terms(operand)
        case _:
            yield node


def is_single_fraction(node: Node, _variable: str = "") -> bool:
    """One bar at most, and that outermost."""
    match node:
        case Unary("-", operand):
            return is_single_fraction(operand)
        case Binary("/", above, below):
            return not _has_bar(above) and not _has_bar(below)
        case Binary("*", left, right):
            return _count_bars(node) <= 1 and not any(_is_sum(each) and _has_bar(each) for each in (left, right))
        case _:
            return not _has_bar(node)


def _has_bar(node: Node) -> bool:
    return _count_bars(node) > 0


def _count_bars(node: Node) -> int:
    return sum(
        isinstance(each, Binary)
        and (
            each.operator == "/"
            or (each.operator == "^" and isinstance(each.right, Unary) and each.right.operator == "-")
        )
        for each in nodes_of(node)
    )


def is_partial_fractions(node: Node, variable: str) -> bool:
    """As many terms as the decomposition into partial fractions has, and of the same sort."""
    import sympy

    from quizzes.maths.symbolics import Refused, in_sympy

    try:
        symbol = sympy.Symbol(variable)
        parts = [sympy.together(in_sympy(term)) for term in _terms(node)]
        wanted = sympy.apart(sympy.together(sum(parts)), symbol)
    except (Refused, NotImplementedError, sympy.PolynomialError):
        return False

    def denominators(terms: Any) -> list[str]:
        found = (sympy.factor(sympy.denom(sympy.together(term))) for term in terms)
        monic = (sympy.Poly(each, symbol).monic().as_expr() for each in found if each.has(symbol))
        return sorted(str(sympy.factor(each)) for each in monic)

    return denominators(parts) == denominators(sympy.Add.make_args(wanted))


def is_lowest_terms(node: Node, _variable: str = "") -> bool:
    """No fraction of whole numbers can be cancelled, none has a sign, a root or i below the bar."""
    for each in nodes_of(node):
        if isinstance(each, Binary) and each.operator == "/":
            above, below = _whole(each.left), _whole(each.right)
            if (below is not None and below < 0) or any(name in ("i",) for name in _all_names(each.right)):
                return False
            if any(isinstance(inner, Call) and inner.function in ("sqrt", "root") for inner in nodes_of(each.right)):
                return False
            if above is not None and below is not None and gcd(above, below) > 1:
                return False
    return True


def _all_names(node: Node) -> set[str]:
    return {each.name for each in nodes_of(node) if isinstance(each, Name)}


def _whole(node: Node) -> int | None:
    match node:
        case Number(int() as value):
            return value
        case Unary("-", operand):
            inner = _whole(operand)
            return None if inner is None else -inner
    return None


def is_simplified(node: Node, _variable: str = "") -> bool:
    """No two bare numbers stand in one sum or product, and none is 0 or 1 that could be left out."""
    for each in nodes_of(node):
        if isinstance(each, Binary) and each.operator in ("+", "-"):
            numbers = [value for term in _terms(each) if (value := _literal(term)) is not None]
            if len(numbers) > 1 or 0 in numbers:
                return False
        if isinstance(each, Binary) and each.operator in ("*", "^"):
            numbers = [value for part in (each.left, each.right) if (value := _literal(part)) is not None]
            if len(numbers) > 1 or 0 in numbers or 1 in numbers:
                return False
    return is_lowest_terms(node)


def _literal(node: Node) -> Fraction | None:
    match node:
        case Number():
            return Fraction(node.value)
        case Unary("-", operand):
            inner = _literal(operand)
            return None if inner is None else -inner
    return None


FORMS: Final[dict[str, tuple[Callable[[Node, str], bool], str]]] = {
    "expanded": (is_expanded, "multiply all brackets out"),
    "factored": (is_factored, "write it as a product that cannot be split further"),
    "completed_square": (is_completed_square, "complete the square"),
    "single_fraction": (is_single_fraction, "write it as a single fraction"),
    "partial_fractions": (is_partial_fractions, "split it into partial fractions"),
    "lowest_terms": (is_lowest_terms, "cancel the fraction"),
    "simplified": (is_simplified, "simplify it further"),
}


def wrong_form(form: str, response: Node, variable: str = "") -> str | None:
    """What is wrong with the form; None when nothing is. Raises KeyError for a form that is not known."""
    check, advice = FORMS[form]
    if not variable:
        variable = next(iter(sorted(free_names(response))), "x")
    return None if check(response, variable) else f"The value is right; {advice}."
