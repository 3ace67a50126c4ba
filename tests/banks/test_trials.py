"""A question's own tests are read with their lines, and tell what the key says instead."""

import dataclasses
from typing import Self

import pytest

from quizzes.answers import AnswerKey, Fields, Grade
from quizzes.banks.questions import Question
from quizzes.banks.trials import Trial, run_trials
from tests.banks.texts import bank, problems, question

NUMERIC = "kind: numeric\nlevel: entry\ntags: [pr]\nparams: {n: {int: [3, 8]}}\nanswer: 1/2^n"
SECTIONS = "**Why:** Independence."


def block(*tests: str, yaml: str = NUMERIC) -> str:
    """A question whose first test stands on line 10."""
    return question(
        "coin",
        yaml="\n".join([yaml, "tests:", *(f"  - {test}" for test in tests)]),
        prompt="Say {{n}}." if "{{" in yaml or "params" in yaml else "Say.",
        sections=SECTIONS,
    )


def read(*tests: str) -> Question:
    (found,) = bank(block(*tests)).questions
    return found


def failures(*tests: str) -> list[str]:
    found = read(*tests)
    return [message for _, message in run_trials(found.trials, found.key).failures]


def test_each_form_of_a_test_is_read_with_its_line() -> None:
    tests = ["{right: 1/8, seed: 2}", '{wrong: "no"}', "{partly: x, score: [0.2, 1]}", "{unreadable: 3}"]
    assert read(*tests).trials == (
        Trial(verdict="right", text="1/8", seed=2, line=15),
        Trial(verdict="wrong", text="no", line=16),
        Trial(verdict="partly", text="x", low=0.2, high=1.0, line=17),
        Trial(verdict="unreadable", text="3", line=18),
    )


def test_worked_cases_of_a_number_stand_in_the_same_list() -> None:
    assert [trial.text for trial in read("{n: 3, answer: 1/8}", "{right: 1/8}").trials] == ["1/8"]


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("soon", "tests: “soon” is none; a test is {right: text}"),
        ("{right: a, wrong: b}", "tests: “{'right': 'a', 'wrong': 'b'}” is none; a test is"),
        ("{n: 3}", "tests: “{'n': 3}” is none; a test is"),
        ("{right: true}", "tests: right: “True” is no text; put it in quotes"),
        ("{partly: a}", "tests: `partly` needs the lowest and the highest score, from 0 to 1"),
        ("{partly: a, score: [0.7, 0.3]}", "tests: `partly` needs the lowest and the highest score"),
        ("{wrong: a, score: [0, 1]}", "tests: `score` belongs to `partly`, not to `wrong`"),
        ("{right: a, seeed: 1}", "tests: there is no “seeed” here; a test is"),
        ("{right: a, seed: -1}", "tests: seed: “-1” is no whole number from 0 on"),
        ('{right: "{{m}}"}', "tests: there is no value {{m}}; known are n"),
        ("{right: a, gap: x}", "tests: there is no gap “x”"),
    ],
)
def test_a_test_at_fault_is_named_with_its_line(test: str, message: str) -> None:
    (found,) = problems(block(test))
    assert found.startswith(f"10: {message}")


def test_a_worked_case_is_for_numbers_only() -> None:
    choice = block("{answer: 3}", yaml="kind: choice\nlevel: entry\ntags: [pr]").replace(
        SECTIONS, f"**Choices:**\n- [x] a\n- [ ] b\n  > no\n\n{SECTIONS}"
    )
    assert problems(choice)[0].startswith("8: tests: “{'answer': 3}” is none; a test is {right: text}")


def test_a_flashcard_has_nothing_to_test() -> None:
    (found,) = problems(question(yaml="level: entry\ntags: [la]\ntests: [{right: a}]"))
    assert found == "6: nothing is typed into a flashcard, so there is nothing to test; leave out `tests`"


def test_tests_that_hold_find_nothing_on_any_of_five_variants() -> None:
    found = read('{right: "1/2^{{n}}"}', "{wrong: 2}", "{unreadable: half}", "{partly: 2, score: [0, 0]}")
    findings = run_trials(found.trials, found.key)
    assert (findings.failures, findings.run, findings.undecided) == ((), 20, 0)


def test_what_the_key_says_instead_is_told_with_the_seed() -> None:
    (message,) = failures('{right: "1/2^({{n}}+1)"}')
    assert message.startswith("right “1/2^({{n}}+1)”: the score is 0.00: “Looks like a factor of 2 too small.")
    assert message.endswith("(seed 1)")


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            "{right: half, seed: 4}",
            "right “half”: it cannot be read: `half` is not known here. Give a number. (seed 4)",
        ),
        ("{unreadable: 5, seed: 4}", "unreadable “5”: it is read, and the score is 0.00: "),
        ("{partly: 5, seed: 4, score: [0.1, 1]}", "partly “5”: the score is 0.00: "),
    ],
)
def test_every_verdict_is_held_against_the_grade(test: str, message: str) -> None:
    (found,) = failures(test)
    assert found.startswith(message)


def test_a_wrong_answer_that_passes_is_a_failure() -> None:
    (message,) = failures('{wrong: "1/2^{{n}}"}')
    assert message.startswith("wrong “1/2^{{n}}”: the score is 1.00: ")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Undecided(AnswerKey):
    """Leaves every answer to the learner, and breaks on "break"."""

    box = "line"
    example = ""
    seconds = 20

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        return cls()

    def grade(self, text: str) -> Grade:
        if text == "break":
            raise ZeroDivisionError("by nought")
        return Grade(score=None, undecided=True)

    def model_answer(self) -> str:
        return ""


def test_what_only_the_learner_can_judge_is_counted_apart() -> None:
    findings = run_trials((Trial(verdict="right", text="a"), Trial(verdict="wrong", text="b")), Undecided())
    assert (findings.failures, findings.run, findings.undecided) == ((), 2, 2)


def test_a_check_that_fails_is_a_failure_of_the_test() -> None:
    (failure,) = run_trials((Trial(verdict="wrong", text="break", line=3),), Undecided()).failures
    assert failure == (3, "wrong “break”: the check itself failed: ZeroDivisionError: by nought")
