"""Tests of setting up, starting, repeating, finding and closing an interview."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from quizzes.interview import services, sitting
from quizzes.interview.services import MOST_STARTED, NothingToAsk, RunningInterview, Setup, TooMany, setup_from
from quizzes.library.services import take_up
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import retrievability
from quizzes.models import Bank, Card, Interview, Learner, Question, Regrade
from quizzes.review.services import suspend
from tests.interview.seats import seat
from tests.makers import DAY, NOON, PARAMETERS, bank_text, block, deal, load, review

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def start(learner: Learner, *, key: str = "k", now: Any = NOON, seed: int = 7, **choices: Any) -> Interview:
    return services.start_interview(learner, Setup(**choices), now=now, seed=seed, key=key)


def slugs(interview: Interview) -> list[str]:
    return [turn.card.question.slug for turn in interview.turns.select_related("card__question")]


@pytest.fixture
def many(tmp_path: Path) -> None:
    """Forty questions of a bank that nobody has taken up."""
    load(tmp_path, **{"math.test": bank_text(*(block(slug=f"q-{number}") for number in range(40)))})


# --- candidates ------------------------------------------------------------------------------------------------------


def candidate_of(learner: Learner, slug: str, *, now: Any = NOON) -> Any:
    return next(each for each in services.candidates(learner, now=now) if each.slug == slug)


def test_questions_never_learned_are_candidates(ada: Learner, many: None) -> None:
    found = services.candidates(ada, now=NOON)
    assert len(found) == 40
    assert {(each.retrievability, each.errors, each.last_asked, each.recent) for each in found} == {
        (None, 0, None, False)
    }


def test_recall_of_a_candidate_is_that_of_its_card(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.GOOD)
    review(card, Rating.GOOD, now=NOON + 10 * MINUTE)
    later = NOON + 9 * DAY
    found = candidate_of(ada, "two-heads", now=later)
    expected = retrievability(card.memory, day=ada.calendar.day(later), schedule=ada.schedule)
    assert 0.5 < expected < 1
    assert found.retrievability == pytest.approx(expected, abs=0.002)
    assert found.last_asked == ada.calendar.day(NOON)


def test_a_wrong_answer_counts_as_an_error(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.AGAIN, text="1/2")
    assert candidate_of(ada, "two-heads").errors == 1


def test_an_answer_found_right_later_is_no_error(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    answer = review(card, Rating.GOOD, text="1/2").answer
    Regrade.objects.create(answer=answer, score=1.0, at=NOON)
    assert candidate_of(ada, "two-heads").errors == 0


def test_the_answers_of_another_are_no_errors(ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.AGAIN, text="1/2")
    assert candidate_of(emmy, "two-heads").errors == 0


def test_a_suspended_card_is_no_candidate(ada: Learner, tmp_path: Path) -> None:
    one, _ = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    suspend(one)
    assert [each.slug for each in services.candidates(ada, now=NOON)] == ["two"]


def test_a_retired_question_is_no_candidate(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    Question.objects.filter(slug="one").update(state="retired")
    assert [each.slug for each in services.candidates(ada, now=NOON)] == ["two"]


def test_the_last_two_interviews_are_recent_and_none_before(ada: Learner, many: None) -> None:
    asked = []
    for number in range(3):
        interview = start(ada, key=str(number), now=NOON + number * DAY, minutes=15)
        sitting.finish(interview, now=NOON + number * DAY)
        asked.append(set(slugs(interview)))
    found = services.candidates(ada, now=NOON + 3 * DAY)
    assert {each.slug for each in found if each.recent} == asked[1] | asked[2]
    assert {each.last_asked for each in found if each.slug in asked[0]} == {ada.calendar.day(NOON)}


def test_candidates_take_few_queries(ada: Learner, many: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        assert len(services.candidates(ada, now=NOON)) == 40


# --- starting --------------------------------------------------------------------------------------------------------


def test_an_interview_fixes_its_questions(ada: Learner, many: None) -> None:
    interview = start(ada, minutes=15)
    turns = list(interview.turns.all())
    assert [turn.position for turn in turns] == list(range(1, len(turns) + 1))
    assert len(turns) >= 2
    assert sum(turn.expected for turn in turns) <= 15 * 60
    assert turns[0].why == "warm-up"
    assert len({turn.seed for turn in turns}) == len(turns)
    assert interview.deadline == NOON + 15 * MINUTE


def test_the_same_key_starts_one_interview(ada: Learner, many: None) -> None:
    assert start(ada, seed=1).pk == start(ada, seed=2, now=NOON + MINUTE).pk
    assert Interview.objects.count() == 1


def test_there_is_one_open_interview_at_a_time(ada: Learner, emmy: Learner, many: None) -> None:
    first = start(ada, key="a")
    with pytest.raises(RunningInterview) as told:
        start(ada, key="b", now=NOON + MINUTE)
    assert told.value.interview.pk == first.pk
    assert start(emmy, key="b").pk != first.pk


def test_the_next_interview_may_start_when_the_time_is_up(ada: Learner, many: None) -> None:
    first = start(ada, key="a", minutes=15)
    second = start(ada, key="b", now=NOON + 16 * MINUTE)
    first.refresh_from_db()
    assert first.ended_at == NOON + 15 * MINUTE
    assert second.ended_at is None


def test_without_questions_nothing_is_started(ada: Learner) -> None:
    with pytest.raises(NothingToAsk):
        start(ada)
    assert not Interview.objects.exists()


def test_only_so_many_are_started_within_an_hour(ada: Learner, emmy: Learner, many: None) -> None:
    for number in range(MOST_STARTED):
        seat(ada, [], now=NOON + number * MINUTE, key=str(number), ended_at=NOON + number * MINUTE)
    with pytest.raises(TooMany) as told:
        start(ada, key="more", now=NOON + 45 * MINUTE)
    assert told.value.wait == 15 * MINUTE
    assert start(ada, key="3", now=NOON + 45 * MINUTE).key == "3", "one that was started before is found again"
    assert start(emmy, now=NOON + 45 * MINUTE).learner == emmy
    assert start(ada, key="more", now=NOON + 60 * MINUTE).key == "more"


def test_cards_of_an_interview_are_not_in_the_daily_review(ada: Learner, many: None) -> None:
    interview = start(ada, minutes=15)
    assert ada.cards.count() == interview.turns.count()
    assert not ada.cards.in_use().exists()
    take_up(ada, Bank.objects.get())
    assert ada.cards.in_use().count() == 40


def test_cards_that_are_there_are_used(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(slug="one"), block(slug="two"))
    interview = start(ada, minutes=15)
    assert {turn.card_id for turn in interview.turns.all()} <= {card.pk for card in cards}
    assert Card.objects.filter(laid_down=True).count() == 0


def test_a_stretched_interview_ends_later(ada: Learner, many: None) -> None:
    assert start(ada, minutes=30, stretch=1.5).deadline == NOON + 45 * MINUTE
    assert start(ada, minutes=30, timer="none", key="b", now=NOON + 46 * MINUTE).deadline is None


# --- repeating -------------------------------------------------------------------------------------------------------


def repeated(interview: Interview, *, same: bool, seed: int = 8) -> Interview:
    sitting.finish(interview, now=NOON + MINUTE)
    return services.repeat(interview, now=NOON + DAY, seed=seed, key="again", same=same)


def test_the_same_questions_come_again_in_fresh_variants(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, PARAMETERS)
    first = start(ada, minutes=15, timer="soft", stretch=2.0)
    second = repeated(first, same=True)
    assert slugs(second) == slugs(first)
    assert second.turns.get().seed != first.turns.get().seed
    assert (second.minutes, second.timer, second.stretch, second.like_id) == (15, "soft", 2.0, first.pk)


def test_another_like_it_asks_other_questions(ada: Learner, many: None) -> None:
    first = start(ada, minutes=15, profile="own", weights={"math": 1.0}, level="intermediate")
    second = repeated(first, same=False)
    assert not set(slugs(first)) & set(slugs(second))
    assert services.setup_of(second) == services.setup_of(first)
    assert second.like_id == first.pk


def test_a_question_retired_meanwhile_does_not_come_again(ada: Learner, many: None) -> None:
    first = start(ada, minutes=15)
    gone, *others = slugs(first)
    Question.objects.filter(slug=gone).update(state="retired")
    assert slugs(repeated(first, same=True)) == others


def test_follow_ups_point_at_their_questions_again(ada: Learner, many: None) -> None:
    first = start(ada, minutes=15)
    gone, built_on, follow_up, *_ = slugs(first)
    first.turns.filter(position=3).update(follows=2)
    Question.objects.filter(slug=gone).update(state="retired")
    again = repeated(first, same=True)
    assert slugs(again)[:2] == [built_on, follow_up]
    assert [turn.follows for turn in again.turns.all()[:2]] == [None, 1]


def test_repeating_twice_starts_one(ada: Learner, many: None) -> None:
    first = start(ada, minutes=15)
    assert repeated(first, same=True).pk == repeated(first, same=True).pk


# --- finding and closing ---------------------------------------------------------------------------------------------


def test_an_interview_is_found_until_its_time_is_up(ada: Learner, many: None) -> None:
    interview = start(ada, minutes=15)
    assert services.open_interview(ada, now=NOON + 14 * MINUTE).pk == interview.pk
    assert services.open_interview(ada, now=NOON + 15 * MINUTE) is None
    assert services.interview_of(ada, interview.pk, now=NOON + DAY).ended_at == NOON + 15 * MINUTE


@pytest.mark.parametrize("timer", ["soft", "none"])
def test_a_gentle_timer_ends_nothing(ada: Learner, many: None, timer: str) -> None:
    interview = start(ada, minutes=15, timer=timer)
    assert services.close_overdue(now=NOON + DAY) == 0
    assert services.open_interview(ada, now=NOON + DAY).pk == interview.pk


def test_the_interview_of_another_is_not_found(ada: Learner, emmy: Learner, many: None) -> None:
    interview = start(ada)
    with pytest.raises(Http404):
        services.interview_of(emmy, interview.pk, now=NOON)


def test_overdue_interviews_are_closed_without_a_browser(ada: Learner, emmy: Learner, many: None) -> None:
    first, second = start(ada, minutes=15), start(emmy, minutes=60)
    assert services.close_overdue(now=NOON + 20 * MINUTE) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (NOON + 15 * MINUTE, None)


# --- setting up ------------------------------------------------------------------------------------------------------


def test_an_empty_form_is_the_usual_interview() -> None:
    assert setup_from({}) == Setup()


def test_a_form_is_read() -> None:
    form = {"profile": "research", "minutes": "45", "level": "expert", "weak_share": "0.25", "follow_ups": "0"}
    found = setup_from({**form, "timer": "soft", "stretch": "1.25", "weights.math": "9"})
    assert found == Setup(
        profile="research",
        minutes=45,
        level="expert",
        weak_share=0.25,
        follow_ups=False,
        timer="soft",
        stretch=1.25,
    )


def test_own_weights_come_from_a_form_and_from_json() -> None:
    typed = setup_from({"profile": "own", "weights.math": "70", "weights.dl": "30", "weights.ml": ""})
    sent = setup_from({"weights": {"math": 70, "dl": 30}})
    assert typed == sent
    assert dict(typed.choices.weights) == {"math": 70, "ml": 0, "dl": 30, "lesson": 0, "project": 0}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"minutes": "20"}, "minutes: it is one of 15, 30, 45, 60"),
        ({"minutes": "many"}, "minutes: this is no number"),
        ({"profile": "boss"}, "profile: it is one of balanced, research, applied, engineer, data, own"),
        ({"level": "hero"}, "level: it is one of mixed, entry, intermediate, advanced, expert"),
        ({"weak_share": "1.5"}, "weak_share: it lies between 0 and 1"),
        ({"weak_share": "nan"}, "weak_share: this is no number"),
        ({"follow_ups": "maybe"}, "follow_ups: it is one of on, off"),
        ({"timer": "sand"}, "timer: it is one of hard, soft, none"),
        ({"stretch": "3"}, "stretch: it is one of 1, 1.25, 1.5, 2"),
        ({"profile": "own"}, "weights: give at least one area a weight above 0"),
        ({"profile": "own", "weights.ml": "-1"}, "weights.ml: a weight lies between 0 and 100"),
        ({"weights": [1]}, "weights: give a number for each area"),
    ],
)
def test_a_choice_that_there_is_not_is_refused_by_name(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as told:
        setup_from(given)
    assert str(told.value) == message
