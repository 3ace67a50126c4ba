import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.blocks import read_blocks
from quizzes.banks.markup import render
from quizzes.exchange.drafts import Draft, body_of
from quizzes.exchange.ours import section_labels
from quizzes.exchange.shielding import flowed, shielded, without_gaps

PIECES = ["## a-slug", "# x", "**Why:**", "__Hint__:", "```", "```yaml", "~~~", "---", "==", "    ", " ", "> ", "word",
          "- [x] y", "\n", "\n\n", "#", "####", "{{x}}", "$", "\\"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("## the-answer", "\\## the-answer"),
        ("  # Title", "  \\# Title"),
        ("**Why:** because", "**Why\\:** because"),
        ("**Why**: because", "**Why**\\: because"),
        ("a\n---", "a\n\\---"),
        ("```\nopen", "\\`\\`\\`\nopen"),
    ],
)
def test_our_syntax_becomes_text(text: str, safe: str) -> None:
    assert shielded(text) == safe


@pytest.mark.parametrize(
    "text", ["### Small", "```py\n# a\n## b\n```", "**bold** and **more: yes**", "- a\n- b", "C# and #1"]
)
def test_what_a_bank_may_hold_stays_as_it_is(text: str) -> None:
    assert shielded(text) == text


def test_a_shielded_label_is_still_bold_for_eyes() -> None:
    assert render(shielded("**Why:** so")) == "<p><strong>Why:</strong> so</p>"


def test_a_fence_that_hides_a_block_of_ours_is_taken_apart() -> None:
    text = "```\n## other\n```yaml\nkind: free\n```\n"
    assert shielded(text).startswith("\\`\\`\\`\n\\## other\n")


def test_an_option_keeps_no_blank_line_and_no_quote() -> None:
    assert flowed("# a\n\n> b\n  c") == ["# a", "\\> b", "c"]


@pytest.mark.parametrize(("text", "safe"), [("a {{x}}", "a {\\{x}}"), ("$\\frac{{a}}{b}$", "$\\frac{ {a}}{b}$"), ("`{{x}}`", "`{ {x}}`")])  # fmt: skip
def test_double_braces_are_no_gap(text: str, safe: str) -> None:
    assert without_gaps(text) == safe


@settings(max_examples=200)
@given(prompt=st.lists(st.sampled_from(PIECES)).map("".join), answer=st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_the_text_one_block_comes_of_it(prompt: str, answer: str) -> None:
    body = body_of(Draft(line=1, prompt=prompt, sections=(("answer", answer), ("why", prompt))))
    document = read_blocks(f"## a\n\n{body}", file="", labels=section_labels(), front_matter=False)
    assert document.problems == ()
    assert [block.slug for block in document.blocks] == ["a"]
    assert {section.label for section in document.blocks[0].sections} <= {"answer", "why"}
