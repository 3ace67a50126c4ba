"""Questions and heads that were changed in their file and on the page: texts side by side, and a side to be taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from quizzes.admin.heads import all_conflicts
from quizzes.admin.pages import page, syllabus, write_files
from quizzes.admin.permissions import may_look, may_publish, require, require_editor
from quizzes.admin.steps import CHANGED, Step, confirm, sentences_on
from quizzes.authoring.loading import SIDES
from quizzes.authoring.publishing import Changed, Effect
from quizzes.authoring.settling import effect_of, seen_of, settle
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
    """What taking a side does to those who learn the question, side=theirs or side=ours; then, by a post, taking it."""
    require_editor(request)
    taken = (request.POST if request.method == "POST" else request.GET).get("side", "")
    if taken not in SIDES or question.theirs is None:
        return redirect(CONFLICTS)
    try:
        return _take(request, question, taken) if request.method == "POST" else _before(request, question, taken)
    except ValueError as error:
        messages.error(request, f"The file’s text of {question} cannot be taken: {error}.")
        return redirect(CONFLICTS)


def _before(request: HttpRequest, question: Question, taken: str, *, has_changed: bool = False) -> HttpResponse:
    effect = effect_of(question, taken)
    step = Step(
        title="Take the file’s text" if taken == "theirs" else "Keep the page’s text",
        button="Take the file’s" if taken == "theirs" else "Keep ours",
        sentences=_sentences(effect, question, taken),
        heading="What changes in the text that learners see",
        rows=tuple(diff_rows(question.source, question.theirs)) if taken == "theirs" and question.theirs else (),
        choose=effect.kind == "answer" and effect.learners > 0,
        seen=seen_of(question),
        side=taken,
        warning=CHANGED if has_changed else "",
        back=reverse(CONFLICTS),
    )
    return confirm(request, question, step, status=409 if has_changed else 200)


def _sentences(effect: Effect, question: Question, taken: str) -> tuple[str, ...]:
    if taken == "ours":
        return ("Nothing changes for learners.", "The file is to follow the page from now on.")
    if effect.kind == "gone":
        who = f"{effect.learners} who learn it are" if effect.learners else "Nobody has a card of it; it is"
        return ("It was taken out of the file, so it is retired.", f"{who} asked it no more; their history is kept.")
    return sentences_on(effect, question)


def _take(request: HttpRequest, question: Question, taken: str) -> HttpResponse:
    again, seen = request.POST.get("again") == "yes", request.POST.get("seen", "")
    try:
        settle(question, taken, by=request.user, now=timezone.now(), syllabus=syllabus(), again=again, seen=seen)
    except Changed:
        now = Question.objects.select_related("bank").filter(pk=question.pk, theirs__isnull=False).first()
        if now is not None:
            return _before(request, now, taken, has_changed=True)
        messages.warning(request, f"Somebody was faster: about {question}, file and page agree by now.")
        return redirect(CONFLICTS)
    kept = "the file’s" if taken == "theirs" else "the one on the page"
    messages.success(request, f"Settled: of {question}, the text that counts is {kept}.")
    write_files(request, question.bank, message=f"Settle {question}")
    return redirect(CONFLICTS)
