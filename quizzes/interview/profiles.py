"""A profile becomes weights of the areas, and weights become turns: which area asks the next question."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from quizzes.banks.common import AREAS

LENGTHS = (15, 30, 45, 60)  # minutes
STRETCHES = (1.0, 1.25, 1.5, 2.0)  # multiples of the length, for who needs more time (WCAG 2.2.1)
TIMERS = ("hard", "soft", "none")
WEAK = 0.7  # chance of recall below which a question is a weak spot: no retention that can be asked for is lower
FINEST = 1_000  # a share is taken to the nearest thousandth
FAVOUR = 4.0  # times as readily a question is drawn that a role asks for, against another of its area
DERIVATION_EVERY = 30  # minutes of an interview for each derivation


@dataclasses.dataclass(frozen=True, kw_only=True)
class Emphasis:
    """What an interview dwells on, within the weights of the areas; this one on nothing.

    topics: ids.   kinds: of questions. One that has both comes up FAVOUR times FAVOUR as readily.
    derivation_every: minutes for each derivation.
    """

    topics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    derivation_every: int = DERIVATION_EVERY

    def favour(self, kind: str, topic: str) -> float:
        """How many times as readily such a question is drawn."""
        return (FAVOUR if kind in self.kinds else 1.0) * (FAVOUR if topic in self.topics else 1.0)


NONE = Emphasis()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Profile:
    """A role that people interview for.

    weights: of every area, 0 or more, their sum 100.   emphasis: within them.
    more_of: the topics and kinds of the emphasis in words; "" where there is none.
    """

    name: str
    title: str
    weights: Mapping[str, float]
    emphasis: Emphasis
    more_of: str


TOPIC_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "bp": "backpropagation",
        "dp": "data and features",
        "ev": "evaluation",
        "in": "initialisation and normalisation",
        "lr": "linear regression",
        "lt": "learning theory",
        "mc": "matrix calculus",
        "nu": "numerical computing",
        "op": "optimisation",
        "ot": "optimisers and training",
        "pr": "probability",
        "rg": "regularisation",
        "st": "statistics",
        "sy": "efficient training and inference",
        "tr": "trees and ensembles",
    }
)  # of the syllabus, as they read within a sentence
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "choice": "choices between options",
        "free": "explanations in your own words",
        "numeric": "calculations",
        "symbolic": "formulas",
    }
)


def _profile(
    name: str,
    title: str,
    *,
    math: int,
    ml: int,
    dl: int,
    topics: str = "",
    kinds: str = "",
    derivation_every: int = DERIVATION_EVERY,
) -> Profile:
    """topics, kinds: names with blanks between, in the order in which they are told."""
    # Lessons and projects belong to one course each: an interviewer asks of them only when the learner says so.
    weights = {"math": math, "ml": ml, "dl": dl, "lesson": 0, "project": 0}
    told = [TOPIC_WORDS[topic] for topic in topics.split()] + [KIND_WORDS[kind] for kind in kinds.split()]
    return Profile(
        name=name,
        title=title,
        weights=MappingProxyType(weights),
        emphasis=Emphasis(
            topics=frozenset(topics.split()), kinds=frozenset(kinds.split()), derivation_every=derivation_every
        ),
        more_of=", ".join(told),
    )


DEFAULT = "balanced"
PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        # The mix of new cards: what is reviewed day by day is what is asked.
        _profile(DEFAULT, "Balanced", math=40, ml=30, dl=30),
        # Papers are read and written: why methods work, with the mathematics of networks; classical methods behind.
        _profile(
            "research",
            "Research scientist",
            math=45,
            ml=20,
            dl=35,
            topics="op mc lt bp in",
            kinds="symbolic free",
            derivation_every=20,
        ),
        # Methods are chosen and adapted, and their results are judged: both families alike.
        _profile("applied", "Applied scientist", math=30, ml=35, dl=35, topics="ev dp st rg ot", kinds="free choice"),
        # Models are trained, mended and run: networks most of all; mathematics as far as it explains a broken training.
        _profile(
            "engineer", "ML engineer", math=20, ml=35, dl=45, topics="ot in sy dp ev op nu", kinds="numeric choice"
        ),
        # Data are questioned: probability and statistics, experiments, and models of tables; networks are rare.
        _profile("data", "Data scientist", math=40, ml=50, dl=10, topics="st pr ev lr tr dp", kinds="numeric"),
    )
}


def own_weights(weights: Mapping[str, object]) -> Mapping[str, float]:
    """The learner's own weights, checked; of every area, an area that is not named weighs 0. They may have any sum.

    Raises ValueError beginning with the field: "weights.math: …" for one area, "weights: …" for all together.
    """
    if unknown := sorted(str(name) for name in weights if name not in AREAS):
        raise ValueError(f"weights.{unknown[0]}: there is no such area; the areas are {', '.join(AREAS)}")
    found = {area: _weight(area, weights.get(area, 0)) for area in AREAS}
    if not any(found.values()):
        raise ValueError("weights: give at least one area a weight above 0")
    return MappingProxyType(found)


def _weight(area: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # only NaN is not itself
        raise ValueError(f"weights.{area}: a weight is a number, such as 40")
    if not 0 <= value <= 100:
        raise ValueError(f"weights.{area}: a weight lies between 0 and 100")
    return float(value)


class Turns:
    """Deals turns to areas so that after each of n turns every area has its share of n, within one.

    This is the quota method of Balinski and Young (The Quota Method of Apportionment, 1975): of the areas that another
    turn would not lift a whole question above their share, the one whose next question falls due first. Areas that
    weigh 0 get none. A turn counts whether or not its area has a question to ask.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Raises ValueError for a negative or infinite weight, and where all are 0."""
        total = math.fsum(weights.values())
        if not all(weight >= 0 for weight in weights.values()) or not 0 < total < math.inf:
            raise ValueError("weights: they are 0 or more, and one is above 0")
        # Fractions, since 0.3 * 10 is not always 3; and whole numbers of them, since these are quick.
        shares = {area: round(FINEST * (weight / total)) or 1 for area, weight in sorted(weights.items()) if weight}
        self._whole = sum(shares.values())
        self._parts = shares
        self._had = dict.fromkeys(shares, 0)
        self._dealt = 0

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def share(self, area: str) -> Fraction:
        """Between 0 and 1."""
        return Fraction(self._parts[area], self._whole)

    def line(self) -> list[str]:
        """Areas that may have the next turn, the one whose turn it is first; never empty."""
        may = [area for area in self._parts if self._is_below_share(area)]
        return sorted(may, key=lambda area: (Fraction(self._had[area] + 1, self._parts[area]), area))

    def take(self, area: str) -> None:
        self._had[area] += 1
        self._dealt += 1

    def bears_last(self, area: str) -> bool:
        """Whether every area would have its share, within one, if this one had the next turn and nobody any more."""
        after = self._dealt + 1
        floors = {name: part * after // self._whole for name, part in self._parts.items()}
        return self._is_below_share(area) and all(self._had[name] + (name == area) >= floors[name] for name in floors)

    def _is_below_share(self, area: str) -> bool:
        return self._had[area] * self._whole < self._parts[area] * (self._dealt + 1)
