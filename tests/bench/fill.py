"""A number of cards becomes a learner's collection in the tables, learned long ago, with some due today and some new.

Run as `python -m tests.bench.fill LEARNERS CARDS DUE NEW` on a site; prints the learners' sessions.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import django

from tests.bench.blocks import HEAD, block

TEMPLATES = 60  # questions that the loader reads; the others are copies under other names
BATCH = 1000  # rows held in memory at once
NOW = datetime.now(UTC)


def main(learners: int, cards: int, due: int, new: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        bank, questions = _questions(cards)
        sessions = [_learner(number, bank, questions, due, new) for number in range(learners)]
    print(json.dumps(sessions))


def _questions(count: int) -> tuple[Any, list[tuple[int, int, str]]]:
    """The bank, and its questions as rows of id, rev and digest."""
    from quizzes.authoring.loading import load_folder
    from quizzes.models import Bank, Question

    kinds = ("numeric", "choice", "flashcard", "drawn")
    with tempfile.TemporaryDirectory() as folder:
        text = HEAD.format(bank="math.bench", area="math") + "".join(
            block(kinds[i % len(kinds)], i) for i in range(TEMPLATES)
        )
        (Path(folder) / "bench.md").write_text(text, encoding="utf-8")
        report = load_folder(Path(folder))
    assert not report.problems, "\n".join(map(str, report.problems))
    columns = [field.attname for field in Question._meta.concrete_fields if not field.primary_key]
    originals = list(Question.objects.order_by("place").values(*columns))
    copies = (
        Question(**{**originals[i % TEMPLATES], "slug": f"copy-{i}", "place": i}) for i in range(TEMPLATES, count)
    )
    for batch in _batches(copies):
        Question.objects.bulk_create(batch)
    rows = Question.objects.order_by("place", "pk").values_list("pk", "rev", "digest")
    return Bank.objects.get(), list(rows[:count])


def _learner(number: int, bank: Any, questions: list[tuple[int, int, str]], due: int, new: int) -> str:
    """Makes a learner with a card for each question. Returns the session."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from quizzes.models import Card

    user = get_user_model().objects.create_user(f"learner{number}", f"learner{number}@example.org")
    learner = user.learner
    learner.time_zone, learner.new_per_day, learner.reviews_per_day = "UTC", max(new, 20), max(due, 200)
    learner.save()
    learner.banks.add(bank)
    chance = random.Random(number)
    order = list(range(len(questions)))
    chance.shuffle(order)  # due and new ones lie scattered over the tables, as they do in life
    for batch in _batches(
        _card(learner.pk, question, place, due, new, chance) for place, question in zip(order, questions, strict=True)
    ):
        Card.objects.bulk_create(batch)
    _log(learner, {pk: (rev, digest) for pk, rev, digest in questions})
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies["sessionid"].value


def _card(learner: int, question: tuple[int, int, str], place: int, due: int, new: int, chance: random.Random) -> Any:
    from quizzes.models import Card

    card = Card(learner_id=learner, question_id=question[0])
    if place < new:
        return card
    stability = chance.lognormvariate(3.5, 1)
    interval = max(1, round(stability))
    day = learner_day()
    ahead = -chance.randrange(10) if place < new + due else chance.randrange(1, max(2, interval + 1))
    card.stage, card.version, card.reviews = 2, 1, 1
    card.stability, card.difficulty = stability, chance.uniform(2, 9)
    card.due_day = day + timedelta(days=ahead)
    card.last_day = card.due_day - timedelta(days=max(interval, ahead + 1))
    return card


def learner_day() -> Any:
    return (NOW - timedelta(hours=4)).date()  # in UTC, with a day that starts at four


def _log(learner: Any, questions: dict[int, tuple[int, str]]) -> None:
    """One answer and one review for each learned card."""
    from quizzes.models import Answer, Card, Review, Scheduler

    scheduler = Scheduler.objects.get_or_create(digest="bench", version="bench", schedule={})[0]
    learned = (
        Card.objects.filter(learner=learner, stage=2).order_by("last_day").values_list("pk", "question_id", "last_day")
    )
    for batch in _batches(iter(list(learned))):
        answers = Answer.objects.bulk_create(
            Answer(
                learner=learner,
                card_id=pk,
                card_version=0,
                key=f"card-{pk}-0",
                question_rev=questions[question][0],
                question_digest=questions[question][1],
                seed=pk,
                text="3/8",
                score=1.0,
                receipt="3/8 = 0.375",
                seconds=30.0,
                suggested=3,
                reason="right, 30 s",
                at=_noon(day),
            )
            for pk, question, day in batch
        )
        Review.objects.bulk_create(
            Review(
                learner=learner,
                card_id=answer.card_id,
                answer=answer,
                rating=3,
                suggested=3,
                score=1.0,
                was_new=True,
                at=answer.at,
                offset_minutes=0,
                day=answer.at.date(),
                scheduler=scheduler,
            )
            for answer in answers
        )


def _noon(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
