"""The head of a bank is edited on the page: its questions follow, the file keeps its other lines, a quarrel is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.authoring import exporting, publishing
from quizzes.authoring.heads import NotTaken, head_conflicts, read_edit, settle_head, store_edit
from quizzes.authoring.loading import load_folder
from quizzes.models import Bank, Card, Learner, Question, Topic
from tests.authoring.test_exporting import changed_lines, edit
from tests.makers import NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db

FILE = bank_text(block(slug="one"), block("choice", slug="two", more=", level: expert"))
ON_PAGE = ("license: CC-BY-4.0", "license: CC0-1.0")
IN_FILE = ("title: Test bank", "title: Bank of tests")


@pytest.fixture(autouse=True)
def content(settings, tmp_path: Path) -> Path:
    """The folder of the banks."""
    settings.CONTENT_DIR = tmp_path / "content"
    settings.CONTENT_DIR.mkdir()
    return settings.CONTENT_DIR


def bank() -> Bank:
    return Bank.objects.get(slug="math.test")


def edit_head(old: str, new: str, **more: bool) -> None:
    row = bank()
    assert old in row.head
    store_edit(row, read_edit(row, row.head.replace(old, new), syllabus=None), **more)


def edit_file(content: Path, old: str, new: str) -> None:
    file = content / "a.md"
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())


def problems(old: str, new: str) -> list[str]:
    row = bank()
    found = read_edit(row, row.head.replace(old, new), syllabus=None).problems
    return [f"{problem.line}: {problem.message}" for problem in found]


# --- on the page alone -----------------------------------------------------------------------------------------------


def test_the_columns_of_the_bank_follow_its_head(content: Path) -> None:
    load(content, a=FILE)
    edit_head(
        "title: Test bank\narea: math\nlicense: CC-BY-4.0\nversion: 1",
        "title: Sets\narea: ml\nlicense: CC0\nversion: 7",
    )
    row = bank()
    assert (row.title, row.area, row.license, row.version) == ("Sets", "ml", "CC0", "7")
    assert set(Question.objects.values_list("area", flat=True)) == {"ml"}


def test_questions_that_leave_a_field_to_their_bank_follow_it(content: Path) -> None:
    load(content, a=FILE)
    edit_head("{level: intermediate}", "{level: entry, author: Ada}")
    rows = dict(Question.objects.values_list("slug", "level"))
    assert rows == {"one": "entry", "two": "expert"}
    assert set(Question.objects.values_list("author", flat=True)) == {"Ada"}


def test_an_edit_that_no_question_reads_touches_none(content: Path) -> None:
    load(content, a=FILE)
    row = bank()
    assert read_edit(row, row.head.replace(*ON_PAGE), syllabus=None).rows == ()


def test_a_head_below_which_a_question_cannot_be_read_is_refused(content: Path) -> None:
    load(content, a=FILE)
    (told,) = problems("defaults: {level: intermediate}", "defaults: {author: Ada}")
    assert told.startswith("7: one could not be read below this, line 1: level is missing")
    with pytest.raises(NotTaken):
        edit_head("defaults: {level: intermediate}", "defaults: {author: Ada}")
    assert "intermediate" in bank().head


def test_questions_are_locked_before_their_bank(content: Path) -> None:
    """As loading locks them, or two would wait for each other."""
    load(content, a=FILE)
    row = bank()
    told = read_edit(row, row.head.replace("intermediate", "entry"), syllabus=None)
    with CaptureQueriesContext(connection) as queries:
        store_edit(row, told)
    first = [re.search(r'FROM "quizzes_(bank|question)"', query["sql"]) for query in queries]
    assert [found[1] for found in first if found][:2] == ["question", "bank"]


def test_a_question_that_left_its_file_stays_retired(content: Path) -> None:
    load(content, a=FILE)
    load(content, a=bank_text(block(slug="one")))
    edit_head("intermediate", "entry")
    assert Question.objects.get(slug="two").state == "retired"


def test_drafts_are_sorted_by_the_new_level_too(grace: Learner, content: Path) -> None:
    load(content, a=FILE)
    draft = publishing.save_draft(None, bank(), block(slug="new"), by=grace.user, now=NOON)
    edit_head("intermediate", "entry")
    draft.refresh_from_db()
    assert draft.level == "entry"


def test_a_new_revision_by_default_starts_learners_over_and_an_answer_is_asked_again(
    ada: Learner, content: Path
) -> None:
    (card,) = deal(ada, content, block("flashcard", slug="one"))
    review(card)
    row = bank()
    told = read_edit(row, row.head.replace("{level: intermediate}", "{level: intermediate, rev: 2}"), syllabus=None)
    assert (told.restarted, told.answered, told.learners) == ((card.question_id,), (), 1)
    edit_head("{level: intermediate}", "{level: intermediate, rev: 2}")
    card.refresh_from_db()
    assert card.reviews == 0


def test_a_default_that_belongs_to_the_answer_is_told_and_asked_again_soon(ada: Learner, content: Path) -> None:
    (card,) = deal(ada, content, block(slug="one").replace(", tolerance: {rel: 0.01}", ""))
    review(card)
    row = bank()
    text = row.head.replace("{level: intermediate}", "{level: intermediate, tolerance: {rel: 0.2}}")
    told = read_edit(row, text, syllabus=None)
    assert (told.restarted, told.answered, told.learners) == ((), (card.question_id,), 1)
    store_edit(row, told, again=True)
    assert Card.objects.get().recheck


def test_somebody_who_was_faster_is_not_overrun(content: Path) -> None:
    load(content, a=FILE)
    row = bank()
    mine = read_edit(row, row.head.replace(*ON_PAGE), syllabus=None)
    edit_head("version: 1", "version: 2")
    with pytest.raises(NotTaken, match="meanwhile"):
        store_edit(row, mine)
    assert "version: 2" in bank().head and "CC0" not in bank().head


# --- into the file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_file_changes_in_the_edited_lines_alone(content: Path, end: str) -> None:
    text = "\ufeff" + FILE.replace("defaults:", "# why so: habit\ndefaults:  ").replace("\n", end)
    (content / "a.md").write_bytes(text.encode())
    load_folder(content)
    row = bank()
    store_edit(row, read_edit(row, row.head.replace(*ON_PAGE).replace("\r\n", "\n").strip("\ufeff\n"), syllabus=None))
    exporting.export_folder(content)
    after = (content / "a.md").read_bytes()
    assert after == text.replace(*ON_PAGE).encode()
    assert changed_lines(text.encode(), after) == ["-license: CC-BY-4.0", "+license: CC0-1.0"]


def test_loading_keeps_what_the_page_says(content: Path) -> None:
    load(content, a=FILE)
    edit_head("{level: intermediate}", "{level: entry}")
    edit_file(content, "A fair coin", "A true coin")
    (report,) = load_folder(content).banks
    assert (report.head_kept, report.changed) == (True, 1)
    question = Question.objects.get(slug="one")
    assert "A true coin" in question.source, "the questions of the file are loaded all the same"
    assert question.level == "entry", "and read as below the head that counts"
    assert question.line == FILE[: FILE.index("## one")].count("\n") + 1
    exporting.export_folder(content)
    assert (content / "a.md").read_text() == FILE.replace("A fair coin", "A true coin").replace("intermediate", "entry")
    assert load_folder(content).heads == ()


def test_a_head_that_only_the_file_changed_is_taken_from_there(content: Path) -> None:
    load(content, a=FILE)
    edit_file(content, *IN_FILE)
    edit_file(content, "A fair coin", "A true coin")
    assert load_folder(content).heads == ()
    assert bank().title == "Bank of tests"


def test_the_file_is_believed_after_what_the_page_wrote(grace: Learner, content: Path) -> None:
    """Written through, then edited in the file, twice and without a load in between."""
    load(content, a=FILE)
    edit_head(*ON_PAGE)
    edit("one", "A fair coin", "A penny", by=grace)
    exporting.export_folder(content)
    edit_file(content, "version: 1", "version: 2")
    edit_file(content, "A penny", "A farthing")
    report = load_folder(content)
    assert (report.heads, report.conflicts) == ((), ())
    assert (bank().version, bank().license) == ("2", "CC0-1.0")
    assert "A farthing" in Question.objects.get(slug="one").source


def test_questions_that_come_move_and_go_do_not_blur_whose_edit_it_was(content: Path) -> None:
    load(content, a=FILE, b=bank_text(block(slug="three"), bank="math.b"))
    edit_head(*ON_PAGE)
    (content / "a.md").write_text(bank_text(block(slug="new"), block(slug="one", more=", rev: 2")))
    load(content, b=bank_text(block("choice", slug="two"), bank="math.b"))
    assert head_conflicts(content, [bank()]) == []
    assert bank().license == "CC0-1.0"
    assert Question.objects.get(slug="two").bank.slug == "math.b"


def test_a_question_of_the_file_that_cannot_be_read_below_the_pages_head_is_told(content: Path) -> None:
    load(content, a=bank_text(block(slug="one", more=", level: entry")))
    edit_head("defaults: {level: intermediate}\n", "")
    edit_file(content, ", level: entry", "")
    report = load_folder(content)
    (problem,) = report.problems
    assert (problem.line, report.banks[0].refused) == (12, True)
    assert problem.message.startswith("below the head that is on the page: level is missing")
    assert Question.objects.get().level == "entry"


# --- both ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def torn(content: Path) -> Path:
    """Another licence on the page, another title in the file."""
    load(content, a=FILE)
    edit_head(*ON_PAGE)
    edit_file(content, *IN_FILE)
    return content


def test_both_are_kept_and_told_until_a_side_is_taken(torn: Path) -> None:
    for _ in range(3):
        (conflict,) = load_folder(torn).heads
        assert (conflict.bank, conflict.file, conflict.side) == ("math.test", "a.md", "")
        assert "Bank of tests" in conflict.theirs and "CC0-1.0" in conflict.ours
        assert conflict.base and "Test bank" in conflict.base and "CC-BY-4.0" in conflict.base
        assert (bank().title, bank().license) == ("Test bank", "CC0-1.0")
    assert "Bank of tests" in (torn / "a.md").read_text()


def test_questions_are_loaded_while_the_heads_quarrel(torn: Path) -> None:
    edit_file(torn, "A fair coin", "A true coin")
    assert len(load_folder(torn).heads) == len(load_folder(torn).heads) == 1
    assert "A true coin" in Question.objects.get(slug="one").source


@pytest.mark.parametrize("loaded", [False, True])
def test_neither_side_is_written_over(torn: Path, loaded: bool) -> None:
    before = (torn / "a.md").read_bytes()
    if loaded:
        load_folder(torn)
    with pytest.raises(exporting.NotWritten, match="its head changed in the file and on the page; take a side first"):
        exporting.export_folder(torn)
    assert (torn / "a.md").read_bytes() == before


@pytest.mark.parametrize(
    ("side", "title", "license"), [("theirs", "Bank of tests", "CC-BY-4.0"), ("ours", "Test bank", "CC0-1.0")]
)
@pytest.mark.parametrize("by_loading", [True, False])
def test_a_side_is_taken(torn: Path, side: str, title: str, license: str, by_loading: bool) -> None:
    load_folder(torn)
    if by_loading:
        (told,) = load_folder(torn, side=side).heads
        assert told.side == side, "what was dropped is told once more"
    else:
        settle_head(bank(), side, folder=torn, syllabus=None)
    assert (bank().title, bank().license) == (title, license)
    exporting.export_folder(torn)
    assert load_folder(torn).heads == ()
    assert (bank().title, bank().license) == (title, license)
    assert f"title: {title}\narea: math\nlicense: {license}\n" in (torn / "a.md").read_text()


def test_the_same_edit_on_both_sides_is_no_quarrel(content: Path) -> None:
    load(content, a=FILE)
    edit_head(*ON_PAGE)
    edit_file(content, *ON_PAGE)
    assert load_folder(content).heads == ()


def test_no_side_is_taken_where_more_of_the_file_is_not_loaded(torn: Path) -> None:
    load_folder(torn)
    edit_file(torn, "A fair coin", "A true coin")
    with pytest.raises(NotTaken, match="run load_banks first"):
        settle_head(bank(), "ours", folder=torn, syllabus=None)
    assert len(load_folder(torn).heads) == 1


def test_a_bank_of_the_page_meets_a_file_of_that_name(content: Path) -> None:
    load(content, a=FILE)
    Bank.objects.update(digest="", held="", head_base=None)
    Question.objects.all().delete()
    edit_file(content, *IN_FILE)
    (conflict,) = load_folder(content).heads
    assert bank().title == "Test bank" and "Bank of tests" in conflict.theirs
    assert Question.objects.count() == 2
    load_folder(content, side="theirs")
    assert bank().title == "Bank of tests"


# --- topics ----------------------------------------------------------------------------------------------------------


def test_topics_are_written_without_any_bank(content: Path) -> None:
    (content / "syllabus.yaml").write_text("topics:\n  - id: pr\n    area: math\n    title: Probability\n")
    Topic.objects.create(slug="cb", title="Combinatorics", area="math")
    exporting.write_through(None, folder=content, message="Add a topic", author="Grace <grace@example.org>")
    assert "id: cb" in (content / "syllabus.yaml").read_text()
