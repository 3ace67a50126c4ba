"""File and page have both changed a question: both are kept, and a side is taken only when somebody says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.authoring import publishing
from quizzes.authoring.loading import load_folder
from quizzes.models import Learner, Question
from tests.authoring.test_exporting import edit
from tests.makers import NOON, bank_text, block, load

pytestmark = pytest.mark.django_db

FILE = bank_text(block(slug="one"), block(slug="two"))
IN_FILE = FILE.replace("A fair coin", "A true coin", 1)


@pytest.fixture
def both_changed(grace: Learner, tmp_path: Path) -> Path:
    """The first question says "true coin" in the file and "penny" on the page."""
    load(tmp_path, a=FILE)
    edit("one", "A fair coin", "A penny", by=grace)
    (tmp_path / "a.md").write_text(IN_FILE)
    return tmp_path


def one() -> Question:
    return Question.objects.get(slug="one")


def test_an_edit_on_the_page_outlives_a_load(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    edit("one", "A fair coin", "A penny", by=grace)
    report = load(tmp_path, a=FILE.replace("license: CC-BY-4.0", "license: CC0-1.0"))
    assert "A penny" in one().source and one().base and "A fair coin" in one().base
    assert (report.banks[0].kept, report.banks[0].changed, report.conflicts) == (1, 0, ())


def test_both_are_kept_and_reported(both_changed: Path) -> None:
    report = load_folder(both_changed)
    (conflict,) = report.conflicts
    assert (conflict.slug, conflict.file, conflict.line) == ("one", "a.md", 12)
    assert conflict.base and "A fair coin" in conflict.base
    assert "A true coin" in conflict.theirs and "A penny" in conflict.ours
    assert "A penny" in one().html["prompt"], "learners go on with what was published on the page"


def test_a_conflict_is_reported_until_it_is_settled(both_changed: Path) -> None:
    load_folder(both_changed)
    assert [conflict.slug for conflict in load_folder(both_changed).conflicts] == ["one"]


def test_the_file_can_be_taken(both_changed: Path) -> None:
    load_folder(both_changed)
    assert load_folder(both_changed, side="theirs").conflicts == ()
    assert "A true coin" in one().source and one().base == one().source
    assert "A true coin" in one().html["prompt"]


def test_the_page_can_be_taken(both_changed: Path) -> None:
    load_folder(both_changed)
    assert load_folder(both_changed, side="ours").conflicts == ()
    assert "A penny" in one().source and one().base and "A true coin" in one().base
    assert load_folder(both_changed).conflicts == (), "and stays taken"


def test_the_same_change_on_both_is_no_conflict(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    edit("one", "A fair coin", "A true coin", by=grace)
    assert load(tmp_path, a=IN_FILE).conflicts == ()
    assert one().base == one().source


def test_every_text_that_was_published_is_remembered(both_changed: Path) -> None:
    load_folder(both_changed, side="theirs")
    versions = [(version.act, version.source.split("A ")[1][:5]) for version in one().versions.all()]
    assert versions == [("loaded", "fair "), ("published", "penny"), ("loaded", "true ")]


def test_taken_out_of_the_file_but_edited_on_the_page(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    edit("one", "A fair coin", "A penny", by=grace)
    without = bank_text(block(slug="two"))
    (conflict,) = load(tmp_path, a=without).conflicts
    assert (conflict.slug, conflict.theirs) == ("one", "")
    assert one().state == "published"
    load_folder(tmp_path, side="theirs")
    assert (one().state, one().theirs, one().base) == ("retired", None, None)


def test_what_the_page_keeps_goes_back_into_a_file_that_dropped_it(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    edit("one", "A fair coin", "A penny", by=grace)
    load(tmp_path, a=bank_text(block(slug="two")))
    assert load_folder(tmp_path, side="ours").conflicts == ()
    assert (one().state, one().home) == ("published", "")


def test_a_file_that_is_gone_takes_along_only_what_nobody_edited(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE, b=bank_text(block(slug="three"), bank="math.b"))
    edit("one", "A fair coin", "A penny", by=grace)
    (tmp_path / "a.md").unlink()
    report = load_folder(tmp_path)
    assert [conflict.slug for conflict in report.conflicts] == ["one"]
    assert Question.objects.get(slug="two").state == "retired"
    assert one().state == "published"


def test_a_rename_on_the_page_is_no_new_question(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    renamed = one().source.replace("## one", "## first").replace("tags: [pr]", "tags: [pr], was: [one]")
    edit("one", one().source, renamed, by=grace)
    report = load(tmp_path, a=FILE.replace("version: 1", "version: 2"))
    assert report.conflicts == ()
    assert sorted(Question.objects.values_list("slug", flat=True)) == ["first", "two"]


def test_a_name_that_page_and_file_give_to_two_questions_waits_as_well(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=FILE)
    bank = one().bank
    made = publishing.save_draft(None, bank, block(slug="new"), by=grace.user, now=NOON)
    found = publishing.read_draft(bank, made.copy.source).block
    assert found
    publishing.publish_text(made, found, made.copy.source, by=grace.user, now=NOON, syllabus=None)
    theirs = FILE + block(slug="new").replace("A fair coin", "A true coin")
    load(tmp_path, a=theirs)
    report = load(tmp_path, a=theirs.replace("version: 1", "version: 2"))
    assert [conflict.slug for conflict in report.conflicts] == ["new"]
    assert "A fair coin" in Question.objects.get(slug="new").source, "however often it is loaded"
    load_folder(tmp_path, side="theirs")
    assert "A true coin" in Question.objects.get(slug="new").source
