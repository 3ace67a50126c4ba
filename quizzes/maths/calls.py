"""The part of the grammar that reads what is applied: functions, sums, integrals, limits, derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.maths.functions import ARGUMENTS, BARE, BINDERS, INVERSES, PROBABILISTIC
from quizzes.maths.grouping import plain_item
from quizzes.maths.parsing import CLOSERS, Parser
from quizzes.maths.tokens import ReadingError, Token, number_value
from quizzes.maths.trees import POWER, PRODUCT, Binary, Call, Group, Name, Node, Number, Unary
from quizzes.maths.vocabulary import Vocabulary
from quizzes.maths.words import unknown_name

NAMES = ("name", "unknown")
_CONDITIONS_INSIDE = frozenset({"P", "E", "piecewise"})
_OPENING = ("(", "[")


class CallParser(Parser):
    """unknown: names that nothing has declared so far.   integrals: the variable of each open one, with its level."""

    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        super().__init__(tokens)
        self.vocabulary = vocabulary
        self.unknown: list[Token] = []
        self.integrals: list[tuple[str, int]] = []

    def value(self, node: Node, token: Token) -> Node:
        """The node, if it can be calculated with."""
        return plain_item(self.whole(node, token), token)

    def starts_operand(self, token: Token) -> bool:
        raise NotImplementedError

    def at(self, *texts: str) -> bool:
        return self.token.kind == "sign" and self.token.text in texts

    def refuse_unknown(self) -> None:
        for token in self.unknown:
            raise ReadingError(unknown_name(token.shown, self.vocabulary), token.position)

    def function(self, token: Token) -> Node:
        name = token.text
        while self.at("'"):
            name += self.next().text
        is_declared = token.text in self.vocabulary.functions and token.text not in ARGUMENTS
        base = self.subscript() if name == "log" and self.at("_") else None
        power = self.power_before(name, is_declared=is_declared)
        if isinstance(power, Unary) and power == Unary("-", Number(1, "1")):
            if name not in INVERSES:
                raise ReadingError(f"write `1/{name}(x)`, or the inverse function by its name", token.position)
            name, power = INVERSES[name], None
        is_matrix = self.at("[") and self.tokens[self.index + 1].text == "["
        if (self.at(*_OPENING) and not is_matrix) or (name in ("min", "max") and self.at("{")):
            call = Call(name, self.arguments(name, self.next()))
        elif is_declared and power is None:
            return Name(name)
        else:
            call = Call(name, (self.bare_argument(name, token),))
        if base is not None:
            call = Call("log", (*call.arguments, base))
        if name == "cbrt":
            call = Call("root", (*call.arguments, Number(3, "3")))
        return call if power is None else Binary("^", call, power)

    def subscript(self) -> Node:
        """The base of a logarithm, the kind of a norm."""
        token = self.next()
        return self.value(self.atom(), token)

    def power_before(self, name: str, *, is_declared: bool) -> Node | None:
        if self.token.kind != "power" and not self.at("^"):
            return None
        if is_declared or ARGUMENTS.get(name, (1, 1))[0] > 1:
            raise ReadingError(f"put the power behind the bracket: `{name}(x)^2`", self.token.position)
        token = self.next()
        return self.superscript(token) if token.kind == "power" else self.value(self.atom(), token)

    def atom(self) -> Node:
        """A number, a name or a bracket, perhaps with a minus before it; no operator behind it is read."""
        self.count()
        token = self.next()
        match token.kind, token.text:
            case "number", text:
                return Number(number_value(token), text)
            case "sign", "-" if self.token.text != "-":
                return Unary("-", self.atom())
            case "sign", "(" | "{":
                self.closers.append(token)
                inner = self.expression()
                self.close(token, ")" if token.text == "(" else "}")
                return inner
        if token.kind in NAMES:
            return self.name(token)
        self.index -= 1
        raise self.missing_operand(token)

    def name(self, token: Token) -> Node:
        if token.kind == "unknown":
            self.unknown.append(token)
        return Name(token.text)

    def arguments(self, name: str, opening: Token) -> tuple[Node, ...]:
        is_probabilistic = name in PROBABILISTIC
        self.closers.append(opening._replace(kind="given") if is_probabilistic else opening)
        before = len(self.unknown)
        given: list[Node] = []
        nodes = [self.argument(name, 0, opening)]
        while self.at(",", ";") or (is_probabilistic and self.at("|")):
            token = self.next()
            if token.text == "|" and not self._is_second_bar(token):
                nodes, given = [], nodes
            nodes.append(self.argument(name, len(nodes), opening))
        self.close(opening, {"(": ")", "[": "]", "{": "}"}[opening.text])
        if (name in BINDERS or name == "diff") and len(nodes) == 2 and isinstance(nodes[1], Group):
            nodes = [nodes[0], *nodes[1].items]  # sum(f, (k, 1, n))
        if given:
            return (Binary("|", _joined(given), _joined(nodes)),)
        if name in ("P", "E"):
            nodes = [_joined(nodes)]
        self._check_number(name, nodes, opening)
        if name in BINDERS:
            self.bind(nodes[1], before, opening)
        elif name == "norm":
            self.unknown = [token for token in self.unknown if token.text != "F" or nodes[1:] != [Name("F")]]
        return tuple(nodes)

    def _is_second_bar(self, token: Token) -> bool:
        """KL(p || q)"""
        if self.at("|") and self.token.position == token.position + 1:
            self.next()
            return True
        return False

    def argument(self, name: str, index: int, opening: Token) -> Node:
        if name == "limit" and index == 3 and self.at("+", "-"):
            return Name("right" if self.next().text == "+" else "left")
        node = self.expression()
        return node if name in _CONDITIONS_INSIDE else self.whole(node, opening)

    def _check_number(self, name: str, nodes: Sequence[Node], opening: Token) -> None:
        fewest, most = ARGUMENTS.get(name, (1, 1 if name.endswith("'") else 20))
        if not fewest <= len(nodes) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            plural = "" if most == 1 else "s"
            raise ReadingError(f"`{name}` takes {wanted} argument{plural}, not {len(nodes)}", opening.position)

    def bind(self, variable: Node, before: int, place: Token) -> None:
        """Names met since `before` that the call itself declares; of a declared x, x_k is declared by a sum over k."""
        if not isinstance(variable, Name):
            raise ReadingError("the variable must be a name, as in `sum(k^2, k, 1, n)`", place.position)
        own = variable.name
        self.unknown[before:] = [
            token for token in self.unknown[before:]
            if token.text != own and not (token.text.endswith(f"_{own}") and self._is_declared_base(token.text))
        ]  # fmt: skip

    def _is_declared_base(self, name: str) -> bool:
        return self.vocabulary.declares(name.partition("_")[0])

    def bare_argument(self, name: str, token: Token) -> Node:
        """What a function without brackets applies to: coefficients and one factor, or one factor."""
        if name.endswith("'") or ARGUMENTS[name][0] > 1 or name in PROBABILISTIC:
            raise ReadingError(f"`{name}` needs brackets: `{name}(…)`", self.token.position)
        if name not in BARE:
            return self.value(self.expression(POWER), token)
        if self.at("-"):
            self.count()
            self.next()
            return Unary("-", self.bare_argument(name, token))
        argument = self.value(self.expression(POWER), token)
        is_coefficient = _is_coefficient(argument)
        while self.token.kind in (*NAMES, "differential") or (is_coefficient and self.at("(")):
            if self.token.kind == "differential" or not (is_coefficient or self._touches()):
                break
            self.count()
            factor = self.value(self.expression(PRODUCT + 1), token)
            is_coefficient = is_coefficient and _is_coefficient(factor)
            argument = Binary("*", argument, factor)
        return argument

    def _touches(self) -> bool:
        last = self.tokens[self.index - 1]
        return last.kind in NAMES and last.position + 1 == self.token.position

    def prefix(self, token: Token) -> Node:
        """A sum, product, integral, limit or derivative; its own arguments stand before what it applies to."""
        before = len(self.unknown)
        opening = self.next()
        own: list[Node] = []
        self.closers.append(opening)
        closing = CLOSERS[opening.text]
        while not self.at(closing):
            own.append(self.value(self.expression(), opening))
            if not self.at(","):
                break
            self.next()
        self.close(opening, closing)
        if token.text == "int":
            body, variable = self.integrand(token)
            own.insert(0, variable)
        elif token.text in ("diff", "grad") and self.at(*_OPENING):
            body = self.value(self.expression(POWER), token)
        else:
            body = self.value(self.expression(PRODUCT), token)
        if token.text in BINDERS:
            self.bind(own[0], before, token)
        return Call(token.text, (body, *own))

    def integrand(self, token: Token) -> tuple[Node, Name]:
        self.integrals.append(("", len(self.closers)))
        body = self.value(self.expression(PRODUCT), token)
        while not self.integrals[-1][0]:
            if not self.at("+", "-"):
                raise ReadingError("the integral needs a `dx` at its end", self.token.position)
            sign = self.next()
            self.count()
            body = Binary(sign.text, body, self.value(self.expression(PRODUCT), sign))
        return body, Name(self.integrals.pop()[0])

    def differential(self, token: Token) -> None:
        if not self.integrals or self.integrals[-1][0]:
            raise ReadingError(f"`{token.shown}` was not expected here", token.position)
        self.integrals[-1] = (token.text, self.integrals[-1][1])

    def integral_ends(self) -> bool:
        return bool(self.integrals) and bool(self.integrals[-1][0]) and self.integrals[-1][1] == len(self.closers)


def _is_coefficient(node: Node) -> bool:
    match node:
        case Number() | Name("pi"):
            return True
        case Binary("*" | "/" | "^", left, right):
            return _is_coefficient(left) and _is_coefficient(right)
        case _:
            return False


def _joined(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Group("tuple", tuple(nodes))
