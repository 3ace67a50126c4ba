"""Banks, questions, learners and the log in Django's admin: to look things up; banks are edited in their files."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from quizzes import checking
from quizzes.authoring.services import proposed_synonyms
from quizzes.models import Answer, Bank, Card, Learner, Question, Review


class ReadOnly(admin.ModelAdmin):
    """To look at: rows come from bank files or from the log, and are changed only by what writes those."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Bank)
class BankAdmin(ReadOnly):
    list_display = ["title", "slug", "area", "file", "version"]
    list_filter = ["area"]
    search_fields = ["title", "slug"]


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    """Shows the block and where its file holds it; that is where it is edited."""

    list_display = ["slug", "bank", "kind", "level", "topic", "rev", "retired"]
    list_filter = ["area", "kind", "level", "retired", "bank"]
    search_fields = ["slug", "source"]
    fields = [
        "edit_in",
        "learners_words",
        "source",
        "slug",
        "bank",
        "kind",
        "level",
        "tags",
        "needs",
        "rev",
        "was",
        "retired",
        "digest",
    ]
    readonly_fields = ["edit_in", "learners_words"]

    @admin.display(description="Edit in")
    def edit_in(self, question: Question) -> str:
        return f"content/{question.bank.file}, line {question.line}; then run: .venv/bin/python manage.py load_banks"

    @admin.display(description="Proposed synonyms")
    def learners_words(self, question: Question) -> str:
        """What learners wrote for a key point that our check had not seen, or the other way round."""
        claims = {choice.value: choice.label for choice in checking.key_of(question, question.parts[0]).checklist()}
        rows = [
            (
                "missed" if each.missed else "found, though it was not said",
                each.point,
                claims.get(each.point, ""),
                each.phrase,
                f" ({each.times} times)" if each.times > 1 else "",
            )
            for each in proposed_synonyms(question)
        ]
        if not rows:
            return "none: no learner has corrected a key point of this question"
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}: point {} “{}”; a learner wrote “{}”{}</li>", rows)
        )


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
