"""What a "not" reaches, and what it does not."""

import pytest

from quizzes.prose.clauses import DENIED, sentences_of


def denied(text: str) -> set[str]:
    return {
        word.text
        for sentence in sentences_of(text)
        for word, sign in zip(sentence.words, sentence.signs, strict=True)
        if sign == DENIED and word.is_content
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is not used for training.", {"used", "training"}),
        ("It is not used for training, but it tunes the depth.", {"used", "training"}),
        ("It isn't trained; it is tuned.", {"trained"}),
        ("It never sees the labels because they are hidden.", {"sees", "labels"}),
        ("It is not only trained but tuned.", set()),
        ("It works without labels, on raw text.", {"labels"}),
        ("It is not true that the gradient vanishes.", {"gradient", "vanishes"}),
        ("It is not the case that it never vanishes.", set()),
        ("That the gradient vanishes is false.", {"gradient", "vanishes", "false"}),
        ("It prevents vanishing gradients.", {"vanishing", "gradients"}),
        ("Data held out from training.", {"training"}),
        ("It reduces overfitting.", set()),
        ("Instead, use dropout.", set()),
        ("It uses noise instead of labels.", {"labels"}),
        ("Check the rows whose label is wrong.", set()),
        ("The claim that the gradient vanishes is wrong.", {"gradient", "vanishes", "claim", "wrong"}),
        ("It trains w/o labels.", {"labels"}),
        ("It has no more than one unit.", set()),
        ("no noise = sharp images", {"noise"}),
        ("它不用于训练。", {"训练"}),
    ],
)
def test_negation_reaches_to_the_end_of_its_clause(text: str, words: set[str]) -> None:
    assert denied(text) == words


def test_places_are_those_of_the_text() -> None:
    text = "First this.\n\nThen non-linear models."
    (_, second) = sentences_of(text)
    assert [text[word.start : word.end] for word in second.words] == ["Then", "non-linear", "models"]
