"""Judging mathematics: agreement with what is expected, latency, memory and hostile input, beside two peers.

The cases are made from the banks in content/: each accepted answer, test and reference line is expected to be right,
each `wrong:` and each test of a wrong answer to be refused. `--cases FILE` measures by cases of your own instead, one
JSON object a line as `check_answers` takes them, with `expected` or `expected_first_bad` beside.

Peers: sympy's `simplify(a - b) == 0` on what its own parser reads, and Math-Verify, which is not in the locks
(`uv pip install math-verify`); both in a process of their own with the same limit of time.
"""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quizzes.maths.limits import OutOfMemory, OutOfTime, Pool, Undecided
from tests.bench.figures import Figure, ratio
from tests.bench.maths_cases import cases_of_banks, hostile_cases
from tests.bench.workshop import Workshop

TITLE = "Mathematics: answers and derivations judged in a warm worker"
SECONDS = {"derivation": 5.0}
ANSWER_SECONDS = 2.0
OVERTIME = 0.3  # seconds beyond the limit that a hostile input may take
PEERS = {"naive simplify(a - b) == 0": "naive", "Math-Verify": "math-verify"}

Case = Mapping[str, Any]
Outcome = tuple[str, float]  # "agrees", "differs" or "open"; milliseconds


def measure(workshop: Workshop) -> list[Figure]:
    cases = _read(workshop.cases) if workshop.cases else list(cases_of_banks())
    pool = Pool("quizzes.maths.checking", size=2)
    try:
        begun = time.monotonic()
        pool.wait_until_warm()
        warm = time.monotonic() - begun
        memory = [each["memory"] / 2**20 for each in pool.workers()]
        ours = [_judged(pool, case) for case in cases]
        hostile = [_hostile_overtime(pool, case) for case in hostile_cases()]
    finally:
        pool.close()
    answers = [outcome for case, outcome in zip(cases, ours, strict=True) if case["kind"] != "derivation"]
    derivations = [outcome[1] for case, outcome in zip(cases, ours, strict=True) if case["kind"] == "derivation"]
    figures = [*_agreement("", cases, ours), *_by_kind(cases, ours)]
    latency = Figure(name="an answer", values=[ms for _, ms in answers], unit="ms", at_most=15, note="p95 at most 150")
    figures += [
        latency,
        Figure(name="a derivation", values=derivations, unit="ms", note="p95 at most 600"),
        Figure(name="worker, after warming up", values=memory, unit="MB", at_most=120),
        Figure(name="until the first worker is warm", values=[warm], unit="s", at_most=2),
        Figure(name="hostile input, beyond its limit", values=hostile, unit="s", at_most=OVERTIME),
    ]
    plain = [case for case in cases if case["kind"] != "derivation"]
    for name, peer in PEERS.items():
        figures += _peer(name, peer, plain, latency)
    return figures


def _read(file: Path) -> list[Case]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _judged(pool: Pool, case: Case) -> Outcome:
    begun = time.perf_counter()
    try:
        verdict = pool.call("judge", _without_expectation(case), SECONDS.get(case["kind"], ANSWER_SECONDS))
    except Undecided:
        verdict = {}
    return _outcome(case, verdict), (time.perf_counter() - begun) * 1000


def _without_expectation(case: Case) -> dict[str, Any]:
    return {name: value for name, value in case.items() if not name.startswith("expected")}


def _outcome(case: Case, verdict: Mapping[str, Any]) -> str:
    name, wanted = ("first_bad", "expected_first_bad") if case["kind"] == "derivation" else ("correct", "expected")
    if name not in verdict:
        return "open"
    if verdict[name] == case[wanted]:
        return "agrees"
    return "wrongly right" if case[wanted] not in (True, None) and verdict[name] in (True, None) else "differs"


def _agreement(name: str, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    count = Counter(outcome for outcome, _ in outcomes)
    decided = len(outcomes) - count["open"]
    indent = "  " if name else ""

    def share(part: int, whole: int) -> list[float]:
        return [100 * part / whole] if whole else []

    goals: dict[str, float | None] = (
        {"all": None, "decided": None, "open": None, "wrong": None}
        if name
        else {"all": 92, "decided": 97, "open": 3, "wrong": 0.5}
    )
    of = f"of {len(cases)} cases" if not name else ""
    yield Figure(
        name=f"{indent}{name or 'agreement'}",
        values=share(count["agrees"], len(outcomes)),
        unit="%",
        at_least=goals["all"],
        note=of,
    )
    if name:
        return
    yield Figure(name="  of those decided", values=share(count["agrees"], decided), unit="%", at_least=goals["decided"])
    yield Figure(
        name="  undecided or unread", values=share(count["open"], len(outcomes)), unit="%", at_most=goals["open"]
    )
    yield Figure(
        name="  wrong ones called right",
        values=share(count["wrongly right"], len(outcomes)),
        unit="%",
        at_most=goals["wrong"],
    )


def _by_kind(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for case, outcome in zip(cases, outcomes, strict=True):
        by_kind[case["kind"]].append(outcome)
    for kind, found in sorted(by_kind.items()):
        agreed = sum(outcome == "agrees" for outcome, _ in found)
        yield Figure(name=f"  {kind}", values=[100 * agreed / len(found)], unit="%", note=f"{agreed} of {len(found)}")


def _hostile_overtime(pool: Pool, case: Case) -> float:
    limit = SECONDS.get(case["kind"], ANSWER_SECONDS)
    begun = time.monotonic()
    with contextlib.suppress(OutOfTime, OutOfMemory, Undecided):
        verdict = pool.call("judge", dict(case), limit)
        assert verdict.get("correct") is not True, f"called right: {str(case)[:200]}"
    return max(0.0, time.monotonic() - begun - limit)


# --- the peers -------------------------------------------------------------------------------------------------------


def _peer(name: str, peer: str, cases: Sequence[Case], ours: Figure) -> Iterator[Figure]:
    outcomes = _peer_outcomes(peer, cases)
    if outcomes is None:
        yield Figure(name=f"peer: {name}", note="it is not installed")
        return
    agreed = sum(outcome == "agrees" for outcome, _ in outcomes)
    yield Figure(name=f"peer: {name}, agreement", values=[100 * agreed / len(outcomes)], unit="%")
    latency = Figure(name="  an answer", values=[ms for _, ms in outcomes], unit="ms")
    yield latency
    yield ratio("  ours in theirs", ours, latency)


def _peer_outcomes(peer: str, cases: Sequence[Case]) -> list[Outcome] | None:
    """One process, started again where it was killed for its time; None where the peer is not there."""
    process = _started(peer)
    if process is None:
        return None
    outcomes: list[Outcome] = []
    for case in cases:
        assert process is not None
        begun = time.perf_counter()
        answer = _asked(process, case)
        elapsed = (time.perf_counter() - begun) * 1000
        if answer is None:
            process.kill()
            process.wait()
            process = _started(peer)
        outcomes.append((_outcome(case, {} if answer is None else {"correct": answer}), elapsed))
    if process is not None:
        process.kill()
        process.wait()
    return outcomes


def _started(peer: str) -> subprocess.Popen[str] | None:
    command = [sys.executable, "-m", "tests.bench.peer_maths", peer]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    if process.stdout.readline().strip() == "ready":
        return process
    process.kill()
    process.wait()
    return None


def _asked(process: subprocess.Popen[str], case: Case) -> bool | None:
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(_without_expectation(case)) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    if not select.select([process.stdout], [], [], ANSWER_SECONDS)[0]:
        return None
    line = process.stdout.readline()
    return json.loads(line) if line else None
