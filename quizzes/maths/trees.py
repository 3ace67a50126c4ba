"""The tree that mathematics is read into, typed or LaTeX, and its way back to plain text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal, TypeAlias

# How tightly each binds.
IMPLIES, OR, AND, NOT, COMPARISON, UNION, INTERSECTION, SUM, PRODUCT, SIGN, POWER, POSTFIX, ATOM = range(1, 14)
GIVEN = IMPLIES  # "A or B | C" is (A or B) given C

LEVELS: Final = {
    "=>": IMPLIES, "<=>": IMPLIES, "or": OR, "and": AND, "∪": UNION, "\\": UNION, "∩": INTERSECTION,
    "+": SUM, "-": SUM, "±": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER,
}  # fmt: skip

GroupKind: TypeAlias = Literal["list", "tuple", "set", "interval", "matrix"]


@dataclasses.dataclass(frozen=True)
class Number:
    """A literal, never negative. text: as typed, without separators, with a decimal point ("3.2e-5")."""

    value: int | Fraction
    text: str


@dataclasses.dataclass(frozen=True)
class Name:
    """A name or a constant ("pi", "e", "i", "oo"); Greek in Latin letters, indices and accents behind `_`.

    "x_1", "x_{i+1}", "theta_0", "y_hat", "x'"; number sets are "ℕ", "ℤ", "ℚ", "ℝ", "ℂ".
    The side of a limit is "left" or "right", the kind of a norm may be "F" or "oo".
    """

    name: str


@dataclasses.dataclass(frozen=True)
class Unary:
    """operator: "-", "±", "%" (a hundredth, written behind its operand) or "not"."""

    operator: str
    operand: Node


@dataclasses.dataclass(frozen=True)
class Binary:
    """operator: one of "+ - ± * / ^", "and or => <=>", "∪ ∩ \\" of sets, or "|" (given; only inside a call)."""

    operator: str
    left: Node
    right: Node


@dataclasses.dataclass(frozen=True)
class Call:
    """A function of the fixed lists, or one that the question declares; |x|, √x, n!, A^T are calls, too.

    A prime makes it the derivative of a function of one argument: "f'", "sigmoid'".
    """

    function: str
    arguments: tuple[Node, ...]


@dataclasses.dataclass(frozen=True)
class Compare:
    """A chain such as `0 < a <= b`: n operators ("<", "<=", "==", "!=", ">=", ">", "in") between n + 1 operands."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclasses.dataclass(frozen=True)
class Group:
    """[a, b], (a, b), {a, b}, an interval of two items, or a matrix, whose items are its rows (each a "list")."""

    kind: GroupKind
    items: tuple[Node, ...]
    left_open: bool = False
    right_open: bool = False


Node: TypeAlias = Number | Name | Unary | Binary | Call | Compare | Group


def is_condition(node: Node) -> bool:
    """Whether the tree is true or false rather than a value."""
    match node:
        case Compare() | Unary("not") | Binary("and" | "or" | "=>" | "<=>"):
            return True
        case _:
            return False


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return left, right
        case Call(_, nodes) | Compare(_, nodes) | Group(_, nodes):
            return nodes
        case _:
            return ()


def names_in(node: Node) -> Iterator[str]:
    """Every name, as often as it occurs, constants and bound names too."""
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from names_in(child)


def to_text(node: Node) -> str:
    """The tree in plain text, without implicit products; reading it again, as typed maths, gives the same tree.

    Intervals that are open or closed at both ends need a vocabulary with pairs="interval" to be read as such.
    """
    return _text(node, IMPLIES)


def _text(node: Node, level: int) -> str:
    """As `to_text`, in brackets when the outermost operator binds less tightly than `level`."""
    text, own_level = _text_and_level(node)
    return text if own_level >= level else f"({text})"


def _text_and_level(node: Node) -> tuple[str, int]:
    match node:
        case Number(_, text) | Name(text):
            return text, ATOM
        case Group():
            return _group_text(node), ATOM
        case Call("E", arguments):
            return f"E[{_listed(arguments)}]", ATOM
        case Call(function, arguments):
            return f"{function}({_listed(arguments)})", ATOM
        case Unary("%", operand):
            return _text(operand, ATOM) + "%", POSTFIX
        case Unary("-" | "±" as sign, operand):
            return sign + _text(operand, SIGN + 1), SIGN
        case Unary(_, operand):
            return "not " + _text(operand, NOT), NOT
        case Compare(operators, operands):
            text = _text(operands[0], COMPARISON + 1)
            for operator, operand in zip(operators, operands[1:], strict=True):
                text += f" {operator} {_text(operand, COMPARISON + 1)}"
            return text, COMPARISON
        case Binary("|", left, right):
            return f"{_text(left, GIVEN + 1)} | {_text(right, GIVEN + 1)}", GIVEN
        case Binary("^", left, right):
            return f"{_text(left, POWER + 1)}^{_text(right, POWER)}", POWER
        case Binary("*", Binary("/") as left, right):
            return f"{_text(left, ATOM)}*{_text(right, SIGN)}", PRODUCT  # shown as (1/2)*x: many expect 1/(2x)
        case Binary(operator, left, right):
            own_level = LEVELS[operator]
            space = "" if own_level == PRODUCT else " "
            return f"{_text(left, own_level)}{space}{operator}{space}{_text(right, own_level + 1)}", own_level


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_text(node, IMPLIES) for node in nodes)


def _group_text(group: Group) -> str:
    inner = _listed(group.items)
    match group.kind:
        case "set":
            return f"{{{inner}}}"
        case "tuple":
            return f"({inner})"
        case "interval":
            return f"{'(' if group.left_open else '['}{inner}{')' if group.right_open else ']'}"
        case _:
            return f"[{inner}]"
