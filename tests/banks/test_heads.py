"""Heads of banks: what an edit may not do, and who changed one."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.heads import head_of, read_head, who_changed
from quizzes.banks.merging import Verdict
from quizzes.banks.writing import bank_bytes, fitted_lines
from tests.banks.texts import FRONT, question

HEAD = FRONT + "\n# Test bank\n\nOn *sets*.\n\n"
SAME, FILE, TABLE, CONFLICT = Verdict


def problems(head: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in read_head(head, bank="math.test")[1]]


def test_a_head_that_says_more_has_no_problem() -> None:
    assert problems(HEAD.replace("area: math", "area: math\ndefaults: {level: entry, author: Ada}\nversion: 2")) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("bank: math.test", "bank: math.other", "2: bank: the id of a bank never changes; write math.test"),
        ("area: math", "area: maths", "4: there is no area “maths”; did you mean “math”?"),
        ("area: math", "area: math\ndefaults: {levl: entry}", "5: no question has a field “levl”; did you mean “level”?"),
        ("area: math", "area: math\nlicence: CC0", "5: the front matter has no field “licence”; did you mean “license”?"),
        ("title: Test bank\n", "", "1: title is missing; write words, in quotes if they look like a number"),
        ("On *sets*.", "## a-question", "9: the heading of a question, a-question, stands here; write"),
        ("On *sets*.", "```\nOn sets.", "9: this code fence is not closed"),
    ],
)  # fmt: skip
def test_what_no_reader_would_take_is_told_by_line(old: str, new: str, problem: str) -> None:
    assert any(told.startswith(problem) for told in problems(HEAD.replace(old, new))), problems(HEAD.replace(old, new))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_head_of_a_file_is_what_stands_above_its_questions(end: str, mark: str) -> None:
    head = mark + HEAD.replace("\n", end)
    assert head_of(bank_bytes(head, [question().replace("\n", end)])) == head


def test_bytes_that_are_no_text_have_no_head() -> None:
    assert head_of(b"---\n\xff") is None


OTHERS = HEAD.replace("area: math", "area: ml"), HEAD.replace("Test bank", "Bank of tests")
TEXTS = [question("a"), question("b")]


@pytest.mark.parametrize(
    ("file", "table", "verdict"),
    [
        (HEAD, HEAD, SAME),
        (OTHERS[0], HEAD, FILE),
        (HEAD, OTHERS[0], TABLE),
        (OTHERS[0], OTHERS[0], SAME),
        (OTHERS[0], OTHERS[1], CONFLICT),
        (OTHERS[0].replace("\n", "\r\n"), OTHERS[0], FILE),
    ],
)
@pytest.mark.parametrize("texts_now", [TEXTS, [question("c")], []])
def test_who_changed_a_head_whatever_became_of_the_questions(
    file: str, table: str, verdict: Verdict, texts_now: list[str]
) -> None:
    held = hashlib.sha256(bank_bytes(HEAD, TEXTS)).hexdigest()
    raw = bank_bytes(file, texts_now)
    assert who_changed(raw=raw, file=file, table=table, held=held, texts=TEXTS) is verdict


def test_without_a_file_of_old_two_heads_are_a_quarrel() -> None:
    assert who_changed(raw=b"", file=OTHERS[0], table=HEAD, held="", texts=[]) is CONFLICT


LINES = st.lists(st.sampled_from(("a", "", "b ", "c: d", "---", "\u2028")), max_size=8)
ENDS = st.lists(st.sampled_from(("\n", "\r\n")), min_size=8, max_size=8) | st.just(["\r"] * 8)


def as_sent(text: str) -> str:
    """As the form of a browser sends a text that it was given."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@settings(max_examples=200, deadline=None)
@given(LINES, ENDS, st.sampled_from(("", "\ufeff")), st.booleans())
def test_a_head_that_went_through_a_form_unchanged_is_what_it_was(
    lines: list[str], ends: list[str], mark: str, is_cut: bool
) -> None:
    before = mark + "".join(line + end for line, end in zip(lines, ends, strict=False))
    sent = as_sent(before)
    assert fitted_lines(sent.rstrip(" \r\n") if is_cut else sent, before) == before


@settings(max_examples=200, deadline=None)
@given(LINES, ENDS, st.integers(0, 8), st.sampled_from(("new", "x: y")))
def test_a_line_put_in_leaves_every_other_line_to_the_byte(
    lines: list[str], ends: list[str], at: int, word: str
) -> None:
    lines = [line or "e" for line in lines]
    there = [line + end for line, end in zip(lines, ends, strict=False)]
    at = min(at, len(there))
    after = fitted_lines(as_sent("".join([*there[:at], f"{word}\n", *there[at:]])), "".join(there))
    kept = after.split(word)
    assert "".join(there[:at]) == kept[0]
    assert "".join(there[at:]) in (kept[1], kept[1].lstrip("\r\n"))
