"""A learner takes up a bank or lays it down; the cards stay, and with them all that was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quizzes.banks.folder import SYLLABUS
from quizzes.banks.syllabus import Syllabus, read_syllabus
from quizzes.library.searching import Found, needle_of, ranked, words_of
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
) -> list[int]:
    """Ids of questions in use, by words and by what they are; an empty wish asks for nothing.

    With words, the best first (searching.py says which); without, in study order.
    """
    found = Question.objects.published().order_by("place", "slug")
    wishes = {"topic": topic, "level": level, "kind": kind}
    found = found.filter(**{name: value for name, value in wishes.items() if value})
    if tag:
        found = found.filter(tags__icontains=f'"{tag}')
    if week is not None:
        wanted = Q(pk__in=[])
        for each, levels in levels_of_week(syllabus(), week).items():
            wanted |= Q(topic=each) if levels is None else Q(topic=each, level__in=levels)
        found = found.filter(wanted)
    words = words_of(text)
    if not words:
        return [] if text.strip() else list(found.values_list("pk", flat=True))
    for needle in filter(None, map(needle_of, words)):
        found = found.filter(Q(source__icontains=needle) | Q(topic_title__icontains=needle))
    rows = found.values_list("pk", "topic_title", "key_fields__prompt", "source")
    return ranked(
        text, (Found(pk=pk, head=f"{title}\n{prompt}", body=f"{title}\n{source}") for pk, title, prompt, source in rows)
    )


def in_today(learner: Learner, questions: Collection[Question], *, now: datetime) -> set[int]:
    """Ids of those of the questions that the learner is asked today in any case."""
    cards = learner.cards.playable(learner.calendar.day(now)).filter(question__in=questions)
    is_planned = Q(turn__isnull=False) if learner.planned_on == learner.calendar.day(now) else Q(pk__in=[])
    return set(
        cards.filter(Q(recheck=True) | Q(due_at__isnull=False) | is_planned)
        .order_by()
        .values_list("question_id", flat=True)
    )


def ask_today(learner: Learner, question: Question) -> bool:
    """Put all cards of a question first into today's portion, those put aside, too.

    Its bank is taken up if that is needed; returns whether it was.
    """
    with transaction.atomic():
        mine = learner.cards.in_use().filter(question=question)
        is_taken = mine.exists()
        if not is_taken:
            take_up(learner, question.bank)
        # As a card whose answer has changed: before all others when the portion is made up, and until it is graded.
        mine.update(recheck=True, suspended=False, buried_until=None)
        _replan(learner)
    return not is_taken


BASIC_WEEKS = 4  # of the path: what the first month brings


def basics(banks: Iterable[Shelf]) -> list[Shelf]:
    """Those that the path begins with, in study order; empty where the syllabus names no weeks."""
    return [shelf for shelf in banks if shelf.topic and shelf.topic.weeks and min(shelf.topic.weeks) <= BASIC_WEEKS]


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
