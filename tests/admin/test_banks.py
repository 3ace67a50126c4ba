"""Banks in the admin: new ones, new topics, and downloads for other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.authoring.exporting import export_folder
from quizzes.banks.questions import read_bank
from quizzes.models import Bank, Topic
from tests.admin.pages import GOOD, drafted, text_of

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
    assert as_editor.post(reverse("admin:quizzes_topic_change", args=[topic.pk]), data).status_code == 302


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
