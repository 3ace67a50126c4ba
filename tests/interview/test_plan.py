"""Tests of quizzes/interview/plan.py: its promises, in their order, over random banks."""

import dataclasses
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quizzes
from quizzes.banks.common import LEVELS
from quizzes.banks.syllabus import read_syllabus
from quizzes.interview.plan import CHAIN, Asked, Candidate, Choices, plan
from quizzes.interview.profiles import DEFAULT, LENGTHS, PROFILES, Emphasis, Profile

AREAS = ("math", "ml", "dl")
PLAIN = ("choice", "numeric", "free")
BALANCED = {"math": 40, "ml": 30, "dl": 30}
SEEDS = st.integers(0, 2**32)
PARTS = st.sampled_from(["", "a", "b"])
ROOT = Path(quizzes.__file__).parent.parent
many = settings(max_examples=200, deadline=None)
some = settings(max_examples=80, deadline=None)  # of rich banks, which take longer to make

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        question=st.integers(1, 30),
        part=PARTS,
        slug=st.just(""),  # given below, by the question
        kind=st.sampled_from([*PLAIN, "flashcard", "derivation"]),
        area=st.sampled_from([*AREAS, "lesson"]),
        topic=st.sampled_from(["one", "two"]),
        level=st.sampled_from(LEVELS),
        minutes=st.sampled_from([0.5, 1, 2.5, 8, 20, 40]),
        retrievability=st.none() | st.floats(0, 1),
        errors=st.sampled_from([0, 0, 1, 3]),
        last_asked=st.none() | st.dates(date(2026, 1, 1), date(2026, 11, 1)),
        recent=st.sampled_from([False, False, False, True]),
        needs=st.lists(st.integers(1, 30).map("q-{}".format), max_size=2).map(tuple),
    ),
    min_size=5,
    max_size=40,
    unique_by=lambda one: (one.question, one.part),
).map(lambda made: [dataclasses.replace(one, slug=f"q-{one.question}") for one in made])

WEIGHTS = st.dictionaries(st.sampled_from(AREAS), st.integers(0, 100), min_size=1).filter(lambda own: any(own.values()))
EMPHASES = st.builds(
    Emphasis,
    topics=st.frozensets(st.sampled_from(["one", "a", "b"])),
    kinds=st.frozensets(st.sampled_from(PLAIN)),
    derivation_every=st.sampled_from([30, 30, 20]),
)
CHOICES = st.builds(
    Choices,
    weights=WEIGHTS,
    minutes=st.sampled_from(LENGTHS),
    level=st.sampled_from(["mixed", *LEVELS]),
    weak_share=st.sampled_from([0, 0.25, 0.5, 1]),
    follow_ups=st.booleans(),
    emphasis=EMPHASES,
)
any_bank = given(bank=CANDIDATES, choices=CHOICES, seed=SEEDS)


def candidate(question: int, **more: Any) -> Candidate:
    plain = {"kind": "choice", "area": "math", "topic": f"t{question % 4}", "level": "entry", "minutes": 1.0}
    return Candidate(question=question, **{"slug": f"q-{question}", "retrievability": None, **plain, **more})


def rich(seed: int, *, areas: tuple[str, ...] = AREAS, each: int = 120, **more: Any) -> list[Candidate]:
    """A bank that no interview of an hour exhausts: in each area so many plain questions of half a minute and more.

    Every third needs another one, of any area.   more: the same for all of them.
    """
    chance = random.Random(seed)
    size = each * len(areas)
    return [
        candidate(
            number,
            **{
                "kind": chance.choice(PLAIN),
                "area": areas[number % len(areas)],
                "topic": chance.choice("abcde"),
                "level": chance.choice(LEVELS),
                "minutes": chance.choice([0.5, 0.75, 1.0, 2.0, 3.0]),
                "retrievability": chance.choice([None, 0.3, 0.95]),
                "needs": (f"q-{chance.randrange(size)}",) if number % 3 == 0 else (),
                **more,
            },
        )
        for number in range(size)
    ]


def chosen(bank: list[Candidate], asked: list[Asked]) -> list[Candidate]:
    by_name = {(one.question, one.part): one for one in bank}
    return [by_name[one.question, one.part] for one in asked]


def counts(asked: list[Asked], weights: dict[str, int]) -> dict[str, int]:
    return {area: sum(one.area == area for one in asked) for area in weights}


def share(weights: Any, area: str) -> Fraction:
    return Fraction(weights[area], sum(weights.values()))


def level(one: Candidate) -> int:
    return LEVELS.index(one.level)


def unused(bank: list[Candidate], asked: list[Asked]) -> list[Candidate]:
    used = {one.question for one in asked}
    return [one for one in bank if one.question not in used]


# --- 1: what is never broken -----------------------------------------------------------------------------------------


@many
@any_bank
def test_nothing_of_the_last_two_interviews_is_asked_again(bank: list[Candidate], choices: Choices, seed: int) -> None:
    recent = {one.question for one in bank if one.recent}
    assert not recent & {one.question for one in plan(bank, choices, seed=seed)}


@many
@any_bank
def test_no_question_is_asked_twice_not_even_by_another_part(
    bank: list[Candidate], choices: Choices, seed: int
) -> None:
    questions = [one.question for one in plan(bank, choices, seed=seed)]
    assert len(questions) == len(set(questions))


@many
@any_bank
def test_the_questions_fit_the_time(bank: list[Candidate], choices: Choices, seed: int) -> None:
    assert sum(one.minutes for one in plan(bank, choices, seed=seed)) <= choices.minutes


@many
@any_bank
def test_a_fifth_are_flashcards_at_most_and_no_derivation_is_first(
    bank: list[Candidate], choices: Choices, seed: int
) -> None:
    kinds = [one.kind for one in chosen(bank, plan(bank, choices, seed=seed))]
    assert 5 * kinds.count("flashcard") <= len(kinds)
    assert kinds[:1] != ["derivation"]


@many
@any_bank
def test_a_plan_is_empty_only_where_nothing_may_come_first(bank: list[Candidate], choices: Choices, seed: int) -> None:
    recent = {one.question for one in bank if one.recent}
    openers = [
        one
        for one in bank
        if one.question not in recent
        and one.kind in PLAIN
        and choices.weights.get(one.area, 0)
        and choices.distance(one.level) <= 1
        and one.minutes <= choices.minutes
    ]
    assert bool(plan(bank, choices, seed=seed)) == bool(openers)


@many
@given(bank=CANDIDATES, choices=CHOICES, seed=SEEDS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    bank: list[Candidate], choices: Choices, seed: int, order: random.Random
) -> None:
    shuffled = order.sample(bank, len(bank))
    assert plan(shuffled, choices, seed=seed) == plan(bank, choices, seed=seed)


def test_the_order_of_the_parts_of_a_question_does_not_matter() -> None:
    bank = [candidate(number, part=part) for number in range(9) for part in "abc"]
    choices = Choices(weights=BALANCED, minutes=15)
    assert plan(bank[::-1], choices, seed=1) == plan(bank, choices, seed=1)


def test_another_seed_gives_another_interview() -> None:
    choices = Choices(weights=BALANCED, minutes=30)
    plans = [tuple(one.question for one in plan(rich(0), choices, seed=seed)) for seed in range(20)]
    assert len(set(plans)) == 20


# --- 2: the weights --------------------------------------------------------------------------------------------------


@some
@given(bank=st.builds(rich, SEEDS), choices=CHOICES, seed=SEEDS)
def test_each_area_has_its_share_of_the_questions_within_one(
    bank: list[Candidate], choices: Choices, seed: int
) -> None:
    asked = plan(bank, choices, seed=seed)
    assert len(asked) > choices.minutes / 4  # three minutes is the longest
    for area, count in counts(asked, choices.weights).items():
        # A thousandth of a share may be lost in rounding, on each of the questions.
        assert abs(count - share(choices.weights, area) * len(asked)) < 1 + Fraction(len(asked), 1000)


@some
@given(bank=st.builds(rich, SEEDS), minutes=st.sampled_from(LENGTHS), follow_ups=st.booleans(), seed=SEEDS)
def test_no_question_that_the_weights_bear_would_still_fit(
    bank: list[Candidate], minutes: int, follow_ups: bool, seed: int
) -> None:
    asked = plan(bank, Choices(weights=BALANCED, minutes=minutes, follow_ups=follow_ups), seed=seed)
    time_left = minutes - sum(one.minutes for one in asked)
    lowest = level(chosen(bank, asked)[0])
    for area in AREAS:
        more = counts(asked, BALANCED)
        more[area] += 1
        if all(abs(more[name] - share(BALANCED, name) * (len(asked) + 1)) < 1 for name in AREAS):
            left = [one.minutes for one in unused(bank, asked) if one.area == area and level(one) >= lowest]
            assert left
            assert min(left) > time_left


@some
@given(few=st.integers(0, 4), seed=SEEDS)
def test_an_area_that_runs_out_leaves_its_share_to_the_others(few: int, seed: int) -> None:
    """The others stand to each other by their weights, as if after more turns than there are questions."""
    weights = {"math": 40, "ml": 20, "dl": 40}
    bank = rich(seed, areas=("math", "ml"), level="entry")
    bank += [candidate(1000 + number, area="dl") for number in range(few)]
    asked = plan(bank, Choices(weights=weights, minutes=45), seed=seed)
    had = counts(asked, weights)
    assert had["dl"] == few
    least = max((had[area] - 1) / share(weights, area) for area in ("math", "ml"))
    most = min((had[area] + 1) / share(weights, area) for area in ("math", "ml"))
    assert least < most
    assert most > len(asked)


def test_an_area_whose_questions_are_too_long_does_not_leave_its_share() -> None:
    bank = [candidate(number) for number in range(60)]
    bank += [candidate(100 + number, area="ml", minutes=10) for number in range(10)]
    asked = plan(bank, Choices(weights={"math": 50, "ml": 50}, minutes=30), seed=1)
    assert counts(asked, {"math": 1, "ml": 1}) == {"math": 3, "ml": 2}


def test_short_time_goes_to_an_area_out_of_turn_as_far_as_the_weights_bear_it() -> None:
    weights = {"math": 50, "ml": 25, "dl": 25}
    bank = [candidate(number, minutes=10) for number in range(9)]
    bank += [candidate(100 + number, area=("ml", "dl")[number % 2]) for number in range(18)]
    asked = plan(bank, Choices(weights=weights, minutes=25), seed=1)
    assert counts(asked, weights) == {"math": 2, "ml": 1, "dl": 2}  # a sixth would have to be of mathematics


@pytest.mark.parametrize("profile", PROFILES)
def test_areas_that_weigh_nothing_are_not_asked(profile: str) -> None:
    bank = rich(3, areas=(*AREAS, "lesson", "project"))
    asked = plan(bank, Choices(weights=PROFILES[profile].weights, minutes=60), seed=3)
    assert {one.area for one in asked} == set(AREAS)


# --- 3: a gentle start -----------------------------------------------------------------------------------------------


@many
@any_bank
def test_the_first_question_is_of_the_lowest_level_and_of_these_the_shortest(
    bank: list[Candidate], choices: Choices, seed: int
) -> None:
    asked = plan(bank, choices, seed=seed)
    if not asked:
        return
    first, *rest = [one for one in chosen(bank, asked) if one.kind != "derivation"]
    assert asked[0].why == "warm-up"
    assert all(level(first) <= level(one) for one in rest)
    alike = [one for one in rest if one.level == first.level and one.kind != "flashcard"]
    assert all(first.minutes <= one.minutes for one in alike)


@some
@given(bank=st.builds(rich, SEEDS), choices=CHOICES, seed=SEEDS)
def test_the_first_question_is_not_the_longest(bank: list[Candidate], choices: Choices, seed: int) -> None:
    asked = plan(bank, choices, seed=seed)
    assert asked[0].minutes < max(one.minutes for one in asked)


def test_nothing_easier_comes_later_not_even_flashcards() -> None:
    bank = [candidate(number, level="expert") for number in range(20)]
    bank += [candidate(100 + number, kind="flashcard") for number in range(20)]
    asked = plan(bank, Choices(weights=BALANCED, minutes=15), seed=1)
    assert {one.level for one in chosen(bank, asked)} == {"expert"}


def test_a_weak_spot_is_no_warm_up_where_there_is_another() -> None:
    bank = [candidate(number, errors=0 if number == 7 else 2) for number in range(20)]
    assert plan(bank, Choices(weights=BALANCED, minutes=15, weak_share=1), seed=5)[0].question == 7


# --- 4: a derivation -------------------------------------------------------------------------------------------------


@some
@given(
    bank=st.builds(rich, SEEDS),
    weights=st.fixed_dictionaries({area: st.integers(10, 16) for area in AREAS}),
    area=st.sampled_from(AREAS),
    derivations=st.lists(st.floats(3, 12), min_size=1, max_size=4),
    minutes=st.sampled_from(LENGTHS),
    seed=SEEDS,
)
def test_from_half_an_hour_on_there_is_a_derivation_after_two_other_questions(
    bank: list[Candidate], weights: dict[str, int], area: str, derivations: list[float], minutes: int, seed: int
) -> None:
    """Where every area has its turn in time: it weighs a fifth at least, and the others' questions are short."""
    bank = [dataclasses.replace(one, minutes=min(one.minutes, 1.5)) for one in bank]
    long = [
        candidate(1000 + number, kind="derivation", area=area, minutes=taken)
        for number, taken in enumerate(derivations)
    ]
    kinds = [
        one.kind for one in chosen(bank + long, plan(bank + long, Choices(weights=weights, minutes=minutes), seed=seed))
    ]
    assert ("derivation" in kinds) == (minutes >= 30)
    assert "derivation" not in kinds[:2]
    assert kinds.count("derivation") <= minutes // 30


@pytest.mark.parametrize(("every", "counts"), [(30, [0, 1, 1, 2]), (20, [0, 1, 2, 3]), (10, [0, 3, 4, 6])])
def test_a_role_may_ask_for_a_derivation_more_often_from_half_an_hour_on(every: int, counts: list[int]) -> None:
    bank = [*rich(1, minutes=0.5), *(candidate(1000 + number, kind="derivation", minutes=2) for number in range(9))]
    emphasis = Emphasis(derivation_every=every)
    found = [
        [one.why for one in plan(bank, Choices(weights=BALANCED, minutes=minutes, emphasis=emphasis), seed=1)]
        for minutes in LENGTHS
    ]
    assert [each.count("derivation") for each in found] == counts


def test_a_derivation_of_an_area_that_is_hardly_ever_in_turn_comes_last() -> None:
    bank = [*rich(1, areas=("math",)), candidate(1000, kind="derivation", area="ml", minutes=8)]
    asked = plan(bank, Choices(weights={"math": 99, "ml": 1}, minutes=30), seed=1)
    assert [one.why == "derivation" for one in asked] == [False] * (len(asked) - 1) + [True]


def test_a_derivation_gives_way_to_the_weights() -> None:
    bank = rich(1, areas=("math",), level="expert")
    bank += [candidate(1000, area="ml"), candidate(1001, kind="derivation", area="ml", minutes=8)]
    asked = plan(bank, Choices(weights={"math": 99, "ml": 1}, minutes=30), seed=1)
    assert [one.area for one in asked] == ["ml"] + ["math"] * (len(asked) - 1)
    assert sum(one.minutes for one in asked) > 28  # its time is not kept free to the end


def test_a_derivation_is_asked_early_rather_than_not_at_all() -> None:
    bank = [candidate(1, minutes=20), candidate(2, kind="derivation", minutes=10), candidate(3, minutes=20)]
    asked = plan(bank, Choices(weights=BALANCED, minutes=30), seed=1)
    assert [one.why for one in asked] == ["warm-up", "derivation"]


# --- 5: follow-ups ---------------------------------------------------------------------------------------------------


def heads(asked: list[Asked]) -> list[int]:
    """Places of the questions that build on none."""
    return [place for place, one in enumerate(asked) if one.follows is None]


@some
@given(bank=CANDIDATES | st.builds(rich, SEEDS), choices=CHOICES, seed=SEEDS)
def test_a_follow_up_needs_the_question_right_before_it(bank: list[Candidate], choices: Choices, seed: int) -> None:
    asked = plan(bank, choices, seed=seed)
    names = chosen(bank, asked)
    for place, one in enumerate(asked):
        assert (one.follows is not None) == (one.why == "follow-up")
        if one.follows is not None:
            assert choices.follow_ups
            assert one.follows == place - 1
            assert names[one.follows].slug in names[place].needs
    assert all(after - before <= 1 + CHAIN for before, after in pairwise([*heads(asked), len(asked)]))


@some
@given(bank=st.builds(rich, SEEDS), minutes=st.sampled_from(LENGTHS), seed=SEEDS)
def test_a_question_stands_alone_only_where_nothing_that_needs_it_was_in_turn(
    bank: list[Candidate], minutes: int, seed: int
) -> None:
    """Whatever came later in the same area would have given its turn to the follow-up, had that been as short."""
    asked = plan(bank, Choices(weights=BALANCED, minutes=minutes), seed=seed)
    names = chosen(bank, asked)
    starts = heads(asked)
    for place, after in pairwise([*starts, len(asked)]):
        if after - place > 1:
            continue
        for one in unused(bank, asked):
            is_same_topic = after < len(asked) and (one.area, one.topic) == (names[after].area, names[after].topic)
            if names[place].slug in one.needs and level(one) >= level(names[0]) and not is_same_topic:
                later = [names[start] for start in starts if start > place and names[start].area == one.area]
                assert all(other.minutes < one.minutes for other in later)


def test_a_chain_is_asked_in_its_order() -> None:
    bank = [candidate(1, level="entry")]
    bank += [candidate(number, level="expert", needs=(f"q-{number - 1}",)) for number in (2, 3, 4)]
    asked = plan(bank, Choices(weights=BALANCED, minutes=15), seed=1)
    assert [(one.question, one.follows) for one in asked] == [(1, None), (2, 0), (3, 1), (4, None)]


@some
@given(seed=SEEDS)
def test_interviews_of_a_bank_with_chains_have_some(seed: int) -> None:
    asked = plan(rich(seed), Choices(weights=BALANCED, minutes=60), seed=seed)
    assert any(one.why == "follow-up" for one in asked)


def test_a_derivation_may_follow_what_it_needs() -> None:
    bank = [candidate(number, level="entry") for number in range(3)]
    bank += [candidate(9, kind="derivation", level="expert", minutes=8, needs=("q-0", "q-1", "q-2"))]
    asked = plan(bank, Choices(weights=BALANCED, minutes=30), seed=1)
    assert (asked[2].question, asked[2].why) == (9, "follow-up")


# --- 6, 7, 8: level, topics, weak spots ------------------------------------------------------------------------------


@some
@given(bank=st.builds(rich, SEEDS), minutes=st.sampled_from(LENGTHS), asked_for=st.sampled_from(LEVELS), seed=SEEDS)
def test_questions_are_of_the_level_asked_for_but_the_first(
    bank: list[Candidate], minutes: int, asked_for: str, seed: int
) -> None:
    choices = Choices(weights=BALANCED, minutes=minutes, level=asked_for, follow_ups=False)
    first, *rest = chosen(bank, plan(bank, choices, seed=seed))
    assert level(first) == max(0, LEVELS.index(asked_for) - 1)
    left, asked = minutes - first.minutes, {first.question}
    for one in rest:
        # Towards the end another level may fit where this one does not. Derivations and flashcards have limits besides.
        plain = (each for each in bank if each.kind not in ("derivation", "flashcard") and each.question not in asked)
        fitting = [each for each in plain if (each.area, each.level) == (one.area, asked_for) and each.minutes <= left]
        assert one.level == asked_for or not fitting
        left, asked = left - one.minutes, {*asked, one.question}


@some
@given(bank_seed=SEEDS, minutes=st.sampled_from([15, 30]), asked_for=st.sampled_from(LEVELS), seed=SEEDS)
def test_a_follow_up_is_of_the_level_asked_for_too(bank_seed: int, minutes: int, asked_for: str, seed: int) -> None:
    """Each area has about thirty questions of the level, as long as any other; twelve are asked at most."""
    bank = rich(bank_seed, minutes=1.0)
    names = chosen(bank, plan(bank, Choices(weights=BALANCED, minutes=minutes, level=asked_for), seed=seed))
    assert {one.level for one in names[1:]} == {asked_for}


def test_a_follow_up_of_another_level_comes_where_the_level_is_used_up() -> None:
    bank = [candidate(1, level="entry"), candidate(2, level="entry", minutes=2)]
    bank += [candidate(3, level="intermediate"), candidate(4, level="intermediate", needs=("q-2",))]
    asked = plan(bank, Choices(weights=BALANCED, minutes=15, level="entry"), seed=1)
    assert [(one.question, one.why) for one in asked[:3]] == [(1, "warm-up"), (2, "fresh ground"), (4, "follow-up")]


@many
@any_bank
def test_no_question_is_two_levels_off(bank: list[Candidate], choices: Choices, seed: int) -> None:
    assert all(choices.distance(one.level) <= 1 for one in chosen(bank, plan(bank, choices, seed=seed)))


def test_a_neighbouring_level_steps_in_where_one_runs_out() -> None:
    bank = [candidate(number, level="advanced") for number in range(5)]
    bank += [candidate(10 + number, level="expert") for number in range(30)]
    asked = plan(bank, Choices(weights=BALANCED, minutes=15, level="advanced"), seed=1)
    assert [one.level for one in chosen(bank, asked)] == ["advanced"] * 5 + ["expert"] * 10


def repeats(names: list[Candidate], asked: list[Asked]) -> Iterator[Candidate]:
    """Questions on the topic of the one before them that do not build on it."""
    for before, after, one in zip(names, names[1:], asked[1:], strict=False):
        if one.follows is None and (before.area, before.topic) == (after.area, after.topic):
            yield after


@some
@given(bank=st.builds(rich, SEEDS, each=st.just(40)), choices=CHOICES, seed=SEEDS)
def test_a_topic_comes_twice_in_a_row_only_where_the_area_has_no_other(
    bank: list[Candidate], choices: Choices, seed: int
) -> None:
    asked = plan(bank, choices, seed=seed)
    names = chosen(bank, asked)
    for one in repeats(names, asked):
        others = [
            other
            for other in unused(bank, asked)
            if other.area == one.area
            and other.topic != one.topic
            and other.minutes <= one.minutes
            and level(other) >= level(names[0])
            and choices.distance(other.level) <= choices.distance(one.level)
        ]
        assert others == []


def test_a_follow_up_is_not_put_before_a_question_on_its_topic() -> None:
    bank = [candidate(1, topic="a"), candidate(2, topic="b", minutes=2, needs=("q-1",))]
    bank += [candidate(3, topic="x", minutes=8, kind="derivation"), candidate(4, topic="c", minutes=2)]
    bank += [candidate(5, topic="x", minutes=2, needs=("q-2",))]
    asked = plan(bank, Choices(weights=BALANCED, minutes=30), seed=1)
    assert [one.question for one in asked] == [1, 2, 3, 4, 5]


def test_a_single_topic_may_be_asked_all_along() -> None:
    bank = [candidate(number, topic="only") for number in range(30)]
    assert len(plan(bank, Choices(weights=BALANCED, minutes=15), seed=1)) == 15


@some
@given(bank_seed=SEEDS, weak_share=st.floats(0, 1), minutes=st.sampled_from(LENGTHS), seed=SEEDS)
def test_weak_spots_have_their_share_within_one(bank_seed: int, weak_share: float, minutes: int, seed: int) -> None:
    bank = rich(bank_seed, minutes=1.0, level="entry")
    choices = Choices(weights=BALANCED, minutes=minutes, weak_share=weak_share, follow_ups=False)
    names = chosen(bank, plan(bank, choices, seed=seed))
    assert len(names) == minutes
    assert abs(sum(one.is_weak for one in names) - weak_share * len(names)) <= 1


def test_the_plan_says_what_is_weak_and_what_is_fresh() -> None:
    bank = rich(2, level="entry")
    asked = plan(bank, Choices(weights=BALANCED, minutes=30, follow_ups=False), seed=2)
    said = [one.why == "weak spot" for one in asked[1:]]
    assert said == [one.is_weak for one in chosen(bank, asked)[1:]]


@pytest.mark.parametrize(
    ("more", "weak"),
    [
        ({"retrievability": None}, False),
        ({"retrievability": 0.69}, True),
        ({"retrievability": 0.7}, False),
        ({"retrievability": 0.99, "errors": 1}, True),
    ],
)
def test_a_weak_spot_is_half_forgotten_or_went_wrong(more: dict[str, Any], weak: bool) -> None:
    assert candidate(1, **more).is_weak == weak


def test_what_is_most_forgotten_tends_to_be_asked_first() -> None:
    bank = [candidate(number, retrievability=0.05 if number < 20 else 0.65) for number in range(200)]
    choices = Choices(weights=BALANCED, minutes=15, weak_share=1)
    plans = [plan(bank, choices, seed=seed) for seed in range(40)]
    forgotten = sum(one.question < 20 for asked in plans for one in asked)
    assert forgotten > 1.5 * sum(map(len, plans)) / 10  # a tenth would be chance


def test_what_was_asked_long_ago_comes_before_what_was_asked_lately() -> None:
    day = date(2026, 11, 1)
    bank = [
        candidate(number, retrievability=0.9, last_asked=day - timedelta(days=300 * (number < 50)))
        for number in range(100)
    ]
    plans = [plan(bank, Choices(weights=BALANCED, minutes=15), seed=seed) for seed in range(40)]
    assert sum(one.question < 50 for asked in plans for one in asked) > 0.6 * sum(map(len, plans))


# --- 9: what a role dwells on ----------------------------------------------------------------------------------------


def share_drawn(bank: list[Candidate], choices: Choices, wanted: Callable[[Candidate], bool]) -> float:
    """Of the questions of many interviews."""
    names = [one for seed in range(40) for one in chosen(bank, plan(bank, choices, seed=seed))]
    return sum(map(wanted, names)) / len(names)


def test_a_topic_and_a_kind_are_drawn_more_readily_and_both_together_most() -> None:
    bank = rich(4, level="entry", minutes=1.0)
    emphasis = Emphasis(topics=frozenset("a"), kinds=frozenset({"free"}))
    plain, dwelling = (Choices(weights=BALANCED, minutes=30, emphasis=each) for each in (Emphasis(), emphasis))
    for wanted, times in (
        (lambda one: one.topic == "a", 1.5),  # twice in a row it comes by need only
        (lambda one: one.kind == "free", 1.5),
        (lambda one: one.topic == "a" and one.kind == "free", 3),
    ):
        assert share_drawn(bank, dwelling, wanted) > times * share_drawn(bank, plain, wanted)


@pytest.mark.parametrize(
    "profile", [each for each in PROFILES.values() if each.name != DEFAULT], ids=lambda each: each.name
)
def test_what_a_role_dwells_on_is_plain_over_many_interviews(profile: Profile) -> None:
    """From all topics of the syllabus with all kinds alike, against the same weights without the emphasis."""
    syllabus, _ = read_syllabus((ROOT / "content" / "syllabus.yaml").read_text(), file="")
    bank = [
        candidate(1000 * number + place, kind=kind, area=topic.area, topic=topic.id, minutes=2.0)
        for number, topic in enumerate(syllabus.topics)
        for place, kind in enumerate(("choice", "free", "numeric", "symbolic") * 3)
    ]
    plain, dwelling = (
        Choices(weights=profile.weights, minutes=30, emphasis=each) for each in (Emphasis(), profile.emphasis)
    )
    for wanted in (lambda one: one.topic in profile.emphasis.topics, lambda one: one.kind in profile.emphasis.kinds):
        assert share_drawn(bank, dwelling, wanted) > 1.4 * share_drawn(bank, plain, wanted)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"weights": {"math": 0}}, "weights"),
        ({"weights": {"math": -1, "ml": 2}}, "weights"),
        ({"minutes": 0}, "minutes"),
        ({"level": "hard"}, "level"),
        ({"weak_share": 1.5}, "weak_share"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(more: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        Choices(**{"weights": BALANCED, "minutes": 15, **more})
