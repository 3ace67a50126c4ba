"""An interview becomes what its pages show: the form that sets it up, a question with its box, what is left to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from quizzes import checking
from quizzes.answering import recording
from quizzes.interview import clock, sitting
from quizzes.interview.profiles import LENGTHS, PROFILES
from quizzes.interview.setup import MIXED, OWN, SHOWN_WEIGHTS, Setup, fault_of_unused_weights
from quizzes.interview.sitting import SPOKEN
from quizzes.models import AREAS, LEVELS, Interview, Turn

BOXES = {"reveal": "lines"}  # in an interview a flashcard is answered in writing, to be compared afterwards


def turn_page(turn: Turn, *, texts: Sequence[str] | None = None) -> dict[str, Any]:
    """texts: what was typed or ticked and is to be shown instead of what was saved. Raises checking.NotDrawn."""
    card = turn.card
    key = recording.key_of(card)
    html = checking.shown(card.question, card.part, turn.seed)
    options = [
        {"value": option.value, "html": html["options"][option.value]} for option in recording.in_order(key, turn.seed)
    ]
    text = turn.text if texts is None else " ".join(texts)
    return {
        "turn": turn,
        "card": card,
        "question": card.question,
        "key": key,
        "box": f"answers/{BOXES.get(key.box, key.box)}.html",
        "prompt": html["prompt"],
        "options": options,
        "text": text,
        "chosen": text.split() if options else [],
        "unsaved": texts is not None,
        "can_be_spoken": card.question.kind in SPOKEN,
        "enter_does": "goes on",
    }


def conflict_page(turn: Turn, text: str) -> dict[str, Any]:
    """Two texts of one answer. text: the one that came too late; `turn` holds the one that stands."""
    page = {**turn_page(turn, texts=[text]), "conflict": True}
    if not page["options"]:
        return {**page, "mine": text, "theirs": turn.text}
    mine, theirs = ([row for row in page["options"] if row["value"] in each.split()] for each in (text, turn.text))
    return {**page, "my_options": mine, "their_options": theirs}


def clock_page(interview: Interview, *, now: datetime) -> dict[str, Any]:
    """The time left in words, for who has no script, and in numbers, for who has one."""
    state = sitting.state(interview, now=now)
    left = None if state.seconds_left is None else timedelta(seconds=state.seconds_left)
    return {"state": state, "left": state.seconds_left, "left_words": clock.words(left), "over": state.seconds_over}


def outstanding(rows: Sequence[sitting.Row]) -> dict[str, list[sitting.Row]]:
    """What is worth a look before the end, by the heading that it stands under; empty lists where nothing is."""
    return {
        "Flagged to come back to": [row for row in rows if row.flagged],
        "Skipped": [row for row in rows if row.skipped],
        "Seen, no answer yet": [row for row in rows if row.seen and not row.answered and not row.skipped],
        "Not seen yet": [row for row in rows if not row.seen and not row.answered and not row.skipped],
    }


# --- setting up ------------------------------------------------------------------------------------------------------

WEAK_SHARES = {
    "0.0": "Fresh ground only: what you have not been asked, or know well",
    "0.25": "A quarter weak spots",
    "0.5": "Half weak spots, half fresh ground",
    "0.75": "Three quarters weak spots",
    "1.0": "Weak spots only",
}
TIMERS_TOLD = {
    "hard": ("Hard", "Ends by itself when the time is up. What you have typed by then counts."),
    "soft": ("Soft", "Tells you when the time is up and lets you go on. The report says how much longer it took."),
    "none": ("None", "No clock at all. You end it yourself."),
}
STRETCHES_TOLD = {"1.0": "As it is", "1.25": "A quarter more", "1.5": "Half as much again", "2.0": "Twice the time"}


def setup_page(given: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a new interview. given: what was chosen, by the names of the form; as usual where it is missing."""
    usual = as_form(Setup())
    chosen = {name: str(given.get(name, value)) for name, value in usual.items()}
    fault = fault_of_unused_weights(given)
    return {
        "chosen": chosen,
        "lengths": [str(minutes) for minutes in LENGTHS],
        "profiles": [{"profile": profile, "mix": _mix(profile.weights)} for profile in PROFILES.values()],
        "own": chosen["profile"] == OWN,
        "shown_weights": given.get(SHOWN_WEIGHTS, " ".join(chosen[f"weights.{area}"] for area in AREAS)),
        "weights_fault": fault,
        "weights": [(f"weights.{area}", AREAS[area], chosen[f"weights.{area}"]) for area in AREAS],
        "levels": {MIXED: "Mixed", **LEVELS},
        "weak_shares": WEAK_SHARES,
        "timers": [(name, *told) for name, told in TIMERS_TOLD.items()],
        "stretches": STRETCHES_TOLD,
        "stretched": chosen["stretch"] != usual["stretch"],
    }


def as_form(setup: Setup) -> dict[str, str]:
    """Choices as the form would send them."""
    weights = setup.choices.weights
    return {
        "profile": setup.profile,
        **{f"weights.{area}": f"{weights.get(area, 0):g}" for area in AREAS},
        "minutes": str(setup.minutes),
        "level": setup.level,
        "weak_share": str(float(setup.weak_share)),
        "follow_ups": "1" if setup.follow_ups else "0",
        "timer": setup.timer,
        "stretch": str(float(setup.stretch)),
    }


def _mix(weights: Mapping[str, float]) -> str:
    """ "40 % mathematics, 30 % machine learning, 30 % deep learning"."""
    percent = "\N{NO-BREAK SPACE}%"
    return ", ".join(f"{weight:g}{percent} {AREAS[area].lower()}" for area, weight in weights.items() if weight)


def earlier_row(interview: Interview) -> dict[str, Any]:
    """One line of the list of earlier interviews, its day by the learner's own clock."""
    profile = PROFILES.get(interview.choices["profile"])
    return {
        "interview": interview,
        "started": interview.started_at.astimezone(interview.learner.calendar.zone),
        "profile": profile.title if profile else "Own weights",
    }
