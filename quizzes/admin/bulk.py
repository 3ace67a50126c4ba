"""One change to many questions: a page asks what is needed, then says what was done, and what was not and why."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quizzes.admin.pages import page, syllabus, tell, write_files
from quizzes.admin.permissions import require_editor
from quizzes.admin.steps import sentences_on
from quizzes.authoring import editing, publishing
from quizzes.authoring.editing import NotEdited
from quizzes.authoring.forms import BankChoiceForm, LevelForm, NoChoice, PublishForm, TagForm
from quizzes.authoring.publishing import Changed, NotPublished, seen_of
from quizzes.authoring.reading import read_draft
from quizzes.banks.syllabus import Syllabus
from quizzes.models import Bank, Question, WorkingCopy

MOST = 500  # questions at once; each is read and checked anew
LISTED = 10  # named on the page that asks

Do = Callable[..., bool]
# What publishing does, behind a number of questions, in the order in which it is told.
TOLD = {
    "revision": "with a new revision",
    "answer": "whose answer changes",
    "wording": "in which only the wording changes",
    "new": "new",
    "none": "as published already",
    "unfit": "that cannot be published",
    "absent": "without a draft",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bulk:
    """form: what is asked for.   do: from what was chosen to what is done to each question; it says whether it did.

    done: the past tense, for "12 questions published".
    """

    title: str
    done: str
    form: type[forms.Form]
    do: Callable[[Mapping[str, Any]], Do]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Told:
    """What the page said beforehand of one question that is to be published.

    seen: names the text that it said that of.   kind: of its publishing.Effect, or another of TOLD.
    choose: whether the editor chooses if it is asked again soon.
    """

    question: Question
    seen: str
    kind: str
    sentences: tuple[str, ...]
    choose: bool = False


def _told(question: Question) -> Told:
    copy = WorkingCopy.objects.filter(question=question).first()
    seen = seen_of(question, copy)
    if copy is None:
        return Told(question=question, seen=seen, kind="absent", sentences=("It has no draft, and is left as it is.",))
    if question.source:
        draft = read_draft(question.bank, copy.source)
        if draft.block is None:
            first = draft.problems[0]
            said = f"It cannot be published: line {first.line}: {first.message}."
            return Told(question=question, seen=seen, kind="unfit", sentences=(said,))
        effect = publishing.effect(question, draft.block)
    else:
        effect = publishing.Effect(kind="new", learners=0)  # whatever its text says, and however long it takes to read
    choose = effect.kind == "answer" and effect.learners > 0
    return Told(question=question, seen=seen, kind=effect.kind, sentences=sentences_on(effect, question), choose=choose)


def _publish(
    question: Question, *, by: Any, now: datetime, syllabus: Syllabus | None, seen: Mapping[str, str], again: set[str]
) -> bool:
    """seen, again: what was told of each question by its number, and the numbers of those to be asked again soon."""
    if not WorkingCopy.objects.filter(question=question).exists():
        raise NotEdited("it has no draft")
    number = str(question.pk)
    told = str(seen.get(number, ""))
    try:
        publishing.publish(question, by=by, now=now, syllabus=syllabus, again=number in again, seen=told)
    except Changed:
        reason = "its text has changed since you looked; choose it once more to see what publishing it does"
        raise NotEdited(reason) from None
    except NotPublished as error:
        problem = error.problems[0]
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        raise NotEdited(f"line {problem.line}: {problem.message}{more}") from None
    return True


def _retag(choice: Mapping[str, Any]) -> Do:
    return partial(editing.add_tag if choice["act"] == "add" else editing.remove_tag, tag=choice["tag"])


BULKS: Mapping[str, Bulk] = {
    "publish": Bulk(
        title="Publish the drafts",
        done="published",
        form=PublishForm,
        do=lambda choice: partial(_publish, seen=choice["seen"], again=choice["again"]),
    ),
    "retire": Bulk(title="Retire", done="retired", form=NoChoice, do=lambda choice: editing.retire),
    "retag": Bulk(title="Add or remove a tag", done="changed", form=TagForm, do=_retag),
    "set_level": Bulk(
        title="Set the level",
        done="changed",
        form=LevelForm,
        do=lambda choice: partial(editing.set_level, level=choice["level"]),
    ),
    "move": Bulk(
        title="Move to another bank",
        done="moved",
        form=BankChoiceForm,
        do=lambda choice: partial(editing.move, bank=choice["bank"]),
    ),
}


def bulk(request: HttpRequest, questions: QuerySet[Question], name: str) -> HttpResponse | None:
    """The page of one action; None, which leads back to the list, when it was done."""
    require_editor(request)
    asked = BULKS[name]
    count = questions.count()
    form = asked.form(request.POST if "_confirmed" in request.POST else None)
    chosen = list(questions.defer(None).select_related("bank")) if name == "publish" and count <= MOST else []
    if count > MOST:
        tell(request, "", [(f"{count} questions", f"choose at most {MOST} at once")])
        return None
    if form.is_valid():
        _run(request, asked, questions, form.cleaned_data)
        return redirect(request.get_full_path())
    context = {
        "bulk": asked,
        "name": name,
        "form": form,
        "count": count,
        "listed": questions[:LISTED],
        "more": max(count - LISTED, 0),
        "learners": _learners(questions) if name == "retire" else None,
        **(_told_of([_told(question) for question in chosen]) if name == "publish" else {}),
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "across": request.POST.get("select_across", "0"),
    }
    return page(request, "question/bulk.html", asked.title, context)


def _told_of(told: list[Told]) -> dict[str, Any]:
    """The page before publishing: a row for each question, those first that ask for a choice."""
    order = list(TOLD)
    counts = Counter(each.kind for each in told)
    return {
        "told": sorted(
            (each for each in told if each.kind != "absent"), key=lambda each: (not each.choose, order.index(each.kind))
        ),
        "summary": [(counts[kind], TOLD[kind]) for kind in order if counts[kind]],
        "seen": json.dumps({each.question.pk: each.seen for each in told}),
        "choices": sum(each.choose for each in told),
    }


def _learners(questions: QuerySet[Question]) -> int:
    cards = questions.filter(cards__reviews__gt=0, cards__laid_down=False)
    return cards.values("cards__learner").distinct().count()


def _run(request: HttpRequest, asked: Bulk, questions: QuerySet[Question], choice: Mapping[str, Any]) -> None:
    topics, do = syllabus(), asked.do(choice)
    banks: list[Bank] = [choice["bank"]] if "bank" in choice else []
    changed, same = 0, 0
    refused: list[tuple[str, str]] = []
    # One by one as it is by then: an edit of hundreds takes a while, in which others publish and write.
    for pk in list(questions.values_list("pk", flat=True)):
        question = Question.objects.select_related("bank").filter(pk=pk).first()
        if question is None:
            continue  # a draft that was discarded meanwhile
        former = question.bank
        try:
            if do(question, by=request.user, now=timezone.now(), syllabus=topics):
                changed += 1
                banks.append(former)
            else:
                same += 1
        except NotEdited as error:
            refused.append((question.slug, str(error)))
    parts = [f"{changed} question{'' if changed == 1 else 's'} {asked.done}"] if changed or not refused else []
    parts += [f"{same} were so already"] if same else []
    tell(request, ", ".join(parts) + "." if parts else "", refused)
    if changed:
        write_files(request, *banks, message=f"{asked.title}: {changed} questions")
