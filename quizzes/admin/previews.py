"""What an author has typed, as a learner would see it and as the check would judge an answer; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from quizzes import pace
from quizzes.admin.pages import syllabus
from quizzes.admin.permissions import may_begin, may_look, require
from quizzes.authoring import showing
from quizzes.authoring.forms import PreviewForm
from quizzes.authoring.obstacles import before_publishing
from quizzes.authoring.reading import Draft, read_draft, tried
from quizzes.authoring.storing import Topics, known_topics
from quizzes.banks.problems import Problem
from quizzes.models import Bank, Question

# These pages are shown in frames of the author's page, so that their styles are the learner's and no others, and under
# the learner's policy. A sandbox would keep the form of one frame from showing its verdict in the other.
_framed = csp_replace({"frame-ancestors": [SELF], "connect-src": [NONE]})
Look = Callable[[HttpRequest, Draft, Bank, dict[str, Any], Topics], dict[str, Any]]


def _look(template: str, look: Look, *, scope: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view: the whole document for a frame, or its fragment where the page's script asks. scope: of its limit."""

    @xframe_options_sameorigin
    @_framed
    def view(request: HttpRequest) -> HttpResponse:
        require(may_look(request.user) or may_begin(request.user))
        seconds = pace.seconds_to_wait(request, scope) if request.method == "POST" else None
        if seconds is not None:
            context: dict[str, Any] = {"trouble": pace.too_quick(seconds)}
        else:
            context = _context(request, look) if request.method == "POST" else {"empty": True}
        is_fragment = request.headers.get("X-Fragment") == "1"
        context |= {"fragment": f"admin/quizzes/question/{template}"}
        response = render(request, context["fragment"] if is_fragment else "admin/quizzes/question/frame.html", context)
        response["Cache-Control"] = "no-store"
        if seconds is not None:
            response.status_code = 429
            pace.told_to_wait(response, seconds)
        return response

    return view


def _context(request: HttpRequest, look: Look) -> dict[str, Any]:
    form = PreviewForm(request.POST)
    if not form.is_valid():
        missing = [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]
        return {"problems": [Problem(file="", line=1, message=message) for message in missing]}
    data = form.cleaned_data
    draft = read_draft(data["bank"], data["source"])
    context: dict[str, Any] = {"problems": draft.problems, "form": data}
    return {**context, **look(request, draft, data["bank"], data, known_topics(syllabus()))}


def _preview(request: HttpRequest, draft: Draft, bank: Bank, data: dict[str, Any], topics: Topics) -> dict[str, Any]:
    question = data["question"] or Question(bank=bank)
    shown = showing.preview_page(draft, bank, seed=data["seed"], part=data["part"], topics=topics)
    return {**shown, "before": before_publishing(question, draft, syllabus=syllabus())}


def _trial(request: HttpRequest, draft: Draft, bank: Bank, data: dict[str, Any], topics: Topics) -> dict[str, Any]:
    if draft.block is None:
        return {}
    texts = [text.replace("\r\n", "\n") for text in request.POST.getlist("text")]
    return showing.trial_page(draft, bank, seed=data["seed"], part=data["part"], texts=texts, topics=topics)


def _tests(request: HttpRequest, draft: Draft, bank: Bank, data: dict[str, Any], topics: Topics) -> dict[str, Any]:
    if draft.block is None:
        return {}
    table = showing.trial_table(tried(draft.block))
    return {"table": table, "reveal": draft.block.key.box == "reveal"}


# Asked for after each pause of 150 ms in typing, which the limit of a learner's previews would not bear.
preview = _look("_preview.html", _preview, scope="user")
trial = _look("_trial.html", _trial, scope="answers")
tests = _look("_tests.html", _tests, scope="authoring")
