"""Learners with what they have chosen, and the tokens of their programs."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from knox.models import AbstractAuthToken, AuthTokenManager

from quizzes.memory import scheduling
from quizzes.memory.days import Calendar
from quizzes.memory.scheduling import Schedule
from quizzes.models.banks import Bank
from quizzes.models.rows import DayField

# What a token is good for; each holds those before it.
SCOPES = {
    "read": "Read",
    "review": "Read, answer, grade, put cards aside",
    "all": "Everything: banks, settings and tokens too",
}


class Learner(models.Model):
    """What a person has chosen, and how far today's portion is planned."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learner")
    time_zone = models.CharField(max_length=64, blank=True)  # IANA name; blank until known, then read as UTC
    day_start = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(23)])
    new_per_day = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(999)])
    reviews_per_day = models.PositiveSmallIntegerField(
        default=200, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(600)])
    desired_retention = models.FloatField(
        default=scheduling.DEFAULT_RETENTION,
        validators=[
            MinValueValidator(scheduling.LOWEST_RETENTION),
            MaxValueValidator(scheduling.HIGHEST_RETENTION),
        ],
    )
    single_keys = models.BooleanField(default=True)
    planned_on = DayField(null=True, blank=True)  # learning day of the portion that the cards' turns make up
    banks = models.ManyToManyField(Bank, related_name="learners", blank=True)  # those taken up

    def __str__(self) -> str:
        return str(self.user)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(zone=ZoneInfo(self.time_zone or "UTC"), day_start=self.day_start)

    @property
    def schedule(self) -> Schedule:
        return Schedule(desired_retention=self.desired_retention)


class TokenManager(AuthTokenManager):
    def live(self, now: datetime) -> models.QuerySet[Token]:
        """Those that have not ended."""
        return self.filter(expiry__gt=now)


class Token(AbstractAuthToken):
    """What a program signs in with instead of the learner; the token itself is kept only as a hash."""

    name = models.CharField(max_length=60)  # for the learner, to tell one from the other
    scope = models.CharField(max_length=10, choices=SCOPES, default="review")
    expiry = models.DateTimeField()  # the library would allow one for ever

    objects = TokenManager()

    def __str__(self) -> str:
        return self.name

    def covers(self, scope: str) -> bool:
        """Whether what needs this scope may be done with the token."""
        scopes = list(SCOPES)
        return scopes.index(scope) <= scopes.index(self.scope)
