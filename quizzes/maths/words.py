"""From the words of a line to names, functions and products: `2xy` is 2·x·y, `lnx` is ln x, `mu0` what was declared.

A word that the question or the fixed lists know as a whole is that. Otherwise it is a product of single letters, Greek
names and elementary functions, the longest first: `xsinx` is x·sin x. Digits and `_` behind it are the index of its
last letter: `x1` is x_1. Words that a product of letters is hardly meant by are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from quizzes.maths.functions import ALIASES, ARGUMENTS, BARE, CONSTANTS, GREEK_NAMES, INFINITY, NUMBER_SETS
from quizzes.maths.parsing import MAX_NODES
from quizzes.maths.tokens import ReadingError, Token, shortened
from quizzes.maths.typed import typed_tokens
from quizzes.maths.vocabulary import Vocabulary

SIDES: Final = ("left", "right")  # of a limit
LOGIC: Final = {word: word for word in ("and", "or", "not", "in", "mod")} | {"union": "∪", "intersect": "∩"}
NO_PRODUCTS: Final = frozenset({
    "ans", "answer", "as", "dne", "error", "exit", "false", "idk", "if", "is", "nan", "no", "none", "null", "true",
    "undefined",
})  # fmt: skip
MAX_LETTERS: Final = 6  # of a product written as one word
# One letter each; with a bracket behind them they are functions where nothing else was declared.
PROBABILITY: Final = ("E", "P", "H")

_WORD = re.compile(r"(?P<letters>[A-Za-z]+)(?P<digits>[0-9]*)(?P<index>(?:_.*)?)", re.DOTALL)
_INDEX = re.compile(r"(?:_(?:[A-Za-z0-9]+|\{[A-Za-z0-9+\-*,='_]+\}))*")
_IN_PRODUCTS: Final = sorted(
    {*BARE, "sqrt", "abs", *(alias for alias, name in ALIASES.items() if name in BARE), "pi",
     *(name for name in GREEK_NAMES if len(name) > 2)},
    key=len, reverse=True,
)  # fmt: skip
_BY_LETTER: Final = {name[0]: [other for other in _IN_PRODUCTS if other[0] == name[0]] for name in _IN_PRODUCTS}


class _Part(NamedTuple):
    """kind: "function", "name" or "unknown".   text: canonical.   start: in the word."""

    kind: str
    text: str
    start: int


def resolved(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    """The same tokens, every word replaced by what it means. Raises ReadingError for words without meaning."""
    found: list[Token] = []
    words = [token for token in tokens if token.kind == "word"]
    if len(words) > MAX_NODES:
        raise ReadingError(f"this has more than {MAX_NODES} numbers, names and operators", words[MAX_NODES].position)
    for token, following in zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True):
        if token.kind != "word":
            found.append(token)
        else:
            touches = following.position == token.position + len(token.shown)
            bracket = following.text if following.kind == "sign" and following.text in ("(", "[") else ""
            found += _meaning(token, vocabulary, bracket, touches=touches)
    return found


def _meaning(token: Token, vocabulary: Vocabulary, bracket: str, *, touches: bool) -> Iterable[Token]:
    word = token.text
    if word in NUMBER_SETS or word in SIDES:
        return [token._replace(kind="name")]
    match = _WORD.fullmatch(word)
    assert match
    letters, digits, index = match["letters"], match["digits"], match["index"]
    for spelling in _spellings(letters, digits, index):
        if vocabulary.declares(spelling):
            is_function = spelling in vocabulary.functions
            return [token._replace(kind="function" if is_function else "name", text=_canonical(spelling, is_function))]
    plain = word.lower() if len(word) > 2 else word
    if (logic := LOGIC.get(plain)) and not (bracket and plain == "mod"):
        return [token._replace(kind="compare" if logic == "in" else "sign", text=logic)]
    if function := ALIASES.get(word) or (not index and fixed_function(letters + digits, vocabulary, bracket)):
        return [token._replace(kind="function", text=function)]
    if letters == "x" and digits.startswith("10") and not vocabulary.declares(f"x_{digits}"):
        raise ReadingError(f"`{token.shown}` is not known here; did you mean `*`?", token.position)
    parts = _parts(token, letters, digits, vocabulary, bracket, touches=touches)
    return [*_tokens(token, parts[:-1]), *_last(token, parts[-1], digits, index, vocabulary)]


def _spellings(letters: str, digits: str, index: str) -> Iterator[str]:
    """x1 may be declared as x_1, and the reverse."""
    yield letters + digits + index
    if digits and not index:
        yield f"{letters}_{digits}"
    if not digits and index[1:].isalnum():
        yield letters + index[1:]


def _canonical(name: str, is_function: bool) -> str:
    return "sigmoid" if is_function and name == "sigma" else name


def fixed_function(word: str, vocabulary: Vocabulary, bracket: str) -> str | None:
    """The function of the fixed list that the word names, with this bracket behind it; a phone writes Sqrt(2)."""
    if len(word) == 1:
        is_probability = vocabulary.names is not None or bool(vocabulary.random) or (word == "E" and bracket == "[")
        if word == "I" and bracket and vocabulary.random:
            return "MI"
        return word if word in PROBABILITY and bracket and is_probability else None
    if word == "sigma":
        return "sigmoid" if bracket == "(" else None
    for spelling in (word, word.lower()):
        name = ALIASES.get(spelling, spelling)
        if name in ARGUMENTS and len(name) > 1:
            needs_bracket = name in ("re", "im", "tr", "gamma") and not (name == "tr" and vocabulary.shapes)
            return None if needs_bracket and not bracket else name
    return None


def single_name(word: str, vocabulary: Vocabulary) -> _Part | None:
    """A constant, a Greek name or a letter."""
    if word in INFINITY or word.lower() in INFINITY[1:]:
        return _Part("name", "oo", 0)
    if word in CONSTANTS or word.lower() == "pi":
        return _Part("name", word.lower(), 0)
    if len(word) > 1 and word not in GREEK_NAMES:
        return None
    if word in vocabulary.imaginary_units:
        return _Part("name", "i", 0)
    is_known = vocabulary.names is None or (word == "I" and bool(vocabulary.shapes))
    return _Part("name" if is_known else "unknown", word, 0)


def _parts(
    token: Token, letters: str, digits: str, vocabulary: Vocabulary, bracket: str, *, touches: bool
) -> list[_Part]:
    if part := single_name(letters, vocabulary):
        return [part]
    parts: list[_Part] = []
    start = 0
    applied = bracket if not digits and touches else ""
    while start < len(letters):
        first = _first(letters[start:], vocabulary, applied)
        is_last = start + len(first) == len(letters)
        parts.append(_part(first, vocabulary, applied if is_last else "")._replace(start=start))
        start += len(first)
    unknown = [part for part in parts if part.kind == "unknown"]
    single = [part for part in parts if part.kind != "function"]
    has_function = any(part.kind == "function" for part in parts[:-1])  # sqrtt(x), sinx(y)
    is_call = bool(applied) and (len(parts) > 2 or has_function) and parts[-1].text not in _IN_PRODUCTS
    if len(unknown) > 1 or is_call or len(single) > MAX_LETTERS or letters.lower() in NO_PRODUCTS:
        raise ReadingError(_unknown_word(token, vocabulary, is_call=bool(bracket)), token.position)
    return parts


def _declared(vocabulary: Vocabulary) -> list[str]:
    return [*(vocabulary.names or ()), *vocabulary.functions, *vocabulary.shapes, *vocabulary.random]


def _first(word: str, vocabulary: Vocabulary, bracket: str) -> str:
    """The beginning of the word that has a meaning of its own, the longest first."""
    if bracket and len(word) > 2 and fixed_function(word, vocabulary, bracket):
        return word
    declared = [name for name in _declared(vocabulary) if word.startswith(name)]
    longest = max(declared, key=len, default="")
    if len(longest) > 1:
        return longest
    return next((name for name in _BY_LETTER.get(word[0], ()) if word.startswith(name)), word[0])


def _part(word: str, vocabulary: Vocabulary, bracket: str) -> _Part:
    if vocabulary.declares(word):
        is_function = word in vocabulary.functions
        return _Part("function" if is_function else "name", _canonical(word, is_function), 0)
    if function := fixed_function(word, vocabulary, bracket):
        return _Part("function", function, 0)
    part = single_name(word, vocabulary)
    assert part
    return part


def _tokens(token: Token, parts: Sequence[_Part]) -> Iterator[Token]:
    for part in parts:
        shown = token.shown if part.kind == "unknown" else part.text
        yield Token(part.kind, part.text, token.position + part.start, shown)


def _last(token: Token, part: _Part, digits: str, index: str, vocabulary: Vocabulary) -> Iterator[Token]:
    """The last part of a word, with the digits and the index that stand behind it."""
    if not digits and not index:
        yield from _tokens(token, [part])
        return
    if part.kind == "function":
        if index and (part.text != "log" or digits):
            raise ReadingError(f"`{part.text}` has no index", token.position)
        yield from _function_with_digits(token, part, digits, index, vocabulary)
        return
    suffix = (f"_{digits}" if digits else "") + index
    if not _INDEX.fullmatch(suffix):
        raise ReadingError("an index is made of letters, digits, + and -", token.position)
    if part.text in ("pi", "oo") or (digits and not index and part.start > 0):
        raise ReadingError(f"write `*` or `^` before `{digits or index}`", token.position)
    is_known = vocabulary.names is None or part.text in vocabulary.shapes
    name = part.text + suffix
    yield Token("name" if is_known else "unknown", name, token.position + part.start, token.shown)


def _function_with_digits(
    token: Token, part: _Part, digits: str, index: str, vocabulary: Vocabulary
) -> Iterator[Token]:
    """`nlog2(n)`, `sin2x`, `log_b(x)`."""
    position = token.position + part.start
    if part.text + digits in ARGUMENTS:
        yield Token("function", part.text + digits, position, part.text + digits)
    else:
        yield Token("function", part.text, position, part.text)
        if digits:
            yield Token("number", digits.lstrip("0") or "0", position + len(part.text), digits)
    if index:
        yield from _base(index.lstrip("_"), position + len(part.text), vocabulary)


def _base(index: str, position: int, vocabulary: Vocabulary) -> Iterator[Token]:
    yield Token("sign", "_", position, "_")
    yield Token("sign", "(", position, "_")
    for token in resolved(typed_tokens(index.strip("{}"), vocabulary)[:-1], vocabulary):
        yield token._replace(position=token.position + position + 1)
    yield Token("sign", ")", position, "_")


def _unknown_word(token: Token, vocabulary: Vocabulary, *, is_call: bool) -> str:
    from difflib import get_close_matches  # costs more to import than all else here, and is seldom needed

    word = token.shown
    known = [*_declared(vocabulary), *ARGUMENTS, *ALIASES]
    if close := get_close_matches(word.lower(), known, 1, 0.75):
        return f"`{shortened(word)}` is not known here; did you mean `{close[0]}`?"
    if is_call:
        return f"`{shortened(word)}` is not a function that is known here; a product needs `*` between its letters"
    return unknown_name(word, vocabulary)


def unknown_name(word: str, vocabulary: Vocabulary, *, is_whole: bool = False) -> str:
    """is_whole: no product of letters, as in \\operatorname{open}."""
    names = _declared(vocabulary)
    if is_whole and not names:
        return f"`{shortened(word)}` is not known here"
    if names:
        return f"`{shortened(word)}` is not known here; the names are {', '.join(f'`{name}`' for name in names)}"
    return f"`{shortened(word)}` is not known here; a product needs `*` between its letters"
