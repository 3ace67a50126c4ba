"""Tests of what goes to a worker process and what comes back, also when it does not come back."""

from __future__ import annotations

import itertools
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from quizzes.answers import FieldError, UnreadableAnswer
from quizzes.banks import isolation
from quizzes.banks.isolation import StoredKey, check_block, grade_apart, values_apart, variant_apart
from quizzes.banks.keys import fields_to_json, key_from_json
from quizzes.banks.questions import drawable, read_question
from quizzes.banks.variants import variant_of
from quizzes.banks.worker import check
from quizzes.kinds.derivation import Derivation
from quizzes.kinds.numeric import Numeric
from quizzes.maths import clocks
from quizzes.maths.limits import Crashed
from tests.makers import PARAMETERS, block

LEVEL = {"level": "entry"}


def stored(text: str) -> StoredKey:
    question, problems = read_question(text, defaults=LEVEL)
    assert question, problems
    return StoredKey.of(question.kind, json.loads(json.dumps(fields_to_json(question.fields))))


def here(key: StoredKey) -> Numeric:
    return key_from_json(key.kind, key.fields)


def test_what_a_worker_draws_is_what_would_be_drawn_here() -> None:
    key = stored(PARAMETERS)
    for seed in (0, 1, 2**63 - 1):
        assert variant_apart(key, "", seed) == variant_of(here(key), seed)


def test_the_same_for_every_seed_is_said_to_be_fixed() -> None:
    assert variant_apart(stored(block()), "", 5).fixed
    assert not variant_apart(stored(PARAMETERS), "", 5).fixed


def test_values_are_drawn_also_where_the_answer_has_none() -> None:
    key = drawable(PARAMETERS.replace("a + b", "a/(b - b)"), defaults=LEVEL)
    assert key
    assert [values_apart(key, seed) for seed in (1, 2)] == [here(key).variant(seed).placeholders() for seed in (1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no heading",
        "## x\n\n```yaml\n{a: [}\n```\n",
        PARAMETERS.replace("a + b", "a +"),
        PARAMETERS.replace("numeric", "nonsense"),
    ],
)
def test_what_cannot_be_read_has_no_values(text: str) -> None:
    assert drawable(text, defaults=LEVEL) is None


@pytest.mark.parametrize("text", ["3/8", "0.5", "0.4", "37.5"])
def test_a_worker_grades_as_here(text: str) -> None:
    key = stored(block())
    assert grade_apart(key, "", 0, text, seconds=2.0) == here(key).grade(text)


def test_notes_come_back_whole() -> None:
    key = stored(block("choice"))
    assert grade_apart(key, "", 0, "B", seconds=2.0) == here(key).grade("B")


def test_what_cannot_be_read_comes_back_with_its_place() -> None:
    with pytest.raises(UnreadableAnswer) as found:
        grade_apart(stored(block()), "", 0, "3/(8", seconds=2.0)
    with pytest.raises(UnreadableAnswer) as expected:
        here(stored(block())).grade("3/(8")
    assert (found.value.message, found.value.position) == (expected.value.message, expected.value.position)


def test_an_answer_that_takes_too_long_is_left_to_the_learner() -> None:
    grade = grade_apart(stored(block()), "", 0, "1/2", seconds=1e-9)
    assert (grade.score, grade.undecided) == (None, True)
    assert grade.notes[0].text == ("We could not decide this within the time that a check may take; judge it yourself.")


def test_a_check_that_fails_is_never_the_learners_mistake(caplog: pytest.LogCaptureFixture) -> None:
    grade = grade_apart(StoredKey.of("no such kind", {}), "", 0, "1/2", seconds=2.0)
    assert (grade.score, grade.undecided) == (None, True)
    assert grade.notes[0].text == "We could not decide this, because our check failed; judge it yourself."
    assert "KeyError: 'no such kind'" in caplog.text


def test_a_block_too_long_for_a_message_is_left_to_the_learner() -> None:
    grade = grade_apart(StoredKey.of("numeric", {"prompt": "x" * 5_000_000}), "", 0, "1", seconds=2.0)
    assert (grade.score, grade.undecided) == (None, True)


def test_after_a_worker_was_killed_another_answers() -> None:
    key = stored(block())
    grade_apart(key, "", 0, "3/8", seconds=2.0)
    for worker in isolation.POOL.workers():
        os.kill(worker["pid"], signal.SIGKILL)
    grades = [grade_apart(key, "", 0, "3/8", seconds=2.0) for _ in range(2)]
    assert grades[-1].score == 1.0


def test_threads_do_not_get_each_others_replies() -> None:
    key = stored(PARAMETERS)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda seed: variant_apart(key, "", seed), range(50)))
    assert found == [variant_of(here(key), seed) for seed in range(50)]


# --- an author's block ------------------------------------------------------------------------------------------------

FAULTY = PARAMETERS.replace("answer: a + b", "answer: a/(a - b), wrong: [{expr: a/(a - b), why: no}]")


@pytest.fixture
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Numeric, "isolated", True)


def faults(text: str) -> list[str]:
    return [str(problem) for problem in read_question(text, defaults=LEVEL)[1]]


def test_an_authors_faults_come_back_all_with_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Numeric, "isolated", False)
    expected = faults(FAULTY)
    monkeypatch.setattr(Numeric, "isolated", True)
    assert faults(FAULTY) == expected
    assert len(expected) > 1


def test_a_sound_block_has_no_fault(isolated: None) -> None:
    assert faults(PARAMETERS) == []


def test_a_block_that_cannot_be_checked_is_refused(isolated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "CHECK_SECONDS", 1e-9)
    (fault,) = faults(PARAMETERS)
    assert "yaml: this question could not be checked: no result within 1e-09 s" in fault


def test_a_check_that_nobody_waits_for_is_made_again_with_more_time(
    isolated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "CHECK_SECONDS", 1e-9)
    with isolation.patiently():
        assert faults(PARAMETERS) == []
        monkeypatch.setattr(isolation, "PATIENT_SECONDS", 1e-9)
        assert "could not be checked" in faults(PARAMETERS)[0], "one that comes to no end is refused"


def test_workers_that_start_late_make_no_block_a_fault(isolated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    call, waits = isolation.POOL.call, []

    def start_late(*arguments: object) -> object:
        if len(waits) < 2:
            raise Crashed("the worker processes do not start; the log says why")
        return call(*arguments)

    monkeypatch.setattr(isolation.POOL, "call", start_late)
    monkeypatch.setattr(isolation.POOL, "wait_until_warm", waits.append)
    with isolation.patiently():
        assert faults(PARAMETERS) == []
        assert waits[0] == isolation.WARM_SECONDS
    waits.clear()
    assert "could not be checked" in faults(PARAMETERS)[0], "at a page, nobody waits for long"
    monkeypatch.setattr(isolation, "WARM_SECONDS", 0.0)
    with isolation.patiently():
        assert "do not start" in faults(PARAMETERS)[0]
    assert waits == [], "nor without end where they never do"


def test_what_an_author_wrote_is_not_judged_by_the_clock_on_the_wall() -> None:
    """Minutes pass there between two readings, as on a machine that is busy with other things."""
    question, problems = read_question(Derivation.example, defaults=LEVEL)
    assert question, problems
    former = clocks._clock.set(itertools.count(0, 100).__next__)
    try:
        with pytest.raises(FieldError, match="there was no time left for this line"):
            question.key.check(question.fields)
        assert check({"kind": "derivation", "fields": fields_to_json(question.fields)}) == []
    finally:
        clocks._clock.reset(former)


def test_kinds_that_evaluate_nothing_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "CHECK_SECONDS", 1e-9)
    question, _ = read_question(block("choice"), defaults=LEVEL)
    assert question
    check_block(question.key, question.fields)  # raises nothing


def test_tests_are_made_apart_on_each_variant() -> None:
    tests = "tests: [{right: '{{a}}+{{b}}'}, {wrong: '1', seed: 1}, {right: '{{a}}', seed: 2}]"
    question, problems = read_question(PARAMETERS.replace("a + b}", f"a + b, {tests}}}"), defaults=LEVEL)
    assert question, problems
    rows = isolation.rehearse_apart(question.key, question.fields, question.trials)
    assert [row.seed for row in rows] == [1, 2, 3, 4, 5, 1, 2]
    assert [bool(row.message) for row in rows] == [False] * 6 + [True]
