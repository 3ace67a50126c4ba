"""The pages after an interview: grading, the report, what the learner does with it, and what others may see of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quizzes import pace
from quizzes.accounts import learner_required, post_only
from quizzes.interview import report_page, reporting, services
from quizzes.models import Interview

GRADING_SECONDS = 1.0  # of one request, so that the page hears often how far it is
SETTLED = "The mark of this question stands: our check has decided, or it is in your plan already."


def _over(request: HttpRequest, pk: int) -> Interview | None:
    """The learner's interview; None while it runs. Raises Http404."""
    interview = services.interview_of(request.learner, pk, now=timezone.now())
    return interview if interview.ended_at is not None else None


def _graded(request: HttpRequest, pk: int) -> Interview:
    """The learner's interview. Raises Http404 where it is not graded: then nothing of its report can be sent either."""
    interview = _over(request, pk)
    if interview is None or interview.graded_at is None:
        raise Http404
    return interview


def _to_report(pk: int, place: str = "") -> HttpResponse:
    return redirect(reverse("report", args=[pk]) + (f"#{place}" if place else ""))


# --- grading and the report ------------------------------------------------------------------------------------------


@require_safe
@learner_required
@pace.limited("reports", methods=("GET", "HEAD"))
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report; until all is graded, how far that is."""
    interview = _over(request, pk)
    if interview is None:
        return redirect("interview", pk=pk)
    if interview.graded_at is None:
        context = {"interview": interview, "progress": reporting.progress_of(interview)}
        return render(request, "interview/grading.html", context)
    context = report_page.report_page(interview)
    context["key"] = secrets.token_urlsafe(16)  # of the forms that start another one: a double click starts one
    if interview.share:
        context["share_link"] = request.build_absolute_uri(reverse("shared-report", args=[interview.share]))
    response = render(request, "interview/report.html", context)
    response._csp_update = {"media-src": ["blob:"]}  # what was spoken is played back from this browser's own store
    return response


@post_only
@learner_required
@pace.limited("reports")
def gradings(request: HttpRequest, pk: int) -> HttpResponse:
    """Grade some more; the page asks again until all is done, with script by itself."""
    interview = _over(request, pk)
    if interview is None:
        return redirect("interview", pk=pk)
    progress = reporting.grade_some(interview, now=timezone.now(), seconds=GRADING_SECONDS)
    if not request.htmx:
        return _to_report(pk)
    if progress.is_done:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("report", args=[pk])})
    return render(request, "interview/_grading.html", {"interview": interview, "progress": progress})


def marks(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The learner's own mark of one question: key points that the answer holds, or right, partly, wrong."""
    if request.method == "POST" and request.user.is_authenticated:
        return _mark(request, pk, position)
    # The address above this one is none: a look, or an expired session, goes to the report, which asks for a sign-in.
    response = _to_report(pk, f"question-{position}")
    return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]}) if request.htmx else response


@learner_required
@pace.limited("reports")
def _mark(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    interview = _graded(request, pk)
    turn = next((turn for turn in reporting.turns_of(interview) if turn.position == position), None)
    if turn is None:
        raise Http404
    form, trouble = request.POST, ""
    try:
        if "checklist" in form:
            reporting.judge(turn, ticked=form.getlist("ticked"))
        else:
            reporting.judge(turn, score=report_page.score_of_mark(form.get("mark", "")))
    except reporting.CannotJudge:
        trouble = SETTLED
    except ValueError as error:
        raise BadRequest(str(error)) from None
    if not request.htmx:
        if trouble:
            messages.info(request, trouble)
        return _to_report(pk, f"question-{position}")
    found = reporting.report(interview)
    context = {
        **report_page.summary(found),
        **report_page.plan_section(interview, found),
        **report_page.item_page(interview, found, position),
        "marked": True,
        "trouble": trouble,
    }
    return render(request, "interview/_marked.html", context)


# --- into the plan ---------------------------------------------------------------------------------------------------


@post_only
@learner_required
def write_back(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _graded(request, pk)
    count = reporting.write_back(interview, now=timezone.now())
    if count:
        messages.info(request, f"{count} question{'s' if count > 1 else ''} went into your plan.")
    else:
        messages.info(request, "That is done already: nothing counts twice.")
    return _to_report(pk, "plan")


@post_only
@learner_required
def prerequisites(request: HttpRequest, pk: int) -> HttpResponse:
    """Put those of the questions offered that were ticked into the plan."""
    interview = _graded(request, pk)
    wanted = set(request.POST.getlist("question"))
    offered = [question for question in reporting.prerequisites(interview) if str(question.pk) in wanted]
    count = reporting.take_up_questions(request.learner, offered)
    messages.info(request, f"{count} question{'' if count == 1 else 's'} put among your new cards.")
    return _to_report(pk, "plan")


# --- out of the house ------------------------------------------------------------------------------------------------


@require_safe
@learner_required
@pace.limited("reports", methods=("GET", "HEAD"))
def report_markdown(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _graded(request, pk)
    response = HttpResponse(reporting.as_markdown(interview), content_type="text/markdown; charset=utf-8")
    return _as_file(response, interview, "md")


@require_safe
@learner_required
@pace.limited("reports", methods=("GET", "HEAD"))
def report_json(request: HttpRequest, pk: int) -> HttpResponse:
    interview = _graded(request, pk)
    values: dict[str, Any] = reporting.as_json(interview)
    response = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _as_file(response, interview, "json")


def _as_file(response: HttpResponse, interview: Interview, ending: str) -> HttpResponse:
    day = interview.started_at.astimezone(interview.learner.calendar.zone).date()
    response["Content-Disposition"] = f'attachment; filename="interview-{day.isoformat()}-{interview.pk}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@post_only
@learner_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link, or withdraw it."""
    interview = _graded(request, pk)
    if "withdraw" in request.POST:
        reporting.unshare(interview)
    else:
        reporting.share(interview)
    return _to_report(pk, "share")


@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """The report for whoever has the link: without a name and without a form, and found by no search engine."""
    interview = reporting.shared_interview(token)
    response = render(request, "interview/shared.html", report_page.report_page(interview, shared=True))

    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
