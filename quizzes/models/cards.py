"""Cards: what a learner remembers of each part of each question, and the queries that choose among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from quizzes.memory import scheduling
from quizzes.memory.scheduling import Memory, Stage
from quizzes.models.banks import Bank, Question
from quizzes.models.learners import Learner
from quizzes.models.rows import DayField


class CardQuerySet(models.QuerySet["Card"]):
    def in_use(self) -> CardQuerySet:
        """Not laid down, and of a question that is published."""
        return self.filter(laid_down=False, question__state="published")

    def playable(self, today: date) -> CardQuerySet:
        """In use, and neither suspended nor buried today."""
        return self.in_use().filter(_not_aside(today))

    def with_question(self) -> CardQuerySet:
        """With what of the question is needed to ask it."""
        unneeded = [f"question__{name}" for name in ("source", "base", "theirs", "tags", "needs", "was", "parts")]
        return self.select_related("question").defer(*unneeded)

    def with_open_answer(self) -> CardQuerySet:
        """With `open_answer`, the id of an answer to the present showing that waits for its grade; None without."""
        from quizzes.models.log import Answer  # the log stands on the cards

        answers = Answer.objects.filter(card=OuterRef("pk"), card_version=OuterRef("version")).order_by("pk")
        return self.annotate(open_answer=Subquery(answers.values("pk")[:1]))

    def due(self, today: date) -> CardQuerySet:
        """Reviewed before, and to be reviewed on this day or earlier; learning steps wait for their minute besides."""
        return self.playable(today).filter(due_day__lte=today)

    def with_due(self, today: date) -> CardQuerySet:
        """Cards in use, each with `is_due`: whether it is one of those above."""
        return self.annotate(is_due=Case(When(_not_aside(today), due_day__lte=today, then=True), default=False))

    def new(self, today: date) -> CardQuerySet:
        return self.playable(today).filter(stage=Stage.NEW)

    def by_retrievability(self, today: date) -> CardQuerySet:
        """Lowest chance of recall first.

        Recall falls with (days elapsed / stability) and all cards of one learner share the other weights of the
        formula, so the quotient puts them in order without computing any recall.
        """
        elapsed = 1.0 * (today.toordinal() - F("last_day"))
        return self.order_by((elapsed / F("stability")).desc(), "pk")

    def deal(self, learners: Iterable[Learner], bank: Bank) -> int:
        """Make the missing cards of a bank for these learners. Returns how many were made."""
        rows = list(bank.questions.published().values_list("pk", "parts"))
        made = 0
        for learner in learners:
            held = set(self.filter(learner=learner, question__bank=bank).values_list("question_id", "part"))
            cards = [
                Card(learner=learner, question_id=pk, part=part)
                for pk, parts in rows
                for part in parts
                if (pk, part) not in held
            ]
            self.bulk_create(cards, batch_size=1000, ignore_conflicts=True)
            made += len(cards)
        return made

    def lay_down_gone(self, bank: Bank) -> None:
        """Ask no more for the parts that questions of a bank no longer have."""
        rows = self.filter(question__bank=bank, laid_down=False).values_list("pk", "part", "question__parts")
        gone = [pk for pk, part, parts in rows if part not in parts]
        for start in range(0, len(gone), 500):
            self.filter(pk__in=gone[start : start + 500]).update(laid_down=True, turn=None)


def _not_aside(today: date) -> Q:
    return Q(suspended=False) & (Q(buried_until__isnull=True) | Q(buried_until__lte=today))


class Card(models.Model):
    """One part of one question, for one learner, with the memory that its reviews have left."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="cards", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="cards")
    part = models.CharField(max_length=50, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every review and undo; names one showing of the card

    stage = models.PositiveSmallIntegerField(default=Stage.NEW, choices=[(stage.value, stage.name) for stage in Stage])
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    step = models.PositiveSmallIntegerField(null=True)
    last_day = DayField(null=True)
    due_day = DayField(null=True)
    due_at = models.DateTimeField(null=True)
    reviews = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)

    turn = models.IntegerField(null=True)  # place in today's portion; None when not in it
    suspended = models.BooleanField(default=False)
    laid_down = models.BooleanField(default=False)
    buried_until = DayField(null=True)
    recheck = models.BooleanField(default=False)  # changed, or wished for: ask soon, whatever memory says

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "question", "part"], name="one_card_a_part")]
        indexes = [
            models.Index(fields=["learner", "id"], name="card_page"),  # stands in for the index of the foreign key
            models.Index(fields=["learner", "due_day"], name="card_due"),
            models.Index(fields=["learner", "question"], name="card_new", condition=Q(stage=Stage.NEW)),
            models.Index(fields=["learner", "turn"], name="card_turn", condition=Q(turn__isnull=False)),
            models.Index(fields=["learner", "due_at"], name="card_step", condition=Q(due_at__isnull=False)),
            models.Index(fields=["learner"], name="card_recheck", condition=Q(recheck=True)),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.part}".strip()

    @property
    def memory(self) -> Memory:
        return Memory(
            stage=Stage(self.stage),
            stability=self.stability,
            difficulty=self.difficulty,
            step=self.step,
            last_day=self.last_day,
            due_day=self.due_day,
            due_at=self.due_at,
            reviews=self.reviews,
            lapses=self.lapses,
        )

    @memory.setter
    def memory(self, memory: Memory) -> None:
        for name in MEMORY_COLUMNS:
            setattr(self, name, getattr(memory, name))

    def replayed(self) -> Memory:
        """The memory that the standing reviews of the question's present revision leave."""
        reviews = self.log.standing().filter(answer__question_rev=self.question.rev).with_counted()
        return scheduling.replay(review.event for review in reviews.select_related("scheduler").order_by("pk"))


MEMORY_COLUMNS = tuple(Memory.__dataclass_fields__)
