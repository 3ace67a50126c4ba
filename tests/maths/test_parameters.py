"""A seed draws the same numbers for ever, within ranges and conditions."""

from fractions import Fraction
from typing import Any

import pytest

from quizzes.maths.parameters import ParameterError, Parameters, read_parameters


def drawn(params: Any, where: Any = None, let: Any = None, *, seed: int = 1) -> dict[str, Any]:
    return dict(read_parameters(params, where, let).draw(seed).values)


def complaint(params: Any, where: Any = None, let: Any = None) -> tuple[str, str]:
    with pytest.raises(ParameterError) as caught:
        read_parameters(params, where, let).draw(1)
    return caught.value.field, caught.value.message


def test_draws_are_pinned_for_ever() -> None:
    """A failure here means that every learner's open variant would change: do not adjust the numbers."""
    params = {"n": {"int": [1, 1000]}, "p": {"real": [0.1, 0.9, 3]}, "c": {"choice": [3, "1/7", 0.25]}}
    assert [drawn(params, seed=seed) for seed in (0, 1, 2**63)] == [
        {"n": 227, "p": Fraction("0.191"), "c": Fraction(1, 7)},
        {"n": 118, "p": Fraction("0.737"), "c": 3},
        {"n": 43, "p": Fraction("0.465"), "c": 3},
    ]


def test_seeds_draw_different_numbers() -> None:
    assert len({drawn({"n": {"int": [1, 10**6]}}, seed=seed)["n"] for seed in range(50)}) == 50


def test_a_range_of_whole_numbers_reaches_both_ends_by_steps() -> None:
    assert {drawn({"n": {"int": [2, 8, 3]}}, seed=seed)["n"] for seed in range(50)} == {2, 5, 8}


def test_a_range_of_reals_is_exact_to_its_digits() -> None:
    assert {drawn({"p": {"real": [0.1, 0.3, 1]}}, seed=seed)["p"] for seed in range(50)} == {
        Fraction(1, 10),
        Fraction(1, 5),
        Fraction(3, 10),
    }


def test_numbers_written_as_text_are_read() -> None:
    """YAML takes 1e-3 for text."""
    assert drawn({"rate": {"choice": ["1e-3"]}}) == {"rate": Fraction(1, 1000)}


def test_conditions_are_met() -> None:
    params = {"a": {"int": [1, 5]}, "b": {"int": [1, 5]}}
    values = [drawn(params, ["a != b", "not a*b > 10"], seed=seed) for seed in range(50)]
    assert all(value["a"] != value["b"] and value["a"] * value["b"] <= 10 for value in values)


def test_helpers_are_worked_out_in_order_after_conditions_on_parameters() -> None:
    params = {"a": {"int": [1, 2]}, "b": {"int": [1, 2]}}
    values = drawn(params, "a > b", {"gap": "1/(a - b)", "twice": "2*gap"})
    assert values == {"a": 2, "b": 1, "gap": 1, "twice": 2}


def test_conditions_may_speak_of_helpers() -> None:
    assert {
        drawn({"a": {"int": [1, 9]}}, "half == floor(half)", {"half": "a/2"}, seed=s)["a"] % 2 for s in range(20)
    } == {0}


def test_attempts_are_counted() -> None:
    parameters = read_parameters({"a": {"int": [1, 100]}}, "a == 7", None)
    assert parameters.draw(3).attempts > 1


def test_conditions_that_nothing_meets_are_reported() -> None:
    message = "no draw met the conditions in 1000 attempts"
    assert complaint({"a": {"int": [1, 5]}}, "a > 5") == ("where", message)


def test_no_parameters_draw_nothing() -> None:
    assert Parameters().draw(1).values == {}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ([1], "a mapping such as {n: {int: [1, 10, 1]}} was expected"),
        ({True: {"int": [1, 2]}}, "True is no name for YAML; choose another or put it in quotes"),
        ({"2n": {"int": [1, 2]}}, "`2n` is no name; use letters, digits and _, a letter first"),
        ({"pi": {"int": [1, 2]}}, "`pi` has a meaning already; choose another name"),
        ({"n": {"int": [1, 2.5]}}, "`int` takes whole numbers, not [1, 5/2, 1]"),
        ({"n": {"int": [5, 1]}}, "a range goes up, in steps above 0, not from 5 to 1 by 1"),
        ({"n": {"int": [1, 5, 0]}}, "a range goes up, in steps above 0, not from 1 to 5 by 0"),
        ({"n": {"real": [0.05, 1, 1]}}, "`n` begins at a number with more than 1 decimal places"),
        ({"n": {"choice": [1, "a"]}}, "`n`: `a`: `a` is not known here; give a number"),
        ({"n": [1, 2]}, "`n` needs {int: [first, last, step]}, {real: [first, last, digits]} or {choice: [...]}"),
        (
            {"n": {"choice": []}},
            "`n` needs {int: [first, last, step]}, {real: [first, last, digits]} or {choice: [...]}",
        ),
    ],
)
def test_wrong_ranges_are_refused_by_name(params: Any, message: str) -> None:
    assert complaint(params) == ("params", message)


def test_helpers_see_only_what_stands_above_them() -> None:
    field, message = complaint({"n": {"int": [1, 2]}}, None, {"a": "b + n", "b": "n"})
    assert field == "let"
    assert message.startswith("`b + n`: `b` is not known here")


def test_errors_in_helpers_and_conditions_name_the_draw() -> None:
    params = {"n": {"int": [2, 2]}}
    assert complaint(params, None, {"a": "1/(n - 2)"}) == ("let", "`a`: division by zero at n = 2")
    assert complaint(params, "1/(n - 2) > 0") == ("where", "`1/(n - 2) > 0`: division by zero at n = 2")


def test_a_condition_must_compare() -> None:
    message = "`n + 1`: a condition such as `a < b` was expected here (character 1)"
    assert complaint({"n": {"int": [1, 2]}}, "n + 1") == ("where", message)
