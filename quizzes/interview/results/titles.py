"""The HTML of a prompt becomes a short title: the sentence that asks, or else its first ones, as a line holds them."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterable, Mapping

LONGEST = 90  # characters; a sentence that is longer is cut at a blank, never within mathematics
MORE = "…"  # stands where something of the prompt is left out

MATHS = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BREAK = re.compile(r"</?(?:p|div|li|ul|ol|br|pre|h\d|tr|td|th|table|blockquote)\b[^>]*>")
# A formula is one private character while sentences are told apart.
FIRST_SIGN, LAST_SIGN = "\ue000", "\uf8ff"
SIGN = re.compile(f"[{FIRST_SIGN}-{LAST_SIGN}]")
# A full stop behind these ends no sentence.
SHORT = "".join(rf"(?<!\b{word})" for word in (r"e\.g", r"i\.e", "vs", "cf", "resp", "approx", "Eq", "Fig"))
BEGINNING = rf"[A-Z{FIRST_SIGN}-{LAST_SIGN}]"
# A new paragraph is a sentence of its own if it begins as one; else it may go on behind a formula that was set apart.
SENTENCE_END = re.compile(
    rf"(?:{SHORT}\.|!)['\"”’)]*(?=\s+{BEGINNING}|\s*$)|\?['\"”’)]*(?=\s|$)|(?<=\S)(?=\s*\n\s*[A-Z])"
)
QUESTION = re.compile(r"\?['\"”’)]*$")
DOLLARS = re.compile(r"(?<!\\)\$((?:\\.|[^\\$])+)\$")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Title:
    """plain: text in one line, with mathematics as LaTeX between dollars, and a backslash before any other dollar.

    html: safe, mathematics in elements of the class `math`.   whole: it says all that the prompt says.
    """

    plain: str
    html: str
    whole: bool


def title_of(prompt: str, *, otherwise: str) -> Title:
    """prompt: safe HTML.   otherwise: what stands in its place when nothing of it can be shown in a line."""
    text = html.unescape(TAG.sub("", BREAK.sub("\n", SIGN.sub("", prompt))))
    formulas: dict[str, str] = {}

    def sign_of(found: re.Match[str]) -> str:
        formula = " ".join((found[1] or found[2] or "").split())
        sign = chr(ord(FIRST_SIGN) + len(formulas))
        if not formula or sign > LAST_SIGN:
            return " "
        formulas[sign] = formula
        return sign

    text = MATHS.sub(sign_of, text).strip()
    chosen = _chosen(text, formulas)
    plain = "".join(_typed(letter, formulas) for letter in chosen) or otherwise
    return Title(plain=plain, html=html_of(plain), whole=chosen == _line(text) != "")


def pieces_of(plain: str) -> list[tuple[bool, str]]:
    """Mathematics, without its dollars, and the text around it, in order, of a text as titles have it."""
    found = enumerate(DOLLARS.split(plain))
    return [(True, piece) if number % 2 else (False, piece.replace(r"\$", "$")) for number, piece in found if piece]


def html_of(plain: str) -> str:
    """Safe HTML of a text as titles have it. In a title everything stands in the line, display formulas too."""
    return "".join(
        f'<span class="math">\\({html.escape(piece)}\\)</span>' if is_maths else html.escape(piece)
        for is_maths, piece in pieces_of(plain)
    )


def _typed(letter: str, formulas: Mapping[str, str]) -> str:
    if letter == "$":
        return r"\$"
    if letter not in formulas:
        return letter
    formula = re.sub(r"(\\.)|\$", lambda found: found[1] or r"\$", formulas[letter])
    ends_open = (len(formula) - len(formula.rstrip("\\"))) % 2 == 1  # a blank behind its last backslash was cut off
    return f"${formula}{' ' if ends_open else ''}$"


def _chosen(text: str, formulas: Mapping[str, str]) -> str:
    """All of it where that fits, else what asks, else its beginning; "" where not even a word fits."""
    if _size(_line(text), formulas) <= LONGEST:
        return _line(text)
    sentences = list(_sentences(text))
    asking = [number for number, sentence in enumerate(sentences) if QUESTION.search(sentence)]
    first = asking[0] if asking else 0
    last = first + 1
    while not asking and _size(" ".join(sentences[: last + 1]), formulas) <= LONGEST:
        last += 1
    shown = " ".join(sentences[first:last])
    before = f"{MORE} " if first else ""
    if _size(shown, formulas) > LONGEST:
        shown = _cut(shown, formulas)
        return f"{before}{shown}{MORE}" if shown else ""
    return f"{before}{shown} {MORE}" if last < len(sentences) else f"{before}{shown}"


def _sentences(text: str) -> Iterable[str]:
    at = 0
    for end in SENTENCE_END.finditer(text):
        if sentence := _line(text[at : end.end()]):
            yield sentence
        at = end.end()
    if sentence := _line(text[at:]):
        yield sentence


def _line(text: str) -> str:
    return " ".join(text.split())


def _size(text: str, formulas: Mapping[str, str]) -> int:
    return sum(len(formulas.get(letter, letter)) for letter in text)


def _cut(sentence: str, formulas: Mapping[str, str]) -> str:
    """As many whole words as fit."""
    words = sentence.split(" ")
    while words and _size(" ".join(words), formulas) > LONGEST:
        words.pop()
    return " ".join(words).rstrip(" ,;:–-")
