"""Learners, their cards and the log of their reviews, to be looked up; nothing of it is changed here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from quizzes.models import Answer, Card, Learner, Review


class ReadOnly(admin.ModelAdmin):
    """To look at: rows come from the log, and are changed only by what writes that."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Card)
class CardAdmin(ReadOnly):
    list_display = ["question", "part", "learner", "stage", "due_day", "stability", "difficulty", "lapses", "suspended"]
    list_filter = ["stage", "suspended"]
    search_fields = ["question__slug"]
    list_select_related = ["question", "learner__user"]


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    list_display = ["card", "learner", "text", "score", "at"]
    list_select_related = ["card__question", "learner__user"]
    search_fields = ["card__question__slug"]


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["card", "learner", "rating", "suggested", "at", "day"]
    list_select_related = ["card__question", "learner__user"]
    list_filter = ["rating"]


@admin.register(Learner)
class LearnerAdmin(admin.ModelAdmin):
    list_display = ["user", "time_zone", "new_per_day", "desired_retention"]
    fields = [
        "time_zone",
        "day_start",
        "new_per_day",
        "reviews_per_day",
        "desired_retention",
        "single_keys",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # made with its user
