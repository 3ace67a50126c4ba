"""Tests of the search for draws that leave a formula without a value."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.maths import pitfalls
from quizzes.maths.evaluating import CalculationError, evaluate
from quizzes.maths.parameters import Parameters, read_parameters
from quizzes.maths.pitfalls import seeds_without_value
from quizzes.maths.reading import formula

WIDE = {"int": [1, 1000]}


def drawing(where: Any = None, let: Any = None, **params: Any) -> Parameters:
    return read_parameters(params, where, let)


def seeds(parameters: Parameters, *texts: str) -> list[int]:
    return list(seeds_without_value(parameters, [formula(text, parameters.names).tree for text in texts]))


def expect_no_value(parameters: Parameters, text: str) -> None:
    """Some seed is found, one at which the formula has no value, and it is the first of all."""
    tree = formula(text, parameters.names).tree

    def fails(seed: int) -> bool:
        try:
            evaluate(tree, parameters.draw(seed).values)
        except CalculationError:
            return True
        return False

    (seed,) = seeds(parameters, text)
    assert next(number for number in range(1, seed + 1) if fails(number)) == seed


@pytest.mark.parametrize(
    "text",
    ["1/(a - 700)", "b/(2*a - 14)", "log(a - 1)", "sqrt(a - 2)", "(a - 9)^-1", "(a - 9)^(1/2)", "(5 - 5*a)!", "comb(2, a - 9)"],
)  # fmt: skip
def test_a_value_that_no_sample_meets_is_found(text: str) -> None:
    expect_no_value(drawing(a=WIDE, b=WIDE), text)


@pytest.mark.parametrize(
    "text", ["1/a", "1/(a + b)", "a/(b*sqrt(a))", "log(a*b)", "a^(1/b)", "(a - b)^2", "1/(2*a - 3)"]
)
def test_what_always_has_a_value_is_none(text: str) -> None:
    assert seeds(drawing(a=WIDE, b=WIDE), text) == []


def test_two_parameters_may_be_at_fault_together() -> None:
    expect_no_value(drawing(a={"int": [2, 30]}, b={"int": [30, 60]}, c=WIDE), "c/(b - a)")


def test_conditions_count() -> None:
    few = {"int": [1, 9]}
    assert seeds(drawing("a != b", a=few, b=few, c=WIDE), "c/(a - b)") == []
    assert seeds(drawing(["a > c", "c > b"], a=few, b=few, c=few), "1/(a - b)") == [], "by way of a third"
    assert seeds(drawing("gap > 0", {"gap": "a - b"}, a=few, b=few), "1/(a - b)") == [], "by way of a helper"
    expect_no_value(drawing("a != 3", a=WIDE), "1/((a - 3)*(a - 7))")


def test_helpers_are_looked_into() -> None:
    assert seeds(drawing(let={"gap": "1/(a - 3)"}, a={"int": [1, 9]}), "gap")
    expect_no_value(drawing(let={"gap": "a - 3", "twice": "2*gap"}, a=WIDE), "1/twice")


def test_each_place_has_its_seed() -> None:
    found = seeds(drawing(a={"int": [1, 900]}), "1/(a - 20)", "a/(a - 20)", "1/(a - 21)")
    assert len(found) == 2, "and places that are alike have one"


def test_variables_of_a_formula_are_none_of_its_parameters() -> None:
    parameters = drawing(a={"int": [1, 9]})
    tree = formula("x/(x - a)", ["a", "x"]).tree
    assert list(seeds_without_value(parameters, [tree])) == []


def test_of_too_many_values_a_larger_sample_is_drawn() -> None:
    parameters = drawing(a=WIDE, b=WIDE)
    assert parameters.size > pitfalls.MOST_VALUES
    expect_no_value(parameters, "log(a + 30*b - 900)")
    huge = drawing(a={"real": ["0.1", 1000, 12]}, b={"int": [1, 10**15]})
    assert seeds(huge, "1/(a - b)") == [], "in bounded time"
