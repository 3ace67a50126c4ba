import pytest

from tests.exchange.texts import drafted, only, problems, reading


def pairs(text: str) -> list[tuple[str, str]]:
    return [(read.prompt, read.key.model_answer()) for read in drafted(reading(text, format="obsidian"))]


@pytest.mark.parametrize(
    ("note", "cards"),
    [
        ("front::back", [("front", "back")]),
        ("a:::b", [("a", "b"), ("b", "a")]),
        ("one\ntwo\n?\nthree\nfour", [("one\ntwo", "three\nfour")]),
        ("one\n??\ntwo", [("one", "two"), ("two", "one")]),
        ("#flashcards/ml front::back ^id-1", [("front", "back")]),
        ("#flashcards\na::b\n<!--SR:!2023-10-16,34,290-->", [("a", "b")]),
        ("see [[Page|the page]]::back", [("see the page", "back")]),
        ("`std::sort` sorts::in place", [("`std::sort` sorts", "in place")]),
        ("q\n?\n```cpp\n\nstd::sort\n```", [("q", "```cpp\n\nstd::sort\n```")]),
        ("## Heading\na::b\n\nprose\n", [("a", "b")]),
        ("---\ntags: x::y\n---\na::b", [("a", "b")]),
    ],
)
def test_cards_of_a_note(note: str, cards: list[tuple[str, str]]) -> None:
    assert pairs(note) == cards


def test_highlights_become_gaps_with_their_hints() -> None:
    read = only("The ==rank==^[of a matrix][^1] counts ==columns==.", "obsidian")
    assert list(read.key.parts()) == ["rank", "columns"]
    assert read.hints == ("of a matrix",)


def test_equations_are_no_highlights() -> None:
    assert pairs("if $a == b == c$ then::equal") == [("if $a == b == c$ then", "equal")]


def test_a_line_number_is_that_of_the_note() -> None:
    found = reading("prose\n\n<!-- a\n\nb -->\na::b\n\nc\n?\nd", format="obsidian")
    assert [item.line for item in found.items] == [6, 8]


def test_a_side_that_is_missing_is_a_problem() -> None:
    assert problems(reading("a::b\n\n?\nanswer", format="obsidian")) == [
        "3: there is no question in front of the separator; a blank line ends a card"
    ]


def test_a_picture_is_named() -> None:
    found = reading("what is ![[brain.png]]::a brain", format="obsidian")
    assert any("the picture “brain.png” is not imported" in remark.message for remark in found.remarks)


def test_a_note_without_cards_is_a_problem() -> None:
    assert problems(reading("only prose", format="obsidian")) == [
        "1: no question was found in this format; is another one meant?"
    ]
