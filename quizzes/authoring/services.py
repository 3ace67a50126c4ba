"""What learners corrected, gathered for the author of a question."""

from __future__ import annotations

from quizzes import checking
from quizzes.authoring.corrections import Correction, Proposal, proposals
from quizzes.models import Question, Review


def proposed_synonyms(question: Question) -> list[Proposal]:
    """Words of learners for key points that our check had missed, or found where they were not."""
    checklist = checking.key_of(question).checklist()
    if not checklist:
        return []
    known = frozenset(choice.value for choice in checklist)
    reviews = Review.objects.standing().filter(card__question=question, ticked__isnull=False).select_related("answer")
    return proposals(
        Correction(
            text=review.answer.text,
            guessed=frozenset(review.answer.guessed(checklist)),
            ticked=known & frozenset(review.ticked),  # which holds other words of the learner, too
            spans=tuple(span for note in review.answer.notes if note["tone"] == "good" for span in note["spans"]),
        )
        for review in reviews
        if review.answer.text.strip() and review.answer.question_rev == question.rev
    )
