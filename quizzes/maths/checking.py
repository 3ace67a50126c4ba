"""From one case, as JSON, to its verdict: what `check_answers`, the kinds and the review page ask for.

A case has `kind`, `syntax`, `reference` and `response`, or `lines` for a derivation, and `options`. A verdict is
{"correct": bool} or {"first_bad": index or None} with "read_as", "how", "ms"; {"error": message} where a text could not
be read; {"unsupported": reason} where no test decided.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from quizzes.maths import answers, steps
from quizzes.maths.options import Options, read_options
from quizzes.maths.tokens import ReadingError
from quizzes.maths.worker import serve

Case = Mapping[str, Any]


def judge(case: Case) -> dict[str, Any]:
    """The verdict on a case; every failure of ours comes out as "unsupported", never as wrong."""
    started = time.perf_counter()
    verdict: dict[str, Any] = {"id": case["id"]} if "id" in case else {}
    try:
        options = read_options(case)
        work = _of_derivation if case.get("kind") == "derivation" else _of_answer
        verdict |= work(case, options)
    except ReadingError as error:
        verdict |= {"error": error.message, "position": error.position}
    except RecursionError:
        verdict |= {"unsupported": "nested too deep"}
    verdict["ms"] = round((time.perf_counter() - started) * 1000, 1)
    return verdict


def _of_answer(case: Case, options: Options) -> dict[str, Any]:
    judgement = answers.judge_answer(str(case["reference"]), str(case["response"]), options)
    receipt = {"read_as": judgement.read_as, "how": judgement.how}
    if judgement.note:
        receipt["note"] = judgement.note
    if judgement.counterexample:
        receipt["counterexample"] = judgement.counterexample
    if judgement.correct is None:
        return {"unsupported": judgement.note or "no test decided", **receipt}
    return {"correct": judgement.correct, **receipt}


def _of_derivation(case: Case, options: Options) -> dict[str, Any]:
    found = steps.judge_lines([str(line) for line in case["lines"]], options)
    first_bad = steps.first_bad(found)
    details = [step.as_json() for step in found]
    read_as = " ; ".join(step.read_as for step in found)
    if first_bad is None and any(step.status == "open" for step in found):
        why = next(step.note for step in found if step.status == "open")
        return {"unsupported": why or "a step was not decided", "read_as": read_as, "steps": details}
    return {"first_bad": first_bad, "read_as": read_as, "how": steps.how(found), "steps": details}


FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {"judge": judge}


def warm() -> None:
    """Everything that a check may need, imported and used once."""
    from quizzes.maths import symbolics, units

    units.read_measure("8.65 kW")
    for kind, reference, response in (
        ("symbolic", "tanh(x)", "2/(1+e^(-2x)) - 1"),
        ("symbolic", "limit(sin(x)/x, x, 0)", "1"),
        ("equation", "x^2 = 4", "x = 2 or x = -2"),
        ("set", "{1, 2}", "{2, 1}"),
    ):
        judge({"kind": kind, "reference": reference, "response": response})
    assert symbolics


if __name__ == "__main__":
    serve(FUNCTIONS, warm=warm)
