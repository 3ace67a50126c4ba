"""Fits the weights of quizzes/prose/calibration.py and prints them: .venv/bin/python -m tests.bench.fit_prose

Fitted to: what two readers gave the answers to the first FITTED questions of prose.jsonl; the tests of the banks' other
free questions; and answers made up of those that must earn nothing (the reference denied, the question copied, a right
answer to another question, a few words of one). For a reference alone the points are left out, and every other question
of prose_short.py is fitted to as well. The other questions of both are never fitted to: they tell what the weights are
worth. Takes some minutes; without a sentence model, only the weights for words are fitted.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from quizzes.banks.folder import read_folder
from quizzes.prose import calibration, measures, scoring
from quizzes.prose.blending import Reader, denied
from quizzes.prose.calibration import HIGHEST, LOWEST, guess
from quizzes.prose.checking import Rubric, read_case
from quizzes.prose.findings import find_points, read_answer
from quizzes.prose.model import folder_of, loaded
from quizzes.prose.points import prepared
from quizzes.prose.traps import Trap, trap_of
from tests.bench.prose import READ_BY_TWO, pearson
from tests.bench.prose_short import SHORT

FITTED = 30  # questions
ROOT = Path(__file__).parents[2]
RANGES = {"right": (0.9, 1.0), "wrong": (0.0, 0.3)}  # of a bank's test; "partly" brings its own
# Weight of an answer by where it comes from. The banks' tests count more for words, by which they are tried.
WEIGHTS = {"read": 1.0, "trial": 3.0, "made up": 0.5, "other question": 1.5, "reference": 0.3}
# The banks' tests were written for points; without them they say little.
ALONE_WEIGHTS = {
    "read": 1.0,
    "short": 2.0,
    "trial": 0.02,
    "made up": 0.2,
    "other question": 0.4,
    "reference": 0.02,
}
MADE_UP = ("trial", "made up", "other question", "reference")
# A point made shall never cost anything, a slip never pay.
SIGNS = {"score": 1, "bulk": 1, "meant bulk": 1, "turned": -1, "misconceived": -1}
TRIAL_BY_MEANING = 0.7
RIDGE = 0.1
STEPS = 40


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """An answer and the lowest and highest score that it may have. source: one of WEIGHTS, or "held back"."""

    source: str
    rubric: Rubric
    text: str
    low: float
    high: float


def main() -> None:
    folder = folder_of(os.environ)
    meaning = loaded(folder) if folder else None
    if meaning is None:
        print("No sentence model; `make prose` installs it.")
    for alone in (False, True):
        every = list(cases(alone=alone))
        for reader in (None, meaning) if meaning else (None,):
            rows = [(case, found) for case in every if (found := measured(case, reader)) is not None]
            print_fit(rows, ("ALONE_" if alone else "") + ("MEANING" if reader else "WORDS"))


def print_fit(rows: Sequence[tuple[Case, dict[str, float]]], name: str) -> None:
    names = [each for each in getattr(calibration, name) if each]
    alone = name.startswith("ALONE")
    rows = [(case, measures.alone(found) if alone else found) for case, found in rows]
    shares = ALONE_WEIGHTS if alone else WEIGHTS | ({"trial": TRIAL_BY_MEANING} if name == "MEANING" else {})
    weights = fitted([case for case, _ in rows], [found for _, found in rows], names=names, shares=shares)
    print(f"{name} = {json.dumps(weights, indent=4)}")
    for source in dict.fromkeys(case.source for case, _ in rows):
        pairs = [(guess(found, weights), (case.low + case.high) / 2) for case, found in rows if case.source == source]
        print(f"# {source}: {len(pairs)} answers, mean {np.mean(pairs, axis=0).round(2)}, r {pearson(pairs):.3f}")


def cases(*, alone: bool = False) -> Iterator[Case]:
    """alone: the rubrics are references without points."""
    read = [json.loads(line) for line in READ_BY_TWO.read_text(encoding="utf-8").splitlines()]
    for number, question in enumerate(read):
        source = "read" if number < FITTED else "held back"
        for text, *readers in question["answers"]:
            rubric, _ = read_case({**question, "response": text})
            rubric = bare(rubric) if alone else rubric
            yield Case(source=source, rubric=rubric, text=text, low=np.mean(readers), high=np.mean(readers))
    for case in of_banks({question["slug"] for question in read[FITTED:]}):
        yield dataclasses.replace(case, rubric=bare(case.rubric)) if alone else case
    for number, (question, reference, answers) in enumerate(SHORT if alone else ()):
        rubric = Rubric(question=question, reference=reference)
        for text, grade in answers:
            source = "short, held back" if number % 2 else "short"
            yield Case(source=source, rubric=rubric, text=text, low=grade / 5, high=grade / 5)


def bare(rubric: Rubric) -> Rubric:
    return dataclasses.replace(rubric, points=())


def of_banks(held_back: set[str]) -> Iterator[Case]:
    banks = read_folder(ROOT / "content").banks
    free = [each for bank in banks for each in bank.questions if each.kind == "free" and each.slug not in held_back]
    lot = random.Random(3)
    for question in free:
        rubric: Rubric = question.key.rubric  # type: ignore[attr-defined]
        if not rubric.reference:
            continue
        for trial in question.trials:
            low, high = RANGES.get(trial.verdict, (trial.low, trial.high))
            yield Case(source="trial", rubric=rubric, text=trial.text, low=low, high=high)
        lead = lot.choice(["It is not true that ", "It is wrong that ", "I don't think that "])
        denied = [lead + each[0].lower() + each[1:] for each in re.split(r"(?<=[.!?])\s+", rubric.reference) if each]
        another = lot.choice([each for each in free if each is not question])
        right = [trial.text for trial in another.trials if trial.verdict == "right"]
        yield Case(source="made up", rubric=rubric, text=" ".join(denied), low=0, high=0.15)
        yield Case(source="made up", rubric=rubric, text=rubric.question, low=0, high=0)
        words = re.findall(r"\w+", another.key.rubric.reference)  # type: ignore[attr-defined]
        yield Case(source="made up", rubric=rubric, text=" ".join(lot.sample(words, min(5, len(words)))), low=0, high=0)
        yield Case(source="reference", rubric=rubric, text=f"{rubric.reference} That is all.", low=1, high=1)
        for text in right[:1]:
            yield Case(source="other question", rubric=rubric, text=text, low=0, high=0.1)


def measured(case: Case, meaning: Reader | None) -> dict[str, float] | None:
    """None for a made-up text that is a trap, which has its own score; readers scored traps as they scored the rest."""
    ready = prepared(case.rubric)
    answer = read_answer(case.text, ready)
    if case.source in MADE_UP and trap_of(ready, answer.whole, case.text) is not Trap.NONE:
        return None
    findings = find_points(ready, answer)
    found = measures.by_words(ready, findings, answer.whole, case.text, scoring.score_of(ready, findings))
    if meaning is None:
        return found
    sentences = [case.text[each.start : each.end] for each in answer.affirmed.sentences]
    found |= measures.by_meaning(ready, meaning.read(case.rubric.question, measures.claims_of(ready), sentences))
    left = 1 - denied(ready, findings) if ready.by_reference else 1.0
    return found | {name: found[name] * left for name in measures.OF_WHAT_IS_SAID}


def fitted(
    cases: Sequence[Case], found: Sequence[dict[str, float]], *, names: Sequence[str], shares: Mapping[str, float]
) -> dict[str, float]:
    """By damped Gauss-Newton steps, on measures of mean 0 and spread 1; within its range an answer costs nothing."""
    table = np.array([[each[name] for name in names] for each in found])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    rows = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    low, high = np.array([case.low for case in cases]), np.array([case.high for case in cases])
    count = np.array([shares.get(case.source, 0.0) for case in cases])
    ridge = np.diag([1e-3, *[RIDGE + 1e-3] * len(names)])
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        score = (likely - LOWEST) / (HIGHEST - LOWEST)
        missing = np.clip(score, low, high) - np.clip(score, 0, 1)
        slopes = (likely * (1 - likely) / (HIGHEST - LOWEST))[:, None] * rows
        step = np.linalg.solve(
            (slopes * count[:, None]).T @ slopes + ridge, (slopes * count[:, None]).T @ missing - ridge @ weights
        )
        weights += 0.8 * step * min(1.0, 1 / np.abs(step).max())
        for name in set(names) & SIGNS.keys():
            at = 1 + names.index(name)
            weights[at] = SIGNS[name] * max(0.0, SIGNS[name] * weights[at])
    plain = weights[1:] / spread
    start = weights[0] - float(plain @ mean)
    return {"": round(start, 4)} | {name: round(float(each), 4) for name, each in zip(names, plain, strict=True)}


if __name__ == "__main__":
    main()
