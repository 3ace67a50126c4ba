import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.questions import read_question
from quizzes.exchange import imports
from quizzes.exchange.imports import FORMATS, read_upload
from tests.exchange.texts import DEFAULTS, drafted, problems, reading, remarks

PIECES = ["Q: ", "A: ", "C: ", "[gap]", "::", ":::", "?\n", "==x==", "{", "}", "{=a}", "{~a =b}", "{#1:2}", "{T}", "#", "~",
          "=", "%50%", "->", "\\", "\n", "\n\n", "---\n", "```\n", "```yaml\n", "## a-b\n", "**Why:** ", "prompt,answer\n",
          ",", '"', "\t", "{{c1::x}}", "{{x}}", "$", "<p>", "[html]", "<![x", "<!--", "-->", "word ", "é", "\u2028", "\x0b", "\x85",
          "![[a.png]]", "[[a|b]]", "\ufdd0", "\ue000", "'=1", "####", "*", "1", "//"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, format=st.sampled_from([None, *FORMATS]))
def test_any_text_is_read_or_complained_of(text: str, format: str | None) -> None:
    found = reading(text, format=format)
    assert found.items or found.problems
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= told.line <= last for told in (*found.problems, *found.remarks))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=60), name=st.sampled_from(["a.md", "a.csv", "a.zip", "a"]))
def test_any_bytes_are_read_or_complained_of(data: bytes, name: str) -> None:
    found = reading(data, name=name)
    assert found.items or found.problems or not data.strip() or name == "a.zip"


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, format=st.sampled_from([name for name in FORMATS if name != "markdown"]))
def test_what_is_imported_is_one_block_with_its_id(text: str, format: str) -> None:
    for item in reading(text, format=format).items:
        read, found = read_question(item.source, defaults=DEFAULTS)
        assert read is not None or found
        assert not any("one question is expected" in problem.message for problem in found)
        assert item.source.startswith(f"## {item.slug}\n")


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [
        ("Q: a\nA: b", "a.md", "hashcards"),
        ("a::b", "a.md", "obsidian"),
        ("Why?{=so}", "a.txt", "gift"),
        ("prompt,answer\na,b", "a.txt", "csv"),
        ("prompt\tanswer\na\tb", "a.txt", "tsv"),
        ("## a\n\nWhat?\n\n**Answer:** b\n\n**Why:** c\n", "a.md", "markdown"),
    ],
)
def test_the_format_is_told_by_the_text(text: str, name: str, format: str) -> None:
    told = [item.source for item in reading(text, name=name).items]
    assert told == [item.source for item in reading(text, name="x", format=format).items] != []


@pytest.mark.parametrize(
    ("data", "name", "format", "problem"),
    [
        (b"x" * 5_000_001, "a.md", None, "1: the file has 5,000,001 bytes; at most 5,000,000 are read; split it"),
        (b"Q: a\nA: \xe9", "a.md", None, "2: the byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (b"Q: a\r\nA: \0", "a.md", None, "2: a zero byte stands here, so this is no text file"),
        (b"\xff\xfea\0", "a.md", None, "1: the file is UTF-16; save it as UTF-8"),
        (
            b"prose",
            "a.md",
            None,
            "1: no question was found, and no format could be told; choose the format of the file",
        ),
        (b"Q: a\nA: b", "a.md", "hashcard", "1: there is no format “hashcard”; did you mean “hashcards”?"),
        (
            b"PK\x03\x04",
            "a.apkg",
            None,
            "1: decks of Anki are not read; export the notes from Anki as text, and import the table",
        ),
    ],
)
def test_what_is_no_deck_is_refused(data: bytes, name: str, format: str | None, problem: str) -> None:
    found = reading(data, name=name, format=format)
    assert (problems(found), found.items) == ([problem], ())


def test_a_mark_at_the_start_and_line_ends_of_windows_do_no_harm() -> None:
    found = reading(b"\xef\xbb\xbfQ: a\r\nA: b\r\nc\r\n")
    assert [read.key.model_answer() for read in drafted(found)] == ["b\nc"]


def test_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_QUESTIONS", 2)
    found = reading("".join(f"Q: {number}\nA: b\n" for number in range(4)))
    assert problems(found) == ["5: at most 2 questions are read at once; split the upload"]


def test_checking_ends_when_it_takes_too_long() -> None:
    clock = iter([0.0, 1.0, 1_000.0]).__next__
    data = b"Q: a\nA: b\nQ: c\nA: d\n"
    found = read_upload(data, name="a.md", format=None, defaults=DEFAULTS, taken=(), clock=clock)
    assert [problem.line for problem in found.problems] == [3]


def test_a_question_that_is_too_long_is_refused_unconverted() -> None:
    found = reading(f"Q: {'a' * 20_001}\nA: b")
    assert problems(found) == ["1: this question has 20,002 characters; at most 20,000 are read"]


@pytest.mark.parametrize(
    ("text", "format"),
    [("C: " + "[a] " * 51, "hashcards"), ("==a== " * 51, "obsidian"), ("prompt,A\n" + "{{c1::a}} " * 51, "csv")],
)
def test_a_text_of_too_many_gaps_is_refused(text: str, format: str) -> None:
    assert ["51 gaps" in told for told in problems(reading(text, format=format))] == [True]


def test_twins_in_one_upload_are_a_problem() -> None:
    found = reading("Q: a\nA: b\n\nQ: a\nA: b\n")
    assert problems(found) == ["4: the same question stands on line 1 of deck.txt; leave one of the two out"]


def test_the_same_words_with_another_answer_get_another_id() -> None:
    first, second = reading("Q: a\nA: b\n\nQ: a\nA: c\n").items
    assert first.slug == "a" != second.slug


def test_an_id_in_use_is_not_given_again_and_the_same_upload_gets_the_same_ids() -> None:
    first, again = (reading("Q: a\nA: b\n", taken=("a",)).items[0] for _ in range(2))
    assert first.slug == again.slug != "a"


def test_what_a_bank_says_for_all_counts_for_drafts_too() -> None:
    found = read_upload(b"Q: a\nA: b", name="a.md", format=None, defaults={}, taken=())
    assert any("level is missing" in remark.message for remark in found.remarks)
    assert remarks(reading("Q: a\nA: b")) == []


def test_a_control_character_is_told_of_at_its_question() -> None:
    found = reading("Q: a\nA: b\n\nQ: c\nA: d\x0be\n")
    assert problems(found) == ["4: the control character U+000B stands here; remove it"]


def test_every_format_reads_a_text_alone() -> None:
    for format in FORMATS.values():
        assert format.read("", file="a", defaults={}).problems
