"""From trees to trees: names replaced, free names found, ± written out, one order for what may be reordered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, children, to_text

BINDING = frozenset({"int", "sum", "product", "limit"})  # the second argument is a name that stands for itself
CONSTANTS = frozenset({"pi", "e", "i", "oo"})


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its children changed."""
    match node:
        case Unary(operator, operand):
            return Unary(operator, change(operand))
        case Binary(operator, left, right):
            return Binary(operator, change(left), change(right))
        case Call(function, arguments):
            return Call(function, tuple(change(argument) for argument in arguments))
        case Compare(operators, operands):
            return Compare(operators, tuple(change(operand) for operand in operands))
        case Group():
            return dataclasses.replace(node, items=tuple(change(item) for item in node.items))
        case _:
            return node


def nodes_of(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from nodes_of(child)


def has_matrix(*trees: Node) -> bool:
    """Whether a matrix is written out somewhere."""
    return any(isinstance(node, Group) and node.kind == "matrix" for tree in trees for node in nodes_of(tree))


def calls(node: Node) -> set[str]:
    """The functions that are called somewhere."""
    return {each.function for each in nodes_of(node) if isinstance(each, Call)}


def bound_name(node: Node) -> str | None:
    """The name that a sum, product, integral or limit runs over."""
    if isinstance(node, Call) and node.function in BINDING and len(node.arguments) > 1:
        name = node.arguments[1]
        # An integral without bounds is a function of its variable.
        if isinstance(name, Name) and not (node.function == "int" and len(node.arguments) == 2):
            return name.name
    return None


def members(node: Node) -> dict[str, str]:
    """For a sum or product over i: the names in it that run with i, such as x_i, and their families, such as x."""
    if not isinstance(node, Call) or node.function not in ("sum", "product") or not isinstance(node.arguments[1], Name):
        return {}
    index = node.arguments[1].name
    found: dict[str, str] = {}
    for each in nodes_of(node.arguments[0]):
        if isinstance(each, Name):
            for suffix in (f"_{index}", f"_{{{index}}}"):
                if each.name.endswith(suffix) and len(each.name) > len(suffix):
                    found[each.name] = each.name.removesuffix(suffix)
    return found


def free_names(node: Node) -> set[str]:
    """Names that need a value; constants that nothing binds are not among them."""
    return unbound_names(node) - CONSTANTS


def unbound_names(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """Names that no sum, product, integral or limit binds, constants too."""
    if isinstance(node, Name):
        return set() if node.name in bound else {node.name}
    name = bound_name(node)
    if name is None or not isinstance(node, Call):
        return {found for child in children(node) for found in unbound_names(child, bound)}
    body, _, *bounds = node.arguments
    if node.function == "limit" and len(bounds) > 1:
        bounds = bounds[:1]  # the side is a word
    found = unbound_names(body, bound | {name, *members(node)})
    return found.union(*(unbound_names(each, bound) for each in bounds))


def substituted(node: Node, values: Mapping[str, Node]) -> Node:
    """Names replaced by trees, but not those that are bound."""
    if isinstance(node, Name):
        return values.get(node.name, node)
    name = bound_name(node)
    if name in values:
        values = {each: value for each, value in values.items() if each != name}
    return rebuilt(node, lambda child: substituted(child, values))


def without_signs(node: Node) -> list[Node]:
    """The readings of a tree with ±: all upper signs, then all lower signs; the tree itself where there is none."""
    if not any(isinstance(each, Unary | Binary) and each.operator == "±" for each in nodes_of(node)):
        return [node]
    return [_signed(node, "+"), _signed(node, "-")]


def _signed(node: Node, sign: str) -> Node:
    match node:
        case Unary("±", operand):
            return _signed(operand, sign) if sign == "+" else Unary("-", _signed(operand, sign))
        case Binary("±", left, right):
            return Binary(sign, _signed(left, sign), _signed(right, sign))
        case _:
            return rebuilt(node, lambda child: _signed(child, sign))


def ordered(node: Node, is_number: Callable[[Node], bool] = lambda _: True) -> Node:
    """Sums and products flattened and put in one order; brackets and order no longer tell two trees apart.

    is_number: whether a factor commutes with others, which matrices do not.
    """
    match node:
        case Binary("+" | "-"):
            return _joined("+", sorted(_terms(node, is_number), key=to_text))
        case Binary("*"):
            factors = _factors(node, is_number)
            if all(is_number(factor) for factor in factors):
                factors = sorted(factors, key=to_text)
            return _joined("*", factors)
        case Number():
            return Number(node.value, str(node.value))
        case Compare(("==" | "!=",) as operators, (left, right)):
            return Compare(operators, tuple(sorted((ordered(left, is_number), ordered(right, is_number)), key=to_text)))
        case Compare(operators, operands) if set(operators) <= {">", ">="}:
            turned = tuple("<" if operator == ">" else "<=" for operator in reversed(operators))
            return ordered(Compare(turned, tuple(reversed(operands))), is_number)
        case Group("set", items):
            return Group("set", tuple(sorted({ordered(item, is_number) for item in items}, key=to_text)))
        case _:
            return rebuilt(node, lambda child: ordered(child, is_number))


def _terms(node: Node, is_number: Callable[[Node], bool]) -> list[Node]:
    match node:
        case Binary("+", left, right):
            return [*_terms(left, is_number), *_terms(right, is_number)]
        case Binary("-", left, right):
            return [*_terms(left, is_number), *(_negated(term) for term in _terms(right, is_number))]
        case Unary("-", Binary("+" | "-") as operand):
            return [_negated(term) for term in _terms(operand, is_number)]
        case _:
            return [ordered(node, is_number)]


def _negated(node: Node) -> Node:
    return node.operand if isinstance(node, Unary) and node.operator == "-" else Unary("-", node)


def _factors(node: Node, is_number: Callable[[Node], bool]) -> list[Node]:
    if isinstance(node, Binary) and node.operator == "*":
        return [*_factors(node.left, is_number), *_factors(node.right, is_number)]
    return [ordered(node, is_number)]


def _joined(operator: str, nodes: list[Node]) -> Node:
    result = nodes[0]
    for node in nodes[1:]:
        result = Binary(operator, result, node)
    return result


def literal(value: int | Fraction) -> Node:
    """A number as a tree."""
    above, below = abs(value.numerator), value.denominator
    tree: Node = Number(above, str(above))
    if below != 1:
        tree = Binary("/", tree, Number(below, str(below)))
    return Unary("-", tree) if value < 0 else tree
