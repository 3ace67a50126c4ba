"""Tests of quizzes/interview/results/remarks.py: notes and ticks become misconceptions and reasons."""

from collections.abc import Collection
from typing import Any

from quizzes.answers import Choice
from quizzes.interview.results.remarks import Misconception, Remarks, foreseen

OPTIONS = (Choice(value="A", label="The validation set."), Choice(value="B", label="The training set."))
POINTS = (
    Choice(value="1", label="good on old data"),
    Choice(value="2", label="worse on new data"),
    Choice(value="3", label="it is slow", harmful=True),
)
FOUND = ("Made: good on old data", "Not found: worse on new data")


def note(text: str, option: str = "", tone: str = "bad") -> dict[str, Any]:
    return {"text": text, "tone": tone, "option": option, "line": None, "spans": []}


def of_points(ticked: Collection[str] | None, *notes: dict[str, Any]) -> Remarks:
    made = [note(FOUND[0], "1", "good"), note(FOUND[1], "2")]
    return Remarks(notes=[*made, *notes], checklist=POINTS, ticked=ticked)


def test_a_wrong_option_is_the_misconception_and_the_note_the_authors_answer() -> None:
    notes = [note("It was used to fit both.", "B"), note("Yes.", "A", "good")]
    remarks = Remarks(notes=notes, options=OPTIONS)
    assert remarks.misconceptions() == [Misconception(text="The training set.", said="It was used to fit both.")]
    assert remarks.reasons() == ["Yes."]


def test_a_wrong_formula_is_the_misconception() -> None:
    known = foreseen([{"expr": "a*x", "why": "The exponent comes down."}, {"line": "x", "why": ""}, 3])
    remarks = Remarks(notes=[note("The exponent comes down. At x = 2 it is 4.")], foreseen=known)
    assert remarks.misconceptions() == [Misconception(text="`a*x`", said="The exponent comes down.")]
    assert remarks.reasons() == ["At x = 2 it is 4."]


def test_a_misconception_among_the_key_points_comes_with_its_reason() -> None:
    remarks = of_points(None, note("This is a misconception: it is slow\n\nNo, it is fast.", "3"))
    assert remarks.misconceptions() == [Misconception(text="it is slow", said="No, it is fast.")]
    assert remarks.reasons() == list(FOUND)


def test_a_slip_that_nobody_has_foreseen_is_a_reason_only() -> None:
    remarks = Remarks(notes=[note("Looks like a sign.")], foreseen=foreseen([{"expr": "1", "why": "Half of it."}]))
    assert (remarks.misconceptions(), remarks.reasons()) == ([], ["Looks like a sign."])


def test_the_learners_ticks_stand_in_the_place_of_what_was_found() -> None:
    remarks = of_points({"2"})
    assert remarks.reasons() == ["Not ticked by you: good on old data", "Made, ticked by you: worse on new data"]
    assert [point.tone for point in remarks.points()] == ["missed", "good"]


def test_a_misconception_is_the_learners_to_tick_and_to_clear() -> None:
    found = note("This is a misconception: it is slow\n\nNo.", "3")
    assert of_points({"1"}, found).misconceptions() == []
    assert of_points({"3"}, found).misconceptions() == [Misconception(text="it is slow", said="No.")]
    assert of_points({"3"}).misconceptions() == [Misconception(text="it is slow")]
    assert of_points({"3"}).points(who="the candidate")[-1].word == "A misconception, ticked by the candidate"
