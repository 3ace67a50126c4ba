"""Stored answers under mended rules: what changes, what stands, and what it does to the memories."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from quizzes.answering import recording
from quizzes.disputes import regrading
from quizzes.disputes.regrading import BY_HAND, Outdated, mark_words, moves, regrade, write
from quizzes.interview.writing_back import write_back
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Card, Interview, Learner, Question, Regrade, Turn
from quizzes.review import services as reviewing
from tests.disputes.marks import WRONG_KEY, dealt, mend
from tests.interview.sittings import graded
from tests.makers import DAY, NOON, PARAMETERS, answer, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


def written(question: Question, **more: object) -> regrading.Regrading:
    found = regrade(question, **more)
    write(found, now=NOON)
    return found


def scores(found: regrading.Regrading) -> list[tuple[float | None, float | None]]:
    return [(change.before, change.grade.score) for change in found.changes]


@pytest.mark.parametrize(
    ("score", "words"),
    [(None, "not judged"), (1.0, "right"), (0.9, "right"), (0.5, "partly right (50%)"), (0.1, "wrong"), (0.0, "wrong")],
)
def test_marks_have_the_words_of_the_verdict(score: float | None, words: str) -> None:
    assert mark_words(score) == words


# --- what changes ----------------------------------------------------------------------------------------------------


def test_what_the_mended_rules_see_alike_does_not_change(ada: Learner, tmp_path: Path) -> None:
    answer(dealt(ada, tmp_path), "1/2")
    found = regrade(mend(tmp_path))
    assert (found.answers, found.changes) == (1, ())


def test_an_answer_that_was_wrong_becomes_right_and_the_other_way_round(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    review(card, text="3/8")
    answer(card, "1/8")
    found = regrade(mend(tmp_path))
    assert scores(found) == [(0.0, 1.0), (1.0, 0.0)]
    assert [(move.before, move.after, move.marks, move.learners) for move in moves(found.changes)] == [
        ("right", "wrong", 1, 1),
        ("wrong", "right", 1, 1),
    ]


def test_nothing_is_written_by_looking(ada: Learner, tmp_path: Path) -> None:
    answer(dealt(ada, tmp_path), "3/8")
    regrade(mend(tmp_path))
    assert not Regrade.objects.exists()


def test_answers_of_all_learners_are_judged_each_on_its_variant(ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    wrong = PARAMETERS.replace("answer: a + b", "answer: a - b")
    cards = [deal(learner, tmp_path, wrong)[0] for learner in (ada, emmy)]
    for card in cards:
        values = recording.checking.drawn(card.question, "", recording.seed_of(card)).placeholders
        answer(card, str(int(values["a"]) + int(values["b"])))
    found = regrade(mend(tmp_path, PARAMETERS))
    assert scores(found) == [(0.0, 1.0), (0.0, 1.0)]
    assert len({change.answer.seed for change in found.changes}) == 2


def test_what_was_given_up_and_what_belongs_to_an_earlier_revision_are_left_out(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    review(card, 1, text="3/8", gave_up=True)
    answer(card, "3/8")
    assert regrade(mend(tmp_path)).answers == 1
    assert regrade(mend(tmp_path, block(more=", rev: 2"))).answers == 0


def test_an_answer_that_cannot_be_read_any_more_keeps_its_mark(ada: Learner, tmp_path: Path) -> None:
    answer(dealt(ada, tmp_path, WRONG_KEY.replace("answer: 1/8", "answer: 1/8, unit: m")), "3/8 m")
    found = regrade(mend(tmp_path))
    assert (found.unread, found.changes) == (1, ())


def test_what_is_not_decided_keeps_its_mark(ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(dealt(ada, tmp_path), "21/56")  # which no test has decided before
    question = mend(tmp_path)
    monkeypatch.setattr(type(recording.checking.key_of(question)), "deadline", 0.0)
    found = regrade(question)
    assert (found.undecided, found.changes) == (1, ())


def test_a_regrade_is_compared_with_the_one_before(ada: Learner, tmp_path: Path) -> None:
    answer(dealt(ada, tmp_path), "3/8")
    assert scores(written(mend(tmp_path))) == [(0.0, 1.0)]
    assert regrade(Question.objects.get()).changes == ()
    assert scores(written(mend(tmp_path, WRONG_KEY))) == [(1.0, 0.0)]


# --- many answers ----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Five answers that mended rules see otherwise, of which two are judged at a time."""
    monkeypatch.setattr(regrading, "MOST", 2)
    card = dealt(ada, tmp_path)
    found = [answer(card, "3/8", key=f"k-{number}") for number in range(5)]
    mend(tmp_path)
    return found


def changed(found: regrading.Regrading) -> list[int]:
    return [change.answer.pk for change in found.changes]


def test_only_so_many_are_judged_at_once_the_newest_first(many: list[Answer]) -> None:
    found = regrade(Question.objects.get())
    assert (changed(found), found.answers, found.older) == ([many[3].pk, many[4].pk], 2, 3)
    assert regrading.count(Question.objects.get(), before=found.after) == 3


def test_the_disputed_one_is_judged_however_old_it_is(many: list[Answer]) -> None:
    found = regrade(Question.objects.get(), about=many[0])
    assert changed(found) == [many[0].pk, many[3].pk, many[4].pk]
    assert found.older == 3


def test_batch_by_batch_all_are_judged_once(many: list[Answer]) -> None:
    question = Question.objects.get()
    batches, older, before = [], 1, None
    while older:
        found = written(question, before=before)
        batches.append(changed(found))
        older, before = found.older, found.after
    pks = [given.pk for given in many]
    assert batches == [pks[3:], pks[1:3], pks[:1]]
    assert Regrade.objects.count() == 5


def test_answers_given_since_push_nothing_out_of_what_was_shown(many: list[Answer]) -> None:
    question = Question.objects.get()
    shown = regrade(question)
    answer(many[0].card, "3/8", key="later")
    again = regrade(question, before=shown.before)
    assert (changed(again), again.newest, again.before) == (changed(shown), shown.newest, shown.before)
    assert again.seal == shown.seal
    assert regrade(question).seal != shown.seal


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_mark_can_be_given_by_hand_and_no_rules_undo_it(ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    assert scores(written(Question.objects.get(), granted=(given, 0.75))) == [(0.0, 0.75)]
    newest = Regrade.objects.get()
    assert (newest.score, newest.reason, newest.suggested) == (0.75, BY_HAND, Rating.HARD)
    later = regrade(mend(tmp_path, WRONG_KEY.replace("1/8", "1/4")))
    assert (later.changes, later.by_hand) == ((), 1)


def test_by_hand_even_an_answer_to_an_earlier_revision_gets_its_mark(ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    found = regrade(mend(tmp_path, block(more=", rev: 2")), granted=(given, 1.0))
    assert scores(found) == [(0.0, 1.0)]


# --- what it does to the memory --------------------------------------------------------------------------------------


def history(learner: Learner, folder: Path, ratings: list[int], *, key: str) -> Card:
    """Reviews on different days, each answered with 3/8."""
    card = dealt(learner, folder, key)
    for index, rating in enumerate(ratings):
        review(card, rating, now=NOON + 3 * index * DAY, text="3/8")
    return card


def test_a_regraded_history_leaves_the_memory_of_one_graded_right(ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    """emmy answered when the key was right, and took what was proposed."""
    adas = history(ada, tmp_path, [1, 1, 1], key=WRONG_KEY)
    written(mend(tmp_path))
    emmys = deal(emmy, tmp_path, block())[0]
    for index in range(3):
        given = answer(emmys, "3/8", now=NOON + 3 * index * DAY)
        recording.grade_answer(given, Rating(given.suggested), now=NOON + 3 * index * DAY)
    for card in (adas, emmys):
        card.refresh_from_db()
    assert adas.memory == emmys.memory
    call_command("replay_reviews", verbosity=0)


def test_a_learners_own_decision_stands(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    review(card, 3, text="3/8")  # though Again was proposed
    before = card.memory
    found = written(mend(tmp_path))
    card.refresh_from_db()
    assert (Regrade.objects.get().rating, card.memory) == (None, before)
    assert found.changes[0].grade.score == 1.0, "the mark is another all the same"


def test_a_review_that_was_taken_back_counts_as_nothing(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    reviewing.undo_review(review(card, 1, text="3/8"), now=NOON)
    written(mend(tmp_path))
    card.refresh_from_db()
    assert (Regrade.objects.get().rating, card.reviews) == (None, 0)


def test_undo_still_works_after_a_regrade(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    review(card, 1, text="3/8")
    last = review(card, 1, text="3/8", now=NOON + DAY)
    written(mend(tmp_path))
    reviewing.undo_review(last, now=NOON + DAY)
    card.refresh_from_db()
    assert (card.reviews, card.lapses) == (1, 0)
    assert card.memory == card.replayed()
    call_command("replay_reviews", verbosity=0)


def test_points_that_the_learner_corrected_stand(ada: Learner, tmp_path: Path) -> None:
    key = block("free").replace("(-1) says it is a slow training {slow}", "(2) generalises badly {generalises}")
    card = deal(ada, tmp_path, key)[0]
    given = answer(card, "good on the training data")
    guessed = given.guessed(recording.key_of(card).checklist())
    recording.grade_answer(given, Rating.AGAIN, now=NOON, ticked=guessed)
    other = answer(card, "good on the training data", now=NOON + DAY)
    _, proposal = recording.proposal_after_ticks(other, {"1", "2", "3"})
    recording.grade_answer(other, proposal.rating, now=NOON + DAY, ticked={"1", "2", "3"})
    load(tmp_path, **{"math.test": bank_text(block("free"))})
    written(Question.objects.get())
    assert Regrade.objects.get(answer=other).rating is None
    assert Regrade.objects.get(answer=given).rating is not None


def test_a_mark_that_the_learner_gave_in_an_interview_stands(ada: Learner, tmp_path: Path) -> None:
    """Even where it happens to be the one that was proposed."""
    interview = graded(ada, [dealt(ada, tmp_path)], ["3/8"])
    Turn.objects.update(own_score=0.0)
    write_back(interview, now=NOON)
    written(mend(tmp_path))
    assert (ada.reviews.get().rating, Regrade.objects.get().score, Regrade.objects.get().rating) == (1, 1.0, None)


@pytest.mark.parametrize(("stretch", "rating"), [(1.0, 2), (4.0, 3)])
def test_a_stretched_clock_leaves_more_time_before_an_answer_is_slow(
    ada: Learner, tmp_path: Path, stretch: float, rating: int
) -> None:
    card = dealt(ada, tmp_path)
    graded(ada, [card], ["3/8"])
    Interview.objects.update(stretch=stretch)
    Answer.objects.update(seconds=3 * recording.key_of(card).seconds)
    written(mend(tmp_path))
    assert Regrade.objects.get().suggested == rating


def test_an_answer_of_an_interview_goes_into_the_plan_with_its_newest_mark(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, [dealt(ada, tmp_path)], ["3/8"])
    written(mend(tmp_path))
    write_back(interview, now=NOON)
    assert (ada.reviews.get().rating, ada.reviews.get().score) == (3, 1.0)


def test_the_memories_are_read_in_as_many_queries_however_many_reviews(
    ada: Learner, tmp_path: Path, django_assert_num_queries
) -> None:
    card = history(ada, tmp_path, [1, 1, 1, 1], key=WRONG_KEY)
    written(mend(tmp_path))
    card = Card.objects.select_related("question").get(pk=card.pk)
    with django_assert_num_queries(1):
        card.replayed()


def test_whoever_has_the_card_open_may_go_on(ada: Learner, tmp_path: Path) -> None:
    card = dealt(ada, tmp_path)
    review(card, 1, text="3/8")
    showing = recording.key_of_showing(card)
    written(mend(tmp_path))
    card.refresh_from_db()
    assert recording.key_of_showing(card) == showing


# --- against the clock -----------------------------------------------------------------------------------------------


def test_what_has_changed_meanwhile_is_not_written(ada: Learner, tmp_path: Path) -> None:
    answer(dealt(ada, tmp_path), "3/8")
    first = regrade(mend(tmp_path))
    second = regrade(Question.objects.get())
    assert first.seal == second.seal
    write(first, now=NOON)
    with pytest.raises(Outdated):
        write(second, now=NOON)
    third = regrade(mend(tmp_path, WRONG_KEY))
    mend(tmp_path)
    with pytest.raises(Outdated):
        write(third, now=NOON)
    assert Regrade.objects.count() == 1


def test_the_newest_regrade_is_what_an_answer_counts_as(ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    written(mend(tmp_path))
    later = Answer.objects.with_later().get(pk=given.pk).bring_up_to_date()
    assert (given.score, later.score, later.suggested) == (0.0, 1.0, Rating.GOOD)
