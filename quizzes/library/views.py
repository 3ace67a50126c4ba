"""The pages of the library and of a learner's settings."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes import checking
from quizzes.accounts import learner_required
from quizzes.library import services
from quizzes.library.forms import SettingsForm, TokenForm
from quizzes.memory.scheduling import Stage
from quizzes.models import AREAS, Bank


@require_GET
@learner_required
def library(request: HttpRequest) -> HttpResponse:
    banks = sorted(services.banks_for(request.learner), key=lambda bank: list(AREAS).index(bank.area))
    areas = [(AREAS[area], list(group)) for area, group in groupby(banks, key=lambda bank: bank.area)]
    return render(request, "library/library.html", {"areas": areas, "none_taken": not any(b.taken for b in banks)})


@require_GET
@learner_required
def bank(request: HttpRequest, slug: str) -> HttpResponse:
    bank = get_object_or_404(services.banks_for(request.learner), slug=slug)
    cards = request.learner.cards.filter(question__bank=bank)
    context = {
        "bank": bank,
        "questions": [
            {"question": question, "prompt": checking.shown(question, question.parts[0])["prompt"]}
            for question in bank.questions.filter(retired=False)
        ],
        "aside": cards.filter(Q(suspended=True) | Q(buried_until__isnull=False), laid_down=False)
        .exclude(suspended=False, buried_until__lte=request.learner.calendar.day(timezone.now()))
        .select_related("question"),
        "counts": cards.filter(question__retired=False).aggregate(
            new=Count("pk", filter=Q(stage=Stage.NEW)),
            learning=Count("pk", filter=Q(stage__in=[Stage.LEARNING, Stage.RELEARNING])),
            known=Count("pk", filter=Q(stage=Stage.REVIEW)),
        ),
    }
    return render(request, "library/bank.html", context)


@require_POST
@learner_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Take up one bank, or all."""
    wanted = request.POST.get("bank", "")
    banks = Bank.objects.all() if wanted == "all" else [get_object_or_404(Bank, slug=wanted)]
    made = sum(services.take_up(request.learner, bank) for bank in banks)
    messages.success(request, f"{made} new card{'' if made == 1 else 's'}." if made else "You learn it again.")
    return redirect("home" if wanted == "all" else "library")


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
def settings(request: HttpRequest) -> HttpResponse:
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
