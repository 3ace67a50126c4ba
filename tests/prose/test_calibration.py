"""Points found and the answer as a whole: what becomes the score, and what is left to the learner."""

import pytest

from quizzes.prose.calibration import ALONE_MEANING, ALONE_WORDS, MEANING, WORDS, alone, by_meaning, by_words, guess
from quizzes.prose.findings import find_points, read_answer
from quizzes.prose.measures import alone as few
from quizzes.prose.measures import by_words as measured
from quizzes.prose.points import prepared
from quizzes.prose.scoring import DECIDED
from tests.prose.rubrics import RIGHT, VALIDATION


@pytest.mark.parametrize(("points", "guessed"), [(0.5, 0.45), (0.0, 0.1), (1.0, 0.7)])
def test_points_are_the_score_where_the_whole_bears_them_out(points: float, guessed: float) -> None:
    settled = by_words(points, guessed)
    assert settled.score == points
    assert settled.confidence >= DECIDED or guessed == 0.7


@pytest.mark.parametrize(("points", "guessed"), [(1.0, 0.3), (0.2, 0.7), (0.0, 0.9)])
def test_learner_is_asked_where_they_are_far_apart(points: float, guessed: float) -> None:
    assert by_words(points, guessed).confidence < DECIDED


def test_answer_in_which_no_point_is_found_does_not_pass_by_its_length() -> None:
    assert by_words(0.0, 0.9).score <= 0.3


def test_meaning_decides_but_for_what_is_near_to_passing() -> None:
    assert by_meaning(0.7, 0.95).score == 0.95
    assert by_meaning(0.7, 0.95).confidence >= DECIDED
    assert by_meaning(0.6, 0.62).confidence < DECIDED


def test_every_weight_belongs_to_a_measure() -> None:
    ready = prepared(VALIDATION)
    answer = read_answer(RIGHT, ready)
    found = measured(ready, find_points(ready, answer), answer.whole, RIGHT, 1.0)
    assert set(WORDS) - {""} == set(found)
    assert set(found) < set(MEANING)
    assert guess(found, WORDS) > 0.6


FEW = {"size": 0.8, "turned": 0.0}


@pytest.mark.parametrize("more", [{}, {"meant length": 0.8, "meant reference": 0.15}])
def test_score_by_a_reference_alone_grows_with_what_is_found(more: dict[str, float]) -> None:
    scores = [alone(few({"score": points / 10, **FEW, **more})) for points in range(10)]
    assert scores == sorted(scores)
    assert scores[0] < 0.3 < 0.6 < scores[-1]


def test_long_answer_in_which_nothing_is_found_earns_less_than_a_short_one() -> None:
    short, long = (alone(few({"score": 0.0, "size": size, "turned": 0.0})) for size in (0.4, 1.2))
    assert long < short <= 0.15


def test_every_weight_for_a_reference_alone_belongs_to_a_measure() -> None:
    found = few({"score": 0.5, **FEW})
    assert set(ALONE_WORDS) - {""} <= set(found)
    assert set(ALONE_MEANING) - {""} <= set(few({"score": 0.5, **FEW, "meant length": 1.0, "meant reference": 0.1}))
