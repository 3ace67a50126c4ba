"""Tests of quizzes/review/judged.py."""

from quizzes.answering.judged import passages, point_rows, step_rows
from quizzes.answers import Choice, Reading
from quizzes.models import Answer

POINTS = (
    Choice(value="1", label="held out"),
    Choice(value="2", label="used to choose"),
    Choice(value="3", label="says that it trains", harmful=True),
)


def note(text: str, tone: str = "plain", *, line: int | None = None, option: str = "", spans: object = ()) -> dict:
    return {"text": text, "tone": tone, "line": line, "option": option, "spans": spans}


def test_each_line_has_its_status_in_word_and_icon() -> None:
    rows = step_rows(
        "2x\n= 3x",
        [note("The start.", "good", line=1), note("Does not follow.", "bad", line=2)],
        [Reading(line=1, latex="2x")],
    )
    assert [(row["number"], row["icon"], row["latex"]) for row in rows] == [(1, "✓", "2x"), (2, "✗", "")]
    assert "Does not follow" in rows[1]["html"]


def test_a_line_with_two_notes_shows_the_worse() -> None:
    (row,) = step_rows("x", [note("Follows.", "good", line=1), note("Slip.", "bad", line=1)], [])
    assert row["tone"] == "bad"
    assert "Follows" in row["html"] and "Slip" in row["html"]


def test_empty_lines_are_left_out_and_reasons_stand_apart() -> None:
    (row,) = step_rows("\n= x + 1 — sum rule\n", [note("Follows.", "good", line=2)], [])
    assert row["reason"] == "— sum rule"


def test_a_line_nobody_spoke_of_says_so() -> None:
    assert step_rows("x", [], [])[0]["html"] == "not judged"


def test_points_made_and_misconceptions_found_are_guessed() -> None:
    notes = [
        note("Made: held out", "good", option="1"),
        note("Not found: x", "bad", option="2"),
        note("m", "bad", option="3"),
    ]
    assert Answer(notes=notes).guessed(POINTS) == {"1", "3"}


def test_a_point_in_part_is_not_ticked() -> None:
    assert Answer(notes=[note("Partly: held out", option="1")]).guessed(POINTS) == set()


def test_rows_of_points_carry_word_claim_and_reason() -> None:
    notes = [
        note("Made: held **out**", "good", option="1", spans=[[0, 4]]),
        note("Not found: used to choose", "bad", option="2"),
        note("This is a misconception: it trains\n\nOnly training data do.", "bad", option="3", spans=[[5, 9]]),
    ]
    made, missed, wrong = point_rows(POINTS, notes)
    assert (made["word"], made["icon"], made["html"]) == ("Made", "✓", "held <strong>out</strong>")
    assert (missed["tone"], missed["icon"]) == ("missed", "○")
    assert (wrong["icon"], wrong["said"]) == ("✗", "<p>Only training data do.</p>")


def test_passages_are_numbered_by_their_points() -> None:
    rows = point_rows(POINTS, [note("Made: held out", "good", option="1", spans=[[3, 7]])])
    assert [(piece["text"], piece["tone"], piece["mark"]) for piece in passages("is held here", rows)] == [
        ("is ", "", ""),
        ("held", "good", "1"),
        (" here", "", ""),
    ]
