"""Tests of quizzes/interview/result.py, with items.py, tallies.py and verdict.py beneath it."""

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.interview.results.items import SKILL_TITLES, SKILLS, Item, skill_of
from quizzes.interview.results.tallies import FEWEST_FOR_A_SCORE, percent
from quizzes.kinds import all_kinds
from tests.interview.results.turns import interviews, left_empty, not_reached, numbered, result_of, skipped, turn

some = settings(max_examples=100, deadline=None)


def verdict(*items: Item, timed_out: bool = False) -> str:
    return result_of(numbered(*items), timed_out=timed_out).verdict


@pytest.mark.parametrize(
    ("item", "mark", "points"),
    [
        (turn(1.0), "right", 1.0),
        (turn(0.9), "right", 0.9),
        (turn(0.89), "partly right", 0.89),
        (turn(0.6), "partly right", 0.6),
        (turn(0.59), "wrong", 0.59),
        (turn(0.0), "wrong", 0.0),
        (turn(None), "yours to judge", None),
        (skipped(), "skipped", 0.0),
        (left_empty(), "no answer", 0.0),
        (not_reached(), "not reached", None),
    ],
)
def test_each_turn_has_one_mark_and_its_points(item: Item, mark: str, points: float | None) -> None:
    assert (item.mark, item.points) == (mark, points)


def test_every_kind_asks_for_a_skill() -> None:
    assert set(all_kinds()) == set(SKILLS)
    assert {skill_of(kind) for kind in all_kinds()} == set(SKILL_TITLES)


@some
@given(items=interviews())
def test_counts_add_up_in_all_and_in_every_group(items: list[Item]) -> None:
    found = result_of(items)
    for group in (found.by_area, found.by_topic, found.by_skill):
        assert sum(each.items for each in group) == found.total.items == len(items)
    for each in (found.total, *found.by_area, *found.by_topic, *found.by_skill):
        assert each.judged == each.right + each.partly + each.wrong + each.skipped
        assert each.items == each.judged + each.open + each.not_reached


@some
@given(items=interviews())
def test_there_is_no_score_below_five_judged_questions(items: list[Item]) -> None:
    found = result_of(items)
    for each in (found.total, *found.by_area, *found.by_topic, *found.by_skill):
        assert (each.score is None) == (each.judged < FEWEST_FOR_A_SCORE)
        assert bool(each.percent) == (each.judged >= FEWEST_FOR_A_SCORE)
        assert each.score is None or 0 <= each.score <= 1
    assert "%" not in found.verdict


@some
@given(items=interviews(min_size=1), data=st.data())
def test_an_answer_that_nobody_judged_never_lowers_a_score(items: list[Item], data: st.DataObject) -> None:
    more = [*items, turn(None, at=len(items) + 1), not_reached(at=len(items) + 2)]
    assert result_of(more).score == result_of(items).score
    lost = [item for item in items if item.points == 0]
    if not lost:
        return
    opened = dataclasses.replace(data.draw(st.sampled_from(lost)), score=None, skipped=False)
    before = result_of(items).score
    after = result_of([opened if item.position == opened.position else item for item in items]).score
    assert after is None or (before is not None and after >= before)


@some
@given(items=interviews(), seed=st.integers(0, 9))
def test_the_order_in_which_turns_come_does_not_matter(items: list[Item], seed: int) -> None:
    mixed = random.Random(seed).sample(items, len(items))
    assert result_of(mixed) == result_of(items)


def test_positions_say_what_was_left_and_who_judged() -> None:
    items = numbered(turn(), skipped(), turn(None), turn(0.0, judged_by="learner"), not_reached())
    found = result_of(items)
    assert (found.skipped, found.open, found.self_graded, found.not_reached) == ((2,), (3,), (4,), (5,))


def test_slow_and_rushed_answers_are_told() -> None:
    items = numbered(
        turn(seconds=121), turn(seconds=120), turn(0.0, seconds=15), turn(0.0, seconds=16), turn(seconds=1)
    )
    found = result_of(items)
    assert (found.slow, found.rushed) == ((1,), (3,))


def test_without_an_expected_time_nothing_is_slow_or_rushed() -> None:
    found = result_of(numbered(turn(expected=0, seconds=500), turn(0.0, expected=0, seconds=1)))
    assert found.slow == found.rushed == ()


# --- the verdict -----------------------------------------------------------------------------------------------------


def test_the_verdict_names_strong_and_shaky_areas_and_where_time_ran_out() -> None:
    right = [turn(topic="ml.lr")] * 5
    wrong = [turn(topic="math.la"), *[turn(0.0, topic="math.la")] * 3, turn(topic="math.pr")]
    late = turn(0.0, topic="math.pr", kind="derivation", seconds=400)
    assert verdict(*right, *wrong, late, timed_out=True) == (
        "Strong in classical machine learning, shaky in mathematics: 7 of 11 right. You ran out of time on derivations."
    )


def test_an_area_of_few_questions_is_named_with_its_counts() -> None:
    items = [turn(0.0, topic="math.la")] * 3 + [turn(topic="ml.lr")] * 5
    assert verdict(*items) == "Strong in classical machine learning, shaky in mathematics (0 of 3 right): 5 of 8 right."


def test_an_area_of_one_or_two_questions_is_not_named() -> None:
    assert verdict(*[turn(0.0, topic="math.la")] * 2, *[turn(topic="ml.lr"), turn(0.7, topic="ml.lr")] * 2) == (
        "Strong in classical machine learning (2 of 4 right): 2 of 6 right, 2 partly."
    )


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([turn()] * 6, "All 6 right."),
        ([turn(), turn(0.0)], "1 of 2 right; too few questions for more of a verdict."),
        ([turn(), turn(0.0)] * 5, "Shaky in mathematics: 5 of 10 right."),
        ([turn(), turn(0.7), turn(0.5)] * 2, "A mixed picture: 2 of 6 right, 2 partly."),
        ([turn(0.0), turn(0.0, topic="ml.lr"), turn(topic="dl.nn")] * 2, "Not there yet: 2 of 6 right."),
        ([turn(topic="ml.lr")] * 5 + [turn(), turn(0.7)] * 3, "Strong throughout: 8 of 11 right, 3 partly."),
        ([turn(0.0, topic="ml.lr")] * 5 + [turn(0.0)] * 5, "Shaky throughout: 0 of 10 right."),
        ([skipped()] * 2, "Nothing was answered: 2 questions left empty."),
        ([], "No question was answered."),
        ([turn(None)] * 2, "2 answers wait for your own mark."),
        ([skipped(), turn(None)], "1 question left empty. 1 answer waits for your own mark."),
        ([left_empty()] * 6 + [turn(None)], "6 questions left empty. 1 answer waits for your own mark."),
        ([turn()] * 5 + [turn(None)], "All 5 right. 1 answer waits for your own mark."),
        ([turn()] * 5 + [not_reached()], "All 5 right. You stopped with 1 question not reached."),
    ],
)
def test_the_verdict_in_plain_words(items: list[Item], words: str) -> None:
    assert verdict(*items) == words


def test_running_out_of_time_nowhere_in_particular_names_no_place() -> None:
    items = [turn()] * 5 + [not_reached()] * 3
    assert verdict(*items, timed_out=True).endswith("You ran out of time with 3 questions not reached.")
    assert verdict(*items[:5], timed_out=True).endswith("You ran out of time.")


def test_what_was_not_reached_counts_neither_for_nor_against() -> None:
    found = result_of(numbered(*[turn()] * 5, *[not_reached()] * 4), timed_out=True)
    assert found.score == 1.0
    assert found.total.words == "5 of 5 right, 4 not reached"


def test_what_was_skipped_counts_as_not_known() -> None:
    assert result_of(numbered(*[turn()] * 4, skipped())).score == 0.8


def test_the_time_line_compares_with_the_same_questions() -> None:
    found = result_of(numbered(turn(), turn(expected=90), not_reached()), used_seconds=125.0)
    assert found.time == (
        "You used 2 min 5 s of 60 min. A prepared candidate needs about 2 min 30 s for the 2 questions you saw."
    )


@pytest.mark.parametrize(
    ("timer", "used", "words"),
    [
        ("hard", 1200, "You used 20 min of 60 min."),
        ("soft", 1200, "You used 20 min of the 60 min planned."),
        ("soft", 3733, "You used 62 min 13 s, 2 min 13 s longer than planned."),
        ("none", 3733, "You used 62 min 13 s."),
    ],
)
def test_the_time_line_knows_its_clock(timer: str, used: float, words: str) -> None:
    assert result_of([not_reached()], used_seconds=used, timer=timer).time == words


def test_without_a_clock_no_time_was_short() -> None:
    items = numbered(turn(), skipped(), skipped())
    with_clock, without = (result_of(items, used_seconds=4000.0, timer=timer).pacing for timer in ("soft", "none"))
    assert with_clock.startswith("The last 2 questions went without an answer")
    assert without == ""


def test_a_shared_result_speaks_of_the_candidate() -> None:
    items = numbered(*[turn()] * 5, turn(None), not_reached())
    found = result_of(items, timed_out=True, shared=True)
    assert found.verdict == (
        "All 5 right. The candidate ran out of time with 1 question not reached. 1 answer is not judged yet."
    )
    assert found.time.startswith("The candidate used 20 min of 60 min.")
    assert found.time.endswith("for the 6 questions seen.")
    assert found.total.shared_words == "5 of 5 right, 1 not judged yet, 1 not reached"
    assert result_of([turn(None)], shared=True).no_fixes == "No answer is judged yet."


def test_areas_that_are_no_subject_read_well() -> None:
    lessons = [turn(topic="ml.lr", area="lesson", area_title="Lessons")] * 5
    projects = [turn(0.0, topic="ml.ev", area="project", area_title="Projects")] * 5
    assert verdict(*lessons, *projects) == "Strong in the lessons, shaky in the projects: 5 of 10 right."


def test_each_question_tells_its_time() -> None:
    assert turn(seconds=185, expected=90).time == "3 min 5 s; 1 min 30 s expected"
    assert turn(seconds=5, expected=0).time == "5 s"
    assert not_reached().time == "not reached"


@pytest.mark.parametrize(
    ("score", "words"),
    [(None, ""), (0.0, "0"), (0.001, "1"), (0.644, "64"), (0.999, "99"), (1.0, "100")],
)
def test_only_what_is_complete_reads_as_a_hundred_percent(score: float | None, words: str) -> None:
    assert percent(score) == (f"{words}\N{NO-BREAK SPACE}%" if words else "")
