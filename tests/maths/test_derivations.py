"""Lines are judged one by one, and the whole by how far they come; the author's way only helps."""

import dataclasses
from typing import Any

import pytest

from quizzes.answers import Grade
from quizzes.maths.declarations import read_declarations
from quizzes.maths.derivations import grade_lines, judge_typed, status_of_wrong
from quizzes.maths.grading import WrongFormula
from quizzes.maths.lines import typed_lines
from quizzes.maths.reading import read
from quizzes.maths.ways import Way


def way(names: dict[str, str], *lines: str, **more: Any) -> Way:
    """The first line is the start, the last one the goal."""
    declared = read_declarations(names)
    start, *steps, goal = (read(line, declared.vocabulary) for line in lines)
    return Way(declared=declared, start=start, goal=goal, steps=tuple(steps), **more)


def graded(path: Way, *lines: str) -> Grade:
    return grade_lines(typed_lines("\n".join(lines), path.declared.vocabulary), path)


def worked_out(path: Way, *lines: str) -> list[str]:
    """The status of each line, to which no line of the author's helps."""
    typed = typed_lines("\n".join(lines), path.declared.vocabulary)
    return [judged.step.status for judged in judge_typed(typed, path, trusting=False)]


def tones(grade: Grade) -> list[str]:
    return [note.tone for note in grade.notes if note.line]


def said(grade: Grade, line: int | None) -> str:
    return next(note.text for note in grade.notes if note.line == line)


SIGMOID = way(
    {"x": "real"},
    "diff(1/(1 + exp(-x)), x)",
    "exp(-x)/(1 + exp(-x))^2",
    "1/(1 + exp(-x)) * exp(-x)/(1 + exp(-x)) + 0*x",
    "sigmoid(x)*(1 - sigmoid(x))",
)
SQUARE = way({"x": "real"}, "x^2 = 4x", "x^2 - 4x = 0", "x*(x - 4) = 0", "x = 0 or x = 4", relation="equivalent")


def test_the_start_may_be_repeated_or_left_out() -> None:
    lines = ["= e^(-x)/(1 + e^(-x))^2", "= sigmoid(x)(1 - sigmoid(x))"]
    assert graded(SIGMOID, *lines).score == 1
    assert graded(SIGMOID, "diff(sigmoid(x), x)", *lines).score == 1
    assert tones(graded(SIGMOID, "diff(sigmoid(x), x)", *lines)) == ["plain", "good", "good"]


def test_first_bad_line_is_pinpointed_and_later_ones_are_judged_against_what_was_written() -> None:
    grade = graded(SIGMOID, "-e^(-x)/(1 + e^(-x))^2", "= -sigmoid(x)(1 - sigmoid(x))")
    assert grade.score == 0
    assert tones(grade) == ["bad", "good"]
    assert said(grade, 1) == "Does not follow. Looks like a wrong sign. At x = 2 the line above is 0.105, yours −0.105."
    assert said(grade, None) == "Line 1 is the first that does not follow."


def test_a_line_that_is_right_again_behind_a_mistake_does_not_follow() -> None:
    grade = graded(SIGMOID, "-e^(-x)/(1 + e^(-x))^2", "= sigmoid(x)(1 - sigmoid(x))")
    assert said(grade, 2) == "Does not follow. It would follow from the start, but not from your line above."


def test_the_goal_alone_is_no_derivation() -> None:
    for lines in (["sigmoid(x)(1 - sigmoid(x))"], ["diff(sigmoid(x), x)", "sigmoid(x)(1 - sigmoid(x))"]):
        grade = graded(SIGMOID, *lines)
        assert grade.score == 0.5
        assert "the way to it is missing" in said(grade, None)


def test_the_start_alone_earns_nothing() -> None:
    assert graded(SIGMOID, "diff(sigmoid(x), x)").score == 0
    assert graded(SIGMOID, "1*diff(sigmoid(x), x)").score == 0


def test_short_of_the_goal_asks_for_the_goal() -> None:
    grade = graded(SQUARE, "x^2 - 4x = 0", "x (x - 4) = 0")
    assert grade.score == 0.8
    assert said(grade, None) == "One more line: write the goal."
    assert "go on to the goal" in said(graded(SQUARE, "x^2 - 4x = 0"), None)


def test_jump_over_more_than_max_gap_is_to_be_filled_in() -> None:
    path = dataclasses.replace(SQUARE, max_gap=1)
    grade = graded(path, "x*(x - 4) = 0", "x = 0 or x = 4")
    assert 0.6 <= (grade.score or 0) < 0.9
    assert said(grade, 1) == "Right, but it jumps over one of our lines: fill in the step between."
    assert graded(path, "x^2 - 4x = 0", "x*(x - 4) = 0", "x = 0 or x = 4").score == 1


def test_own_lines_fill_a_gap_as_well() -> None:
    path = dataclasses.replace(SQUARE, max_gap=1)
    assert graded(path, "4x - x^2 = 0", "x*(4 - x) = 0", "4 - x = 0 or x = 0", "x = 0 or x = 4").score == 1


def test_a_lost_solution_is_named() -> None:
    grade = graded(SQUARE, "x = 4")
    assert "Looks like a division by what may be 0, which loses a solution." in said(grade, 1)
    assert "A solution is lost: x = 0." in said(grade, 1)


def test_an_implication_may_add_solutions() -> None:
    names, lines = {"x": "real"}, ("sqrt(x) = x - 2", "x = (x - 2)^2", "x^2 - 5x + 4 = 0")
    assert graded(way(names, *lines, relation="implies"), *lines[1:]).score == 1
    grade = graded(way(names, *lines, relation="equivalent"), "x = x^2 - 4x + 4")
    assert "Looks like squaring both sides, which adds a solution." in said(grade, 1)


def test_what_could_not_be_told_is_left_to_the_learner() -> None:
    grade = graded(SIGMOID, "gamma(x) + int(x, x)")
    assert (grade.score, grade.undecided) == (None, True)
    assert said(grade, 1) == "We could not tell whether this follows."
    assert said(grade, None) == "We could not decide this; judge it yourself."


def test_known_mistakes_are_found_by_value_with_the_words_of_the_author() -> None:
    wrong = WrongFormula(tree=read("x - 4 = 0", SQUARE.declared.vocabulary), why="Zero was a solution, too.")
    path = dataclasses.replace(SQUARE, wrong=(wrong,))
    assert said(graded(path, "2x = 8"), 1).startswith("Does not follow. Zero was a solution, too. A solution is lost")
    assert status_of_wrong(wrong.tree, path) == "bad"
    assert status_of_wrong(read("x (x - 4) = 0", path.declared.vocabulary), path) == "follows"


@pytest.mark.parametrize(
    ("names", "lines", "wrong"),
    [
        (
            {"X": "matrix(n,d)", "w": "vector(d)", "y": "vector(n)"},
            ["grad(norm(X*w - y)^2, w)/2", "X^T*(X*w - y)", "X^T*X*w - X^T*y"],
            "X*(X*w - y)",
        ),
        (
            {"X": "matrix(n,d)", "Y": "random vector(n)"},
            ["Cov((X^T*X)^(-1)*X^T*Y)", "(X^T*X)^(-1)*X^T*Cov(Y)*((X^T*X)^(-1)*X^T)^T", "(X^T*X)^(-1)*X^T*Cov(Y)*X*(X^T*X)^(-1)"],
            "X^T*Cov(Y)*X",
        ),
        (
            {"X": "matrix(n,d)", "w": "vector(d)", "u": "random vector(n)"},
            ["E[(X^T*X)^(-1)*X^T*(X*w + u)]", "E[w + (X^T*X)^(-1)*X^T*u]", "w + (X^T*X)^(-1)*X^T*E[u]"],
            "w",
        ),
        (
            {"Q": "orthonormal(n,d)", "w": "vector(d)", "y": "vector(n)"},
            ["norm(y - Q*w)^2", "y^T*y - 2*w^T*Q^T*y + w^T*Q^T*Q*w", "y^T*y - 2*w^T*Q^T*y + w^T*w"],
            "y^T*y - w^T*w",
        ),
        (
            {"y": "vector(n)", "f": "vector(n)", "sigma": "positive"},
            [
                "log(product(exp(-(y_i-f_i)^2/(2*sigma^2))/sqrt(2*pi*sigma^2), i, 1, n))",
                "sum(-(y_i-f_i)^2/(2*sigma^2) - 1/2*log(2*pi*sigma^2), i, 1, n)",
                "-n/2*log(2*pi*sigma^2) - 1/(2*sigma^2)*sum((y_i-f_i)^2, i, 1, n)",
            ],
            "-log(2*pi*sigma^2) - 1/(2*sigma^2)*sum((y_i-f_i)^2, i, 1, n)",
        ),
        (
            {"z": "vector(k)"},
            ["jacobian(softmax(z), z)", "diag(softmax(z)) - softmax(z)*softmax(z)^T", "diag(softmax(z)) - outer(softmax(z), softmax(z))"],
            "diag(softmax(z))",
        ),
        (
            {"f": "real", "g": "random"},
            ["E[(f-g)^2]", "E[(f - E[g] + E[g] - g)^2]", "(f-E[g])^2 + Var(g)"],
            "(f-E[g])^2",
        ),
        (
            {"D": "random", "T": "random"},
            ["P(D|T)/P(not D|T)", "P(T|D)*P(D)/(P(T|not D)*P(not D))", "P(D)/P(not D)*(P(T|D)/P(T|not D))"],
            "P(D|T)*P(D)/(P(T|not D)*P(not D))",
        ),
        (
            {"p": "distribution(n)", "q": "distribution(n)"},
            ["-sum(p_i*log(q_i), i, 1, n)", "-sum(p_i*log(p_i), i, 1, n) + sum(p_i*log(p_i/q_i), i, 1, n)", "H(p) + KL(p, q)"],
            "H(p) - KL(p, q)",
        ),
    ],
)  # fmt: skip
def test_derivations_of_the_trade(names: dict[str, str], lines: list[str], wrong: str) -> None:
    path = way(names, lines[0], lines[-1])
    assert worked_out(path, *lines[1:]) == ["follows"] * (len(lines) - 1)
    assert worked_out(path, wrong) == ["bad"]


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (
            {"X": "matrix(n,d)", "w": "vector(d)", "y": "vector(n)", "lambda": "positive"},
            ["grad(norm(X*w-y)^2 + lambda*norm(w)^2, w) = 0", "X^T*X*w + lambda*w = X^T*y", "w = (X^T*X + lambda*I)^(-1)*X^T*y"],
        ),
        (
            {"x": "vector(n)", "mu": "real"},
            ["sum(x_i - mu, i, 1, n) = 0", "sum(x_i, i, 1, n) - n*mu = 0", "mu = 1/n*sum(x_i, i, 1, n)"],
        ),
        (
            {"p": "probability", "k": "positive", "n": "positive"},
            ["diff(k*log(p) + (n-k)*log(1-p), p) = 0", "k/p = (n-k)/(1-p)", "p = k/n"],
        ),
        (
            {"m": "real", "mu": "real", "sigma": "positive", "n": "integer positive", "z": "positive"},
            ["abs((m-mu)/(sigma/sqrt(n))) <= z", "-z*sigma/sqrt(n) <= m-mu <= z*sigma/sqrt(n)", "m - z*sigma/sqrt(n) <= mu <= m + z*sigma/sqrt(n)"],
        ),
        (
            {"a": "real", "b": "real"},
            ["a = 1 + b/2 + a/2 and b = 1 + a/2", "a = 2 + b and b = 1 + a/2", "a = 6 and b = 4"],
        ),
    ],
)  # fmt: skip
def test_equations_of_the_trade(names: dict[str, str], lines: list[str]) -> None:
    path = way(names, lines[0], lines[-1], relation="equivalent")
    assert worked_out(path, *lines[1:]) == ["follows"] * (len(lines) - 1)
