"""Questions and heads that were changed in their file and on the page: texts side by side, and a side to be taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quizzes.admin.heads import all_conflicts
from quizzes.admin.pages import page, syllabus, write_files
from quizzes.admin.permissions import may_look, may_publish, require, require_editor
from quizzes.authoring.loading import SIDES
from quizzes.authoring.settling import settle
from quizzes.banks.merging import diff_rows
from quizzes.models import Question

CONFLICTS = "admin:quizzes_question_conflicts"


def conflicts(request: HttpRequest) -> HttpResponse:
    require(may_look(request.user))
    rows = Question.objects.filter(theirs__isnull=False).select_related("bank").order_by("bank__file", "line", "slug")
    context = {
        "conflicts": [
            {
                "question": question,
                "base": question.base,
                "theirs": diff_rows(question.base or "", question.theirs or ""),
                "ours": diff_rows(question.base or "", question.source),
            }
            for question in rows
        ],
        "heads": all_conflicts(),
        "may_publish": may_publish(request.user),
        "is_nav_sidebar_enabled": False,
    }
    return page(request, "question/conflicts.html", "Changed in the file and here", context)


def side(request: HttpRequest, question: Question) -> HttpResponse:
    """A post takes a side: side=theirs or side=ours."""
    require_editor(request)
    taken = request.POST.get("side", "")
    if request.method == "POST" and taken in SIDES and question.theirs is not None:
        try:
            settle(question, taken, by=request.user, now=timezone.now(), syllabus=syllabus())
        except ValueError as error:
            messages.error(request, f"The file’s text of {question} cannot be read: {error}.")
        else:
            kept = "the file’s" if taken == "theirs" else "the one on the page"
            messages.success(request, f"Settled: of {question}, the text that counts is {kept}.")
            write_files(request, question.bank, message=f"Settle {question}")
    return redirect(CONFLICTS)
