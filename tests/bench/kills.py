"""kill -9 of the server in the middle of a stream of reviews: what was acknowledged is there, and nothing is doubled."""

from __future__ import annotations

import dataclasses
import http.client
import random
import subprocess
import threading
import time
import uuid
from pathlib import Path

from tests.bench.client import GOOD, Browser, Reply
from tests.bench.figures import Figure
from tests.bench.site import Server, Site
from tests.bench.workshop import Workshop

TITLE = "Kills: kill -9 of the server during reviews with client keys"
LEARNERS = 4  # each with a connection of its own
EARLIEST, LATEST = 0.02, 0.4  # seconds of work before a kill
WHOLE = 10  # every so many times the master dies with its workers, which takes a start with all imports
RETRIES, PAUSE = 2000, 0.02  # of one step, and seconds between them


@dataclasses.dataclass(kw_only=True)
class Outcome:
    """What came out of it; `lost` and `doubled` name what broke the promise.

    acknowledged: answers and reviews whose reply arrived.   retried: those sent again because no reply did.
    recoveries: seconds from each kill to the next acknowledged step.
    """

    acknowledged: int = 0
    retried: int = 0
    recoveries: list[float] = dataclasses.field(default_factory=list)
    lost: list[str] = dataclasses.field(default_factory=list)
    doubled: list[str] = dataclasses.field(default_factory=list)
    differences: str = ""  # between the cards and a replay of their reviews


def measure(workshop: Workshop) -> list[Figure]:
    outcome = survive(workshop.folder / "kills", kills=workshop.kills)
    return [
        Figure(name="acknowledged", values=[outcome.acknowledged], note=f"in {workshop.kills} kills"),
        Figure(name="without a reply, sent again", values=[outcome.retried]),
        Figure(name="acknowledged and lost", values=[len(outcome.lost)], at_most=0, note="; ".join(outcome.lost[:3])),
        Figure(name="doubled", values=[len(outcome.doubled)], at_most=0, note="; ".join(outcome.doubled[:3])),
        Figure(name="from kill to the next reply", values=[1000 * value for value in outcome.recoveries], unit="ms"),
        Figure(name="cards that a replay contradicts", values=[bool(outcome.differences)], at_most=0),
    ]


def survive(folder: Path, *, kills: int, seed: int = 1) -> Outcome:
    """Review, kill, go on, as often as asked; then compare the tables with what was acknowledged."""
    chance = random.Random(seed)
    outcome = Outcome()
    site = Site(folder)
    (folder / "static").mkdir()
    site.fill(learners=LEARNERS, cards=60, new=60)
    # Loaded once by the master, so that new workers are there at once.
    with site.serve(more=("--preload",)) as server:
        streams = [_Stream(server, site, number) for number in range(LEARNERS)]
        for stream in streams:
            stream.start()
        try:
            for number in range(1, kills + 1):
                time.sleep(chance.uniform(EARLIEST, LATEST))
                outcome.recoveries.append(_kill(server, streams, whole=number % WHOLE == 0))
                _look(site, streams, outcome)
        finally:
            for stream in streams:
                stream.stopping.set()
            for stream in streams:
                stream.join()
    _look(site, streams, outcome)
    _count(site, streams, outcome)
    return outcome


def _kill(server: Server, streams: list[_Stream], *, whole: bool) -> float:
    """Seconds until the next reply."""
    if whole:
        server.kill()
    else:
        server.kill_workers()
    start = time.monotonic()
    if whole:
        server.start()
    while not any(stream.replied > start for stream in streams):
        if not any(stream.is_alive() for stream in streams):
            raise RuntimeError("; ".join(stream.trouble for stream in streams))
        time.sleep(PAUSE)
    return time.monotonic() - start


class _Stream(threading.Thread):
    """One learner, who answers and grades card after card and sends again what got no reply.

    answered: ids of the acknowledged answers by the client's key.   graded: ids of those with an acknowledged review.
    """

    def __init__(self, server: Server, site: Site, number: int) -> None:
        super().__init__()
        self.browser = Browser(server.port, site.sessions[number])
        with site.database() as database:
            rows = database.execute("SELECT id FROM quizzes_card ORDER BY learner_id, id").fetchall()
        each = len(rows) // LEARNERS
        self.cards = [pk for (pk,) in rows[number * each : (number + 1) * each]]
        self.stopping = threading.Event()
        self.answered: dict[str, int] = {}
        self.graded: list[int] = []
        self.retried = 0
        self.replied = 0.0
        self.trouble = ""

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                for card in self.cards:
                    self._review(card)
                    if self.stopping.is_set():
                        break
        except Exception as error:
            self.trouble = repr(error)
        finally:
            self.browser.close()

    def _review(self, card: int) -> None:
        key = str(uuid.uuid4())
        verdict = self._surely(f"/cards/{card}/answers/", {"key": key, "gave_up": 1})
        answer = int(verdict.find(r'data-answer="(\d+)"'))
        self.answered[key] = answer
        self._surely(f"/answers/{answer}/review/", {"rating": GOOD})
        self.graded.append(answer)

    def _surely(self, path: str, form: dict[str, object]) -> Reply:
        for _ in range(RETRIES):
            try:
                reply = self.browser.post(path, form)
            except (OSError, http.client.HTTPException):
                self.browser.close()
                self.retried += 1
                time.sleep(PAUSE)
            else:
                self.replied = time.monotonic()
                return reply
        raise RuntimeError(f"{path}: no reply after {RETRIES} attempts")


def _look(site: Site, streams: list[_Stream], outcome: Outcome) -> None:
    """Whatever is acknowledged by now must be in the tables."""
    answered = {key: answer for stream in streams for key, answer in list(stream.answered.items())}
    graded = {answer for stream in streams for answer in list(stream.graded)}
    with site.database() as database:
        held = dict(database.execute("SELECT key, id FROM quizzes_answer").fetchall())
        reviewed = {answer for (answer,) in database.execute("SELECT answer_id FROM quizzes_review")}
    lost = [f"answer {key}" for key, answer in answered.items() if held.get(key) != answer]
    lost += [f"review of answer {answer}" for answer in sorted(graded - reviewed)]
    outcome.lost += [name for name in lost if name not in outcome.lost]
    outcome.acknowledged = len(answered) + len(graded)


def _count(site: Site, streams: list[_Stream], outcome: Outcome) -> None:
    """In the end each step was acknowledged once, so the tables hold as many rows, and the cards say the same."""
    outcome.retried = sum(stream.retried for stream in streams)
    outcome.lost += [stream.trouble for stream in streams if stream.trouble]
    expected = {"quizzes_answer": sum(len(stream.answered) for stream in streams)}
    expected["quizzes_review"] = sum(len(stream.graded) for stream in streams)
    with site.database() as database:
        for table, count in expected.items():
            (found,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            if found > count:
                outcome.doubled.append(f"{table} holds {found} rows for {count}")
        cards = database.execute(
            "SELECT id FROM quizzes_card c WHERE NOT (version = reviews AND reviews ="
            " (SELECT count(*) FROM quizzes_review r WHERE r.card_id = c.id))"
        )
        outcome.doubled += [f"card {pk} counts otherwise than its log" for (pk,) in cards]
    try:
        site.manage("replay_reviews")
    except subprocess.CalledProcessError as error:
        outcome.differences = error.output
