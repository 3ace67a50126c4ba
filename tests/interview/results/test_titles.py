"""Tests of quizzes/interview/titles.py: the HTML of a prompt becomes a short title."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.markup import render
from quizzes.interview.results.titles import LONGEST, html_of, title_of


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("What is the trace of a matrix? Give an example.", "What is the trace of a matrix? Give an example."),
        (f"What is the trace of a matrix? Give {'many ' * 20} examples.", "What is the trace of a matrix? …"),
        (f"Here is a matrix. It has {'many ' * 20} rows. What is its trace?", "… What is its trace?"),
        (f"Take $x$. Is $x<1$? Give {'many ' * 20} examples.", "… Is $x<1$? …"),
        (f"Here is a matrix. Find its trace. Give {'many ' * 20} examples.", "Here is a matrix. Find its trace. …"),
        (f"Take code:\n\n```\n{'x = 1 ' * 20}\n```\n\nWhat is printed?", "… What is printed?"),
        (
            f"Take a model, e.g. $y$, as it is. Then stop. {'More ' * 20}",
            "Take a model, e.g. $y$, as it is. Then stop. …",
        ),
        ("A model has $x<1$ as its *input*.", "A model has $x<1$ as its input."),
        ("It costs $5 or \\$x.", r"It costs \$5 or \$x."),
        ("- One item\n- Another", "One item Another"),
    ],
)
def test_the_sentence_that_asks_or_else_the_first_are_the_title(prompt: str, title: str) -> None:
    assert title_of(render(prompt), otherwise="slug").plain == title


def test_a_long_sentence_is_cut_at_a_blank() -> None:
    title = title_of(render("word " * 40), otherwise="slug").plain
    assert title.endswith("word…")
    assert len(title) <= LONGEST + 1


def test_mathematics_is_never_cut() -> None:
    formula = "a" * LONGEST
    assert title_of(render(f"Differentiate ${formula}$ twice."), otherwise="slug").plain == "Differentiate…"


def test_what_cannot_be_shown_in_a_line_gets_the_other_name() -> None:
    assert title_of(render(f"${'a' * 200}$"), otherwise="la-trace").plain == "la-trace"
    assert title_of("", otherwise="la-trace").html == "la-trace"


def test_html_of_a_title_keeps_its_mathematics() -> None:
    title = title_of(render("Is $x<1$ & $y$ enough?"), otherwise="slug")
    assert title.html == 'Is <span class="math">\\(x&lt;1\\)</span> &amp; <span class="math">\\(y\\)</span> enough?'


def test_a_title_says_whether_it_is_all() -> None:
    assert title_of(render("What is a trace?"), otherwise="slug").whole
    assert not title_of(render(f"What is a trace? {'More. ' * 30}"), otherwise="slug").whole
    assert not title_of("", otherwise="slug").whole


def test_a_text_becomes_a_title_again() -> None:
    title = title_of(render(r"Is $x_1 < \$5$ or \$6 & more?"), otherwise="slug")
    assert html_of(title.plain) == title.html
    assert title.html == 'Is <span class="math">\\(x_1 &lt; \\$5\\)</span> or $6 &amp; more?'


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_prompt_has_a_title_that_is_safe(text: str) -> None:
    title = title_of(render(text), otherwise="slug")
    assert title.plain
    assert "<script" not in title.html
    assert title.html.count("<") == 2 * title.html.count('<span class="math">')
