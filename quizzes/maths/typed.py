"""From a line of typed mathematics to tokens, whose words (kind "word") are still to be told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from quizzes.maths.functions import GREEK, NUMBER_SETS
from quizzes.maths.tokens import (
    ASCII_SIGNS,
    NUMBERS,
    NUMBERS_IN_CALL,
    PLAIN_NUMBER,
    SUPERSCRIPTS,
    ReadingError,
    Token,
    number_token,
    strange,
)
from quizzes.maths.vocabulary import Vocabulary

_LETTER = f"A-Za-z{''.join(GREEK)}"
_INDEX = rf"_(?:\{{[^{{}}]{{0,40}}\}}|\([^()]{{0,40}}\)|[0-9]+|[{_LETTER}][{_LETTER}0-9]*)|[₀-₉ᵢⱼₖₘₙₜ]+"
# A function stands between `d` and `/`, or behind; letters before or after make it a fraction.
_DERIVATIVE = (
    rf"(?P<derivative>(?P<d>[d∂])(?:\^(?P<order>[0-9]))?(?P<of>[{_LETTER}]?)/(?P=d)"
    rf"(?P<by>(?:{'|'.join(sorted(GREEK.values(), key=len, reverse=True))})|[{_LETTER}])(?:\^(?P<again>[0-9]))?"
    rf"(?![{_LETTER}0-9_]))"
)
# `lim(x->0) f`, and `sum_(i=1)^n f` with its bounds.
_LIMIT = rf"(?P<limit>lim(?:it)?\s*_?\s*(?P<around>[({{])\s*(?P<approaching>[{_LETTER}](?:_[A-Za-z0-9])?)\s*(?:->|→))"
_SERIES = (
    rf"(?P<series>(?P<kind>[Ss]um|[Pp]rod|[Pp]roduct|[∑∏])\s*_\s*[({{]\s*(?P<index>[{_LETTER}])\s*=\s*"
    r"(?P<low>[^(){}=,]{1,20})[)}]\s*\^\s*(?:[({](?P<high>[^(){}=,]{1,20})[)}]|(?P<bare>[0-9]+|[A-Za-z](?![A-Za-z0-9]))))"
)
_OTHERS = (
    rf"|(?P<plain>{PLAIN_NUMBER})"
    rf"|{_DERIVATIVE}"
    rf"|{_LIMIT}"
    rf"|{_SERIES}"
    rf"|(?P<word>[{_LETTER}](?:(?<=[A-Za-z])[A-Za-z]+)?[0-9]*(?:{_INDEX})*|[{NUMBER_SETS}])"
    r"|(?P<latex>\\[A-Za-z]+)"
    r"|(?P<arrow><=+>|={1,2}>|[⇒⟹⇔⟺])"
    r"|(?P<compare><=|>=|==|!=|[<>=≤≥≦≧⩽⩾≠∈∉])"
    r"|(?P<sign>\*\*|//|\+/-|&&?|\.\*|[-+*/^!%|‖()\[\]{},;√∛×·⋅∙•÷∕⁄−–±∪∩\\∖∧∨¬°⊙∘⊤ᵀ'′’∞∅_])"
    r"|(?P<power>[⁺⁻]?[⁰¹²³⁴-⁹]+|ⁿ)"
    r"|(?P<space>[\s\u200b-\u200d\u2060-\u2064\ufeff\u00ad]+|\$(?=\s*[0-9.]))"
    r"|(?P<big>[∑∏∫])"
)
_SIGNS: Final = ASCII_SIGNS | {
    "•": "*", "+/-": "±", "&&": "and", "&": "and", "∧": "and", "∨": "or", "¬": "not", "∖": "\\", "ᵀ": "⊤", "′": "'",
    "’": "'", "⊙": ".*", "∘": ".*", "‖": "||", "≦": "<=", "≧": ">=", "⩽": "<=", "⩾": ">=", "∈": "in", "∉": "notin",
}  # fmt: skip
_BIG: Final = {"∑": "sum(f, k, 1, n)", "∏": "product(f, k, 1, n)", "∫": "int(f, x, a, b)"}
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘₙₜ", "0123456789ijkmnt")


@cache
def _pattern(*, in_bracket: bool) -> re.Pattern[str]:
    """Compiled when first used; it takes longer than importing the module."""
    return re.compile(f"(?:{NUMBERS_IN_CALL if in_bracket else NUMBERS}){_OTHERS}")


def typed_tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """All tokens, the last of kind "end". Between brackets commas separate, outside them they belong to numbers."""
    tokens: list[Token] = []
    line = plain_letters(text.rstrip())
    if "\n" in line.lstrip():
        raise ReadingError("one line was expected here", line.index("\n", len(line) - len(line.lstrip())))
    depth = 1 if vocabulary.commas == "list" else 0
    position = 0
    while position < len(line):
        match = _pattern(in_bracket=depth > 0).match(line, position)
        if match is None:
            raise ReadingError(strange(text[position]), position)
        if match.lastgroup == "derivative" and vocabulary.declares("d"):
            match = re.compile(rf"(?P<word>[{_LETTER}]+)").match(line, position)
            assert match
        new = list(_series(match, vocabulary) if match.lastgroup == "series" else _tokens(match))
        if new and new[0].kind == "sign":
            depth += (new[0].text in "([{") - (new[0].text in ")]}")
        tokens += new
        position = match.end()
    tokens.append(Token("end", "", len(text), "the end"))
    return tokens


def plain_letters(text: str) -> str:
    """The text with fullwidth and mathematical letters (`ｘ`, `𝑥`) in their plain form, character by character."""
    if text.isascii():
        return text
    return "".join(map(_plain_letter, text))


def _plain_letter(character: str) -> str:
    if "\uff01" <= character <= "\uff5e" or "\U0001d400" <= character <= "\U0001d7ff":
        return unicodedata.normalize("NFKC", character)
    return character


def _tokens(match: re.Match[str]) -> Iterator[Token]:
    kind, shown, position = str(match.lastgroup), match.group(), match.start()
    match kind:
        case "space":
            return
        case "plain" | "commas" | "spaced" | "decimal_comma":
            yield number_token(match)
        case "word":
            yield Token("word", _indexed(shown), position, shown)
        case "derivative":
            yield from _derivative(match)
        case "limit":
            approaching = match["approaching"]
            yield Token("prefix", "limit", position, shown)
            yield Token("sign", match["around"], match.start("around"), match["around"])
            yield Token("word", _indexed(approaching), match.start("approaching"), approaching)
            yield Token("sign", ",", match.end() - 1, "->")
        case "power":
            power = "n" if shown == "ⁿ" else shown.translate(SUPERSCRIPTS)
            if shown == "ⁿ":
                yield Token("sign", "^", position, shown)
                yield Token("word", "n", position, shown)
            else:
                yield Token("power", power, position, shown)
        case "arrow":
            yield Token("sign", "<=>" if shown[0] in "<⇔⟺" else "=>", position, shown)
        case "compare":
            yield Token("compare", _SIGNS.get(shown, shown), position, shown)
        case "latex":
            raise ReadingError(f"`{shown}` is LaTeX; here mathematics is typed: `a/b`, `sqrt(x)`, `x^2`", position)
        case "big":
            raise ReadingError(f"write `{_BIG[shown]}` instead of `{shown}`", position)
        case _:
            yield from _signs(shown, position)


def _series(match: re.Match[str], vocabulary: Vocabulary) -> Iterator[Token]:
    """`sum_(i=1)^n` before what is added up."""
    position, shown = match.start(), match.group()
    yield Token("prefix", "sum" if match["kind"] in ("sum", "Sum", "∑") else "product", position, shown)
    yield Token("sign", "(", position, shown)
    yield Token("word", _indexed(match["index"]), match.start("index"), match["index"])
    for bound in ("low", "high" if match["high"] else "bare"):
        yield Token("sign", ",", match.start(bound), shown)
        for token in typed_tokens(match[bound], vocabulary)[:-1]:
            yield token._replace(position=token.position + match.start(bound))
    yield Token("sign", ")", match.end() - 1, shown)


def _signs(shown: str, position: int) -> Iterator[Token]:
    match shown:
        case "//":
            raise ReadingError("`//` is not known here; write `floor(a/b)`", position)
        case "∅":
            yield from (Token("sign", bracket, position, shown) for bracket in "{}")
        case "∞":
            yield Token("name", "oo", position, shown)
        case "∛":
            raise ReadingError("write `root(x, 3)` instead of `∛`", position)
        case "‖":
            yield from (Token("sign", "|", position + offset, shown) for offset in (0, 1))
        case _:
            yield Token("sign", _SIGNS.get(shown, shown), position, shown)


def _indexed(word: str) -> str:
    """Greek letters by name and every index in one form: `σ_{ i }` as sigma_i, `x₁` as x_1, `x_(i+1)` as x_{i+1}."""
    head = re.match(rf"[A-Za-z]+|[{''.join(GREEK)}]|[{NUMBER_SETS}]", word)
    assert head
    digits = re.match("[0-9]*", word[head.end() :])
    text = GREEK.get(head.group(), head.group()) + (digits.group() if digits else "")
    for index in re.findall(_INDEX, word[head.end() :]):
        text += "_" + index_text(index.translate(_SUBSCRIPTS).lstrip("_"))
    return text


def index_text(index: str) -> str:
    """In braces unless it is one word."""
    inner = "".join(GREEK.get(letter, letter) for letter in index.strip("{}()") if not letter.isspace())
    return inner if inner.isalnum() else f"{{{inner}}}"


def _derivative(match: re.Match[str]) -> Iterator[Token]:
    """`d/dx` before what is differentiated, `dy/dx`, `d^2/dx^2`."""
    position, shown = match.start(), match.group()
    order, by = match["order"], Token("word", GREEK.get(match["by"], match["by"]), match.start("by"), match["by"])
    if (order or "1") != (match["again"] or "1"):
        raise ReadingError("the two orders of this derivative differ", position)
    opening, comma, closing = (Token("sign", sign, position, shown) for sign in "(,)")
    last = [comma, Token("number", order, position, shown), closing] if order else [closing]
    if match["of"]:
        of = Token("word", GREEK.get(match["of"], match["of"]), match.start("of"), match["of"])
        yield from [Token("function", "diff", position, shown), opening, of, comma, by, *last]
    else:
        yield from [Token("prefix", "diff", position, shown), opening, by, *last]
