import pytest

from quizzes.prose.kinship import Sense, likeness
from quizzes.prose.words import stem_of


@pytest.mark.parametrize(
    ("first", "second", "sense"),
    [
        ("normalisation", "normalization", Sense.ALIKE),
        ("behaviour", "behavior", Sense.ALIKE),
        ("increases", "grows", Sense.ALIKE),
        ("increases", "falls", Sense.OPPOSITE),
        ("biased", "unbiased", Sense.OPPOSITE),
        ("linear", "nonlinear", Sense.OPPOSITE),
        ("precision", "recall", Sense.CONTRAST),
        ("training", "validation", Sense.CONTRAST),
        ("perceptron", "perceptorn", Sense.ALIKE),
        ("classifier", "classification", Sense.ALIKE),
    ],
)
def test_words_are_kin_or_opposed(first: str, second: str, sense: Sense) -> None:
    closeness, found = likeness(stem_of(first), stem_of(second))
    assert closeness >= 0.7
    assert found is sense


@pytest.mark.parametrize(("first", "second"), [("tree", "three"), ("mode", "model"), ("cat", "car"), ("1957", "1958")])
def test_short_words_and_numbers_are_not_taken_for_each_other(first: str, second: str) -> None:
    assert likeness(stem_of(first), stem_of(second))[0] == 0


def test_likeness_is_symmetric() -> None:
    for first, second in (("increas", "fall"), ("bias", "unbias"), ("precis", "recal"), ("a", "zebra")):
        assert likeness(first, second) == likeness(second, first)
