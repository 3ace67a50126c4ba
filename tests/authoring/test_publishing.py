"""From a text to a published question: what is refused, what is kept, and what an edit does to learners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizzes.authoring import publishing
from quizzes.authoring.obstacles import before_publishing
from quizzes.authoring.publishing import Changed, NotPublished
from quizzes.authoring.reading import read_draft
from quizzes.banks.syllabus import Syllabus, Topic
from quizzes.memory.ratings import Rating
from quizzes.models import Bank, Card, Learner, Question, WorkingCopy
from quizzes.models import Topic as ExtraTopic
from quizzes.review import planning
from tests.makers import DAY, NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db

TESTS = ", tests: [{right: 3/8}, {wrong: 1/8}]"
GOOD = block(slug="new", more=TESTS)
SYLLABUS = Syllabus(topics=(Topic(id="pr", area="math", title="Probability"), Topic(id="dl", area="dl", title="Nets")))


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    load(tmp_path, a=bank_text(block(slug="old")))
    return Bank.objects.get()


def draft(bank: Bank, source: str, by: Learner, question: Question | None = None) -> Question:
    return publishing.save_draft(question, bank, source, by=by.user, now=NOON)


def publish(question: Question, by: Learner, **more: object) -> Question:
    return publishing.publish(question, by=by.user, now=NOON, syllabus=SYLLABUS, **more)


def refused(bank: Bank, source: str, by: Learner) -> list[str]:
    with pytest.raises(NotPublished) as error:
        publish(draft(bank, source, by), by)
    return [f"{problem.line}: {problem.message}" for problem in error.value.problems]


def test_a_draft_is_kept_with_all_its_problems(bank: Bank, grace: Learner) -> None:
    broken = GOOD.replace("answer: 3/8", "answer: 3//")
    question = draft(bank, broken, grace)
    assert (question.state, question.copy.source, question.source) == ("draft", broken, "")


def test_a_draft_is_asked_of_nobody(bank: Bank, ada: Learner, grace: Learner) -> None:
    bank.learners.add(ada)
    draft(bank, GOOD, grace)
    assert not Card.objects.filter(question__slug="new").exists()


def test_what_is_published_is_dealt_to_the_learners_of_the_bank(bank: Bank, ada: Learner, grace: Learner) -> None:
    bank.learners.add(ada)
    question = publish(draft(bank, GOOD, grace), grace)
    assert (question.state, question.source) == ("published", GOOD)
    assert not WorkingCopy.objects.exists()
    assert ada.cards.filter(question=question).count() == 1


def test_a_text_without_a_name_cannot_be_kept(bank: Bank, grace: Learner) -> None:
    with pytest.raises(NotPublished, match="must begin with its heading"):
        draft(bank, "What is a coin?", grace)


def test_a_name_in_use_is_refused(bank: Bank, grace: Learner) -> None:
    with pytest.raises(NotPublished, match="the id old is already used"):
        draft(bank, block(slug="old"), grace)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("**Why:** Three", "Three", "1: **Why:** is missing"),
        (", {wrong: 1/8}", "", "4: tests: add at least one answer that must be wrong"),
        ("{right: 3/8}, ", "", "4: tests: add at least one answer that must be right"),
        ("right: 3/8", "right: 1/2", "4: tests: right “1/2”: the score is 0.00"),
        ("tags: [pr]", "tags: [pt]", "4: tags: the syllabus has no topic “pt”"),
        ("tags: [pr]", "tags: [dl]", "4: tags: the topic dl belongs to the area dl, this bank to math"),
        (
            "tags: [pr]",
            "tags: [pr], needs: [olf]",
            "4: needs: there is no question or topic “olf”",
        ),
        ("**Why:**", "**Refs:** [](https://a.org)\n\n**Why:**", "11: refs: the link to “https://a.org” has no text"),
    ],
)
def test_what_stands_in_the_way_is_said_with_its_line(
    bank: Bank, grace: Learner, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    found = refused(bank, GOOD.replace(old, new), grace)
    assert any(each.startswith(message) for each in found), found


def test_a_refused_draft_is_kept(bank: Bank, grace: Learner) -> None:
    source = GOOD.replace("right: 3/8", "right: 1/2")
    refused(bank, source, grace)
    assert WorkingCopy.objects.get().source == source


def test_a_bank_without_a_licence_publishes_nothing(bank: Bank, grace: Learner) -> None:
    Bank.objects.update(license="")
    bank.refresh_from_db()
    assert "1: the bank math.test states no licence; add `license:` to its head" in refused(bank, GOOD, grace)


def test_questions_must_not_need_each_other_in_a_circle(bank: Bank, grace: Learner) -> None:
    Question.objects.filter(slug="old").update(needs=["new"])
    found = refused(bank, GOOD.replace("tags: [pr]", "tags: [pr], needs: [old]"), grace)
    assert any("in a circle: new → old → new" in each for each in found)


def test_a_topic_of_the_page_counts_beside_the_syllabus(bank: Bank, grace: Learner) -> None:
    ExtraTopic.objects.create(slug="cb", title="Combinatorics", area="math")
    question = publish(draft(bank, GOOD.replace("tags: [pr]", "tags: [cb]"), grace), grace)
    assert question.topic_title == "Combinatorics"


def test_a_flashcard_needs_no_tests(bank: Bank, grace: Learner) -> None:
    source = block("flashcard", slug="card").replace("[la]", "[pr]")
    assert publish(draft(bank, source, grace), grace).state == "published"


def test_a_text_saved_while_another_is_published_stays_a_draft(bank: Bank, grace: Learner) -> None:
    question = draft(bank, GOOD, grace)
    found = read_draft(bank, GOOD).block
    assert found
    draft(bank, GOOD.replace("fair", "true"), grace, question)
    publishing.publish_text(question, found, GOOD, by=grace.user, now=NOON, syllabus=SYLLABUS)
    assert Question.objects.get(slug="new").source == GOOD
    assert "true" in WorkingCopy.objects.get().source


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (", was: [two]", "4: was: two is still in use by another question"),
        (", was: [former]", "4: was: former is claimed by two as well; a history can go to one only"),
    ],
)
def test_former_names_go_to_one_question_only(tmp_path: Path, grace: Learner, more: str, message: str) -> None:
    load(tmp_path, a=bank_text(block(slug="two", more=", was: [former]")))
    assert message in refused(Bank.objects.get(), block(slug="new", more=TESTS + more), grace)


def test_a_name_that_another_question_had_is_refused(tmp_path: Path, grace: Learner) -> None:
    load(tmp_path, a=bank_text(block(slug="two", more=", was: [former]")))
    found = refused(Bank.objects.get(), block(slug="former", more=TESTS), grace)
    assert any("former is a former name of two" in each for each in found)


def test_a_question_keeps_its_own_former_names(tmp_path: Path, grace: Learner) -> None:
    load(tmp_path, a=bank_text(block(slug="two", more=", was: [former]")))
    two = Question.objects.select_related("bank").get()
    source = block(slug="two", more=TESTS + ", was: [former, older]")
    assert publish(draft(two.bank, source, grace, two), grace).was == ["former", "older"]


def before(bank: Bank, source: str, question: Question | None = None) -> list[str]:
    """What an author is told while typing."""
    found = read_draft(bank, source)
    told = before_publishing(question or Question(bank=bank), found, syllabus=SYLLABUS)
    return [f"{problem.line}: {problem.message}" for problem in told]


def test_an_author_is_told_all_at_once_what_publishing_will_want(bank: Bank) -> None:
    """The faults of the text itself stand beside it; its tests are not made for this."""
    Bank.objects.update(license="")
    bank.refresh_from_db()
    source = block(slug="old", more=", needs: [olf], tests: [{right: 1/2}], answr: 1").replace("[pr]", "[dl]")
    source = source.replace("**Why:**", "**Refs:** [](https://a.org)\n\n**Why:**")
    assert read_draft(bank, source).block is None
    assert before(bank, source) == [
        "1: the bank math.test states no licence; add `license:` to its head",
        "1: the id old is already used; ids are unique over all banks",
        "4: needs: there is no question or topic “olf”",
        "4: tags: the topic dl belongs to the area dl, this bank to math",
        "4: tests: add at least one answer that must be wrong",
        "11: refs: the link to “https://a.org” has no text; say what is to be found there",
    ]


@pytest.mark.parametrize("more", ["", ", answr: 1"], ids=["readable", "not"])
def test_a_text_that_can_be_published_is_told_nothing(bank: Bank, more: str) -> None:
    assert before(bank, block(slug="new", more=TESTS + more)) == []
    old = Question.objects.get(slug="old")
    assert before(bank, block(slug="old", more=TESTS + more), old) == []


@pytest.mark.parametrize("source", ["", "## ", "## x\n\n```yaml\n{a: [}\n```\n", "\0", "## a\n\n## b\n"])
def test_no_text_breaks_what_is_told(bank: Bank, source: str) -> None:
    assert before(bank, source) == []


# --- somebody was faster ---------------------------------------------------------------------------------------------


def test_a_text_is_published_once(bank: Bank, grace: Learner) -> None:
    question = draft(bank, GOOD, grace)
    seen = publishing.seen_of(question, question.copy)
    publish(question, grace, seen=seen)
    with pytest.raises(Changed):
        publish(question, grace, seen=seen)
    with pytest.raises(Changed):
        publish(question, grace)
    assert question.versions.filter(act="published").count() == 1


def test_a_text_that_was_saved_while_its_tests_ran_is_not_published(
    bank: Bank, grace: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = draft(bank, GOOD, grace)

    def save_meanwhile(*given: object, **named: object) -> tuple[()]:
        draft(bank, GOOD.replace("fair", "true"), grace, question)
        return ()

    monkeypatch.setattr(publishing, "obstacles", save_meanwhile)
    with pytest.raises(Changed):
        publish(question, grace)
    assert Question.objects.get(slug="new").state == "draft"


def test_a_name_that_was_taken_while_the_tests_ran_is_refused(
    bank: Bank, grace: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = draft(bank, block(slug="new", more=TESTS + ", was: [later]"), grace)

    def take_meanwhile(*given: object, **named: object) -> tuple[()]:
        Question.objects.filter(slug="old").update(slug="later")
        return ()

    monkeypatch.setattr(publishing, "obstacles", take_meanwhile)
    with pytest.raises(NotPublished, match="later is still in use"):
        publish(question, grace)


@pytest.mark.parametrize("act", [publishing.discard, None], ids=["discard", "restore"])
def test_what_was_saved_after_the_look_stays(bank: Bank, grace: Learner, act: Any) -> None:
    question = draft(bank, GOOD, grace)
    seen, first = publishing.seen_of(question, question.copy), question.versions.get()
    draft(bank, GOOD.replace("fair", "true"), grace, question)
    with pytest.raises(Changed):
        if act:
            act(question, seen=seen)
        else:
            publishing.restore(question, first, by=grace.user, now=NOON, seen=seen)
    assert "true" in WorkingCopy.objects.get().source


def test_what_was_published_meanwhile_is_not_discarded(bank: Bank, grace: Learner) -> None:
    question = draft(bank, GOOD, grace)
    stale = Question.objects.get(pk=question.pk)
    publish(question, grace)
    with pytest.raises(Changed):
        publishing.discard(stale)
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_new_question_that_was_sent_twice_is_one(bank: Bank, ada: Learner, grace: Learner) -> None:
    question = draft(bank, GOOD, grace)
    assert draft(bank, GOOD, grace) == question
    assert question.versions.count() == 1
    for source, by in ((GOOD, ada), (GOOD.replace("fair", "true"), grace)):
        with pytest.raises(NotPublished, match="the id new is already used"):
            draft(bank, source, by)


def test_a_draft_stays_in_the_bank_it_was_moved_to(bank: Bank, grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, b=bank_text(block(slug="two"), bank="math.b", title="B"))
    question = draft(bank, GOOD, grace)
    publishing.move(question, Bank.objects.get(slug="math.b"), by=grace.user, now=NOON)
    assert draft(bank, GOOD.replace("fair", "true"), grace, question).bank.slug == "math.b"


# --- the queue -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "state"), [("grace", "review"), ("emmy", "draft")])
def test_an_editors_hand_takes_nothing_out_of_the_queue(
    bank: Bank, grace: Learner, emmy: Learner, who: str, state: str
) -> None:
    question = draft(bank, GOOD, emmy)
    publishing.submit(question, by=emmy.user, now=NOON)
    saved = draft(bank, GOOD.replace("fair", "true"), {"grace": grace, "emmy": emmy}[who], question)
    assert (saved.state, saved.copy.state) == (state, state)


def test_a_restored_text_is_one_draft_under_its_own_name(bank: Bank, emmy: Learner) -> None:
    question = draft(bank, GOOD, emmy)
    first = question.versions.get()
    draft(bank, block("free", slug="newer"), emmy, question)
    publishing.submit(question, by=emmy.user, now=NOON)
    publishing.restore(question, first, by=emmy.user, now=NOON)
    question = Question.objects.get(pk=question.pk)
    assert (question.state, question.copy.state) == ("draft", "draft")
    assert (question.slug, question.kind, question.tags) == ("new", "numeric", ["pr"])


# --- what an edit does -----------------------------------------------------------------------------------------------


def effect_of(old: str, new: str) -> str:
    question = Question.objects.select_related("bank").get(slug="old")
    found = read_draft(question.bank, question.source.replace(old, new)).block
    assert found
    return publishing.effect(question, found).kind


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("A fair coin", "A fair coin", "none"),
        ("A fair coin", "One fair coin", "wording"),
        ("Three of the eight", "3 of the 8", "wording"),
        ("tags: [pr]", "tags: [pr, coins], level: expert", "wording"),
        ("answer: 3/8", "answer: 1/4", "answer"),
        ("rel: 0.01", "rel: 0.1", "answer"),
        ("tags: [pr]", "tags: [pr], rev: 2", "revision"),
    ],
)
def test_an_edit_is_told_by_what_it_changes(bank: Bank, old: str, new: str, kind: str) -> None:
    assert effect_of(old, new) == kind


def republish(question: Question, old: str, new: str, by: Learner, **more: object) -> Question:
    source = question.source.replace(old, new).replace("tolerance", "tests: [{right: 1/4}, {wrong: 3}], tolerance")
    return publish(draft(question.bank, source, by, question), by, **more)


def test_a_changed_answer_is_asked_again_soon_if_the_author_says_so(
    ada: Learner, grace: Learner, tmp_path: Path
) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.EASY)
    tomorrow = NOON + DAY
    assert planning.next_card(ada, now=tomorrow) is None
    republish(card.question, "3/8", "1/4", grace, again=True)
    ada.refresh_from_db()
    found = planning.next_card(ada, now=tomorrow)
    assert found == card
    review(card, Rating.GOOD, now=tomorrow, text="1/4")
    assert not card.recheck and planning.next_card(ada, now=tomorrow) is None


def test_a_changed_answer_leaves_the_plan_alone_otherwise(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.EASY)
    before = card.memory
    republish(card.question, "3/8", "1/4", grace)
    card.refresh_from_db()
    assert (card.memory, card.recheck) == (before, False)


def test_a_new_revision_starts_over(ada: Learner, grace: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path)
    review(card, Rating.EASY)
    republish(card.question, "answer: 3/8", "rev: 2, answer: 1/4", grace)
    card.refresh_from_db()
    assert (card.reviews, card.due_day) == (0, None)


# --- history ---------------------------------------------------------------------------------------------------------


def test_every_step_is_remembered_with_its_author(bank: Bank, grace: Learner) -> None:
    question = draft(bank, GOOD, grace)
    publishing.submit(question, by=grace.user, now=NOON)
    question.refresh_from_db()
    assert question.state == "review"
    publish(question, grace)
    assert [(version.act, version.by) for version in question.versions.all()] == [
        ("saved", grace.user),
        ("submitted", grace.user),
        ("published", grace.user),
    ]


def test_an_earlier_text_is_restored_as_a_draft(bank: Bank, grace: Learner) -> None:
    question = publish(draft(bank, GOOD, grace), grace)
    question = publish(draft(bank, GOOD.replace("fair", "true"), grace, question), grace)
    first = question.versions.first()
    assert first
    publishing.restore(question, first, by=grace.user, now=NOON)
    assert "fair" in WorkingCopy.objects.get().source
    assert "true" in Question.objects.get(slug="new").source, "learners see no change before it is published"


def test_discarding_the_draft_of_a_published_question_keeps_the_question(bank: Bank, grace: Learner) -> None:
    old = Question.objects.select_related("bank").get(slug="old")
    question = draft(bank, old.source.replace("fair", "true"), grace, old)
    publishing.discard(question)
    assert not WorkingCopy.objects.exists() and Question.objects.filter(slug="old").exists()


def test_discarding_a_draft_that_was_never_published_removes_it(bank: Bank, grace: Learner) -> None:
    publishing.discard(draft(bank, GOOD, grace))
    assert not Question.objects.filter(slug="new").exists()
