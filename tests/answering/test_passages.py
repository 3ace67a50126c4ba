"""Tests of quizzes/review/passages.py."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.answering.passages import Piece, pieces_of


def test_a_text_without_passages_is_one_piece() -> None:
    assert pieces_of("all of it", {}) == [Piece(text="all of it")]


def test_an_empty_text_has_no_pieces() -> None:
    assert pieces_of("", {"1": [(0, 3)]}) == []


def test_a_passage_is_cut_out_and_numbered_once() -> None:
    assert pieces_of("it is held out here", {"1": [(6, 14)]}) == [
        Piece(text="it is "),
        Piece(text="held out", mark="1", last=True),
        Piece(text=" here"),
    ]


def test_neighbouring_passages_of_a_point_are_one() -> None:
    pieces = pieces_of("the rule for propagating", {"1": [(4, 8), (13, 24)]})
    assert [piece.text for piece in pieces] == ["the ", "rule for propagating"]


def test_of_two_passages_apart_the_last_carries_the_number() -> None:
    pieces = pieces_of("held out ............ unseen", {"1": [(0, 8), (22, 28)]})
    assert [(piece.text, piece.last) for piece in pieces if piece.mark] == [("held out", False), ("unseen", True)]


def test_shared_words_belong_to_the_longer_passage() -> None:
    pieces = pieces_of("the state of activation", {"1": [(0, 23)], "2": [(13, 23)]})
    assert pieces == [Piece(text="the state of activation", mark="1", last=True)]


def test_of_an_overlap_the_shorter_keeps_what_is_left() -> None:
    pieces = pieces_of("abcdefgh ijkl", {"1": [(0, 8)], "2": [(6, 13)]})
    assert [(piece.text, piece.mark) for piece in pieces] == [("abcdefgh", "1"), (" ", ""), ("ijkl", "2")]


def test_a_passage_beyond_the_text_is_cut_short() -> None:
    pieces = pieces_of("abcdef", {"1": [(1, 99), (50, 60)]})
    assert [(piece.text, piece.mark) for piece in pieces] == [("a", ""), ("bcdef", "1")]


SPANS = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=3)


@given(st.text(alphabet="ab .", max_size=30), st.lists(SPANS, max_size=4))
def test_no_letter_is_lost_or_doubled(text: str, spans: list[list[tuple[int, int]]]) -> None:
    pieces = pieces_of(text, {str(number): each for number, each in enumerate(spans)})
    assert "".join(piece.text for piece in pieces) == text
