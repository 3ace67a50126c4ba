"""The pages of a sitting: home, a card, its verdict, and what can be done with either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csp.constants import UNSAFE_INLINE
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from quizzes import checking, pace
from quizzes.accounts import PENDING, keep_pending, learner_required, parent_of, post_only, take_pending
from quizzes.answering import recording
from quizzes.answering.showing import after_ticks, card_page, preview_lines, verdict_page
from quizzes.answers import UnreadableAnswer
from quizzes.forms import whole
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import planning, services

STALE = "This card was already graded elsewhere, in another tab perhaps. Here is the next one."
PROPOSED = "proposed"  # what Enter in the form of the grades sends
MINUTES = (10, 20, 30, 45)  # offered on the home page


# --- home and the sitting --------------------------------------------------------------------------------------------


@require_GET
@learner_required
def home(request: HttpRequest) -> HttpResponse:
    if PENDING in request.session:  # an expired session was renewed by the link, which leads here
        return redirect(request.session[PENDING]["page"])
    now = timezone.now()
    learner: Learner = request.learner
    today = planning.today(learner, now=now)
    context = {
        "today": today,
        "minutes": MINUTES,
        # An interview makes cards laid down, which are none to learn by.
        "has_cards": today.left or today.done or today.backlog or learner.cards.filter(laid_down=False).exists(),
        "last_review": services.last_review(learner, now=now),
        "interview": learner.interviews.going_on(now).first(),
        "now": now,
    }
    return render(request, "review/home.html", context)


@require_GET
@learner_required
def review(request: HttpRequest) -> HttpResponse:
    return _next(request, now=timezone.now())


@post_only
@learner_required
def portions(request: HttpRequest) -> HttpResponse:
    """Set the time at hand, or ask for more when the day's portion is done."""
    learner: Learner = request.learner
    now = timezone.now()
    if "minutes" in request.POST:
        learner.minutes = whole(request.POST["minutes"], 1, 600)
        learner.save(update_fields=["minutes"])
        planning.replan(learner)
    if "more" in request.POST:
        planning.plan_day(learner, now=now, more=True)
    return redirect("review" if "more" in request.POST else "home")


def _next(request: HttpRequest, *, now: datetime, last_review: Review | None = None) -> HttpResponse:
    """last_review: what an undo would take back, where it is known already."""
    card = planning.next_card(request.learner, now=now)
    last_review = last_review or services.last_review(request.learner, now=now)
    if card is None:
        context = {"today": planning.today(request.learner, now=now), "now": now, "last_review": last_review}
        return _respond(request, "review/done.html", "review/_done.html", context, reverse("review"))
    return _show(request, card, now=now, last_review=last_review)


def _respond(request: HttpRequest, page: str, fragment: str, context: dict[str, Any], url: str) -> HttpResponse:
    """The fragment for htmx, with the address that shows the same after a reload; the page for everyone else."""
    response = render(request, fragment if request.htmx else page, context)
    if request.htmx:
        response["HX-Replace-Url"] = url
    return response


# --- a card ----------------------------------------------------------------------------------------------------------


@require_GET
@learner_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card by its address, where an expired session comes back to with what was typed."""
    # Taken before the card is looked up: what belongs to nobody's card must not lead home here again and again.
    typed = take_pending(request, request.path)
    return _show(request, _card(request, pk), now=timezone.now(), typed=typed)


@post_only
@learner_required
def hints(request: HttpRequest, pk: int) -> HttpResponse:
    """The card again with the hints that were asked for and all that was typed."""
    return _show(request, _card(request, pk), now=timezone.now(), typed=request.POST)


def _card(request: HttpRequest, pk: int) -> Card:
    card = services.card_by_id.first(card=pk, learner=request.learner.pk)
    if card is None:
        raise Http404
    card.learner = request.learner
    return card


def _show(
    request: HttpRequest,
    card: Card,
    *,
    now: datetime,
    typed: QueryDict | None = None,
    error: UnreadableAnswer | None = None,
    last_review: Review | None = None,
) -> HttpResponse:
    """The card with its answer box; or its verdict, when it was answered and left before it was graded."""
    if card.open_answer:
        return _verdict(request, _answer(request, card.open_answer), now=now)
    typed = typed if typed is not None else QueryDict()
    context = {
        **card_page(card, texts=typed.getlist("text"), hints=whole(typed.get("hints"), 0, 99) or 0, error=error),
        "shown_at": typed.get("shown_at") or round(now.timestamp()),
        "early": card.due_at is not None and card.due_at > now,
        "left": getattr(card, "left", None) or planning.left(request.learner),
        "last_review": last_review or services.last_review(request.learner, now=now),
        "editor": "editor" in request.GET,
        "editor_url": f"{reverse('card', args=[card.pk])}?editor=1",
    }
    response = _respond(request, "review/card.html", "review/_card.html", context, reverse("card", args=[card.pk]))
    if context["editor"]:  # its formulas are placed by styles of their own
        response._csp_update = {"style-src-attr": [UNSAFE_INLINE]}
    # htmx would not show what comes with an error.
    response.status_code = 422 if error and not request.htmx else 200
    return response


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """How each line of what is being typed reads. Nothing is written, not even for an expired session."""
    if request.method != "POST":
        return redirect("card", pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(parent_of(request.path))
    seconds = pace.seconds_to_wait(request, "previews")
    if seconds is not None:
        return pace.refused(request, seconds)
    card = services.card_by_id.first(card=pk, learner=request.user.learner.pk)
    if card is None:
        raise Http404
    text = request.POST.get("text", "").replace("\0", "\N{REPLACEMENT CHARACTER}")
    readings = preview_lines(text, checking.readings(card.question, card.part, text))
    response = render(request, "review/_preview.html", {"readings": readings})
    response["Cache-Control"] = "no-store"
    return response


# --- its verdict -----------------------------------------------------------------------------------------------------


@post_only
@learner_required
@pace.limited("answers")
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    card = _card(request, pk)
    form = request.POST
    text = " ".join(form.getlist("text"))  # ticked options come one by one
    shown_at = whole(form.get("shown_at"), 0, 10**11)
    try:
        answer = recording.check_answer(
            card,
            text,
            now=now,
            key=form.get("key", "")[:64],
            gave_up="gave_up" in form,
            hints=whole(form.get("hints"), 0, 99) or 0,
            seconds=now.timestamp() - shown_at if shown_at else None,
            confidence=whole(form.get("confidence"), 0, 100),
        )
    except UnreadableAnswer as error:
        return _show(request, card, now=now, typed=form, error=error)
    except recording.StaleCard:
        messages.info(request, STALE)
        return _next(request, now=now) if request.htmx else redirect("review")
    except recording.KeyTaken as error:
        raise BadRequest(str(error)) from None
    if answer.text != text:
        messages.info(request, "You had answered this card already. This is that answer; grade it to go on.")
    if not request.htmx:
        return redirect("answer", pk=answer.pk)
    return _verdict(request, answer, now=now)


@require_GET
@learner_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict by its address, so that a reload shows it again and grades nothing."""
    return _verdict(request, _answer(request, pk), now=timezone.now())


def _answer(request: HttpRequest, pk: int) -> Answer:
    answer = services.answer_by_id.first(answer=pk, learner=request.learner.pk)
    if answer is None:
        raise Http404
    answer.learner = answer.card.learner = request.learner
    return answer.bring_up_to_date()


def _verdict(request: HttpRequest, answer: Answer, *, now: datetime) -> HttpResponse:
    is_graded = answer.card.version != answer.card_version
    waits = {} if is_graded else recording.outlook(answer.card, now=now)
    context = {**verdict_page(answer, waits=waits), "last_review": services.last_review(request.learner, now=now)}
    url = reverse("answer", args=[answer.pk])
    return _respond(request, "review/verdict.html", "review/_verdict.html", context, url)


@post_only
@learner_required
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Headline and grades again, as the key points that the learner ticked have them; records nothing."""
    answer = _answer(request, pk)
    score, proposal = recording.proposal_after_ticks(answer, request.POST.getlist("ticked"))
    waits = recording.outlook(answer.card, now=timezone.now())
    return render(request, "review/_proposal.html", after_ticks(answer, score, proposal, waits=waits))


@post_only
@learner_required
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    answer = services.answer_alone.first(answer=pk, learner=request.learner.pk)
    if answer is None:
        raise Http404
    answer.bring_up_to_date().learner = request.learner
    ticked = request.POST.getlist("ticked") if "checklist" in request.POST else None
    rating = _rating(request.POST.get("rating"), answer, ticked)
    if rating is None:
        return _verdict(request, _answer(request, pk), now=now) if request.htmx else redirect("answer", pk=pk)
    review = None
    try:
        review = recording.grade_answer(answer, rating, now=now, ticked=ticked)
    except recording.StaleCard:
        messages.info(request, STALE)
    else:
        if review.rating != rating:
            given = Rating(review.rating).label
            messages.info(request, f"That card was already graded {given}, in another tab perhaps. Undo takes it back.")
    return _next(request, now=now, last_review=review) if request.htmx else redirect("review")


def _rating(given: str | None, answer: Answer, ticked: list[str] | None) -> Rating | None:
    """The rating that a button stands for. Enter in the form means the proposed one, if there is any."""
    if given == PROPOSED and ticked is None:
        return Rating(answer.suggested) if answer.suggested else None
    if given == PROPOSED:
        return recording.proposal_after_ticks(answer, ticked)[1].rating if ticked else None
    number = whole(given, Rating.AGAIN, Rating.EASY)
    return Rating(number) if number else None


# --- taking back and putting aside -----------------------------------------------------------------------------------


@post_only
@learner_required
def undos(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    own = request.learner.reviews.select_related("answer")
    review = get_object_or_404(own, pk=whole(request.POST.get("review"), 1, 2**62) or 0)
    review.learner = request.learner
    try:
        card = services.undo_review(review, now=now)
    except recording.StaleCard:
        messages.info(request, "A later review of this card comes first; take that one back before this one.")
        return redirect("review")
    messages.info(request, "Taken back. Here is the card again.")
    return _again(request, card, review.answer)


def _again(request: HttpRequest, card: Card, answer: Answer | None = None) -> HttpResponse:
    """The card with what had been answered to it, to be sent again or mended."""
    page = reverse("card", args=[card.pk])
    if answer:
        is_ticked = recording.key_of(card).options()
        keep_pending(request, page, answer.text.split() if is_ticked else [answer.text])
    if not request.htmx:
        return redirect(page)
    return _show(request, _card(request, card.pk), now=timezone.now(), typed=take_pending(request, page))


@post_only
@learner_required
def burials(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    card = _card(request, pk)
    services.bury(card, now=now)
    messages.info(request, "Left out until tomorrow.", extra_tags=str(pk))
    return _next(request, now=now) if request.htmx else redirect("review")


@post_only
@learner_required
def suspensions(request: HttpRequest, pk: int) -> HttpResponse:
    services.suspend(_card(request, pk))
    messages.info(request, "Suspended: it is not asked any more.", extra_tags=str(pk))
    return _next(request, now=timezone.now()) if request.htmx else redirect("review")


@post_only
@learner_required
def resumptions(request: HttpRequest, pk: int) -> HttpResponse:
    card = _card(request, pk)
    if "library" in request.POST:
        services.resume(card)
        return redirect("bank", slug=card.question.bank.slug)
    services.resume(card, first=True)
    return _again(request, card)
