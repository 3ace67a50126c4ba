"""Tests that banks are written back to the byte, from single joints to every file of content/."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.questions import read_bank
from quizzes.banks.writing import bank_bytes, block_text, fitted, line_end, new_bank_head, whole_head, yaml_text
from tests.banks.texts import FRONT, question

CONTENT = sorted(Path(__file__).parents[2].glob("content/**/*.md"))
BANKS = [path for path in CONTENT if path.read_bytes().startswith(b"---")]


def written_again(raw: bytes) -> bytes:
    bank = read_bank(raw)
    assert bank.problems == ()
    return bank_bytes(whole_head(bank, raw), [each.source for each in bank.questions])


YAMLS = st.sampled_from(
    (
        "level: entry\ntags: [la]",
        "# why so easy\nlevel:   'entry'   # yes\n\ntags:\n- la\n- \"b\"\n",
        "{level: entry,\n  tags: [la,]  # , }\n}",
        "tags: [la]\nlevel: entry\nauthor: >-\n  A.\n  B.\n\n",
    )
)
QUESTIONS = st.lists(
    st.tuples(YAMLS, st.sampled_from(("What?", "Was heißt $a\u2028b$?", "Why  \n\n\n~~~\n## no-heading\n~~~"))),
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(QUESTIONS, st.sampled_from(("\n", "\r\n", "\r")), st.booleans(), st.sampled_from(("", "\n", "\n\n\n \n")))
def test_any_readable_file_is_written_as_it_was_read(
    questions: list[tuple[str, str]], end: str, marked: bool, tail: str
) -> None:
    blocks = [question(f"q-{index}", yaml=text, prompt=prompt) for index, (text, prompt) in enumerate(questions)]
    text = (FRONT + "# About\n\nWords.\n\n" + "".join(blocks)).rstrip() + tail
    raw = (b"\xef\xbb\xbf" if marked else b"") + text.replace("\n", end).encode()
    assert written_again(raw) == raw


@pytest.mark.parametrize("path", BANKS, ids=[path.stem for path in BANKS])
def test_every_bank_of_the_content_is_written_as_it_was_read(path: Path) -> None:
    raw = path.read_bytes()
    assert written_again(raw) == raw


def test_headings_without_a_blank_line_above_stay_so() -> None:
    raw = (FRONT + question("a").rstrip("\n") + "\n" + question("b")).encode()
    assert written_again(raw) == raw


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_that_does_not_end_its_line_is_set_off(end: str) -> None:
    head = f"---{end}bank: a{end}---"
    assert bank_bytes(head, [f"## a{end}Q", "## b"]).decode() == f"{head}{end}{end}## a{end}Q{end}{end}## b"


def test_new_question_is_set_off_by_blank_lines() -> None:
    assert bank_bytes("", ["## a\n", "## b\n", "## c\n", "## d\n"], new=[2]) == b"## a\n## b\n\n## c\n\n## d\n"
    assert bank_bytes("", ["## a\n\n", "## b\n\n"], new=[1]) == b"## a\n\n## b\n\n"


def test_text_that_utf_8_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        bank_bytes("\ud800", [])


@pytest.mark.parametrize("before", ["## a\n\nQ\n\n", "## a\r\n\r\nQ", "## a\r\n\nQ  \r\n\r\n"])
def test_text_that_went_through_a_form_unchanged_is_what_it_was(before: str) -> None:
    sent = before.replace("\r\n", "\n").replace("\n", "\r\n").strip()
    assert fitted(sent, before) == before


@pytest.mark.parametrize(
    ("edited", "before", "kept"),
    [
        ("## a\r\n\r\nR", "## a\n\nQ\n\n", "## a\n\nR\n\n"),
        ("## a\n\nR\n\n\n", "## a\r\n\r\nQ  \r\n", "## a\r\n\r\nR\r\n"),
        ("## a\r\n\r\nR\r\n", "## a\n\nQ", "## a\n\nR"),
        ("## a\r\n\r\nR", "", "## a\n\nR\n"),
    ],
)
def test_edited_text_takes_the_line_ends_of_what_it_replaces(edited: str, before: str, kept: str) -> None:
    assert fitted(edited, before) == kept


def test_new_question_takes_the_line_ends_of_its_file() -> None:
    assert fitted("## a\n\nQ", "", end="\r\n") == "## a\r\n\r\nQ\r\n"


@pytest.mark.parametrize(
    ("text", "end"), [("", "\n"), ("a", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\nb\nc\r\n", "\n"), ("a\rb", "\r")]
)
def test_line_end_is_the_one_met_most_often(text: str, end: str) -> None:
    assert line_end(text) == end


def test_head_of_a_new_bank_takes_questions() -> None:
    head = new_bank_head(
        bank="math.sets", title="Sets: a “first” look", area="math", license="CC-BY-4.0", defaults={"level": "entry"}
    )
    assert head.startswith('---\nbank: math.sets\ntitle: "Sets: a “first” look"\narea: math\nlicense: CC-BY-4.0\n')
    bank = read_bank(bank_bytes(head, [question(yaml="tags: [la]")]))
    assert (bank.problems, bank.title, bank.questions[0].level) == ((), "Sets: a “first” look", "entry")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"area": "maths"}, "there is no area “maths”; did you mean “math”?"),
        ({"bank": "Sets"}, "bank: “Sets” will not do"),
        ({"title": ""}, "title: “” is no text"),
        ({"title": "Sets\nand more"}, "write the title on one line"),
        ({"description": "## a-question"}, "the heading of a question, a-question"),
        ({"defaults": {"levl": "entry"}}, "no question has a field “levl”"),
    ],
)
def test_head_that_could_not_be_read_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        new_bank_head(**{"bank": "math.sets", "title": "Sets", "area": "math"} | changed)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a", ['"a"']),
        ("a\n b", ["|-", "a", " b"]),
        (" a\nb", ['" a\\nb"']),
        ("a\nb\n", ['"a\\nb\\n"']),
        ("a\n```", ['"a\\n```"']),
        ("a\r\nb", ['"a\\r\\nb"']),
        ("a\u2028\nb", ['"a\\u2028\\nb"']),
    ],
)
def test_text_of_several_lines_stands_as_it_is_where_it_can(text: str, lines: list[str]) -> None:
    assert block_text(text) == lines


WORDS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ("no", "null", "1e3", "- a", "a: b", "{{x}}")
)
DATA = st.recursive(
    WORDS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(DATA)
def test_plain_data_is_written_on_one_line_and_reads_the_same(data: object) -> None:
    text = yaml_text({"a": data})
    assert len(text.splitlines()) == 1
    assert yaml.safe_load(text) == {"a": data}


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=4).map("\n".join), st.sampled_from(("", "'", '"')))
def test_any_text_reads_the_same_below_a_name(text: str, style: str) -> None:
    lines = "\n".join(f"  {line}" if line else "" for line in block_text(text, style))
    assert yaml.safe_load(f"a:\n{lines}\nb: 1\n") == {"a": text, "b": 1}
