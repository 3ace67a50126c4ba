"""From sentences to vectors whose angle tells how near they are in meaning: a small BERT, in numpy alone.

The folder of a model holds `config.json`, `vocab.txt` and `model.safetensors`, laid out as by sentence-transformers,
such as all-MiniLM-L6-v2 (Reimers and Gurevych 2019, Wang et al. 2020). A sentence's vector is the mean over its pieces,
of length 1. Sentences of a batch are laid end to end, so that nothing is padded and none depends on its neighbours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from quizzes.prose.model import NoModel
from quizzes.prose.wordpiece import Tokenizer

Array: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"

MOST_PIECES: Final = 128  # of one sentence; what follows them is not read
CHUNK: Final = 32  # rows that fit into the processor's cache
LARGEST_HEADER: Final = 10_000_000  # bytes
TYPES: Final[dict[str, np.dtype[Any]]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


class Transformer:
    """size: of a vector. The tables stay in their file, which several processes share."""

    def __init__(self, folder: Path) -> None:
        """Raises NoModel."""
        self.folder = folder
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self.tokenizer = Tokenizer.of_file(folder / "vocab.txt")
            tables = _tables(folder / "model.safetensors")
            self.size = int(config["hidden_size"])
            self._heads = int(config["num_attention_heads"])
            self._epsilon = float(config.get("layer_norm_eps", 1e-12))
            self.most = min(MOST_PIECES, int(config["max_position_embeddings"]))
            self._words = tables["embeddings.word_embeddings.weight"]
            self._places = (
                tables["embeddings.position_embeddings.weight"] + tables["embeddings.token_type_embeddings.weight"][0]
            )
            self._norm = _pair(tables, "embeddings.LayerNorm")
            self._layers = [_Layer(tables, f"encoder.layer.{n}.") for n in range(int(config["num_hidden_layers"]))]
            if self.size % self._heads or self._words.shape[1] != self.size:
                raise ValueError("config.json does not fit the tables")
            if config.get("hidden_act", "gelu") != "gelu":
                raise ValueError("its activation is not gelu")
        except KeyError as error:
            raise NoModel(f"{folder} holds no sentence model that we can read: {error} is missing") from None
        except (OSError, ValueError, TypeError) as error:
            raise NoModel(f"{folder} holds no sentence model that we can read: {error}") from None

    @property
    def depth(self) -> int:
        """Number of layers."""
        return len(self._layers)

    def pieces(self, sentence: str) -> list[int]:
        """Numbers of the sentence's pieces, at most MOST_PIECES."""
        return self.tokenizer.numbers(sentence, most=self.most)

    def vectors(self, sentences: Sequence[str]) -> Array:
        """One row of length 1 for each sentence: the mean over its pieces."""
        found = self.in_context([self.pieces(sentence) for sentence in sentences])
        return unit(np.stack([rows.mean(axis=0) for rows in found])) if found else np.zeros((0, self.size), np.float32)

    def in_context(self, sentences: Sequence[Sequence[int]], *, layers: int | None = None) -> list[Array]:
        """Of each sentence, given as the numbers of its pieces, one row for each piece, as its sentence makes it.

        layers: how many to pass through; all without it.
        """
        if not sentences:
            return []
        lengths = [len(each) for each in sentences]
        ends = np.cumsum(lengths).tolist()
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        numbers = np.concatenate([np.asarray(each, np.int64) for each in sentences])
        places = np.concatenate([np.arange(length) for length in lengths])
        hidden = _normed(self._words[numbers] + self._places[places], self._norm, self._epsilon)
        for layer in self._layers[:layers]:
            hidden = layer.applied(hidden, spans, self._heads, self._epsilon)
        return [hidden[span] for span in spans]


def unit(rows: Array) -> Array:
    """The rows, each of length 1."""
    found: Array = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return found


class _Layer:
    """Self-attention and a small network for each piece, each added to what came in and normalised."""

    def __init__(self, tables: dict[str, Array], name: str) -> None:
        parts = [_pair(tables, f"{name}attention.self.{part}") for part in ("query", "key", "value")]
        self._mixed = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        self._out = _pair(tables, f"{name}attention.output.dense")
        self._out_norm = _pair(tables, f"{name}attention.output.LayerNorm")
        self._wide = _pair(tables, f"{name}intermediate.dense")
        self._narrow = _pair(tables, f"{name}output.dense")
        self._narrow_norm = _pair(tables, f"{name}output.LayerNorm")

    def applied(self, hidden: Array, spans: Sequence[slice], heads: int, epsilon: float) -> Array:
        attended = _normed(_linear(self._attention(hidden, spans, heads), self._out) + hidden, self._out_norm, epsilon)
        widened = _linear(attended, self._wide)
        for begin in range(0, len(widened), CHUNK):
            widened[begin : begin + CHUNK] = _gelu(widened[begin : begin + CHUNK])
        return _normed(_linear(widened, self._narrow) + attended, self._narrow_norm, epsilon)

    def _attention(self, hidden: Array, spans: Sequence[slice], heads: int) -> Array:
        """Each piece looks at the pieces of its own sentence."""
        count, size = hidden.shape
        mixed = _linear(hidden, self._mixed).reshape(count, 3, heads, size // heads)
        found = np.empty((count, heads, size // heads), np.float32)
        for span in spans:
            query, key, value = mixed[span].transpose(1, 2, 0, 3)  # heads, pieces, share
            scores = query @ key.transpose(0, 2, 1) * np.float32(1 / math.sqrt(size // heads))
            scores -= scores.max(axis=2, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=2, keepdims=True)
            found[span] = (scores @ value).transpose(1, 0, 2)
        return found.reshape(count, size)


def _linear(rows: Array, table: tuple[Array, Array]) -> Array:
    weight, bias = table
    found: Array = rows @ weight.T
    found += bias
    return found


def _normed(rows: Array, table: tuple[Array, Array], epsilon: float) -> Array:
    scale, shift = table
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt(np.mean(rows * rows, axis=1, keepdims=True) + np.float32(epsilon))
    rows *= scale
    rows += shift
    return rows


def _gelu(rows: Array) -> Array:
    """x·Φ(x), with the error function by Abramowitz and Stegun 7.1.26, which errs by less than 2e-7."""
    size = np.abs(rows)
    t = size * np.float32(0.3275911 * math.sqrt(0.5))
    t += 1
    np.reciprocal(t, out=t)
    series = t * np.float32(1.061405429)
    for term in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series += np.float32(term)
        series *= t
    np.multiply(size, size, out=t)
    t *= np.float32(-0.5)
    series *= np.exp(t, out=t)  # 1 - erf(|x| / √2)
    series *= size
    series *= np.float32(0.5)
    found: Array = np.maximum(rows, 0, out=size)
    found -= series
    return found


def _pair(tables: dict[str, Array], name: str) -> tuple[Array, Array]:
    return tables[f"{name}.weight"], tables[f"{name}.bias"]


def _tables(file: Path) -> dict[str, Array]:
    """The tables of a safetensors file by name, left where they are. Raises OSError, ValueError, KeyError."""
    data = np.memmap(file, dtype=np.uint8, mode="r")
    length = int.from_bytes(data[:8].tobytes(), "little")
    if not 2 <= length <= min(LARGEST_HEADER, len(data) - 8):
        raise ValueError(f"{file.name} has no header")
    entries = json.loads(data[8 : 8 + length].tobytes())
    found = {}
    for name, entry in entries.items():
        if name == "__metadata__" or entry["dtype"] not in TYPES:
            continue
        begin, end = (8 + length + int(offset) for offset in entry["data_offsets"])
        kind, shape = TYPES[entry["dtype"]], tuple(int(each) for each in entry["shape"])
        if not 8 + length <= begin <= end <= len(data) or end - begin != math.prod(shape) * kind.itemsize:
            raise ValueError(f"{file.name} is cut off at {name}")
        table = np.frombuffer(data, kind, math.prod(shape), begin).reshape(shape)
        found[name] = table.astype(np.float32, copy=False)
    return found
