"""Disputes about marks, and the notices that tell learners of a change."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models.learners import Learner
from quizzes.models.log import Answer


class Dispute(models.Model):
    """A learner holds that a mark is wrong; an editor accepts that or says why not."""

    STATES = {"open": "Open", "accepted": "Accepted", "declined": "Declined"}

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="dispute")
    note = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="open", db_index=True)
    reply = models.TextField(blank=True, max_length=2000)  # of the editor, which the learner sees
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_state_display()}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at__isnull=True)


class Notice(models.Model):
    """A sentence that a learner finds on the home page until it is put away: a mark changed, a dispute answered."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="notices")
    text = models.TextField()
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="+")  # where to look
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
