"""From a typed calculation to a tree of one real number: `2(3+4)`, `37.5%`, `sqrt 2`, `1 000 000`; or of a condition.

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

from quizzes.maths.parsing import MAX_LENGTH, Parser, binding
from quizzes.maths.tokens import ReadingError, Token, number_value, shortened, tokens_of
from quizzes.maths.trees import (
    AND,
    COMPARISON,
    LEVELS,
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
    """As `read_formula`, keeping the text."""
    return Formula(text.strip(), read_formula(text, names, condition=condition))


def read_formula(text: str, names: Collection[str] = (), *, condition: bool = False) -> Node:
    """The tree of a number, or of a condition such as `a < b and not c == 0`.

    names: those that may stand in it besides the fixed functions and constants; they win over the constants.
    Raises ReadingError for everything else, size included.
    """
    if len(text) > MAX_LENGTH:
        raise ReadingError(f"this is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    reader = _FormulaParser(text, names, condition)
    tree = reader.expression(OR)
    reader.expect_end()
    if is_condition(tree) != condition:
        wanted = "a condition such as `a < b`" if condition else "a number, not a comparison,"
        raise ReadingError(f"{wanted} was expected here", 0)
    return tree


class _FormulaParser(Parser):
    def __init__(self, text: str, names: Collection[str], condition: bool) -> None:
        super().__init__(tokens_of(text, FUNCTIONS))
        self.names = names
        self.condition = condition

    def operand(self) -> Node:
        self.count()
        token = self.next()
        match token.kind, token.text:
            case "number", text:
                return Number(number_value(token), text)
            case "name", "not" if self.condition:
                return self.negated(token)
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
        raise self.missing_operand(token)

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

    def starts_operand(self, token: Token) -> bool:
        if token.kind == "name":
            return not (self.condition and token.text in WORDS)
        if token.text == "|":
            return not (self.closers and self.closers[-1].text == "|")
        return token.kind == "number" or token.text in ("(", "√")

    def operator(self, left: Node) -> tuple[Token, int] | None:
        token = self.token
        if (level := binding(token)) is not None:
            return token, level
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
        self.count()
        if level == COMPARISON:
            return self.comparison(left)
        if level in (OR, AND):
            return self.logical(left, token, level)
        self.whole(left, token)
        if self.starts_operand(token):  # a product without a sign
            return Binary("*", left, self.whole(self.expression(PRODUCT + 1), token))
        self.next()
        if level == POSTFIX:
            return self.postfix(left, token)
        if token.kind == "power":
            return Binary("^", left, self.superscript(token))
        right = self.expression(POWER if level == POWER else level + 1)
        return Binary(token.text, left, self.whole(right, token))

    def comparison(self, left: Node) -> Node:
        if not self.condition:
            raise ReadingError(f"a number was expected; leave out `{self.token.shown}`", self.token.position)
        operators, operands = [], [self.whole(left, self.token)]
        while self.token.kind == "compare":
            token = self.next()
            operators.append(token.text)
            operands.append(self.whole(self.expression(SUM), token))
        return Compare(tuple(operators), tuple(operands))
