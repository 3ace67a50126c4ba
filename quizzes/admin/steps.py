"""Steps of a question that are taken on a page of their own, which says first what they do to learners."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quizzes.admin.pages import page, syllabus, write_files
from quizzes.admin.permissions import copy_of, may_look, may_publish, may_write, require, require_editor
from quizzes.admin.writing import CHANGE, seen_of
from quizzes.authoring import editing, publishing
from quizzes.authoring.editing import NotEdited
from quizzes.authoring.publishing import Effect, NotPublished
from quizzes.banks.merging import diff_rows
from quizzes.models import Question, Version

LIST = "admin:quizzes_question_changelist"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """What a page of confirmation says.

    rows: of a comparison, below `heading`.   choose: whether to ask the question again soon.
    seen: names the text that is shown, "" where that does not matter.   warning: "" for none.
    """

    title: str
    button: str
    sentences: tuple[str, ...] = ()
    heading: str = "What changes in the text"
    rows: tuple[Any, ...] = ()
    problems: tuple[Any, ...] = ()
    choose: bool = False
    seen: str = ""
    warning: str = ""


def _confirm(request: HttpRequest, question: Question, step: Step, *, status: int = 200) -> HttpResponse:
    context = {"question": question, "step": step}
    return page(request, "question/step.html", f"{step.title}: {question}", context, status=status)


def _people(count: int) -> str:
    return (
        "Nobody has learned it yet"
        if not count
        else f"{count} {'person has' if count == 1 else 'people have'} learned it"
    )


# --- publishing ------------------------------------------------------------------------------------------------------


def publication(request: HttpRequest, question: Question) -> HttpResponse:
    """What publishing the draft does to those who learn the question; then, by a post, publishing it."""
    require_editor(request)
    copy = copy_of(question)
    if copy is None:
        return redirect(CHANGE, question.pk)
    has_changed = request.method == "POST" and request.POST.get("seen") != seen_of(question, copy)
    if request.method == "POST" and not has_changed:
        return _publish(request, question)
    status = 409 if has_changed else 200
    draft = publishing.read_draft(question.bank, copy.source)
    found = publishing.obstacles(question, draft, syllabus=syllabus())
    if found or draft.block is None:
        step = Step(title="Not ready to publish", button="", problems=tuple(found))
        return _confirm(request, question, step, status=status)
    effect = publishing.effect(question, draft.block)
    step = Step(
        title="Publish",
        button="Publish",
        sentences=sentences_on(effect, question),
        heading="What changes in the text" if question.source else "The text",
        rows=_rows(question.source, copy.source),
        choose=effect.kind == "answer" and effect.learners > 0,
        seen=seen_of(question, copy),
        warning="The text has changed since you looked. This is how it stands now." if has_changed else "",
    )
    return _confirm(request, question, step, status=status)


def _rows(published: str, draft: str) -> tuple[Any, ...]:
    """What changes; of a question that was never published, its text, with no line marked as put in."""
    if published:
        return tuple(diff_rows(published, draft))
    return tuple(dataclasses.replace(row, old=None) for row in diff_rows(draft, draft))


def sentences_on(effect: Effect, question: Question) -> tuple[str, ...]:
    """What publishing does to those who learn the question, for its editor."""
    takers = question.bank.learners.count()
    people = _people(effect.learners)
    match effect.kind:
        case "new":
            if not takers:
                return ("The question is new: nobody has taken up this bank yet.",)
            who = "1 person learns this bank and gets" if takers == 1 else f"{takers} people learn this bank and get"
            return (f"The question is new: {who} it as a new card.",)
        case "none":
            return ("The text is the one that is published already; nothing changes for anybody.",)
        case "wording":
            return ("Only the wording changes, not the answer.", f"{people}; all keep their history and their dates.")
        case "revision":
            start = "Their cards start over; the reviews so far stay in the log." if effect.learners else ""
            return ("It has a new revision, so it counts as another question.", f"{people}. {start}".strip())
    kept = "; the history so far is kept." if effect.learners else "."
    return ("The answer changes.", f"{people}{kept}")


def _publish(request: HttpRequest, question: Question) -> HttpResponse:
    try:
        again = request.POST.get("again") == "yes"
        publishing.publish(question, by=request.user, now=timezone.now(), syllabus=syllabus(), again=again)
    except NotPublished as error:
        step = Step(title="Not ready to publish", button="", problems=error.problems)
        return _confirm(request, question, step, status=422)
    question.refresh_from_db()
    messages.success(request, f"Published: {question}.")
    write_files(request, question.bank, message=f"Publish {question}")
    return redirect(CHANGE, question.pk)


# --- retiring, discarding, restoring ---------------------------------------------------------------------------------


def retirement(request: HttpRequest, question: Question) -> HttpResponse:
    require_editor(request)
    learners = question.cards.filter(laid_down=False).values("learner").distinct().count()
    people = "Nobody has a card of it." if not learners else f"Learned by {learners}, who are asked it no more."
    step = Step(title="Retire", button="Retire", sentences=(people, "Their history is kept, and it can be taken back."))
    return _edited(request, question, step, editing.retire, "Retired", f"Retire {question}")


def return_(request: HttpRequest, question: Question) -> HttpResponse:
    require_editor(request)
    step = Step(
        title="Take back from retirement",
        button="Take it back",
        sentences=("It is asked again, from where each learner had left it.",),
    )
    return _edited(request, question, step, editing.take_back, "Taken back", f"Take back {question}")


def _edited(request: HttpRequest, question: Question, step: Step, edit: Any, done: str, message: str) -> HttpResponse:
    if request.method != "POST":
        return _confirm(request, question, step)
    try:
        if edit(question, by=request.user, now=timezone.now(), syllabus=syllabus()):
            messages.success(request, f"{done}: {question}.")
            write_files(request, question.bank, message=message)
    except NotEdited as error:
        messages.error(request, f"Nothing was changed: {error}.")
    return redirect(CHANGE, question.pk)


def discard(request: HttpRequest, question: Question) -> HttpResponse:
    copy = copy_of(question)
    if copy is None:
        return redirect(CHANGE, question.pk)
    require(may_write(request.user, question))
    if request.method == "POST":
        publishing.discard(question)
        messages.success(request, f"The draft of {question} is discarded.")
        return redirect(CHANGE, question.pk) if question.source else redirect(LIST)
    kept = (
        "Learners go on with what is published; what was saved of the draft stays in its history."
        if question.source
        else "It was never published, so nothing is left of it, its history included."
    )
    rows = tuple(diff_rows(question.source, copy.source))
    return _confirm(request, question, Step(title="Discard the draft", button="Discard", sentences=(kept,), rows=rows))


# --- history ---------------------------------------------------------------------------------------------------------


def history(request: HttpRequest, question: Question) -> HttpResponse:
    require(may_look(request.user))
    versions = question.versions.select_related("by").order_by("-pk").defer("source")
    context = {"question": question, "versions": versions}
    return page(request, "question/history.html", f"History: {question}", context)


def version(request: HttpRequest, question: Question, number: int) -> HttpResponse:
    """One version and what it changed; by a post its text becomes the draft again."""
    require(may_look(request.user))
    this = question.versions.select_related("by").filter(pk=number).first()
    if this is None:
        raise Http404
    if request.method == "POST":
        return _restore(request, question, this)
    before = question.versions.filter(pk__lt=this.pk).order_by("-pk").first()
    context = {
        "question": question,
        "version": this,
        "before": before,
        "rows": diff_rows(before.source if before else "", this.source),
        "writable": may_write(request.user, question),
        "copy": copy_of(question),
    }
    return page(request, "question/version.html", f"Version of {this.at:%d %B %Y, %H:%M}: {question}", context)


def _restore(request: HttpRequest, question: Question, this: Version) -> HttpResponse:
    require(may_write(request.user, question))
    publishing.restore(question, this, by=request.user, now=timezone.now())
    then = "publish it to show it to learners" if may_publish(request.user) else "put it up for review"
    messages.success(request, f"That text is the draft again; look at it, then {then}.")
    return redirect(CHANGE, question.pk)
