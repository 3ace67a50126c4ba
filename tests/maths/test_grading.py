"""A typed formula is held against the accepted ones; every verdict says how it came about."""

import dataclasses
from typing import Any

import pytest

from quizzes.answers import Grade, UnreadableAnswer
from quizzes.maths.declarations import read_declarations
from quizzes.maths.grading import Expected, WrongFormula, grade_formula, reading_of
from quizzes.maths.reading import read

NAMES = {"x": "real", "y": "real"}


def expected(*accepted: str, names: Any = None, **more: Any) -> Expected:
    declared = read_declarations(names or NAMES)
    return Expected(declared=declared, accepted=tuple(read(text, declared.vocabulary) for text in accepted), **more)


def graded(text: str, *accepted: str, **more: Any) -> Grade:
    return grade_formula(text, expected(*accepted, **more))


def texts(grade: Grade) -> list[str]:
    return [note.text for note in grade.notes]


def test_equal_formula_is_right() -> None:
    grade = graded("(x - y)(x + y)", "x^2 - y^2")
    assert grade == Grade(
        score=1.0, receipt="Read as (x - y)*(x + y); compared with the right answer by value at 12 points."
    )


def test_any_accepted_formula_will_do() -> None:
    assert graded("y", "x", "y").score == 1


def test_wrong_formula_gets_a_place_where_it_fails() -> None:
    grade = graded("x^2 + 5 y", "x^2 - 3 y")
    assert grade.score == 0
    assert texts(grade) == ["At x = 2, y = 3 the right answer is −5, yours 19."]


def test_usual_slip_is_named_before_the_place() -> None:
    assert texts(graded("y - x", "x - y"))[0] == "Looks like a wrong sign."


def test_known_mistake_is_told_in_the_words_of_the_author() -> None:
    wrong = WrongFormula(tree=read("y - x", ["x", "y"]), why="The other way round.")
    assert texts(graded("-(x - y)", "x - y", wrong=(wrong,)))[0] == "The other way round."


def test_left_side_is_left_out() -> None:
    assert graded("dL/dx = 2x", "2x").score == 1
    assert graded("f(x, y) = 2x", "2x").score == 1


def test_equation_is_compared_by_its_solutions() -> None:
    assert graded("2x = 4", "x = 2").score == 1
    assert graded("x^2 = 4", "x = 2").score == 0


def test_shapes_are_named() -> None:
    names = {"A": "matrix(n,d)", "v": "vector(d)"}
    assert (
        texts(graded("v^T*A^T", "A*v", names=names))[-1]
        == "A column of 3 entries was expected, not a row of 3 entries."
    )


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("2x(3", 4, "The closing bracket is missing: `(` at character 3. Put `)` at the end."),
        ("x + z", 4, "`z` is not known here. The names are `x`, `y`."),
        ("  ", 0, "Nothing was typed. Give a formula."),
        ("y = 2x(3", 8, "The closing bracket is missing: `(` at character 7. Put `)` at the end."),
    ],
)
def test_unreadable_answer_names_the_place(text: str, position: int, said: str) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        graded(text, "x")
    assert (caught.value.message, caught.value.position) == (said, position)


def test_what_was_not_decided_is_left_to_the_learner() -> None:
    grade = graded("x", "gamma(x) + int(x, x)")
    assert (grade.score, grade.undecided) == (None, True)
    assert texts(grade) == ["We could not decide this; judge it yourself. The right answer is shown below."]


def test_right_value_in_another_form_is_half_right() -> None:
    grade = graded("(x - y)(x + y)", "x^2 - y^2", form="expanded")
    assert (grade.score, texts(grade)) == (0.5, ["The value is right. Multiply all brackets out."])


def test_forbidden_function_is_wrong() -> None:
    grade = graded("diff(x^2, x)", "2x", forbid=("diff",))
    assert (grade.score, texts(grade)) == (0.0, ["`diff` is not to be used here."])


def test_up_to_a_constant_a_sign_or_a_factor() -> None:
    constant = {"up_to": "constant", "variable": "x"}
    assert graded("x^2/2 + C", "x^2/2", **constant).score == 1
    assert graded("x^2", "x^2/2", **constant).score == 0
    assert graded("-x", "x", up_to="sign").score == 1
    assert graded("2x", "x", up_to="sign").score == 0
    assert graded("[2x, 2y]", "[x, y]", up_to="factor").score == 1
    assert graded("[2x, y]", "[x, y]", up_to="factor").score == 0


def test_latex_is_read_without_being_asked_for() -> None:
    assert graded(r"\frac{x^{2}}{2}", "x^2/2").score == 1


def test_reading_shows_what_was_understood() -> None:
    vocabulary = expected("x").vocabulary
    assert reading_of("1/2x", vocabulary).latex == r"\frac{1}{2} \cdot x"
    assert dataclasses.asdict(reading_of("2x(", vocabulary, line=3)) == {
        "line": 3,
        "latex": "",
        "error": "The closing bracket is missing: `(` at character 3. Put `)` at the end.",
        "position": 3,
    }
