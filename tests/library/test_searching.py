"""Tests of quizzes/library/searching.py."""

import pytest

from quizzes.library.searching import BEGUN, EXACT, RUN_ON, Found, Text, hit, needle_of, ranked


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("regularization", "the regularisation of weights", EXACT),
        ("behaviour", "its behavior", EXACT),
        ("L2", "l2 penalty", EXACT),
        ("Poincare", "by Poincaré", EXACT),
        ("gradient", "all gradients", BEGUN),
        ("normalizing", "normalisation", BEGUN),
        ("norm", "normalisation", BEGUN),
        ("batchnorm", "batch normalisation", RUN_ON),
        ("batchnorm", "batch-norm", RUN_ON),
        ("bias", "a biased coin", BEGUN),
        ("rank", "the kernel", 0),
        ("cat", "logic at work", 0),  # over a gap, but too short
    ],
)
def test_a_word_is_found_in_either_spelling_and_over_gaps(word: str, text: str, expected: int) -> None:
    assert hit(word, Text.of(text)) == expected


@pytest.mark.parametrize(
    "pair",
    [
        ("regularization", "regularisation"),
        ("analyze", "analyse"),
        ("optimizer", "optimiser"),
        ("colour", "color"),
        ("modeling", "modelling"),
        ("batchnorm", "batch"),
        ("sizes", "size"),
    ],
)
def test_what_the_database_is_asked_for_stands_in_both_spellings(pair: tuple[str, str]) -> None:
    assert all(needle_of(word) in other for word in pair for other in pair)


def found(*heads: str, body: str = "") -> list[Found]:
    return [Found(pk=number, head=head, body=body or head) for number, head in enumerate(heads, start=1)]


def test_what_is_asked_comes_before_what_is_only_in_the_answer() -> None:
    questions = [
        Found(pk=1, head="dropout", body="dropout, with an L2 regularisation of weights"),
        Found(pk=2, head="Of what prior is L2 regularisation the likelihood?", body=""),
    ]
    assert ranked("L2 regularization", questions) == [2, 1]


def test_whole_words_come_before_other_forms() -> None:
    assert ranked("kernel", found("kernels", "kernel trick", "no such thing")) == [2, 1]


def test_words_side_by_side_come_first() -> None:
    assert ranked("batch norm", found("a norm of the batch", "why batch norm?", "batch")) == [2, 1]


def test_equals_keep_their_order() -> None:
    assert ranked("trace", found("trace one", "trace two", "trace three")) == [1, 2, 3]


def test_every_word_must_be_there() -> None:
    assert ranked("trace nowhere", found("trace")) == []
