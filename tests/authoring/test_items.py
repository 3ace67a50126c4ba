"""Tests of the figures that attempts give of a question, against a plain computation with numpy."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.authoring.items import Attempt, ItemStatistics, WrongAnswer, item_statistics

ITEM = 1


def attempt(learner: int, question: int = ITEM, **changed: object) -> Attempt:
    return dataclasses.replace(Attempt(learner=learner, question=question, score=1.0), **changed)


def statistics_of(*attempts: Attempt, options: Sequence[str] = ()) -> ItemStatistics:
    return item_statistics(attempts, {ITEM: options})[ITEM]


def sat(scores: Mapping[int, Sequence[float]]) -> list[Attempt]:
    """First attempts: by learner the score on question 1, 2 and so on."""
    return [
        attempt(learner, question, score=score)
        for learner, row in scores.items()
        for question, score in enumerate(row, start=1)
    ]


def test_without_attempts_there_is_nothing_to_tell() -> None:
    assert item_statistics([], {ITEM: ["A"]}) == {}


def test_below_five_learners_only_attempts_are_counted() -> None:
    row = {"score": 0.0, "seconds": 9.0, "text": "A", "difficulty": 5.0, "reviews": 3, "lapses": 1}
    few = [attempt(learner, question, **row) for learner in range(4) for question in (1, 2) for _ in range(3)]
    assert statistics_of(*few, options=["B"]) == ItemStatistics(attempts=12, learners=4)


def test_facility_is_the_mean_of_first_attempts() -> None:
    first = [attempt(learner, score=score) for learner, score in enumerate((0.0, 0.5, 1.0, 1.0, 0.0))]
    later = [attempt(learner, score=1.0, first=False) for learner in range(5) for _ in range(9)]
    assert statistics_of(*later, *first).facility == pytest.approx(0.5)


def test_attempts_that_learners_judged_have_no_part_in_the_facility() -> None:
    graded = [attempt(learner, score=0.5) for learner in range(5)]
    judged = [attempt(learner, score=None) for learner in range(5, 9)]
    found = statistics_of(*graded, *judged)
    assert (found.facility, found.learners) == (0.5, 9)
    assert statistics_of(*judged, *graded[:4]).facility is None


def test_parts_of_a_question_are_averaged_for_each_learner() -> None:
    rows = [attempt(learner, part=part, score=float(part == "a")) for learner in range(5) for part in "abcd"]
    assert statistics_of(*rows).facility == pytest.approx(0.25)


def test_discrimination_leaves_the_item_itself_out() -> None:
    """With two questions the rest is the other one, and nothing else."""
    scores = {0: (0, 0), 1: (0, 1), 2: (1, 0), 3: (1, 1), 4: (1, 1), 5: (0, 0)}
    both = np.array(list(scores.values()), float)
    expected = np.corrcoef(both[:, 0], both[:, 1])[0, 1]
    assert statistics_of(*sat(scores)).discrimination == pytest.approx(expected)


@pytest.mark.parametrize(("item", "rest"), [((1, 1, 1, 1, 1), (0, 1, 0, 1, 0)), ((0, 1, 0, 1, 0), (1, 1, 1, 1, 1))])
def test_where_all_do_alike_there_is_no_discrimination(item: Sequence[int], rest: Sequence[int]) -> None:
    assert statistics_of(*sat(dict(enumerate(zip(item, rest, strict=True))))).discrimination is None


def test_learners_who_answered_nothing_else_tell_no_discrimination() -> None:
    rows = sat({learner: (learner % 2, learner % 3) for learner in range(4)})
    found = statistics_of(*rows, attempt(4), attempt(5, score=0.0))
    assert (found.learners, found.discrimination) == (6, None)
    assert found.facility is not None


def test_median_is_of_measured_times() -> None:
    times = [30.0, None, 10.0, 20.0, 400.0, 50.0]
    assert statistics_of(*(attempt(n, seconds=time) for n, time in enumerate(times))).median_seconds == 30.0
    few = [attempt(n, seconds=time) for n, time in enumerate(times[:5])]
    assert statistics_of(*few).median_seconds is None


def test_memory_is_taken_once_from_each_card() -> None:
    rows = [
        attempt(learner, difficulty=float(learner), reviews=count, lapses=lapses)
        for learner in range(1, 6)
        for count, lapses in ((1, 0), (4, 3), (2, 0))
    ]
    found = statistics_of(*rows)
    assert (found.difficulty, found.lapse_rate) == (pytest.approx(3.0), pytest.approx(0.75))


def test_cards_without_reviews_have_no_lapse_rate() -> None:
    found = statistics_of(*(attempt(learner) for learner in range(9)))
    assert (found.difficulty, found.lapse_rate) == (None, None)


def test_wrong_answers_are_grouped_by_what_they_are_equal_to() -> None:
    said = [
        ("1/2", "0.5"),
        ("0.5", "0.5"),
        ("0.50", "0.5"),
        ("0.5", "0.5"),
        ("no  idea", ""),
        ("No idea", ""),
        ("2", ""),
    ]
    rows = [attempt(learner, score=0.0, text=text, reading=reading) for learner, (text, reading) in enumerate(said)]
    assert statistics_of(*rows, attempt(9, text="0.25")).wrong == (
        WrongAnswer(part="", text="0.5", times=4, learners=4),
        WrongAnswer(part="", text="No idea", times=2, learners=2),
        WrongAnswer(part="", text="2", times=1, learners=1),
    )


def test_wrong_answer_of_many_learners_comes_before_one_that_is_repeated() -> None:
    rows = [attempt(1, score=0.0, text="often", first=False) for _ in range(9)]
    rows += [attempt(learner, score=0.0, text="common") for learner in range(2, 6)]
    assert [(each.text, each.times, each.learners) for each in statistics_of(*rows).wrong] == [
        ("common", 4, 4),
        ("often", 9, 1),
    ]


def test_text_that_could_not_be_read_is_not_what_another_was_read_as() -> None:
    rows = [attempt(learner, score=0.0, text="b", reading="b" if learner < 3 else "") for learner in range(5)]
    assert [each.learners for each in statistics_of(*rows).wrong] == [3, 2]


def test_same_wrong_answer_in_two_gaps_is_two() -> None:
    rows = [attempt(learner, score=0.0, part=part, text="x") for learner in range(5) for part in "ab"]
    assert [each.part for each in statistics_of(*rows).wrong] == ["a", "b"]


@pytest.mark.parametrize(("score", "text"), [(0.6, "x"), (None, "x"), (0.0, "  ")])
def test_passed_judged_and_empty_answers_are_not_wrong_ones(score: float | None, text: str) -> None:
    assert statistics_of(*(attempt(learner, score=score, text=text) for learner in range(9))).wrong == ()


def test_options_that_nobody_takes_are_named() -> None:
    texts = ["A", "a", "A C", "c, a", "(A)"]
    rows = [attempt(learner, text=text) for learner, text in enumerate(texts)]
    assert statistics_of(*rows, options=["B", "C", "D"]).untaken == ("B", "D")
    assert statistics_of(*rows, attempt(9, text="?", reading="D"), options=["B", "C", "D"]).untaken == ("B",)


def upside_down(learners: int) -> list[Attempt]:
    """The better a learner is at questions 2 to 4, the worse at the first."""
    strong = learners // 2
    return sat({n: (0.0, 1.0, 1.0, n / 100) if n < strong else (1.0, 0.0, 0.0, n / 100) for n in range(learners)})


def test_key_is_doubted_where_strong_learners_fail() -> None:
    assert statistics_of(*upside_down(10)).suspect == (
        "The key may be wrong: learners who do best elsewhere score 0% here, those who do worst elsewhere 100%."
    )


def test_nine_learners_are_too_few_to_doubt_a_key() -> None:
    found = statistics_of(*upside_down(9))
    assert (found.suspect, found.discrimination) == ("", pytest.approx(-1, abs=0.01))


def test_falling_scores_raise_doubt_where_the_thirds_do_not() -> None:
    item = [0.5, 0.5, 0.5, 1.0, 1.0, 0.0, 0.0, 0.5, 0.5, 0.5]
    rows = sat({n: (score, n / 10) for n, score in enumerate(item)})
    assert "the better learners do elsewhere, the worse they do here" in statistics_of(*rows).suspect


def test_question_that_tells_learners_apart_is_not_doubted() -> None:
    assert statistics_of(*sat({n: (float(n > 5), n / 20, n / 20) for n in range(12)})).suspect == ""


def test_learners_who_are_equal_elsewhere_are_not_set_against_each_other() -> None:
    """Sorted by number, those who fail would come last, and look like the upper third."""
    assert statistics_of(*sat({n: (float(n < 8), 0.5) for n in range(12)})).suspect == ""


def test_thirds_that_overlap_are_not_compared() -> None:
    rests = [0.0, *[0.5] * 8, 1.0]
    rows = sat({n: (float(n < 5), rest) for n, rest in enumerate(rests)})
    assert "(discrimination -" in statistics_of(*rows).suspect


def all_failing(learners: int, *, elsewhere: float = 0.9, text: str = "", score: float = 0.0) -> list[Attempt]:
    """Nobody knows the first question; the better half does well at the two others."""
    rows = sat({n: (score, *[elsewhere if n % 2 else 0.2] * 2) for n in range(learners)})
    return [dataclasses.replace(row, text=text or f"no idea {row.learner}") for row in rows]


def test_key_is_doubted_where_everybody_gives_the_same_wrong_answer() -> None:
    found = statistics_of(*all_failing(20, text="1/3"))
    assert (found.facility, found.discrimination) == (0, None)
    assert found.suspect == (
        "The key may be wrong: 10 of the 10 learners who do best elsewhere gave the same answer, "
        "which counts as wrong: “1/3”."
    )


def test_key_is_doubted_where_the_strong_fail_in_different_ways() -> None:
    assert statistics_of(*all_failing(20)).suspect == (
        "The key may be wrong, or the question unclear: learners who do best elsewhere score 0% here."
    )
    assert statistics_of(*all_failing(20, score=0.5)).suspect == "", "half of them know it"


def test_those_who_fail_everywhere_raise_no_doubt() -> None:
    assert statistics_of(*all_failing(20, elsewhere=0.5, text="1/3")).suspect == ""


def test_nine_who_fail_alike_are_too_few_to_doubt_a_key() -> None:
    assert statistics_of(*all_failing(9, text="1/3")).suspect == ""


def test_hard_question_that_only_the_strong_sometimes_know_is_not_doubted() -> None:
    """Of ten strong learners four know it, of ten weak ones nobody: hard, and it tells them apart."""
    rows = sat({n: (float(n < 4), *[1.0 if n < 10 else 0.2] * 2) for n in range(20)})
    found = statistics_of(*rows)
    assert (found.suspect, found.discrimination) == ("", pytest.approx(0.5))


def test_answer_that_most_of_the_strong_give_is_told_although_the_rest_tells_learners_apart() -> None:
    rows = sat({n: (float(n < 4), *[1.0 if n < 10 else 0.2] * 2) for n in range(20)})
    said = [dataclasses.replace(row, text="right" if row.score else "x" * 99) for row in rows]
    assert statistics_of(*said).suspect.startswith("The key may be wrong: 6 of the 10 learners")
    assert len(statistics_of(*said).suspect) < 300


def test_wrong_answer_of_fewer_than_five_is_not_told() -> None:
    """Three of ten are strong, and two of them agree."""
    rows = sat({n: (0.0, *[0.9 if n < 3 else 0.2] * 2) for n in range(10)})
    said = [dataclasses.replace(row, text="secret" if row.learner < 2 else f"guess {row.learner}") for row in rows]
    found = statistics_of(*said).suspect
    assert "score 0% here" in found and "secret" not in found


def test_later_wrong_answers_raise_no_doubt() -> None:
    rows = sat({n: (1.0, *[0.9 if n % 2 else 0.2] * 2) for n in range(20)})
    later = [attempt(n, score=0.0, text="1/3", first=False) for n in range(20)]
    assert statistics_of(*rows, *later).suspect == ""


SCORES = st.lists(
    st.lists(st.sampled_from((None, 0.0, 0.25, 0.5, 0.9, 1.0)), min_size=4, max_size=4), min_size=1, max_size=14
)


@settings(max_examples=150, deadline=None)
@given(SCORES, st.randoms(use_true_random=False))
def test_figures_agree_with_a_plain_computation(rows: list[list[float | None]], chance: object) -> None:
    attempts = [
        attempt(learner, question, score=score)
        for learner, row in enumerate(rows)
        for question, score in enumerate(row)
        if score is not None
    ]
    chance.shuffle(attempts)
    found = item_statistics(attempts, {})
    table = np.array([[np.nan if score is None else score for score in row] for row in rows])
    for question, item in found.items():
        own = table[:, question]
        known = ~np.isnan(own)
        assert item.learners == known.sum()
        expected = own[known].mean() if known.sum() >= 5 else None
        assert item.facility == (expected if expected is None else pytest.approx(expected))
        others = np.delete(table, question, axis=1)
        paired = known & ~np.isnan(others).all(axis=1)
        if paired.sum() < 5:
            assert item.discrimination is None
            continue
        rest = np.nanmean(others[paired], axis=1)
        if np.ptp(own[paired]) < 1e-9 or np.ptp(rest) < 1e-9:
            assert item.discrimination is None
        else:
            assert item.discrimination == pytest.approx(np.corrcoef(own[paired], rest)[0, 1], abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(SCORES)
def test_figures_stay_in_their_ranges(rows: list[list[float | None]]) -> None:
    attempts = [
        attempt(learner, question, score=score, seconds=score, difficulty=1 + 9 * (score or 0), reviews=3, lapses=1)
        for learner, row in enumerate(rows)
        for question, score in enumerate(row)
    ]
    for item in item_statistics(attempts, {}).values():
        assert item.facility is None or 0 <= item.facility <= 1
        assert item.discrimination is None or -1 <= item.discrimination <= 1
        assert item.difficulty is None or 1 <= item.difficulty <= 10
        assert item.lapse_rate is None or item.lapse_rate == pytest.approx(1 / 3)
        assert not item.suspect or item.learners >= 10
