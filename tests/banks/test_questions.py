import json
import time

import pytest

from quizzes.banks.questions import fields_to_json, key_from_json, read_bank, read_question
from quizzes.kinds import all_kinds
from tests.banks.texts import FRONT, bank, problems, question

HINTS = "**Answer:** A sum.\n\n**Hint:** One.\n\n**Hint:** Two.\n\n**Why:** So.\n\n**Mistakes:** A product.\n\n**Refs:** [a](https://a.org)"
YAML = "{level: expert, tags: [la.eigen, trace], needs: [la], rev: 2, was: [old], author: Grace, checked: 2026-01}"


def test_question_carries_all_that_its_author_wrote() -> None:
    (read,) = bank(question(yaml=YAML, sections=HINTS)).questions
    assert (read.slug, read.line, read.kind, read.level) == ("la-trace", 6, "flashcard", "expert")
    assert (read.tags, read.topic, read.needs) == (("la.eigen", "trace"), "la", ("la",))
    assert (read.rev, read.was, read.author, read.checked, read.retired) == (2, ("old",), "Grace", "2026-01", False)
    assert (read.prompt, read.hints, read.why) == ("What is a trace?", ("One.", "Two."), "So.")
    assert (read.mistakes, read.refs) == ("A product.", "[a](https://a.org)")
    assert read.key.model_answer() == "A sum."


def test_bank_carries_its_front_matter() -> None:
    front = "---\nbank: ml.x\ntitle: X\narea: ml\nlicense: CC-BY-4.0\nversion: 3\n---\nWords.\n"
    read = bank(front=front)
    assert (read.id, read.title, read.area, read.license, read.version) == ("ml.x", "X", "ml", "CC-BY-4.0", 3)
    assert (read.description, read.file, read.problems) == ("Words.", "test.md", ())


def test_defaults_hold_where_the_question_says_nothing() -> None:
    front = FRONT.replace("area: math\n", "area: math\ndefaults: {level: expert, author: Grace, multi: true}\n")
    first, second = bank(question("a", yaml="tags: [la]"), question("b"), front=front).questions
    assert (first.level, first.author, second.level) == ("expert", "Grace", "entry")


def test_bytes_and_text_read_the_same_with_and_without_a_mark_at_the_start() -> None:
    text = FRONT + question(prompt="Größe von $x$?")
    assert read_bank(text.encode()).questions == read_bank(text).questions
    assert read_bank(b"\xef\xbb\xbf" + text.encode()).questions == read_bank(text).questions


def test_digest_ignores_line_ends_and_blank_lines_at_the_end() -> None:
    text = FRONT + question()
    texts = [text, text.rstrip(), text + "\n\n", text.replace("\n", "\r\n")]
    assert len({read_bank(text).questions[0].digest for text in texts}) == 1
    assert len({read_bank(text).digest for text in texts}) == 4


def test_digest_tells_another_wording() -> None:
    first, second = (bank(question(prompt=prompt)).questions[0] for prompt in ("What is a trace?", "What's a trace?"))
    assert first.digest != second.digest


def test_source_is_the_exact_text_of_the_block() -> None:
    text = question("a").replace("\n", "\r\n") + question("b")
    assert [read.source for read in read_bank(FRONT + text).questions] == [text[: text.index("## b")], question("b")]


def test_key_is_made_again_from_json() -> None:
    (read,) = bank(question(sections=HINTS)).questions
    stored = json.loads(json.dumps(fields_to_json(read.fields)))
    assert key_from_json(read.kind, stored) == read.key


def test_one_question_is_read_alone() -> None:
    read, found = read_question(question(yaml="tags: [la]"), defaults={"level": "entry"})
    assert found == ()
    assert read is not None and (read.slug, read.line, read.level) == ("la-trace", 1, "entry")


@pytest.mark.parametrize("text", ["", "words", question("a") + question("b"), "words\n\n" + question()])
def test_more_or_less_than_one_question_is_refused(text: str) -> None:
    read, found = read_question(text)
    assert read is None
    assert "one question is expected" in found[-1].message


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        (
            "{level: entry, tags: [la], kind: quiz}",
            f"4: there is no kind “quiz”; known are {', '.join(all_kinds())}",
        ),
        ("{level: entry, tags: [la], kind: flashcrad}", "4: there is no kind “flashcrad”; did you mean “flashcard”?"),
        ("{level: hard, tags: [la]}", "4: there is no level “hard”; known are advanced, entry, expert, intermediate"),
        ("level: entrie\ntags: [la]", "4: there is no level “entrie”; did you mean “entry”?"),
        ("tags: [la]", "1: level is missing; write one of entry, intermediate, advanced, expert"),
        ("level: entry", "1: tags are missing; the first one names the topic, as in tags: [la.eigen, trace]"),
        ("level: entry\ntags: la", "5: tags must be a list, as in tags: [la]"),
        ("level: entry\ntags: [la, 3]", "5: tags: “3” is no word; put it in quotes if it looks like a number"),
        ("level: entry\ntags: [la, la]", "5: tags: “la” stands there twice"),
        ("level: entry\ntags: [La]", "5: the first tag names the topic, such as la or la.eigen; “La” does not"),
        ("level: entry\ntags: [la]\nrev: 0", "6: rev: “0” is no whole number from 1 on"),
        ("level: entry\ntags: [la]\nrev: true", "6: rev: “True” is no whole number from 1 on"),
        ("level: entry\ntags: [la]\nretired: no", "6: retired: “no” is neither true nor false"),
        ("level: entry\ntags: [la]\nchecked: 2026-13", "6: “2026-13” is no month; write it as 2026-01"),
        ("level: entry\ntags: [la]\nwas: [Old]", "6: “Old” is no slug, so it was never the id of a question"),
        ("level: entry\ntags: [la]\ntag: [x]", "6: a flashcard question has no field “tag”; did you mean “tags”?"),
        ("level: entry\ntags: [la]\nmulti: true", "6: a flashcard question has no field “multi”; it belongs to choice"),
        (
            "level: entry\ntags: [la]\nauthor: 7",
            "6: author: “7” is no text; write words, in quotes if they look like a number",
        ),
    ],
)
def test_field_at_fault_is_reported(yaml: str, problem: str) -> None:
    text = question(yaml=yaml)
    assert problems(text) == [problem]
    assert bank(text).questions == ()


@pytest.mark.parametrize(
    ("sections", "problem"),
    [
        ("**Answer:** A.", "1: **Why:** is missing; give the reason in one to four sentences"),
        ("**Answer:** A.\n\n**Why:**", "12: nothing stands under **Why:**; fill it or remove it"),
        ("**Answer:** A.\n\n**Why:** a\n\n**Why:** b", "14: **Why:** stands there twice, first on line 17; make one of the two"),
        ("**Why:** a", "1: answer: a flashcard needs a back; write it under **Answer:**"),
        ("**Answer:**\n\n**Why:** a", "10: answer: a flashcard needs a back; write it under **Answer:**"),
        (
            "**Answer:** A.\n\n**Choices:**\n- [x] a\n\n**Why:** a",
            "12: a flashcard question has no section **Choices:**; write `kind: choice` for it",
        ),
    ],
)  # fmt: skip
def test_section_at_fault_is_reported(sections: str, problem: str) -> None:
    assert problems(question(sections=sections)) == [problem]


@pytest.mark.parametrize(
    ("prompt", "problem"),
    [
        ("", "1: the question itself is missing; write it below the heading and the YAML fence"),
        ("What\nis $x", "9: the $ at “$x” opens or closes no formula"),
        ("<b>What</b>?", "8: HTML is not allowed here: “<b>”"),
        ("![](../figures/a.svg) shows what?", "8: this picture has no words for those who cannot see it"),
    ],
)
def test_prompt_at_fault_is_reported(prompt: str, problem: str) -> None:
    assert problems(question(prompt=prompt))[0].startswith(problem)


def test_markdown_in_sections_is_proofread_at_its_line() -> None:
    sections = "**Answer:** A.\n\n**Hint:**\n\nSee $x\n\n**Why:** <script>x</script>"
    found = problems(question(sections=sections))
    assert [problem.split(";")[0] for problem in found] == [
        "14: the $ at “$x” opens or closes no formula",
        "16: HTML is not allowed here: “<script>”",
    ]


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("title: T\narea: ml", "-4: bank is missing; write lower-case words joined by dots or hyphens, such as math.linear-algebra"),
        ("bank: A b\ntitle: T\narea: ml", "-3: bank: “A b” will not do; write lower-case words"),
        ("bank: a\narea: ml", "-4: title is missing; write words, in quotes if they look like a number"),
        ("bank: a\ntitle: T", "-4: area is missing; write one of math, ml, dl, lesson, project"),
        ("bank: a\ntitle: T\narea: maths", "-1: there is no area “maths”; did you mean “math”?"),
        ("bank: a\ntitle: T\narea: ml\nversion: x", "0: version: “x” is no whole number from 1 on"),
        ("bank: a\ntitle: T\narea: ml\nlicence: x", "0: the front matter has no field “licence”; did you mean “license”?"),
        ("bank: a\ntitle: T\narea: ml\ndefaults: [x]", "0: defaults must be a mapping of question fields"),
        ("bank: a\ntitle: T\narea: ml\ndefaults: {leval: entry}", "0: no question has a field “leval”; did you mean “level”?"),
    ],
)  # fmt: skip
def test_front_matter_at_fault_is_reported(front: str, problem: str) -> None:
    (found,) = problems(front=f"---\n{front}\n---\n")
    assert found.startswith(problem)


def test_unreadable_yaml_brings_no_further_complaints() -> None:
    (found,) = problems(question(yaml="level: ["))
    assert found.startswith("4: the YAML cannot be read: ")


def test_id_used_twice_is_reported_with_the_first_line() -> None:
    assert problems(question("a"), question("a")) == [
        "14: the id a is already used on line 6; ids are never used twice"
    ]


def test_problems_of_all_questions_come_in_one_list() -> None:
    faulty = [question("a", prompt=""), question("b", yaml="tags: [la]"), question("c", sections="**Answer:** A.")]
    assert [problem.split(":")[0] for problem in problems(*faulty)] == ["1", "14", "26"]


def test_faulty_question_leaves_the_others_readable_and_its_id_known() -> None:
    read = bank(question("a"), question("b", prompt=""))
    assert [found.slug for found in read.questions] == ["a"]
    assert read.slugs == {"a": 6, "b": 19}


def test_wrong_byte_is_reported_with_its_line() -> None:
    text = (FRONT + question(prompt="Gr\xf6\xdfe?")).encode("latin-1")
    (problem,) = read_bank(text, file="x.md").problems
    assert str(problem) == "x.md:13: the byte 0xf6 is not UTF-8; save the file as UTF-8"


def test_utf_16_is_recognised() -> None:
    (problem,) = read_bank((FRONT + question()).encode("utf-16"), file="x.md").problems
    assert problem.message == "the file is UTF-16; save it as UTF-8"


def test_empty_file_lacks_its_front_matter() -> None:
    (problem,) = read_bank(b"", file="x.md").problems
    assert problem.message.startswith("the front matter is missing")


@pytest.mark.parametrize(
    "junk",
    [
        b"x" * 6_000_000,
        b"\x00" * 4_900_000,
        bytes(range(256)) * 19_000,
        FRONT.encode() + b"## a\n" * 900_000,
        FRONT.encode() + b"```x\n" * 900_000,
        FRONT.encode() + b"**Why:**\n" * 500_000,
        FRONT.encode() + (b"## a\n\n```yaml\n[\n```\n\n$ <b> [" + b"\n") * 180_000,
        b"---\n" + b"[" * 4_900_000,
    ],
    ids=["too long", "zeros", "every byte", "headings", "fences", "labels", "wrong blocks", "brackets"],
)
def test_junk_is_refused_quickly(junk: bytes) -> None:
    start = time.process_time()
    read = read_bank(junk, file="junk.md")
    assert read.problems and not read.questions
    assert len(read.problems) < 3_000
    assert time.process_time() - start < 5  # seconds; some 0.3 on an idle machine
