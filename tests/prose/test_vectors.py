"""A sentence model in a folder, small enough to be written by hand."""

import json
import struct
from pathlib import Path

import pytest

from quizzes.prose.backends import Embedding, Lexical, chosen
from quizzes.prose.checking import Rubric
from quizzes.prose.vectors import NoModel, Vectors

# Words of one row mean the same to this model.
ROWS = {
    "feline": [1.0, 0.0],
    "cat": [1.0, 0.0],
    "sleeps": [0.0, 1.0],
    "doz": [0.0, 0.6],
    "##es": [0.0, 0.4],
    "tax": [-1.0, -1.0],
}


def model(folder: Path, dtype: str = "F32", kind: str = "WordPiece", cut: int = 0) -> Path:
    code = {"F32": "f", "F16": "e"}[dtype]
    table = b"".join(struct.pack(f"<2{code}", *row) for row in ROWS.values())
    header = json.dumps({"embeddings": {"dtype": dtype, "shape": [len(ROWS), 2], "data_offsets": [0, len(table)]}})
    data = len(header).to_bytes(8, "little") + header.encode() + table
    (folder / "model.safetensors").write_bytes(data[: len(data) - cut])
    vocabulary = {word: number for number, word in enumerate(ROWS)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"type": kind, "vocab": vocabulary}}))
    return folder


@pytest.mark.parametrize("dtype", ["F32", "F16"])
def test_sentences_of_one_meaning_are_near(tmp_path: Path, dtype: str) -> None:
    vectors = Vectors(model(tmp_path, dtype))
    assert vectors.similarity("The cat sleeps.", "A Féline dozes!") == pytest.approx(1, abs=0.01)
    assert vectors.similarity("The cat sleeps.", "tax") == pytest.approx(-1, abs=0.01)
    assert vectors.similarity("The cat sleeps.", "nothing known") == 0


def test_meaning_finds_a_paraphrase_that_words_do_not(tmp_path: Path) -> None:
    rubric = Rubric(question="What goes on?", reference="The cat sleeps.")
    embedding = chosen({"PROSE_BACKEND": "embedding", "PROSE_MODEL": str(model(tmp_path))})
    assert isinstance(embedding, Embedding)
    text = "a feline dozes"
    assert embedding.assess(rubric, text).score > 0.8 > 0.2 > Lexical().assess(rubric, text).score
    assert embedding.assess(rubric, text).backend == "embedding"


def test_meaning_does_not_excuse_a_denial(tmp_path: Path) -> None:
    rubric = Rubric(question="What goes on?", reference="The cat sleeps.")
    assert Embedding(Vectors(model(tmp_path))).assess(rubric, "It is not true that the cat sleeps.").score <= 0.2


def test_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="holds no sentence model"):
        Vectors(tmp_path)


@pytest.mark.parametrize(
    ("change", "complaint"), [({"cut": 4}, "its table is cut off"), ({"kind": "BPE"}, "WordPiece is what we read")]
)
def test_model_that_we_cannot_read_is_refused(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    with pytest.raises(NoModel, match=complaint):
        Vectors(model(tmp_path, **change))  # type: ignore[arg-type]
