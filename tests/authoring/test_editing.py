"""One rule for many questions: published text and draft both follow, and nothing else of either changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.authoring import editing, publishing
from quizzes.authoring.editing import NotEdited
from quizzes.models import Bank, Learner, Question, WorkingCopy
from tests.authoring.test_exporting import edit
from tests.makers import NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(tmp_path: Path) -> Question:
    load(tmp_path, a=bank_text(block(slug="one")))
    return Question.objects.select_related("bank").get()


def draft(question: Question, source: str, by: Learner) -> None:
    publishing.save_draft(question, question.bank, source, by=by.user, now=NOON)


def set_level(question: Question, by: Learner, level: str = "expert") -> bool:
    return editing.set_level(question, level, by=by.user, now=NOON, syllabus=None)


def test_an_edit_is_a_version_with_its_reason(one: Question, grace: Learner) -> None:
    assert set_level(one, grace)
    version = Question.objects.get().versions.last()
    assert version
    assert (version.act, version.note, version.by) == ("published", "level set to expert", grace.user)


def test_what_is_so_already_makes_no_version(one: Question, grace: Learner) -> None:
    set_level(one, grace)
    one.refresh_from_db()
    before = one.versions.count()
    assert not set_level(one, grace)
    assert one.versions.count() == before


def test_a_level_keeps_the_learners_history(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="one"))
    review(card)
    set_level(card.question, grace)
    card.refresh_from_db()
    assert card.reviews == 1 and not card.recheck


def test_a_draft_that_cannot_be_read_stops_the_edit_of_both(one: Question, grace: Learner) -> None:
    broken = one.source.replace("kind: numeric", "kind: [")
    draft(one, broken, grace)
    with pytest.raises(NotEdited):
        set_level(one, grace)
    assert Question.objects.get().level == "intermediate"
    assert WorkingCopy.objects.get().source == broken


def test_a_draft_keeps_its_author_and_its_state(one: Question, ada: Learner, grace: Learner) -> None:
    draft(one, one.source.replace("A fair coin", "A penny"), ada)
    publishing.submit(one, by=ada.user, now=NOON)
    set_level(one, grace)
    copy = WorkingCopy.objects.get()
    assert (copy.author, copy.state) == (ada.user, "review")


def test_what_was_never_published_is_not_retired(one: Question, grace: Learner) -> None:
    new = publishing.save_draft(None, one.bank, block(slug="new"), by=grace.user, now=NOON)
    with pytest.raises(NotEdited, match="never published"):
        editing.retire(new, by=grace.user, now=NOON, syllabus=None)


def test_a_draft_moves_with_its_question(one: Question, grace: Learner, tmp_path: Path) -> None:
    other = bank_text(block(slug="two"), bank="math.b", title="B").replace("intermediate", "expert")
    load(tmp_path, b=other)
    draft(one, one.source.replace("A fair coin", "A penny"), grace)
    editing.move(one, Bank.objects.get(slug="math.b"), by=grace.user, now=NOON, syllabus=None)
    copy = WorkingCopy.objects.get()
    assert "A penny" in copy.source and "level: intermediate" in copy.source
    assert copy.question.bank.slug == "math.b"


def test_a_tag_is_not_added_where_it_would_say_the_topic(tmp_path: Path, one: Question, grace: Learner) -> None:
    source = block(slug="bare").replace("tags: [pr]", "tags: []")
    bare = publishing.save_draft(None, one.bank, source, by=grace.user, now=NOON)
    bare.refresh_from_db()
    with pytest.raises(NotEdited, match="no tags yet"):
        editing.add_tag(bare, "coins", by=grace.user, now=NOON, syllabus=None)
    assert WorkingCopy.objects.get(question=bare).source == source


# --- what changed since the questions were chosen --------------------------------------------------------------------


def test_an_edit_keeps_what_was_published_meanwhile(one: Question, grace: Learner) -> None:
    edit("one", "tossed three times", "thrown three times", by=grace)
    assert set_level(one, grace)
    source = Question.objects.get().source
    assert "thrown" in source and "level: expert" in source


def test_a_move_keeps_what_was_published_meanwhile(one: Question, grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, b=bank_text(block(slug="two"), bank="math.b", title="B").replace("intermediate", "expert"))
    edit("one", "tossed three times", "thrown three times", by=grace)
    editing.move(one, Bank.objects.get(slug="math.b"), by=grace.user, now=NOON, syllabus=None)
    source = Question.objects.get(slug="one").source
    assert "thrown" in source and "level: intermediate" in source


def test_an_edit_keeps_a_draft_that_was_begun_while_it_was_read(
    one: Question, grace: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = editing._read_before

    def read_and_be_overtaken(question: Question, change: editing.Change) -> None:
        read(question, change)
        draft(one, one.source.replace("A fair coin", "A penny"), grace)

    monkeypatch.setattr(editing, "_read_before", read_and_be_overtaken)
    set_level(one, grace)
    copy = WorkingCopy.objects.get()
    assert "A penny" in copy.source and "level: expert" in copy.source


def test_tags_of_the_draft_stay_its_own(one: Question, grace: Learner) -> None:
    draft(one, one.source.replace("[pr]", "[pr, dice]"), grace)
    editing.add_tag(one, "coins", by=grace.user, now=NOON, syllabus=None)
    assert "[pr, dice, coins]" in WorkingCopy.objects.get().source
    assert Question.objects.get().tags == ["pr", "coins"]
    editing.remove_tag(one, "dice", by=grace.user, now=NOON, syllabus=None)
    assert "[pr, coins]" in WorkingCopy.objects.get().source


def test_a_question_that_is_gone_is_told_so(one: Question, grace: Learner) -> None:
    new = publishing.save_draft(None, one.bank, block(slug="new"), by=grace.user, now=NOON)
    stale = Question.objects.get(pk=new.pk)
    publishing.discard(new)
    with pytest.raises(NotEdited, match="gone"):
        set_level(stale, grace)
