"""The tree that typed mathematics is read into, and its way back to text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, POSTFIX, ATOM = range(1, 11)  # how tightly each binds

LEVELS = {"or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


@dataclasses.dataclass(frozen=True)
class Number:
    """A literal, never negative. text: as typed, without separators, with a decimal point ("3.2e-5")."""

    value: int | Fraction
    text: str


@dataclasses.dataclass(frozen=True)
class Name:
    """A declared name, or one of the constants."""

    name: str


@dataclasses.dataclass(frozen=True)
class Unary:
    """operator: "-", "%" (a hundredth, written behind its operand) or "not"."""

    operator: str
    operand: Node


@dataclasses.dataclass(frozen=True)
class Binary:
    """operator: one of "+ - * / ^", or "and", "or"."""

    operator: str
    left: Node
    right: Node


@dataclasses.dataclass(frozen=True)
class Call:
    """A function of the fixed list; |x|, √x and n! are calls of abs, sqrt and factorial."""

    function: str
    arguments: tuple[Node, ...]


@dataclasses.dataclass(frozen=True)
class Compare:
    """A chain such as `0 < a <= b`: n operators ("<", "<=", "==", "!=", ">=", ">") between n + 1 operands."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


Node: TypeAlias = Number | Name | Unary | Binary | Call | Compare


def is_condition(node: Node) -> bool:
    """Whether the tree is true or false rather than a number."""
    match node:
        case Compare() | Unary("not") | Binary("and" | "or"):
            return True
        case _:
            return False


def names_in(node: Node) -> Iterator[str]:
    """Every name, as often as it occurs, constants too."""
    match node:
        case Name(name):
            yield name
        case Unary(_, operand):
            yield from names_in(operand)
        case Binary(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Call(_, nodes) | Compare(_, nodes):
            for inner in nodes:
                yield from names_in(inner)


def to_text(node: Node) -> str:
    """The tree in plain ASCII, without implicit products; reading it again gives the same tree."""
    return _text(node, OR)


def _text(node: Node, level: int) -> str:
    """As `to_text`, in brackets when the outermost operator binds less tightly than `level`."""
    text, own_level = _text_and_level(node)
    return text if own_level >= level else f"({text})"


def _text_and_level(node: Node) -> tuple[str, int]:
    match node:
        case Number(_, text) | Name(text):
            return text, ATOM
        case Call(function, arguments):
            return f"{function}({', '.join(_text(argument, SUM) for argument in arguments)})", ATOM
        case Unary("%", operand):
            return _text(operand, ATOM) + "%", POSTFIX
        case Unary("-", operand):
            return "-" + _text(operand, SIGN + 1), SIGN
        case Unary(_, operand):
            return "not " + _text(operand, NOT), NOT
        case Compare(operators, operands):
            text = _text(operands[0], SUM)
            for operator, operand in zip(operators, operands[1:], strict=True):
                text += f" {operator} {_text(operand, SUM)}"
            return text, COMPARISON
        case Binary("^", left, right):
            return f"{_text(left, POWER + 1)}^{_text(right, POWER)}", POWER
        case Binary("*", Binary("/") as left, right):
            return f"{_text(left, ATOM)}*{_text(right, SIGN)}", PRODUCT  # shown as (1/2)*x: many expect 1/(2x)
        case Binary(operator, left, right):
            own_level = LEVELS[operator]
            space = "" if own_level == PRODUCT else " "
            return f"{_text(left, own_level)}{space}{operator}{space}{_text(right, own_level + 1)}", own_level
