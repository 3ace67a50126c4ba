"""Equal up to a factor, that is the same everywhere unless vectors are compared."""

import pytest

from quizzes.maths.domains import Domain
from quizzes.maths.equality import Verdict
from quizzes.maths.proportion import compare_up_to_factor
from quizzes.maths.reading import Vocabulary, read

SHAPES = {"v": ("n",), "A": ("n", "n")}


@pytest.mark.parametrize(
    ("reference", "response", "same"),
    [
        ("x + 1", "3x + 3", True),
        ("x + 1", "-x - 1", True),
        ("x + 1", "x^2 + x", False),
        ("x + 1", "0", False),
        ("[1, -a]", "[a, -a^2]", True),
        ("[1, 2]", "[2, 3]", False),
        ("[1, 2]", "[1, 2, 3]", False),
        ("A v", "-2 A v", True),
        ("A v", "v", False),
    ],
)
def test_up_to_a_factor(reference: str, response: str, same: bool) -> None:
    vocabulary = Vocabulary(shapes=SHAPES if "v" in reference else {})
    trees = (read(text, vocabulary) for text in (reference, response))
    verdict = compare_up_to_factor(*trees, Domain(shapes=vocabulary.shapes)).verdict
    assert verdict is (Verdict.SAME if same else Verdict.DIFFERENT)
