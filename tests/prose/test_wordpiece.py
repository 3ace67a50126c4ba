import pytest

from quizzes.prose.wordpiece import Tokenizer
from tests.prose.models import PIECES

TOKENIZER = Tokenizer({piece: number for number, piece in enumerate(PIECES)})


def pieces(text: str, most: int = 50) -> list[str]:
    return [PIECES[number] for number in TOKENIZER.numbers(text, most=most)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The cat.", ["the", "cat", "."]),
        ("unseen", ["un", "##seen"]),
        ("cats?", ["cat", "##s", "?"]),
        ("dog", ["[UNK]"]),
        ("É", ["e"]),
        ("a\u200b\x00 验验", ["a", "验", "验"]),
        ("cat" * 34, ["[UNK]"]),
        ("", []),
    ],
)
def test_words_become_their_longest_pieces(text: str, found: list[str]) -> None:
    assert pieces(text) == ["[CLS]", *found, "[SEP]"]


def test_long_sentence_is_cut_and_still_has_its_end() -> None:
    assert pieces("the cat sleep the cat", most=4) == ["[CLS]", "the", "cat", "[SEP]"]


def test_vocabulary_without_an_end_is_refused() -> None:
    with pytest.raises(KeyError, match=r"\[SEP\]"):
        Tokenizer({"[CLS]": 0, "[UNK]": 1})
