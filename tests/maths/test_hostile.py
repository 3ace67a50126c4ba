"""Inputs that attack or stress the checker end as a verdict, a clear error or undecided; none is called right."""

from collections.abc import Iterator
from typing import Any

import pytest

from quizzes.maths.limits import Pool, Undecided
from tests.bench.maths_cases import hostile_cases

CASES = list(hostile_cases())


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool("quizzes.maths.checking", size=2)
    yield pool
    pool.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_hostile_input_is_never_right_and_harms_nobody(case: dict[str, Any], pool: Pool) -> None:
    try:
        verdict = pool.call("judge", case, 5.0 if case["kind"] == "derivation" else 2.0)
    except Undecided as error:  # out of time or memory: the worker was killed and is replaced
        verdict = {"unsupported": str(error)}
    assert verdict.get("correct") is not True
    assert {"correct", "first_bad", "error", "unsupported"} & verdict.keys()
    assert pool.call("judge", {"kind": "symbolic", "reference": "2 x", "response": "x + x"}, 2.0)["correct"] is True


@pytest.mark.parametrize(
    "text", ["__import__('os').system('id')", "().__class__", "exec('x')", "lambda x: x", "x.__dict__"]
)
def test_what_python_would_run_is_refused_by_name_or_sign(text: str, pool: Pool) -> None:
    assert "error" in pool.call("judge", {"kind": "symbolic", "reference": "x", "response": text}, 2.0)
