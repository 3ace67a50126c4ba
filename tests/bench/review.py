"""Server CPU of one review cycle: show the next card, check an answer, grade it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime

from tests.bench.client import Browser, Reply, by_forms, by_htmx, by_three
from tests.bench.figures import Figure, ratio
from tests.bench.site import Server, Site, cpu_seconds
from tests.bench.workshop import SMALL, Workshop

TITLE = "Review: CPU of the server for one cycle (gunicorn, SQLite, WAL, synchronous=FULL)"
ROUNDS, BATCH = 12, 16  # 3 ways x 13 rounds x 16 cycles fit into the 660 cards of the day
PLANS = 7
FLOOR_SETTINGS = "tests.bench.floor"
GOAL, GROWTH = 5.0, 1.2  # ms a cycle; times what it is at 1,000 cards
LONG_AGO = 400  # days by which all cards are overdue after the break


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sitting:
    """A learner at one of the servers, and the process whose CPU is read."""

    site: Site
    browser: Browser
    worker: int

    def milliseconds(self, act: Callable[[], object], times: int = 1) -> float:
        before = cpu_seconds(self.worker)
        for _ in range(times):
            act()
        return (cpu_seconds(self.worker) - before) / times * 1000

    def plan_again(self) -> None:
        with self.site.database() as database:
            database.execute("UPDATE quizzes_learner SET planned_on = NULL")


def measure(workshop: Workshop) -> list[Figure]:
    small, big = workshop.copy(workshop.small, "review-small"), workshop.copy(workshop.big, "review-big")
    floor = workshop.site("floor", settings=FLOOR_SETTINGS)
    floor.fill(cards=100)
    sizes = {f"{SMALL:,}": small, f"{workshop.large:,}": big}
    with contextlib.ExitStack() as stack:
        sittings = {name: _sit(stack.enter_context(site.serve()), site) for name, site in sizes.items()}
        bottom = _sit(stack.enter_context(floor.serve()), floor)
        return [
            *_planning(sittings),
            *_homes(sittings),
            *_cycles(sittings, bottom),
            *_after_a_break(workshop, sittings[f"{workshop.large:,}"]),
            *_anki(small, workshop),
        ]


def _sit(server: Server, site: Site) -> Sitting:
    (worker,) = server.workers()
    return Sitting(site=site, browser=Browser(server.port, site.sessions[0]), worker=worker)


def _cycles(sittings: dict[str, Sitting], bottom: Sitting) -> list[Figure]:
    """The sizes take turns, so that a disturbance from outside meets all of them."""
    variants = {
        "check, grade (as the page does it)": by_htmx,
        "GET /review/, check, grade": by_three,
        "without script, redirects followed": by_forms,
    }
    values: dict[tuple[str, str], list[float]] = {(way, size): [] for way in variants for size in sittings}
    least: list[float] = []
    bottom.milliseconds(lambda: bottom.browser.get("/"), 20)
    cards = {size: sitting.browser.get("/review/") for size, sitting in sittings.items()}
    for number in range(ROUNDS + 1):
        least.append(bottom.milliseconds(lambda: bottom.browser.get("/"), BATCH))
        for way, cycle in variants.items():
            for size, sitting in sittings.items():
                turn = _Turn(sitting.browser, cards[size], cycle)
                milliseconds = sitting.milliseconds(turn, BATCH)
                cards[size] = turn.card
                if number:  # the first round warms up
                    values[way, size].append(milliseconds)
    floor = Figure(name="floor: bare view, session and one INSERT", values=least[1:], unit="ms")
    figures = [floor]
    for way in variants:
        goal = GOAL if way != "without script, redirects followed" else None
        rows = [
            Figure(name=f"{way}, {size} cards", values=values[way, size], unit="ms", at_most=goal) for size in sittings
        ]
        few, many = rows
        figures += [*rows, ratio(f"  growth, {way}", many, few, at_most=GROWTH), ratio("  in floors", few, floor)]
    return figures


class _Turn:
    """One cycle after another, each with the card that the one before has brought."""

    def __init__(self, browser: Browser, card: Reply, cycle: Callable[[Browser, Reply], Reply]) -> None:
        self.browser, self.card, self.cycle = browser, card, cycle

    def __call__(self) -> None:
        self.card = self.cycle(self.browser, self.card)


def _planning(sittings: dict[str, Sitting]) -> list[Figure]:
    return [_plan(f"planning the day, {size} cards", sitting) for size, sitting in sittings.items()]


def _plan(name: str, sitting: Sitting) -> Figure:
    """The first look of the day, less what the same look costs afterwards."""
    values = []
    for _ in range(PLANS):
        sitting.plan_again()
        first, again = (sitting.milliseconds(lambda: sitting.browser.get("/review/")) for _ in range(2))
        values.append(first - again)
    return Figure(name=name, values=values, unit="ms", note="once a day")


def _homes(sittings: dict[str, Sitting]) -> list[Figure]:
    return [_home(f"home, {size} cards", sitting) for size, sitting in sittings.items()]


def _home(name: str, sitting: Sitting) -> Figure:
    values = [sitting.milliseconds(lambda: sitting.browser.get("/"), 3) for _ in range(PLANS)]
    return Figure(name=name, values=values, unit="ms")


def _after_a_break(workshop: Workshop, sitting: Sitting) -> list[Figure]:
    name = f"all {workshop.large:,} due"
    today = datetime.now(UTC).date().toordinal()
    with sitting.site.database() as database:
        database.execute(
            "UPDATE quizzes_card SET stage = 2, stability = coalesce(stability, 30), difficulty = coalesce(difficulty, 5),"
            " due_at = NULL, due_day = ? - id % ?, last_day = ? - id % ? - 30",
            (today, LONG_AGO, today, LONG_AGO),
        )
        database.execute("UPDATE quizzes_learner SET reviews_per_day = 2000")
    plan = _plan(f"planning the day, {name}", sitting)
    turn = _Turn(sitting.browser, sitting.browser.get("/review/"), by_htmx)
    sitting.milliseconds(turn, BATCH)
    cycles = [sitting.milliseconds(turn, BATCH) for _ in range(ROUNDS)]
    return [
        plan,
        Figure(name=f"check, grade, {name}", values=cycles, unit="ms", at_most=GOAL, note="after a long break"),
        _home(f"home, {name}", sitting),
    ]


def _anki(site: Site, workshop: Workshop) -> list[Figure]:
    return [
        Figure(
            name=f"peer: anki without HTTP, {size:,} cards",
            values=values or (),
            unit="ms",
            note="" if values else "not installed; `.venv/bin/uv pip install anki` to compare",
        )
        for size in (SMALL, workshop.large)
        for values in [site.run("peer_anki", size)]
    ]
