"""The machinery of both readers: a precedence parser over tokens, with limits of size and errors that name a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizzes.maths.tokens import ReadingError, Token, number_value, shortened
from quizzes.maths.trees import (
    COMPARISON,
    IMPLIES,
    NOT,
    POSTFIX,
    POWER,
    Binary,
    Call,
    Node,
    Number,
    Unary,
    is_condition,
)

MAX_LENGTH: Final = 2_000  # characters; of blanks in a row one counts
MAX_DEPTH: Final = 60  # nested brackets, signs, powers
MAX_NODES: Final = 400


class Parser:
    """`expression(level)` reads on for as long as operators bind at least that tightly."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.nodes = 0
        self.closers: list[Token] = []  # opening brackets and bars that are still open

    def expression(self, level: int = IMPLIES) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"this is nested more than {MAX_DEPTH} deep", self.token.position)
        left = self.operand()
        while (operator := self.operator(left)) is not None and operator[1] >= level:
            left = self.extend(left, *operator)
        self.depth -= 1
        return left

    def operand(self) -> Node:
        """A number, a name, a call, a bracket, or any of these behind a sign."""
        raise NotImplementedError

    def operator(self, left: Node) -> tuple[Token, int] | None:
        """The operator that stands next and how tightly it binds; None where the expression ends."""
        raise NotImplementedError

    def extend(self, left: Node, token: Token, level: int) -> Node:
        """`left` with the operator that stands next and what belongs to it."""
        raise NotImplementedError

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

    def missing_operand(self, token: Token) -> ReadingError:
        before = f" after `{shortened(self.tokens[self.index - 1].shown)}`" if self.index else ""
        if token.kind == "end":
            if self.closers:
                return self.unclosed(token)
            message = f"a number is missing{before}" if before else "there is nothing to read"
            return ReadingError(message, token.position)
        if token.text in _CLOSING and not self.closers:
            return ReadingError(f"there is no opening bracket for this `{token.shown}`", token.position)
        return ReadingError(f"a number is missing{before}, before `{shortened(token.shown)}`", token.position)

    def close(self, opening: Token, *closings: str) -> Token:
        if self.token.kind != "sign" or self.token.text not in closings:
            raise self.unclosed(self.token)
        self.closers.pop()
        return self.next()

    def unclosed(self, token: Token) -> ReadingError:
        opening = self.closers[-1]
        what, closing = ("bar", "|") if opening.text == "|" else ("bracket", CLOSERS[opening.text])
        if token.kind == "end":
            place = f"`{opening.shown}` at character {opening.position + 1}"
            message = f"the closing {what} is missing: {place}; put `{closing}` at the end"
        elif token.text == ",":
            message = "this comma is not clear: write a decimal point, and no comma between numbers"
        else:
            message = f"`{closing}` was expected before `{shortened(token.shown)}`"
        return ReadingError(message, token.position)

    def logical(self, left: Node, token: Token, level: int) -> Node:
        """`left and …`, `left or …`, `left => …`; the operator has not been taken yet."""
        self.whole(left, token, condition=True)
        self.next()
        return Binary(token.text, left, self.whole(self.expression(level + 1), token, condition=True))

    def negated(self, token: Token) -> Node:
        return Unary("not", self.whole(self.expression(NOT), token, condition=True))

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
        if token.kind == "sign" and token.text in _CLOSING:
            raise ReadingError(f"there is no opening bracket for this `{token.shown}`", token.position)
        if token.text == ",":
            raise ReadingError(
                "this comma is not clear: `1,234` is 1234 and `0,5` is 0.5; write a point", token.position
            )
        raise ReadingError(f"`{shortened(token.shown)}` was not expected here", token.position)


def binding(token: Token) -> int | None:
    """How tightly a token binds that is an operator wherever it stands behind an operand."""
    if token.kind == "power":
        return POWER
    if token.kind == "compare":
        return COMPARISON
    if token.kind == "sign" and token.text in ("!", "%"):
        return POSTFIX
    return None


CLOSERS: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}
_CLOSING: Final = (")", "]", "}")
