"""One turn of an interview, graded: what it is called, how it ended, and which skill it asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from quizzes.memory.ratings import FAST, FULL_SCORE, PASSING_SCORE, SLOW, duration_words

SKILLS: Mapping[str, str] = {
    "choice": "recall",
    "cloze": "recall",
    "flashcard": "recall",
    "numeric": "compute",
    "symbolic": "compute",
    "derivation": "derive",
    "free": "explain",
}
SKILL_TITLES: Mapping[str, str] = {
    "recall": "Recall",
    "compute": "Calculation",
    "derive": "Derivation",
    "explain": "Explanation",
}

# How a turn ended; each turn has exactly one of these marks.
RIGHT, PARTLY, WRONG = "right", "partly right", "wrong"
SKIPPED, EMPTY, OPEN, NOT_REACHED = "skipped", "no answer", "yours to judge", "not reached"
JUDGED = (RIGHT, PARTLY, WRONG, SKIPPED, EMPTY)  # the marks that count in a score


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """One turn of the interview, graded.

    position: 1-based, in the order asked.   title: the prompt in short, plain text with mathematics between dollars;
    area_title, topic_title: plain text.
    needs: topics and slugs that the question builds on.   prerequisites: slug and title of the questions among them.
    score: 0 to 1; None while nobody has judged the answer, and for what was skipped or not reached.
    judged_by: "check", "learner", or "" while open.
    skipped: it was shown and nothing was answered, which counts as not known.   by_button: the learner said so.
    reached: it was shown at all; what was not counts neither for nor against the learner.
    seconds: used.   expected: what a prepared learner needs, stretched where the learner's clock was; 0 if unknown.
    misconceptions: those that the answer shows, as Markdown.   corrections: what the author says to each of them, as
    Markdown; "" for nothing, as for those beyond its end.
    """

    position: int
    slug: str
    title: str
    area: str
    area_title: str
    topic: str
    topic_title: str
    kind: str
    level: str
    needs: tuple[str, ...] = ()
    score: float | None
    judged_by: str
    skipped: bool
    by_button: bool = False
    seconds: float
    expected: float
    misconceptions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    prerequisites: tuple[tuple[str, str], ...] = ()
    reached: bool = True

    @property
    def skill(self) -> str:
        return skill_of(self.kind)

    @property
    def mark(self) -> str:
        """One of RIGHT, PARTLY, WRONG, SKIPPED, EMPTY, OPEN and NOT_REACHED, in words that a page may show."""
        if not self.reached:
            return NOT_REACHED
        if self.skipped:
            return SKIPPED if self.by_button else EMPTY
        if self.score is None:
            return OPEN
        if self.score >= FULL_SCORE:
            return RIGHT
        return PARTLY if self.score >= PASSING_SCORE else WRONG

    @property
    def points(self) -> float | None:
        """What the turn adds to a score, 0 to 1: nothing when skipped; None while open or when it was not reached."""
        if self.mark not in JUDGED:
            return None
        return 0.0 if self.skipped else self.score

    @property
    def slow(self) -> bool:
        """It was answered, and took more than twice what it should."""
        answered = self.reached and not self.skipped
        return answered and self.expected > 0 and self.seconds > SLOW * self.expected

    @property
    def corrected(self) -> tuple[tuple[str, str], ...]:
        """Each misconception with what the author says to it."""
        return tuple(zip_longest(self.misconceptions, self.corrections[: len(self.misconceptions)], fillvalue=""))

    @property
    def rushed(self) -> bool:
        """The answer was wrong and came within a quarter of the expected time."""
        return self.mark == WRONG and self.seconds <= FAST * self.expected

    @property
    def time(self) -> str:
        """Time used against expected: "3 min 5 s; 1 min 30 s expected"."""
        if not self.reached:
            return NOT_REACHED
        used = duration_words(self.seconds)
        return f"{used}; {duration_words(self.expected)} expected" if self.expected > 0 else used


def skill_of(kind: str) -> str:
    """The skill that a kind of question asks for: "recall", "compute", "derive" or "explain"."""
    # A kind that is new here is most likely one more way of asking what somebody remembers.
    return SKILLS.get(kind, "recall")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 question", "3 questions"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def numbers(positions: Sequence[int]) -> str:
    """Positions, at least one, as in a sentence: "question 3", "questions 1, 2 and 5"."""
    return f"question{'s' * (len(positions) > 1)} {listed([str(position) for position in positions])}"


def listed(words: Sequence[str]) -> str:
    """Words in a row, as in a sentence: "a", "a and b", "a, b and c"; "" for none."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
