"""From a tree to LaTeX for "we read this as", well set by KaTeX; read again, it gives the same value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from quizzes.maths.functions import GREEK_NAMES, HYPERBOLIC, INVERSES, TRIGONOMETRIC
from quizzes.maths.trees import (
    ATOM,
    COMPARISON,
    GIVEN,
    IMPLIES,
    LEVELS,
    NOT,
    POSTFIX,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Binary,
    Call,
    Compare,
    Group,
    Name,
    Node,
    Number,
    Unary,
)

BIG: Final = SUM + 0.5  # a sum or an integral takes the product behind it

_RELATIONS: Final = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "in": r"\in"}
_SIGNS: Final = {
    "+": "+", "-": "-", "±": r"\pm", "and": r"\land", "or": r"\lor", "=>": r"\Rightarrow", "<=>": r"\Leftrightarrow",
    "∪": r"\cup", "∩": r"\cap", "\\": r"\setminus",
}  # fmt: skip
_NAMES: Final = {
    "oo": r"\infty", "pi": r"\pi", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}",
    "ℂ": r"\mathbb{C}",
}  # fmt: skip
_ACCENTS: Final = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot", "ddot": r"\ddot"}
_COMMANDS: Final = frozenset(
    {*TRIGONOMETRIC, "sinh", "cosh", "tanh", "coth", "ln", "log", "exp", "det", "gcd", "max", "min", "arg"}
)
_HEADS: Final = {"sigmoid": r"\sigma", "gamma": r"\Gamma", "E": r"\mathbb{E}", "re": r"\operatorname{Re}",
                 "im": r"\operatorname{Im}", "P": r"\operatorname{P}", "H": r"\operatorname{H}"}  # fmt: skip
_SCRIPTED: Final = frozenset({"transpose", "inverse", "factorial", "comb", "sqrt"})
_SIDES: Final[Mapping[Node, str]] = {Name("right"): "^{+}", Name("left"): "^{-}"}
_INVERSES: Final = {inverse: name for name, inverse in INVERSES.items()}
_TALL: Final = (r"\frac", r"\sum", r"\int", r"\prod", r"\begin", r"\binom", r"\lim", r"\left")
_AROUND: Final = {"abs": ("|", "|"), "floor": (r"\lfloor ", r"\rfloor"), "ceil": (r"\lceil ", r"\rceil"),
                  "norm": (r"\|", r"\|")}  # fmt: skip


def to_latex(node: Node) -> str:
    return _set(node, IMPLIES)


def _set(node: Node, level: float) -> str:
    """As `to_latex`, in brackets when the outermost operator binds less tightly than `level`."""
    text, own_level = _latex(node)
    return text if own_level >= level else _round(text)


def _round(text: str) -> str:
    return rf"\left({text}\right)" if any(tall in text for tall in _TALL) else f"({text})"


def _latex(node: Node) -> tuple[str, float]:
    match node:
        case Number(_, text):
            mantissa, _, exponent = text.partition("e")
            return (rf"{mantissa} \cdot 10^{{{exponent}}}", PRODUCT) if exponent else (text, ATOM)
        case Name(name):
            return _name(name), ATOM
        case Group():
            return _group(node), ATOM
        case Call(function, arguments):
            return _call(function, arguments)
        case Unary("%", operand):
            return _set(operand, ATOM) + r"\%", POSTFIX
        case Unary("-" | "±" as sign, operand):
            text, level = _latex(operand)
            own_level = BIG if level == BIG else SIGN
            return ("-" if sign == "-" else r"\pm ") + (text if level == BIG else _set(operand, SIGN + 1)), own_level
        case Unary(_, operand):
            return r"\neg " + _set(operand, NOT), NOT
        case Compare(operators, operands):
            text = _set(operands[0], COMPARISON + 1)
            for operator, operand in zip(operators, operands[1:], strict=True):
                text += f" {_RELATIONS[operator]} {_set(operand, COMPARISON + 1)}"
            return text, COMPARISON
        case Binary("|", left, right):
            return rf"{_set(left, GIVEN + 1)} \mid {_set(right, GIVEN + 1)}", GIVEN
        case Binary("/", left, right):
            return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}", ATOM
        case Binary("*", left, right):
            return _product(left, right), PRODUCT
        case Binary("^", left, right):
            return _power(left, right)
        case Binary(operator, left, right):
            own = LEVELS[operator]
            return f"{_set(left, own)} {_SIGNS[operator]} {_set(right, own + 1)}", own


def _name(name: str) -> str:
    plain = name.rstrip("'")
    primes = "'" * (len(name) - len(plain))
    if plain in _NAMES:
        return _NAMES[plain] + primes
    base, *indices = _parts(plain)
    text = f"\\{base}" if base in GREEK_NAMES else base if len(base) == 1 else rf"\mathrm{{{base}}}"
    if indices and indices[0] in _ACCENTS:
        text = f"{_ACCENTS[indices.pop(0)]}{{{text}}}"
    if indices:
        text += f"_{{{'_'.join(map(_index, indices))}}}"
    return text + primes


def _parts(name: str) -> list[str]:
    """`x_{i+1}` as ["x", "i+1"], `y_hat_i` as ["y", "hat", "i"]."""
    base, _, rest = name.partition("_")
    return [base, *(part.strip("{}") for part in re.findall(r"\{[^}]*\}|[^_]+", rest))]


def _index(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        letters = match.group()
        return f"\\{letters} " if letters in GREEK_NAMES else letters if len(letters) < 3 else rf"\mathrm{{{letters}}}"

    return re.sub("[A-Za-z]+", word, text).strip()


def _product(left: Node, right: Node) -> str:
    """Without a sign where that reads well: 2x, ab, 2(x + 1); else with a dot."""
    first, second = _set(left, PRODUCT), _set(right, PRODUCT + 1)
    before, after = _last(left), _first(right)
    if isinstance(after, Number) or second[0] in "-|" or second.startswith(r"\pm"):
        return rf"{first} \cdot {second}"
    if second[0] == "(" or second.startswith((r"\left(", r"\left[")):
        # Behind a letter or a word of its own a bracket would be taken for an argument.
        is_scripted = isinstance(before, Binary) or (isinstance(before, Call) and before.function in _SCRIPTED)
        is_letter = isinstance(before, Name) and first[-1].islower() and "\\" not in first[-8:]
        is_clear = isinstance(before, Number) or first[-1] == ")" or is_scripted or is_letter
        return first + second if is_clear else rf"{first} \cdot {second}"
    if isinstance(before, Number) and isinstance(after, Binary):  # 2 and 1/3 would be read as 2 1/3
        return rf"{first} \cdot {second}"
    is_plain = isinstance(before, Number | Name) and isinstance(after, Name | Call)
    if is_plain or first[-1] == ")":
        return first + second if isinstance(before, Number) and "10^" not in first else f"{first} {second}"
    return rf"{first} \cdot {second}"


def _first(node: Node) -> Node:
    """What the text of a factor begins with."""
    return _first(node.left) if isinstance(node, Binary) and node.operator in ("^", "*") else node


def _last(node: Node) -> Node:
    """What the text of a factor ends with."""
    return _last(node.right) if isinstance(node, Binary) and node.operator == "*" else node


def _power(left: Node, right: Node) -> tuple[str, float]:
    exponent = f"^{{{to_latex(right)}}}"
    if isinstance(left, Call) and left.function in TRIGONOMETRIC + HYPERBOLIC and isinstance(right, Number):
        return _head(left.function) + exponent + _arguments(left.arguments), ATOM
    return _raised(left) + exponent, POWER


def _raised(node: Node) -> str:
    """A base: everything that ends in a script or in a bracket of its own gets brackets."""
    text, level = _latex(node)
    is_plain = isinstance(node, Number | Name | Group) or (isinstance(node, Call) and node.function in ("abs", "sqrt"))
    is_plain = is_plain and level >= ATOM and not text.endswith("'")
    return text if is_plain else _round(text)


def _group(group: Group) -> str:
    inner = ", ".join(map(to_latex, group.items))
    match group.kind:
        case "matrix":
            rows = [row.items if isinstance(row, Group) else (row,) for row in group.items]
            text = r" \\ ".join(" & ".join(map(to_latex, row)) for row in rows)
            return rf"\begin{{bmatrix}} {text} \end{{bmatrix}}"
        case "set":
            return rf"\left\{{{inner}\right\}}" if inner else r"\emptyset"
        case "tuple":
            return rf"\left({inner}\right)"
        case "interval":
            return rf"\left{'(' if group.left_open else '['}{inner}\right{')' if group.right_open else ']'}"
        case _:
            return rf"\left[{inner}\right]"


def _call(function: str, arguments: tuple[Node, ...]) -> tuple[str, float]:
    match function, arguments:
        case "sqrt", (x,):
            return rf"\sqrt{{{to_latex(x)}}}", ATOM
        case "root", (x, n):
            return rf"\sqrt[{to_latex(n)}]{{{to_latex(x)}}}", ATOM
        case (("abs" | "floor" | "ceil" | "norm"), (x, *kind)):
            opening, closing = _AROUND[function]
            index = f"_{{{to_latex(kind[0])}}}" if kind else ""
            return rf"\left{opening}{to_latex(x)}\right{closing}{index}", ATOM
        case "factorial", (n,):
            return f"{_set(n, ATOM)}!", POSTFIX
        case "comb", (n, k):
            return rf"\binom{{{to_latex(n)}}}{{{to_latex(k)}}}", ATOM
        case "transpose", (x,):
            return rf"{_raised(x)}^{{\top}}", POWER
        case "inverse", (x,):
            return f"{_raised(x)}^{{-1}}", POWER
        case "conjugate", (x,):
            return rf"\overline{{{to_latex(x)}}}", ATOM
        case "log", (x, base):
            return rf"\log_{{{to_latex(base)}}}{_arguments((x,))}", ATOM
        case (("log2" | "log10"), _):
            return rf"\log_{{{function[3:]}}}{_arguments(arguments)}", ATOM
        case (("hadamard" | "dot" | "mod"), (x, y)):
            sign = {"hadamard": r"\odot", "dot": r"\cdot", "mod": r"\bmod"}[function]
            return f"{_set(x, PRODUCT)} {sign} {_set(y, PRODUCT + 1)}", PRODUCT
        case "KL", (x, y):
            return rf"\operatorname{{KL}}\left({to_latex(x)} \,\|\, {to_latex(y)}\right)", ATOM
        case "piecewise", _:
            return _piecewise(arguments), ATOM
        case _, (body, Name(), *_) if text := _big(function, body, arguments[1:]):
            return text, BIG
    return _head(function) + _arguments(arguments, square=function == "E"), ATOM


def _big(function: str, body: Node, rest: Sequence[Node]) -> str:
    """A sum, an integral or the like; "" for what has no such form."""
    variable = to_latex(rest[0])
    factor = _set(body, PRODUCT)
    match function, [to_latex(node) for node in rest[1:]]:
        case "diff", []:
            return rf"\frac{{d}}{{d{variable}}}\left({to_latex(body)}\right)"
        case "diff", [order] if order in "23456789":
            return rf"\frac{{d^{{{order}}}}}{{d{variable}^{{{order}}}}}\left({to_latex(body)}\right)"
        case "grad", []:
            return rf"\nabla_{{{variable}}} \left({to_latex(body)}\right)"
        case "int", []:
            return rf"\int {factor} \, d{variable}"
        case "int", [lower, upper]:
            return rf"\int_{{{lower}}}^{{{upper}}} {factor} \, d{variable}"
        case (("sum" | "product"), [lower, upper]):
            return rf"\{'sum' if function == 'sum' else 'prod'}_{{{variable} = {lower}}}^{{{upper}}} {factor}"
        case "limit", [point, *_]:
            sign = _SIDES.get(rest[2], "") if len(rest) > 2 else ""
            point = f"{{{point}}}" if sign and "^" in point else point
            return rf"\lim_{{{variable} \to {point}{sign}}} {factor}"
    return ""


def _piecewise(arguments: Sequence[Node]) -> str:
    pairs = list(zip(arguments[::2], arguments[1::2], strict=False))
    rows = [f"{to_latex(value)} & {to_latex(condition)}" for value, condition in pairs]
    if len(arguments) % 2:
        rows.append(rf"{to_latex(arguments[-1])} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _head(function: str) -> str:
    plain = function.rstrip("'")
    primes = "'" * (len(function) - len(plain))
    if plain in _INVERSES and not primes:
        return _head(_INVERSES[plain]) + "^{-1}"
    if plain in _HEADS:
        return _HEADS[plain] + primes
    if plain in _COMMANDS:
        return f"\\{plain}{primes}"
    return (plain if len(plain) == 1 else rf"\operatorname{{{plain}}}") + primes


def _arguments(arguments: Sequence[Node], *, square: bool = False) -> str:
    inner = ", ".join(map(to_latex, arguments))
    return rf"\left[{inner}\right]" if square else _round(inner)
