"""The arithmetic of the sentence model, on one with weights drawn by lot; the real one where it is installed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from quizzes.prose.model import NoModel, folder_of
from quizzes.prose.transformer import Transformer
from tests.prose.models import slow_vector, written

SENTENCES = ["The cat.", "unseen cats?", "a", "the cat sleep the cat sleeps a cat unseen"]


@pytest.mark.parametrize(("code", "close"), [("f", 1e-5), ("e", 1e-5)])
def test_vectors_are_those_of_the_paper(tmp_path: Path, code: str, close: float) -> None:
    model = Transformer(written(tmp_path, code=code))
    for sentence, vector in zip(SENTENCES, model.vectors(SENTENCES), strict=True):
        assert vector == pytest.approx(slow_vector(model.pieces(sentence)), abs=close)


def test_sentence_has_the_same_vector_alone_and_beside_others(tmp_path: Path) -> None:
    model = Transformer(written(tmp_path))
    alone = np.concatenate([model.vectors([sentence]) for sentence in SENTENCES])
    assert np.abs(alone - model.vectors(SENTENCES)).max() < 1e-6
    assert (model.vectors(SENTENCES) == model.vectors(SENTENCES)).all()


def test_no_sentence_has_no_vector(tmp_path: Path) -> None:
    assert Transformer(written(tmp_path)).vectors([]).shape == (0, 8)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"cut": 4}, "model.safetensors is cut off"),
        ({"num_hidden_layers": 3}, "encoder.layer.2.* is missing"),
        ({"hidden_size": 9}, "config.json does not fit"),
        ({"hidden_act": "relu"}, "its activation is not gelu"),
    ],
)
def test_model_that_we_cannot_read_is_refused(tmp_path: Path, changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(NoModel, match=complaint):
        Transformer(written(tmp_path, **changes))  # type: ignore[arg-type]


def test_folder_that_lacks_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"holds no sentence model: .*model.safetensors missing"):
        folder_of({"PROSE_MODEL": str(tmp_path)})


INSTALLED = folder_of({})


@pytest.mark.skipif(INSTALLED is None, reason="*** NO SENTENCE MODEL: `make prose` installs it ***")
def test_sentences_of_one_meaning_are_near_and_others_far() -> None:
    """The last three are the figures that the model's authors show for it."""
    assert INSTALLED is not None
    eats, food, violin, *happy = Transformer(INSTALLED).vectors(
        [
            *("A man is eating food.", "A man eats something.", "The girl plays violin"),
            *("That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"),
        ]
    )
    assert eats @ food > 0.8 > 0.1 > eats @ violin
    assert [float(happy[0] @ other) for other in happy[1:]] == pytest.approx([0.695, 0.943, 0.257], abs=5e-4)
    assert "torch" not in sys.modules
