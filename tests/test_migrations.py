"""A database of the first version, with rows in its tables, becomes one of today's: nothing is lost, all is filled in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from quizzes.models import Answer, Bank, Card, Learner, Question, Review, Scheduler

FIRST = ("quizzes", "0001_tables")
DEFAULT = "default"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = "## {slug}\n\nWhy?\n\n**Answer:** Because.\n\n**Why:** So.\n"

pytestmark = pytest.mark.database


@pytest.fixture
def old(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """An empty database of its own, of the kind that the suite uses."""
    with django_db_blocker.unblock():
        yield from _made(tmp_path)


def _made(tmp_path: Path) -> Iterator[Any]:
    """It takes the place of the suite's: migrations speak to the default database."""
    suite = connections[DEFAULT]
    is_file = suite.vendor == "sqlite"
    name = str(tmp_path / "old.sqlite3") if is_file else f"{suite.settings_dict['NAME']}_old"
    old = suite.copy(DEFAULT)
    old.settings_dict["TEST"]["NAME"] = name
    old.creation._create_test_db(verbosity=0, autoclobber=True)
    old.settings_dict["NAME"] = name
    connections[DEFAULT] = old
    try:
        yield old
    finally:
        old.close()
        connections[DEFAULT] = suite
        if not is_file:
            old.creation._destroy_test_db(name, verbosity=0)


def migrate(database: Any, *targets: tuple[str, str]) -> Any:
    """Models as they are in the state that was reached."""
    executor = MigrationExecutor(database)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "quizzes"]
    wanted = list(targets) or executor.loader.graph.leaf_nodes()
    return executor.migrate([*(others if targets else []), *wanted]).apps


def fill(apps: Any) -> None:
    """Six questions of two banks, every second one retired; a learner with a card, three answers and a review."""

    def add(model: str, app: str = "quizzes", **values: Any) -> Any:
        return apps.get_model(app, model).objects.create(**values)

    user = add("User", "auth", username="ada", email="ada@example.org", password="kept")
    learner = add("Learner", user_id=user.pk, time_zone="Europe/Paris", new_per_day=7)
    banks = [
        add("Bank", slug=f"math.{word}", title=word, area="math", file=f"{word}.md", digest="d") for word in ("a", "b")
    ]
    questions = [
        add(
            "Question",
            bank=banks[number % 2],
            slug=f"q{number}",
            digest=f"digest-{number}",
            source=SOURCE.format(slug=f"q{number}"),
            line=number,
            kind="flashcard",
            area="math",
            topic="la",
            topic_title="Linear algebra",
            level="entry",
            seconds=60,
            key_fields={"answer": "Because."},
            html={"text": "<p>Why?</p>"},
            retired=number % 3 == 2,
        )
        for number in range(6)
    ]
    card = add("Card", learner_id=learner.pk, question_id=questions[0].pk, stability=3.5, difficulty=5.25)
    answers = [
        add(
            "Answer",
            learner_id=learner.pk,
            card_id=card.pk,
            card_version=number,
            key=f"key-{number}",
            question_rev=1,
            question_digest="digest-0",
            seed=number,
            text=f"because {number}",
            at=AT,
        )
        for number in range(3)
    ]
    scheduler = add("Scheduler", **_needed(apps.get_model("quizzes", "Scheduler")))
    review = apps.get_model("quizzes", "Review")
    given = {"answer_id": answers[0].pk, "card_id": card.pk, "learner_id": learner.pk, "scheduler_id": scheduler.pk}
    add("Review", **{**_needed(review), **{k: v for k, v in given.items() if _has(review, k)}, "rating": 3, "at": AT})


def _has(model: Any, attribute: str) -> bool:
    return attribute in {field.attname for field in model._meta.concrete_fields}


def _needed(model: Any) -> dict[str, Any]:
    """Something for each column that must have a value."""
    samples = {
        "IntegerField": 1,
        "FloatField": 1.5,
        "CharField": "x",
        "TextField": "x",
        "DateTimeField": AT,
        "JSONField": {},
    }
    columns = [
        field for field in model._meta.concrete_fields if not (field.null or field.has_default() or field.primary_key)
    ]
    return {field.attname: samples.get(field.get_internal_type(), 1) for field in columns if not field.is_relation}


def test_rows_of_the_first_version_are_all_there_in_todays(old: Any) -> None:
    fill(migrate(old, FIRST))
    migrate(old)
    assert [(bank.slug, bank.title, bank.file) for bank in Bank.objects.order_by("slug")] == [
        ("math.a", "a", "a.md"),
        ("math.b", "b", "b.md"),
    ]
    questions = list(Question.objects.select_related("bank").order_by("slug"))
    assert [question.slug for question in questions] == [f"q{number}" for number in range(6)]
    for number, question in enumerate(questions):
        assert question.source == SOURCE.format(slug=question.slug)
        assert (question.line, question.digest, question.html) == (number, f"digest-{number}", {"text": "<p>Why?</p>"})
    learner = Learner.objects.select_related("user").get()
    assert (learner.user.email, learner.user.password) == ("ada@example.org", "kept")
    assert (learner.time_zone, learner.new_per_day) == ("Europe/Paris", 7)
    card = Card.objects.get()
    assert (card.question_id, card.learner_id, card.stability, card.difficulty) == (
        *(questions[0].pk, learner.pk),
        *(3.5, 5.25),
    )
    answers = Answer.objects.order_by("pk").values_list("text", "key", "card_version", "seed", "at")
    assert list(answers) == [(f"because {number}", f"key-{number}", number, number, AT) for number in range(3)]
    review = Review.objects.get()
    assert (review.rating, review.at) == (3, AT)
    assert Scheduler.objects.count() == 1


def test_what_the_first_version_did_not_know_is_filled_in(old: Any) -> None:
    fill(migrate(old, FIRST))
    migrate(old)
    for question in Question.objects.select_related("bank"):
        if question.slug in ("q2", "q5"):
            assert (question.state, question.base, question.home) == ("retired", None, "")
        else:
            assert (question.state, question.base, question.home) == ("published", question.source, question.bank.slug)
    held = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert set(held) == {"Authors", "Editors"}
    assert "publish_question" in held["Editors"] - held["Authors"]


def test_each_step_goes_forward_with_rows_in_the_tables(old: Any) -> None:
    """As on a site that was updated after each version, and not after all of them at once."""
    fill(migrate(old, FIRST))
    graph = MigrationExecutor(old).loader.graph
    steps = [node for node in graph.forwards_plan(graph.leaf_nodes("quizzes")[0]) if node[0] == "quizzes"]
    assert steps[0] == FIRST
    for before, step in itertools.pairwise(steps):
        assert before in MigrationExecutor(old).loader.applied_migrations
        migrate(old, step)
    assert Question.objects.count() == 6
    assert MigrationExecutor(old).migration_plan(graph.leaf_nodes()) == []
