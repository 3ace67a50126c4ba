"""A derivation is taken apart into lines; what cannot be read is named by line and place."""

import pytest

from quizzes.answers import UnreadableAnswer
from quizzes.maths.lines import MAX_LINES, readings_of, typed_lines
from quizzes.maths.reading import Vocabulary
from quizzes.maths.trees import to_text

NAMES = Vocabulary(names=("x", "y"))


def lines(text: str) -> list[tuple[int, str, str]]:
    return [(typed.number, typed.line.sign, to_text(typed.line.tree)) for typed in typed_lines(text, NAMES)]


def refusal(text: str) -> UnreadableAnswer:
    with pytest.raises(UnreadableAnswer) as caught:
        typed_lines(text, NAMES)
    return caught.value


def test_lines_keep_their_numbers_and_blank_ones_are_left_out() -> None:
    assert lines("x + 1\n\n= y\r\n=> x = y") == [(1, "", "x + 1"), (3, "=", "y"), (4, "=>", "x == y")]


@pytest.mark.parametrize(
    "line", ["2x — because", "2x -- because", "2x // why", "2x - sum rule", "2x - simplify", "2x  -  by the chain rule"]
)
def test_reasons_behind_a_dash_are_left_out(line: str) -> None:
    assert lines(line) == [(1, "", "2*x")]


def test_a_difference_is_no_reason() -> None:
    assert lines("2x - y") == [(1, "", "2*x - y")]


def test_typed_lines_and_latex_may_be_mixed() -> None:
    assert [text for _, _, text in lines("x^2/2\n= \\frac{x^{2}}{2}")] == ["x^2/2", "x^2/2"]


def test_aligned_latex_on_one_line() -> None:
    text = r"\begin{aligned} x+x &= 2x \\ &= x\cdot 2 \end{aligned}"
    assert [(number, text) for number, _, text in lines(text.replace("&= 2x", "= 2x"))] == [
        (1, "x + x == 2*x"),
        (1, "x*2"),
    ]


def test_unreadable_line_is_named_with_its_place_in_the_whole_text() -> None:
    error = refusal("x + 1\n= 2(x")
    assert error.message.startswith("Line 2: the closing bracket is missing")
    assert error.position == len("x + 1\n= 2(x")
    assert refusal("x\n= q").position == 4


def test_nothing_and_too_much_are_refused() -> None:
    assert refusal(" \n ").message == "Nothing was typed. Write one step on each line."
    assert refusal("x\n" * (MAX_LINES + 1)).message == "These are more than 40 lines; shorten your derivation."


def test_long_runs_of_blanks_are_read_quickly() -> None:
    assert lines("x" + " " * 15_000 + "+ 1") == [(1, "", "x + 1")]


def test_readings_say_how_each_line_is_read() -> None:
    found = list(readings_of("x/2\n= 2(x\n=> x = y — why", NAMES))
    assert [(reading.line, reading.latex) for reading in found] == [
        (1, r"\frac{x}{2}"), (2, ""), (3, r"\Rightarrow x = y"),
    ]  # fmt: skip
    assert found[1].position == 5
    assert found[1].error.startswith("The closing bracket is missing")
