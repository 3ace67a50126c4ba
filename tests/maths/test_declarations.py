"""The field `vars`: what is declared may be typed, and is drawn as it was declared; faults are named."""

from typing import Any

import pytest

from quizzes.maths.declarations import DeclarationError, read_declarations


def complaint(given: Any) -> str:
    with pytest.raises(DeclarationError) as caught:
        read_declarations(given)
    return caught.value.message


def test_plain_names_and_their_sorts() -> None:
    declared = read_declarations({"x": "real", "n": "integer positive", "p": "probability"})
    assert declared.vocabulary.names == ("x", "n", "p")
    assert declared.domain.sort("n") == {"integer", "positive"}


def test_sizes_may_be_typed_and_are_whole() -> None:
    declared = read_declarations({"X": "matrix(n, d)", "w": "vector(d)"})
    assert declared.vocabulary.shapes == {"X": ("n", "d"), "w": ("d",)}
    assert declared.vocabulary.names == ("d", "n")
    assert declared.domain.sort("n") == {"integer", "positive"}


def test_structures_of_matrices() -> None:
    declared = read_declarations({"S": "spd(n)", "Q": "orthonormal(n, d)", "p": "distribution(n)"})
    assert declared.domain.structures == {"S": "spd", "Q": "orthonormal", "p": "distribution"}
    assert declared.domain.shapes["S"] == ("n", "n")


def test_positive_vectors() -> None:
    declared = read_declarations({"x": "positive vector(n)"})
    assert declared.domain.structures == {"x": "positive"}
    assert declared.assumptions(["x"]) == "x of size n positive"


def test_random_names_functions_and_greek_letters() -> None:
    declared = read_declarations(
        {"X": "random independent", "Y": "independent random", "f": "function", "σ": "positive"}
    )
    assert declared.domain.random == ("X", "Y")
    assert declared.domain.independent
    assert declared.vocabulary.functions == ("f",)
    assert declared.vocabulary.declares("sigma")


def test_random_vector() -> None:
    declared = read_declarations({"Y": "random vector(n)"})
    assert declared.domain.random == ("Y",)
    assert declared.domain.shapes == {"Y": ("n",)}


def test_i_is_the_imaginary_unit_only_among_complex_names() -> None:
    assert read_declarations({"z": "complex"}).vocabulary.imaginary_units == ("i",)
    assert read_declarations({"x": "real"}).vocabulary.imaginary_units == ()


def test_nothing_declared() -> None:
    assert read_declarations(None).vocabulary.names == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["x"], "a mapping such as {x: real, n: integer positive} was expected"),
        ({"x": "reel"}, "`x`: `reel` is not known; did you mean `real`?"),
        ({"x": "matrix(n)"}, "`x`: write `matrix(n, d)`; sizes are single letters or numbers"),
        ({"x": "matrix 3x2"}, "`x`: write `matrix(n, d)`; sizes are single letters or numbers"),
        ({"x": "positive negative"}, "`x` cannot be both positive and negative"),
        ({"e": "real"}, "`e` is Euler's number; choose another name"),
        ({"log": "real"}, "`log` is a function that is known already; choose another name"),
        ({1: "real"}, "1 is no name for YAML; choose another or put it in quotes"),
        ({"x y": "real"}, "`x y` is no name; use letters, digits and an index, as in x_1"),
        ({"x": 3}, "`x`: words such as `real` or `integer positive` were expected"),
        ({"X": "matrix(n,d)", "n": "random"}, "`n` is a size and cannot be anything else; rename one of them"),
        ({"σ": "real", "sigma": "real"}, "`sigma` is declared twice"),
        ({"f": "function real"}, "`f`: `function` stands alone"),
        ({"X": "random positive"}, "`X`: `positive` is for plain numbers, not for matrices or random ones"),
        ({"X": "random independent", "Y": "random"}, "`Y` is random, but not independent"),
        ({"p": "probability integer"}, "`p`: a probability lies between 0 and 1"),
        ({"Q": "orthonormal(2, 3)"}, "`Q`: columns cannot be orthonormal where there are fewer rows"),
        ({"X": "matrix(99, 2)"}, "`X`: sizes in numbers go up to 6; use a letter"),
        ({"X": "matrix(n,n)", "I": "real"}, "beside matrices `I` is the identity; choose another name"),
    ],
)  # fmt: skip
def test_faults_are_named(given: Any, said: str) -> None:
    assert complaint(given).startswith(said)


def test_assumptions_in_words() -> None:
    declared = read_declarations(
        {"x": "real", "s": "positive", "n": "integer positive", "X": "matrix(n,d)", "Y": "random"}
    )
    assert declared.assumptions(["x", "s"]) == "s above 0"
    assert declared.assumptions(["n", "X", "Y"]) == "X of size n by d, Y random"
