"""What happened: answers, reviews, and what was taken back or judged anew. Nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from quizzes.answers import Choice
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Event, Schedule
from quizzes.models.cards import Card
from quizzes.models.learners import Learner
from quizzes.models.rows import AppendOnly, DayField

JUDGED = (
    "score",
    "notes",
    "receipt",
    "suggested",
    "reason",
)  # of an answer, by its key; a regrade has all of them anew


class AnswerQuerySet(models.QuerySet["Answer"]):
    def with_later(self) -> AnswerQuerySet:
        """With what came after: the dispute, and `is_regraded`, which tells `bring_up_to_date` whether to look."""
        regrades = Regrade.objects.filter(answer=OuterRef("pk"))
        return self.select_related("dispute").annotate(is_regraded=Exists(regrades))


class Answer(AppendOnly):
    """What a learner answered to one showing of a card, and what the key said of it."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="answers")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="answers")
    card_version = models.PositiveIntegerField(null=True)  # None in an interview, which shows no card of the day
    key = models.CharField(max_length=64)  # the client's: the same one sent twice counts once
    question_rev = models.PositiveIntegerField()
    question_digest = models.CharField(max_length=64)
    seed = models.BigIntegerField()  # of the variant that was shown
    text = models.TextField(blank=True)
    gave_up = models.BooleanField(default=False)
    score = models.FloatField(null=True)  # 0 to 1; None where the learner is the judge
    notes = models.JSONField(default=list)
    receipt = models.TextField(blank=True)
    hints = models.PositiveSmallIntegerField(default=0)
    confidence = models.PositiveSmallIntegerField(null=True)  # percent, as the learner judged before checking
    seconds = models.FloatField(null=True)  # from showing to answering; None when nobody measured
    suggested = models.PositiveSmallIntegerField(null=True, choices=[(rating.value, rating.label) for rating in Rating])
    reason = models.CharField(max_length=200, blank=True)  # why that rating is suggested
    at = models.DateTimeField()  # UTC, to the millisecond

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.card}: {self.text[:40]}"

    def bring_up_to_date(self) -> Answer:
        """Put the newest regrade in the place of the first verdict, for showing and for grading; it is never saved."""
        newest = self.regrades.last() if getattr(self, "is_regraded", True) else None
        return self.count_as(newest) if newest else self

    def count_as(self, regrade: Regrade) -> Answer:
        """As `bring_up_to_date`, with a regrade that is at hand."""
        for name in JUDGED:
            setattr(self, name, getattr(regrade, name))
        return self

    def guessed(self, checklist: Iterable[Choice]) -> set[str]:
        """Values of the key points that we took for made, misconceptions among them: what is ticked beforehand."""
        harmful = {choice.value for choice in checklist if choice.harmful}
        return {
            note["option"]
            for note in self.notes
            if note["option"] and (note["tone"] == "bad" if note["option"] in harmful else note["tone"] == "good")
        }


class Scheduler(AppendOnly):
    """A version of the scheduling library with its parameters; reviews point at the one they were made with."""

    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=50)
    schedule = models.JSONField()

    def __str__(self) -> str:
        return f"{self.version} {self.digest[:8]}"

    def as_schedule(self) -> Schedule:
        # JSON has no tuples.
        return Schedule(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in self.schedule.items()}
        )


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Those that were not taken back."""
        return self.filter(undo__isnull=True)

    def on(self, day: date) -> ReviewQuerySet:
        return self.filter(day=day)

    def with_counted(self) -> ReviewQuerySet:
        """With `counted`, the rating that the newest regrade of the answer gave it; None where it keeps its own."""
        regrades = Regrade.objects.filter(answer=OuterRef("answer"), rating__isnull=False).order_by("-pk")
        return self.annotate(counted=Subquery(regrades.values("rating")[:1]))


class Review(AppendOnly):
    """The rating that a learner gave to an answer."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reviews")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="log")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="review")
    rating = models.PositiveSmallIntegerField(choices=[(rating.value, rating.label) for rating in Rating])
    suggested = models.PositiveSmallIntegerField(null=True)  # by the answer, or by the key points ticked after it
    score = models.FloatField(null=True)  # likewise
    ticked = models.JSONField(null=True)  # key points that the learner found in the answer
    was_new = models.BooleanField()
    at = models.DateTimeField()  # UTC, to the millisecond
    offset_minutes = models.SmallIntegerField()  # of the learner's clock from UTC
    day = DayField()  # the learning day
    scheduler = models.ForeignKey(Scheduler, on_delete=models.PROTECT)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["learner", "day"], name="review_day")]

    def __str__(self) -> str:
        return f"{self.card}: {Rating(self.rating).label}"

    @property
    def event(self) -> Event:
        """What it does to the memory. From `with_counted`: by the rating that counts today."""
        rating = Rating(getattr(self, "counted", None) or self.rating)
        return Event(rating=rating, day=self.day, at=self.at, schedule=self.scheduler.as_schedule())


class Undo(AppendOnly):
    """Takes one review back."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="undo")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"undo of {self.review}"


class Regrade(AppendOnly):
    """What the key said of an answer later, when its rules had been mended; the newest one counts.

    rating: what its review counts as from then on; None where there is no review, or where the learner's own
    decision, which was not the proposed one, stands.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="regrades")
    score = models.FloatField(null=True)
    notes = models.JSONField(default=list)
    receipt = models.TextField(blank=True)
    suggested = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"regrade of {self.answer}"
