"""How learners fare with each question, in the admin: a list to be sorted by any figure, and a page of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from quizzes import checking, pace
from quizzes.admin.log import ReadOnly
from quizzes.admin.pages import page
from quizzes.admin.permissions import may_look, may_publish, require
from quizzes.authoring import measuring
from quizzes.authoring.items import FEWEST_LEARNERS, FEWEST_TO_SUSPECT, ROUNDING
from quizzes.authoring.measuring import Group
from quizzes.models import ItemStatistics, Question

LIST = "admin:quizzes_itemstatistics_changelist"
TOO_FEW = f"fewer than {FEWEST_LEARNERS} learners"
WHY_MISSING = {  # of questions that enough learners have answered; by the name of the figure
    "facility": f"{TOO_FEW} have a first answer with a mark",
    "discrimination": f"{TOO_FEW} have marks on other questions too, or all have the same ones",
    "median_seconds": f"the answers of {TOO_FEW} were timed",
    "difficulty": f"{TOO_FEW} have reviewed it",
    "lapse_rate": f"{TOO_FEW} have reviewed it",
}
NOT_YET_DOUBTED = f"below 0, but the key is doubted only from {FEWEST_TO_SUSPECT} learners on"
CHART_WIDTH, CHART_HEIGHT, CHART_LEFT, CHART_TOP, BAR = 420, 190, 44, 14, 64  # of the drawing, in its own units
CHART_BOTTOM = CHART_HEIGHT - 40


class SuspectFilter(admin.SimpleListFilter):
    title = "the key"
    parameter_name = "key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("suspect", "may be wrong"), ("fine", "no reason to doubt it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ItemStatistics]) -> QuerySet[ItemStatistics]:
        match self.value():
            case "suspect":
                return queryset.exclude(suspect="")
            case "fine":
                return queryset.filter(suspect="")
        return queryset


class EnoughFilter(admin.SimpleListFilter):
    title = "learners"
    parameter_name = "enough"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", f"{FEWEST_LEARNERS} or more"), ("no", TOO_FEW)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ItemStatistics]) -> QuerySet[ItemStatistics]:
        match self.value():
            case "yes":
                return queryset.filter(learners__gte=FEWEST_LEARNERS)
            case "no":
                return queryset.filter(learners__lt=FEWEST_LEARNERS)
        return queryset


@pace.limited("authoring")
def measurements(request: HttpRequest) -> HttpResponse:
    """Work all figures out again."""
    require(may_publish(request.user) and request.user.has_perm("quizzes.view_itemstatistics"))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = measuring.measure(now=timezone.now())
    messages.success(request, f"Worked out again from all answers, for {count} question{'' if count == 1 else 's'}.")
    return redirect(LIST)


def _figure(found: ItemStatistics, name: str, form: str, unit: str = "") -> str:
    """As it is shown; a dash, with the reason, where there is none."""
    value: float | None = getattr(found, name)
    if value is None:
        return format_html('<span title="{}">–</span>', _why_missing(found, name))
    return format(value, form).replace("-", "−") + unit


def _why_missing(found: ItemStatistics, name: str) -> str:
    return TOO_FEW if found.learners < FEWEST_LEARNERS else WHY_MISSING[name]


def _is_doubtful(found: ItemStatistics) -> bool:
    """The better do worse, though by too few learners for the warning."""
    return found.discrimination is not None and found.discrimination < -ROUNDING and not found.suspect


@admin.register(ItemStatistics)
class ItemStatisticsAdmin(ReadOnly):
    list_display = [
        *("question", "shown_suspect", "learners", "attempts", "shown_facility", "shown_discrimination"),
        *("shown_seconds", "shown_difficulty", "shown_lapses"),
    ]
    list_filter = [
        *(SuspectFilter, EnoughFilter, "question__kind", "question__level", "question__area", "question__bank"),
    ]
    search_fields = ["question__slug", "question__tags"]
    search_help_text = "The id of a question, or a tag"
    ordering = [F("facility").asc(nulls_last=True), "question__slug"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemStatistics]:
        heavy = ("html", "key_fields", "source", "base", "theirs")
        rows = super().get_queryset(request).select_related("question")
        return rows.defer(*(f"question__{name}" for name in heavy))

    @admin.display(description="Facility", ordering="facility")
    def shown_facility(self, found: ItemStatistics) -> str:
        return _figure(found, "facility", ".0%")

    @admin.display(description="Discrimination", ordering="discrimination")
    def shown_discrimination(self, found: ItemStatistics) -> str:
        return _figure(found, "discrimination", ".2f")

    @admin.display(description="Median time", ordering="median_seconds")
    def shown_seconds(self, found: ItemStatistics) -> str:
        return _figure(found, "median_seconds", ".0f", " s")

    @admin.display(description="Difficulty", ordering="difficulty")
    def shown_difficulty(self, found: ItemStatistics) -> str:
        return _figure(found, "difficulty", ".1f")

    @admin.display(description="Lapse rate", ordering="lapse_rate")
    def shown_lapses(self, found: ItemStatistics) -> str:
        return _figure(found, "lapse_rate", ".0%")

    @admin.display(description="Key", ordering="suspect")
    def shown_suspect(self, found: ItemStatistics) -> str:
        if found.suspect:
            return "⚠ may be wrong"
        return f"{FEWEST_TO_SUSPECT} learners needed to tell" if _is_doubtful(found) else ""

    # --- the pages ---

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        at = ItemStatistics.objects.aggregate(at=Max("at"))["at"]
        more = {"at": at, "too_few": TOO_FEW, "may_measure": may_publish(request.user)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        require(self.has_view_permission(request))
        if not object_id.isdecimal():
            raise Http404
        found = get_object_or_404(ItemStatistics.objects.select_related("question__bank"), pk=object_id)
        groups = measuring.groups(found.question)
        context = {
            "found": found,
            "question": found.question,
            "figures": self._figures(found),
            "groups": groups,
            "chart": _chart(groups),
            "idle": _options(found.question, found.idle_distractors),
            "enough": found.learners >= FEWEST_LEARNERS,
            "too_few": TOO_FEW,
            "may_look": may_look(request.user),
        }
        title = f"Statistics of {found.question}"
        return page(request, "itemstatistics/change_form.html", title, context, model=ItemStatistics)

    def _figures(self, found: ItemStatistics) -> list[tuple[str, str, str]]:
        """Name, figure, and what it means, or why it is missing."""

        def of(name: str, meaning: str) -> str:
            if getattr(found, name) is None and found.learners >= FEWEST_LEARNERS:
                return f"{meaning}; missing, since {WHY_MISSING[name]}"
            return meaning

        telling = "whether those who know the other questions know this one: from −1 to 1; 0.3 and more is good"
        return [
            ("Learners", str(found.learners), "who have answered it"),
            ("Attempts", str(found.attempts), "all answers to its present revision"),
            ("Facility", self.shown_facility(found), of("facility", "mean score of first attempts")),
            (
                "Discrimination",
                self.shown_discrimination(found),
                of("discrimination", telling) + (f"; {NOT_YET_DOUBTED}" if _is_doubtful(found) else ""),
            ),
            ("Median time", self.shown_seconds(found), of("median_seconds", "from showing it to the answer")),
            (
                "Difficulty",
                self.shown_difficulty(found),
                of("difficulty", "as the scheduler has learned it: 1, easiest, to 10"),
            ),
            (
                "Lapse rate",
                self.shown_lapses(found),
                of("lapse_rate", "share of reviews in which it had been forgotten"),
            ),
        ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(measurements)
        return [path("measurements/", view, name="quizzes_itemstatistics_measurements"), *super().get_urls()]


def _options(question: Question, letters: Sequence[str]) -> list[tuple[str, str]]:
    """Letter and HTML of options."""
    html = checking.shown(question, question.parts[0])["options"] if letters else {}
    return [(letter, html.get(letter, "")) for letter in letters]


def _chart(groups: Sequence[Group]) -> dict[str, Any] | None:
    """Where the bars of a small drawing stand; None where there is nothing to draw."""
    if not groups:
        return None
    height = CHART_BOTTOM - CHART_TOP
    wide = (CHART_WIDTH - CHART_LEFT) / len(groups)
    bars = []
    for number, group in enumerate(groups):
        tall = round(height * (group.facility or 0.0), 1)
        middle = round(CHART_LEFT + wide * (number + 0.5), 1)
        bars.append(
            {
                "name": group.name,
                "words": "–" if group.facility is None else f"{group.facility:.0%}",
                "x": middle - BAR / 2,
                "y": CHART_BOTTOM - tall,
                "height": tall,
                "middle": middle,
            }
        )
    lines = [{"y": CHART_BOTTOM - height * share, "words": f"{share:.0%}"} for share in (0.0, 0.5, 1.0)]
    return {
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "left": CHART_LEFT,
        "bottom": CHART_BOTTOM,
        "bar": BAR,
        "bars": bars,
        "lines": lines,
    }
