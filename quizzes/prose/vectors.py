"""From a folder with a static sentence model to how near two sentences are in meaning; no package is needed for it.

The folder holds `model.safetensors`, a table "embeddings" with one row for each piece of a word, and `tokenizer.json`
with the pieces (WordPiece), as model2vec and its kin write them. The mean of the rows is the vector of a sentence.
"""

from __future__ import annotations

import json
import math
import mmap
import re
import struct
import unicodedata
from array import array
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

LARGEST_HEADER = 10_000_000  # bytes
LONGEST_WORD = 60  # characters; a longer one is unknown
MOST_PIECES = 512  # of one sentence; what follows them hardly moves its mean
CODES: Final = {"F32": ("f", 4), "F16": ("e", 2)}
PIECE: Final = re.compile(r"[^\W_]+|[^\w\s]")


class NoModel(Exception):
    """The folder holds no sentence model that we can read; the message says what is missing."""


class Vectors:
    """A static sentence model: the table stays in its file and is read row by row."""

    def __init__(self, folder: Path) -> None:
        """Raises NoModel."""
        try:
            self._vocabulary = _vocabulary(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8")))
            file = (folder / "model.safetensors").open("rb")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoModel(f"{folder} holds no sentence model: {error}") from None
        with file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start, self._rows, self.size, (self._code, self._width) = _table(self._bytes, folder)
        self.similarity = lru_cache(maxsize=4096)(self._similarity)
        self._vector_of = lru_cache(maxsize=1024)(self._vector)

    def _similarity(self, first: str, second: str) -> float:
        """Cosine of two sentences, -1 to 1; 0 where one of them has no known word."""
        return sum(map(float.__mul__, self._vector_of(first), self._vector_of(second)))

    def _vector(self, sentence: str) -> list[float]:
        """Of length 1, or all zeros."""
        total = [0.0] * self.size
        for piece in self._pieces(sentence)[:MOST_PIECES]:
            total = list(map(float.__add__, total, self._row(piece)))
        length = math.sqrt(sum(map(float.__mul__, total, total)))
        return [value / length for value in total] if length else total

    def _row(self, piece: int) -> list[float]:
        begin = self._start + piece * self.size * self._width
        data = self._bytes[begin : begin + self.size * self._width]
        return list(array("f", data) if self._code == "f" else struct.unpack(f"<{self.size}e", data))

    def _pieces(self, sentence: str) -> list[int]:
        bare = unicodedata.normalize("NFD", sentence.lower())
        bare = "".join(character for character in bare if unicodedata.category(character) != "Mn")
        return [piece for word in PIECE.findall(bare) for piece in self._split(word)]

    def _split(self, word: str) -> list[int]:
        """The longest known pieces from the left; nothing for a word that they do not make up."""
        pieces: list[int] = []
        begin = 0
        while begin < len(word) <= LONGEST_WORD:
            for end in range(len(word), begin, -1):
                piece = self._vocabulary.get(("##" if begin else "") + word[begin:end])
                if piece is not None and piece < self._rows:
                    pieces.append(piece)
                    begin = end
                    break
            else:
                return []
        return pieces


def _vocabulary(tokenizer: Mapping[str, Any]) -> dict[str, int]:
    model = tokenizer["model"]
    if model["type"] != "WordPiece":
        raise ValueError(f"its pieces are of the type {model['type']}, and WordPiece is what we read")
    return {str(piece): int(number) for piece, number in model["vocab"].items()}


def _table(data: mmap.mmap, folder: Path) -> tuple[int, int, int, tuple[str, int]]:
    """First byte of the table, its rows and columns, and how a number is written."""
    try:
        length = int.from_bytes(data[:8], "little")
        if length > LARGEST_HEADER:
            raise ValueError("its header is too long")
        entry = json.loads(data[8 : 8 + length])["embeddings"]
        rows, columns = entry["shape"]
        begin, end = entry["data_offsets"]
        code = CODES[entry["dtype"]]
        if end - begin != rows * columns * code[1] or 8 + length + end > len(data):
            raise ValueError("its table is cut off")
    except (ValueError, KeyError, TypeError) as error:
        raise NoModel(f"{folder}/model.safetensors holds no table of embeddings that we can read: {error}") from None
    return 8 + length + begin, rows, columns, code
