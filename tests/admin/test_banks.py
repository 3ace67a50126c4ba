"""Banks in the admin: new ones, new topics, and downloads for other programs."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.authoring.exporting import export_folder
from quizzes.banks.questions import read_bank
from quizzes.models import Bank, Topic
from tests.admin.pages import GOOD, drafted, text_of
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db

ADD = reverse("admin:quizzes_bank_add")
FIELDS = {
    "title": "Counting",
    "area": "math",
    "slug": "",
    "license": "CC0-1.0",
    "level": "entry",
    "description": "On *sets*.",
}


def test_a_new_bank_reads_as_a_file_of_its_own(as_editor: Client, bank: Bank, folder: Path) -> None:
    assert as_editor.post(ADD, FIELDS).status_code == 302
    made = Bank.objects.get(slug="math.counting")
    read = read_bank(made.head)
    assert read.problems == ()
    assert (read.id, read.title, read.license, read.defaults) == (
        "math.counting",
        "Counting",
        "CC0-1.0",
        {"level": "entry"},
    )
    export_folder(folder, [made])
    assert (folder / "math" / "counting.md").read_text() == made.head


def test_a_question_of_a_new_bank_takes_its_level(as_editor: Client, bank: Bank) -> None:
    as_editor.post(ADD, FIELDS)
    Bank.objects.get(slug="math.test").questions.all().delete()
    Bank.objects.get(slug="math.test").delete()
    assert drafted(as_editor, GOOD).level == "entry"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"slug": "math.test"}, "There is a bank math.test already"),
        ({"slug": "../up"}, "could not be read"),
        ({"slug": "Big Words"}, "could not be read"),
        ({"title": ""}, "This field is required"),
        ({"area": "cooking"}, "Select a valid choice"),
    ],
)
def test_a_bank_that_could_not_be_read_is_refused(
    as_editor: Client, bank: Bank, changed: dict[str, str], message: str
) -> None:
    assert message in text_of(as_editor.post(ADD, {**FIELDS, **changed}))
    assert Bank.objects.count() == 1


def test_a_new_topic_is_there_for_tags(as_editor: Client, bank: Bank) -> None:
    data = {"title": "Combinatorics", "slug": "cb", "area": "math"}
    assert as_editor.post(reverse("admin:quizzes_topic_add"), data).status_code == 302
    assert Topic.objects.get().title == "Combinatorics"


SYLLABUS = "topics:\n  - id: pr\n    area: math\n    title: Probability\n"


def test_with_the_setting_a_new_topic_is_in_the_syllabus_at_once(
    as_editor: Client, bank: Bank, folder: Path, settings
) -> None:
    settings.WRITE_THROUGH = True
    (folder / "syllabus.yaml").write_text(SYLLABUS)
    before = (folder / "a.md").read_bytes()
    data = {"title": "Combinatorics", "slug": "cb", "area": "math"}
    as_editor.post(reverse("admin:quizzes_topic_add"), data)
    written = (folder / "syllabus.yaml").read_text()
    assert written == SYLLABUS + '\n  - id: cb\n    area: math\n    title: "Combinatorics"\n'
    assert (folder / "a.md").read_bytes() == before


def test_a_new_topic_is_committed_where_the_folder_is_a_checkout(
    as_editor: Client, bank: Bank, folder: Path, settings
) -> None:
    settings.WRITE_THROUGH = True
    (folder / "syllabus.yaml").write_text(SYLLABUS)
    git = ["git", "-C", str(folder), "-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "Begin"], check=True)
    as_editor.post(reverse("admin:quizzes_topic_add"), {"title": "Combinatorics", "slug": "cb", "area": "math"})
    log = subprocess.run(
        [*git, "log", "-1", "--name-only", "--format=%an %s"], check=True, capture_output=True, text=True
    )
    assert log.stdout.split("\n") == ["grace Add a topic", "", "syllabus.yaml", ""]


@pytest.mark.parametrize(
    "data", [{"title": "", "slug": "cb", "area": "math"}, {"title": "P", "slug": "pr", "area": "math"}]
)
def test_a_topic_that_is_refused_is_not_written(
    as_editor: Client, bank: Bank, folder: Path, settings, data: dict[str, str]
) -> None:
    settings.WRITE_THROUGH = True
    (folder / "syllabus.yaml").write_text(SYLLABUS)
    as_editor.post(reverse("admin:quizzes_topic_add"), data)
    assert (folder / "syllabus.yaml").read_text() == SYLLABUS


def test_without_the_setting_the_syllabus_waits_for_the_export(as_editor: Client, bank: Bank, folder: Path) -> None:
    (folder / "syllabus.yaml").write_text(SYLLABUS)
    as_editor.post(reverse("admin:quizzes_topic_add"), {"title": "Combinatorics", "slug": "cb", "area": "math"})
    assert (folder / "syllabus.yaml").read_text() == SYLLABUS


def test_a_syllabus_that_cannot_take_it_is_a_warning_and_the_topic_stays(
    as_editor: Client, bank: Bank, folder: Path, settings
) -> None:
    settings.WRITE_THROUGH = True
    (folder / "syllabus.yaml").write_text(SYLLABUS + "areas:\n  math: {title: Maths}\n")
    data = {"title": "Combinatorics", "slug": "cb", "area": "math"}
    page = as_editor.post(reverse("admin:quizzes_topic_add"), data, follow=True)
    assert "The file was not brought up to date" in text_of(page)
    assert Topic.objects.get().slug == "cb"


def test_a_topic_of_the_syllabus_is_not_made_twice(as_editor: Client, bank: Bank, folder: Path) -> None:
    (folder / "syllabus.yaml").write_text("topics: [{id: pr, area: math, title: Probability}]")
    data = {"title": "Chance", "slug": "pr", "area": "math"}
    page = text_of(as_editor.post(reverse("admin:quizzes_topic_add"), data))
    assert "The syllabus has a topic pr already" in page
    assert not Topic.objects.exists()


def test_a_topic_that_the_syllabus_lists_later_can_still_be_renamed(
    as_editor: Client, bank: Bank, folder: Path
) -> None:
    topic = Topic.objects.create(slug="pr", title="Probability", area="math")
    (folder / "syllabus.yaml").write_text("topics: [{id: pr, area: math, title: Probability}]")
    data = {"title": "Chance", "slug": "pr", "area": "math"}
    page = as_editor.post(reverse("admin:quizzes_topic_change", args=[topic.pk]), data, follow=True)
    assert Topic.objects.get().title == "Chance"
    assert "The syllabus lists pr by now, and what it says there counts" in text_of(page)


@pytest.mark.parametrize("slug", ["La_X", "LA", "-la", "2la", "la_x"])
def test_an_id_that_the_syllabus_refuses_makes_no_topic(as_editor: Client, bank: Bank, slug: str) -> None:
    data = {"title": "Algebra", "slug": slug, "area": "math"}
    page = text_of(as_editor.post(reverse("admin:quizzes_topic_add"), data))
    assert "Small letters and digits, a letter first" in page
    assert not Topic.objects.exists()


@pytest.mark.parametrize("columns", [{"topic": "cb"}, {"needs": ["cb.sets"]}], ids=["tagged", "needed"])
def test_a_topic_that_is_used_keeps_its_id_and_its_area(as_editor: Client, bank: Bank, columns: dict[str, Any]) -> None:
    topic = Topic.objects.create(slug="cb", title="Combinatorics", area="math")
    bank.questions.update(**columns)
    change, delete = (reverse(f"admin:quizzes_topic_{act}", args=[topic.pk]) for act in ("change", "delete"))
    as_editor.post(change, {"title": "Counting", "slug": "other", "area": "ml"})
    topic.refresh_from_db()
    assert (topic.title, topic.slug, topic.area) == ("Counting", "cb", "math")
    assert as_editor.post(delete, {"post": "yes"}).status_code == 403
    assert Topic.objects.exists()


def test_a_topic_that_nothing_uses_can_be_changed_and_deleted(as_editor: Client, bank: Bank) -> None:
    topic = Topic.objects.create(slug="La_X", title="Old", area="math")
    change, delete = (reverse(f"admin:quizzes_topic_{act}", args=[topic.pk]) for act in ("change", "delete"))
    as_editor.post(change, {"title": "Old", "slug": "la-x", "area": "ml"})
    topic.refresh_from_db()
    assert (topic.slug, topic.area) == ("la-x", "ml")
    assert as_editor.post(delete, {"post": "yes"}).status_code == 302
    assert not Topic.objects.exists()


def test_a_topic_in_the_syllabus_is_changed_there_and_its_row_may_go(
    as_editor: Client, bank: Bank, folder: Path
) -> None:
    (folder / "syllabus.yaml").write_text(SYLLABUS)
    topic = Topic.objects.create(slug="pr", title="Chance", area="math")
    change, delete = (reverse(f"admin:quizzes_topic_{act}", args=[topic.pk]) for act in ("change", "delete"))
    as_editor.post(change, {"title": "Chance", "slug": "other", "area": "ml"})
    topic.refresh_from_db()
    assert (topic.slug, topic.area) == ("pr", "math")
    assert as_editor.post(delete, {"post": "yes"}).status_code == 302
    assert not Topic.objects.exists()


def test_an_author_deletes_no_topic(as_author: Client, bank: Bank) -> None:
    topic = Topic.objects.create(slug="cb", title="Combinatorics", area="math")
    assert as_author.post(reverse("admin:quizzes_topic_delete", args=[topic.pk]), {"post": "yes"}).status_code == 403
    assert Topic.objects.exists()


@pytest.mark.parametrize(
    ("format", "beginning"), [("md", b"---\nbank: math.test"), ("csv", b"id,"), ("gift", b"::old"), ("apkg", b"PK")]
)
def test_a_bank_is_downloaded(as_author: Client, bank: Bank, format: str, beginning: bytes) -> None:
    file = as_author.get(reverse("admin:quizzes_bank_download", args=[bank.pk, format]))
    assert file["Content-Disposition"] == f'attachment; filename="math.test.{format}"'
    assert file.content[:40].startswith(beginning) or beginning in file.content[:400]


def test_the_markdown_is_the_file_to_the_byte(as_author: Client, bank: Bank, folder: Path) -> None:
    file = as_author.get(reverse("admin:quizzes_bank_download", args=[bank.pk, "md"]))
    assert file.content == (folder / "a.md").read_bytes()


def test_an_unknown_format_is_not_found(as_author: Client, bank: Bank) -> None:
    assert as_author.get(reverse("admin:quizzes_bank_download", args=[bank.pk, "exe"])).status_code == 404


def test_what_does_not_fit_into_gift_is_told(as_author: Client, bank: Bank) -> None:
    page = text_of(as_author.get(reverse("admin:quizzes_bank_change", args=[bank.pk]), {"gift": ""}))
    assert "Not in the GIFT file" in page


# --- finding things on the page of a bank ----------------------------------------------------------------------------


@pytest.fixture
def full(folder: Path, bank: Bank) -> Bank:
    """A bank of three published questions and one that is retired."""
    load(
        folder,
        a=bank_text(
            block(slug="old"),
            block("choice", slug="split"),
            block("flashcard", slug="trace", more=", level: expert"),
            block(slug="gone", more=", retired: true"),
        ),
    )
    return Bank.objects.get()


def found(client: Client, bank: Bank, **query: object) -> list[str]:
    page = client.get(reverse("admin:quizzes_bank_change", args=[bank.pk]), query)
    return [question.slug for question, _ in page.context["rows_found"]]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, {"old", "split", "trace", "gone"}),
        ({"q": "coin heads"}, {"old", "gone"}),
        ({"q": "validation"}, {"split"}),
        ({"q": "tra"}, {"split", "trace"}),
        ({"q": "trace", "kind": "choice"}, set()),
        ({"state": "retired"}, {"gone"}),
        ({"kind": "choice"}, {"split"}),
        ({"level": "expert"}, {"trace"}),
        ({"state": "nonsense"}, {"old", "split", "trace", "gone"}),
    ],
)
def test_its_questions_are_found_by_words_state_kind_and_level(
    as_author: Client, full: Bank, query: dict[str, Any], slugs: set[str]
) -> None:
    assert set(found(as_author, full, **query)) == slugs


def test_they_stand_there_as_in_the_file_with_their_first_words(as_author: Client, full: Bank) -> None:
    page = text_of(as_author.get(reverse("admin:quizzes_bank_change", args=[full.pk])))
    assert "4 in all 3 published 1 retired" in page
    assert "trace What is the trace of the 3 by 3 identity matrix? flashcard Expert Published" in page


def test_a_draft_is_found_by_the_words_of_its_working_copy(as_editor: Client, bank: Bank) -> None:
    drafted(as_editor, GOOD.replace("A fair coin", "A bent farthing"))
    assert found(as_editor, bank, q="farthing") == ["new"]
    assert "new A bent farthing" in text_of(as_editor.get(reverse("admin:quizzes_bank_change", args=[bank.pk])))


def test_a_long_list_says_how_many_more_there_are(
    as_author: Client, full: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizzes.admin.banks.LISTED", 2)
    assert "The first 2 of 4 are shown" in text_of(as_author.get(reverse("admin:quizzes_bank_change", args=[full.pk])))


def test_the_page_takes_as_many_queries_for_many_questions_as_for_few(
    as_author: Client, full: Bank, folder: Path, django_assert_max_num_queries
) -> None:
    load(folder, b=bank_text(*(block(slug=f"q-{number}") for number in range(30)), bank="math.b"))
    with django_assert_max_num_queries(12):
        as_author.get(reverse("admin:quizzes_bank_change", args=[Bank.objects.get(slug="math.b").pk]))


def test_the_list_of_banks_counts_their_questions(as_editor: Client, full: Bank) -> None:
    drafted(as_editor)
    page = text_of(as_editor.get(reverse("admin:quizzes_bank_changelist"), {"q": "split"}))
    assert "Test bank math.test Mathematics 3 1" in page
