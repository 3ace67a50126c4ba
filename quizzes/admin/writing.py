"""The page on which a question is written: its text is kept as a draft, put up for review, or led to publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from quizzes import checking
from quizzes.admin.pages import MAX_REASONS, page, syllabus
from quizzes.admin.permissions import copy_of, may_begin, may_look, may_publish, may_write, require
from quizzes.authoring import publishing
from quizzes.authoring.forms import BlockForm
from quizzes.authoring.obstacles import before_publishing
from quizzes.authoring.obstacles import obstacles as all_obstacles
from quizzes.authoring.publishing import Changed, NotPublished, seen_of
from quizzes.authoring.reading import read_draft
from quizzes.authoring.services import proposed_synonyms
from quizzes.authoring.storing import locked
from quizzes.banks.merging import diff_rows
from quizzes.banks.problems import Problem
from quizzes.banks.trials import SEEDS
from quizzes.banks.writing import fitted, line_end
from quizzes.kinds import all_kinds
from quizzes.models import Bank, Question, WorkingCopy

framing = csp_replace({"frame-src": [SELF]})  # the preview is a frame
CHANGE = "admin:quizzes_question_change"
PUBLICATION = "admin:quizzes_question_publication"


class _Clash(Exception):
    """Somebody else has saved the question since the author began."""


@framing
def add(request: HttpRequest) -> HttpResponse:
    require(may_begin(request.user))
    if request.method == "POST":
        return _keep(request, None)
    bank = Bank.objects.filter(pk=_number(request.GET.get("bank"))).first()
    kind = all_kinds().get(request.GET.get("kind", ""))
    return _page(request, None, bank=bank, source=kind.example if kind else "")


@framing
def change(request: HttpRequest, question: Question) -> HttpResponse:
    require(may_look(request.user))
    copy = copy_of(question)
    if request.method == "POST":
        if not may_write(request.user, question):
            require(_was_overtaken(request, question, copy))
            return _overtaken(request, question, request.POST.get("source", ""))
        return _keep(request, question)
    return _page(request, question, bank=question.bank, source=copy.source if copy else question.source)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _seen(question: Question | None) -> str:
    """Names what an author has before them, so that a save from an older page is noticed."""
    return seen_of(question, copy_of(question)) if question else ""


def _was_overtaken(request: HttpRequest, question: Question, copy: WorkingCopy | None) -> bool:
    """Whether an author could write when they opened the page, and somebody else has begun a working copy since."""
    user: Any = request.user
    return (
        user.has_perm("quizzes.change_question")
        and copy is not None
        and request.POST.get("seen") != seen_of(question, copy)
    )


def _overtaken(request: HttpRequest, question: Question | None, source: str) -> HttpResponse:
    bank = question.bank if question else None
    return _page(request, question, bank=bank, source=source.replace("\r\n", "\n"), clash=True, status=409)


# --- keeping what was typed ------------------------------------------------------------------------------------------


def _keep(request: HttpRequest, question: Question | None) -> HttpResponse:
    """Whatever happens afterwards, the text comes first: it is a draft, or stands on the page again."""
    posted = {**request.POST.dict(), **({"bank": question.bank_id} if question else {})}
    form = BlockForm(posted)
    if not form.is_valid():
        problems = [
            Problem(file="", line=1, message=f"{name}: {error}")
            for name, found in form.errors.items()
            for error in found
        ]
        bank = form.cleaned_data.get("bank")
        return _page(
            request, question, bank=bank, source=request.POST.get("source", ""), obstacles=problems, status=422
        )
    data = form.cleaned_data
    bank, source = data["bank"], data["source"]
    before = copy_of(question) if question else None
    try:
        kept = _save(request, question, bank, source, seen=data["seen"], now=timezone.now())
    except NotPublished as error:
        return _page(request, question, bank=bank, source=source, obstacles=error.problems, status=422)
    except _Clash:
        return _overtaken(request, question, source)
    return _after(request, kept, source, was_up=before is not None and before.state == "review")


def _save(
    request: HttpRequest, question: Question | None, bank: Bank, source: str, *, seen: str, now: datetime
) -> Question:
    """A text that is the one kept already makes no further version."""
    wanted = fitted(source, question.source if question else "", end=line_end(bank.head))
    read_draft(bank, wanted)  # kept in memory, so that the transaction below has nothing to wait for
    with transaction.atomic():
        if question is not None:
            row = locked(question)
            if row is None:
                raise Http404  # discarded by somebody else, with all that it was
            question, copy = row, copy_of(row)
            if not may_write(request.user, question):
                raise _Clash  # it was allowed a moment ago: another author has begun meanwhile
            if wanted == (copy.source if copy else question.source):
                return question
            if seen != seen_of(question, copy):
                raise _Clash
        return publishing.save_draft(question, bank, source, by=request.user, now=now)


def _after(request: HttpRequest, question: Question, source: str, *, was_up: bool) -> HttpResponse:
    """What the button besides keeping asks for. was_up: whether it was up for review before it was kept."""
    if "_publish" in request.POST:
        require(may_publish(request.user))
        copy = copy_of(question)
        if copy is None:
            messages.info(request, "This text is published already.")
            return redirect(CHANGE, question.pk)
        draft = read_draft(question.bank, copy.source)
        found = all_obstacles(question, draft, syllabus=syllabus())
        if found:
            return _page(request, question, bank=question.bank, source=source, obstacles=found, status=422)
        return redirect(PUBLICATION, question.pk)
    copy = copy_of(question)
    if copy is None:
        messages.info(request, "Nothing has changed, so there is nothing to keep.")
    elif "_submit" in request.POST:
        _submit(request, question, copy)
    elif copy.state == "review":
        messages.success(request, "The draft is saved, and stays up for review.")
    elif was_up:
        said = "The draft is saved, and no longer up for review: put it up again when it is ready."
        messages.success(request, said)
    else:
        messages.success(request, "The draft is saved. Learners see nothing of it until it is published.")
    return redirect(CHANGE, question.pk)


def _submit(request: HttpRequest, question: Question, copy: WorkingCopy) -> None:
    """Put it up for review whatever still stands in the way, and say what does: an editor will meet it."""
    try:
        publishing.submit(question, by=request.user, now=timezone.now())
    except Changed:
        messages.warning(request, "Somebody was faster: the draft has been published or discarded meanwhile.")
        return
    messages.success(request, "The draft is put up for review; an editor will look at it.")
    draft = read_draft(question.bank, copy.source)
    found = [*draft.problems, *before_publishing(question, draft, syllabus=syllabus())]
    if found:
        rows = format_html_join("", "<li>line {}: {}</li>", [(each.line, each.message) for each in found[:MAX_REASONS]])
        more = f"and {len(found) - MAX_REASONS} more" if len(found) > MAX_REASONS else ""
        said = "Before it can be published, this must be mended:"
        messages.warning(request, format_html("{}<ul>{}</ul>{}", said, rows, more))


# --- the page --------------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    question: Question | None,
    *,
    bank: Bank | None,
    source: str,
    obstacles: Sequence[Problem] = (),
    clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    copy = copy_of(question) if question else None
    writable = may_write(request.user, question) if question else may_begin(request.user)
    remark = publishing.remark_on(question) if question and copy else None
    problems, before = (obstacles, ()) if obstacles else _told(question, bank, source)
    context = {
        "question": question,
        "copy": copy,
        "bank": bank,
        "banks": Bank.objects.all() if question is None else (),
        "source": source,
        "seen": _seen(question),
        "problems": problems,
        "before": before,
        "remark": remark,
        "remark_text": remark.note.removeprefix(publishing.RETURNED) if remark else "",
        "refused": bool(obstacles),
        "unsaved": status != 200 and (copy is None or fitted(source, copy.source) != copy.source),
        "theirs": _theirs(question, copy, source) if clash else None,
        "writable": writable,
        "may_publish": may_publish(request.user),
        "kinds": {name: kind.example for name, kind in all_kinds().items()},
        "seeds": SEEDS,
        "synonyms": _synonyms(question) if question and question.state == "published" else (),
        "is_nav_sidebar_enabled": False,  # the text and its preview need the width
    }
    return page(
        request, "question/change_form.html", str(question) if question else "New question", context, status=status
    )


def _told(question: Question | None, bank: Bank | None, source: str) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """The problems of a text, and what stands in the way of publishing it besides."""
    if bank is None or not source.strip():
        return (), ()
    draft = read_draft(bank, source)
    return draft.problems, before_publishing(question or Question(bank=bank), draft, syllabus=syllabus())


def _theirs(question: Question | None, copy: WorkingCopy | None, source: str) -> dict[str, Any]:
    """What somebody else has made of the question meanwhile, beside what was typed here."""
    text = copy.source if copy else question.source if question else ""
    version = question.versions.select_related("by").last() if question else None
    return {"text": text, "version": version, "rows": diff_rows(text, source)}


def _synonyms(question: Question) -> list[dict[str, Any]]:
    """What learners wrote for a key point that our check had not seen, or the other way round."""
    claims = {choice.value: choice.label for choice in checking.key_of(question, question.parts[0]).checklist()}
    return [
        {
            "how": "missed" if each.missed else "found, though it was not said",
            "point": each.point,
            "claim": claims.get(each.point, ""),
            "phrase": each.phrase,
            "times": each.times,
        }
        for each in (proposed_synonyms(question) if claims else ())
    ]
