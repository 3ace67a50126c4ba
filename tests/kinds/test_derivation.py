"""The derivation kind: an author's way is checked line by line, and so is a learner's."""

from typing import Any

import pytest

from quizzes.answers import FieldError, Fields, UnreadableAnswer
from quizzes.kinds.derivation import Derivation

BLOCK: dict[str, Any] = {
    "vars": {"x": "real"},
    "start": "x^2 = 4x",
    "goal": "x = 0 or x = 4",
    "relation": "equivalent",
    "wrong": [{"line": "x = 4", "why": "You divided by $x$, which may be 0."}],
}
STEPS = "1. `x^2 - 4x = 0` — subtract $4x$\n2. `x*(x - 4) = 0` — take out\n   the factor $x$"


def fields(steps: str = STEPS, **data: Any) -> Fields:
    given = {**BLOCK, **data}
    return Fields(
        data={name: value for name, value in given.items() if value is not None},
        sections={"steps": (steps,)},
        lines={"start": 3, "goal": 4, "wrong": 6, "steps": 20},
    )


def key(steps: str = STEPS, **data: Any) -> Derivation:
    block = fields(steps, **data)
    found = Derivation.from_fields(block)
    found.check(block)
    return found


def complaint(steps: str = STEPS, **data: Any) -> FieldError:
    with pytest.raises(FieldError) as caught:
        key(steps, **data)
    return caught.value


def test_model_answer_is_the_whole_way() -> None:
    assert key().model_answer() == "x^2 = 4x\nx^2 - 4x = 0\nx*(x - 4) = 0\nx = 0 or x = 4"
    assert key().grade(key().model_answer()).score == 1


def test_shown_answer_is_a_list_of_lines_with_reasons() -> None:
    assert key().shown_answer().split("\n") == [
        "- $x^{2} = 4x$",
        r"- $\Leftrightarrow x^{2} - 4x = 0$ — subtract $4x$",
        r"- $\Leftrightarrow x(x - 4) = 0$ — take out the factor $x$",
        r"- $\Leftrightarrow x = 0 \lor x = 4$",
    ]


def test_goal_that_is_the_last_step_is_shown_once() -> None:
    found = key(STEPS + "\n3. `x = 4 or x = 0` — solve")
    assert len(found.shown_answer().split("\n")) == 4


def test_start_and_goal_for_the_page() -> None:
    assert (key().start_latex, key().goal_latex) == ("x^{2} = 4x", r"x = 0 \lor x = 4")


def test_each_line_gets_one_note_with_its_number() -> None:
    grade = key().grade("x (x - 4) = 0 — factor\n\nx - 4 = 0")
    assert [(note.line, note.tone) for note in grade.notes] == [(1, "good"), (3, "bad"), (None, "bad")]
    assert grade.notes[1].text.startswith("Does not follow. You divided by $x$, which may be 0.")


def test_unreadable_line_is_named_with_its_place() -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        key().grade("x^2 - 4x = 0\nx(x - 4 = 0")
    assert caught.value.message.startswith("Line 2: ")
    assert caught.value.position is not None
    assert caught.value.position > len("x^2 - 4x = 0\n")


def test_readings_of_every_line() -> None:
    assert [(reading.line, reading.latex) for reading in key().readings("x = 4\n\n= 2")] == [(1, "x = 4"), (3, "= 2")]


def test_symbols_are_those_of_the_question() -> None:
    assert key().symbols() == ("x", "=", "^")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"start": None}, "start: a formula is missing"),
        ({"goal": "q = 1"}, "goal: `q = 1`: `q` is not known here; the names are `x` (character 1)"),
        ({"goal": "x + 4"}, "goal: a condition was expected, as the start is"),
        ({"goal": "4x = x^2"}, "goal: it is the start, written a little differently"),
        ({"relation": "equals"}, "relation: 'equals' is not known; it is one of equal, equivalent, implies"),
        ({"relation": "equal"}, "relation: `equal` is for expressions; of equations write `equivalent` or `implies`"),
        ({"max_gap": 0}, "max_gap: a whole number from 1 on was expected, not 0"),
        ({"wrong": [{"expr": "x = 4", "why": "No."}]}, "wrong: {line: formula, why: text} was expected"),
        ({"wrong": [{"line": "4 x = x^2", "why": "No."}]}, "wrong: `4 x = x^2` is right: it follows from every line"),
        ({"goal": "x = 4 or x = 1"}, "goal: `x = 4 or x = 1` does not follow from the line above."),
    ],
)  # fmt: skip
def test_faults_of_the_author_are_named(data: dict[str, Any], said: str) -> None:
    assert str(complaint(**data)).startswith(said)


@pytest.mark.parametrize(
    ("steps", "said", "line"),
    [
        ("", "steps: none found under **Steps:**", 20),
        ("- `x = 4` — solve", "steps: “- `x = 4` — solve” is no step; right would be “1. `x^2 + 1` — the reason”", 20),
        ("1. `x = 4(` — solve", "steps: `x = 4(`: the closing bracket is missing", 20),
        (STEPS + "\n3. x = 4", "steps: “3. x = 4” is no step", 23),
        ("1. `x^2 + 4x = 0` — subtract", "steps: `x^2 + 4x = 0` does not follow from the line above.", 20),
    ],
)
def test_faults_of_a_step_name_its_line(steps: str, said: str, line: int) -> None:
    error = complaint(steps)
    assert str(error).startswith(said)
    assert error.line == line


def test_expressions_are_a_chain_of_equals() -> None:
    found = key(
        "1. `x^2 + 2*x + 1 - 1` — add and subtract 1",
        start="x^2 + 2*x",
        goal="(x + 1)^2 - 1",
        relation=None,
        wrong=None,
    )
    assert found.grade("= x^2 + 2x + 1 - 1\n= (x+1)^2 - 1").score == 1
    assert found.grade("x^2 + 2x = x^2 + 2x + 1 - 1 = (x + 1)^2 - 1").score == 1
