"""From a text to the numbers of its pieces of words, as the models of the BERT family were trained on them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE: Final = "##"  # stands before a piece that does not begin its word
LONGEST_WORD: Final = 100  # characters; a longer one is unknown
# Between these, each character is a word by itself.
IDEOGRAPHS: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class Tokenizer:
    """Lower case, accents dropped, words and signs apart, each word the longest known pieces from its left."""

    def __init__(self, pieces: Mapping[str, int]) -> None:
        """Raises KeyError where one of BEGIN, END, UNKNOWN has no number."""
        self._pieces = pieces
        self._begin, self._end, self._unknown = pieces[BEGIN], pieces[END], pieces[UNKNOWN]
        self._longest = max(map(len, pieces))
        self._split = lru_cache(maxsize=10_000)(self._split_anew)

    @classmethod
    def of_file(cls, vocabulary: Path) -> Tokenizer:
        """One piece a line, its number counted from 0. Raises OSError, KeyError."""
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        return cls({piece: number for number, piece in enumerate(lines)})

    def numbers(self, text: str, *, most: int) -> list[int]:
        """At most so many, of which the first stands for the beginning and the last for the end."""
        return self.framed([number for _, numbers in self.words(text) for number in numbers], most=most)

    def framed(self, numbers: Sequence[int], *, most: int) -> list[int]:
        return [self._begin, *numbers[: most - 2], self._end]

    def words(self, text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each word or sign, in lower case, with the numbers of its pieces."""
        return ((word, self._split(word)) for word in _words(text))

    def _split_anew(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        begin = 0
        while begin < len(word):
            head = INSIDE if begin else ""
            for end in range(min(len(word), begin + self._longest), begin, -1):
                number = self._pieces.get(head + word[begin:end])
                if number is not None:
                    found.append(number)
                    begin = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Runs of letters and digits; each sign and each ideograph by itself."""
    word = ""
    for character in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(character)
        if category == "Mn" or (category in ("Cc", "Cf") and not character.isspace()) or character == "\ufffd":
            continue
        alone = _is_sign(character, category) or _is_ideograph(character)
        if character.isspace() or alone:
            if word:
                yield word
            word = ""
            if alone:
                yield character
        else:
            word += character
    if word:
        yield word


def _is_sign(character: str, category: str) -> bool:
    # Of ASCII, "+", "=", "$" and their like are signs too, though Unicode calls them symbols.
    return category[0] == "P" or ("!" <= character <= "~" and not character.isalnum())


def _is_ideograph(character: str) -> bool:
    return not character.isascii() and any(first <= ord(character) <= last for first, last in IDEOGRAPHS)
