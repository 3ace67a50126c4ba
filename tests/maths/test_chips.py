"""The symbols above the answer box are those of the question."""

from quizzes.maths.chips import MOST, chips_of
from quizzes.maths.declarations import read_declarations
from quizzes.maths.reading import read


def chips(names: dict[str, str], *formulas: str) -> tuple[str, ...]:
    declared = read_declarations(names)
    return chips_of(declared, [read(text, declared.vocabulary) for text in formulas])


def test_names_as_they_are_typed() -> None:
    assert chips({"x": "real", "sigma_1": "positive"}) == ("x", "σ_1")


def test_matrices_have_a_transpose_and_an_inverse_where_it_occurs() -> None:
    assert chips({"X": "matrix(n,n)"}, "X^(-1)") == ("n", "X", "X^T", "^")


def test_functions_and_signs_of_the_answer() -> None:
    assert chips({"z": "real"}, "sigmoid(z) <= log(2)") == ("z", "≤", "sigmoid(", "log(")


def test_every_chip_can_be_read_where_it_is_a_name() -> None:
    declared = read_declarations({"mu": "real", "x_1": "real", "S": "spd(n)"})
    for chip in chips_of(declared, []):
        assert read(chip, declared.vocabulary)


def test_no_more_than_fit_on_two_rows() -> None:
    assert len(chips({f"x_{k}": "real" for k in range(40)})) == MOST
