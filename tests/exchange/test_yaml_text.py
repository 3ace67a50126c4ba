import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.fences import read_fence
from quizzes.exchange.yaml_text import fence_of, flow, scalar

SIMPLE = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3), max_leaves=6)  # fmt: skip


def read_back(fields: dict[str, object]) -> object:
    lines = fence_of(fields).split("\n")
    return read_fence("\n".join(lines[1:-1]), first_line=1).data


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["kind", "gaps", "why"]), VALUES, min_size=1))
def test_what_is_written_is_read_back(fields: dict[str, object]) -> None:
    assert read_back(fields) == fields


@pytest.mark.parametrize(
    "word", ["no", "null", "1e3", "2026-01", "a: b", "a #b", "- x", "{{n}}", "", "`", "@", "\u0085", "\x7f"]
)
def test_a_word_that_yaml_takes_for_something_else_comes_back(word: str) -> None:
    assert read_back({"answer": word}) == {"answer": word}


def test_a_plain_word_needs_no_quotation_marks() -> None:
    assert flow({"words": ["vanishes", "goes away"]}) == "{words: [vanishes, goes away]}"


@pytest.mark.parametrize(("cell", "value"), [("4", 4), ("-0.5", -0.5), ("3/8", "3/8"), ("007", "007"), ("", "")])
def test_a_cell_is_a_number_where_it_looks_like_one(cell: str, value: object) -> None:
    assert scalar(cell) == value
