"""What a learner has chosen for an interview, in a form or in JSON, becomes checked values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from quizzes.banks.common import AREAS, LEVELS
from quizzes.interview.plan import Choices
from quizzes.interview.profiles import DEFAULT, LENGTHS, NONE, PROFILES, STRETCHES, TIMERS, own_weights

OWN = "own"  # instead of a profile's name: the learner's own weights
MIXED = "mixed"
SHOWN_WEIGHTS = "weights.shown"  # field of the form: the own weights that stood in it when it came, in order of AREAS
ON, OFF = ("1", "on", "true", "yes"), ("0", "off", "false", "no", "")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setup:
    """What an interview is to be like.

    profile: name of one, or OWN.   weights: by area, any sum above 0; None for those of the profile.
    minutes: before stretching.   level: MIXED or a level's name.   weak_share: of weak spots, 0 to 1.
    timer: "hard" ends the interview when the time is up, "soft" says so, "none" has no limit.
    stretch: by what the time is multiplied for those who need more.
    """

    profile: str = DEFAULT
    weights: Mapping[str, float] | None = None
    minutes: int = 30
    level: str = MIXED
    weak_share: float = 0.5
    follow_ups: bool = True
    timer: str = "hard"
    stretch: float = 1.0

    @property
    def choices(self) -> Choices:
        """What of this the plan depends on."""
        return Choices(
            weights=PROFILES[self.profile].weights if self.weights is None else self.weights,
            minutes=self.minutes,
            level=self.level,
            weak_share=self.weak_share,
            follow_ups=self.follow_ups,
            emphasis=PROFILES[self.profile].emphasis if self.weights is None else NONE,
        )

    @property
    def stored(self) -> dict[str, Any]:
        """What of this has no column of its own, for JSON."""
        weights = None if self.weights is None else dict(self.weights)
        names = ("profile", "level", "weak_share", "follow_ups")
        return {**{name: getattr(self, name) for name in names}, "weights": weights}


def setup_from(given: Mapping[str, Any]) -> Setup:
    """The choices in a form or in JSON; what is missing is as usual.

    A form has numbers as text, and own weights in fields such as "weights.math"; JSON has one mapping, "weights".
    They count with the profile "own" only, which is taken where weights stand in JSON without a profile. A box for
    follow-ups that is not ticked is sent by no form: a hidden field "0" before it says so.
    In a form, own weights that were typed beside another profile are refused: one of the two was not meant.
    Raises ValueError beginning with the field: "minutes: it is one of 15, 30, 45, 60".
    """
    usual = Setup()
    profile = str(given.get("profile") or (OWN if given.get("weights") else usual.profile))
    if fault := fault_of_unused_weights(given):
        raise ValueError(f"weights: {fault}")
    return Setup(
        profile=_one_of("profile", profile, (*PROFILES, OWN)),
        weights=own_weights(_weights(given)) if profile == OWN else None,
        minutes=int(_one_of("minutes", _number("minutes", given, usual.minutes), LENGTHS)),
        level=_one_of("level", given.get("level") or usual.level, (MIXED, *LEVELS)),
        weak_share=_share("weak_share", given, usual.weak_share),
        follow_ups=_yes_or_no("follow_ups", given, usual.follow_ups),
        timer=_one_of("timer", given.get("timer") or usual.timer, TIMERS),
        stretch=float(_one_of("stretch", _number("stretch", given, usual.stretch), STRETCHES)),
    )


def fault_of_unused_weights(given: Mapping[str, Any]) -> str:
    """What to say of own weights that were typed though another profile is chosen; "" if there is nothing to say."""
    profile = PROFILES.get(str(given.get("profile")))
    if profile is None or SHOWN_WEIGHTS not in given:
        return ""
    shown = str(given[SHOWN_WEIGHTS]).split()
    typed = [str(given.get(f"weights.{area}", "")).strip() for area in AREAS]
    if all(not now or now == before for now, before in zip_longest(typed, shown, fillvalue="")):
        return ""
    return (
        f"you typed numbers of your own, but chose “{profile.title}”, which has its own. "
        "Choose “My own mix” for yours to count, or empty their boxes"
    )


def _weights(given: Mapping[str, Any]) -> dict[str, object]:
    if "weights" in given:
        if not isinstance(given["weights"], Mapping):
            raise ValueError("weights: give a number for each area")
        return dict(given["weights"])
    return {area: _number(f"weights.{area}", given, 0) for area in AREAS}


def _one_of(name: str, value: Any, allowed: Sequence[Any]) -> Any:
    if value not in allowed:
        words = ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in allowed)
        raise ValueError(f"{name}: it is one of {words}")
    return value


def _number(name: str, given: Mapping[str, Any], usual: float) -> float:
    value = given.get(name)
    if value is None or value == "":
        return usual
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name}: this is no number")
    return number


def _share(name: str, given: Mapping[str, Any], usual: float) -> float:
    share = _number(name, given, usual)
    if not 0 <= share <= 1:
        raise ValueError(f"{name}: it lies between 0 and 1")
    return share


def _yes_or_no(name: str, given: Mapping[str, Any], usual: bool) -> bool:
    word = str(given.get(name, usual)).lower()
    if word not in (*ON, *OFF):
        raise ValueError(f"{name}: it is one of on, off")
    return word in ON
