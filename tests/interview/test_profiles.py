"""Tests of quizzes/interview/profiles.py."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quizzes
from quizzes.banks.common import AREAS
from quizzes.banks.syllabus import read_syllabus
from quizzes.interview.profiles import (
    DEFAULT,
    KIND_WORDS,
    NONE,
    PROFILES,
    TOPIC_WORDS,
    Emphasis,
    Profile,
    Turns,
    own_weights,
)
from quizzes.interview.setup import Setup
from quizzes.kinds import all_kinds
from quizzes.review.queue import NEW_SHARES

SYLLABUS = Path(quizzes.__file__).parent.parent / "content" / "syllabus.yaml"
each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
WEIGHTS = st.dictionaries(st.sampled_from(AREAS), st.integers(0, 100), min_size=1).filter(lambda own: any(own.values()))


def dealt(weights: dict[str, float], count: int) -> list[str]:
    turns, order = Turns(weights), []
    for _ in range(count):
        order.append(turns.line()[0])
        turns.take(order[-1])
    return order


@each_profile
def test_the_weights_of_a_profile_are_per_cent(profile: Profile) -> None:
    assert sum(profile.weights.values()) == 100
    assert profile.weights == own_weights(profile.weights)


@each_profile
def test_lessons_and_projects_are_asked_only_when_the_learner_says_so(profile: Profile) -> None:
    assert profile.weights["lesson"] == profile.weights["project"] == 0


def test_without_a_profile_an_interview_has_the_mix_of_new_cards() -> None:
    weights = PROFILES[DEFAULT].weights
    assert all(weights[area] == NEW_SHARES[area] for area in ("math", "ml", "dl"))


@each_profile
def test_a_role_dwells_on_topics_and_kinds_that_there_are_in_areas_that_it_asks(profile: Profile) -> None:
    areas = {topic.id: topic.area for topic in read_syllabus(SYLLABUS.read_text(), file="")[0].topics}
    assert all(profile.weights[areas[topic]] > 0 for topic in profile.emphasis.topics)
    assert profile.emphasis.kinds <= set(all_kinds()) - {"derivation", "flashcard"}  # these have rules of their own


@each_profile
def test_a_role_says_all_that_it_dwells_on(profile: Profile) -> None:
    named = {words for words in (*TOPIC_WORDS.values(), *KIND_WORDS.values()) if words in profile.more_of.split(", ")}
    wanted = {TOPIC_WORDS[topic] for topic in profile.emphasis.topics}
    assert named == wanted | {KIND_WORDS[kind] for kind in profile.emphasis.kinds}
    assert bool(profile.more_of) == (profile.name != DEFAULT)


def test_who_sets_weights_of_their_own_dwells_on_nothing() -> None:
    assert Setup(profile="own", weights={"math": 1.0}).choices.emphasis == NONE
    assert Setup(profile="data").choices.emphasis == PROFILES["data"].emphasis != NONE


def test_a_topic_and_a_kind_favour_a_question_each() -> None:
    emphasis = Emphasis(topics=frozenset({"st"}), kinds=frozenset({"free"}))
    given = [("free", "st"), ("free", "la"), ("choice", "st"), ("choice", "la")]
    assert [emphasis.favour(*each) for each in given] == [16, 4, 4, 1]


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PROFILES[DEFAULT].weights["math"] = 0  # type: ignore[index]


def test_an_area_that_the_learner_does_not_name_weighs_nothing() -> None:
    assert own_weights({"dl": 2, "lesson": 1.5}) == {"math": 0, "ml": 0, "dl": 2, "lesson": 1.5, "project": 0}


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"math": 40, "maths": 60}, "weights.maths: there is no such area"),
        ({"math": -1, "ml": 2}, "weights.math: a weight lies between 0 and 100"),
        ({"ml": 101}, "weights.ml: a weight lies between 0 and 100"),
        ({"ml": "40"}, "weights.ml: a weight is a number"),
        ({"ml": True}, "weights.ml: a weight is a number"),
        ({"dl": None}, "weights.dl: a weight is a number"),
        ({"dl": float("nan")}, "weights.dl: a weight is a number"),
        ({"dl": 10**400}, "weights.dl: a weight lies between 0 and 100"),
        ({"math": 0, "ml": 0}, "weights: give at least one area a weight above 0"),
        ({}, "weights: give at least one area a weight above 0"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_by_name(weights: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        own_weights(weights)


@given(weights=WEIGHTS, count=st.integers(0, 80))
def test_each_area_has_its_share_of_the_turns_within_one(weights: dict[str, float], count: int) -> None:
    order, turns = dealt(weights, count), Turns(weights)
    assert set(turns.areas) == {area for area in weights if weights[area]}
    assert sum(turns.share(area) for area in turns.areas) == 1
    assert all(abs(order.count(area) - count * turns.share(area)) < 1 for area in turns.areas)


@given(weights=WEIGHTS, count=st.integers(0, 80))
def test_a_last_turn_out_of_line_is_borne_when_all_keep_their_shares(weights: dict[str, float], count: int) -> None:
    turns = Turns(weights)
    order = dealt(weights, count)
    for area in order:
        turns.take(area)
    for extra in turns.areas:
        after = [*order, extra]
        kept = all(abs(after.count(area) - len(after) * turns.share(area)) < 1 for area in turns.areas)
        assert turns.bears_last(extra) == kept


def test_ten_turns_hold_the_weights_exactly() -> None:
    order = dealt({"math": 0.4, "ml": 0.3, "dl": 0.3}, 10)
    assert [order.count(area) for area in ("math", "ml", "dl")] == [4, 3, 3]


def test_a_share_is_taken_to_the_nearest_thousandth_but_not_to_nothing() -> None:
    turns = Turns({"math": 1e9, "ml": 1e-9})
    assert turns.share("ml") == Fraction(1, 1001)


@pytest.mark.parametrize("weights", [{}, {"ml": 0}, {"ml": -1, "dl": 2}, {"ml": float("nan")}, {"ml": float("inf")}])
def test_turns_need_weights(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"^weights: "):
        Turns(weights)
