"""Disputes in the admin: the queue, the page of each, and what accepting it changes, shown before it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from quizzes import checking, pace
from quizzes.admin.disputed_tests import Addition, addition_of, publish
from quizzes.admin.log import ReadOnly
from quizzes.admin.pages import page, write_files
from quizzes.admin.permissions import may_publish, require
from quizzes.answers import UnreadableAnswer
from quizzes.banks.markup import render
from quizzes.disputes import regrading, services
from quizzes.disputes.regrading import Regrading, mark_words
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Dispute, Regrade

LIST, CHANGE = "admin:quizzes_dispute_changelist", "admin:quizzes_dispute_change"
REST = "admin:quizzes_dispute_rest"
GRANTS = {"": "as the rules say", "1": "right", "0.75": "partly right, 75 %", "0.5": "partly right, 50 %"}
DECIDED = "This dispute has been decided meanwhile; nothing was done a second time."
BEHIND = ("base", "theirs", "was", "tags", "needs")  # columns of a question that no page here shows


class DecisionForm(forms.Form):
    """grant: the score that the disputed answer gets by hand.   seal, before: of what the editor was shown."""

    grant = forms.ChoiceField(choices=list(GRANTS.items()), required=False)
    reply = forms.CharField(max_length=services.LONGEST, required=False)
    test = forms.BooleanField(required=False)
    seal = forms.CharField(max_length=64, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)


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
    first = answer.score
    answer.bring_up_to_date().card = dispute.answer.card
    question = answer.card.question
    review = getattr(dispute.answer, "review", None)
    context = {
        "dispute": dispute,
        "answer": answer,
        "question": question,
        "mark": marks_words(first, answer.score),
        "notes": [render(note["text"]) for note in answer.notes],
        "rating": Rating(review.rating).label if review else "",
        "same_revision": answer.question_rev == question.rev,
        "grants": GRANTS.items(),
        "most": regrading.MOST,
        "count": regrading.count(question) if dispute.state == "accepted" else 0,
        "may_decide": dispute.state == "open" and request.user.has_perm("quizzes.change_dispute"),
        "problem": form.errors if form else None,
        "typed": form.data.get("reply", "") if form else "",
        **_variant(answer),
        **_now(answer),
    }
    return page(request, "dispute/change_form.html", f"Dispute of {question}", context, model=Dispute, status=status)


def marks_words(first: float | None, now: float | None) -> str:
    """The mark that counts, and the one before it where that was another."""
    before, after = mark_words(first), mark_words(now)
    return after if before == after else f"first {before}, now {after}"


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


@pace.limited("authoring", methods=("GET", "POST"))
@of_dispute
def acceptance(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """What accepting changes; then, by a post with the seal of what was shown, that and nothing else."""
    if dispute.state != "open":
        messages.warning(request, DECIDED)
        return redirect(CHANGE, dispute.pk)
    form = DecisionForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return look(request, dispute, form=form, status=422)
    answer, question = dispute.answer, dispute.answer.card.question
    found = _found(dispute, form, before=form.cleaned_data["before"])
    addition = addition_of(answer, granted=bool(form.cleaned_data["grant"]))
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
    return redirect(f"{reverse(REST, args=[dispute.pk])}?before={found.after}" if found.older else LIST)


def _found(dispute: Dispute, form: DecisionForm, *, before: int | None) -> Regrading:
    """before: of what the editor was shown, so that answers given since push none out of it; None for a new look."""
    answer, grant = dispute.answer, form.cleaned_data["grant"]
    granted = (answer, float(grant)) if grant else None
    return regrading.regrade(answer.card.question, about=answer, granted=granted, before=before)


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
        found = _found(dispute, form, before=None)
        addition = addition_of(dispute.answer, granted=bool(form.cleaned_data["grant"]))
    return _preview(request, dispute, found, addition, form, changed=True)


@pace.limited("authoring")
@of_dispute
def rest(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """Answers that are older than those which accepting has judged; each post judges a batch and writes its changes."""
    if dispute.state != "accepted":
        return redirect(CHANGE, dispute.pk)
    form = DecisionForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    question, before = dispute.answer.card.question, form.cleaned_data["before"]
    if request.method == "POST":
        found = regrading.regrade(question, before=before)
        try:
            services.go_on(found, now=timezone.now())
        except regrading.Outdated:
            messages.warning(request, "The rules or the marks changed meanwhile; nothing of this batch was written.")
            return redirect(f"{reverse(REST, args=[dispute.pk])}?before={found.before}")
        count = len(found.changes)
        looked_at = found.answers + found.by_hand
        messages.success(request, f"{looked_at} answers were looked at, and {count} of their marks changed.")
        if not found.older:
            return redirect(LIST)
        return redirect(f"{reverse(REST, args=[dispute.pk])}?before={found.after}")
    older = regrading.count(question, before=before)
    context = {"dispute": dispute, "question": question, "before": before, "older": older, "most": regrading.MOST}
    return page(request, "dispute/rest.html", f"Older answers to {question}", context, model=Dispute)


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
        regrades = Regrade.objects.filter(answer=OuterRef("answer")).order_by("-pk")
        counts = Case(When(Exists(regrades), then=Subquery(regrades.values("score")[:1])), default=F("answer__score"))
        return rows.annotate(counts=counts).defer(*(f"answer__card__question__{name}" for name in heavy))

    @admin.display(description="Question", ordering="answer__card__question__slug")
    def question(self, dispute: Dispute) -> str:
        return str(dispute.answer.card)

    @admin.display(description="State", ordering="state")
    def shown_state(self, dispute: Dispute) -> str:
        return dispute.get_state_display()

    @admin.display(description="Answer")
    def given(self, dispute: Dispute) -> str:
        return _shortened(dispute.answer.text)

    @admin.display(description="Mark", ordering="counts")
    def mark(self, dispute: Dispute) -> str:
        return marks_words(dispute.answer.score, dispute.counts)

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

        pages = [at("acceptance", acceptance), at("rest", rest), at("refusal", refusal)]
        return [*pages, *super().get_urls()]


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
