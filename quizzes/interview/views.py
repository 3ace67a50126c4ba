"""The pages of an interview that is sat: a question, what is saved of it, the clock, the end."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from csp.constants import UNSAFE_INLINE
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from quizzes import pace
from quizzes.accounts import learner_required, post_only, take_pending
from quizzes.answers import MAX_ANSWER_LENGTH, UnreadableAnswer
from quizzes.forms import whole
from quizzes.interview import services, showing, sitting
from quizzes.interview.services import Over
from quizzes.models import Interview, Turn

LONGEST_PAD = 3 * MAX_ANSWER_LENGTH  # characters; its box takes a third of it, and two tabs may add up
Address = str


# --- sitting ---------------------------------------------------------------------------------------------------------


@require_GET
@learner_required
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """The question in view; after the end, the report."""
    found = services.interview_of(request.learner, pk, now=timezone.now())
    return redirect("turn", pk, found.position) if found.ended_at is None else redirect("report", pk)


@require_GET
@learner_required
def turn(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    # Taken before anything is looked up: what belongs to no question must not lead home here again and again.
    typed = take_pending(request, request.path)
    now = timezone.now()
    interview = services.interview_of(request.learner, pk, now=now)
    try:
        turn = sitting.look_at(interview, position, now=now)
    except Over:
        return redirect("report", pk)
    if turn.position != position:
        return redirect("turn", pk, turn.position)
    return _show(request, turn, showing.turn_page(turn, texts=typed.getlist("text") or None), now=now)


def _show(
    request: HttpRequest, turn: Turn, page: dict[str, Any], *, now: datetime, version: int | None = None
) -> HttpResponse:
    """version: that the text in the box was typed to, where that is not the one which stands."""
    interview = turn.interview
    rows = sitting.strip(interview)
    with_editor = "editor" in request.GET or "editor" in request.POST
    context = {
        **page,
        **showing.clock_page(interview, now=now),
        "interview": interview,
        "rows": rows,
        "budget_minutes": max(1, round(rows[turn.position - 1].budget / 60)),
        "version": turn.version if version is None else version,
        "last": turn.position == len(rows),
        "editor": with_editor,
        "editor_url": f"{reverse('turn', args=[interview.pk, turn.position])}?editor=1",
    }
    response = render(request, "interview/sitting.html", context, status=_status(page))
    response._csp_update = {"media-src": ["blob:"]}  # what was spoken is played back from this browser's own store
    if with_editor:  # its formulas are placed by styles of their own
        response._csp_update["style-src-attr"] = [UNSAFE_INLINE]
    return response


def _status(page: dict[str, Any]) -> int:
    if "conflict" in page:
        return 409
    return 422 if "error" in page else 200


@post_only
@learner_required
def turn_text(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Save what was typed and go where the button leads; a script that saves presses none, and is told how it went."""
    too_quick = _too_quick(request)
    if too_quick:
        return too_quick
    now = timezone.now()
    form = request.POST
    interview = services.interview_of(request.learner, pk, now=now)
    version = whole(form.get("version"), 0, 2**31) or 0
    keep = form.get("keep")
    reply: dict[str, Any] = _clock(interview, now=now)
    other_strip = not {"spoken", "flag", "skip"}.isdisjoint(form)
    try:
        if _is_script(request) and "leaving" not in form:  # what a page saves as it goes may come after the next one
            sitting.attend(interview, position, now=now)
        if "pad" in form and _pad_text(form) != interview.pad:
            reply |= _pad_told(_keep_pad(interview, form, now=now))
        if "spoken" in form:
            sitting.speak(interview, position, form["spoken"] == "1", now=now)
        if "unchanged" not in form:  # a script says so, which then has nothing to save
            try:
                saved = sitting.save(interview, position, _text(form), version=version, now=now, force=keep == "mine")
            except sitting.TooLong as error:
                return _refused(request, interview, position, reply, str(error), version=version, now=now)
            reply |= {**_told(saved), "skipped": saved.skipped}
            other_strip |= saved.turned
            if saved.stale and keep != "theirs":
                return _conflict(request, interview, position, reply, version=version, now=now)
        reply |= _moved(interview, position, form, now=now)
    except Over:
        return _ended(request, interview)
    if _is_script(request):
        # Most saves come by themselves every few seconds, and change nothing that the strip tells.
        more = {"strip": _strip(interview, position)} if other_strip and "next" not in reply else {}
        return JsonResponse({**reply, **more})
    return redirect(reply.get("next") or _address(interview, position, form))


def _moved(interview: Interview, position: int, form: QueryDict, *, now: datetime) -> dict[str, Any]:
    """What a button does besides saving: `next` is the address that it leads to. Raises Over."""
    if "skip" in form:
        on = form["skip"] == "1"
        sitting.skip(interview, position, on, now=now)
        return {"skipped": on, **({"next": _after(interview, position, form)} if on else {})}
    if "flag" in form:
        on = form["flag"] == "1"
        sitting.flag(interview, position, on, now=now)
        return {"flagged": on}
    if "finish" in form:
        return {"next": reverse("submission", args=[interview.pk])}
    if "next" in form:
        return {"next": _after(interview, position, form)}
    if "previous" in form:
        return {"next": _address(interview, max(position - 1, 1), form)}
    if "go" in form or "keep" in form:
        return {"next": _address(interview, whole(form.get("go"), 1, 10_000) or position, form)}
    return {}


def _strip(interview: Interview, position: int) -> str:
    """How all questions stand, for the page of this one; in view on another tab may be another."""
    rows = [dataclasses.replace(row, current=row.position == position) for row in sitting.strip(interview)]
    return render_to_string("interview/_strip.html", {"rows": rows})


def _after(interview: Interview, position: int, form: QueryDict) -> Address:
    """The next question; behind the last one, what is left to do before the end."""
    if position < interview.turns.count():
        return _address(interview, position + 1, form)
    return reverse("submission", args=[interview.pk])


def _address(interview: Interview, position: int, form: QueryDict) -> Address:
    return reverse("turn", args=[interview.pk, position]) + ("?editor=1" if "editor" in form else "")


def _conflict(
    request: HttpRequest, interview: Interview, position: int, reply: dict[str, Any], *, version: int, now: datetime
) -> HttpResponse:
    """Another tab was first: both texts, and the question which of them counts. Raises Over."""
    turn = sitting.look_at(interview, position, now=now)
    page = showing.conflict_page(turn, _text(request.POST))
    if _is_script(request):
        return JsonResponse({**reply, "conflict": render_to_string("interview/_conflict.html", page)})
    return _show(request, turn, page, now=now, version=version)


def _refused(
    request: HttpRequest,
    interview: Interview,
    position: int,
    reply: dict[str, Any],
    message: str,
    *,
    version: int,
    now: datetime,
) -> HttpResponse:
    """The text as it was typed, and why it was not saved. Raises Over."""
    if _is_script(request):
        return JsonResponse({**reply, "refused": message}, status=422)
    turn = sitting.look_at(interview, position, now=now)
    page = showing.turn_page(turn, texts=[_text(request.POST)])
    return _show(request, turn, {**page, "error": UnreadableAnswer(message)}, now=now, version=version)


def _ended(request: HttpRequest, interview: Interview) -> HttpResponse:
    address = reverse("report", args=[interview.pk])
    if _is_script(request):
        return JsonResponse({"ended": True, "left": 0.0, "over": 0.0, "next": address}, status=410)
    return redirect(address)


def _too_quick(request: HttpRequest) -> HttpResponse | None:
    """What a save that comes too soon after many others is told; the script tries again by itself."""
    seconds = pace.seconds_to_wait(request, "saves")
    if seconds is None:
        return None
    if not _is_script(request):
        return pace.refused(request, seconds)
    return pace.told_to_wait(JsonResponse({"refused": pace.too_quick(seconds)}, status=429), seconds)


def _text(form: QueryDict) -> str:
    """The answer as one text. Ticked options come one by one; a form sends lines with a carriage return more."""
    return " ".join(form.getlist("text")).replace("\r\n", "\n")


def _told(saved: sitting.Saved) -> dict[str, Any]:
    saved_at = saved.saved_at.isoformat() if saved.saved_at else None
    return {"version": saved.version, "stale": saved.stale, "text": saved.text, "saved_at": saved_at}


def _clock(interview: Interview, *, now: datetime) -> dict[str, float | None]:
    """Seconds left, None without a clock, and seconds over."""
    over = (now - interview.deadline).total_seconds() if interview.deadline else 0.0
    return {"left": sitting.seconds_left(interview, now=now), "over": max(over, 0.0)}


def _is_script(request: HttpRequest) -> bool:
    return bool(request.htmx) or request.headers.get("Accept", "").startswith("application/json")


# --- the scratch pad and the clock -----------------------------------------------------------------------------------


@post_only
@learner_required
def pad(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the scratch pad. A script is told when another tab was first; a form has both texts kept."""
    too_quick = _too_quick(request)
    if too_quick:
        return too_quick
    now = timezone.now()
    interview = services.interview_of(request.learner, pk, now=now)
    if "pad" not in request.POST:
        return redirect("interview", pk)
    try:
        if _is_script(request):
            saved = _save_pad(interview, request.POST, now=now)
            return JsonResponse({**_told(saved), **_clock(interview, now=now)})
        _keep_pad(interview, request.POST, now=now)
    except Over:
        return _ended(request, interview)
    return redirect("interview", pk)


def _keep_pad(interview: Interview, form: QueryDict, *, now: datetime) -> sitting.Saved:
    """Save the pad; what another tab has written meanwhile stays above it. Raises Over."""
    saved = _save_pad(interview, form, now=now)
    while saved.stale:
        text = _pad_text(form)
        if text in saved.text:
            return saved
        both = text if saved.text in text else f"{saved.text}\n\n{text}"
        saved = sitting.save_pad(interview, both, version=saved.version, now=now)
    return saved


def _save_pad(interview: Interview, form: QueryDict, *, now: datetime) -> sitting.Saved:
    version = whole(form.get("pad_version"), 0, 2**31) or 0
    return sitting.save_pad(interview, _pad_text(form), version=version, now=now)


def _pad_text(form: QueryDict) -> str:
    text = form["pad"].replace("\r\n", "\n")
    if len(text) > LONGEST_PAD:
        raise BadRequest(f"a scratch pad of {len(text):,} characters")
    return text


def _pad_told(saved: sitting.Saved) -> dict[str, Any]:
    return {"pad": saved.text, "pad_version": saved.version}


@require_GET
@learner_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the clock is and what was saved, for a page that stays open; asking is a sign that somebody is at it."""
    now = timezone.now()
    interview = services.interview_of(request.learner, pk, now=now)
    services.hear(interview, now=now)
    found = sitting.state(interview, now=now)
    more = {"ended": found.ended, "versions": found.versions, "pad_version": found.pad_version}
    return JsonResponse({**_clock(interview, now=now), **more})


# --- the end ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What is left to do, before the end; a post ends the interview."""
    now = timezone.now()
    interview = services.interview_of(request.learner, pk, now=now)
    if request.method == "POST":
        sitting.finish(interview, now=now)
    if interview.ended_at is not None:
        return redirect("report", pk)
    rows = sitting.strip(interview)
    context = {
        **showing.clock_page(interview, now=now),
        "interview": interview,
        "rows": rows,
        "answered": sum(row.answered for row in rows),
        "outstanding": showing.outstanding(rows),
    }
    return render(request, "interview/submission.html", context)
