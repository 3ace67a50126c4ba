"""What a learner sees of disputes: the mark is disputed below its verdict, and notices are put away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from quizzes import pace
from quizzes.accounts import learner_required, post_only
from quizzes.disputes import services
from quizzes.models import Answer


@post_only
@learner_required
@pace.limited("disputes")
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    answer = request.learner.answers.with_later().select_related("card", "interview_turn").filter(pk=pk).first()
    if answer is None:
        raise Http404
    answer.learner = request.learner
    services.dispute_mark(answer, request.POST.get("note", ""), now=timezone.now())
    if not request.htmx:
        return redirect(_page_of(answer))
    return render(request, "disputes/_dispute.html", {"answer": answer, "just_sent": True})


def _page_of(answer: Answer) -> str:
    """Where the mark stands: in the report of its interview, or by itself."""
    turn = getattr(answer, "interview_turn", None)
    if turn is None:
        return f"{reverse('answer', args=[answer.pk])}#dispute-{answer.pk}"
    return f"{reverse('report', args=[turn.interview_id])}#question-{turn.position}"


@post_only
@learner_required
def notices(request: HttpRequest) -> HttpResponse:
    """A notice was read: it is not shown again."""
    number = request.POST.get("notice", "")
    if not (number.isdecimal() and len(number) < 19):
        raise Http404
    if not services.put_away(request.learner, int(number), now=timezone.now()):
        raise Http404
    return redirect("home")
