"""Tests of quizzes/interview/results/fixes.py, of the causes beneath it, and of pacing.py beside it."""

import random

import pytest
from hypothesis import given, settings

from quizzes.interview.results.causes import fell_short
from quizzes.interview.results.fixes import Fix
from quizzes.interview.results.items import Item
from tests.interview.results.turns import interviews, not_reached, numbered, result_of, skipped, turn

some = settings(max_examples=100, deadline=None)

TOPICS = ("math.la", "math.pr", "math.st", "ml.lr", "ml.ev", "ml.tr", "dl.at", "dl.op")
KINDS = ("choice", "numeric", "free", "derivation")


def fixes(*items: Item, **more: object) -> tuple[Fix, ...]:
    return result_of(numbered(*items), **more).fixes


def one_fix(*items: Item, **more: object) -> Fix:
    (fix,) = fixes(*items, **more)
    return fix


@pytest.mark.parametrize("seed", range(20))
def test_a_learner_with_three_gaps_hears_of_exactly_these(seed: int) -> None:
    """All of two topics and every derivation is wrong or skipped, all else right, in an interview drawn by chance."""
    chance = random.Random(seed)
    gaps = set(chance.sample(TOPICS, 2))
    asked = [(topic, kind) for topic in TOPICS for kind in KINDS if chance.random() < 0.9 or topic in gaps]
    items = []
    for topic, kind in chance.sample(asked, len(asked)):
        lost = turn(chance.choice([0.0, 0.3])) if chance.random() < 0.8 else skipped()
        item = lost if topic in gaps or kind == "derivation" else turn(chance.choice([0.9, 1.0]))
        area = topic.partition(".")[0]
        items.append(turn(item.score, skipped=item.skipped, topic=topic, kind=kind, area=area))
    items = numbered(*items)
    found = result_of(items).fixes
    assert {fix.title for fix in found} == {"Practise derivations", *(f"Revise “Topic {topic}”" for topic in gaps)}
    named = [position for fix in found for position in fix.items]
    assert sorted(named) == [item.position for item in items if fell_short(item)]


@pytest.mark.parametrize("seed", range(10))
def test_a_learner_with_one_gap_hears_of_that_alone(seed: int) -> None:
    chance = random.Random(seed)
    gap = chance.choice(TOPICS)
    items = [turn(0.0 if topic == gap else 1.0, topic=topic, kind=kind) for topic in TOPICS for kind in KINDS[:3]]
    assert one_fix(*chance.sample(items, len(items))).title == f"Revise “Topic {gap}”"


@some
@given(items=interviews())
def test_fixes_name_questions_that_exist_and_none_twice(items: list[Item]) -> None:
    for timed_out in (False, True):
        found = result_of(items, timed_out=timed_out)
        named = [position for fix in found.fixes for position in fix.items]
        assert len(found.fixes) <= 3
        assert all(fix.items and fix.title and fix.advice for fix in found.fixes)
        assert len(named) == len(set(named))
        assert set(named) <= {item.position for item in items}
        assert bool(found.fixes) != bool(found.no_fixes)


@some
@given(items=interviews())
def test_what_fell_short_is_followed_by_a_fix(items: list[Item]) -> None:
    assert result_of(items).fixes or not any(fell_short(item) for item in items)


@some
@given(items=interviews())
def test_an_open_answer_stands_under_no_fix(items: list[Item]) -> None:
    found = result_of(items, timed_out=True)
    assert not {position for fix in found.fixes for position in fix.items} & set(found.open)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([turn()] * 6, "Nothing to fix: all 6 were right."),
        ([turn()], "Nothing to fix: the one answer that was judged was right."),
        ([turn(), turn(), turn(None)], "Nothing to fix: of those judged, all 2 were right."),
        ([turn(None)], "Judge your answers first; the fixes follow from that."),
        ([], "There is nothing to go by yet."),
    ],
)
def test_without_fixes_the_report_says_so(items: list[Item], words: str) -> None:
    found = result_of(numbered(*items))
    assert (found.fixes, found.no_fixes) == ((), words)


def test_a_repeated_misconception_is_shown() -> None:
    wrong = [turn(score, topic=topic, misconceptions=("$a=b$",)) for score, topic in ((0.0, "ml.lr"), (0.7, "dl.at"))]
    fix = one_fix(*wrong, turn(topic="ml.lr", kind="free"), turn(topic="dl.at", kind="free"), *[turn()] * 4)
    assert (fix.title, fix.items, fix.misconception) == ("Clear up one misconception", (1, 2), "$a=b$")


def test_a_prerequisite_that_explains_two_topics_is_named() -> None:
    needs = {"prerequisites": (("pr-bayes", "Bayes’ rule"),)}
    lost = [turn(0.0, topic=topic, **needs) for topic in ("math.pr", "math.pr", "ml.ev", "ml.ev")]
    fix = one_fix(*lost, *[turn(topic="math.la"), turn(topic="ml.lr", kind="free")] * 4)
    assert (fix.title, fix.items) == ("First learn “Bayes’ rule”", (1, 2, 3, 4))


def test_a_topic_says_where_to_begin() -> None:
    lost = [turn(0.0, topic="math.pr", prerequisites=(("pr-bayes", "Bayes’ rule"),))] * 2
    fix = one_fix(*lost, *[turn(kind="free"), turn()] * 3)
    assert fix.title == "Revise “Topic math.pr”"
    assert "2 of 2 fell short. Begin with “Bayes’ rule”" in fix.advice


def test_a_prerequisite_that_was_known_is_no_place_to_begin() -> None:
    lost = [turn(0.0, topic="math.pr", prerequisites=(("question-3", "Bayes’ rule"),))] * 2
    assert "Bayes" not in one_fix(*lost, turn(kind="free"), *[turn()] * 4).advice


def test_many_topics_of_one_area_are_told_as_the_area() -> None:
    lost = [turn(0.0, topic=f"math.{topic}", kind=kind) for topic in ("la", "pr", "st", "op") for kind in KINDS[:2]]
    right = [turn(topic=f"ml.{topic}", kind=kind) for topic in ("lr", "ev", "tr", "nn") for kind in KINDS[:2]]
    assert one_fix(*lost, *right).title == "Go over “Mathematics” as a whole"


def test_a_single_wrong_answer_is_no_pattern() -> None:
    fix = one_fix(turn(), turn(0.0), *[turn()] * 5)
    assert (fix.title, fix.items) == ("Look again at 1 question", (2,))


def test_wrong_answers_in_no_time_call_for_reading() -> None:
    rushed = [turn(0.0, seconds=5, topic="math.la"), turn(0.0, seconds=5, topic="ml.lr", kind="free")]
    fix = one_fix(*rushed, *[turn(), turn(topic="ml.lr", kind="free")] * 3)
    assert (fix.title, fix.items) == ("Read before you answer", (1, 2))


def test_a_partly_right_answer_is_to_be_completed() -> None:
    fix = one_fix(turn(0.7), *[turn()] * 5)
    assert (fix.title, fix.items) == ("Complete 1 answer", (1,))


def test_slow_right_answers_call_for_speed() -> None:
    fix = one_fix(turn(seconds=200), turn(), turn(seconds=200))
    assert (fix.title, fix.items) == ("Get faster at what you know", (1, 3))


def pacing(*items: Item, **more: object) -> str:
    return result_of(numbered(*items), **{"timed_out": True, **more}).pacing


def test_what_the_clock_cut_off_has_a_line_of_its_own_that_says_where_the_time_went() -> None:
    items = [turn(seconds=300), *[turn()] * 5, skipped(seconds=130), not_reached(), not_reached()]
    assert pacing(*items) == (
        "The last 3 questions went without an answer as the time ran out. Most of it went into questions 1 and 7. "
        "When a question has had twice its time, write what you have and go on."
    )


def test_where_no_question_was_slow_nobody_is_told_to_leave_slow_ones() -> None:
    assert pacing(*[turn(seconds=100)] * 6, not_reached()) == (
        "The last question went without an answer as the time ran out. None took far too long, but the 6 questions you "
        "saw together took 4 min more than they should. Look at the clock after each answer, and say less where the "
        "short answer is enough."
    )
    assert "6 questions seen together" in pacing(*[turn(seconds=100)] * 6, not_reached(), shared=True)


def test_who_was_away_while_the_time_ran_out_was_not_slow() -> None:
    assert pacing(*[turn()] * 6, not_reached(), not_reached()) == (
        "The last 2 questions went without an answer as the time ran out. What was answered took no longer than it "
        "should: the clock runs on while no question is open."
    )


@pytest.mark.parametrize(
    ("items", "more"),
    [
        ([turn(), not_reached()], {"timed_out": False}),
        ([turn(), not_reached()], {"timed_out": False, "used_seconds": 3600.0, "timer": "none"}),
        ([turn(), turn()], {}),
        ([turn(), skipped()], {}),
        ([skipped()] * 3, {}),
    ],
)
def test_where_the_clock_cut_nothing_off_nothing_is_said_of_it(items: list[Item], more: dict[str, object]) -> None:
    assert pacing(*items, **more) == ""


@pytest.mark.parametrize("missing", [1, 4, 12])
def test_the_clock_takes_the_place_of_no_weakness(missing: int) -> None:
    gaps = ("math.la", "ml.lr", "dl.at")
    items = [turn(0.0 if topic in gaps else 1.0, topic=topic, kind=kind) for topic in TOPICS for kind in KINDS[:3]]
    found = result_of(numbered(*items, *[not_reached()] * missing), timed_out=True)
    assert {fix.title for fix in found.fixes} == {f"Revise “Topic {topic}”" for topic in gaps}
    assert not {at for fix in found.fixes for at in fix.items} & set(found.not_reached)
    assert found.pacing


@some
@given(items=interviews())
def test_what_was_not_reached_stands_under_no_fix(items: list[Item]) -> None:
    found = result_of(items, timed_out=True)
    assert not {at for fix in found.fixes for at in fix.items} & set(found.not_reached)


def test_skipping_at_the_end_with_time_left_is_not_put_down_to_the_clock() -> None:
    fix = one_fix(*[turn(topic="ml.lr", kind="free")] * 5, skipped(), skipped(), used_seconds=900.0)
    assert fix.title == "Revise “Topic math.la”"


def test_advice_differs_from_case_to_case() -> None:
    lost = [turn(0.0, topic=topic, kind=kind) for topic in TOPICS for kind in ("derivation", "free", "numeric")]
    found = fixes(*lost, *[turn(topic=topic, kind="choice") for topic in TOPICS])
    assert len({fix.advice for fix in found}) == len(found) == 3
