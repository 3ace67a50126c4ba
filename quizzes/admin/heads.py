"""The head of a bank in the admin: it is edited as text, what that does is said first, and quarrels are settled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from quizzes.admin.pages import syllabus, write_files
from quizzes.admin.permissions import require_editor
from quizzes.authoring.forms import HeadForm
from quizzes.authoring.heads import HeadConflict, HeadEdit, NotTaken, head_conflicts, read_edit, settle_head, store_edit
from quizzes.authoring.loading import SIDES
from quizzes.banks.merging import diff_rows
from quizzes.banks.writing import BYTE_ORDER_MARK
from quizzes.models import Bank

CHANGE = "admin:quizzes_bank_change"
TOLD = {"level": "level", "area": "area", "tags": "tags", "kind": "kind", "author": "author", "topic_title": "title"}

Show = Callable[..., HttpResponse]


def head_context(bank: Bank) -> dict[str, Any]:
    """What the page of a bank shows of its head when nobody has typed anything."""
    return {"head": shown(bank.head), "seen": name_of(bank.head), "conflict": conflict_context(bank)}


def shown(head: str) -> str:
    """As a form holds it: without the byte order mark, which nobody sees, and with one kind of line ends."""
    return head.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")


def name_of(head: str) -> str:
    return hashlib.sha256(head.encode()).hexdigest()[:32]


def edit_head(request: HttpRequest, bank: Bank, show: Show) -> HttpResponse:
    """A post with the text of a head. show: makes the page of the bank from a context and a status."""
    require_editor(request)
    form = HeadForm(request.POST)
    if not form.is_valid():
        problems = [{"line": 1, "message": said} for errors in form.errors.values() for said in errors]
        return show({"head": request.POST.get("head", ""), "problems": problems}, 422)
    text = form.cleaned_data["head"].replace("\r\n", "\n")
    if form.cleaned_data["seen"] != name_of(bank.head):
        return show({"head": text, "clash": diff_rows(shown(bank.head), text)}, 409)
    edit = read_edit(bank, text, syllabus=syllabus())
    if edit.problems:
        return show({"head": text, "problems": edit.problems}, 422)
    if edit.head == bank.head:
        messages.info(request, "Nothing has changed.")
        return redirect(CHANGE, bank.pk)
    if edit.rows and form.cleaned_data["read"] != name_of(edit.head):
        return show(
            {
                "head": text,
                "told": sentences(edit),
                "choose": bool(edit.answered and edit.learners),
                "rows": diff_rows(shown(bank.head), text),
                "read": name_of(edit.head),
            },
            200,
        )
    try:
        store_edit(bank, edit, again=request.POST.get("again") == "yes")
    except NotTaken as error:
        return show({"head": text, "problems": [{"line": 1, "message": str(error)}]}, 409)
    bank.refresh_from_db()
    messages.success(request, "Saved: what stands above the questions.")
    if not bank.license:
        messages.warning(request, "No licence is stated any more: nothing of this bank can be published.")
    write_files(request, bank, message=f"Change the head of {bank.slug}")
    return redirect(CHANGE, bank.pk)


def sentences(edit: HeadEdit) -> list[str]:
    """What storing an edit does to the questions below it and to those who learn them."""
    count = len(edit.rows)
    names = [title for name, title in TOLD.items() if name in edit.changes]
    what = f" ({', '.join(names)})" if names else ""
    found = [f"{count} question{' reads' if count == 1 else 's read'} differently below it{what}."]
    if edit.restarted:
        found.append(f"{_of_them(edit.restarted, 'gets', 'get')} a new revision: the cards start over.")
    if edit.answered:
        found.append(f"{_of_them(edit.answered, 'has', 'have')} another answer then; the history so far is kept.")
    if edit.restarted or edit.answered:
        who = "1 person has" if edit.learners == 1 else f"{edit.learners or 'no'} people have"
        found.append(f"{who} learned one or more of these.".capitalize())
    else:
        found.append("No answer changes; everybody keeps their history and their dates.")
    return found


def _of_them(questions: Sequence[int], one: str, many: str) -> str:
    return f"{len(questions)} of them {one if len(questions) == 1 else many}"


# --- a quarrel -------------------------------------------------------------------------------------------------------


def conflict_context(bank: Bank) -> dict[str, Any] | None:
    found = head_conflicts(Path(settings.CONTENT_DIR), [bank])
    return _as_context(*found[0]) if found else None


def all_conflicts() -> list[dict[str, Any]]:
    """Heads that wait for somebody to take a side, of all banks."""
    return [_as_context(*each) for each in head_conflicts(Path(settings.CONTENT_DIR), list(Bank.objects.all()))]


def _as_context(bank: Bank, conflict: HeadConflict) -> dict[str, Any]:
    if conflict.base is None:  # it was loaded before that was kept
        return {"bank": bank, "rows": diff_rows(conflict.theirs, conflict.ours)}
    changed = {
        name: diff_rows(conflict.base, text) for name, text in (("theirs", conflict.theirs), ("ours", conflict.ours))
    }
    return {"bank": bank, "base": shown(conflict.base), **changed}


def side(request: HttpRequest, pk: int) -> HttpResponse:
    """A post takes a side: side=theirs or side=ours."""
    require_editor(request)
    bank = get_object_or_404(Bank, pk=pk)
    taken = request.POST.get("side", "")
    if request.method == "POST" and taken in SIDES:
        try:
            settle_head(bank, taken, folder=Path(settings.CONTENT_DIR), syllabus=syllabus())
        except NotTaken as error:
            messages.error(request, f"Nothing was changed: {error}.")
        else:
            kept = "the file’s" if taken == "theirs" else "the one on the page"
            messages.success(request, f"Settled: above the questions of {bank.title}, the text that counts is {kept}.")
            write_files(request, bank, message=f"Settle the head of {bank.slug}")
    return redirect(CHANGE, bank.pk)
