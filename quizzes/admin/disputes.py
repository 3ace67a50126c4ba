"""Disputes in the admin: the queue, the page of each, and what accepting it changes, shown before it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from quizzes import checking
from quizzes.admin.disputed_tests import Addition, addition_of, publish
from quizzes.admin.log import ReadOnly
from quizzes.admin.pages import page, write_files
from quizzes.admin.permissions import may_publish, require
from quizzes.answers import UnreadableAnswer
from quizzes.banks.markup import render
from quizzes.disputes import regrading, services
from quizzes.disputes.regrading import Regrading, mark_words
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Dispute

LIST, CHANGE = "admin:quizzes_dispute_changelist", "admin:quizzes_dispute_change"
GRANTS = {"": "as the rules say", "1": "right", "0.75": "partly right, 75 %", "0.5": "partly right, 50 %"}
DECIDED = "This dispute has been decided meanwhile; nothing was done a second time."
BEHIND = ("base", "theirs", "was", "tags", "needs")  # columns of a question that no page here shows


class DecisionForm(forms.Form):
    """grant: the score that the disputed answer gets by hand.   seal: of what the editor was shown."""

    grant = forms.ChoiceField(choices=list(GRANTS.items()), required=False)
    reply = forms.CharField(max_length=services.LONGEST, required=False)
    test = forms.BooleanField(required=False)
    seal = forms.CharField(max_length=64, required=False)


# --- the page of a dispute -------------------------------------------------------------------------------------------


def of_dispute(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the dispute of the address to the view, for those who decide."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        require(request.user.has_perm("quizzes.change_dispute"))
        return view(request, _dispute(pk))

    return wrapped


def _dispute(pk: int | str) -> Dispute:
    if not str(pk).isdecimal():
        raise Http404
    rows = Dispute.objects.select_related("answer__card__question__bank", "answer__learner", "decided_by")
    return get_object_or_404(rows.defer(*(f"answer__card__question__{name}" for name in BEHIND)), pk=pk)


def look(
    request: HttpRequest, dispute: Dispute, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """What an editor decides by. Who the learner is does not matter for that, and is not shown."""
    answer = Answer.objects.get(pk=dispute.answer_id)
    answer.card = dispute.answer.card
    question = answer.card.question
    review = getattr(dispute.answer, "review", None)
    context = {
        "dispute": dispute,
        "answer": answer,
        "question": question,
        "mark": mark_words(answer.score),
        "notes": [render(note["text"]) for note in answer.notes],
        "rating": Rating(review.rating).label if review else "",
        "same_revision": answer.question_rev == question.rev,
        "grants": GRANTS.items(),
        "may_decide": dispute.state == "open" and request.user.has_perm("quizzes.change_dispute"),
        "problem": form.errors if form else None,
        **_variant(answer),
        **_now(answer),
    }
    return page(request, "dispute/change_form.html", f"Dispute of {question}", context, model=Dispute, status=status)


def _variant(answer: Answer) -> dict[str, Any]:
    """The question as the learner saw it, and how the answer reads."""
    question, part = answer.card.question, answer.card.part
    try:
        html = checking.shown(question, part, answer.seed, answer=True)
        readings = checking.readings(question, part, answer.text)
    except (checking.NotDrawn, Http404):
        return {}
    return {"html": html, "readings": readings, "options": html["options"].items()}


def _now(answer: Answer) -> dict[str, Any]:
    """What the present rules say of the same answer."""
    try:
        grade = regrading.judged_again(answer)
    except UnreadableAnswer as error:
        return {"now_unread": render(error.message)}
    except Http404:
        return {"now_gone": True}
    return {
        "now": grade,
        "now_mark": "not decided" if grade.undecided else mark_words(grade.score),
        "now_notes": [render(note.text) for note in grade.notes],
    }


@of_dispute
def refusal(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """Decline, with the reason that the learner reads."""
    if request.method != "POST":
        return redirect(CHANGE, dispute.pk)
    form = DecisionForm(request.POST)
    if form.is_valid() and not form.cleaned_data["reply"].strip():
        form.add_error("reply", "Say why; the learner reads it.")
    if not form.is_valid():
        return look(request, dispute, form=form, status=422)
    try:
        services.decline(dispute, form.cleaned_data["reply"], by=request.user, now=timezone.now())
    except services.Decided:
        messages.warning(request, DECIDED)
    else:
        messages.success(request, "Declined; the learner finds your reason on the home page.")
    return redirect(LIST)


# --- accepting -------------------------------------------------------------------------------------------------------


@of_dispute
def acceptance(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """What accepting changes; then, by a post with the seal of what was shown, that and nothing else."""
    if dispute.state != "open":
        messages.warning(request, DECIDED)
        return redirect(CHANGE, dispute.pk)
    form = DecisionForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return look(request, dispute, form=form, status=422)
    grant = form.cleaned_data["grant"]
    answer, question = dispute.answer, dispute.answer.card.question
    found = regrading.regrade(question, granted=(answer, float(grant)) if grant else None)
    addition = addition_of(answer, granted=bool(grant))
    if request.method != "POST":
        return _preview(request, dispute, found, addition, form)
    if form.cleaned_data["seal"] != found.seal:
        return _changed_meanwhile(request, dispute, found, addition, form)
    is_added = form.cleaned_data["test"] and addition.block is not None and may_publish(request.user)
    try:
        services.accept(
            dispute,
            found,
            reply=form.cleaned_data["reply"],
            by=request.user,
            now=timezone.now(),
            then=(lambda: publish(question, addition, by=request.user)) if is_added else lambda: None,
        )
    except services.Decided:
        messages.warning(request, DECIDED)
        return redirect(LIST)
    except regrading.Outdated:
        return _changed_meanwhile(request, _dispute(dispute.pk), None, addition, form)
    count = len(found.changes)
    messages.success(request, f"Accepted: {count} mark{'' if count == 1 else 's'} changed, and the learners are told.")
    if is_added:
        write_files(request, question.bank, message=f"Add a disputed answer to the tests of {question}")
    return redirect(LIST)


def _preview(
    request: HttpRequest,
    dispute: Dispute,
    found: Regrading,
    addition: Addition,
    form: DecisionForm,
    *,
    changed: bool = False,
) -> HttpResponse:
    own = found.change_of(dispute.answer)
    learners = {change.answer.learner_id for change in found.changes}
    context = {
        "dispute": dispute,
        "question": found.question,
        "found": found,
        "moves": regrading.moves(found.changes),
        "learners": len(learners),
        "reviews": len(regrading.new_ratings(found)),
        "own": own and {"before": mark_words(own.before), "after": mark_words(own.grade.score)},
        "grant": form.cleaned_data["grant"],
        "reply": form.cleaned_data["reply"],
        "addition": addition,
        "may_publish": may_publish(request.user),
        "changed": changed,
    }
    title = f"Accept the dispute of {found.question}"
    return page(request, "dispute/acceptance.html", title, context, model=Dispute, status=409 if changed else 200)


def _changed_meanwhile(
    request: HttpRequest, dispute: Dispute, found: Regrading | None, addition: Addition, form: DecisionForm
) -> HttpResponse:
    """The page again: between looking and deciding, the rules or the marks have become others."""
    if found is None:
        grant, answer = form.cleaned_data["grant"], dispute.answer
        found = regrading.regrade(answer.card.question, granted=(answer, float(grant)) if grant else None)
        addition = addition_of(answer, granted=bool(grant))
    return _preview(request, dispute, found, addition, form, changed=True)


# --- the list --------------------------------------------------------------------------------------------------------


@admin.register(Dispute)
class DisputeAdmin(ReadOnly):
    list_display = ["question", "shown_state", "given", "mark", "said", "at"]
    list_filter = ["state", "answer__card__question__kind", "answer__card__question__bank"]
    search_fields = ["answer__card__question__slug", "answer__text", "note"]
    search_help_text = "The id of a question, or words of the answer or the note"
    ordering = ["-state", "at", "pk"]  # by the letters of the words: open, declined, accepted
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        heavy = ("html", "key_fields", "source", *BEHIND)
        rows = super().get_queryset(request).select_related("answer__card__question")
        return rows.defer(*(f"answer__card__question__{name}" for name in heavy))

    @admin.display(description="Question", ordering="answer__card__question__slug")
    def question(self, dispute: Dispute) -> str:
        return str(dispute.answer.card)

    @admin.display(description="State", ordering="state")
    def shown_state(self, dispute: Dispute) -> str:
        return dispute.get_state_display()

    @admin.display(description="Answer")
    def given(self, dispute: Dispute) -> str:
        return _shortened(dispute.answer.text)

    @admin.display(description="Mark", ordering="answer__score")
    def mark(self, dispute: Dispute) -> str:
        return mark_words(dispute.answer.score)

    @admin.display(description="Note")
    def said(self, dispute: Dispute) -> str:
        return _shortened(dispute.note) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        require(self.has_view_permission(request))
        return look(request, _dispute(object_id))

    def get_urls(self) -> list[URLPattern]:
        def at(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            return path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"quizzes_dispute_{name}")

        return [at("acceptance", acceptance), at("refusal", refusal), *super().get_urls()]


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
