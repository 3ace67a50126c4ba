"""Tests of three versions of a question: who changed it, and how that is shown."""

from itertools import product
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.banks import merging
from quizzes.banks.merging import MOST_PAIRS, Verdict, diff_rows, differences, merged, sides, three_versions

SAME, FILE, TABLE, CONFLICT = Verdict


@pytest.mark.parametrize(
    ("base", "file", "table", "verdict"),
    [
        ("a", "a", "a", SAME),
        ("a", "b", "a", FILE),
        ("a", "a", "b", TABLE),
        ("a", "b", "b", SAME),
        ("a", "b", "c", CONFLICT),
        ("a", None, "a", FILE),
        ("a", "a", None, TABLE),
        ("a", None, None, SAME),
        ("a", None, "b", CONFLICT),
        ("a", "b", None, CONFLICT),
        (None, "a", None, FILE),
        (None, None, "a", TABLE),
        (None, "a", "a", SAME),
        (None, "a", "b", CONFLICT),
        (None, None, None, SAME),
    ],
)
def test_who_changed_a_question(base: str | None, file: str | None, table: str | None, verdict: Verdict) -> None:
    assert sides(base, file, table) is verdict


def test_every_case_treats_file_and_table_alike() -> None:
    mirrored = {SAME: SAME, FILE: TABLE, TABLE: FILE, CONFLICT: CONFLICT}
    for base, file, table in product(("a", "b", "c", None), repeat=3):
        assert sides(base, table, file) is mirrored[sides(base, file, table)]


@pytest.mark.parametrize(
    ("base", "file", "table", "verdict"),
    [
        ("a\n", "a\n\n", "b\n", TABLE),
        ("a\nb", "a\r\nb", "a\nc", TABLE),
        ("a\n", "b\n", "a\r\n", FILE),
        ("a\n", "b\n\n", "b", FILE),
        ("a\n", "a\n\n", "a\r\n", FILE),
        (None, "a\n", "a", FILE),
        ("a\n", "a\n\n", None, TABLE),
        ("a\n", "  a\n", "b\n", CONFLICT),
    ],
)
def test_line_ends_and_blank_lines_make_no_conflict(
    base: str | None, file: str | None, table: str | None, verdict: Verdict
) -> None:
    assert sides(base, file, table) is verdict


def test_changed_line_end_alone_is_taken_from_the_file() -> None:
    assert sides("a\n", "a\r\n", "a\n") is FILE


def test_both_sides_are_compared_with_what_was_loaded() -> None:
    assert three_versions("## a\n\nOne\n\n", "## a\r\n\r\nTwo\r\n", "## a\n\nOne\nThree") == (
        "--- as loaded last\n+++ in the file\n@@ -1,3 +1,3 @@\n ## a\n \n-One\n+Two\n"
        "\n"
        "--- as loaded last\n+++ in the table\n@@ -1,3 +1,4 @@\n ## a\n \n One\n+Three\n"
    )


def test_two_new_questions_are_compared_with_each_other() -> None:
    assert three_versions(None, "## a\n\nOne", "## a\n\nTwo") == (
        "--- in the file\n+++ in the table\n@@ -1,3 +1,3 @@\n ## a\n \n-One\n+Two\n"
    )


def test_missing_side_is_told_as_such() -> None:
    assert three_versions("a", None, "a\n") == (
        "--- as loaded last\n+++ in the file (not there)\n@@ -1 +0,0 @@\n-a\n"
        "\n"
        "--- as loaded last\n+++ in the table\n  no line differs\n"
    )


def test_terminal_is_sent_no_control_characters() -> None:
    shown = three_versions(None, "a\x1b[2J", "b\u202e\tc")
    assert "-a\\u001b[2J\n+b\\u202e\tc\n" in shown


def test_rows_give_both_numbers() -> None:
    rows = diff_rows("a\nb\nc\n", "a\r\nB\r\nc\r\nd\r\n\r\n")
    assert [(row.tag, row.old, row.new, row.text) for row in rows] == [
        ("same", 1, 1, "a"),
        ("gone", 2, None, "b"),
        ("new", None, 2, "B"),
        ("same", 3, 3, "c"),
        ("new", None, 4, "d"),
    ]


def test_first_version_is_new_from_top_to_bottom() -> None:
    assert [(row.tag, row.new) for row in diff_rows("", "a\n\nb\n")] == [("new", 1), ("new", 2), ("new", 3)]
    assert diff_rows("", "") == []


TEXTS = st.lists(st.sampled_from(("a", "b", "", "c d")), max_size=12).map("\n".join).map(str.rstrip)


@given(TEXTS, TEXTS)
def test_either_text_can_be_read_off_the_rows(old: str, new: str) -> None:
    rows = diff_rows(old, new)
    assert [row.text for row in rows if row.tag != "new"] == (old.split("\n") if old else [])
    assert [row.text for row in rows if row.tag != "gone"] == (new.split("\n") if new else [])
    for side in ([row.old for row in rows], [row.new for row in rows]):
        numbers = [number for number in side if number is not None]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("base", "one", "other", "both"),
    [
        ("a\nb\nc", "a\nB\nc", "a\nb\nc\nd", "a\nB\nc\nd\n"),
        ("a\nb", "a\nB", "a\nb\nc", "a\nB\nc\n"),  # changed, and lines added right below
        ("a\nb", "x\na\nb", "a\nB", "x\na\nB\n"),
        ("a\nb", "a\nB", "a\nB", "a\nB\n"),
        ("a\nb", "a\nB", "a\nC", None),
        ("a\nb", "a\nb\nc", "a\nb\nd", None),
        ("a\nb\nc", "a\nc", "a\nB\nc", None),
        ("a\r\nb\r\n", "a\nB\n\n", "x\na\nb", "x\na\nB\n"),
    ],
)
def test_two_edits_are_brought_together_unless_they_meet(base: str, one: str, other: str, both: str | None) -> None:
    assert merged(base, one, other) == both
    assert merged(base, other, one) == both


@given(TEXTS, TEXTS)
def test_an_edit_of_one_side_alone_is_taken_as_it_is(base: str, edited: str) -> None:
    assert merged(base, edited, base) == merged(base, base, edited) == f"{edited}\n"


def test_many_lines_alike_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "a\nb\n" * 1000, "b\na\n" * 1000
    assert merged(old, new, old) == new
    assert merged(old, new, old.replace("a\n", "c\n", 1)) is None
    monkeypatch.setattr(merging.difflib, "SequenceMatcher", None)
    assert [row.tag for row in diff_rows(old, new)] == ["gone"] * 2000 + ["new"] * 2000


def test_an_edit_of_a_long_text_is_compared_where_it_is() -> None:
    lines = [f"line {number}" for number in range(isqrt(MOST_PAIRS) + 50)]
    assert len(lines) ** 2 > MOST_PAIRS
    new = [*lines[:100], "new", *lines[101:]]
    assert [(row.tag, row.text) for row in diff_rows("\n".join(lines), "\n".join(new)) if row.tag != "same"] == [
        ("gone", "line 100"),
        ("new", "new"),
    ]


@given(st.lists(st.sampled_from("ab"), max_size=12), st.lists(st.sampled_from("ab"), max_size=12), st.integers(0, 100))
def test_differences_cover_both_whatever_is_compared(old: list[str], new: list[str], pairs: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "MOST_PAIRS", pairs)
        found = differences(old, new)
    made: list[str] = []
    i = j = 0
    for tag, start, stop, first, last in found:
        assert (start, first) == (i, j)
        assert tag != "equal" or old[start:stop] == new[first:last]
        made += old[start:stop] if tag == "equal" else new[first:last]
        i, j = stop, last
    assert (made, i, j) == (new, len(old), len(new))
