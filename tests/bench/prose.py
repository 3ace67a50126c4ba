"""Free text: how long judging an answer of 200 words takes, what it weighs, and how far it agrees with readers.

Agreement is measured on tests/bench/prose.jsonl: a line holds "question", "points", "reference" and "answers", each of
them a text and the scores, 0 to 1, that two readings of it gave, independent of each other and of the scorer.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizzes.maths.limits import Pool
from quizzes.prose import apart
from quizzes.prose.blending import Reader
from quizzes.prose.checking import KeyPoint, Rubric, Verdict, assess, read_case
from quizzes.prose.model import folder_of, loaded
from quizzes.prose.worker import rubric_to_json
from tests.bench import prose_traps
from tests.bench.figures import Figure
from tests.bench.prose_short import SHORT
from tests.bench.workshop import Workshop

TITLE = "Free text"
READ_BY_TWO = Path(__file__).with_name("prose.jsonl")
PASSING = 0.6
ROUNDS = 300

RUBRIC = Rubric(
    question="You tune the depth of a decision tree. Why do you need a validation set beside the training and test set?",
    reference="The tree is fitted on the training set. The depth is chosen by the score on the validation set, which the "
    "fit never saw. The test set is opened once, at the end, so that no choice has been made by it.",
    points=(
        KeyPoint(claim="it is not used to fit the parameters", weight=2, synonyms=("held out", "unseen"), must=True),
        KeyPoint(claim="it is used to choose between models or hyperparameters", weight=2, synonyms=("tune", "select")),
        KeyPoint(claim="choosing by the test set would make its score too good", synonyms=("optimistic", "leak")),
        KeyPoint(claim="after many choices its own score becomes optimistic", bonus=True),
        KeyPoint(claim="says that it updates the weights", weight=-1, synonyms=("trains on validation",)),
    ),
)
ANSWER = """it is held out data that the model never sees while its parameters are fitted so you can pick the depth or any
other setting by the score there and still keep the test set for one honest look at the end because every choice made by
a set of examples makes the score on these examples too good although nobody trained on them and then the number that you
report would be biased upwards which is what people call leakage of the test data into the choice of a model"""
WORDS = ANSWER.split()

WEIGHT = """
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
before = resident()
from quizzes.prose.checking import Rubric, assess
assess(Rubric(question="Why?", reference="Because it is held out."), "it is held out")
print(resident() - before)
"""


def measure(workshop: Workshop) -> list[Figure]:
    return [
        Figure(name="an answer of 200 words, key points", values=_times(RUBRIC), unit="ms", at_most=10),
        Figure(
            name="an answer of 200 words, reference alone",
            values=_times(Rubric(question=RUBRIC.question, reference=RUBRIC.reference)),
            unit="ms",
            at_most=10,
        ),
        Figure(name="memory it adds to a process", values=[_weight()], unit="MB", at_most=50),
        *_by_meaning(),
        *_agreement(),
    ]


def _by_meaning() -> list[Figure]:
    """The same through a worker process that holds the sentence model."""
    if folder_of(os.environ) is None:
        return [Figure(name="with a sentence model", note="there is none; `make prose` installs it")]
    pool = Pool("quizzes.prose.worker", size=1, memory=apart.MEMORY, grown=apart.GROWN)
    try:
        pool.wait_until_warm()
        (worker, *_) = pool.workers()

        def ask(rubric: Rubric, text: str) -> object:
            return pool.call("assess", {"rubric": rubric_to_json(rubric), "text": text}, 60)

        alone = Rubric(question=RUBRIC.question, reference=RUBRIC.reference)
        return [
            Figure(name="with a sentence model, key points", values=_times(RUBRIC, ask, 60), unit="ms", at_most=60),
            Figure(name="with a sentence model, reference alone", values=_times(alone, ask, 60), unit="ms", at_most=60),
            Figure(name="memory of its worker", values=[worker["memory"] / 2**20], unit="MB", at_most=250),
            Figure(name="until its worker is warm", values=[worker["seconds"]], unit="s", at_most=3),
        ]
    finally:
        pool.close()


def _times(rubric: Rubric, judge: Callable[[Rubric, str], object] = assess, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds, each answer with other words in other places, so that no cache knows it."""
    judge(rubric, "warm")
    found = []
    for number in range(rounds):
        words = [WORDS[(index * (number + 1) + number) % len(WORDS)] for index in range(190)]
        words += [f"word{number}x{index}" for index in range(10)]
        text = " ".join(word + ("." if index % 17 == 16 else "") for index, word in enumerate(words))
        started = time.perf_counter()
        judge(rubric, text)
        found.append((time.perf_counter() - started) * 1000)
    return found


def _weight() -> float:
    root = Path(__file__).parents[2]
    run = [sys.executable, "-c", WEIGHT]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=root, env={**os.environ})
    return float(done.stdout)


def _agreement() -> list[Figure]:
    if not READ_BY_TWO.exists():
        return [Figure(name="agreement with two readers", note=f"there is no {READ_BY_TWO.name}")]
    questions = [json.loads(line) for line in READ_BY_TWO.read_text(encoding="utf-8").splitlines() if line.strip()]
    cases = [
        {**question, "response": text, "readers": readers}
        for question in questions
        for text, *readers in question["answers"]
    ]
    folder = folder_of(os.environ)
    readers = [(None, ""), *([(loaded(folder), "with a sentence model, ")] if folder else [])]
    return [
        *(figure for meaning, how in readers for figure in _agreed(cases, meaning, how)),
        *(figure for meaning, how in readers for figure in _agreed_alone(cases, meaning, how)),
        *(figure for meaning, how in readers for figure in prose_traps.measure(meaning, how)),
        Figure(name="correlation between the readers", values=[pearson([tuple(case["readers"]) for case in cases])]),
    ]


def _agreed(cases: list[dict[str, Any]], meaning: Reader | None, how: str) -> list[Figure]:
    """The weights of quizzes/prose/calibration.py were fitted to the first half of the questions; see fit_prose.py."""
    pairs = [(assess(*read_case(case), meaning=meaning), sum(case["readers"]) / len(case["readers"])) for case in cases]
    half = len(pairs) // 2
    decided = [(found.score, wanted) for found, wanted in pairs if found.verdict is not Verdict.UNSURE]
    scores = [(found.score, wanted) for found, wanted in pairs]
    agreed = sum((score >= PASSING) == (wanted >= PASSING) for score, wanted in decided) / max(len(decided), 1)
    return [
        Figure(name=f"{how}correlation with the readers", values=[pearson(scores)], at_least=0.75),
        Figure(name=f"{how}on questions not fitted to", values=[pearson(scores[half:])], at_least=0.75),
        Figure(name=f"{how}passed or not, as the readers, of those decided", values=[agreed], at_least=0.85),
        Figure(name=f"{how}share left to the learner", values=[1 - len(decided) / len(pairs)], at_most=0.2),
    ]


def _agreed_alone(cases: list[dict[str, Any]], meaning: Reader | None, how: str) -> list[Figure]:
    """The same answers without the points, and short answers from other fields; every other of these was fitted to."""
    bare = [read_case({**case, "points": []}) for case in cases[len(cases) // 2 :]]
    wanted = [sum(case["readers"]) / len(case["readers"]) for case in cases[len(cases) // 2 :]]
    found = [assess(rubric, text, meaning=meaning).score for rubric, text in bare]
    short = [
        (assess(Rubric(question=question, reference=reference), text, meaning=meaning).score, grade / 5)
        for question, reference, answers in SHORT[1::2]
        for text, grade in answers
    ]
    apart = math.sqrt(sum((score - grade) ** 2 for score, grade in short) / len(short))
    return [
        Figure(name=f"{how}reference alone, not fitted to", values=[pearson(list(zip(found, wanted, strict=True)))]),
        Figure(name=f"{how}short answers of other fields", values=[pearson(short)]),
        Figure(name=f"{how}short answers, root of the mean square apart", values=[apart]),
    ]


def pearson(pairs: list[tuple[float, float]]) -> float:
    """-1 to 1; 0 where one side never changes."""
    count = len(pairs)
    first, second = sum(a for a, _ in pairs) / count, sum(b for _, b in pairs) / count
    together = sum((a - first) * (b - second) for a, b in pairs)
    apart = math.sqrt(sum((a - first) ** 2 for a, _ in pairs) * sum((b - second) ** 2 for _, b in pairs))
    return together / apart if apart else 0.0
