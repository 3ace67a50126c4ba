"""Publishing, retiring, discarding and restoring, each on a page that says first what it does to learners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quizzes.memory.ratings import Rating
from quizzes.models import Bank, Card, Learner, Question, WorkingCopy
from tests.admin.pages import GOOD, TESTED, address, drafted, seen, text_of, write
from tests.makers import bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def learned(ada: Learner, bank: Bank, folder: Path) -> Question:
    """The question old with its tests, which ada has learned."""
    (card,) = deal(ada, folder, block(slug="old", more=TESTED), bank="math.test")
    review(card, Rating.EASY)
    return card.question


def step(client: Client, name: str, question: Question, **data: object) -> Any:
    opened = {"seen": seen(client, question)} if name in ("publication", "discard", "remark") else {}
    return client.post(address(name, question.pk), {**opened, **data}, follow=True)


def restore(client: Client, question: Question, version: int, **data: object) -> Any:
    return client.post(address("version", question.pk, version), {"seen": seen(client, question), **data}, follow=True)


def edited(client: Client, question: Question, old: str, new: str) -> str:
    """Save a draft with that change; what the page before publishing says."""
    assert old in question.source
    write(client, question.source.replace(old, new), question)
    return text_of(client.get(address("publication", question.pk)))


@pytest.fixture
def bank(db: None, folder: Path) -> Bank:
    load(folder, **{"math.test": bank_text(block(slug="old", more=TESTED))})
    return Bank.objects.get()


def test_a_new_question_is_published_and_served(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    assert "The question is new: nobody has taken up this bank yet." in text_of(
        as_editor.get(address("publication", question.pk))
    )
    assert "Published: new." in text_of(step(as_editor, "publication", question))
    question.refresh_from_db()
    assert (question.state, question.source) == ("published", GOOD)


def test_the_text_of_a_new_question_is_shown_before_it_is_published(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    assert "A fair coin is tossed" in text_of(as_editor.get(address("publication", question.pk)))


def test_a_text_that_changed_since_the_editor_looked_is_shown_and_not_published(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    opened = seen(as_editor, question)
    assert f'value="{opened}"' in as_editor.get(address("publication", question.pk)).content.decode()
    write(as_editor, GOOD.replace("A fair coin", "A penny"), question)
    page = step(as_editor, "publication", question, seen=opened)
    assert page.status_code == 409
    assert "The text has changed since you looked" in text_of(page) and "A penny" in text_of(page)
    assert WorkingCopy.objects.filter(question=question).exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("A fair coin", "One fair coin", "Only the wording changes, not the answer. 1 person has learned it"),
        ("rel: 0.01", "rel: 0.1", "The answer changes. 1 person has learned it"),
        ("tags: [pr]", "tags: [pr], rev: 2", "Their cards start over"),
    ],
)
def test_what_an_edit_does_to_learners_is_said_first(
    as_editor: Client, learned: Question, old: str, new: str, words: str
) -> None:
    assert words in edited(as_editor, learned, old, new)


@pytest.mark.parametrize(("choice", "recheck"), [("yes", True), ("no", False)])
def test_whether_a_changed_answer_is_asked_again_soon_is_the_editors_choice(
    as_editor: Client, learned: Question, choice: str, recheck: bool
) -> None:
    assert "again soon, since they may know the old answer" in edited(as_editor, learned, "rel: 0.01", "rel: 0.1")
    step(as_editor, "publication", learned, again=choice)
    assert Card.objects.get(question=learned).recheck is recheck


def test_publishing_a_draft_that_has_become_unfit_keeps_it(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    Bank.objects.update(license="")
    page = step(as_editor, "publication", question)
    assert page.status_code == 422
    assert "states no licence" in text_of(page)
    assert WorkingCopy.objects.get().source == GOOD


def test_a_retired_question_is_asked_no_more_and_can_be_taken_back(as_editor: Client, learned: Question) -> None:
    assert "Learned by 1, who are asked it no more." in text_of(as_editor.get(address("retirement", learned.pk)))
    step(as_editor, "retirement", learned)
    learned.refresh_from_db()
    assert learned.state == "retired" and "retired: true" in learned.source
    assert not Card.objects.in_use().exists()
    step(as_editor, "return", learned)
    learned.refresh_from_db()
    assert (learned.state, Card.objects.in_use().count()) == ("published", 1)
    assert "retired" not in learned.source


def test_retiring_keeps_the_draft_beside_it(as_editor: Client, learned: Question) -> None:
    edited(as_editor, learned, "A fair coin", "A penny")
    step(as_editor, "retirement", learned)
    copy = WorkingCopy.objects.get()
    assert "A penny" in copy.source and "retired: true" in copy.source


def test_discarding_the_draft_of_a_published_question_keeps_the_question(as_editor: Client, learned: Question) -> None:
    edited(as_editor, learned, "A fair coin", "A penny")
    assert "Learners go on with what is published" in text_of(as_editor.get(address("discard", learned.pk)))
    step(as_editor, "discard", learned)
    assert not WorkingCopy.objects.exists()
    assert Question.objects.filter(pk=learned.pk, state="published").exists()


def test_discarding_what_was_never_published_removes_it(as_author: Client, bank: Bank) -> None:
    step(as_author, "discard", drafted(as_author))
    assert [question.slug for question in Question.objects.all()] == ["old"]


def test_the_history_says_who_did_what_and_an_earlier_text_can_be_restored(
    as_editor: Client, learned: Question
) -> None:
    edited(as_editor, learned, "A fair coin", "A penny")
    step(as_editor, "publication", learned)
    page = text_of(as_editor.get(address("history", learned.pk)))
    assert "grace Published" in page and "grace Saved as a draft" in page and "Loaded from its file" in page
    first = learned.versions.order_by("pk").first()
    assert first
    step_page = text_of(restore(as_editor, learned, first.pk))
    assert "That text is the draft again" in step_page
    assert "A fair coin" in WorkingCopy.objects.get().source
    learned.refresh_from_db()
    assert "A penny" in learned.source, "learners go on with what is published"


def test_a_version_is_compared_with_the_one_before(as_editor: Client, learned: Question) -> None:
    edited(as_editor, learned, "A fair coin", "A penny")
    last = learned.versions.order_by("pk").last()
    assert last
    page = as_editor.get(address("version", learned.pk, last.pk)).content.decode()
    assert page.count('<tr class="gone">') == 1 and page.count('<tr class="new">') == 1


def test_a_version_of_another_question_is_not_found(as_editor: Client, learned: Question) -> None:
    other = drafted(as_editor)
    version = other.versions.get()
    assert as_editor.get(address("version", learned.pk, version.pk)).status_code == 404


# --- somebody was faster ---------------------------------------------------------------------------------------------


def test_what_was_saved_after_the_look_is_shown_and_not_discarded(
    as_author: Client, as_editor: Client, bank: Bank
) -> None:
    question = drafted(as_author)
    opened = seen(as_editor, question)
    assert f'value="{opened}"' in as_editor.get(address("discard", question.pk)).content.decode()
    write(as_author, GOOD.replace("A fair coin", "A penny"), question)
    page = step(as_editor, "discard", question, seen=opened)
    assert page.status_code == 409
    assert "The text has changed since you looked" in text_of(page) and "A penny" in text_of(page)
    assert Question.objects.filter(pk=question.pk).exists()


def test_what_was_published_after_the_look_is_not_discarded(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    opened = seen(as_editor, question)
    step(as_editor, "publication", question)
    assert "Somebody was faster" in text_of(step(as_editor, "discard", question, seen=opened))
    assert Question.objects.get(pk=question.pk).state == "published"


def test_a_draft_that_was_saved_after_the_look_is_not_restored_over(as_editor: Client, learned: Question) -> None:
    edited(as_editor, learned, "A fair coin", "A penny")
    first, opened = learned.versions.order_by("pk")[0], seen(as_editor, learned)
    edited(as_editor, learned, "A fair coin", "A dime")
    page = restore(as_editor, learned, first.pk, seen=opened)
    assert page.status_code == 409 and "A dime" in text_of(page)
    assert "A dime" in WorkingCopy.objects.get().source
    assert "That text is the draft again" in text_of(restore(as_editor, learned, first.pk))


def test_of_two_who_publish_the_same_text_one_does(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    opened = seen(as_editor, question)
    step(as_editor, "publication", question, seen=opened)
    assert "Somebody was faster" in text_of(step(as_editor, "publication", question, seen=opened))
    assert question.versions.filter(act="published").count() == 1


# --- back to its author ----------------------------------------------------------------------------------------------


def test_a_draft_is_returned_with_a_remark_that_its_author_finds(
    as_author: Client, as_editor: Client, bank: Bank
) -> None:
    question = drafted(as_author)
    write(as_author, GOOD, question, "_submit")
    assert "Return to its author" in text_of(as_editor.get(address("change", question.pk)))
    assert step(as_editor, "remark", question, remark=" ").status_code == 422
    step(as_editor, "remark", question, remark="Say which coin.")
    question.refresh_from_db()
    assert (question.state, question.copy.state) == ("draft", "draft")
    assert "grace returned it" in text_of(as_author.get(address("change", question.pk)))
    assert "Say which coin." in text_of(as_author.get(address("change", question.pk)))
    write(as_author, GOOD, question, "_submit")
    assert "Say which coin." not in text_of(as_author.get(address("change", question.pk)))


# --- the file follows ------------------------------------------------------------------------------------------------


def test_with_the_setting_the_file_is_written_too(as_editor: Client, bank: Bank, folder: Path, settings) -> None:
    settings.WRITE_THROUGH = True
    question = drafted(as_editor)
    step(as_editor, "publication", question)
    assert (folder / "math.test.md").read_text().endswith(f"\n{GOOD}")


def test_a_file_that_cannot_be_written_is_a_warning(as_editor: Client, bank: Bank, folder: Path, settings) -> None:
    settings.WRITE_THROUGH = True
    question = drafted(as_editor)
    Bank.objects.update(file="../elsewhere.md")
    page = step(as_editor, "publication", question)
    assert "The file was not brought up to date" in text_of(page) and "Published: new." in text_of(page)


def test_without_the_setting_the_file_stays(as_editor: Client, bank: Bank, folder: Path) -> None:
    before = (folder / "math.test.md").read_bytes()
    step(as_editor, "publication", drafted(as_editor))
    assert (folder / "math.test.md").read_bytes() == before
