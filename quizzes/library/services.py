"""A learner takes up a bank or lays it down; the cards stay, and with them all that was learned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quizzes.models import Bank, Card, Learner, Token

USUAL_TOKEN, LONGEST_TOKEN = 90, 365  # days until it ends


def banks_for(learner: Learner) -> QuerySet[Bank]:
    """All banks, each with `size` (questions in use) and `taken` (whether the learner has taken it up)."""
    taken = Learner.banks.through.objects.filter(learner=learner, bank=OuterRef("pk"))
    return Bank.objects.annotate(size=Count("questions", filter=Q(questions__retired=False)), taken=Exists(taken))


def take_up(learner: Learner, bank: Bank) -> int:
    """Make the bank's questions the learner's cards, or wake those laid down. Returns how many cards are new."""
    with transaction.atomic():
        learner.banks.add(bank)
        learner.cards.filter(question__bank=bank, laid_down=True).update(laid_down=False)
        learner.cards.lay_down_gone(bank)
        made = Card.objects.deal([learner], bank)
        _replan(learner)
    return made


def lay_down(learner: Learner, bank: Bank) -> None:
    """Ask the bank's cards no more; their memory is kept for the day it is taken up again."""
    with transaction.atomic():
        learner.banks.remove(bank)
        learner.cards.filter(question__bank=bank).update(laid_down=True, turn=None)
        _replan(learner)


def _replan(learner: Learner) -> None:
    learner.planned_on = None
    learner.save(update_fields=["planned_on"])


def live_tokens(learner: Learner, *, now: datetime) -> QuerySet[Token]:
    """The learner's tokens for programs that have not ended, newest first."""
    return Token.objects.live(now).filter(user_id=learner.user_id).order_by("-created")


def make_token(learner: Learner, *, name: str, scope: str, days: int, now: datetime) -> tuple[Token, str]:
    """A new token, and the text that a program sends, which is kept nowhere. Those that have ended are cleared away."""
    with transaction.atomic():
        Token.objects.filter(user_id=learner.user_id, expiry__lte=now).delete()
        return Token.objects.create(learner.user, expiry=timedelta(days=days), name=name, scope=scope)
