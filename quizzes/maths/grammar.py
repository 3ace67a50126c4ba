"""From tokens of mathematics to a tree; typed maths and LaTeX share it.

Where people write the same thing in two senses, one rule decides, and "we read this as" shows it back:

- A product without a sign binds like `*`, from left to right: `1/2x` is (1/2)x, `2x^2` is 2(x^2), `a(b)` is a·b
  unless `a` is a function.
- A function without brackets takes the coefficients behind it and one factor, with its power: `sin 2x` is sin(2x),
  `ln x^2` is ln(x^2), `sin 2 pi x` is sin(2πx); but `sin x cos x`, `sin x y` and `sin x(y+1)` are products. Letters
  that touch belong together: `sin xy` is sin(xy). sqrt, abs and the like take one factor: `sqrt 2x` is √2·x.
- `sin^2 x` is (sin x)^2, `sin^(-1)(x)` is asin(x), a power behind the bracket is one of the value.
- `A^T` is the transpose unless T is declared; of numbers and of sums without a capital letter, (1+r)^T, it is a power.
- `x = 1, x = 2` is an "or", `x = 1, y = 2` an "and"; `x!=1` is ≠, and `x! = 1` has the factorial.
- `[x+1]` in a calculation is a bracket; in P(A|B) and the like the bar means "given", elsewhere |x| is abs(x).
"""

from __future__ import annotations

from quizzes.maths.calls import NAMES, CallParser
from quizzes.maths.grouping import as_set, conjunction, in_brackets, is_vector, transposable
from quizzes.maths.parsing import CLOSERS, binding
from quizzes.maths.tokens import ReadingError, Token, number_value, shortened
from quizzes.maths.trees import (
    AND,
    COMPARISON,
    IMPLIES,
    INTERSECTION,
    LEVELS,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    SIGN,
    UNION,
    Binary,
    Call,
    Compare,
    Group,
    Name,
    Node,
    Number,
    Unary,
    is_condition,
)
from quizzes.maths.words import PROBABILITY

_DOTS = ("·", "⋅", "∙", "•", "\\cdot")
_CALLS = {".*": "hadamard", "mod": "mod"}
_POSTFIX_SIGNS = ("'", "⊤", "°", "^*")
_DEGREE = Binary("/", Name("pi"), Number(180, "180"))


class MathsParser(CallParser):
    def whole_text(self) -> Node:
        """Everything up to the end; items with commas between them are a tuple, or a condition."""
        items = [self.expression()]
        while self.at(",", ";"):
            self.next()
            items.append(self.expression())
        self.expect_end()
        self.refuse_unknown()
        if len(items) == 1:
            return items[0]
        if any(map(is_condition, items)) and not all(map(is_condition, items)):
            raise ReadingError("write the name in each part, as in `x = 1 or x = 2`", len(self.tokens[-1].shown) and 0)
        return conjunction(items) or Group("tuple", tuple(items))

    def operand(self) -> Node:
        self.count()
        token = self.next()
        match token.kind, token.text:
            case "number", text:
                return Number(number_value(token), text)
            case "function", _:
                return self.function(token)
            case (("name" | "unknown"), text):
                if text in PROBABILITY and self._has_given():
                    return self.function(token)
                return self.name(token)
            case "prefix", _:
                return self.prefix(token)
            case "differential", _:
                self.differential(token)
                return Number(1, "1")
            case "sign", "not":
                return self.negated(token)
            case "sign", ("-" | "±") as sign:
                return Unary(sign, self.value(self.expression(SIGN), token))
            case "sign", "+":
                return self.value(self.expression(SIGN), token)
            case "sign", ("(" | "[" | "{"):
                return self.bracket(token)
            case "sign", "|":
                return self.bars(token)
            case "sign", "√":
                return Call("sqrt", (self.value(self.expression(POWER), token),))
        self.index -= 1
        raise self.missing_operand(token)

    def negated(self, token: Token) -> Node:
        """Of an event, too: P(not A)."""
        return Unary("not", self.expression(NOT)) if self._of_events() else super().negated(token)

    def logical(self, left: Node, token: Token, level: int) -> Node:
        """Of events, too: P(A or B)."""
        if not self._of_events() or token.text not in ("and", "or"):
            return super().logical(left, token, level)
        self.next()
        return Binary(token.text, left, self.expression(level + 1))

    def _of_events(self) -> bool:
        """Whether this stands within P(…) or E(…)."""
        return any(opening.kind == "given" for opening in self.closers)

    def bracket(self, opening: Token) -> Node:
        inner = bool(self.closers) and self.closers[-1].text == "["
        self.closers.append(opening)
        items: list[Node] = []
        if opening.text != "{" or not self.at("}"):
            items.append(self.expression())
        while self.at(",", ";"):
            self.next()
            items.append(self.expression())
        is_pair = len(items) > 1 and opening.text != "{"
        closing = self.close(opening, *((")", "]") if is_pair else CLOSERS[opening.text]))
        return in_brackets(items, opening, closing, self.vocabulary, inner=inner)

    def bars(self, opening: Token) -> Node:
        is_norm = self._is_norm(opening)
        if is_norm:
            self.next()
        self.closers.append(opening)
        node = self.value(self.expression(), opening)
        if is_norm:
            if not self.at("|"):
                raise self.unclosed(self.token)
            self.next()
        self.close(opening, "|")
        if not is_norm:
            return Call("abs", (node,))
        if not self.at("_"):
            return Call("norm", (node,))
        before = len(self.unknown)
        kind = self.subscript()
        if kind == Name("F"):
            del self.unknown[before:]
        return Call("norm", (node, kind))

    def _is_norm(self, opening: Token) -> bool:
        """Whether the next bars after two that touch are again two: `||x||`, but not `||x| - 1|`."""
        if not self.at("|") or self.token.position != opening.position + 1:
            return False
        bars = [token.position for token in self.tokens[self.index + 1 :] if token.kind == "sign" and token.text == "|"]
        return len(bars) > 1 and bars[1] == bars[0] + 1

    def _has_given(self) -> bool:
        """Whether the bracket that stands next holds a bar of its own: P(A|B)."""
        if not self.at("("):
            return False
        depth, bars = 0, 0
        for token in self.tokens[self.index :]:
            if token.kind == "sign":
                depth += (token.text in "([{") - (token.text in ")]}")
                bars += depth == 1 and token.text == "|"
            if not depth:
                break
        return bars % 2 == 1

    def starts_operand(self, token: Token) -> bool:
        if token.kind == "sign":
            if token.text == "|":
                return not (self.closers and (self.closers[-1].text == "|" or self.closers[-1].kind == "given"))
            return token.text in ("(", "[", "√")
        return token.kind in ("number", "function", "prefix", "differential", *NAMES)

    def operator(self, left: Node) -> tuple[Token, int] | None:
        token = self.token
        if self.integral_ends():
            return None
        if (level := binding(token)) is not None:
            return token, level
        if token.kind == "sign":
            if token.text in _POSTFIX_SIGNS:
                return token, POSTFIX
            if token.text in _CALLS:
                return token, PRODUCT
            if token.text in LEVELS:
                return token, LEVELS[token.text]
        if token.kind in NAMES and token.text == "U" and _is_set(left) and not self.vocabulary.declares("U"):
            return token, UNION
        if not self.starts_operand(token):
            return None
        if isinstance(left, Unary) and left.operator == "%" and token.kind != "differential":
            raise ReadingError("after a percent sign an operator was expected", token.position)
        if token.kind == "number" and self.tokens[self.index - 1].kind in ("number", "power"):
            raise ReadingError(f"write `*` or another operator before `{shortened(token.shown)}`", token.position)
        return token, PRODUCT

    def extend(self, left: Node, token: Token, level: int) -> Node:
        self.count()
        match level:
            case _ if level == COMPARISON:
                return self.comparison(left)
            case _ if level in (IMPLIES, OR, AND):
                if level == IMPLIES and not is_condition(left):
                    raise ReadingError(
                        f"`{token.shown}` stands between comparisons; did you mean `>=`?", token.position
                    )
                return self.logical(left, token, level)
            case _ if level in (UNION, INTERSECTION):
                self.next()
                sign = "∪" if token.text == "U" else token.text
                right = self.whole(self.expression(level + 1), token)
                return Binary(sign, as_set(self.whole(left, token)), as_set(right))
        left = self.value(left, token)
        if self.starts_operand(token):
            return self.implicit_product(left, token)
        self.next()
        if level == POSTFIX:
            self.count()
            return self.postfix(left, token)
        if level == POWER:
            return self.power(left, token)
        if token.text in ("*", "/") and self.token.kind == "differential":
            self.differential(self.next())
            return left
        right = self.value(self.expression(level + 1), token)
        if token.text in _CALLS:
            return Call(_CALLS[token.text], (left, right))
        if token.shown in _DOTS and is_vector(left, self.vocabulary) and is_vector(right, self.vocabulary):
            return Call("dot", (left, right))
        return Binary(token.text, left, right)

    def implicit_product(self, left: Node, token: Token) -> Node:
        if token.kind == "differential":
            self.differential(self.next())
            return left
        right = self.value(self.expression(PRODUCT + 1), token)
        if isinstance(left, Name) and isinstance(right, Group) and right.kind == "tuple":
            raise ReadingError(f"`{left.name}` is not a function here", token.position)
        return Binary("*", left, right)

    def power(self, left: Node, token: Token) -> Node:
        if token.kind == "power":
            return Binary("^", left, self.superscript(token))
        if (transposed := self.transposed(left)) is not None:
            return transposed
        if self.at("{"):
            return Binary("^", left, self.value(self.atom(), token))
        return Binary("^", left, self.value(self.expression(POWER), token))

    def transposed(self, left: Node) -> Node | None:
        """A^T, A^(T), A^-T; the sign of power has been taken. None for any other power."""
        index = self.index
        opening = self.tokens[index].text if self.at("(", "{") else ""
        index += bool(opening)
        is_inverse = self.tokens[index].kind == "sign" and self.tokens[index].text == "-"
        index += is_inverse
        token = self.tokens[index]
        is_letter = token.kind in NAMES and token.text == "T" and not self.vocabulary.declares("T")
        if not (is_letter and transposable(left, self.vocabulary)) and not (token.kind == "sign" and token.text == "⊤"):
            return None
        if opening:
            index += 1
            if self.tokens[index].text not in (")", "}"):
                return None
        self.index = index + 1
        self.count()
        if is_inverse:
            left = Binary("^", left, Unary("-", Number(1, "1")))
        return Call("transpose", (left,))

    def postfix(self, left: Node, token: Token) -> Node:
        match token.text:
            case "⊤":
                return Call("transpose", (left,))
            case "^*":
                return Call("conjugate", (left,))
            case "°":
                return Binary("*", left, _DEGREE)
            case "'":
                return self.primed(left, token)
        return super().postfix(left, token)

    def primed(self, left: Node, token: Token) -> Node:
        """X' is the transpose of a matrix; x' is a name of its own."""
        if not isinstance(left, Name) or left.name.rstrip("'") in self.vocabulary.shapes:
            if transposable(left, self.vocabulary):
                return Call("transpose", (left,))
            raise ReadingError("a prime belongs behind a function, a matrix or a name", token.position)
        name = left.name + "'"
        if self.at("(") and self.vocabulary.names is None:
            return Call(name, self.arguments(name, self.next()))
        self.unknown = [known for known in self.unknown if known.position != self.tokens[self.index - 2].position]
        if not self.vocabulary.allows(name) and not self.at("'"):
            self.unknown.append(Token("unknown", name, token.position, name))
        return Name(name)

    def comparison(self, left: Node) -> Node:
        operators, operands = [], [self.whole(left, self.token)]
        while self.token.kind == "compare":
            token = self.next()
            operators.append(token.text)
            operand = self.whole(self.expression(COMPARISON + 1), token)
            operands.append(as_set(operand) if token.text in ("in", "notin") else operand)
        if operators == ["notin"]:
            return Unary("not", Compare(("in",), tuple(operands)))
        if "notin" in operators:
            raise ReadingError("`∉` stands alone between a value and a set", token.position)
        return Compare(tuple(operators), tuple(operands))


def _is_set(node: Node) -> bool:
    return isinstance(node, Group) or (isinstance(node, Binary) and LEVELS.get(node.operator) in (UNION, INTERSECTION))
