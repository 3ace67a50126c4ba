"""What went wrong in an interview becomes at most three fixes, the most useful first, each with its questions.

What the clock cut off is none of them, since nobody knows what would have come of it: `pacing` has a line of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence

from quizzes.interview.results.causes import Cause, causes, fell_short
from quizzes.interview.results.items import OPEN, PARTLY, RIGHT, Item, counted

MOST_FIXES = 3
FEWEST_SLOW = 2  # right answers that took too long before that is worth a word
SLOW_WORTH = 0.25  # of a question, against 1 where the answer fell short: a slow right answer is still right

SKILL_FIXES = {
    "recall": (
        "Practise recall",
        "Say each answer from memory before you look: recognising it on the page is not the same as knowing it.",
    ),
    "compute": (
        "Practise calculations",
        "Work each one again by hand, the formula before the numbers, and check sign, unit and size at the end.",
    ),
    "derive": (
        "Practise derivations",
        "Write each one again, a line at a time with the rule beside it, and tomorrow once more from a blank page.",
    ),
    "explain": (
        "Practise explaining",
        "Say each answer aloud in two minutes – the claim, the reason, one example – and compare with the key points.",
    ),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fix:
    """One thing to do.

    title, advice: plain text, with mathematics between dollars.
    items: positions of its questions, ascending, at least one.
    misconception: the one to clear up, as Markdown; "" where there is none.
    """

    title: str
    advice: str
    items: tuple[int, ...]
    misconception: str = ""


def fixes(items: Sequence[Item], *, cut_off: Collection[int] = ()) -> tuple[Fix, ...]:
    """At most three, the most useful first; none where all was right and in time. A question stands under one only.

    cut_off: positions for which the clock left no time, which make no pattern.
    """
    found: list[tuple[float, Cause | Fix]] = [(cause.gain, cause) for cause in causes(items, leave=cut_off)]
    found += [(SLOW_WORTH * len(fix.items), fix) for fix in _slow_fix(items)]
    found.sort(key=lambda pair: -pair[0])
    made: list[Fix] = []
    told: set[int] = set()
    for _, each in found[:MOST_FIXES]:
        made.append(each if isinstance(each, Fix) else _fix_of(each, told, items))
        told.update(made[-1].items)
    return (*made, *_single_fixes(items, told))[:MOST_FIXES]


def no_fixes(items: Sequence[Item], *, shared: bool = False) -> str:
    """What is said in the place of the fixes where there are none. shared: to somebody else than the learner."""
    judged = sum(item.points is not None for item in items)
    if judged == 1:
        return "Nothing to fix: the one answer that was judged was right."
    if judged:
        return f"Nothing to fix: {'all' if judged == len(items) else 'of those judged, all'} {judged} were right."
    if not any(item.mark == OPEN for item in items):
        return "There is nothing to go by yet."
    return "No answer is judged yet." if shared else "Judge your answers first; the fixes follow from that."


def _fix_of(cause: Cause, told: Collection[int], items: Sequence[Item]) -> Fix:
    """told: positions that stand under a fix already; the others of the cause go under this one."""
    title, advice = _words(cause, items)
    new = tuple(position for position in cause.short if position not in told)
    known = len(cause.short) - len(new)
    above = f", {known} of them named above" if known else ""
    return Fix(
        title=title,
        advice=f"{len(cause.short)} of {cause.judged} fell short{above}. {advice}",
        items=new,
        misconception=_misconception(cause, items)[0],
    )


def _misconception(cause: Cause, items: Sequence[Item]) -> tuple[str, str]:
    """The first of its misconceptions, with what the author says to it; two empty texts where it is another cause."""
    if cause.sort != "misconception":
        return "", ""
    pairs = [pair for item in items if item.position in cause.short for pair in item.corrected]
    return next(pair for pair in pairs if cause.name in pair)


def _words(cause: Cause, items: Sequence[Item]) -> tuple[str, str]:
    if cause.sort == "skill":
        return SKILL_FIXES[cause.name]
    if cause.sort == "misconception":
        compare = ", compare with what the author says below" if _misconception(cause, items)[1] else ""
        return (
            "Clear up one misconception",
            f"Write down in a sentence why this is wrong{compare}, then answer these again.",
        )
    if cause.sort == "prerequisite":
        return f"First learn “{cause.title}”", "These questions build on it, so begin there and then come back to them."
    if cause.sort == "area":
        return (
            f"Go over “{cause.title}” as a whole",
            "The gaps lie in several topics: take them up one by one, a day each.",
        )
    start = _shared_prerequisite(cause, items)
    first = f"Begin with “{start}”, which they build on; then answer" if start else "Read why below, then answer"
    return f"Revise “{cause.title}”", f"{first} them again without looking, tomorrow and in a week."


def _shared_prerequisite(cause: Cause, items: Sequence[Item]) -> str:
    """Title of the question that all those of a cause need, unless it was answered rightly; "" for none."""
    known = {item.slug for item in items if item.mark == RIGHT}
    needed = [dict(item.prerequisites) for item in items if item.position in cause.short]
    shared = [slug for slug in needed[0] if slug not in known and all(slug in each for each in needed)]
    return needed[0][shared[0]] if shared else ""


def _slow_fix(items: Sequence[Item]) -> Iterator[Fix]:
    slow = [item.position for item in items if item.slow and item.mark in (RIGHT, PARTLY) and not fell_short(item)]
    if len(slow) >= FEWEST_SLOW:
        advice = (
            "Right, but more than twice the time. Repeat them against a clock until the first step comes by itself."
        )
        yield Fix(title="Get faster at what you know", advice=advice, items=tuple(slow))


def _single_fixes(items: Sequence[Item], told: Collection[int]) -> Iterator[Fix]:
    """What no pattern explains."""
    short = [item for item in items if fell_short(item) and item.position not in told]
    rushed = [item.position for item in short if item.rushed]
    if len(rushed) >= FEWEST_SLOW:
        advice = "Wrong, and in under a quarter of the time there was. Say in your own words what is asked, then begin."
        yield Fix(title="Read before you answer", advice=advice, items=tuple(rushed))
        short = [item for item in short if not item.rushed]
    if short:
        advice = "No pattern here: read the answer and the reason for it, and try again in a few days."
        title = f"Look again at {counted(len(short), 'question')}"
        yield Fix(title=title, advice=advice, items=tuple(item.position for item in short))
    partly = [
        item.position for item in items if item.mark == PARTLY and item.position not in told and not fell_short(item)
    ]
    if partly:
        advice = "Nearly there: compare with the model answer and name the one thing that was missing."
        yield Fix(title=f"Complete {counted(len(partly), 'answer')}", advice=advice, items=tuple(partly))
