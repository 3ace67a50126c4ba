"""What learners' attempts tell of each question: how hard it is, whom it tells apart, and whether its key may be wrong.

The measures are those of classical test theory, whose items are our questions.
"""

from __future__ import annotations

import dataclasses
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from quizzes.memory.ratings import PASSING_SCORE

FEWEST_LEARNERS = 5  # below, a figure would be chance, and might tell who it was
FEWEST_TO_SUSPECT = 10  # learners, before a key is doubted
FAILING = 0.5  # mean score of the strong, below which the key or the question is doubted
GOOD_DISCRIMINATION = 0.3  # from here on a question is hard, not wrong: the stronger, the nearer to its key
LONGEST_SHOWN = 60  # characters of a wrong answer within a sentence
MOST_WRONG = 10  # groups of wrong answers that are told
ROUNDING = 1e-9

LETTER = re.compile(r"[^\s,;]+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attempt:
    """One answer of one learner to one card.

    score: 0 to 1; None where the learner was the judge.   seconds: None when nobody measured.
    text: as it was typed.   reading: a form that all answers with the same meaning share; "" where none is known.
    first: the learner had not answered this card before.
    difficulty: of the card's memory today, 1 (easiest) to 10; None before its first review.
    reviews, lapses: of the card until today.
    """

    learner: int
    question: int
    part: str = ""
    score: float | None
    seconds: float | None = None
    text: str = ""
    reading: str = ""
    first: bool = True
    difficulty: float | None = None
    reviews: int = 0
    lapses: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """Answers below the passing score that are equal to each other.

    text: the wording met most often.   times: attempts.   learners: who made them, each counted once.
    """

    part: str
    text: str
    times: int
    learners: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ItemStatistics:
    """The figures of one question; each is None where fewer than FEWEST_LEARNERS learners have what it takes.

    attempts: all of them, at any time.   learners: who made them.
    facility: mean score of first attempts, 0 (nobody can) to 1 (everybody can).
    discrimination: corrected item-total correlation, -1 to 1; see `discrimination_of`.
    median_seconds: of all attempts that were measured.
    difficulty: mean over cards of the difficulty that the scheduler has learned, 1 to 10.
    lapse_rate: lapses / reviews over all cards, 0 to 1; None without reviews.
    wrong: most learners first; empty below FEWEST_LEARNERS.
    untaken: options that nobody ever took; empty below FEWEST_LEARNERS.
    suspect: why the key may be wrong, in a sentence; "" for no reason, or fewer than FEWEST_TO_SUSPECT learners.
    """

    attempts: int
    learners: int
    facility: float | None = None
    discrimination: float | None = None
    median_seconds: float | None = None
    difficulty: float | None = None
    lapse_rate: float | None = None
    wrong: tuple[WrongAnswer, ...] = ()
    untaken: tuple[str, ...] = ()
    suspect: str = ""


def item_statistics(
    attempts: Iterable[Attempt], options_by_question: Mapping[int, Sequence[str]]
) -> dict[int, ItemStatistics]:
    """The figures of every question that was attempted.

    attempts: of all questions, since a learner is judged by the others; the order does not matter, except that of
    several marked as first on one card the first counts.
    options_by_question: the letters of a question's wrong options; a question without options may be missing.

    Facility and discrimination take first attempts only. Later ones come after the answer was shown and after reviews
    that the scheduler times so that recall stays near 0.9 whatever the question: they tell of the scheduling, and a
    learner with many reviews would count many times.
    """
    by_question: defaultdict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_question[attempt.question].append(attempt)
    scores = {question: first_scores(rows) for question, rows in by_question.items()}
    rests = rest_means(scores)
    return {
        question: _item(rows, scores[question], rests[question], options_by_question.get(question, ()))
        for question, rows in by_question.items()
    }


def discrimination_of(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Corrected item-total correlation: whether those who know the other items know this one too.

    pairs: for each learner the score x on this item and the mean score r on all other items, both 0 to 1.
    sum((x - mean x)(r - mean r)) / sqrt(sum((x - mean x)^2) sum((r - mean r)^2)), -1 to 1; some 0.3 and more is good,
    below 0 the weak do better than the strong. "Corrected", since the item is left out of r, with which it would else
    correlate by itself.
    None for fewer than FEWEST_LEARNERS pairs, or where all x or all r are equal.
    Source: classical test theory; Henrysson 1963, Correction of item-total correlations in item analysis.
    """
    if len(pairs) < FEWEST_LEARNERS:
        return None
    item, rest = zip(*pairs, strict=True)
    if max(item) - min(item) < ROUNDING or max(rest) - min(rest) < ROUNDING:
        return None
    return max(-1.0, min(1.0, statistics.correlation(item, rest)))


def _item(
    rows: Sequence[Attempt], scores: Mapping[int, float], rests: Mapping[int, float], options: Sequence[str]
) -> ItemStatistics:
    learners = len({row.learner for row in rows})
    pairs = [(scores[learner], rest) for learner, rest in rests.items()]
    discrimination = discrimination_of(pairs)
    seconds = [row for row in rows if row.seconds is not None]
    cards = {(row.learner, row.part): row for row in sorted(rows, key=lambda row: row.reviews)}.values()
    hard = [card for card in cards if card.difficulty is not None]
    reviewed = [card for card in cards if card.reviews]
    reviews = sum(card.reviews for card in reviewed)
    return ItemStatistics(
        attempts=len(rows),
        learners=learners,
        facility=statistics.fmean(scores.values()) if len(scores) >= FEWEST_LEARNERS else None,
        discrimination=discrimination,
        median_seconds=statistics.median(row.seconds or 0.0 for row in seconds) if _are_enough(seconds) else None,
        difficulty=statistics.fmean(card.difficulty or 0.0 for card in hard) if _are_enough(hard) else None,
        lapse_rate=sum(card.lapses for card in reviewed) / reviews if _are_enough(reviewed) else None,
        wrong=_wrong_answers(rows) if learners >= FEWEST_LEARNERS else (),
        untaken=_untaken(rows, options) if learners >= FEWEST_LEARNERS else (),
        suspect=_suspicion(scores, rests, _wrong_at_first(rows), discrimination),
    )


def _are_enough(rows: Iterable[Attempt]) -> bool:
    return len({row.learner for row in rows}) >= FEWEST_LEARNERS


def first_scores(rows: Iterable[Attempt]) -> dict[int, float]:
    """By learner the mean over the question's cards of the score of the first attempt."""
    firsts: dict[int, dict[str, float]] = {}
    for row in rows:
        if row.first and row.score is not None:
            firsts.setdefault(row.learner, {}).setdefault(row.part, row.score)
    return {learner: statistics.fmean(parts.values()) for learner, parts in firsts.items()}


def rest_means(scores: Mapping[int, Mapping[int, float]]) -> dict[int, dict[int, float]]:
    """By question, and by learner who answered it and others too, the mean score on all the others."""
    totals: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    for items in scores.values():
        for learner, score in items.items():
            totals[learner] += score
            counts[learner] += 1
    return {
        question: {
            learner: (totals[learner] - score) / (counts[learner] - 1)
            for learner, score in items.items()
            if counts[learner] > 1
        }
        for question, items in scores.items()
    }


def _wrong_answers(rows: Iterable[Attempt]) -> tuple[WrongAnswer, ...]:
    found = [
        WrongAnswer(
            part=group[0].part,
            text=_usual_text(group),
            times=len(group),
            learners=len({row.learner for row in group}),
        )
        for group in _alike(rows)
    ]
    return tuple(sorted(found, key=lambda each: (-each.learners, -each.times, each.part, each.text))[:MOST_WRONG])


def _wrong_at_first(rows: Iterable[Attempt]) -> dict[str, set[int]]:
    """By the text of a wrong answer, who gave it at the first attempt."""
    firsts: dict[tuple[int, str], Attempt] = {}
    for row in rows:
        if row.first and row.score is not None:
            firsts.setdefault((row.learner, row.part), row)
    return {_usual_text(group): {row.learner for row in group} for group in _alike(firsts.values())}


def _alike(rows: Iterable[Attempt]) -> Iterable[list[Attempt]]:
    """Answers below the passing score, those together that are equal to each other."""
    groups: defaultdict[tuple[str, bool, str], list[Attempt]] = defaultdict(list)
    for row in rows:
        if row.score is not None and row.score < PASSING_SCORE and row.text.strip():
            # A reading and a text are kept apart: "b" read as the letter B is not the word.
            groups[row.part, bool(row.reading), row.reading or " ".join(row.text.casefold().split())].append(row)
    return groups.values()


def _usual_text(group: Iterable[Attempt]) -> str:
    return min(Counter(row.text.strip() for row in group).items(), key=lambda each: (-each[1], each[0]))[0]


def _untaken(rows: Iterable[Attempt], options: Sequence[str]) -> tuple[str, ...]:
    taken = {word.strip(".()").casefold() for row in rows for word in LETTER.findall(row.reading or row.text)}
    return tuple(option for option in options if option.casefold() not in taken)


def _suspicion(
    scores: Mapping[int, float],
    rests: Mapping[int, float],
    wrong: Mapping[str, set[int]],
    discrimination: float | None,
) -> str:
    """scores, rests: by learner, on this item and on all others.   wrong: by answer, who gave it at first.

    A wrong answer is told only where FEWEST_LEARNERS gave it. That strong learners fail raises doubt only where they
    are strong (they pass elsewhere), and where the item does not tell learners apart well: such a one is merely hard.
    """
    if len(rests) < FEWEST_TO_SUSPECT:
        return ""
    third = len(rests) // 3
    ranked = sorted(rests.values())
    low, high = ranked[third - 1], ranked[-third]
    # By the value at the cut, not by place: who are equal stay together, in whatever order they come.
    weak = [learner for learner, rest in rests.items() if rest <= low + ROUNDING]
    strong = [learner for learner, rest in rests.items() if rest >= high - ROUNDING]
    lower = statistics.fmean(scores[learner] for learner in weak)
    upper = statistics.fmean(scores[learner] for learner in strong)
    if high - low > ROUNDING and upper < lower - ROUNDING:
        return (
            f"The key may be wrong: learners who do best elsewhere score {upper:.0%} here, "
            f"those who do worst elsewhere {lower:.0%}."
        )
    if discrimination is not None and discrimination < -ROUNDING:
        return (
            "The key may be wrong: the better learners do elsewhere, the worse they do here "
            f"(discrimination {discrimination:.2f})."
        )
    if high < PASSING_SCORE:
        return ""
    for text, learners in wrong.items():
        same = learners.intersection(strong)
        if len(learners) >= FEWEST_LEARNERS and 2 * len(same) > len(strong):
            return (
                f"The key may be wrong: {len(same)} of the {len(strong)} learners who do best elsewhere gave the same "
                f"answer, which counts as wrong: “{_shortened(text)}”."
            )
    if upper < FAILING and (discrimination is None or discrimination < GOOD_DISCRIMINATION):
        return f"The key may be wrong, or the question unclear: learners who do best elsewhere score {upper:.0%} here."
    return ""


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
