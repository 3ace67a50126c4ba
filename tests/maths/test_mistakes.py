"""One usual mistake at a time is made in a formula."""

import itertools

from quizzes.maths.domains import Domain
from quizzes.maths.mistakes import MOST, mistakes
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.trees import to_text


def made(text: str, **more: object) -> dict[str, str]:
    vocabulary = Vocabulary(**more)  # type: ignore[arg-type]
    domain = Domain(shapes=vocabulary.shapes, random=vocabulary.random)
    return {to_text(found.tree): found.words for found in mistakes(read(text, vocabulary), domain)}


def test_signs_terms_and_factors() -> None:
    found = made("a*b + c")
    assert found["a*b - c"] == "a wrong sign before `c`"
    assert found["a*b"] == "a missing term `c`"
    assert found["a + c"] == "a missing factor `b`"


def test_derivatives_by_a_wrong_rule() -> None:
    assert made("diff(exp(x^2), x)")["exp(x^2)"].startswith("a forgotten chain rule")


def test_a_function_is_not_changed_before_it_is_differentiated() -> None:
    assert "diff(sin(x) - x, x)" not in made("diff(sin(x) + x, x)")


def test_names_of_one_shape_are_swapped() -> None:
    assert made("A*B", shapes={"A": ("n", "n"), "B": ("n", "n")})["B*A"] == "`A` and `B` swapped"
    assert "v*A" not in made("A*v", shapes={"A": ("n", "n"), "v": ("n",)})


def test_long_formulas_have_no_more_mistakes_than_can_be_tried() -> None:
    tree = read(" + ".join(f"{k}*x^{k}" for k in range(2, 60)), Vocabulary())
    assert sum(1 for _ in itertools.islice(mistakes(tree, Domain()), MOST + 1)) == MOST
