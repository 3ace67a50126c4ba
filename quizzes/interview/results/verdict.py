"""The counts of an interview become its verdict: a line or two that a tired person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from quizzes.interview.results.items import Item, counted, listed
from quizzes.interview.results.tallies import FEWEST_FOR_A_SCORE, Tally
from quizzes.memory.ratings import PASSING_SCORE, duration_words

STRONG_SCORE = 0.8  # mean of an area from which it is called strong; below PASSING_SCORE it is called shaky
LOW_SCORE = 0.4  # mean of the whole below which it is more wrong than mixed
FEWEST_FOR_A_WORD = 3  # judged questions of an area; of fewer neither word is said
DOMINANT = 0.5  # share of all time lost beyond which one skill is named as the place where it went
NOTEWORTHY = 60.0  # seconds lost beyond expectation, below which no place is named
SKILL_PLURALS = {
    "recall": "recall questions",
    "compute": "calculations",
    "derive": "derivations",
    "explain": "explanations",
}
SOURCES = {"lesson": "the lessons", "project": "the projects"}  # areas that are no subject: "strong in the lessons"


def verdict(
    items: Sequence[Item], total: Tally, areas: Iterable[Tally], *, timed_out: bool, shared: bool = False
) -> str:
    """Such as "Strong in deep learning, shaky in mathematics: 7 of 11 right. You ran out of time on derivations.".

    shared: it speaks of the candidate, to somebody else.
    """
    who = "The candidate" if shared else "You"
    said = [_score_line(items, total, list(areas)), _end_line(items, total, timed_out, who), _open_line(total, shared)]
    return " ".join(line for line in said if line)


def time_line(
    items: Sequence[Item], *, minutes: float, used_seconds: float, timer: str = "hard", shared: bool = False
) -> str:
    """Time used, of the time there was, and what a prepared learner would have needed for the same questions.

    minutes: planned.   timer: "hard"; "soft", which may be overrun; "none", and then nothing was to be kept to.
    """
    line = f"{'The candidate' if shared else 'You'} used {_of_the_plan(minutes, used_seconds, timer)}."
    reached = [item for item in items if item.reached and item.expected > 0]
    if not reached:
        return line
    needed = duration_words(sum(item.expected for item in reached))
    saw = "seen" if shared else "you saw"
    return f"{line} A prepared candidate needs about {needed} for the {counted(len(reached), 'question')} {saw}."


def _of_the_plan(minutes: float, used_seconds: float, timer: str) -> str:
    used, over = duration_words(used_seconds), round(used_seconds - 60 * minutes)
    if timer == "none":
        return used
    if timer == "soft" and over > 0:
        return f"{used}, {duration_words(over)} longer than planned"
    return f"{used} of {'the ' * (timer == 'soft')}{duration_words(60 * minutes)}{' planned' * (timer == 'soft')}"


def place_of_lost_time(items: Iterable[Item]) -> str:
    """The skill on which most of the time beyond expectation went; "" when it went nowhere in particular."""
    lost: dict[str, float] = {}
    for item in items:
        if item.reached and item.expected > 0:
            lost[item.skill] = lost.get(item.skill, 0.0) + max(item.seconds - item.expected, 0.0)
    worst = max(lost, key=lambda skill: lost[skill], default="")
    total = sum(lost.values())
    return worst if total >= NOTEWORTHY and lost[worst] > DOMINANT * total else ""


def _score_line(items: Sequence[Item], total: Tally, areas: list[Tally]) -> str:
    if not total.judged:
        return "" if total.open else "No question was answered."
    if total.skipped == total.judged:
        empty = f"{counted(total.skipped, 'question')} left empty."
        return empty if total.open else f"Nothing was answered: {empty}"
    if total.judged < FEWEST_FOR_A_SCORE:
        return f"{total.right_words}{_partly(total)}; too few questions for more of a verdict."
    if total.right == total.judged:
        return f"All {total.right} right."
    words = _strengths(items, areas)
    return f"{words[0].upper()}{words[1:]}: {total.right_words}{_partly(total)}."


def _partly(total: Tally) -> str:
    return f", {total.partly} partly" if total.partly else ""


def _strengths(items: Sequence[Item], areas: list[Tally]) -> str:
    strong, shaky = [], []
    for area in areas:
        points = [item.points for item in items if item.area == area.name and item.points is not None]
        if len(points) < FEWEST_FOR_A_WORD:
            continue
        # Of three or four questions a word alone would claim too much, so their counts stand beside it.
        few = f" ({area.right_words})" if len(points) < FEWEST_FOR_A_SCORE else ""
        if fmean(points) >= STRONG_SCORE:
            strong.append(_named(area) + few)
        elif fmean(points) < PASSING_SCORE:
            shaky.append(_named(area) + few)
    judged = sum(area.judged > 0 for area in areas)
    if judged > 1 and judged in (len(strong), len(shaky)):
        return "strong throughout" if strong else "shaky throughout"
    said = [f"{word} in {listed(titles)}" for word, titles in (("strong", strong), ("shaky", shaky)) if titles]
    if said:
        return ", ".join(said)
    # No area has enough questions for a word of its own; all of them together have.
    score = fmean(item.points for item in items if item.points is not None)
    return "strong" if score >= STRONG_SCORE else "a mixed picture" if score >= LOW_SCORE else "not there yet"


def _named(area: Tally) -> str:
    return SOURCES.get(area.name) or within(area.title)


def _end_line(items: Sequence[Item], total: Tally, timed_out: bool, who: str) -> str:
    missed = f"{counted(total.not_reached, 'question')} not reached" if total.not_reached else ""
    if timed_out:
        place = place_of_lost_time(items)
        where = f" on {SKILL_PLURALS[place]}" if place else ""
        rest = (", with " if where else " with ") + missed if missed else ""
        return f"{who} ran out of time{where}{rest}."
    return f"{who} stopped with {missed}." if missed else ""


def _open_line(total: Tally, shared: bool) -> str:
    if not total.open:
        return ""
    if shared:
        return f"{total.open} answer{' is' if total.open == 1 else 's are'} not judged yet."
    waiting = "1 answer waits" if total.open == 1 else f"{total.open} answers wait"
    return f"{waiting} for your own mark."


def within(title: str) -> str:
    """A title as it reads within a sentence: "Deep learning" → "deep learning"; "SVD" stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
