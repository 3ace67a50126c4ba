"""From a typed line to tokens: numbers with their separators, names, signs in ASCII or Unicode."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from functools import cache
from typing import NamedTuple

MAX_DIGITS = 200
MAX_EXPONENT = 300  # decimal; keeps every literal within what a float can hold


class ReadingError(Exception):
    """A text cannot be read. position: index of the first character at fault, or the length of the text."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


def shortened(text: str, length: int = 40) -> str:
    """For messages: the beginning of a text that may be long."""
    return text if len(text) <= length else text[: length - 1] + "…"


class Token(NamedTuple):
    """kind: "number", "name", "sign", "compare", "power" (superscript) or "end".

    Mathematics knows more: "word" becomes names and functions; "function" is one of the fixed list or declared;
    "unknown" is a name that only a sum or an integral around it may declare; "prefix" is a sum, a limit or the like,
    whose arguments are followed by what it applies to; "differential" is the variable that ends an integral.

    text: in ASCII as far as possible: "1000.5" for `1 000,5`, "*" for `×`, "-2" for `⁻²`.   shown: as typed.
    """

    kind: str
    text: str
    position: int
    shown: str


_EXPONENT = r"(?:[eE][+\-−]?[0-9]+)?"
_SPACED = r"[1-9][0-9]{0,2}(?:(?P<separator%s>[ _\u00a0\u2009\u202f])[0-9]{3})(?:(?P=separator%s)[0-9]{3})*(?![0-9])"
_SPACED_DECIMALS = r"(?:[0-9]{3}(?:(?P=separator%s)[0-9]{3})*(?P=separator%s)[0-9]{1,3}(?![0-9])|[0-9]+)"
NUMBERS = (
    r"(?P<commas>(?<![0-9],)[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9]|,[0-9])(?:\.[0-9]+)?)"
    rf"|(?P<spaced>{_SPACED % (1, 1)}(?:[.,]{_SPACED_DECIMALS % (1, 1)})?)"
    rf"|(?P<decimal_comma>(?<![0-9],)[0-9]+,[0-9]+(?![0-9]|[.,][0-9]){_EXPONENT})"
)
NUMBERS_IN_CALL = rf"(?P<spaced>{_SPACED % (1, 1)}(?:\.{_SPACED_DECIMALS % (1, 1)})?)"
PLAIN_NUMBER = rf"(?:[0-9]+\.?[0-9]*|\.[0-9]+){_EXPONENT}"
_OTHERS = (
    rf"|(?P<plain>{PLAIN_NUMBER})"
    r"|(?P<pi>π)|(?P<name>[A-Za-zΑ-Ωα-ω][A-Za-z0-9_Α-Ωα-ορ-ω]*)"
    r"|(?P<compare><=|>=|==|!=|[<>=≤≥≠])"
    r"|(?P<sign>\*\*|//|[-+*/^!%|(),√×·⋅∙÷∕⁄−–])"
    r"|(?P<power>[⁺⁻]?[⁰¹²³⁴-⁹]+)"
    r"|(?P<space>\s+)"
)


@cache
def _pattern(*, in_call: bool) -> re.Pattern[str]:
    """Compiled when first used; it takes longer than importing the module."""
    return re.compile(f"(?:{NUMBERS_IN_CALL if in_call else NUMBERS}){_OTHERS}")


ASCII_SIGNS = {
    "**": "^", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-",
    "=": "==", "≤": "<=", "≥": ">=", "≠": "!=",
}  # fmt: skip
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", "⁺")
_SEPARATORS = str.maketrans("", "", ", _\u00a0\u2009\u202f")


def tokens_of(text: str, functions: Collection[str]) -> list[Token]:
    """All tokens, the last of kind "end". functions: names between whose brackets commas separate arguments."""
    tokens: list[Token] = []
    calls: list[bool] = []  # for each open bracket, whether a comma in it separates arguments
    position = 0
    while position < len(text):
        match = _pattern(in_call=bool(calls) and calls[-1]).match(text, position)
        if match is None:
            raise ReadingError(strange(text[position]), position)
        token = _token(match)
        if token is not None:
            if token.text == "(":
                is_call = bool(tokens) and tokens[-1].kind == "name" and tokens[-1].text.lower() in functions
                calls.append(is_call or (bool(calls) and calls[-1]))
            elif token.text == ")" and calls:
                calls.pop()
            tokens.append(token)
        position = match.end()
    tokens.append(Token("end", "", len(text), "the end"))
    return tokens


def _token(match: re.Match[str]) -> Token | None:
    kind, shown = str(match.lastgroup), match.group()
    match kind:
        case "space":
            return None
        case "plain" | "commas" | "spaced" | "decimal_comma":
            return number_token(match)
        case "pi":
            return Token("name", "pi", match.start(), shown)
        case "power":
            return Token("power", shown.translate(SUPERSCRIPTS), match.start(), shown)
    if shown == "//":
        raise ReadingError("`//` is not known here; write `floor(a/b)`", match.start())
    return Token(kind, ASCII_SIGNS.get(shown, shown), match.start(), shown)


def number_token(match: re.Match[str]) -> Token:
    """Of a match whose last group is "plain" or one of those in NUMBERS."""
    kind, shown = match.lastgroup, match.group()
    whole, point, decimals = shown, "", ""
    if kind == "decimal_comma" or (kind == "spaced" and "," in shown):
        whole, point, decimals = shown.partition(",")
    if kind == "plain":
        text = shown
    else:
        text = whole.translate(_SEPARATORS) + point.replace(",", ".") + decimals.translate(_SEPARATORS)
    return Token("number", _plain(text), match.start(), shown)


def _plain(text: str) -> str:
    """A literal in one form, so that a tree does not depend on how it was typed: `.5` as 0.5, `2E+05` as 2e5."""
    mantissa, _, exponent = text.lower().replace("−", "-").partition("e")
    whole, point, decimals = mantissa.partition(".")
    whole = whole.lstrip("0") or "0"
    sign = "-" if exponent.startswith("-") else ""
    exponent = exponent.lstrip("+-").lstrip("0")
    return whole + (point + decimals if decimals else "") + (f"e{sign}{exponent}" if exponent else "")


def number_value(token: Token) -> int | Fraction:
    """The exact value of a number token. Raises ReadingError when it is too long, too large or too small."""
    mantissa, _, exponent_text = token.text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    if len(digits) > MAX_DIGITS:
        raise ReadingError(f"this number has more than {MAX_DIGITS} digits", token.position)
    if len(decimals) > MAX_EXPONENT or len(exponent_text) > 4:
        raise ReadingError("this number is too large or too small", token.position)
    exponent = int(exponent_text or 0) - len(decimals)
    if not digits:
        return 0
    if not -MAX_EXPONENT <= len(digits) + exponent <= MAX_EXPONENT:
        raise ReadingError("this number is too large or too small", token.position)
    if exponent >= 0:
        return int(int(digits) * 10**exponent)
    fraction = Fraction(int(digits), 10**-exponent)
    return fraction.numerator if fraction.denominator == 1 else fraction


def strange(character: str) -> str:
    if character in "[]{}":
        return f"use round brackets instead of `{character}`"
    if character.isprintable() and not character.isspace():
        return f"`{character}` cannot be read here"
    return f"there is an invisible character here (U+{ord(character):04X}); remove it"
