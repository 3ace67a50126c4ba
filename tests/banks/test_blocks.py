import pytest

from quizzes.banks.blocks import Document, read_blocks
from tests.banks.texts import FRONT, problems, question

LABELS = {"answer", "choices", "hint", "why", "mistakes", "refs"}


def blocks(text: str, *, front: str = FRONT) -> Document:
    return read_blocks(front + text, file="test.md", labels=LABELS)


def complaints(text: str, *, front: str = FRONT) -> list[str]:
    """Each problem as "line: message", where line 1 is the first one below the front matter."""
    above = front.count("\n")
    return [f"{problem.line - above}: {problem.message}" for problem in blocks(text, front=front).problems]


def test_block_is_taken_apart_with_line_numbers() -> None:
    (block,) = blocks("# About\n\n" + question()).blocks
    assert (block.slug, block.line, block.prompt, block.prompt_line) == ("la-trace", 8, "What is a trace?", 15)
    assert block.data == {"level": "entry", "tags": ["la"]}
    assert [(section.label, section.text, section.line) for section in block.sections] == [
        ("answer", "A sum.", 17),
        ("why", "By definition.", 19),
    ]


def test_front_matter_and_description_stand_above_the_first_block() -> None:
    document = blocks("# About\n\nSome words.\n\n## Not a slug\n\n" + question())
    assert document.front == {"bank": "math.test", "title": "Test bank", "area": "math"}
    assert document.description == "# About\n\nSome words.\n\n## Not a slug\n"
    assert document.problems == ()


def test_line_of_a_section_counts_from_its_label() -> None:
    (block,) = blocks("## a\n\nQ\n\n**Choices:**\n\n- [x] one\n- [ ] two\n").blocks
    assert block.sections[0].text.split("\n")[2] == "- [x] one"
    assert block.sections[0].line + 2 == 12


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_head_and_sources_are_the_file_again(ending: str) -> None:
    text = (FRONT + "# About\n\n" + question("a") + question("b").rstrip("\n")).replace("\n", ending)
    document = blocks(text, front="")
    assert document.head + "".join(block.source for block in document.blocks) == text
    assert [block.line for block in document.blocks] == [8, 21]


def test_fence_style_does_not_matter() -> None:
    for opening, closing in (("```yaml", "```"), ("~~~yml", "~~~~"), ("````  yaml", "````")):
        (block,) = blocks(f"## a\n{opening}\nlevel: entry\n{closing}\nQ\n").blocks
        assert (block.data, block.prompt) == ({"level": "entry"}, "Q")


@pytest.mark.parametrize("marks", ["```", "~~~", "````"])
def test_code_hides_headings_and_labels(marks: str) -> None:
    code = f"{marks}text\n## no-question\n**Why:** no section\n# no heading\n---\n**Whys:** x\n{marks}\n"
    document = blocks(f"## a\n\nQ\n\n{code}\n**Why:** yes\n")
    assert document.problems == ()
    (block,) = document.blocks
    assert [section.text for section in block.sections] == ["yes"]
    assert "## no-question" in block.prompt


def test_indented_code_hides_headings_and_labels() -> None:
    (block,) = blocks("## a\n\nQ\n\n    ## b\n    **Why:** no\n\n**Why:** yes\n").blocks
    assert [section.text for section in block.sections] == ["yes"]


def test_open_fence_does_not_swallow_the_questions_below() -> None:
    text = "## a\n\nQ\n\n```python\nx = 1\n\n" + question("b") + question("c")
    assert [block.slug for block in blocks(text).blocks] == ["a", "b", "c"]
    assert complaints(text) == ["5: this code fence is not closed; write a line ``` below the code"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "**Whys:** x",
            "there is no section **Whys:**; did you mean **Why:**?; in prose put the colon outside: **Whys**:",
        ),
        ("**Anwser:** x", "there is no section **Anwser:**; did you mean **Answer:**?"),
        ("**Reasoning:** x", "there is no section **Reasoning:**; known are answer, choices"),
        ("**Why**: x", "write **Why**: as “**Why:**”, from the start of the line"),
        ("  **Why:** x", "write **Why:** as “**Why:**”, from the start of the line"),
        ("__Why:__ x", "write __Why:__ as “**Why:**”, from the start of the line"),
        ("# Loud", "the heading “Loud” would end the question; inside one use ### or bold text"),
        ("## Some Words!", "the heading “Some Words!” is no slug; write “## some-words”, or use ### inside a question"),
        ("## ¿?", "the heading “¿?” is no slug; a question's heading holds only a-z, 0-9 and single hyphens"),
        ("---", "this line makes a heading or a rule in Markdown; write neither within a question"),
        ("=====", "this line makes a heading or a rule in Markdown; write neither within a question"),
        ("a\x0cb", "the control character U+000C stands here; remove it"),
    ],
)
def test_line_that_goes_astray_is_reported(line: str, message: str) -> None:
    (found,) = complaints(f"## a\n\nQ\n\n{line}\n")
    assert found.startswith(f"5: {message}")


@pytest.mark.parametrize(
    "line", ["**Bold** words", "**Note that**: x", "**A longer phrase:** x", "- **Whys:** x", "### Sub", "*Why:* x"]
)
def test_prose_that_looks_a_little_like_a_label_is_prose(line: str) -> None:
    assert complaints(f"## a\n\nQ\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("##a", "write this heading as “## a”, from the start of the line"),
        (" ## a", "write this heading as “## a”, from the start of the line"),
        ("## a ##", "write this heading as “## a”, from the start of the line"),
        ("## la_trace", "“la_trace” is no slug; write “## la-trace”"),
        ("## La Trace", "“La Trace” is no slug; write “## la-trace”"),
        ("## " + "a" * 101, "the slug has 101 characters; at most 100 are allowed"),
    ],
)
def test_misspelt_heading_of_a_question_is_reported_and_the_question_read(heading: str, message: str) -> None:
    document = blocks(f"{heading}\n```yaml\nlevel: entry\n```\nQ\n")
    assert [problem.message for problem in document.problems] == [message]
    assert document.blocks[0].prompt == "Q"


def test_yaml_below_the_prompt_is_reported() -> None:
    assert complaints("## a\n\nQ\n\n```yaml\nkind: choice\n```\n") == [
        "5: the fence with the fields must begin with ```yaml, right below the heading"
    ]


def test_yaml_error_has_the_line_of_the_file() -> None:
    assert complaints("## a\n\n```yaml\nlevel: entry\nlevel: expert\n```\n\nQ\n") == [
        "5: “level” stands there twice, first on line 9"
    ]


def test_missing_and_open_front_matter_are_reported_and_the_questions_read() -> None:
    for front, message in (
        ("", "the front matter is missing; the first line must be “---”, then YAML, then “---”"),
        ("---\nbank: x\n", "the front matter is not closed; write a line “---” below it"),
    ):
        document = read_blocks(front + question(), file="test.md", labels=LABELS)
        assert [(problem.line, problem.message) for problem in document.problems] == [(1, message)]
        assert [block.slug for block in document.blocks] == ["la-trace"]


def test_too_long_question_is_not_read() -> None:
    assert complaints("## a\n\n" + "x" * 20_000) == ["1: this question has 20,006 characters; at most 20,000 are read"]


def test_reading_goes_on_after_every_problem() -> None:
    text = question("a", sections="**Whys:** x") + question("b", sections="# Loud") + question("c", sections="---")
    assert [line.split(":")[0] for line in complaints(text)] == ["10", "21", "32"]


def test_problem_reads_as_file_line_message() -> None:
    (problem,) = blocks("## a\n\n---\n").problems
    assert str(problem).startswith("test.md:8: this line makes a heading")


def test_same_problems_come_from_the_whole_bank() -> None:
    assert (
        "10: there is no section **Anwser:**; did you mean **Answer:**?; in prose put the colon outside: **Anwser**:"
        in (problems(question(sections="**Anwser:** A sum.\n\n**Why:** So.")))
    )
