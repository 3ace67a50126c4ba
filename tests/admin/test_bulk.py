"""The list of questions: filters, search, and one change to many, which says what it did not do and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quizzes.authoring import editing
from quizzes.models import Bank, Card, Learner, Question, WorkingCopy
from tests.admin.pages import GOOD, TESTED, address, drafted, text_of, write
from tests.authoring.test_exporting import edit
from tests.makers import bank_text, block, deal, load, review

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
    told = asked.context.get("seen")
    seen = {"seen": told} if told is not None else {}
    return text_of(client.post(address("changelist"), {**chosen, **seen, "_confirmed": "1", **choice}, follow=True))


def asked(client: Client, name: str, *questions: Question) -> Any:
    """The page that asks before it is done."""
    return client.post(address("changelist"), {"action": name, "_selected_action": [each.pk for each in questions]})


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


def test_a_bulk_change_keeps_what_was_published_while_it_ran(
    as_editor: Client, editor: Learner, three: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_level = editing.set_level

    def set_and_be_overtaken(question: Question, level: str, **more: Any) -> bool:
        if question.slug == "one":
            edit("two", "Which data may decide", "Which data must decide", by=editor)
        return set_level(question, level, **more)

    monkeypatch.setattr(editing, "set_level", set_and_be_overtaken)
    act(as_editor, "set_level", get("one"), get("two"), level="expert")
    assert "must decide" in get("two").source and get("two").level == "expert"


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


# --- what publishing does to learners --------------------------------------------------------------------------------


@pytest.fixture
def edited(ada: Learner, as_editor: Client, folder: Path) -> dict[str, Question]:
    """Published questions that ada has learned, each with a draft that does something else to her."""
    edits = {
        "answer": ("rel: 0.01", "rel: 0.1"),
        "other-answer": ("rel: 0.01", "rel: 0.2"),
        "wording": ("A fair coin", "A penny"),
        "revision": ("tags: [pr]", "tags: [pr], rev: 2"),
        "unfit": ("**Why:**", "**Whys:**"),
        "plain": ("", ""),
    }
    cards = deal(ada, folder, *(block(slug=slug, more=TESTED) for slug in edits))
    for card in cards:
        review(card)
        old, new = edits[card.question.slug]
        if old:
            write(as_editor, card.question.source.replace(old, new), card.question)
    return {card.question.slug: card.question for card in cards}


def test_what_publishing_does_is_said_of_each_question_first(as_editor: Client, edited: dict[str, Question]) -> None:
    page = asked(as_editor, "publish", *edited.values(), drafted(as_editor))
    said = {str(each.question): " ".join(each.sentences) for each in page.context["told"]}
    assert said["answer"] == "The answer changes. 1 person has learned it; the history so far is kept."
    assert said["wording"].startswith("Only the wording changes, not the answer. 1 person has learned it")
    assert "Their cards start over" in said["revision"]
    assert said["unfit"].startswith("It cannot be published: line ")
    assert "plain" not in said, "there is nothing to publish"
    assert said["new"].startswith("The question is new: 1 person learns this bank")
    text = text_of(page)
    assert "7 questions: 1 with a new revision, 2 whose answer changes, 1 in which only the wording changes" in text
    assert "1 that cannot be published, 1 without a draft." in text
    assert [str(each.question) for each in page.context["told"] if each.choose] == ["answer", "other-answer"]
    assert page.content.count(b'type="checkbox" name="again"') == 2


def test_the_editor_chooses_for_each_question_whether_it_is_asked_again_soon(
    as_editor: Client, edited: dict[str, Question]
) -> None:
    page = act(as_editor, "publish", *edited.values(), again=[edited["answer"].pk, edited["wording"].pk])
    assert "4 questions published." in page
    assert "unfit : line " in page and "plain : it has no draft" in page
    recheck = dict(Card.objects.values_list("question__slug", "recheck"))
    assert recheck == {slug: slug == "answer" for slug in edited}, "a wording alone asks nobody again"


def test_a_draft_that_changed_since_the_page_told_is_not_published(
    as_editor: Client, edited: dict[str, Question]
) -> None:
    question = edited["wording"]
    told = asked(as_editor, "publish", question).context["seen"]
    write(as_editor, question.source.replace("rel: 0.01", "rel: 0.5"), question)
    page = act(as_editor, "publish", question, seen=told)
    assert "its text has changed since you looked" in page
    assert "rel: 0.5" not in get("wording").source


@pytest.mark.parametrize("told", ["", "{", "[]", '{"x": 1}'])
def test_nothing_is_published_of_which_nothing_was_told(
    as_editor: Client, edited: dict[str, Question], told: str
) -> None:
    assert "its text has changed since you looked" in act(as_editor, "publish", edited["wording"], seen=told)
    assert "A penny" not in get("wording").source


def test_new_drafts_are_not_read_before_they_are_published(
    as_editor: Client, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deck of hundreds may have just come in."""
    new = drafted(as_editor)
    monkeypatch.setattr("quizzes.admin.bulk.read_draft", None)
    assert "1 question: 1 new." in text_of(asked(as_editor, "publish", new))


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
