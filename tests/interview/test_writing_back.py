"""Tests of quizzes/interview/writing_back.py: answers become reviews, once and when the learner says so."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.interview.grading import grade_some, judge, turns_of
from quizzes.interview.writing_back import prerequisites, proposals, take_up_questions, write_back
from quizzes.library.services import lay_down, take_up
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Stage
from quizzes.models import Bank, Card, Interview, Learner, Question, Review, Turn
from quizzes.review import planning
from quizzes.review import services as reviewing
from tests.interview.sittings import END, RIGHT, UNREADABLE, WRONG, graded, sat
from tests.makers import DAY, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


def not_learned(learner: Learner, folder: Path, *blocks: str) -> list[Card]:
    """Cards as an interview makes them for questions that the learner has not taken up."""
    load(folder, new=bank_text(*blocks, bank="math.new"))
    questions = Question.objects.filter(bank__slug="math.new").order_by("place")
    return [Card.objects.create(learner=learner, question=question, laid_down=True) for question in questions]


def fates(interview: Interview) -> list[str]:
    return [row.fate for row in proposals(interview)]


def test_each_answer_becomes_a_review_with_the_proposed_rating(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block(), block(slug="b"), block(slug="c")), [RIGHT, WRONG, ""])
    assert write_back(interview, now=END) == 3
    assert list(Review.objects.values_list("rating", flat=True)) == [Rating.GOOD, Rating.AGAIN, Rating.AGAIN]
    assert Interview.objects.get().written_at == END


def test_the_schedule_is_looked_up_once(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, *(block(slug=slug) for slug in "abc")), [RIGHT, WRONG, ""])
    with CaptureQueriesContext(connection) as queries:
        assert write_back(interview, now=END) == 3
    asked = [each["sql"] for each in queries if 'FROM "quizzes_scheduler"' in each["sql"]]
    assert sum('WHERE "quizzes_scheduler"."digest" =' in sql for sql in asked) <= 2  # looked for, and made
    assert len(set(Review.objects.values_list("scheduler", flat=True))) == 1
    again = graded(ada, list(ada.cards.order_by("pk")), [RIGHT] * 3, key="again")
    with CaptureQueriesContext(connection) as queries:
        assert write_back(again, now=END + DAY) == 3
    assert len([each for each in queries if "quizzes_scheduler" in each["sql"] and "SELECT" in each["sql"]]) == 1


def test_written_back_twice_nothing_counts_twice(ada: Learner, tmp_path: Path) -> None:
    """A double click, or two tabs: the second one has its own copy of the interview."""
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    other = Interview.objects.select_related("learner").get()
    assert write_back(interview, now=END) == 1
    assert write_back(other, now=END + DAY) == 0
    assert Review.objects.count() == 1
    assert Interview.objects.get().written_at == END


def test_nothing_is_written_before_the_learner_says_so(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    assert [row.proposal.rating for row in proposals(interview)] == [Rating.GOOD]
    assert not Review.objects.exists()
    assert ada.cards.get().stage == Stage.NEW


def test_failed_questions_come_in_the_next_review(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block(slug="b"))
    for card in cards:
        review(card, Rating.EASY)
    interview = graded(ada, cards, [RIGHT, WRONG])
    assert planning.next_card(ada, now=END) is None
    write_back(interview, now=END)
    assert planning.next_card(ada, now=END).question.slug == "b"


def test_a_question_not_learned_yet_comes_into_the_plan(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, not_learned(ada, tmp_path, block()), [RIGHT])
    (row,) = proposals(interview)
    assert row.is_new
    assert write_back(interview, now=END) == 1
    assert not ada.cards.get().laid_down


def test_a_question_not_reached_waits_as_a_new_card(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, not_learned(ada, tmp_path, block()), [None])
    assert fates(interview) == ["fresh"]
    assert write_back(interview, now=END) == 1
    card = ada.cards.in_use().get()
    assert (card.stage, card.reviews) == (Stage.NEW, 0)
    assert planning.next_card(ada, now=END) == card


def test_a_question_not_reached_that_is_in_the_plan_stays_as_it_is(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [None])
    assert fates(interview) == ["nothing"]
    assert write_back(interview, now=END) == 0
    assert Interview.objects.get().written_at is None


def test_what_nobody_has_judged_stays_out_and_comes_in_later(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block(), block("flashcard", slug="b")), [UNREADABLE, "Three."])
    assert fates(interview) == ["open", "open"]
    judge(turns_of(interview)[1], score=1.0)
    assert write_back(interview, now=END) == 1
    judge(turns_of(interview)[0], score=0.0)
    assert fates(interview) == ["review", "done"]
    assert write_back(interview, now=END) == 1
    assert list(Review.objects.values_list("rating", flat=True)) == [Rating.HARD, Rating.AGAIN]


def test_ticked_points_are_kept_with_the_review(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), ["It is good on the training data."])
    judge(turns_of(interview)[0], ticked=["1", "2"])
    write_back(interview, now=END)
    made = Review.objects.get()
    assert (made.ticked, made.score, made.rating) == (["1", "2"], 1.0, Rating.GOOD)


def test_a_card_reviewed_meanwhile_counts_both(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    interview = graded(ada, [card], [RIGHT])
    review(card, Rating.GOOD, now=END)
    assert write_back(interview, now=END + DAY) == 1
    card.refresh_from_db()
    assert (card.reviews, Review.objects.count()) == (2, 2)
    assert card.replayed() == card.memory


def test_put_into_the_plan_late_it_counts_as_of_its_own_day(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    interview = graded(ada, [card], [RIGHT])
    assert [row.on_its_day for row in proposals(interview)] == [True]
    write_back(interview, now=END + 7 * DAY)
    made = Review.objects.get()
    assert (made.at, made.day, made.offset_minutes) == (END, END.date(), 0)
    card.refresh_from_db()
    assert (card.last_day, card.replayed()) == (END.date(), card.memory)


def test_after_a_later_review_it_counts_as_of_now(ada: Learner, tmp_path: Path) -> None:
    """The log of a card goes forward only."""
    (card,) = deal(ada, tmp_path, block())
    interview = graded(ada, [card], [RIGHT])
    review(card, Rating.GOOD, now=END + 2 * DAY)
    assert [row.on_its_day for row in proposals(interview)] == [False]
    write_back(interview, now=END + 7 * DAY)
    made = Review.objects.get(answer__card_version=None)
    assert (made.at, made.day) == (END + 7 * DAY, (END + 7 * DAY).date())


def test_a_later_review_that_was_taken_back_does_not_stand_in_the_way(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    interview = graded(ada, [card], [RIGHT])
    reviewing.undo_review(review(card, Rating.GOOD, now=END + 2 * DAY), now=END + 2 * DAY)
    write_back(interview, now=END + 7 * DAY)
    assert Review.objects.get(answer__card_version=None).at == END


def test_a_review_that_was_taken_back_is_in_the_plan_no_longer(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    write_back(interview, now=END)
    assert fates(interview) == ["done"]
    made = Review.objects.get()
    made.learner = ada
    reviewing.undo_review(made, now=END)
    assert fates(interview) == ["nothing"]
    assert write_back(interview, now=END) == 0


def test_what_was_said_aloud_waits_for_the_learners_mark(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block("free")), [""])
    Turn.objects.update(spoken=True)
    grade_some(interview, now=END, seconds=60)
    assert fates(interview) == ["open"]
    judge(turns_of(interview)[0], ticked=["1", "2"])
    assert write_back(interview, now=END) == 1
    made = Review.objects.get()
    assert (made.rating, made.score, made.ticked) == (Rating.GOOD, 1.0, ["1", "2"])


def test_a_question_only_peeked_at_waits_as_a_new_card(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, not_learned(ada, tmp_path, block()), [""])
    Turn.objects.update(seconds=5.0)
    grade_some(interview, now=END, seconds=60)
    assert fates(interview) == ["fresh"]
    assert write_back(interview, now=END) == 1
    assert not Review.objects.exists()


def test_an_answer_to_an_earlier_revision_stays_out(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    load(tmp_path, **{"math.test": bank_text(block(more=", rev: 2"))})
    assert fates(interview) == ["changed"]
    assert write_back(interview, now=END) == 0


def test_a_question_retired_meanwhile_still_counts(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    Question.objects.update(state="retired")
    assert write_back(interview, now=END) == 1
    assert planning.next_card(ada, now=END + 30 * DAY) is None


def test_a_bank_laid_down_meanwhile_gives_back_only_what_was_asked(ada: Learner, tmp_path: Path) -> None:
    asked, *_ = deal(ada, tmp_path, block(), block(slug="b"))
    interview = graded(ada, [asked], [RIGHT])
    lay_down(ada, Bank.objects.get())
    write_back(interview, now=END)
    assert list(ada.cards.in_use()) == [asked]


# --- what the failed ones build on -----------------------------------------------------------------------------------


def needing(*needs: str) -> str:
    return block(slug="asked", more=f", needs: [{', '.join(needs)}]")


def offered(interview: Interview) -> list[str]:
    return [question.slug for question in prerequisites(interview)]


def test_prerequisites_of_a_failed_question_are_offered(ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(block(slug="base"), block(slug="other"), bank="math.base"))
    interview = graded(ada, deal(ada, tmp_path, needing("base")), [WRONG])
    assert offered(interview) == ["base"]
    assert take_up_questions(ada, prerequisites(interview)) == 1
    assert ada.cards.in_use().filter(question__slug="base").exists()
    assert offered(interview) == []


def test_nothing_is_offered_for_a_question_that_was_right(ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(block(slug="base"), bank="math.base"))
    assert offered(graded(ada, deal(ada, tmp_path, needing("base")), [RIGHT])) == []


def test_a_prerequisite_in_the_plan_is_not_offered(ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(block(slug="base"), bank="math.base"))
    take_up(ada, Bank.objects.get())
    assert offered(graded(ada, deal(ada, tmp_path, needing("base")), [WRONG])) == []


def test_a_topic_is_offered_by_its_first_questions(ada: Learner, tmp_path: Path) -> None:
    blocks = [block("flashcard", slug=f"la-{number}") for number in range(5)]
    load(tmp_path, base=bank_text(*blocks, bank="math.base"))
    interview = graded(ada, deal(ada, tmp_path, needing("la")), [WRONG])
    assert offered(interview) == ["la-0", "la-1", "la-2"]


def test_what_was_learned_before_comes_back_with_its_memory(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="base"))
    review(card, Rating.EASY)
    lay_down(ada, Bank.objects.get())
    assert take_up_questions(ada, [card.question]) == 1
    assert take_up_questions(ada, [card.question]) == 0
    card.refresh_from_db()
    assert (card.laid_down, card.reviews) == (False, 1)
