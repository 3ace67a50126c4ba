import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.banks.questions import Question, read_question
from quizzes.exchange.exports import as_csv, as_markdown
from quizzes.kinds import all_kinds
from tests.exchange.texts import drafted, example, question, reading

SAME = ("slug", "kind", "level", "tags", "needs", "prompt", "key", "hints", "why", "mistakes", "refs", "rev", "checked")
WORDS = st.lists(
    st.sampled_from(["=1+1", "-x", "@a", "+", "'", '"', ",", ";", "\n", "\n\n", " ", "word", "$x_1$", "### h", "- a", "> q",
                     "```\n# c\n```", "é", "\t", "**b**", "\\#", "1. a", "|a|"]), min_size=1, max_size=8,
).map("".join)  # fmt: skip


def back(one: Question) -> Question:
    (read,) = drafted(reading(as_csv([one]), name="a.csv"))
    return read


def told(one: Question) -> list[object]:
    return [getattr(one, name) for name in SAME]


@pytest.mark.parametrize("kind", list(all_kinds()))
def test_every_kind_comes_back_from_a_table(kind: str) -> None:
    assert told(back(example(kind))) == told(example(kind))


@settings(max_examples=150, deadline=None)
@given(prompt=WORDS, answer=WORDS, why=WORDS)
def test_a_flashcard_comes_back_with_the_same_words(prompt: str, answer: str, why: str) -> None:
    source = f"## a\n\n{prompt}\n\n**Answer:**\n\n{answer}\n\n**Why:**\n\n{why}\n"
    one, _ = read_question(source, defaults={"level": "entry", "tags": ["la", "a b"], "rev": 2})
    assume(one is not None)
    assert one is not None
    assert told(back(one)) == told(one)


@settings(max_examples=100, deadline=None)
@given(right=WORDS, wrong=WORDS, feedback=WORDS)
def test_a_choice_comes_back_with_the_same_options(right: str, wrong: str, feedback: str) -> None:
    listed = [text.replace("\n", " ").strip() for text in (right, wrong, feedback)]
    source = "## a\n\nWhich?\n\n**Choices:**\n\n- [x] {}\n- [ ] {}\n  > {}\n\n**Why:** So.\n".format(*listed)
    one, _ = read_question(source.replace("## a\n", "## a\n```yaml\nkind: choice\n```\n"), defaults={"level": "entry", "tags": ["la"]})  # fmt: skip
    assume(one is not None)
    assert one is not None
    assert told(back(one)) == told(one)


def test_no_cell_begins_as_a_formula() -> None:
    one = question("## a\n\n=HYPERLINK(1)\n\n**Answer:** @SUM(1)\n\n**Hint:** +1\n\n**Why:** -1\n")
    cells = [cell for row in csv.reader(io.StringIO(as_csv([one]), newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert {"'=HYPERLINK(1)", "'@SUM(1)", "'+1", "'-1"} <= set(cells)


def test_columns_that_nobody_needs_are_left_out() -> None:
    header = as_csv([example("flashcard")]).split("\r\n")[0]
    assert header == "id,kind,level,tags,needs,prompt,answer,hint,why,mistakes"


def test_our_own_format_keeps_what_the_bank_said_for_all() -> None:
    one = question("## a\n\nWhat?\n\n**Answer:** That.\n\n**Why:** So.\n")
    assert told(drafted(reading(as_markdown([one]), name="a.md"))[0]) == told(one)
