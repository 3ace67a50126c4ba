"""The pages of the library and of a learner's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes import checking
from quizzes.accounts import learner_required, post_only
from quizzes.banks.syllabus import Topic
from quizzes.library import services
from quizzes.library.forms import SearchForm, SettingsForm, TokenForm
from quizzes.library.topics import PHASE_ONE, Shelf, before_and_after, prerequisite_map, starting_points, weeks_of
from quizzes.models import AREAS, Bank, Question

PAGE = 25  # questions on a page of the search
PREVIEWED = 3  # questions shown before one takes up a bank


@require_GET
@learner_required
def library(request: HttpRequest) -> HttpResponse:
    """What is begun, and in each area what to begin with; the rest is folded."""
    shelves = _shelves(request)
    starts = set(starting_points(shelves).values())
    areas = []
    for area, group in groupby(shelves, key=lambda shelf: shelf.area):
        of_area = list(group)
        shown = [shelf for shelf in of_area if shelf.begun or shelf.slug in starts]
        folded = [shelf for shelf in of_area if shelf not in shown]
        areas.append({"title": AREAS[area], "shown": shown, "folded": folded})
    none_taken = not any(shelf.taken for shelf in shelves)
    basics = services.basics(shelves) if none_taken else []
    context = {"areas": areas, "starts": starts, "none_taken": none_taken, "basics": basics}
    return render(request, "library/library.html", context)


@require_GET
@learner_required
def prerequisites(request: HttpRequest) -> HttpResponse:
    """The topics as a map: what stands on what."""
    shelves = [shelf for shelf in _shelves(request) if shelf.area in ("math", "ml", "dl")]
    rows = [(shelf, before_and_after(shelf, shelves)[0]) for shelf in shelves if shelf.topic]
    return render(request, "library/map.html", {"map": prerequisite_map(shelves), "rows": rows})


@require_GET
@learner_required
def weeks(request: HttpRequest) -> HttpResponse:
    """The path of 26 weeks."""
    found = weeks_of(_shelves(request))
    return render(request, "library/weeks.html", {"weeks": found, "phase_one": PHASE_ONE})


@require_GET
@learner_required
def questions(request: HttpRequest) -> HttpResponse:
    """Questions by words, topic, level, kind, tag and week."""
    form = SearchForm(request.GET or None)
    wishes = form.cleaned_data if form.is_valid() else {}
    page = Paginator(services.find_questions(**wishes), PAGE).get_page(request.GET.get("page"))
    by_id = Question.objects.select_related("bank").in_bulk(page)
    found = [by_id[pk] for pk in page if pk in by_id]
    today = services.in_today(request.learner, found, now=timezone.now())
    taken = set(request.learner.banks.values_list("pk", flat=True))
    rows = [
        {**row, "today": row["question"].pk in today, "taken": row["question"].bank_id in taken} for row in _rows(found)
    ]
    context = {"form": form, "page": page, "rows": rows, "query": _without_page(request)}
    return render(request, "library/questions.html", context, status=422 if form.errors else 200)


@post_only
@learner_required
def asked(request: HttpRequest) -> HttpResponse:
    """Put a question that was found into today, and go back to where it was found."""
    question = get_object_or_404(Question.objects.published().select_related("bank"), slug=request.POST.get("question"))
    is_new_bank = services.ask_today(request.learner, question)
    learned = f"You learn “{question.bank.title}” now. " if is_new_bank else ""
    messages.success(request, f"{learned}That question comes first today.")
    return redirect(f"{reverse('questions')}?{QueryDict(request.POST.get('query', '')).urlencode()}")


@require_GET
@learner_required
def bank(request: HttpRequest, slug: str) -> HttpResponse:
    bank = get_object_or_404(services.banks_for(request.learner), slug=slug)
    cards = request.learner.cards.filter(question__bank=bank)
    shelves = _shelves(request)
    shelf = next(each for each in shelves if each.slug == slug)
    before, after = before_and_after(shelf, shelves)
    rows = _rows(bank.questions.published())
    context = {
        "bank": bank,
        "shelf": shelf,
        "before": before,
        "after": after,
        "preview": rows[:PREVIEWED],
        "subtopics": _by_subtopic(rows, shelf.topic),
        "aside": cards.filter(Q(suspended=True) | Q(buried_until__isnull=False), laid_down=False)
        .exclude(suspended=False, buried_until__lte=request.learner.calendar.day(timezone.now()))
        .select_related("question"),
    }
    return render(request, "library/bank.html", context)


def _shelves(request: HttpRequest) -> list[Shelf]:
    """In study order, area by area."""
    banks = sorted(services.banks_for(request.learner), key=lambda bank: list(AREAS).index(bank.area))
    return services.shelves(request.learner, banks)


def _rows(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {"question": question, "prompt": checking.shown(question, question.parts[0])["prompt"]}
        for question in questions
    ]


def _by_subtopic(rows: list[dict[str, Any]], topic: Topic | None) -> list[dict[str, Any]]:
    """Questions in reading order under the titles of their subtopics; one heading where the syllabus has none."""
    titles = {name: subtopic.title for name, subtopic in topic.subtopics.items()} if topic else {}
    found: dict[str, list[dict[str, Any]]] = {title: [] for title in titles.values()}
    for row in rows:
        _, _, name = row["question"].tags[0].partition(".")
        found.setdefault(titles.get(name, "Questions"), []).append(row)
    return [{"title": title, "rows": rows} for title, rows in found.items() if rows]


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


FIGURE_NAME = re.compile(r"[a-z0-9-]+\.svg")


@require_GET
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """A figure of the banks. Opened by itself, it may run nothing and load nothing."""
    file = settings.CONTENT_DIR / "figures" / name
    if not FIGURE_NAME.fullmatch(name) or not file.is_file():
        raise Http404
    response = HttpResponse(file.read_bytes(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    response._csp_exempt = True  # from that of the pages
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@require_POST
@learner_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Take up one bank, those that the path begins with, or all."""
    wanted = request.POST.get("bank", "")
    banks = _wanted(request, wanted)
    made = sum(services.take_up(request.learner, bank) for bank in banks)
    messages.success(request, f"{made:,} new card{'' if made == 1 else 's'}." if made else "You learn it again.")
    return redirect("home" if wanted in SEVERAL else "library")


SEVERAL = ("basics", "all")


def _wanted(request: HttpRequest, wanted: str) -> Iterable[Bank]:
    if wanted not in SEVERAL:
        return [get_object_or_404(Bank, slug=wanted)]
    basics = services.basics(_shelves(request)) if wanted == "basics" else []
    return Bank.objects.filter(slug__in=[shelf.slug for shelf in basics]) if basics else Bank.objects.all()


@require_POST
@learner_required
def cancellations(request: HttpRequest) -> HttpResponse:
    """Lay a bank down."""
    bank = get_object_or_404(Bank, slug=request.POST.get("bank", ""))
    services.lay_down(request.learner, bank)
    messages.success(request, f"Stopped “{bank.title}”. What you learned is kept, should you go on with it one day.")
    return redirect("library")


@require_http_methods(["GET", "POST"])
@learner_required
def own_settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.learner)
    if request.method == "POST" and form.is_valid():
        learner = form.save(commit=False)
        learner.planned_on = None  # the day's portion is made up anew
        learner.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    return render(request, "library/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache  # the answer to a POST holds a token
@learner_required
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens for programs that speak to the API; a new one is shown once."""
    now = timezone.now()
    form = TokenForm(request.POST or None)
    token = None
    if request.method == "POST" and form.is_valid():
        _, token = services.make_token(request.learner, **form.cleaned_data, now=now)
        form = TokenForm()
    context = {"form": form, "token": token, "tokens": services.live_tokens(request.learner, now=now)}
    return render(request, "library/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@learner_required
def revocations(request: HttpRequest) -> HttpResponse:
    tokens = services.live_tokens(request.learner, now=timezone.now())
    get_object_or_404(tokens, token_key=request.POST.get("token", "")).delete()
    messages.success(request, "Revoked. Programs that used this token are turned away.")
    return redirect("tokens")
