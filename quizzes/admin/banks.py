"""Banks in the admin: a new one, what each holds, and its questions as a file for other programs; and new topics."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from quizzes.admin.log import ReadOnly
from quizzes.admin.pages import page, syllabus, write_files
from quizzes.admin.permissions import may_begin, require, row_or_404
from quizzes.authoring.exporting import exported
from quizzes.authoring.forms import BankForm, TopicForm
from quizzes.authoring.publishing import read_draft
from quizzes.banks.markup import render
from quizzes.banks.questions import Question as Block
from quizzes.exchange.exports import as_apkg, as_csv, as_gift
from quizzes.models import STATES, Bank, Topic

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
    list_display = ["title", "slug", "area", "file", "version"]
    list_filter = ["area"]
    search_fields = ["title", "slug"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("quizzes.add_bank")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        require(self.has_add_permission(request))
        form = BankForm(request.POST or None)
        if form.is_valid():
            bank = self._made(form.cleaned_data)
            messages.success(request, f"The bank {bank.title} is there; write or import its questions.")
            write_files(request, bank, message=f"Begin the bank {bank.slug}")
            return redirect("admin:quizzes_bank_change", bank.pk)
        context = {"form": form, "button": "Make the bank"}
        return page(request, "form.html", "New bank", context, model=Bank)

    def _made(self, data: dict[str, Any]) -> Bank:
        return Bank.objects.create(
            slug=data["slug"],
            title=data["title"],
            area=data["area"],
            license=data["license"],
            version="1",
            description_html=render(data["description"]),
            head=data["head"],
            file=f"{data['slug'].replace('.', '/')}.md",  # as the files of the content folder lie
            digest="",  # no file holds it yet
            place=max(Bank.objects.values_list("place", flat=True), default=-1) + 1,
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        require(self.has_view_permission(request))
        bank = row_or_404(Bank.objects.all(), object_id)
        states = list(bank.questions.values_list("state", flat=True))
        context = {
            "bank": bank,
            "counts": [(STATES[state], states.count(state), state) for state in STATES],
            "formats": [(name, title) for name, (title, _) in FORMATS.items()],
            "left_out": as_gift(_blocks(bank))[1] if "gift" in request.GET else None,
            "may_begin": may_begin(request.user),
        }
        return page(request, "bank/change_form.html", bank.title, context, model=Bank)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(download)
        return [path("<int:pk>/download/<str:format>/", view, name="quizzes_bank_download"), *super().get_urls()]


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Topics of the page; those of the syllabus are in its file."""

    form = TopicForm
    list_display = ["title", "slug", "area"]
    list_filter = ["area"]

    def get_form(self, request: HttpRequest, obj: Topic | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # a class of this request only
        found = syllabus()
        form.listed = frozenset(topic.id for topic in found.topics) if found else frozenset()
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return False
