"""Tests of quizzes/interview/grading.py: the turns become graded answers, and the learner's own marks."""

from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.answering import recording
from quizzes.interview import grading, reporting
from quizzes.interview.grading import CannotJudge, Progress, grade_some, judge, standing, turns_of
from quizzes.interview.writing_back import write_back
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Interview, Learner, Question, Regrade, Review, Turn
from tests.interview.seats import seat
from tests.interview.sittings import END, POINTS, RIGHT, UNREADABLE, WRONG, graded, sat
from tests.makers import NOON, PARAMETERS, answer, block, deal

pytestmark = pytest.mark.django_db


def one(interview: Interview, position: int = 1) -> Turn:
    return turns_of(interview)[position - 1]


# --- grading ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_graded_as_in_a_review(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block("choice", slug="c"), block("free", slug="f"))
    texts = [WRONG, "B", POINTS]
    interview = graded(ada, cards, texts)
    for turn, card, text in zip(turns_of(interview), cards, texts, strict=True):
        reviewed = recording.judged(card, text, seed=turn.seed)
        assert (turn.answer.score, turn.answer.text) == (reviewed.score, text)
        assert [note["text"] for note in turn.answer.notes] == [note.text for note in reviewed.notes]


def test_the_variant_of_the_turn_is_graded(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, PARAMETERS)
    interview = sat(ada, [card], [""])
    Turn.objects.update(seed=11, text=str(_sum(card.question, seed=11)))
    grade_some(interview, now=END, seconds=60)
    assert one(interview).answer.score == 1


def _sum(question: Question, *, seed: int) -> str:
    from quizzes import checking

    return checking.drawn(question, "", seed).model_answer


def test_an_answer_of_an_interview_is_no_open_answer_of_the_day(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    found = one(interview).answer
    assert (found.card_version, found.key, found.at) == (None, f"interview-{interview.pk}-1", END)
    assert ada.cards.with_open_answer().get().open_answer is None


def test_grading_again_finds_the_same_answers(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block(), block(slug="b")), [RIGHT, WRONG])
    first = interview.graded_at
    assert grade_some(interview, now=END + (END - NOON), seconds=60) == Progress(done=2, total=2)
    interview.refresh_from_db()
    assert Answer.objects.count() == 2
    assert interview.graded_at == first


def test_two_that_grade_at_once_record_one_answer(ada: Learner, tmp_path: Path) -> None:
    """The second has seen the turn without an answer, and records after the first."""
    interview = sat(ada, deal(ada, tmp_path, block()), [RIGHT])
    mine, others = one(interview), one(Interview.objects.get())
    for turn in (mine, others):
        grading._record(turn, grading._judged(turn))
    assert mine.answer.pk == others.answer.pk
    assert Turn.objects.get().answer == Answer.objects.get()


def test_grading_goes_on_where_it_stopped(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(5)))
    interview = sat(ada, cards, [RIGHT] * 5)
    assert grade_some(interview, now=END, seconds=0) == Progress(done=2, total=5)
    assert interview.graded_at is None
    before = set(Answer.objects.values_list("pk", flat=True))
    assert grade_some(Interview.objects.get(), now=END, seconds=60).is_done
    assert before < set(Answer.objects.values_list("pk", flat=True))
    assert Interview.objects.get().graded_at == END


def test_an_empty_answer_is_a_question_skipped(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [" \n"])
    assert one(interview).answer.gave_up
    assert one(interview).answer.suggested == Rating.AGAIN


def test_a_question_not_reached_gets_no_answer(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [None])
    assert one(interview).answer is None
    assert interview.graded_at == END


@pytest.mark.parametrize(
    ("columns", "counted"),
    [
        ({"seconds": 29.9}, False),
        ({"seconds": 30.0}, True),  # a quarter of two minutes
        ({"seconds": 29.9, "skipped": True}, True),
        ({"seconds": 29.9, "flagged": True}, True),
        ({"seconds": 29.9, "text": RIGHT}, True),
        ({"seconds": 29.9, "text": " \n"}, False),
    ],
)
def test_a_question_only_peeked_at_counts_neither_way(
    ada: Learner, tmp_path: Path, columns: dict[str, object], counted: bool
) -> None:
    interview = sat(ada, deal(ada, tmp_path, block()), [""])
    Turn.objects.update(**columns)
    assert grade_some(interview, now=END, seconds=60) == Progress(done=counted, total=counted)
    assert Answer.objects.exists() == counted
    assert interview.graded_at == END


def test_who_has_more_time_peeks_longer(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block()), [""], stretch=2.0)
    Turn.objects.update(seconds=59.0)
    assert grade_some(interview, now=END, seconds=60).total == 0


@pytest.mark.parametrize(("stretch", "rating"), [(1.0, Rating.HARD), (2.0, Rating.GOOD)])
def test_on_a_stretched_clock_more_time_is_not_slow(
    ada: Learner, tmp_path: Path, stretch: float, rating: Rating
) -> None:
    """As the check proposes, after the learner's own ticks, and where the learner alone is the judge."""
    cards = deal(ada, tmp_path, block(), block("free", slug="f"), block("flashcard", slug="c"))
    interview = sat(ada, cards, [RIGHT, POINTS, "Three."], stretch=stretch)
    for each in turns_of(interview):
        Turn.objects.filter(pk=each.pk).update(seconds=2.2 * recording.key_of(each.card).seconds)
    grade_some(interview, now=END, seconds=60)
    judge(one(interview, 2), ticked=["1", "2"])
    judge(one(interview, 3), score=1.0)
    proposals = [standing(each).proposal for each in turns_of(interview)]
    assert [proposal.rating for proposal in proposals] == [rating] * 3
    assert ["slow" in proposal.reason for proposal in proposals] == [rating == Rating.HARD] * 3
    write_back(interview, now=END)
    assert list(Review.objects.values_list("rating", flat=True)) == [rating] * 3


@pytest.mark.parametrize(("kind", "text"), [("numeric", RIGHT), ("free", POINTS)])
def test_a_skip_stands_whatever_was_written_before(ada: Learner, tmp_path: Path, kind: str, text: str) -> None:
    interview = sat(ada, deal(ada, tmp_path, block(kind)), [text])
    Turn.objects.update(skipped=True, spoken=kind == "free")
    grade_some(interview, now=END, seconds=60)
    found = one(interview).answer
    assert (found.gave_up, found.score, found.text, found.suggested) == (True, 0, text, Rating.AGAIN)
    assert found.notes == []
    assert [item.mark for item in reporting.items(interview)] == ["skipped"]


@pytest.mark.parametrize("kind", ["free", "flashcard"])
def test_what_was_said_aloud_is_the_learners_to_judge(ada: Learner, tmp_path: Path, kind: str) -> None:
    interview = sat(ada, deal(ada, tmp_path, block(kind)), [" "])
    Turn.objects.update(spoken=True, seconds=5.0)
    grade_some(interview, now=END, seconds=60)
    found = one(interview)
    assert (found.answer.gave_up, found.answer.score, found.answer.suggested) == (False, None, None)
    assert found.answer.notes[0]["text"] == grading.ALOUD
    assert grading.may_judge(found)
    assert not recording.is_undecided(found.answer)
    assert standing(found).judged_by == ""


def test_what_was_written_as_well_is_judged_by_that(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block("free")), [POINTS])
    Turn.objects.update(spoken=True)
    grade_some(interview, now=END, seconds=60)
    assert one(interview).answer.score is not None


def test_an_interview_in_which_nothing_was_seen_is_graded_at_once(ada: Learner, tmp_path: Path) -> None:
    assert grade_some(sat(ada, [], []), now=END, seconds=1) == Progress(done=0, total=0)
    assert Interview.objects.get().graded_at == END


def test_what_cannot_be_read_is_left_to_the_learner(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [UNREADABLE])
    found = one(interview).answer
    assert (found.score, found.suggested) == (None, None)
    assert "judge it yourself" in found.notes[0]["text"]


def test_a_check_that_fails_leaves_the_answer_to_the_learner(ada: Learner, tmp_path: Path) -> None:
    turn = one(sat(ada, deal(ada, tmp_path, block()), [RIGHT]))
    turn.card.part = "gone"  # no key of that name can be made
    grade = grading._judged(turn)
    assert (grade.score, grade.notes[0].text) == (None, grading.FAILED)


def test_a_part_that_is_gone_is_not_waited_for(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block(), block(slug="b")), [RIGHT, RIGHT])
    Question.objects.filter(slug="b").update(parts=["other"])
    assert grade_some(interview, now=END, seconds=60) == Progress(done=1, total=1)


def test_an_interview_that_runs_is_not_graded(ada: Learner, tmp_path: Path) -> None:
    interview = seat(ada, deal(ada, tmp_path, block()), now=NOON)
    with pytest.raises(ValueError, match="not over"):
        grade_some(interview, now=NOON, seconds=1)


def test_a_later_grade_of_an_answer_stands_in_its_place(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [WRONG])
    Regrade.objects.create(answer=one(interview).answer, score=1.0, suggested=3, reason="right", at=timezone.now())
    assert standing(one(interview)).score == 1
    assert standing(one(interview)).proposal.rating == Rating.GOOD


# --- the learner's own marks -----------------------------------------------------------------------------------------


def test_a_flashcard_counts_as_the_learner_judges_it(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("flashcard")), ["Three."])
    assert standing(one(interview)).judged_by == ""
    judge(one(interview), score=0.75)
    found = standing(one(interview))
    assert (found.score, found.judged_by, found.proposal.rating) == (0.75, "learner", Rating.HARD)


def test_the_last_mark_counts(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("flashcard")), ["Three."])
    judge(one(interview), score=0.0)
    judge(one(interview), score=1.0)
    assert standing(one(interview)).score == 1


def test_ticked_points_are_scored_as_in_a_review(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("free"))
    interview = graded(ada, [card], [POINTS])
    judge(one(interview), ticked=["2"])
    expected = recording.proposal_after_ticks(answer(card, POINTS, seconds=120.0), ["2"])
    found = standing(one(interview))
    assert (found.score, found.proposal) == expected


def test_ticking_what_was_guessed_takes_a_correction_back(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    judge(one(interview), ticked=[])
    assert standing(one(interview)).score == 0
    judge(one(interview), ticked=["1", "2"])
    assert standing(one(interview)).judged_by == "check"
    assert standing(one(interview)).score == one(interview).answer.score


def test_a_tick_that_names_no_point_is_not_kept(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    judge(one(interview), ticked=["2", "77", "\0"])
    assert one(interview).ticked == ["2"]


def test_what_was_said_aloud_can_be_judged(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free"), block("flashcard", slug="b")), ["", ""])
    judge(one(interview), ticked=["1", "2"])
    judge(one(interview, 2), score=1.0)
    assert [standing(turn).score for turn in turns_of(interview)] == [1, 1]
    assert [standing(turn).proposal.rating for turn in turns_of(interview)] == [Rating.GOOD, Rating.HARD]


@pytest.mark.parametrize("text", [RIGHT, WRONG, ""])
def test_what_our_check_has_judged_is_not_the_learners(ada: Learner, tmp_path: Path, text: str) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [text])
    with pytest.raises(CannotJudge):
        judge(one(interview), score=1.0)


@pytest.mark.parametrize("score", [None, -0.1, 1.1, float("nan")])
def test_a_mark_out_of_range_is_refused(ada: Learner, tmp_path: Path, score: float | None) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("flashcard")), ["Three."])
    with pytest.raises(ValueError, match="score"):
        judge(one(interview), score=score)


def test_where_there_are_key_points_a_bare_mark_is_refused(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    with pytest.raises(ValueError, match="ticks"):
        judge(one(interview), score=1.0)


def test_a_mark_in_the_plan_stays(ada: Learner, tmp_path: Path) -> None:
    """Also for a tab that was opened before."""
    interview = graded(ada, deal(ada, tmp_path, block("flashcard")), ["Three."])
    judge(one(interview), score=1.0)
    earlier = one(interview)
    write_back(interview, now=END)
    with pytest.raises(CannotJudge):
        judge(earlier, score=0.0)
    assert standing(one(interview)).score == 1
