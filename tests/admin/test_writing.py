"""The page of a question without its script: drafts are kept, put up for review, never lost, and led to publishing."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet
from django.test import Client

from quizzes.kinds import all_kinds
from quizzes.models import Bank, Learner, Question, WorkingCopy
from tests.admin.conftest import into_group, signed_in
from tests.admin.pages import GOOD, address, drafted, seen, text_of, write
from tests.makers import block

pytestmark = pytest.mark.django_db


def test_a_new_question_becomes_a_draft_of_its_author(as_author: Client, author: Learner, bank: Bank) -> None:
    question = drafted(as_author)
    assert (question.slug, question.state, question.kind, question.copy.author) == (
        "new",
        "draft",
        "numeric",
        author.user,
    )
    assert question.copy.source == GOOD


def test_line_ends_of_a_browser_are_no_edit(as_editor: Client, bank: Bank) -> None:
    old = Question.objects.get()
    page = as_editor.post(
        address("change", old.pk),
        {"source": old.source.replace("\n", "\r\n"), "seen": seen(as_editor, old)},
        follow=True,
    )
    assert "Nothing has changed" in text_of(page)
    assert not WorkingCopy.objects.exists()


def test_a_draft_with_problems_is_kept_and_lists_them_by_line(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author, GOOD.replace("answer: 3/8", "answer: 3//"))
    page = as_author.get(address("change", question.pk))
    assert "Line 4 answer:" in text_of(page)
    assert b"answer: 3//" in page.content


def test_a_text_without_a_name_stands_on_the_page_again(as_author: Client, bank: Bank) -> None:
    page = write(as_author, "What is the chance of heads?")
    assert page.status_code == 422
    assert "the text must begin with its heading" in text_of(page)
    assert b"What is the chance of heads?" in page.content
    assert Question.objects.count() == 1


def test_without_a_bank_nothing_typed_is_lost(as_author: Client, bank: Bank) -> None:
    page = write(as_author, GOOD, bank="")
    assert page.status_code == 422
    assert b"A fair coin is tossed" in page.content


def test_putting_up_for_review_says_so_in_the_list(as_author: Client, as_editor: Client, bank: Bank) -> None:
    question = drafted(as_author)
    write(as_author, GOOD, question, "_submit")
    question.refresh_from_db()
    assert (question.state, question.copy.state) == ("review", "review")
    assert "new" in text_of(as_editor.get(address("changelist"), {"copy": "review"}))


def test_publishing_needs_what_it_needs_and_keeps_the_draft(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor, block(slug="new"))
    page = write(as_editor, block(slug="new"), question, "_publish")
    assert page.status_code == 422
    assert "tests: add at least one answer that must be right" in text_of(page)
    assert WorkingCopy.objects.get().source == block(slug="new")


def test_what_stands_in_nobodys_way_leads_to_the_page_before_publishing(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    assert write(as_editor, GOOD, question, "_publish")["Location"] == address("publication", question.pk)


def test_of_two_authors_the_later_is_shown_both_texts(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    opened = seen(as_editor, question)
    write(as_editor, GOOD.replace("A fair coin", "A penny"), question)
    page = write(as_editor, GOOD.replace("A fair coin", "A dime"), question, seen=opened)
    assert page.status_code == 409
    assert "grace has saved this question meanwhile" in text_of(page)
    assert b"A penny" in page.content and b"A dime" in page.content
    assert "A penny" in WorkingCopy.objects.get().source


def test_an_author_overtaken_by_another_keeps_the_typed_text_on_the_page(as_author: Client, person, bank: Bank) -> None:
    old = Question.objects.get()
    opened = seen(as_author, old)
    write(signed_in(into_group(person("bob"), "Authors")), old.source.replace("A fair coin", "A penny"), old)
    page = write(as_author, old.source.replace("A fair coin", "A dime"), old, seen=opened)
    assert page.status_code == 409
    assert "bob is working on this question" in text_of(page)
    assert b"A dime" in page.content and b"data-unsaved" in page.content and b'name="_save"' not in page.content
    assert "A penny" in WorkingCopy.objects.get().source


def test_a_new_question_whose_publishing_is_refused_goes_on_at_its_own_address(as_editor: Client, bank: Bank) -> None:
    page = write(as_editor, block(slug="new"), None, "_publish")
    question = Question.objects.get(slug="new")
    assert page.status_code == 422
    assert f'action="{address("change", question.pk)}"' in page.content.decode()
    assert b"data-unsaved" not in page.content


def test_saving_again_keeps_the_later_text_and_the_earlier_stays_in_the_history(as_editor: Client, bank: Bank) -> None:
    question = drafted(as_editor)
    write(as_editor, GOOD.replace("A fair coin", "A penny"), question)
    write(as_editor, GOOD.replace("A fair coin", "A dime"), question)
    assert "A dime" in WorkingCopy.objects.get().source
    assert question.versions.filter(source__contains="A penny").count() == 1


def test_the_same_text_saved_twice_makes_one_version(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author)
    write(as_author, GOOD, question)
    assert question.versions.count() == 1


def test_an_editor_who_mends_a_draft_leaves_it_to_its_author(
    as_author: Client, as_editor: Client, author: Learner, bank: Bank
) -> None:
    question = drafted(as_author)
    write(as_editor, GOOD.replace("A fair coin", "A penny"), question)
    assert WorkingCopy.objects.get().author == author.user
    assert write(as_author, GOOD.replace("A fair coin", "A dime"), question).status_code == 302


@pytest.mark.parametrize("kind", all_kinds())
def test_an_example_of_every_kind_is_offered(as_author: Client, bank: Bank, kind: str) -> None:
    page = as_author.get(address("add"), {"kind": kind})
    assert f'data-example="{kind}"' in page.content.decode()
    assert all_kinds()[kind].example.splitlines()[0] in text_of(page)


def test_a_renamed_draft_is_listed_under_its_new_name(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author)
    write(as_author, GOOD.replace("## new", "## newer"), question)
    question.refresh_from_db()
    assert question.slug == "newer"


def test_a_zero_byte_is_refused_and_the_text_kept(as_author: Client, bank: Bank) -> None:
    page = write(as_author, GOOD + "\0")
    assert page.status_code == 422
    assert b"A fair coin" in page.content


# --- the queue, and what stands in the way ---------------------------------------------------------------------------


def test_an_authors_save_says_that_the_draft_is_up_for_review_no_more(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author)
    write(as_author, GOOD, question, "_submit")
    assert "Saving another text makes it a draft again" in text_of(as_author.get(address("change", question.pk)))
    write(as_author, GOOD.replace("A fair coin", "A penny"), question)
    assert "no longer up for review" in text_of(as_author.get(address("change", question.pk)))
    assert WorkingCopy.objects.get().state == "draft"


@pytest.mark.parametrize(("button", "status"), [("_save", 302), ("_publish", 422)])
def test_neither_an_editors_save_nor_a_refused_publish_leaves_the_queue(
    as_author: Client, as_editor: Client, bank: Bank, button: str, status: int
) -> None:
    question = drafted(as_author, block(slug="new"))
    write(as_author, block(slug="new"), question, "_submit")
    edited = block(slug="new").replace("A fair coin", "A penny")
    assert write(as_editor, edited, question, button).status_code == status
    question.refresh_from_db()
    assert (question.state, question.copy.state) == ("review", "review")
    assert "A penny" in question.copy.source


def test_putting_up_for_review_says_what_stands_in_the_way(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author, block(slug="new"))
    write(as_author, block(slug="new"), question, "_submit")
    page = text_of(as_author.get(address("change", question.pk)))
    assert "Before it can be published, this must be mended: line 1: tests: add at least one" in page
    assert WorkingCopy.objects.get().state == "review"


def test_the_page_lists_what_stands_in_the_way_of_publishing(as_author: Client, bank: Bank) -> None:
    question = drafted(as_author, block(slug="new"))
    page = text_of(as_author.get(address("change", question.pk)))
    assert "Line 1 before publishing: tests: add at least one answer that must be right" in page


def test_a_new_question_that_is_sent_twice_is_made_once(as_author: Client, bank: Bank) -> None:
    first, second = (write(as_author, GOOD) for _ in range(2))
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Question.objects.filter(slug="new").count() == 1


def test_a_name_that_somebody_takes_at_the_same_moment_keeps_the_typed_text(
    as_author: Client, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "exists", lambda rows: False)  # it is not there yet when the page looks
    page = write(as_author, GOOD.replace("## new", "## old"))
    assert page.status_code == 422
    assert "the id old is already used" in text_of(page) and b"A fair coin is tossed" in page.content
