"""Tests of quizzes/interview/exports.py, with escaping.py beneath it."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizzes.banks.markup import render
from quizzes.interview.results.comparison import Past, comparison
from quizzes.interview.results.escaping import fenced, lines_of, plain, quoted
from quizzes.interview.results.exports import Detail, as_json, as_markdown
from quizzes.interview.results.items import Item
from quizzes.interview.results.result import result
from tests.interview.results.turns import interviews, left_empty, not_reached, numbered, result_of, skipped, turn

some = settings(max_examples=100, deadline=None)

STARTED = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD: dict[str, Any] = {"title": "Mock interview", "started": STARTED}
HOSTILE = [
    "```",
    "````",
    "~~~",
    "\n",
    "\r",
    "\r\n",
    "# x",
    "> ",
    "    ",
    "- ",
    "| a |",
    "<script>",
    "</code>",
    "[x](y)",
]
# Without the private characters that our own reader of Markdown drops, and the halves of pairs that are no text.
letters = st.characters(exclude_categories=["Cs", "Co"])
answers = st.lists(st.sampled_from(HOSTILE) | st.text(letters, max_size=4), max_size=8).map("".join)


def detail(item: Item | None = None, **more: object) -> Detail:
    return Detail(**{"item": item or turn(), "prompt": "What is $1+1$?", **more})  # type: ignore[arg-type]


def document(*details: Detail, **more: object) -> str:
    items = [each.item for each in details]
    return as_markdown(result_of(items), details, **{**HEAD, **more})


def blocks_of(markdown: str) -> Iterator[tuple[str, str]]:
    """("code", its text) of each fenced block at the top, ("line", the line) of all else, as CommonMark reads it."""
    lines = iter(lines_of(markdown))
    for line in lines:
        opening = re.fullmatch(r" {0,3}(`{3,})[^`]*", line) or re.fullmatch(r" {0,3}(~{3,}).*", line)
        if opening is None:
            yield "line", line
            continue
        inside = []
        for each in lines:
            if re.fullmatch(rf" {{0,3}}{opening[1][0]}{{{len(opening[1])},}} *", each):
                break
            inside.append(each)
        yield "code", "\n".join(inside)


def headings_of(markdown: str) -> list[str]:
    return [text for sort, text in blocks_of(markdown) if sort == "line" and re.match(" {0,3}#", text)]


def test_the_document_has_its_sections_in_order() -> None:
    made = document(
        detail(turn(0.0)), comparison=comparison([Past(started=STARTED, minutes=30, items=1, score=None, open=0)])
    )
    assert headings_of(made) == [
        "# Mock interview",
        "## Fixes",
        "### Fix 1: Look again at 1 question",
        "## Score",
        "## Time",
        "## Questions",
        "### 1. Question 1",
        "## Earlier interviews",
    ]
    assert made.endswith("|\n")
    assert "23 November 2026. You used 20 min of 60 min." in made


def test_a_question_shows_all_that_was_said_of_it() -> None:
    item = turn(0.0, topic="math.la", seconds=150, misconceptions=("Mixes up $a$ and $b$.",))
    made = document(detail(item, answer="two", reasons=("Not equal.", "Slip."), model_answer="$2$", why="Count."))
    told = made.partition("### 1. Question 1\n\n")[2]
    assert told == (
        "Mark: wrong. Time: 2 min 30 s; 1 min expected. Topic: Topic math.la (entry).\n\n"
        "**Question:**\n\n> What is $1+1$?\n\n"
        "**Your answer:**\n\n```text\ntwo\n```\n\n"
        "**Reasons:**\n\n> Not equal.\n\n> Slip.\n\n"
        "**Misconceptions:**\n\n> Mixes up $a$ and $b$.\n\n"
        "**Model answer:**\n\n> $2$\n\n"
        "**Why:**\n\n> Count.\n"
    )


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (turn(1.0), "right"),
        (turn(0.0, judged_by="learner"), "wrong, by your own mark"),
        (turn(None), "yours to judge"),
        (skipped(), "skipped"),
        (left_empty(), "no answer"),
        (not_reached(), "not reached"),
    ],
)
def test_a_mark_says_whose_it_is(item: Item, words: str) -> None:
    assert detail(item).mark == words


def test_the_caller_may_word_the_verdict() -> None:
    assert detail(turn(0.7), verdict="half of it").mark == "half of it"


def test_an_empty_answer_is_said_in_words() -> None:
    assert "**Your answer:**\n\nNo answer.\n" in document(detail(skipped(), answer=" \n"))


def test_an_answer_that_was_said_aloud_is_not_called_none() -> None:
    assert "**Your answer:**\n\nSpoken.\n" in document(detail(turn(None), spoken=True))


def test_mathematics_stays_in_titles_and_tables() -> None:
    made = document(detail(turn(0.0, title=r"Is $P(a|b)<1$ a_b?")))
    told = r"1. Is $P(a\vert b)\lt 1$ a\_b?"
    assert f"### {told}\n" in made
    assert f"| {told} |" in made


def test_mathematics_stays_in_fixes() -> None:
    needs = (("base", "What is $x^2$?"),)
    lost = [turn(0.0, prerequisites=needs), turn(0.0, prerequisites=needs)]
    made = document(*[detail(item) for item in numbered(*lost, *[turn(topic="ml.lr", kind="free")] * 5)])
    assert "What is $x^2$?" in made.partition("## Score")[0]


def test_a_picture_is_replaced_by_what_it_shows() -> None:
    made = document(detail(prompt="See ![a loss curve](../figures/loss.svg) and ![](x.svg)."))
    assert "> See [a loss curve] and [picture]." in made


def test_a_misconception_stands_with_the_authors_answer_and_once() -> None:
    item = turn(0.0, misconceptions=("The training set.",), corrections=("It was used to fit both.",))
    made = document(detail(item))
    assert "**Misconceptions:**\n\n> The training set.\n>\n> It was used to fit both.\n" in made
    assert made.count("It was used to fit both.") == 1


def test_the_line_on_the_clock_stands_behind_the_fixes() -> None:
    details = [detail(turn(0.0, at=1)), detail(turn(at=2, seconds=300)), detail(not_reached(at=3))]
    found = result_of([each.item for each in details], timed_out=True)
    text = as_markdown(found, details, **HEAD)
    assert f"### The clock\n\n{found.pacing}\n\n## Score" in text
    assert text.index("### Fix 1") < text.index("### The clock")
    assert as_json(found, details, **HEAD)["result"]["pacing"] == found.pacing


def test_without_fixes_the_document_says_so() -> None:
    assert "## Fixes\n\nNothing to fix" in document(detail(turn()))


def test_percentages_are_left_out_below_five_questions() -> None:
    few = [detail(item) for item in numbered(*[turn()] * 4)]
    assert "%" not in document(*few)
    assert "| 100\N{NO-BREAK SPACE}% |" in document(*[detail(item) for item in numbered(*[turn()] * 5)])


def test_a_repeated_misconception_stands_under_its_fix() -> None:
    items = numbered(*[turn(0.0, misconceptions=("$a=b$",))] * 2, *[turn()] * 3)
    made = document(*[detail(item) for item in items])
    assert "### Fix 1: Clear up one misconception" in made
    assert "Questions 1 and 2.\n\n> $a=b$\n" in made


# --- foreign text stays in its place ---------------------------------------------------------------------------------


@some
@given(text=answers)
@example(text="```\n# Right\n```")
@example(text="a ```` b\r```")
def test_no_answer_breaks_out_of_its_fence(text: str) -> None:
    made = document(detail(turn(0.0), answer=f"x{text}"))
    (code,) = [inside for sort, inside in blocks_of(made) if sort == "code"]
    assert code == "\n".join(lines_of(f"x{text}"))
    assert headings_of(made) == headings_of(document(detail(turn(0.0), answer="harmless")))


@some
@given(text=answers)
def test_our_own_reader_shows_a_fenced_answer_as_it_is(text: str) -> None:
    inside = html.escape("\n".join(lines_of(text)), quote=False)
    shown = render(fenced(text) + "\n\nafter")
    assert html.unescape(shown) == html.unescape(
        f'<pre><code class="language-text">{inside}</code></pre>\n<p>after</p>'
    )


@some
@given(text=answers, author=answers)
def test_text_of_authors_changes_nothing_outside_its_quote(text: str, author: str) -> None:
    plain_one = document(detail(turn(0.0), answer=f"x{text}", prompt="p", model_answer="m"))
    other = document(detail(turn(0.0), answer=f"x{text}", prompt=f"p{author}", model_answer=f"m{author}"))
    outside = [[block for block in blocks_of(made) if not block[1].startswith(">")] for made in (plain_one, other)]
    assert outside[0] == outside[1]


def test_a_fence_that_a_quote_leaves_open_ends_with_it() -> None:
    assert quoted("```\ncode\n\n") == "> ```\n> code"


@pytest.mark.parametrize(
    "title", ["a | b", "`x", "<b>", "*x*", "[x](y)", "trailing #", "two\n# lines", r"back\slash", "&amp;", "&#35; & x"]
)
def test_a_title_is_read_as_it_was_written(title: str) -> None:
    shown = render(f"### 1. {plain(title)}")
    assert html.unescape(shown) == f"<h3>1. {' '.join(title.split())}</h3>"


def test_a_title_does_not_break_the_table_of_times() -> None:
    made = document(detail(turn(0.0, title="P(a | b)\n| x")))
    (row,) = [line for line in made.split("\n") if line.startswith("| 1. ")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


# --- JSON ------------------------------------------------------------------------------------------------------------


@some
@given(items=interviews(), text=st.text(max_size=20))
def test_json_comes_back_as_it_went(items: list[Item], text: str) -> None:
    made = as_json(result_of(items), [detail(item, answer=text) for item in items], **HEAD)
    assert json.loads(json.dumps(made)) == made
    assert [question["answer"] for question in made["questions"]] == [text] * len(items)


@some
@given(items=interviews())
def test_the_result_follows_from_the_questions_of_the_json(items: list[Item]) -> None:
    made = json.loads(json.dumps(as_json(result_of(items), [detail(item) for item in items], **HEAD)))
    again = [item_from(question) for question in made["questions"]]
    clock = {name: made["result"][name] for name in ("minutes", "used_seconds", "timed_out")}
    assert again == items
    assert result(again, **clock) == result_of(items)


def item_from(question: dict[str, Any]) -> Item:
    fields = {field.name: question[field.name] for field in dataclasses.fields(Item)}
    for name in ("needs", "misconceptions", "corrections"):
        fields[name] = tuple(fields[name])
    fields["prerequisites"] = tuple((slug, title) for slug, title in fields["prerequisites"])
    return Item(**fields)


def test_json_keeps_the_comparison_and_the_start() -> None:
    past = [Past(started=date(2026, 11, day), minutes=30, items=10, score=0.5, open=0) for day in (1, 2)]
    made = as_json(result_of([turn()]), [], **HEAD, comparison=comparison(past))
    assert made["started"] == "2026-11-23T12:00:00+00:00"
    assert [point["y"] for point in made["comparison"]["points"]] == [0.5, 0.5]


def test_an_unknown_score_is_null_in_json() -> None:
    made = as_json(result_of([turn(None)]), [detail(turn(None))], **HEAD)
    assert made["result"]["score"] is None
    assert made["questions"][0]["score"] is None
    assert made["comparison"] is None
