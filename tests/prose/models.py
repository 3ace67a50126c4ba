"""A sentence model with weights drawn by lot, laid out as the real one, small enough to be written by a test."""

from __future__ import annotations

import json
import math
import random
import struct
from pathlib import Path

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "un",
    "##seen",
    "##s",
    "cat",
    "sleep",
    "the",
    "a",
    ".",
    "?",
    "é",
    "e",
    "验",
]
SIZE, WIDE, HEADS, LAYERS, LONGEST = 8, 16, 2, 2, 12

Matrix = list[list[float]]


def shapes() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), SIZE),
        "embeddings.position_embeddings.weight": (LONGEST, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
    }
    pairs = {"embeddings.LayerNorm": (SIZE,)}
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        pairs |= {f"{name}attention.self.{part}": (SIZE, SIZE) for part in ("query", "key", "value")}
        pairs |= {f"{name}attention.output.dense": (SIZE, SIZE), f"{name}intermediate.dense": (WIDE, SIZE)}
        pairs |= {f"{name}output.dense": (SIZE, WIDE)}
        pairs |= {f"{name}attention.output.LayerNorm": (SIZE,), f"{name}output.LayerNorm": (SIZE,)}
    for name, shape in pairs.items():
        found |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    return found


def drawn(seed: int = 1) -> dict[str, list[float]]:
    """Row by row, rounded to what half the usual precision holds too."""
    lot = random.Random(seed)
    return {
        name: [round(lot.uniform(-1, 1) * 16) / 16 for _ in range(math.prod(shape))] for name, shape in shapes().items()
    }


def written(folder: Path, *, code: str = "f", cut: int = 0, **changes: object) -> Path:
    """code: of `struct`, "f" or "e".   cut: bytes missing at the end.   changes: of config.json."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, values in drawn().items():
        begin, data = len(data), data + struct.pack(f"<{len(values)}{code}", *values)
        kind = {"f": "F32", "e": "F16"}[code]
        header[name] = {"dtype": kind, "shape": list(shapes()[name]), "data_offsets": [begin, len(data)]}
    head = json.dumps(header).encode()
    whole = len(head).to_bytes(8, "little") + head + data
    (folder / "model.safetensors").write_bytes(whole[: len(whole) - cut])
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    config = {"hidden_size": SIZE, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "hidden_act": "gelu"}
    (folder / "config.json").write_text(json.dumps(config | {"max_position_embeddings": LONGEST} | changes))
    return folder


# --- the same arithmetic, one number at a time -----------------------------------------------------------------------


def slow_vector(numbers: list[int]) -> list[float]:
    """Of one sentence, as the paper has it."""
    tables = drawn()

    def table(name: str) -> Matrix:
        width = shapes()[name][-1]
        return [tables[name][at : at + width] for at in range(0, len(tables[name]), width)]

    def linear(rows: Matrix, name: str) -> Matrix:
        bias = tables[f"{name}.bias"]
        return [[dot(row, w) + b for w, b in zip(table(f"{name}.weight"), bias, strict=True)] for row in rows]

    def normed(rows: Matrix, name: str) -> Matrix:
        scale, shift = tables[f"{name}.weight"], tables[f"{name}.bias"]
        return [[v * s + b for v, s, b in zip(standard(row), scale, shift, strict=True)] for row in rows]

    words, places = table("embeddings.word_embeddings.weight"), table("embeddings.position_embeddings.weight")
    kind = table("embeddings.token_type_embeddings.weight")[0]
    summed = [[sum(parts) for parts in zip(words[n], places[at], kind, strict=True)] for at, n in enumerate(numbers)]
    rows = normed(summed, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        query, key, value = (linear(rows, f"{name}attention.self.{part}") for part in ("query", "key", "value"))
        seen = linear(attention(query, key, value), f"{name}attention.output.dense")
        rows = normed(added(rows, seen), f"{name}attention.output.LayerNorm")
        wide = [
            [v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in row]
            for row in linear(rows, f"{name}intermediate.dense")
        ]
        rows = normed(added(rows, linear(wide, f"{name}output.dense")), f"{name}output.LayerNorm")
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    return [v / math.sqrt(dot(mean, mean)) for v in mean]


def attention(query: Matrix, key: Matrix, value: Matrix) -> Matrix:
    share = SIZE // HEADS
    found: Matrix = [[] for _ in query]
    for head in range(0, SIZE, share):
        part = slice(head, head + share)
        for row, asks in enumerate(query):
            weights = [math.exp(dot(asks[part], told[part]) / math.sqrt(share)) for told in key]
            for column in range(head, head + share):
                summed = sum(w * v[column] for w, v in zip(weights, value, strict=True))
                found[row].append(summed / sum(weights))
    return found


def standard(row: list[float]) -> list[float]:
    mean = sum(row) / len(row)
    spread = math.sqrt(sum((v - mean) ** 2 for v in row) / len(row) + 1e-12)
    return [(v - mean) / spread for v in row]


def added(one: Matrix, other: Matrix) -> Matrix:
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]


def dot(one: list[float], other: list[float]) -> float:
    return sum(map(float.__mul__, one, other))
