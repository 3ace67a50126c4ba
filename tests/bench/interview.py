"""A mock interview: planned from ten thousand questions, saved every few seconds, graded and reported on at its end."""

from __future__ import annotations

import io
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.bench.figures import Figure
from tests.bench.site import ROOT
from tests.bench.workshop import Workshop

TITLE = "Interview: plan, autosave (SQLite, WAL, synchronous=FULL) and report"
QUESTIONS, NEW = 10_000, 3_000  # of the collection, and those of them never seen
PLANS, SAVES, REPORTS = 15, 300, 5
# What a report is made of: thirty answers by kind, a third of them wrong.
ANSWERS = {"symbolic": 9, "derivation": 5, "numeric": 7, "choice": 5, "free": 4}
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def measure(workshop: Workshop) -> list[Figure]:
    site = workshop.site("interview", static=True)
    site.fill(cards=QUESTIONS, due=600, new=NEW)
    planned, saved = site.run("interview", "plan"), site.run("interview", "save")
    reported = workshop.site("interview-report").run("interview", "report", ROOT / "content")
    p95 = Figure(name="autosave, p95", values=saved["milliseconds"]).p95
    return [
        Figure(name=f"plan of 60 minutes, {QUESTIONS:,} questions", values=planned["plan"], unit="ms", at_most=100),
        Figure(name="  candidates from the tables, besides", values=planned["candidates"], unit="ms"),
        Figure(name="start, all that the server does", values=planned["start"], unit="ms"),
        Figure(name="autosave, CPU with the client's own", values=saved["milliseconds"], unit="ms", at_most=4),
        Figure(name="autosave, p95", values=[p95], unit="ms", at_most=4),
        Figure(name="autosave, queries that write", values=saved["writing"], at_most=2),
        Figure(name="autosave, all queries", values=saved["queries"]),
        Figure(name="report of 30 answers: grading", values=reported["grading"], unit="s"),
        Figure(name="  making up the report", values=reported["report"], unit="s"),
        Figure(name="  both", values=reported["both"], unit="s", at_most=3, note="wall, workers warm"),
        Figure(name="  answers left undecided", values=reported["undecided"]),
    ]


# --- in the child process --------------------------------------------------------------------------------------------


def main(what: str, *arguments: str) -> None:
    import django

    django.setup()
    print(json.dumps({"plan": _plan, "save": _save, "report": _report}[what](*arguments)))


def _cpu(act: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of CPU, and what came of it."""
    before = time.process_time()
    found = act()
    return (time.process_time() - before) * 1000, found


def _plan() -> dict[str, list[float]]:
    """The collection of the bench has one area and few kinds, and is given those of a real one."""
    from django.db import transaction
    from django.utils import timezone

    from quizzes.interview import services
    from quizzes.interview.plan import plan
    from quizzes.models import Learner

    learner, now = Learner.objects.get(), timezone.now()
    setup = services.Setup(minutes=60)
    values: dict[str, list[float]] = {"candidates": [], "plan": [], "start": []}
    with transaction.atomic():
        _spread()
        for number in range(PLANS + 1):
            asked, found = _cpu(lambda: services.candidates(learner, now=now))
            drawn, rows = _cpu(lambda found=found, seed=number: plan(found, setup.choices, seed=seed))
            started, interview = _cpu(
                lambda seed=number: services.start_interview(learner, setup, now=now, seed=seed, key=str(seed))
            )
            assert len(found) > QUESTIONS * 0.99 and len(rows) > 10, (len(found), len(rows))
            services.close(interview, now=now)
            if number:  # the first warms up
                for name, value in (("candidates", asked), ("plan", drawn), ("start", started)):
                    values[name].append(value)
        transaction.set_rollback(True)
    return values


def _spread() -> None:
    """Areas, topics, levels and kinds as in life; the keys stay as they were, since nobody answers."""
    from django.db import connection

    chance = random.Random(7)
    kinds = [("choice", 45), ("flashcard", 20), ("numeric", 120), ("free", 180), ("derivation", 480)]
    rows = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM quizzes_question")
        for (pk,) in cursor.fetchall():
            (kind, seconds), area = chance.choices(kinds, (6, 4, 5, 3, 1))[0], chance.choice(("math", "ml", "dl"))
            level = chance.choice(("entry", "intermediate", "advanced", "expert"))
            rows.append((kind, seconds, area, f"{area}-{chance.randrange(12)}", level, pk))
        cursor.executemany(
            "UPDATE quizzes_question SET kind=%s, seconds=%s, area=%s, topic=%s, level=%s WHERE id=%s", rows
        )


def _save() -> dict[str, list[float]]:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from quizzes.interview import services

    user = get_user_model().objects.get()
    interview = services.start_interview(
        user.learner, services.Setup(minutes=60), now=timezone.now(), seed=7, key="saving"
    )
    client = Client(headers={"Accept": "application/json"})
    client.force_login(user, backend="quizzes.accounts.PasswordBackend")
    client.cookies["time_zone"] = "UTC"
    address = f"/interviews/{interview.pk}/questions/1/text/"
    values: dict[str, list[float]] = {"milliseconds": [], "writing": [], "queries": []}

    def save(number: int) -> int:
        form = {"text": f"{'A word and another. ' * 20}{number}", "version": number}
        told = client.post(address, form).json()
        assert told["version"] == number + 1, told
        return told["version"]

    version = 0
    for number in range(SAVES + 20):
        milliseconds, version = _cpu(lambda version=version: save(version))
        if number >= 20:
            values["milliseconds"].append(milliseconds)
    for _ in range(20):
        with CaptureQueriesContext(connection) as queries:
            version = save(version)
        values["writing"].append(sum(query["sql"].startswith(WRITING) for query in queries))
        values["queries"].append(len(queries))
    return values


def _report(content: str) -> dict[str, list[float]]:
    """Interviews of the real questions, each with other seeds, so that no verdict is known from the one before."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone

    from quizzes import checking
    from quizzes.banks import isolation
    from quizzes.interview import grading, reporting
    from quizzes.models import Answer, Interview, Turn

    call_command("migrate", verbosity=0)
    call_command("load_banks", content, stdout=io.StringIO())
    learner = get_user_model().objects.create_user("ada", "ada@example.org").learner
    isolation.POOL.wait_until_warm()
    values: dict[str, list[float]] = {"grading": [], "report": [], "both": [], "undecided": []}
    try:
        for number in range(REPORTS):
            begun = timezone.now() - timedelta(hours=1)
            interview = Interview.objects.create(
                learner=learner,
                key=str(number),
                seed=number,
                choices={
                    "profile": "balanced",
                    "weights": None,
                    "level": "mixed",
                    "weak_share": 0.5,
                    "follow_ups": True,
                },
                minutes=60,
                timer="hard",
                started_at=begun,
                in_view_since=begun,
                ended_at=begun + timedelta(hours=1),
            )
            Turn.objects.bulk_create(_turns(interview))
            start = time.perf_counter()
            while interview.graded_at is None:
                grading.grade_some(interview, now=timezone.now(), seconds=1)
            graded = time.perf_counter()
            reporting.as_json(interview)
            done = time.perf_counter()
            values["grading"].append(graded - start)
            values["report"].append(done - graded)
            values["both"].append(done - start)
            values["undecided"].append(Answer.objects.filter(interview_turn__interview=interview, score=None).count())
    finally:
        checking.close()
    return values


def _turns(interview: Any) -> Iterator[Any]:
    """One turn for each of thirty questions that ask nothing of chance, each interview with others of them."""
    from quizzes.answering import recording
    from quizzes.models import Card, Question, Turn

    chance = random.Random(interview.pk)
    position = 0
    for kind, count in ANSWERS.items():
        fixed = [
            row for row in Question.objects.published().filter(kind=kind) if not row.key_fields["data"].get("params")
        ]
        for number, question in enumerate(chance.sample(fixed, count)):
            position += 1
            card, _ = Card.objects.get_or_create(
                learner=interview.learner, question=question, part=question.parts[0], laid_down=True
            )
            text = recording.key_of(card).model_answer()
            yield Turn(
                interview=interview,
                position=position,
                card=card,
                seed=chance.randrange(2**31),
                why="fresh ground",
                expected=question.seconds,
                text=_wrong(kind, text) if number % 3 == 2 else text,
                seen=True,
                seconds=60.0,
            )


def _wrong(kind: str, text: str) -> str:
    """Something of the same sort that is not right, so that the checks look for what it might be."""
    if kind == "derivation":
        *lines, last = text.splitlines()
        return "\n".join([*lines, f"{last} + 1"])
    return f"{text} + 1" if kind in ("symbolic", "numeric") else "A B" if kind == "choice" else "It is something else."


if __name__ == "__main__":
    main(*sys.argv[1:])
