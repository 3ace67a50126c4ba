"""From typed mathematics to a tree: `2(3+4)`, `37.5%`, `sqrt 2`, `1 000 000`; nothing is ever evaluated as Python.

Where people write the same thing in two senses, one rule decides, and `to_text` shows it back:

- A product without a sign binds like `*`, from left to right: `1/2x` is (1/2)x, `2x^2` is 2(x^2).
- A comma before groups of three digits separates thousands: `1,234` is 1234. Any other single comma between digits is
  a decimal comma: `0,375` is 0.375. Between the brackets of a function a comma always separates arguments.
- `2e-3` is 0.002; with spaces, `2 e - 3`, it is 2 times Euler's number, less 3.
- Thousands may also stand apart by spaces or underscores: `1 000 000`. Other numbers side by side are refused.
- A function without brackets takes the one factor behind it, with its power: `ln 2^3` is ln(2^3). `ln 2x` is refused.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection
from typing import Final

from quizzes.maths.tokens import ReadingError, Token, number_value, shortened, tokens_of
from quizzes.maths.trees import (
    AND,
    COMPARISON,
    LEVELS,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Binary,
    Call,
    Compare,
    Name,
    Node,
    Number,
    Unary,
    is_condition,
)

__all__ = ["CONSTANTS", "FUNCTIONS", "Formula", "ReadingError", "formula", "read"]

MAX_LENGTH = 2_000  # characters
MAX_DEPTH = 60  # nested brackets, signs, powers
MAX_NODES = 400

MANY: Final = 20  # arguments that min and max take at most
FUNCTIONS: Final = {  # fewest and most arguments
    "sqrt": (1, 1), "exp": (1, 1), "log": (1, 2), "ln": (1, 1), "log2": (1, 1), "log10": (1, 1),
    "abs": (1, 1), "floor": (1, 1), "ceil": (1, 1), "round": (1, 2), "min": (2, MANY), "max": (2, MANY),
    "comb": (2, 2), "factorial": (1, 1), "sin": (1, 1), "cos": (1, 1), "tan": (1, 1), "tanh": (1, 1),
    "sigmoid": (1, 1),
}  # fmt: skip
CONSTANTS: Final = ("pi", "e")
TIMES: Final = re.compile(r"x\d*")  # 3x10^5
WORDS: Final = ("and", "or", "not")  # of conditions

MEANT: Final = {
    "asin": "", "acos": "", "atan": "", "binom": "comb", "binomial": "comb", "choose": "comb", "nan": "", "inf": "",
    "infinity": "", "oo": "", "lb": "log2", "lg": "log2` or `log10", "log_2": "log2", "log_10": "log10",
    "loge": "ln", "mod": "", "pow": "^", "root": "sqrt", "fact": "factorial", "gamma": "factorial", "sign": "",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Formula:
    """What an author typed, and what we read."""

    text: str
    tree: Node


def formula(text: str, names: Collection[str] = (), *, condition: bool = False) -> Formula:
    """As `read`, keeping the text."""
    return Formula(text.strip(), read(text, names, condition=condition))


def read(text: str, names: Collection[str] = (), *, condition: bool = False) -> Node:
    """The tree of a number, or of a condition such as `a < b and not c == 0`.

    names: those that may stand in it besides the fixed functions and constants; they win over the constants.
    Raises ReadingError for everything else, size included.
    """
    if len(text) > MAX_LENGTH:
        raise ReadingError(f"this is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    reader = _Reader(text, names, condition)
    tree = reader.expression(OR)
    reader.expect_end()
    if is_condition(tree) != condition:
        wanted = "a condition such as `a < b`" if condition else "a number, not a comparison,"
        raise ReadingError(f"{wanted} was expected here", 0)
    return tree


class _Reader:
    """A precedence parser: `expression(level)` reads on for as long as operators bind at least that tightly."""

    def __init__(self, text: str, names: Collection[str], condition: bool) -> None:
        self.names = names
        self.condition = condition
        self.tokens = tokens_of(text, FUNCTIONS)
        self.index = 0
        self.depth = 0
        self.nodes = 0
        self.closers: list[Token] = []  # opening brackets and bars that are still open

    def expression(self, level: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"this is nested more than {MAX_DEPTH} deep", self.token.position)
        left = self.operand()
        while (operator := self.operator(left)) is not None and operator[1] >= level:
            left = self.extend(left, *operator)
        self.depth -= 1
        return left

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ReadingError(f"this has more than {MAX_NODES} numbers, names and operators", self.token.position)

    def operand(self) -> Node:
        """A number, a name, a call, a bracket, or any of these behind a sign."""
        self.count()
        token = self.next()
        match token.kind, token.text:
            case "number", text:
                return Number(number_value(token), text)
            case "name", "not" if self.condition:
                return Unary("not", self.whole(self.expression(NOT), token, condition=True))
            case "name", _:
                return self.name(token)
            case "sign", "-":
                return Unary("-", self.whole(self.expression(SIGN), token))
            case "sign", "+":
                return self.whole(self.expression(SIGN), token)
            case "sign", "(":
                return self.bracket(token)
            case "sign", "|":
                return Call("abs", (self.whole(self.bracket(token), token),))
            case "sign", "√":
                return Call("sqrt", (self.bare_argument("√", token),))
        self.index -= 1
        raise ReadingError(*self.missing_operand(token))

    def missing_operand(self, token: Token) -> tuple[str, int]:
        before = f" after `{self.tokens[self.index - 1].shown}`" if self.index else ""
        if token.kind == "end":
            if self.closers:
                return self.unclosed(token)
            return (f"a number is missing{before}" if before else "there is nothing to read"), token.position
        if token.text == ")" and not self.closers:
            return "there is no opening bracket for this `)`", token.position
        return f"a number is missing{before}, before `{shortened(token.shown)}`", token.position

    def name(self, token: Token) -> Node:
        name = self.known_name(token)
        if name not in FUNCTIONS:
            return Name(name)
        if self.token.text == "(":
            return Call(name, self.arguments(name, self.next()))
        if self.token.text == "^" or self.token.kind == "power":
            raise ReadingError(f"put the power behind the bracket: `{name}(x)^2`", self.token.position)
        if FUNCTIONS[name][0] > 1:
            raise ReadingError(f"`{name}` needs brackets: `{name}(5, 2)`", token.position)
        return Call(name, (self.bare_argument(name, token),))

    def known_name(self, token: Token) -> str:
        if token.text in self.names:
            return token.text
        plain = token.text.lower() if len(token.text) > 1 else token.text  # a phone begins with a capital: Sqrt(2)
        if plain in FUNCTIONS or plain in CONSTANTS:
            return plain
        raise ReadingError(self.unknown_name(token.text, plain), token.position)

    def unknown_name(self, name: str, plain: str) -> str:
        meant = "*" if TIMES.fullmatch(plain) and not self.names else MEANT.get(plain)
        if meant is None:
            from difflib import get_close_matches  # costs more to import than all else here, and is seldom needed

            meant = "".join(get_close_matches(plain, [*self.names, *FUNCTIONS, *CONSTANTS], 1, 0.7))
        if meant:
            return f"`{shortened(name)}` is not known here; did you mean `{meant}`?"
        if self.names:
            known = ", ".join(f"`{name}`" for name in self.names)
            return f"`{shortened(name)}` is not known here; the names are {known}"
        return f"`{shortened(name)}` is not known here; give a number"

    def arguments(self, name: str, opening: Token) -> tuple[Node, ...]:
        self.closers.append(opening)
        arguments = [self.whole(self.expression(OR), opening)]
        while self.token.text == ",":
            self.next()
            arguments.append(self.whole(self.expression(OR), opening))
        self.close(opening, ")")
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            plural = "" if most == 1 else "s"
            raise ReadingError(f"`{name}` takes {wanted} argument{plural}, not {len(arguments)}", opening.position)
        return tuple(arguments)

    def bare_argument(self, name: str, token: Token) -> Node:
        argument = self.whole(self.expression(POWER), token)
        following = self.token
        if self.starts_operand(following) and not (following.kind == "name" and following.text in FUNCTIONS):
            raise ReadingError(f"put what `{name}` applies to in brackets: `{name}(…)`", following.position)
        return argument

    def bracket(self, opening: Token) -> Node:
        self.closers.append(opening)
        inner = self.expression(OR)
        self.close(opening, ")" if opening.text == "(" else "|")
        return inner

    def close(self, opening: Token, closing: str) -> None:
        if self.token.text != closing:
            raise ReadingError(*self.unclosed(self.token))
        self.next()
        self.closers.pop()

    def unclosed(self, token: Token) -> tuple[str, int]:
        opening = self.closers[-1]
        what, closing = ("bracket", ")") if opening.text == "(" else ("bar", "|")
        if token.kind == "end":
            place = f"`{opening.text}` at character {opening.position + 1}"
            return f"the closing {what} is missing: {place}; put `{closing}` at the end", token.position
        if token.text == ",":
            return "this comma is not clear: write a decimal point, and no comma between numbers", token.position
        return f"`{closing}` was expected before `{shortened(token.shown)}`", token.position

    def starts_operand(self, token: Token) -> bool:
        if token.kind == "name":
            return not (self.condition and token.text in WORDS)
        if token.text == "|":
            return not (self.closers and self.closers[-1].text == "|")
        return token.kind == "number" or token.text in ("(", "√")

    def operator(self, left: Node) -> tuple[Token, int] | None:
        """The operator that stands next and how tightly it binds; None where the expression ends."""
        token = self.token
        if token.kind == "power":
            return token, POWER
        if token.kind == "compare":
            return token, COMPARISON
        if token.kind == "sign" and token.text in ("!", "%"):
            return token, POSTFIX
        if token.text in LEVELS and (token.kind == "sign" or (self.condition and token.text in WORDS)):
            return token, LEVELS[token.text]
        if not self.starts_operand(token):
            return None
        if isinstance(left, Unary) and left.operator == "%":
            raise ReadingError("after a percent sign an operator was expected", token.position)
        if token.kind == "number":
            raise ReadingError(f"write `*` or another operator before `{shortened(token.shown)}`", token.position)
        return token, PRODUCT

    def extend(self, left: Node, token: Token, level: int) -> Node:
        """`left` with the operator that stands next and what belongs to it."""
        self.count()
        if level == COMPARISON:
            return self.comparison(left)
        is_logical = level in (OR, AND)
        self.whole(left, token, condition=is_logical)
        if self.starts_operand(token):  # a product without a sign
            return Binary("*", left, self.whole(self.expression(PRODUCT + 1), token))
        self.next()
        if level == POSTFIX:
            return self.postfix(left, token)
        if token.kind == "power":
            return Binary("^", left, self.superscript(token))
        right = self.expression(POWER if level == POWER else level + 1)
        return Binary(token.text, left, self.whole(right, token, condition=is_logical))

    def comparison(self, left: Node) -> Node:
        if not self.condition:
            raise ReadingError(f"a number was expected; leave out `{self.token.shown}`", self.token.position)
        operators, operands = [], [self.whole(left, self.token)]
        while self.token.kind == "compare":
            token = self.next()
            operators.append(token.text)
            operands.append(self.whole(self.expression(SUM), token))
        return Compare(tuple(operators), tuple(operands))

    def postfix(self, left: Node, token: Token) -> Node:
        if self.token.kind == "sign" and self.token.text in ("!", "%"):
            raise ReadingError(f"`{token.text}{self.token.text}` is not clear; use brackets", self.token.position)
        return Unary("%", left) if token.text == "%" else Call("factorial", (left,))

    def superscript(self, token: Token) -> Node:
        digits = token.text.removeprefix("-")
        power = Number(number_value(Token("number", digits, token.position, token.shown)), digits)
        return Unary("-", power) if token.text.startswith("-") else power

    def whole(self, node: Node, token: Token, *, condition: bool = False) -> Node:
        """The node itself, if it is of the sort that the operator at `token` works on."""
        if is_condition(node) != condition:
            wanted = "a comparison was expected" if condition else "a comparison cannot be calculated with"
            raise ReadingError(f"{wanted} beside `{token.shown}`", token.position)
        return node

    def expect_end(self) -> None:
        token = self.token
        if token.kind == "end":
            return
        if token.text == ")":
            raise ReadingError("there is no opening bracket for this `)`", token.position)
        if token.text == ",":
            raise ReadingError(
                "this comma is not clear: `1,234` is 1234 and `0,5` is 0.5; write a point", token.position
            )
        raise ReadingError(f"`{token.shown}` was not expected here", token.position)
