"""The pages before an interview: setting one up, the earlier ones, and one of them once more."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quizzes import pace
from quizzes.accounts import learner_required, post_only
from quizzes.interview import services, showing
from quizzes.interview.profiles import FAVOUR
from quizzes.interview.services import MOST_STARTED, NothingToAsk, RunningInterview, TooMany
from quizzes.models import AREAS, Learner

MOST_EARLIER = 50  # interviews listed
WEIGHTS = "weights"
# Fields of the choices as the page calls them.
TITLES = {
    "minutes": "How long",
    "profile": "For which role",
    WEIGHTS: "Own weights",
    **{f"{WEIGHTS}.{area}": title for area, title in AREAS.items()},
    "level": "Level",
    "weak_share": "Weak spots or fresh ground",
    "follow_ups": "Follow-ups",
    "timer": "The clock",
    "stretch": "More time",
}
NOTHING = (
    "There is no question left that fits: those of your last two interviews are not asked again. Try another profile, "
    "a mixed level, or take up more banks in the library."
)
TOO_MANY = "You have started {most} interviews within an hour; more are not possible. You can start the next in {wait}."


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
@pace.limited("interviews")
def interviews(request: HttpRequest) -> HttpResponse:
    """What an interview is to be like, and those that were; a post starts one."""
    return _start(request) if request.method == "POST" else _setup(request, now=timezone.now())


def _start(request: HttpRequest) -> HttpResponse:
    now, given = timezone.now(), request.POST.dict()
    try:
        setup = services.setup_from(given)
        interview = services.start_interview(
            request.learner, setup, now=now, seed=secrets.randbits(62), key=_key(request.POST)
        )
    except ValueError as error:
        field, _, fault = str(error).partition(": ")
        return _setup(request, now=now, error=f"{TITLES[field]}: {fault}.", given=given, fault_of=field)
    except (NothingToAsk, TooMany) as error:
        return _refused(request, error, now=now, given=given)
    except RunningInterview:
        return redirect("interviews")  # which says so, and leads to it
    return redirect("interview", pk=interview.pk)


def _refused(
    request: HttpRequest, error: NothingToAsk | TooMany, *, now: datetime, given: Mapping[str, str]
) -> HttpResponse:
    """The form again, as it was filled in."""
    if isinstance(error, NothingToAsk):
        return _setup(request, now=now, error=NOTHING, given=given)
    minutes = max(1, math.ceil(error.wait.total_seconds() / 60))
    told = TOO_MANY.format(most=MOST_STARTED, wait=f"{minutes} minute{'s' if minutes > 1 else ''}")
    response = _setup(request, now=now, error=told, given=given, status=429)
    response["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
    return response


def _setup(
    request: HttpRequest,
    *,
    now: datetime,
    error: str = "",
    given: Mapping[str, str] | None = None,
    fault_of: str = "",
    status: int = 422,
) -> HttpResponse:
    """given: what the form is filled in with; None for the choices of the last time.

    fault_of: the field that the error speaks of.   status: of an error.
    """
    learner: Learner = request.learner
    running = services.open_interview(learner, now=now)
    earlier = list(learner.interviews.filter(ended_at__isnull=False).order_by("-pk")[:MOST_EARLIER])
    for each in earlier:
        each.learner = learner
    if given is None:  # who needed more time the last time needs it again
        given = showing.as_form(services.setup_of(earlier[0])) if earlier else {}
    context = {
        **showing.setup_page(given),
        "error": error,
        "fault_of": fault_of,
        "weights_fault": error if fault_of.partition(".")[0] == WEIGHTS else "",
        "favour": f"{FAVOUR:g}",
        "key": secrets.token_urlsafe(16),
        "running": running,
        "running_left": showing.clock_page(running, now=now)["left_words"] if running else "",
        "earlier": [showing.earlier_row(each) for each in earlier],
    }
    return render(request, "interview/setup.html", context, status=status if error else 200)


@post_only
@learner_required
@pace.limited("interviews")
def repetitions(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more: with the same questions, or another interview like it."""
    now = timezone.now()
    interview = services.interview_of(request.learner, pk, now=now)
    same = request.POST.get("same") == "1"
    try:
        again = services.repeat(interview, now=now, seed=secrets.randbits(62), key=_key(request.POST), same=same)
    except (NothingToAsk, TooMany) as error:
        return _refused(request, error, now=now, given=showing.as_form(services.setup_of(interview)))
    except RunningInterview:
        return redirect("interviews")
    return redirect("interview", pk=again.pk)


def _key(form: QueryDict) -> str:
    """The form's own key, so that a double click starts one interview."""
    return form.get("key", "")[:64] or secrets.token_urlsafe(16)
