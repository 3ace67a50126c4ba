"""Tests of quizzes/review/passages.py."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.review.passages import Piece, pieces_of


def test_a_text_without_passages_is_one_piece() -> None:
    assert pieces_of("all of it", {}) == [Piece(text="all of it")]


def test_an_empty_text_has_no_pieces() -> None:
    assert pieces_of("", {"1": [(0, 3)]}) == []


def test_a_passage_is_cut_out_and_numbered_at_its_end() -> None:
    assert pieces_of("it is held out here", {"1": [(6, 14)]}) == [
        Piece(text="it is "),
        Piece(text="held out", marks=("1",), ends=("1",)),
        Piece(text=" here"),
    ]


def test_overlapping_passages_share_a_piece() -> None:
    assert pieces_of("abcdef", {"1": [(0, 4)], "2": [(2, 6)]}) == [
        Piece(text="ab", marks=("1",)),
        Piece(text="cd", marks=("1", "2"), ends=("1",)),
        Piece(text="ef", marks=("2",), ends=("2",)),
    ]


def test_a_passage_beyond_the_text_is_cut_short() -> None:
    assert pieces_of("abc", {"1": [(1, 99), (50, 60)]}) == [
        Piece(text="a"),
        Piece(text="bc", marks=("1",), ends=("1",)),
    ]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=5))
def test_no_letter_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = pieces_of(text, {str(number): [span] for number, span in enumerate(spans)})
    assert "".join(piece.text for piece in pieces) == text
