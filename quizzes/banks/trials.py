"""From a question's own `tests` to trials: texts that learners type, and what the key must say to each."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from quizzes.answers import AnswerKey, Grade, UnreadableAnswer
from quizzes.banks.fences import Path
from quizzes.banks.problems import did_you_mean, quoted
from quizzes.memory.ratings import FULL_SCORE, PASSING_SCORE

VERDICTS: Final = ("right", "wrong", "partly", "unreadable")
SEEDS: Final = (1, 2, 3, 4, 5)  # the variants of a parameterised question on which a trial is made
MAX_TRIALS = 50  # of one question
PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
EXPECTED = "a test is {right: text}, {wrong: text}, {partly: text, score: [0.3, 0.7]} or {unreadable: text}"

Complaint = tuple[int, str]  # line, message


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trial:
    """One text and the verdict that it must earn.

    verdict: one of VERDICTS.   low, high: the score must lie between them, for "partly" only.
    seed: the variant that is meant; None for several.   part: name of the card that is asked.   line: of the file.
    """

    verdict: str
    text: str
    low: float = 0.0
    high: float = 1.0
    seed: int | None = None
    part: str = ""
    line: int = 1


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tried:
    """One trial, made on one variant.

    seed: None where all variants are alike.   message: what went wrong, "" for nothing.
    undecided: the check came to no result, which leaves the answer to the learner.
    """

    trial: Trial
    seed: int | None
    message: str = ""
    undecided: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Findings:
    """failures: line and message.   run: gradings that were made.   undecided: those that were left to the learner."""

    failures: tuple[Complaint, ...] = ()
    run: int = 0
    undecided: int = 0


def read_trials(
    data: Mapping[str, Any], lines: Mapping[Path, int], kind: type[AnswerKey], name: str, complaints: list[Complaint]
) -> tuple[Trial, ...]:
    """The field `tests`, as far as it is sound. data, lines: of the whole fence.   name: of the kind.

    A kind that has `tests` among its own fields keeps worked cases in the list, which are passed over here.
    """
    given = data.get("tests")
    line = lines.get(("tests",), 1)
    if given is None:
        return ()
    if kind.box == "reveal":
        complaints.append((line, f"nothing is typed into a {name}, so there is nothing to test; leave out `tests`"))
        return ()
    if not isinstance(given, list):
        complaints.append((line, f"tests: a list was expected; {EXPECTED}"))
        return ()
    if len(given) > MAX_TRIALS:
        complaints.append((line, f"tests: there are {len(given)}; at most {MAX_TRIALS} are made"))
        return ()
    trials = []
    for index, item in enumerate(given):
        if "tests" in kind.fields and is_worked_case(item):
            continue
        place = lines.get(("tests", index), line)
        try:
            trials.append(_read(item, place))
        except ValueError as error:
            complaints.append((place, f"tests: {error}"))
    return tuple(trials)


def is_worked_case(item: object) -> bool:
    """Whether it says what the answer is for given parameters: {n: 3, answer: 3/8}."""
    return isinstance(item, Mapping) and "answer" in item


def check_trials(trials: tuple[Trial, ...], key: AnswerKey) -> Iterator[Complaint]:
    """What only the key can tell: that the cards and the values which the trials speak of are there."""
    parts = key.parts()
    for trial in trials:
        if trial.part not in parts:
            if trial.part:
                yield trial.line, f"tests: there is no gap {quoted(trial.part)}{did_you_mean(trial.part, parts)}"
            else:
                yield trial.line, f"tests: say which gap is tested, as in {{…, gap: {next(iter(parts))}}}"
            continue
        values = parts[trial.part].placeholders()
        for found in dict.fromkeys(PLACEHOLDER.findall(trial.text)) if values else ():
            if found not in values:
                yield trial.line, f"tests: there is no value {{{{{found}}}}}{did_you_mean(found, values)}"


def run_trials(trials: tuple[Trial, ...], key: AnswerKey) -> Findings:
    """What is wrong with the verdicts on all texts, said of each text once: further variants would say the same."""
    tried = tried_out(trials, key)
    failures: dict[Trial, Complaint] = {}
    for each in tried:
        if each.message:
            at = "" if each.seed is None else f" (seed {each.seed})"
            message = f"{each.trial.verdict} {quoted(each.trial.text)}: {each.message}{at}"
            failures.setdefault(each.trial, (each.trial.line, message))
    return Findings(failures=tuple(failures.values()), run=len(tried), undecided=sum(each.undecided for each in tried))


def tried_out(trials: tuple[Trial, ...], key: AnswerKey) -> tuple[Tried, ...]:
    """Grade every text as a learner's. Whatever goes wrong is a failure of the trial; nothing is raised."""
    return tuple(_try(trial, seed, key) for trial in trials for seed in _seeds(trial, key))


def _try(trial: Trial, seed: int | None, key: AnswerKey) -> Tried:
    try:
        message, undecided = _tried(trial, key.parts()[trial.part].variant(seed or 0))
    except Exception as error:  # whatever it is, the other trials still tell something
        message, undecided = f"the check itself failed: {type(error).__name__}: {error}", False
    return Tried(trial=trial, seed=seed, message=message, undecided=undecided)


def _read(item: object, line: int) -> Trial:
    """Raises ValueError, whose text says what was expected."""
    if not isinstance(item, Mapping):
        raise ValueError(f"{quoted(str(item))} is none; {EXPECTED}")
    named = [verdict for verdict in VERDICTS if verdict in item]
    if len(named) != 1:
        raise ValueError(f"{quoted(str(dict(item)))} is none; {EXPECTED}")
    verdict = named[0]
    unknown = set(item) - {verdict, "score", "seed", "gap"}
    if unknown:
        raise ValueError(f"there is no {quoted(min(map(str, unknown)))} here; {EXPECTED}")
    low, high = _read_score(item, verdict)
    return Trial(
        verdict=verdict,
        text=_read_text(item[verdict], verdict),
        low=low,
        high=high,
        seed=_read_seed(item),
        part=_read_gap(item),
        line=line,
    )


def _read_text(given: object, verdict: str) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise ValueError(f"{verdict}: {quoted(str(given))} is no text; put it in quotes")
    return str(given)


def _read_score(item: Mapping[str, Any], verdict: str) -> tuple[float, float]:
    if verdict != "partly":
        if "score" in item:
            raise ValueError(f"`score` belongs to `partly`, not to `{verdict}`")
        return 0.0, 1.0
    match item.get("score"):
        case [int() | float() as low, int() | float() as high] if 0 <= low <= high <= 1:
            return float(low), float(high)
    raise ValueError("`partly` needs the lowest and the highest score, from 0 to 1, as in score: [0.3, 0.7]")


def _read_seed(item: Mapping[str, Any]) -> int | None:
    seed = item.get("seed")
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed: {quoted(str(seed))} is no whole number from 0 on")
    return seed


def _read_gap(item: Mapping[str, Any]) -> str:
    gap = item.get("gap", "")
    if not isinstance(gap, str):
        raise ValueError(f"gap: {quoted(str(gap))} is no name of a gap")
    return gap


def _seeds(trial: Trial, key: AnswerKey) -> tuple[int | None, ...]:
    if trial.seed is not None:
        return (trial.seed,)
    return SEEDS if key.variant(1) != key.variant(2) else (None,)


def _tried(trial: Trial, key: AnswerKey) -> tuple[str, bool]:
    """What is wrong with the verdict, "" for nothing; and whether there was none."""
    values = key.placeholders()
    text = PLACEHOLDER.sub(lambda name: values.get(name[1], name[0]), trial.text)
    started = time.process_time()
    try:
        grade = key.grade(text)
    except UnreadableAnswer as error:
        return ("" if trial.verdict == "unreadable" else f"it cannot be read: {error.message}"), False
    seconds = time.process_time() - started
    if seconds > key.deadline:
        return f"grading took {seconds:.1f} s, and {key.deadline:g} s is all it may take", False
    if trial.verdict == "unreadable":
        return f"it is read, and {_said(grade)}", False
    if grade.score is None:
        return "", True
    return ("" if _fits(trial, grade.score) else _said(grade)), False


def _fits(trial: Trial, score: float) -> bool:
    """Right, wrong and partly as a review takes them: by the scores from which it proposes Good, and below it Again."""
    match trial.verdict:
        case "right":
            return score >= FULL_SCORE
        case "wrong":
            return score < PASSING_SCORE
    return trial.low - 1e-9 <= score <= trial.high + 1e-9


def _said(grade: Grade) -> str:
    score = "the learner is to judge" if grade.score is None else f"the score is {grade.score:.2f}"
    said = " ".join([*(note.text for note in grade.notes), grade.receipt]).strip()
    return f"{score}: {quoted(said, 200)}" if said else score
