"""The key points that a learner ticks become the score of the answer, beside what the check had found."""

from __future__ import annotations

from collections.abc import Collection

from quizzes import checking
from quizzes.kinds.free import PARTLY
from quizzes.models import Answer

NOT_EVEN_PARTLY = "-"  # before the value of a point among the ticks: the part of it that we had found is not there


def score_after_ticks(answer: Answer, ticked: Collection[str]) -> float | None:
    """Score, 0 to 1, once the learner has ticked; None without a checklist.

    A point that we found in part keeps its part until it is ticked, or named with NOT_EVEN_PARTLY. A further tick never
    lowers the score that we had found, nor does one less raise it: that score knows how much of each part was there.
    """
    card = answer.card
    ticks = set(ticked)
    partly = {value for value in in_part(answer) if value not in ticks and NOT_EVEN_PARTLY + value not in ticks}
    score = checking.score_of_ticks(card.question, card.part, ticks | {PARTLY + value for value in partly})
    if score is None or answer.score is None:
        return score
    checklist = checking.key_of(card.question, card.part).checklist()
    known, harmful = {choice.value for choice in checklist}, {choice.value for choice in checklist if choice.harmful}
    before, after = answer.guessed(checklist), ticks & known
    is_shortened = any(NOT_EVEN_PARTLY + value in ticks for value in in_part(answer))
    if before - harmful <= after and after & harmful <= before and not is_shortened:
        return max(score, answer.score)
    if after - harmful <= before and before & harmful <= after:
        return min(score, answer.score)
    return score


def in_part(answer: Answer) -> set[str]:
    """Values of the key points that we found in part."""
    return {note["option"] for note in answer.notes if note["option"] and note["tone"] == "plain"}
