"""Mock interviews and their turns."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from quizzes.models.cards import Card
from quizzes.models.learners import Learner
from quizzes.models.log import Answer

TIMERS = {"hard": "Hard", "soft": "Soft", "none": "None"}


class InterviewQuerySet(models.QuerySet["Interview"]):
    def overdue(self, now: datetime) -> InterviewQuerySet:
        """Those whose time is up though nobody has closed them."""
        return self.filter(ended_at__isnull=True, timer="hard", deadline__lte=now)

    def going_on(self, now: datetime) -> InterviewQuerySet:
        """Those that can still be answered."""
        return self.filter(Q(deadline__isnull=True) | Q(deadline__gt=now) | ~Q(timer="hard"), ended_at__isnull=True)

    def ungraded(self) -> InterviewQuerySet:
        """Ended, though not every answer is judged."""
        return self.filter(ended_at__isnull=False, graded_at__isnull=True)

    def unclaimed(self, now: datetime) -> InterviewQuerySet:
        """Those that no process is at, or that it has been at for too long."""
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))


class Interview(models.Model):
    """A set of questions against the clock. The clock is the server's: `deadline` minus now.

    started_at, ended_at, graded_at, written_at: sitting, over, every answer judged, put into the learner's plan.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="interviews")
    key = models.CharField(max_length=64)  # the client's: the same one sent twice starts one interview
    seed = models.BigIntegerField()
    choices = models.JSONField()  # profile, weights, level, weak_share, follow_ups, as they were set
    minutes = models.PositiveSmallIntegerField()  # as chosen, before stretching
    timer = models.CharField(max_length=10, choices=TIMERS)
    stretch = models.FloatField(default=1.0)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)  # None without a clock
    ended_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)  # by the background of one server process, which grades it
    position = models.PositiveSmallIntegerField(default=1)  # of the question in view
    in_view_since = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # the last sign of its page since then; None where no script gives any
    pad = models.TextField(blank=True)  # scratch pad
    pad_version = models.PositiveIntegerField(default=0)
    share = models.CharField(max_length=43, null=True, unique=True)  # names the report to whoever holds the link
    like = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")  # repeated from

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_interview_a_key")]
        indexes = [
            models.Index(fields=["deadline"], name="interview_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="interview_ungraded", condition=Q(graded_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"interview {self.pk} of {self.learner}"


class Turn(models.Model):
    """One question of an interview and what the learner has typed to it so far.

    The card is the learner's; for a question not learned yet it is made laid down, and taken up by writing back.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveSmallIntegerField()  # 1-based
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="interview_turns")
    seed = models.BigIntegerField()  # of the variant
    why = models.CharField(max_length=20)  # it was chosen: "warm-up", "weak spot", "fresh ground" ...
    follows = models.PositiveSmallIntegerField(null=True)  # position of the question that it builds on
    expected = models.FloatField()  # seconds
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every save; a save from an older one is told so
    aside = models.TextField(blank=True)  # what such a save had brought, kept
    saved_at = models.DateTimeField(null=True)
    flagged = models.BooleanField(default=False)
    skipped = models.BooleanField(default=False)  # by its button
    spoken = models.BooleanField(default=False)  # a recording of the answer lies in the learner's browser
    seen = models.BooleanField(default=False)
    seconds = models.FloatField(default=0.0)  # that it was in view, up to the last change of question
    # Not to be deleted alone; with its learner or card both go.
    answer = models.OneToOneField(Answer, null=True, on_delete=models.RESTRICT, related_name="interview_turn")
    own_score = models.FloatField(null=True)  # where the learner is the judge
    ticked = models.JSONField(null=True)  # key points that the learner found in the answer

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["interview", "position"], name="one_turn_a_position")]

    def __str__(self) -> str:
        return f"{self.interview}, question {self.position}"
