"""Questions that the clock cut off, and a line on where the time for them went."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.interview.results.items import NOT_REACHED, Item, counted, numbers
from quizzes.memory.ratings import SLOW, duration_words

PRESSED = 0.9  # share of the time used from which what was left out at the end is put down to the clock
OVER = 1.1  # times what the questions should take, from which they took long all together
MOST_NAMED = 3  # questions that are named as those that cost the most time


def cut_off(items: Sequence[Item], *, minutes: float | None, used_seconds: float, timed_out: bool) -> tuple[int, ...]:
    """Positions of the questions at the end that were skipped, left empty or not reached as the time ran out.

    minutes: that the clock allowed; None without a clock, which presses nobody.
    """
    if not timed_out and (minutes is None or used_seconds < PRESSED * 60 * minutes):
        return ()
    found: list[Item] = []
    for item in reversed(items):
        if not item.skipped and item.mark != NOT_REACHED:
            break
        found.append(item)
    is_one_skipped = len(found) == 1 and found[0].skipped  # which may as well not be known
    if is_one_skipped or len(found) == len(items):  # where nothing was answered, the clock is not to blame
        return ()
    return tuple(item.position for item in reversed(found))


def pacing_line(items: Sequence[Item], left_out: Sequence[int], *, shared: bool = False) -> str:
    """What became of the time, and what to do about it; "" where the clock cut nothing off.

    left_out: as `cut_off` has them.   shared: to somebody else than the learner.
    """
    if not left_out:
        return ""
    which = "The last question" if len(left_out) == 1 else f"The last {len(left_out)} questions"
    said = f"{which} went without an answer as the time ran out."
    seen = [item for item in items if item.reached and item.expected > 0]
    long = [item for item in seen if item.seconds > SLOW * item.expected]
    if long:
        long.sort(key=lambda item: item.expected - item.seconds)
        most = numbers(sorted(item.position for item in long[:MOST_NAMED]))
        advice = "When a question has had twice its time, write what you have and go on."
        return f"{said} Most of it went into {most}. {advice}"
    used, needed = sum(item.seconds for item in seen), sum(item.expected for item in seen)
    if used > OVER * needed:
        ones = f"{counted(len(seen), 'question')} {'seen' if shared else 'you saw'}"
        over = duration_words(used - needed)
        advice = "Look at the clock after each answer, and say less where the short answer is enough."
        return f"{said} None took far too long, but the {ones} together took {over} more than they should. {advice}"
    return f"{said} What was answered took no longer than it should: the clock runs on while no question is open."
