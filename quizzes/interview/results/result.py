"""The graded turns of an interview become its result: verdict, counts, fixes and where the time went."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from quizzes.interview.results.comparison import Comparison, Past, comparison
from quizzes.interview.results.fixes import Fix, fixes, no_fixes
from quizzes.interview.results.items import NOT_REACHED, OPEN, SKILLS, Item, skill_of
from quizzes.interview.results.pacing import cut_off, pacing_line
from quizzes.interview.results.tallies import Tally, by_area, by_skill, by_topic, tally
from quizzes.interview.results.verdict import time_line, verdict

__all__ = ["SKILLS", "Comparison", "Fix", "Item", "Past", "Result", "Tally", "comparison", "result", "skill_of"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Result:
    """All that the report of an interview says above its questions.

    verdict, time: plain sentences.   score: 0 to 1, None below five judged questions.   total: the counts of all.
    fixes: at most three, the most useful first.   no_fixes: what to say where there are none; else "".
    pacing: where the time went for what the clock cut off; "" where it cut nothing off.
    minutes: planned.   timer: "hard", "soft" or "none".   used_seconds: from start to end.
    timed_out: the clock ended the interview.

    Positions, ascending: slow, answered in more than twice the expected time; rushed, wrong within a quarter of it;
    skipped or left empty; open, the learner still has to judge them; self_graded, the learner has; not_reached.
    """

    verdict: str
    score: float | None
    total: Tally
    by_area: tuple[Tally, ...]
    by_topic: tuple[Tally, ...]
    by_skill: tuple[Tally, ...]
    fixes: tuple[Fix, ...]
    no_fixes: str
    pacing: str
    time: str
    minutes: float
    used_seconds: float
    timed_out: bool
    timer: str
    slow: tuple[int, ...]
    rushed: tuple[int, ...]
    skipped: tuple[int, ...]
    open: tuple[int, ...]
    self_graded: tuple[int, ...]
    not_reached: tuple[int, ...]


def result(
    items: Sequence[Item],
    *,
    minutes: float,
    used_seconds: float,
    timed_out: bool,
    timer: str = "hard",
    shared: bool = False,
) -> Result:
    """The report's figures and words, the same in whatever order the items come.

    minutes: planned, stretched where the clock was.   timed_out: the clock ended it, not the learner.
    shared: the words speak of the candidate, to somebody else.
    What was shown and skipped counts as not known. What was never reached, and what nobody has judged, does not count.
    """
    items = sorted(items, key=lambda item: item.position)

    def positions(wanted: Callable[[Item], bool]) -> tuple[int, ...]:
        return tuple(item.position for item in items if wanted(item))

    total, areas = tally(items, name="all", title="All questions"), by_area(items)
    allowed = None if timer == "none" else minutes
    left_out = cut_off(items, minutes=allowed, used_seconds=used_seconds, timed_out=timed_out)
    found = fixes(items, cut_off=left_out)
    return Result(
        verdict=verdict(items, total, areas, timed_out=timed_out, shared=shared),
        score=total.score,
        total=total,
        by_area=areas,
        by_topic=by_topic(items),
        by_skill=by_skill(items),
        fixes=found,
        no_fixes="" if found else no_fixes(items, shared=shared),
        pacing=pacing_line(items, left_out, shared=shared),
        time=time_line(items, minutes=minutes, used_seconds=used_seconds, timer=timer, shared=shared),
        minutes=minutes,
        used_seconds=used_seconds,
        timed_out=timed_out,
        timer=timer,
        slow=positions(lambda item: item.slow),
        rushed=positions(lambda item: item.rushed),
        skipped=positions(lambda item: item.skipped and item.reached),
        open=positions(lambda item: item.mark == OPEN),
        self_graded=positions(lambda item: item.judged_by == "learner" and item.points is not None),
        not_reached=positions(lambda item: item.mark == NOT_REACHED),
    )
