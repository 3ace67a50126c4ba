"""The list of questions: filters, search, and one change to many, which says what it did not do and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quizzes.models import Bank, Learner, Question, WorkingCopy
from tests.admin.pages import GOOD, address, drafted, text_of, write
from tests.makers import bank_text, block, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(folder: Path) -> list[Question]:
    """one and two in the bank math.test, three in math.other; all published."""
    load(
        folder,
        a=bank_text(block(slug="one"), block("choice", slug="two")),
        b=bank_text(block("flashcard", slug="three", more=", level: expert"), bank="math.other", title="Other bank"),
    )
    return list(Question.objects.order_by("bank__slug", "slug"))


def act(client: Client, name: str, *questions: Question, **choice: object) -> str:
    """Choose questions, an action and what it asks for; what the list says then."""
    chosen = {"action": name, "_selected_action": [question.pk for question in questions]}
    asked = client.post(address("changelist"), chosen)
    assert asked.status_code == 200, "a page asks first"
    return text_of(client.post(address("changelist"), {**chosen, "_confirmed": "1", **choice}, follow=True))


def get(slug: str) -> Question:
    return Question.objects.select_related("bank").get(slug=slug)


def listed(client: Client, **query: object) -> set[str]:
    page = client.get(address("changelist"), query)
    return {question.slug for question in page.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({"q": "coin"}, {"one"}),
        ({"q": "three"}, {"one", "three"}),  # an id, and a word of the text
        ({"q": "ev"}, {"two"}),  # a tag
        ({"kind__exact": "choice"}, {"two"}),
        ({"level__exact": "expert"}, {"three"}),
        ({"state__exact": "retired"}, set()),
        ({"copy": "none"}, {"one", "two", "three"}),
        ({"copy": "mine"}, set()),
    ],
)
def test_questions_are_found(as_editor: Client, three: list[Question], query: dict[str, Any], slugs: set[str]) -> None:
    assert slugs <= listed(as_editor, **query)
    if "q" not in query:
        assert listed(as_editor, **query) == slugs


def test_the_questions_of_a_bank_are_listed(as_editor: Client, three: list[Question]) -> None:
    assert listed(as_editor, bank__id__exact=get("three").bank.pk) == {"three"}


def test_drafts_are_found_by_who_began_them(as_author: Client, as_editor: Client, author: Learner, bank: Bank) -> None:
    drafted(as_author)
    drafted(as_editor, block(slug="another"))
    assert listed(as_editor, copy__author__id__exact=author.user.pk) == {"new"}
    assert listed(as_editor, q=author.user.get_username()) == {"new"}
    assert "By who began the draft" in text_of(as_editor.get(address("changelist")))


def test_a_draft_is_found_by_its_words(as_editor: Client, bank: Bank) -> None:
    drafted(as_editor, GOOD.replace("A fair coin", "A bent farthing"))
    assert listed(as_editor, q="farthing") == {"new"}


def test_a_tag_is_added_in_its_own_line_only(as_editor: Client, three: list[Question]) -> None:
    before = get("one").source
    assert "2 questions changed." in act(as_editor, "retag", get("one"), get("two"), tag="coins", act="add")
    assert get("one").tags == ["pr", "coins"]
    assert get("one").source == before.replace("[pr]", "[pr, coins]")


def test_the_tag_that_says_the_topic_stays(as_editor: Client, three: list[Question]) -> None:
    page = act(as_editor, "retag", get("one"), tag="pr", act="remove")
    assert "1 left as they were: one : pr is its first tag" in page
    assert get("one").tags == ["pr"]


def test_a_tag_that_is_none_is_refused_before_anything_is_done(as_editor: Client, three: list[Question]) -> None:
    assert "Small letters and digits" in act(as_editor, "retag", get("one"), tag="No Tag", act="add")


def test_the_level_is_set_where_the_bank_had_said_it(as_editor: Client, three: list[Question]) -> None:
    page = act(as_editor, "set_level", *three, level="expert")
    assert "2 questions changed, 1 were so already." in page
    assert {question.level for question in Question.objects.all()} == {"expert"}


def test_no_level_is_set_that_nobody_chose(as_editor: Client, three: list[Question]) -> None:
    assert "This field is required" in act(as_editor, "set_level", get("one"), level="")
    assert get("three").level == "expert" and get("one").level == "intermediate"


def test_a_draft_keeps_step_with_a_bulk_change(as_editor: Client, three: list[Question]) -> None:
    write(as_editor, get("one").source.replace("A fair coin", "A penny"), get("one"))
    act(as_editor, "set_level", get("one"), level="expert")
    copy = WorkingCopy.objects.get()
    assert "level: expert" in copy.source and "A penny" in copy.source
    assert "level: expert" in get("one").source and "A penny" not in get("one").source


def test_questions_are_retired_together(as_editor: Client, three: list[Question]) -> None:
    assert "3 questions retired." in act(as_editor, "retire", *three)
    assert not Question.objects.published().exists()


def test_drafts_are_published_together_and_the_unfit_named(as_editor: Client, bank: Bank) -> None:
    good, bad = drafted(as_editor), drafted(as_editor, block(slug="bad"))
    page = act(as_editor, "publish", good, bad, get("old"))
    assert "1 question published." in page
    assert "2 left as they were:" in page
    assert "bad : line" in page and "add at least one answer that must be" in page
    assert "old : it has no draft" in page
    assert get("new").state == "published" and get("bad").state == "draft"


def test_a_question_moves_with_what_its_bank_had_said_for_it(as_editor: Client, folder: Path) -> None:
    other = bank_text(block(slug="two"), bank="math.other", title="Other bank").replace("intermediate", "expert")
    load(folder, a=bank_text(block(slug="one")), b=other)
    there = Bank.objects.get(slug="math.other")
    assert "1 question moved." in act(as_editor, "move", get("one"), bank=there.pk)
    question = get("one")
    assert (question.bank, question.level) == (there, "intermediate")
    assert "level: intermediate" in question.source


def test_a_question_does_not_move_to_where_its_topic_is_not_at_home(
    as_editor: Client, three: list[Question], folder: Path
) -> None:
    (folder / "syllabus.yaml").write_text(
        "topics: [{id: pr, area: math, title: Probability}, {id: nn, area: dl, title: Networks}]"
    )
    load(folder, c=bank_text(block("flashcard", slug="net").replace("[la]", "[nn]"), bank="dl.nets", area="dl"))
    nets = Bank.objects.filter(slug="dl.nets").first() or Bank.objects.create(
        slug="dl.nets", title="Nets", area="dl", head=bank_text(bank="dl.nets", area="dl").split("## ")[0], file="c.md"
    )
    page = act(as_editor, "move", get("one"), bank=nets.pk)
    assert "one : tags: the topic pr belongs to the area math, this bank to dl" in page


def test_too_many_at_once_are_refused(as_editor: Client, three: list[Question], monkeypatch) -> None:
    monkeypatch.setattr("quizzes.admin.bulk.MOST", 2)
    chosen = {"action": "retire", "_selected_action": [question.pk for question in three]}
    page = as_editor.post(address("changelist"), chosen, follow=True)
    assert "choose at most 2 at once" in text_of(page)
