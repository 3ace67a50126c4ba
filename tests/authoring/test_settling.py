"""A side is taken for one question alone, with the same end as loading with that side."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.authoring.loading import load_folder
from quizzes.authoring.publishing import Changed, Effect
from quizzes.authoring.settling import effect_of, seen_of, settle
from quizzes.library.services import take_up
from quizzes.models import Learner, Question
from tests.authoring.test_exporting import edit
from tests.makers import NOON, bank_text, block, load, review

pytestmark = pytest.mark.django_db

FILE = bank_text(block(slug="one"), block(slug="two"))


def meet(folder: Path, by: Learner, in_file: str) -> Question:
    """The first question says "penny" on the page; the file says something else of it."""
    load(folder, a=FILE)
    edit("one", "A fair coin", "A penny", by=by)
    (folder / "a.md").write_text(in_file)
    load_folder(folder)
    return Question.objects.get(slug="one")


def take(question: Question, side: str, by: Learner) -> Question:
    settle(question, side, by=by.user, now=NOON, syllabus=None)
    question.refresh_from_db()
    return question


@pytest.mark.parametrize("side", ["theirs", "ours"])
def test_one_question_ends_as_loading_with_that_side_would_leave_it(grace: Learner, tmp_path: Path, side: str) -> None:
    question = take(meet(tmp_path, grace, FILE.replace("A fair coin", "A true coin", 1)), side, grace)
    assert question.source.count("A true coin" if side == "theirs" else "A penny") == 1
    assert question.base and "A true coin" in question.base
    report = load_folder(tmp_path)
    assert report.conflicts == ()
    assert question.html["prompt"].count("A true coin") == (side == "theirs")


def test_a_question_taken_out_of_its_file_is_retired_with_the_file(grace: Learner, tmp_path: Path) -> None:
    question = take(meet(tmp_path, grace, bank_text(block(slug="two"))), "theirs", grace)
    assert (question.state, question.base, question.theirs) == ("retired", None, None)


def test_a_question_taken_out_of_its_file_stays_with_the_page(grace: Learner, tmp_path: Path) -> None:
    question = take(meet(tmp_path, grace, bank_text(block(slug="two"))), "ours", grace)
    assert (question.state, question.base, question.theirs, question.home) == ("published", None, None, "")
    assert load_folder(tmp_path).conflicts == ()


def test_a_side_is_taken_once(grace: Learner, tmp_path: Path) -> None:
    question = meet(tmp_path, grace, FILE.replace("A fair coin", "A true coin", 1))
    take(question, "ours", grace)
    before = question.versions.count()
    assert take(question, "theirs", grace).source.count("A penny") == 1
    assert question.versions.count() == before


def test_who_took_the_file_is_remembered(grace: Learner, tmp_path: Path) -> None:
    question = take(meet(tmp_path, grace, FILE.replace("A fair coin", "A true coin", 1)), "theirs", grace)
    version = question.versions.last()
    assert version
    assert (version.act, version.by) == ("loaded", grace.user)


def test_a_text_that_was_published_since_the_look_is_not_overruled(grace: Learner, tmp_path: Path) -> None:
    question = meet(tmp_path, grace, FILE.replace("A fair coin", "A true coin", 1))
    seen = seen_of(question)
    edit("one", "A penny", "A dime", by=grace)
    with pytest.raises(Changed):
        settle(question, "theirs", by=grace.user, now=NOON, syllabus=None, seen=seen)
    question.refresh_from_db()
    assert "A dime" in question.source and question.theirs is not None


@pytest.mark.parametrize(("again", "recheck"), [(True, True), (False, False)])
def test_the_files_answer_is_asked_again_soon_if_the_editor_says_so(
    ada: Learner, grace: Learner, tmp_path: Path, again: bool, recheck: bool
) -> None:
    question = meet(tmp_path, grace, FILE.replace("rel: 0.01", "rel: 0.1", 1))
    take_up(ada, question.bank)
    review(ada.cards.select_related("question", "learner__user").get(question=question))
    assert effect_of(question, "theirs") == Effect(kind="answer", learners=1)
    settle(question, "theirs", by=grace.user, now=NOON, syllabus=None, again=again)
    assert ada.cards.get(question=question).recheck is recheck


def test_what_retires_a_question_is_told_with_its_learners(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    question = meet(tmp_path, grace, bank_text(block(slug="two")))
    take_up(ada, question.bank)
    assert effect_of(question, "theirs") == Effect(kind="gone", learners=1)
    assert effect_of(question, "ours").kind == "none"
