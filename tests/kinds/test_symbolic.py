"""The symbolic kind: an author's block is checked, a formula is judged, parameters are drawn into formulas."""

from typing import Any

import pytest

from quizzes.answers import FieldError, Fields, Grade
from quizzes.kinds.symbolic import Symbolic

BLOCK: dict[str, Any] = {
    "vars": {"z": "real", "y": "real"},
    "answer": "sigmoid(z) - y",
    "wrong": [{"expr": "y - sigmoid(z)", "why": "Sign."}],
}


def fields(prompt: str = "", **data: Any) -> Fields:
    given = {**BLOCK, **data}
    return Fields(data={name: value for name, value in given.items() if value is not None}, sections={}, prompt=prompt)


def key(prompt: str = "", **data: Any) -> Symbolic:
    block = fields(prompt, **data)
    found = Symbolic.from_fields(block)
    found.check(block)
    return found


def graded(text: str, **data: Any) -> Grade:
    return key(**data).grade(text)


def complaints(prompt: str = "", **data: Any) -> list[str]:
    with pytest.raises(FieldError) as caught:
        key(prompt, **data)
    found: list[str] = []
    error: BaseException | None = caught.value
    while error:
        found.append(str(error))
        error = error.__cause__
    return found


def test_equal_formulas_are_right_in_either_notation() -> None:
    for text in ("1/(1 + e^-z) - y", "σ(z) − y", r"\frac{1}{1+e^{-z}}-y"):
        assert graded(text).score == 1


def test_known_mistake_gives_the_feedback_of_the_author() -> None:
    grade = graded("y - 1/(1 + exp(-z))")
    assert grade.score == 0
    assert grade.notes[0].text == "Sign."


def test_several_accepted_formulas() -> None:
    accepted = {"answer": ["x", "-x"], "vars": {"x": "real"}, "wrong": None}
    assert graded("0 - x", **accepted).score == 1


def test_parameters_are_drawn_into_answer_and_mistakes() -> None:
    block = {
        "vars": {"x": "real"}, "params": {"a": {"int": [2, 9]}}, "let": {"b": "a + 1"}, "answer": "a*x^b",
        "wrong": [{"expr": "x^b", "why": "The factor is lost."}],
    }  # fmt: skip
    drawn = key("Write it with {{a}}.", **block).variant(3)
    a, b = (int(drawn.placeholders()[name]) for name in "ab")
    assert drawn.shown_answer() == f"${a}x^{{{b}}}$"
    assert drawn.grade(f"{a}x^{b}").score == 1
    assert drawn.grade(f"x^{b}").notes[0].text == "The factor is lost."
    assert drawn.grade(drawn.model_answer()).score == 1


def test_key_without_parameters_has_one_variant() -> None:
    assert key().variant(1) == key().variant(2)


def test_readings_show_what_is_typed_and_never_raise() -> None:
    assert key().readings("σ(z)")[0].latex == r"\sigma(z)"
    assert key().readings("2z(3")[0].position == 4
    assert key().readings("") == ()


def test_symbols_are_those_of_the_question() -> None:
    assert key().symbols() == ("z", "y", "sigmoid(")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"answer": None}, "answer: a formula is missing"),
        ({"answer": "sigmoid(z) - q"}, "answer: `sigmoid(z) - q`: `q` is not known here; the names are `z`, `y` (character 14)"),
        ({"answer": True}, "answer: a formula was expected, not True"),
        ({"vars": {"z": "reel", "y": "real"}}, "vars: `z`: `reel` is not known; did you mean `real`?"),
        ({"wrong": [{"expr": "-y + sigmoid(z)", "why": "No."}]}, "wrong: `-y + sigmoid(z)` equals the answer"),
        ({"wrong": [{"expr": "y"}]}, "wrong: {expr: formula, why: text} was expected, not {'expr': 'y'}"),
        ({"wrong": [{"expr": "y", "why": " "}]}, "wrong: `y` says not why; fill `why: text`"),
        ({"form": "nice"}, "form: 'nice' is not known; it is one of expanded, factored, "),
        ({"form": "expanded", "answer": "y (z + 1)", "wrong": None}, "answer: `y*(z + 1)` is not accepted: The value is right."),
        ({"forbid": ["dif"]}, "forbid: `dif` is no function that is known"),
        ({"forbid": ["sigmoid"]}, "forbid: the answer itself uses `sigmoid`"),
        ({"up_to": "luck"}, "up_to: 'luck' is not known; it is one of constant, sign, factor"),
        ({"params": {"y": {"int": [1, 2]}}}, "vars: `y` stands in `params` or `let`, too; choose another name"),
        ({"params": {"a": {"int": [1, 2]}}}, "params: `a` stands neither in the prompt, as {{a}}, nor in `let`"),
        ({"params": {"a": {"int": "few"}}}, "params: `a` needs {int: [first, last, step]}"),
    ],
)  # fmt: skip
def test_faults_of_the_author_are_named(data: dict[str, Any], said: str) -> None:
    assert complaints(**data)[0].startswith(said)


def test_every_fault_is_told_at_once() -> None:
    assert len(complaints(answer="q", vars={"z": "reel"}, up_to="luck")) == 4


def test_a_mistake_that_is_right_for_some_values_is_refused() -> None:
    block = {"vars": {"x": "real"}, "params": {"a": {"choice": [2]}}, "answer": "a*x",
             "wrong": [{"expr": "x + x", "why": "Twice."}]}  # fmt: skip
    assert complaints("{{a}}", **block) == ["wrong: `x + x` equals the answer at a = 2 (seed 1)"]


def test_a_rare_draw_that_divides_by_zero_is_named_with_its_seed() -> None:
    block = {"vars": {"x": "real"}, "params": {"a": {"int": [1, 800]}}, "answer": "x/(a - 300)", "wrong": None}
    (found,) = complaints("{{a}}", **block)
    assert found.startswith("answer: `x/(a - 300)`: division by zero at a = 300 (seed ")
