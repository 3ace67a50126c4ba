"""Banks in the admin: a new one, what each holds, and its questions as a file for other programs; and new topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from quizzes.admin import heads
from quizzes.admin.log import ReadOnly
from quizzes.admin.pages import page, syllabus, write_files
from quizzes.admin.permissions import may_begin, may_publish, require, row_or_404
from quizzes.admin.uploads import first_words
from quizzes.authoring.exporting import exported
from quizzes.authoring.forms import BankForm, FindForm, TopicForm
from quizzes.authoring.reading import read_draft
from quizzes.authoring.storing import bank_columns
from quizzes.banks.questions import Question as Block
from quizzes.banks.questions import read_bank
from quizzes.exchange.exports import as_apkg, as_csv, as_gift
from quizzes.models import AREAS, STATES, Bank, Question, Topic

LISTED = 100  # questions on the page of their bank; beyond that it says how many more

FORMATS = {
    "md": ("Markdown", "text/markdown; charset=utf-8"),
    "csv": ("table (CSV)", "text/csv; charset=utf-8"),
    "gift": ("Moodle GIFT", "text/plain; charset=utf-8"),
    "apkg": ("Anki deck", "application/octet-stream"),
}


def _blocks(bank: Bank) -> list[Block]:
    """The published questions of a bank, as they read today."""
    sources = bank.questions.published().order_by("place", "pk").values_list("source", flat=True)
    drafts = (read_draft(bank, source) for source in sources)
    return [draft.block for draft in drafts if draft.block]


def download(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    bank = get_object_or_404(Bank, pk=pk)
    require(request.user.has_perm("quizzes.view_bank"))
    if format not in FORMATS:
        raise Http404
    response = HttpResponse(_file(bank, format), content_type=FORMATS[format][1])
    name = bank.slug.replace('"', "")
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(bank: Bank, format: str) -> bytes | str:
    if format == "md":
        return exported(bank)
    if format == "csv":
        return as_csv(_blocks(bank))
    if format == "gift":
        return as_gift(_blocks(bank))[0]
    return as_apkg(_blocks(bank), deck=bank.title, now=timezone.now())


@admin.register(Bank)
class BankAdmin(ReadOnly):
    list_display = ["title", "id_", "area", "published", "drafts"]
    list_filter = ["area"]
    search_fields = ["title", "slug", "questions__slug"]
    search_help_text = "Words of the title, an id of a bank or of one of its questions"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bank]:
        def count(*states: str) -> Count:
            return Count("questions", filter=Q(questions__state__in=states), distinct=True)

        rows = super().get_queryset(request).defer("head", "description_html")
        return rows.annotate(published_count=count("published"), draft_count=count("draft", "review"))

    @admin.display(description="Id", ordering="slug")
    def id_(self, bank: Bank) -> str:
        return bank.slug

    @admin.display(description="Published", ordering="published_count")
    def published(self, bank: Any) -> int:
        return int(bank.published_count)

    @admin.display(description="Drafts", ordering="draft_count")
    def drafts(self, bank: Any) -> str:
        return str(bank.draft_count or "–")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {**(extra_context or {}), "title": "Banks", "conflicts": heads.all_conflicts()}
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("quizzes.add_bank")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        require(self.has_add_permission(request))
        form = BankForm(request.POST or None)
        bank = self._made(form) if form.is_valid() else None
        if bank is not None:
            messages.success(request, f"The bank {bank.title} is there; write or import its questions.")
            write_files(request, bank, message=f"Begin the bank {bank.slug}")
            return redirect("admin:quizzes_bank_change", bank.pk)
        context = {"form": form, "button": "Make the bank"}
        return page(request, "form.html", "New bank", context, model=Bank)

    def _made(self, form: BankForm) -> Bank | None:
        """None where somebody has made a bank of that id since the form looked; the form says so then."""
        data = form.cleaned_data
        try:
            with transaction.atomic():
                return Bank.objects.create(
                    slug=data["slug"],
                    **bank_columns(read_bank(data["head"]), data["head"]),
                    file=f"{data['slug'].replace('.', '/')}.md",  # as the files of the content folder lie
                    digest="",  # no file holds it yet
                    place=max(Bank.objects.values_list("place", flat=True), default=-1) + 1,
                )
        except IntegrityError:
            form.add_error(None, f"There is a bank {data['slug']} already; give this one another id.")
            return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        require(self.has_view_permission(request))
        bank = row_or_404(Bank.objects.all(), object_id)

        def show(more: dict[str, Any], status: int) -> HttpResponse:
            context = {**_context(request, bank), **more}
            return page(request, "bank/change_form.html", bank.title, context, model=Bank, status=status)

        return heads.edit_head(request, bank, show) if request.method == "POST" else show({}, 200)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/download/<str:format>/", view(download), name="quizzes_bank_download"),
            path("<int:pk>/side/", view(heads.side), name="quizzes_bank_side"),
            *super().get_urls(),
        ]


def _context(request: HttpRequest, bank: Bank) -> dict[str, Any]:
    states = list(bank.questions.values_list("state", flat=True))
    form = FindForm(request.GET)
    found = _found(bank, form.cleaned_data if form.is_valid() else {})
    rows = list(found.select_related("copy")[:LISTED])
    return {
        "bank": bank,
        "counts": [(STATES[state], states.count(state), state) for state in STATES],
        "total": len(states),
        "find": form,
        "is_narrowed": any(form.cleaned_data.values()) if form.is_valid() else False,
        "found": len(rows) if len(rows) < LISTED else found.count(),
        "rows_found": [(row, first_words(_text_of(row))) for row in rows],
        "formats": [(name, title) for name, (title, _) in FORMATS.items()],
        "left_out": as_gift(_blocks(bank))[1] if "gift" in request.GET else None,
        "areas": list(AREAS),
        "may_begin": may_begin(request.user),
        "may_publish": may_publish(request.user),
        **heads.head_context(bank),
    }


def _found(bank: Bank, wanted: dict[str, Any]) -> QuerySet[Question]:
    rows = bank.questions.order_by("place", "line", "slug").defer("html", "key_fields", "base")
    for word in wanted.get("q", "").split():
        text = Q(source__icontains=word) | Q(copy__source__icontains=word)
        rows = rows.filter(Q(slug__icontains=word) | Q(tags__icontains=word) | text)
    for name in ("state", "kind", "level"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    return rows


def _text_of(question: Question) -> str:
    """What its author has before them: the working copy where there is one."""
    copy = getattr(question, "copy", None)
    return copy.source if copy else question.source


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Topics of the page; those of the syllabus are in its file."""

    form = TopicForm
    list_display = ["title", "slug", "area"]
    list_filter = ["area"]

    def get_form(self, request: HttpRequest, obj: Topic | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # a class of this request only
        form.listed = _listed()
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A topic that was saved goes into the syllabus at once, where files are written through."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and response.status_code == 302:  # saved, and its transaction is over
            write_files(request, message="Add a topic", topics=True)
        return response

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and obj.slug in form.listed:
            messages.info(request, f"The syllabus lists {obj.slug} by now, and what it says there counts.")

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> Sequence[str]:
        """Questions name a topic by its id and stand in its area; one in the syllabus is changed there."""
        return ("slug", "area") if obj and (_is_used(obj) or obj.slug in _listed()) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        may_go = obj is None or obj.slug in _listed() or not _is_used(obj)
        return request.user.has_perm("quizzes.change_topic") and may_go


def _listed() -> frozenset[str]:
    found = syllabus()
    return frozenset(topic.id for topic in found.topics) if found else frozenset()


def _is_used(topic: Topic) -> bool:
    """Whether a question is about it, or needs it."""
    if Question.objects.filter(topic=topic.slug).exists():
        return True
    needs = Question.objects.exclude(needs=[]).values_list("needs", flat=True)
    return any(need.partition(".")[0] == topic.slug for each in needs for need in each)
