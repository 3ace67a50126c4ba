"""The pages of a sitting: home, a card, its verdict, and what can be done with either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from quizzes.accounts import learner_required, take_pending
from quizzes.answers import AnswerKey, UnreadableAnswer
from quizzes.banks.markup import render as markdown
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import wait_words
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import services

STALE = "This card was already graded elsewhere, in another tab perhaps. Here is the next one."
MINUTES = (10, 20, 30, 45)  # offered on the home page


# --- home and the sitting --------------------------------------------------------------------------------------------


@require_GET
@learner_required
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = services.today(request.learner, now=now)
    context = {
        "today": today,
        "minutes": MINUTES,
        "has_cards": today.left or today.done or today.backlog or request.learner.cards.exists(),
        "last_review": services.last_review(request.learner, now=now),
        "now": now,
    }
    return render(request, "review/home.html", context)


@require_GET
@learner_required
def review(request: HttpRequest) -> HttpResponse:
    return _next(request, now=timezone.now())


@require_POST
@learner_required
def portions(request: HttpRequest) -> HttpResponse:
    """Set the time at hand, or ask for more when the day's portion is done."""
    learner: Learner = request.learner
    now = timezone.now()
    if "minutes" in request.POST:
        learner.minutes = _whole(request.POST["minutes"], 1, 600)
        learner.save(update_fields=["minutes"])
        services.replan(learner)
    if "more" in request.POST:
        services.plan_day(learner, now=now, more=True)
    return redirect("review" if "more" in request.POST else "home")


def _next(request: HttpRequest, *, now: datetime) -> HttpResponse:
    card = services.next_card(request.learner, now=now)
    if card is None:
        context = {"today": services.today(request.learner, now=now), "now": now, **_undoable(request, now)}
        return _respond(request, "review/done.html", "review/_done.html", context, reverse("review"))
    return _show(request, card, now=now)


def _respond(request: HttpRequest, page: str, fragment: str, context: dict[str, Any], url: str) -> HttpResponse:
    """The fragment for htmx, with the address that shows the same after a reload; the page for everyone else."""
    response = render(request, fragment if request.htmx else page, context)
    if request.htmx:
        response["HX-Replace-Url"] = url
    return response


def _undoable(request: HttpRequest, now: datetime) -> dict[str, Any]:
    return {"last_review": services.last_review(request.learner, now=now)}


# --- a card ----------------------------------------------------------------------------------------------------------


@require_GET
@learner_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card by its address: where a hint is shown, and where an expired session comes back to."""
    pending = take_pending(request)
    return _show(request, _card(request, pk), now=timezone.now(), typed=pending or request.GET)


def _card(request: HttpRequest, pk: int) -> Card:
    card = get_object_or_404(request.learner.cards.select_related("question"), pk=pk)
    card.learner = request.learner
    return card


def _show(
    request: HttpRequest,
    card: Card,
    *,
    now: datetime,
    typed: QueryDict | None = None,
    error: UnreadableAnswer | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card with its answer box; `typed` holds what was in the form, to be shown again."""
    typed = typed if typed is not None else QueryDict()
    seed = services.seed_of(card)
    key = card.question.key(card.part, seed)
    html = card.question.shown(key)
    hints = min(_whole(typed.get("hints"), 0, 99) or 0, len(html["hints"]))
    context = {
        "card": card,
        "question": card.question,
        "key": key,
        "box": f"answers/{key.box}.html",
        "html": html,
        "options": [
            {"value": option.value, "html": html["options"][option.value]} for option in services.in_order(key, seed)
        ],
        "text": typed.get("text", ""),
        "chosen": typed.getlist("text"),
        "hints": hints,
        "shown_hints": html["hints"][:hints],
        "more_hints": len(html["hints"]) - hints,
        "showing": services.key_of_showing(card),
        "shown_at": typed.get("shown_at") or round(now.timestamp()),
        "error": error,
        "left": services.left(request.learner, now=now),
        **_undoable(request, now),
    }
    response = _respond(request, "review/card.html", "review/_card.html", context, reverse("card", args=[card.pk]))
    response.status_code = status
    return response


# --- its verdict -----------------------------------------------------------------------------------------------------


@require_POST
@learner_required
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    card = _card(request, pk)
    form = request.POST
    shown_at = _whole(form.get("shown_at"), 0, 10**11)
    try:
        answer = services.check_answer(
            card,
            " ".join(form.getlist("text")),  # ticked options come one by one
            now=now,
            key=form.get("key", "")[:64],
            gave_up="gave_up" in form,
            hints=_whole(form.get("hints"), 0, 99) or 0,
            seconds=now.timestamp() - shown_at if shown_at else None,
            confidence=_whole(form.get("confidence"), 0, 100),
        )
    except UnreadableAnswer as error:
        return _show(request, card, now=now, typed=form, error=error, status=200 if request.htmx else 422)
    except services.StaleCard:
        messages.info(request, STALE)
        return _next(request, now=now) if request.htmx else redirect("review")
    if not request.htmx:
        return redirect("answer", pk=answer.pk)
    return _verdict(request, answer, now=now)


@require_GET
@learner_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict by its address, so that a reload shows it again and grades nothing."""
    return _verdict(request, _answer(request, pk), now=timezone.now())


def _answer(request: HttpRequest, pk: int) -> Answer:
    answer = get_object_or_404(request.learner.answers.select_related("card__question"), pk=pk)
    answer.learner = answer.card.learner = request.learner
    return answer


def _verdict(request: HttpRequest, answer: Answer, *, now: datetime) -> HttpResponse:
    card = answer.card
    key = card.question.key(card.part, answer.seed)
    graded = card.version != answer.card_version
    waits = {} if graded else services.outlook(card, now=now)
    html = card.question.shown(key)
    notes = [{**note, "html": markdown(note["text"])} for note in answer.notes]
    context = {
        "answer": answer,
        "card": card,
        "question": card.question,
        "key": key,
        "html": html,
        "options": _marked(key, answer, notes, html) if key.options() else [],
        "checklist": [
            {"value": point.value, "html": html["checklist"][point.value], "harmful": point.harmful}
            for point in key.checklist()
        ],
        "has_harmful": any(point.harmful for point in key.checklist()),
        "notes": [note for note in notes if not note["option"]],
        "verdict": _verdict_word(answer),
        "graded": graded,
        **_grades(answer.suggested, waits),
        "reason": answer.reason,
    }
    return _respond(
        request, "review/verdict.html", "review/_verdict.html", context, reverse("answer", args=[answer.pk])
    )


def _verdict_word(answer: Answer) -> str:
    """right, partly, wrong, or yours where the learner is the judge."""
    if answer.score is None:
        return "yours"
    if answer.score >= 1:
        return "right"
    return "partly" if answer.score > 0 else "wrong"


def _marked(key: AnswerKey, answer: Answer, notes: list[dict[str, Any]], html: dict[str, Any]) -> list[dict[str, Any]]:
    """Options as they were shown, each with whether it is right, whether it was chosen, and what the author says."""
    chosen, right = set(answer.text.split()), set(key.model_answer().split())
    said = {note["option"]: note["html"] for note in notes}
    return [
        {
            "html": html["options"][option.value],
            "chosen": option.value in chosen,
            "right": option.value in right,
            "said": said.get(option.value, ""),
        }
        for option in services.in_order(key, answer.seed)
    ]


def _grades(suggested: int | None, waits: dict[Rating, Any]) -> dict[str, Any]:
    """The four buttons. Where nothing is suggested, Space takes Good, as the learner is used to from other programs."""
    default = suggested or Rating.GOOD
    grades = [
        {"rating": rating, "wait": wait_words(wait), "default": rating == default} for rating, wait in waits.items()
    ]
    return {"grades": grades, "suggested": suggested, "suggested_label": Rating(default).label}


@require_POST
@learner_required
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """The grades again, as the key points that the learner ticked propose them; records nothing."""
    answer = _answer(request, pk)
    score, proposal = services.proposal_after_ticks(answer, request.POST.getlist("ticked"))
    context = {
        "answer": answer,
        "score": score,
        "reason": proposal.reason,
        **_grades(proposal.rating, services.outlook(answer.card, now=timezone.now())),
    }
    return render(request, "review/_grades.html", context)


@require_POST
@learner_required
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    rating = _whole(request.POST.get("rating"), Rating.AGAIN, Rating.EASY)
    if rating is None:
        return redirect("answer", pk=pk)
    ticked = request.POST.getlist("ticked") if "checklist" in request.POST else None
    try:
        services.grade_answer(_answer(request, pk), Rating(rating), now=now, ticked=ticked)
    except services.StaleCard:
        messages.info(request, STALE)
    return _next(request, now=now) if request.htmx else redirect("review")


# --- taking back and putting aside -----------------------------------------------------------------------------------


@require_POST
@learner_required
def undos(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    review = get_object_or_404(Review, learner=request.learner, pk=_whole(request.POST.get("review"), 1, 2**62) or 0)
    review.learner = request.learner
    try:
        card = services.undo_review(review, now=now)
    except services.StaleCard:
        messages.info(request, "A later review of this card comes first; take that one back before this one.")
        return redirect("review")
    messages.info(request, "Taken back. Here is the card again.")
    if not request.htmx:
        return redirect("card", pk=card.pk)
    card.learner = request.learner
    return _show(request, card, now=now)


@require_POST
@learner_required
def burials(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    services.bury(_card(request, pk), now=now)
    messages.info(request, "Left out until tomorrow.")
    return _next(request, now=now) if request.htmx else redirect("review")


@require_POST
@learner_required
def suspensions(request: HttpRequest, pk: int) -> HttpResponse:
    services.suspend(_card(request, pk))
    messages.info(request, "Suspended. You find it in the library, where you can take it back.")
    return _next(request, now=timezone.now()) if request.htmx else redirect("review")


@require_POST
@learner_required
def resumptions(request: HttpRequest, pk: int) -> HttpResponse:
    card = _card(request, pk)
    services.resume(card)
    return redirect("bank", slug=card.question.bank.slug)


def _whole(text: str | None, lowest: int, highest: int) -> int | None:
    """A whole number from a form; None when it is missing, no number, or out of range."""
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if lowest <= number <= highest else None
