"""Questions in the admin: the list with its filters and bulk actions, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from quizzes.admin import conflicts, previews, steps, uploads, writing
from quizzes.admin.bulk import BULKS, bulk
from quizzes.admin.permissions import may_begin, may_publish, may_write, row_or_404
from quizzes.models import Question

OPEN = {
    "review": "put up for review",
    "draft": "draft, or changes not published",
    "mine": "mine",
    "none": "none",
}


class WorkingCopyFilter(admin.SimpleListFilter):
    title = "working copy"
    parameter_name = "copy"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(OPEN.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        match self.value():
            case "review" | "draft" as state:
                return queryset.filter(copy__state=state)
            case "mine":
                return queryset.filter(copy__author=request.user)
            case "none":
                return queryset.filter(copy__isnull=True)
        return queryset


class BegunByFilter(admin.RelatedOnlyFieldListFilter):
    """Who began the draft; the other author is the name that the text itself states."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.title = "who began the draft"


def of_question(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the question of the address to the view, or say that there is none."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int | str, **more: Any) -> HttpResponse:
        return view(request, row_or_404(Question.objects.select_related("bank"), pk), **more)

    return wrapped


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["id_", "shown_state", "bank", "kind", "level", "topic", "author"]
    list_filter = [
        *("state", WorkingCopyFilter, ("copy__author", BegunByFilter), "kind", "level", "area", "author", "bank"),
    ]
    search_fields = ["slug", "source", "copy__source", "tags", "copy__author__username"]
    search_help_text = "Words of the text, an id, a tag, or who began the draft"
    list_select_related = ["bank", "copy"]
    list_per_page = 50
    ordering = ["bank", "place", "slug"]
    actions = list(BULKS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).defer("html", "key_fields", "source", "base", "theirs", "copy__source")

    @admin.display(description="Id", ordering="slug")
    def id_(self, question: Question) -> str:
        return question.slug

    @admin.display(description="State", ordering="state")
    def shown_state(self, question: Question) -> str:
        copy = getattr(question, "copy", None)
        if copy is None or not copy or question.state in ("draft", "review"):
            return question.get_state_display()
        waiting = "changes in review" if copy.state == "review" else "changes in draft"
        return format_html("{} <span class='quiet'>· {}</span>", question.get_state_display(), waiting)

    # --- who may ---

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_begin(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        if obj is None:
            return may_publish(request.user) or request.user.has_perm("quizzes.change_question")
        return may_write(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return False  # questions are retired, and drafts discarded

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if may_publish(request.user) else {}

    @admin.action(description="Publish the drafts …")
    def publish(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        return bulk(request, queryset, "publish")

    @admin.action(description="Retire …")
    def retire(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        return bulk(request, queryset, "retire")

    @admin.action(description="Add or remove a tag …")
    def retag(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        return bulk(request, queryset, "retag")

    @admin.action(description="Set the level …")
    def set_level(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        return bulk(request, queryset, "set_level")

    @admin.action(description="Move to another bank …")
    def move(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        return bulk(request, queryset, "move")

    # --- the pages ---

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        conflicting = Question.objects.filter(theirs__isnull=False).count()
        return super().changelist_view(request, {**(extra_context or {}), "conflicting": conflicting})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return writing.add(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return of_question(writing.change)(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"quizzes_question_{name}")

        return [
            at("preview/", previews.preview, "preview"),
            at("trial/", previews.trial, "trial"),
            at("tests/", previews.tests, "tests"),
            at("import/", uploads.upload, "import"),
            at("conflicts/", conflicts.conflicts, "conflicts"),
            at("<int:pk>/publication/", of_question(steps.publication), "publication"),
            at("<int:pk>/retirement/", of_question(steps.retirement), "retirement"),
            at("<int:pk>/return/", of_question(steps.return_), "return"),
            at("<int:pk>/discard/", of_question(steps.discard), "discard"),
            at("<int:pk>/remark/", of_question(steps.hand_back), "remark"),
            at("<int:pk>/history/", of_question(steps.history), "history"),
            at("<int:pk>/history/<int:number>/", of_question(steps.version), "version"),
            at("<int:pk>/side/", of_question(conflicts.side), "side"),
            *super().get_urls(),
        ]
