"""What a case or a question says beside its formulas becomes a vocabulary, a domain and options."""

from quizzes.maths.declarations import read_declarations
from quizzes.maths.options import options_for, read_options


def test_symbols_of_a_case() -> None:
    symbols = {"X": "matrix nxd", "w": "vector d", "n": "positive integer", "Y": "random"}
    options = read_options(
        {"kind": "symbolic", "syntax": "latex", "ref_syntax": "ascii", "options": {"symbols": symbols}}
    )
    assert options.vocabulary.shapes == {"X": ("n", "d"), "w": ("d",)}
    assert options.vocabulary.random == ("Y",)
    assert options.domain.sort("n") == {"positive", "integer"}
    assert (options.vocabulary.syntax, options.reference_vocabulary.syntax) == ("latex", "ascii")


def test_assumptions_of_a_case() -> None:
    assert read_options({"options": {"assume": "positive"}}).domain.sort("x") == {"positive"}
    assert read_options({"options": {"assume": ["x, positive", "n,integer"]}}).domain.sort("n") == {"integer"}


def test_question_declares_its_own_names() -> None:
    declared = read_declarations({"x": "real"})
    options = options_for(declared, form="expanded")
    assert options.vocabulary is declared.vocabulary
    assert options.raw == {"form": "expanded"}
