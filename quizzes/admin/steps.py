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
from quizzes.admin.writing import CHANGE
from quizzes.authoring import editing, publishing
from quizzes.authoring.editing import NotEdited
from quizzes.authoring.obstacles import obstacles
from quizzes.authoring.publishing import Changed, Effect, NotPublished, seen_of
from quizzes.authoring.reading import read_draft
from quizzes.banks.merging import diff_rows
from quizzes.models import Question, Version

LIST = "admin:quizzes_question_changelist"
CHANGED = "The text has changed since you looked. This is how it stands now."
LONGEST_REMARK = 250
DONE = "Somebody was faster: the draft has been published or discarded meanwhile."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """What a page of confirmation says.

    rows: of a comparison, below `heading`.   choose: whether to ask the question again soon.
    seen: names the text that is shown, "" where that does not matter.   warning: "" for none.
    side: of a quarrel between file and page, which is taken.   asks_remark: whether one is to be written.
    back: address of the page that the step was asked for on; None for the page of the question.
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
    side: str = ""
    asks_remark: bool = False
    remark: str = ""
    back: str | None = None


def confirm(request: HttpRequest, question: Question, step: Step, *, status: int = 200) -> HttpResponse:
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
    if request.method == "POST":
        return _publish(request, question)
    return _before_publishing(request, question)


def _before_publishing(request: HttpRequest, question: Question, *, has_changed: bool = False) -> HttpResponse:
    copy = copy_of(question)
    if copy is None:
        return _gone(request, question)
    status = 409 if has_changed else 200
    draft = read_draft(question.bank, copy.source)
    found = obstacles(question, draft, syllabus=syllabus())
    if found or draft.block is None:
        step = Step(title="Not ready to publish", button="", problems=tuple(found))
        return confirm(request, question, step, status=status)
    effect = publishing.effect(question, draft.block)
    step = Step(
        title="Publish",
        button="Publish",
        sentences=sentences_on(effect, question),
        heading="What changes in the text" if question.source else "The text",
        rows=_rows(question.source, copy.source),
        choose=effect.kind == "answer" and effect.learners > 0,
        seen=seen_of(question, copy),
        warning=CHANGED if has_changed else "",
    )
    return confirm(request, question, step, status=status)


def _now(question: Question) -> Question | None:
    """The question as it is after somebody else was faster; None where it is gone."""
    return Question.objects.select_related("bank").filter(pk=question.pk).first()


def _gone(request: HttpRequest, question: Question | None) -> HttpResponse:
    """There is no draft any more, or not even a question."""
    if request.method == "POST":
        messages.warning(request, DONE)
    return redirect(CHANGE, question.pk) if question else redirect(LIST)


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
    again, seen = request.POST.get("again") == "yes", request.POST.get("seen", "")
    try:
        publishing.publish(question, by=request.user, now=timezone.now(), syllabus=syllabus(), again=again, seen=seen)
    except NotPublished as error:
        step = Step(title="Not ready to publish", button="", problems=error.problems)
        return confirm(request, question, step, status=422)
    except Changed:
        now = _now(question)
        return _before_publishing(request, now, has_changed=True) if now else _gone(request, None)
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
        return confirm(request, question, step)
    try:
        if edit(question, by=request.user, now=timezone.now(), syllabus=syllabus()):
            messages.success(request, f"{done}: {question}.")
            write_files(request, question.bank, message=message)
    except NotEdited as error:
        messages.error(request, f"Nothing was changed: {error}.")
    return redirect(CHANGE, question.pk)


def discard(request: HttpRequest, question: Question) -> HttpResponse:
    require(may_write(request.user, question))
    if request.method != "POST":
        return _before_discarding(request, question)
    try:
        publishing.discard(question, seen=request.POST.get("seen", ""))
    except Changed:
        now = _now(question)
        if now is None:
            return _gone(request, None)
        require(may_write(request.user, now))
        return _before_discarding(request, now, has_changed=True)
    messages.success(request, f"The draft of {question} is discarded.")
    return redirect(CHANGE, question.pk) if question.source else redirect(LIST)


def _before_discarding(request: HttpRequest, question: Question, *, has_changed: bool = False) -> HttpResponse:
    copy = copy_of(question)
    if copy is None:
        return _gone(request, question)
    kept = (
        "Learners go on with what is published; what was saved of the draft stays in its history."
        if question.source
        else "It was never published, so nothing is left of it, its history included."
    )
    step = Step(
        title="Discard the draft",
        button="Discard",
        sentences=(kept,),
        rows=tuple(diff_rows(question.source, copy.source)),
        seen=seen_of(question, copy),
        warning=CHANGED if has_changed else "",
    )
    return confirm(request, question, step, status=409 if has_changed else 200)


# --- back to its author ----------------------------------------------------------------------------------------------


def hand_back(request: HttpRequest, question: Question) -> HttpResponse:
    """Take a draft out of the queue, with a remark that its author finds on the page of the question."""
    require_editor(request)
    copy = copy_of(question)
    if copy is None:
        return _gone(request, question)
    remark, has_changed = " ".join(request.POST.get("remark", "").split()), False
    if request.method == "POST" and remark:
        try:
            seen = request.POST.get("seen", "")
            publishing.hand_back(question, remark[:LONGEST_REMARK], by=request.user, now=timezone.now(), seen=seen)
        except Changed:
            now = _now(question)
            copy = copy_of(now) if now else None
            if now is None or copy is None:
                return _gone(request, now)
            question, has_changed = now, True
        else:
            messages.success(request, f"{question} is a draft again, and its author sees your remark.")
            return redirect(LIST)
    to = f" of {copy.author}" if copy.author else ""
    step = Step(
        title="Return to its author",
        button="Return it",
        sentences=(f"It becomes a draft{to} again, and your remark stands above its text.",),
        rows=_rows(question.source, copy.source),
        heading="What changes in the text" if question.source else "The text",
        asks_remark=True,
        remark=remark[:LONGEST_REMARK],
        seen=seen_of(question, copy),
        warning=CHANGED if has_changed else "" if remark or request.method != "POST" else "Write what is to be mended.",
    )
    status = 409 if has_changed else 422 if request.method == "POST" else 200
    return confirm(request, question, step, status=status)


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
    return _version(request, question, this)


def _version(request: HttpRequest, question: Question, this: Version, *, has_changed: bool = False) -> HttpResponse:
    """has_changed: compare it with the draft that stands there now, not with the version before it."""
    copy = copy_of(question)
    before = question.versions.filter(pk__lt=this.pk).order_by("-pk").first()
    present = copy.source if copy else question.source
    context = {
        "question": question,
        "version": this,
        "before": before,
        "rows": diff_rows(present if has_changed else before.source if before else "", this.source),
        "writable": may_write(request.user, question),
        "copy": copy,
        "seen": seen_of(question, copy),
        "has_changed": has_changed,
    }
    title = f"Version of {this.at:%d %B %Y, %H:%M}: {question}"
    return page(request, "question/version.html", title, context, status=409 if has_changed else 200)


def _restore(request: HttpRequest, question: Question, this: Version) -> HttpResponse:
    require(may_write(request.user, question))
    try:
        publishing.restore(question, this, by=request.user, now=timezone.now(), seen=request.POST.get("seen", ""))
    except Changed:
        now = _now(question)
        return _version(request, now, this, has_changed=True) if now else _gone(request, None)
    then = "publish it to show it to learners" if may_publish(request.user) else "put it up for review"
    messages.success(request, f"That text is the draft again; look at it, then {then}.")
    return redirect(CHANGE, question.pk)
