"""From questions to what their own tests find, in worker processes: a check that hangs holds up nothing else."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from quizzes.banks.keys import fields_to_json, key_from_json
from quizzes.banks.problems import Problem
from quizzes.banks.questions import Bank, Question
from quizzes.banks.trials import SEEDS, Findings, Trial, run_trials
from quizzes.maths.limits import Pool, Undecided
from quizzes.maths.worker import serve

WORKERS = 2
SLACK = 10.0  # seconds beyond what the gradings may take, for drawing variants and for a busy machine


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """problems: the tests that failed.   run: gradings made.   undecided: those that nobody but the learner judges."""

    problems: tuple[Problem, ...] = ()
    run: int = 0
    undecided: int = 0


def rehearse(banks: Iterable[Bank], *, progress: Callable[[str, int], None] | None = None) -> Rehearsal:
    """Run the tests of all questions. progress: called with the file after each question."""
    pairs = [(bank.file, question) for bank in banks for question in bank.questions if question.trials]
    if not pairs:
        return Rehearsal()
    problems: list[Problem] = []
    run = undecided = 0
    pool = Pool(__name__, size=WORKERS)
    try:
        with ThreadPoolExecutor(WORKERS) as threads:
            results = threads.map(lambda pair: _asked(pool, pair[1]), pairs)
            for (file, question), found in zip(pairs, results, strict=True):
                run, undecided = run + found.run, undecided + found.undecided
                problems += (
                    Problem(file=file, line=line, message=f"{question.slug}: {message}")
                    for line, message in found.failures
                )
                if progress:
                    progress(file, 1)
    finally:
        pool.close()
    return Rehearsal(problems=tuple(sorted(problems)), run=run, undecided=undecided)


def _asked(pool: Pool, question: Question) -> Findings:
    given = {
        "kind": question.kind,
        "fields": fields_to_json(question.fields),
        "trials": [dataclasses.asdict(trial) for trial in question.trials],
    }
    seconds = SLACK + question.key.deadline * len(question.trials) * len(SEEDS)
    try:
        result = pool.call("run", given, seconds)
    except Undecided as error:
        return Findings(failures=((question.line, f"its tests came to no end: {error}"),), run=len(question.trials))
    return Findings(
        failures=tuple((line, message) for line, message in result["failures"]),
        run=result["run"],
        undecided=result["undecided"],
    )


def _run(given: dict[str, Any]) -> dict[str, Any]:
    """On the far side: the same in JSON."""
    key = key_from_json(given["kind"], given["fields"])
    return dataclasses.asdict(run_trials(tuple(Trial(**trial) for trial in given["trials"]), key))


def without_tests(banks: Iterable[Bank]) -> Iterator[Question]:
    """Questions in use that are judged by a check but lack a right or a wrong answer among their tests."""
    for bank in banks:
        for question in bank.questions:
            verdicts = {trial.verdict for trial in question.trials}
            if question.key.box != "reveal" and not question.retired and not {"right", "wrong"} <= verdicts:
                yield question


if __name__ == "__main__":
    # By words alone, whatever is installed here: a bank's tests are to say the same on every machine.
    os.environ["PROSE_BACKEND"] = "lexical"
    serve({"run": _run})
