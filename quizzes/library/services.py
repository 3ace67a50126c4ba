"""A learner takes up a bank or lays it down; the cards stay, and with them all that was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quizzes.banks.folder import SYLLABUS
from quizzes.banks.syllabus import Syllabus, read_syllabus
from quizzes.library.topics import Shelf, levels_of_week
from quizzes.memory.scheduling import Stage
from quizzes.models import LEVELS, Bank, Card, Learner, Question, Token

USUAL_TOKEN, LONGEST_TOKEN = 90, 365  # days until it ends


def banks_for(learner: Learner) -> QuerySet[Bank]:
    """All banks in study order, with `size` (questions in use) and `taken` (whether the learner has taken it up)."""
    taken = Learner.banks.through.objects.filter(learner=learner, bank=OuterRef("pk"))
    size = Count("questions", filter=Q(questions__state="published"))
    return Bank.objects.annotate(size=size, taken=Exists(taken)).order_by("place", "slug")  # counting forgets the order


def syllabus() -> Syllabus:
    """As the folder of the banks has it now; empty where there is none."""
    file = settings.CONTENT_DIR / SYLLABUS
    return _syllabus(file, file.stat().st_mtime_ns) if file.is_file() else Syllabus()


@lru_cache(maxsize=4)
def _syllabus(file: Path, changed: int) -> Syllabus:
    return read_syllabus(file.read_text(encoding="utf-8"), file=file.name)[0]


def shelves(learner: Learner, banks: Iterable[Bank]) -> list[Shelf]:
    """The banks, in their order, with what is in them and how far the learner is. banks: with `taken`."""
    topics = {topic.id: topic for topic in syllabus().topics}
    in_use = Question.objects.published()
    levels = {
        (bank, level): count
        for bank, level, count in in_use.order_by().values_list("bank_id", "level").annotate(Count("pk"))
    }
    by_topic: dict[int, Counter[str]] = {}
    for bank, topic, count in in_use.order_by().values_list("bank_id", "topic").annotate(Count("pk")):
        by_topic.setdefault(bank, Counter())[topic] = count
    stages: dict[int, Counter[int]] = {}
    cards = learner.cards.in_use().order_by()
    for bank, stage, count in cards.values_list("question__bank_id", "stage").annotate(Count("pk")):
        stages.setdefault(bank, Counter())[stage] = count
    found = []
    for bank in banks:
        stage = stages.get(bank.pk, Counter())
        main = by_topic.get(bank.pk, Counter()).most_common(1)
        found.append(
            Shelf(
                slug=bank.slug,
                title=bank.title,
                area=bank.area,
                taken=bank.taken,
                topic=topics.get(main[0][0]) if main else None,
                levels={level: levels[bank.pk, level] for level in LEVELS if (bank.pk, level) in levels},
                new=stage[Stage.NEW],
                learning=stage[Stage.LEARNING] + stage[Stage.RELEARNING],
                known=stage[Stage.REVIEW],
            )
        )
    return found


def find_questions(
    *, text: str = "", topic: str = "", level: str = "", kind: str = "", tag: str = "", week: int | None = None
) -> QuerySet[Question]:
    """Questions in use by what is in their block and by what they are; an empty wish asks for nothing."""
    found = Question.objects.published().select_related("bank").order_by("place", "slug")
    for word in text.split()[:8]:
        found = found.filter(source__icontains=word)
    wishes = {"topic": topic, "level": level, "kind": kind}
    found = found.filter(**{name: value for name, value in wishes.items() if value})
    if tag:
        found = found.filter(tags__icontains=f'"{tag}')
    if week is not None:
        wanted = Q(pk__in=[])
        for each, levels in levels_of_week(syllabus(), week).items():
            wanted |= Q(topic=each) if levels is None else Q(topic=each, level__in=levels)
        found = found.filter(wanted)
    return found


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
