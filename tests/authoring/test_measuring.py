"""All learners' answers become statistics: which of them count, how wrong ones are grouped, and what is stored."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from quizzes.authoring import measuring
from quizzes.authoring.items import item_statistics
from quizzes.authoring.measuring import Group, measure, reading_of, thirds
from quizzes.models import Answer, Card, ItemStatistics, Learner, Question, Regrade
from tests.makers import BLOCKS, DAY, NOON, answer, block, deal, review

LEARNERS = 6
EASY, HARD = block(slug="easy"), block(slug="hard")
People = Callable[..., Learner]


@pytest.fixture
def crowd(person: People, tmp_path: Path) -> list[list[Card]]:
    """The cards of six learners, each with an easy and a hard question."""
    return [deal(person(f"learner-{number}"), tmp_path, EASY, HARD) for number in range(LEARNERS)]


def measured(slug: str) -> ItemStatistics:
    measure(now=NOON)
    return ItemStatistics.objects.get(question__slug=slug)


# --- which answers count ---------------------------------------------------------------------------------------------


def test_figures_are_stored_for_each_question_that_was_answered(crowd: list[list[Card]]) -> None:
    for number, (easy, hard) in enumerate(crowd):
        review(easy, text="3/8")
        review(hard, 1, text="3/8" if number < 2 else "1/2")
    found = measured("hard")
    assert (found.learners, found.attempts, found.median_seconds) == (6, 6, 90.0)
    assert found.facility == pytest.approx(2 / 6)
    assert (found.at, found.difficulty, found.lapse_rate) == (NOON, pytest.approx(6.41, abs=0.01), 0.0)
    assert measured("easy").facility == 1.0


def test_below_five_learners_there_are_no_figures(crowd: list[list[Card]]) -> None:
    for _, hard in crowd[:4]:
        review(hard, 1, text="1/2")
    found = measured("hard")
    assert (found.learners, found.attempts) == (4, 4)
    assert (found.facility, found.discrimination, found.median_seconds, found.difficulty, found.lapse_rate) == (
        None,
    ) * 5
    assert (found.wrong_answers, found.idle_distractors, found.suspect) == ([], [], "")


def test_a_later_answer_to_the_same_card_is_an_attempt_and_no_first_one(crowd: list[list[Card]]) -> None:
    for _, hard in crowd:
        review(hard, 1, text="1/2")
        review(hard, 3, text="3/8", now=NOON + DAY)
    found = measured("hard")
    assert (found.attempts, found.facility) == (12, 0.0)


def test_answers_to_an_earlier_revision_are_of_another_question(crowd: list[list[Card]], tmp_path: Path) -> None:
    for _, hard in crowd:
        review(hard, 1, text="1/2")
    Question.objects.filter(slug="hard").update(rev=2)
    measure(now=NOON)
    assert not ItemStatistics.objects.filter(question__slug="hard").exists()


def test_a_regraded_answer_counts_with_its_newest_mark(crowd: list[list[Card]]) -> None:
    for _, hard in crowd:
        review(hard, 1, text="1/2")
    for given in Answer.objects.filter(card__question__slug="hard")[:3]:
        for score in (0.5, 1.0):
            Regrade.objects.create(answer=given, score=score, at=NOON)
    assert measured("hard").facility == pytest.approx(0.5)


def test_measuring_again_replaces_what_was_there(crowd: list[list[Card]]) -> None:
    for _, hard in crowd:
        review(hard, 1, text="1/2")
    measure(now=NOON)
    assert measure(now=NOON + DAY) == 1
    assert [found.at for found in ItemStatistics.objects.all()] == [NOON + DAY]


def test_the_figures_are_those_of_the_pure_computation(crowd: list[list[Card]]) -> None:
    """Only the gathering is tested here; the formulas have their own tests."""
    for number, (easy, hard) in enumerate(crowd):
        review(easy, text="3/8" if number else "1/2")
        review(hard, text="3/8" if number > 2 else "1/2")
    pk = Question.objects.get(slug="hard").pk
    pure = item_statistics([attempt for attempt, _ in measuring._attempts()], {})[pk]
    assert pure.discrimination is not None
    assert measured("hard").discrimination == pytest.approx(pure.discrimination)


# --- wrong answers ---------------------------------------------------------------------------------------------------


def test_wrong_answers_are_grouped_by_what_they_are_equal_to(crowd: list[list[Card]]) -> None:
    texts = ["1/2", "0.5", "50 %", "0.1250", "1/8", "3/8"]
    for (_, hard), text in zip(crowd, texts, strict=True):
        review(hard, 1, text=text)
    assert measured("hard").wrong_answers == [["0.5", 3], ["0.1250", 2]]


@pytest.mark.parametrize(
    ("receipt", "reading"),
    [
        ("Read as 0.25; right is 0.375 (±1 %).", "0.25"),
        ("Read as 1/4 = 0.2500; right is 0.375 (±1 %).", "0.25"),
        ("Read as −1 250\u202f000 m = −1250 km; right is 3 km (exactly).", "-1.25e+03 km"),
        ("Read as 3.2\xa0×\xa010⁻⁵; right is 1 (exactly).", "3.2e-05"),
        ("Read as 10⁻⁵; right is 1 (exactly).", "1e-05"),
        ("Read as “ten”; right is “one”.", ""),
        ("Read as x + 2; compared at 12 points.", ""),
        ("", ""),
    ],
)
def test_a_number_is_taken_from_its_receipt(receipt: str, reading: str) -> None:
    assert measuring._number_in(receipt) == reading


@pytest.mark.django_db
def test_formulas_are_equal_as_they_are_set_and_choices_in_any_order(ada: Learner, tmp_path: Path) -> None:
    formula = BLOCKS["numeric"].format(slug="f", more="").replace("kind: numeric", "kind: symbolic")
    formula = formula.replace("answer: 3/8, tolerance: {rel: 0.01}", "vars: {x: real}, answer: x^2")
    (one,) = deal(ada, tmp_path, formula, bank="math.formulas")
    (two,) = deal(ada, tmp_path, block("choice", slug="c"), bank="math.choices")
    readings = {reading_of(one.question, "", text, "") for text in ("2*x", "2 x", "2x")}
    assert len(readings) == 1 and readings != {""}
    assert reading_of(two.question, "", "C A", "") == reading_of(two.question, "", "A C", "") == "A C"


def test_options_that_nobody_takes_are_named(person: People, tmp_path: Path) -> None:
    for number in range(5):
        review(deal(person(f"learner-{number}"), tmp_path, block("choice", slug="c"))[0], 1, text="B")
    found = measured("c")
    assert (found.idle_distractors, found.wrong_answers) == (["C"], [["B", 5]])


def test_a_long_wrong_answer_is_cut(crowd: list[list[Card]]) -> None:
    for _, hard in crowd:
        review(hard, 1, text="1" + "+1" * 150)
    ((text, times),) = measured("hard").wrong_answers
    assert (len(text), text[-1], times) == (measuring.LONGEST, "…", 6)


# --- groups of learners ----------------------------------------------------------------------------------------------


def test_learners_are_grouped_by_how_they_do_elsewhere() -> None:
    pairs = [(0.0, 0.1), (0.0, 0.2), (0.5, 0.5), (0.5, 0.6), (1.0, 0.9), (1.0, 1.0)]
    assert thirds(pairs) == [
        Group(name="lower third", learners=2, facility=0.0),
        Group(name="middle", learners=2, facility=0.5),
        Group(name="upper third", learners=2, facility=1.0),
    ]


def test_who_does_equally_well_elsewhere_is_in_one_group() -> None:
    pairs = [(0.0, 0.5), (1.0, 0.5), (0.0, 0.5), (1.0, 0.9), (1.0, 0.9)]
    assert [(group.name, group.learners) for group in thirds(pairs)] == [
        ("lower third", 3),
        ("middle", 0),
        ("upper third", 2),
    ]
    assert thirds(pairs)[1].facility is None


@pytest.mark.parametrize("pairs", [[], [(1.0, 0.1)] * 4, [(1.0, 0.5)] * 9])
def test_too_few_learners_or_learners_all_alike_make_no_groups(pairs: list[tuple[float, float]]) -> None:
    assert thirds(pairs) == []


def test_groups_come_from_first_answers_to_all_questions(crowd: list[list[Card]]) -> None:
    for number, (easy, hard) in enumerate(crowd):
        review(easy, text="3/8" if number > 2 else "1/2")
        review(hard, text="3/8" if number > 3 else "1/2")
    found = measuring.groups(Question.objects.get(slug="hard"))
    assert [(group.learners, group.facility) for group in found] == [(3, 0.0), (0, None), (3, pytest.approx(2 / 3))]


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_how_many_were_measured(crowd: list[list[Card]]) -> None:
    answer(crowd[0][0])
    out = StringIO()
    call_command("measure_items", stdout=out)
    assert out.getvalue() == "1 question measured\n"
    assert ItemStatistics.objects.count() == 1
