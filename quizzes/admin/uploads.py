"""Questions of other programs on their way into a bank: an upload, a dry run row by row, then drafts, all or none."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quizzes import pace
from quizzes.admin.pages import page
from quizzes.admin.permissions import may_begin, require
from quizzes.authoring.editing import NotEdited, import_drafts, read_for
from quizzes.authoring.forms import UploadForm
from quizzes.banks.merging import diff_rows
from quizzes.exchange.imports import Reading
from quizzes.models import Bank, Question

KEPT = timedelta(days=1)  # that an upload waits for its second step
SHOWN_ROWS = 500
ACTS = ("left", "edit", "new", "same")  # what becomes of a row, in the order in which rows are shown
WORDS = 80  # characters of a question shown in its row
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")
SESSION = "uploads"  # key: tokens of one's own uploads


@pace.limited("authoring")
def upload(request: HttpRequest) -> HttpResponse:
    """A get shows the form; a post with an upload reads it and says what is in it; one with `_import` stores that."""
    require(may_begin(request.user))
    if "_import" in request.POST:
        return _import(request)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"bank": request.GET.get("bank")})
    if not form.is_valid():
        return page(request, "question/import.html", "Import questions", {"form": form})
    data = form.cleaned_data
    content = data["file"].read() if data["file"] else data["text"].encode("utf-8", "replace")
    name = data["file"].name if data["file"] else "pasted text"
    token = _keep(request, content, bank=data["bank"].pk, name=name, format=data["format"] or None)
    reading = read_for(data["bank"], content, name=name, format=data["format"] or None, by=request.user)
    return _dry_run(request, token, data["bank"], reading)


def _dry_run(request: HttpRequest, token: str, bank: Bank, reading: Reading, *, warning: str = "") -> HttpResponse:
    remarks: dict[tuple[str, int], list[str]] = {}
    lines = sorted({(item.file, item.line) for item in reading.items})
    for remark in reading.remarks:
        own = [place for place in lines if place[0] == remark.file and place[1] <= remark.line]
        remarks.setdefault(own[-1] if own else (remark.file, 0), []).append(f"line {remark.line}: {remark.message}")
    # What asks for a look comes before what is merely new, and that before what is here already.
    order = sorted(reading.items, key=lambda item: ACTS.index(item.act))
    numbers = dict(Question.objects.filter(slug__in=[item.slug for item in order]).values_list("slug", "pk"))
    rows = [
        {
            "item": item,
            "words": first_words(item.source),
            "remarks": remarks.get((item.file, item.line), []),
            "question": None if item.act == "new" else numbers.get(item.slug),
            "changes": diff_rows(item.before, item.source) if item.act == "edit" else (),
        }
        for item in order[:SHOWN_ROWS]
    ]
    counts = {act: len(reading.of(act)) for act in ACTS}
    context = {
        "bank": bank,
        "token": token,
        "reading": reading,
        "rows": rows,
        "loose": [remark for (_, line), found in remarks.items() if line == 0 for remark in found],
        "more": max(len(reading.items) - SHOWN_ROWS, 0),
        "counts": counts,
        "stored": counts["new"] + counts["edit"],
        "plan": _plan(reading),
        "warning": warning,
    }
    return page(request, "question/dry_run.html", "What the upload holds", context)


def _plan(reading: Reading) -> str:
    """Names what importing this would do, so that nothing else is done by the second step."""
    told = [(item.slug, item.act, item.source, item.before) for item in reading.items if item.is_stored]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def first_words(source: str) -> str:
    text = re.sub(r"\A## [^\n]*\n+(?:```yaml\n.*?\n```\n+)?", "", source, flags=re.DOTALL)
    line = " ".join(re.split(r"\n\*\*", text)[0].split())
    return line if len(line) <= WORDS else f"{line[:WORDS].rstrip()}…"


def _import(request: HttpRequest) -> HttpResponse:
    """Read once more, since ids may have been taken meanwhile."""
    kept = _kept(request, request.POST.get("token", ""))
    if kept is None:
        messages.error(request, "That upload is no longer here; choose the file once more.")
        return redirect("admin:quizzes_question_import")
    content, about = kept
    bank = Bank.objects.get(pk=about["bank"])
    reading = read_for(bank, content, name=about["name"], format=about["format"], by=request.user)
    if not reading.problems and request.POST.get("plan") != _plan(reading):
        warning = "Questions here have changed since you looked. Nothing was imported; this is how it stands now."
        return _dry_run(request, request.POST["token"], bank, reading, warning=warning)
    try:
        done = import_drafts(bank, reading, by=request.user, now=timezone.now(), source=about["name"])
    except NotEdited as error:
        messages.error(request, f"Nothing was imported: {error}.")
        return _dry_run(request, request.POST["token"], bank, reading)
    _forget(request, request.POST["token"])
    edited = f", and {done.edited} draft{' was' if done.edited == 1 else 's were'} edited" if done.edited else ""
    messages.success(request, f"{done.new} questions are drafts of {bank.title} now{edited}.")
    if done.same or done.left:
        messages.info(request, f"{done.same} were here already, and {done.left} that differ were left alone.")
    return redirect(f"../?bank__id__exact={bank.pk}&state__exact=draft")


# --- between the two steps -------------------------------------------------------------------------------------------


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "uploads"


def _keep(request: HttpRequest, content: bytes, **about: Any) -> str:
    """Put an upload aside under a name that nobody can guess, and that only this session may use."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder, before=timezone.now() - KEPT)
    token = secrets.token_urlsafe(24)
    (folder / f"{token}.data").write_bytes(content)
    (folder / f"{token}.json").write_text(json.dumps(about), encoding="utf-8")
    request.session[SESSION] = [*request.session.get(SESSION, [])[-9:], token]
    return token


def _kept(request: HttpRequest, token: str) -> tuple[bytes, Mapping[str, Any]] | None:
    if not TOKEN.fullmatch(token) or token not in request.session.get(SESSION, []):
        return None
    try:
        data = (_folder() / f"{token}.data").read_bytes()
        return data, json.loads((_folder() / f"{token}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _forget(request: HttpRequest, token: str) -> None:
    request.session[SESSION] = [each for each in request.session.get(SESSION, []) if each != token]
    for ending in ("data", "json"):
        (_folder() / f"{token}.{ending}").unlink(missing_ok=True)


def _sweep(folder: Path, *, before: datetime) -> None:
    """Uploads whose second step nobody has taken."""
    for file in folder.iterdir():
        with suppress(FileNotFoundError):  # another process of the server sweeps, too
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
