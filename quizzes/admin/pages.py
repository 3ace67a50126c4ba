"""What all pages of the authors share: the frame of Django's admin, the syllabus, and the way back to a file."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join

from quizzes.authoring.exporting import NotWritten, write_through
from quizzes.banks.folder import SYLLABUS
from quizzes.banks.syllabus import Syllabus, read_syllabus
from quizzes.models import Bank, Question

MAX_REASONS = 20  # listed in one message


def page(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict[str, Any],
    *,
    model: Any = Question,
    status: int = 200,
) -> TemplateResponse:
    """A page in the frame of the admin; template: below templates/admin/quizzes/."""
    around = {**admin.site.each_context(request), "title": title, "opts": model._meta}
    return TemplateResponse(request, f"admin/quizzes/{template}", {**around, **context}, status=status)


def syllabus() -> Syllabus | None:
    """The topics as the folder of the banks lists them now; None where it has no syllabus that can be read."""
    file = Path(settings.CONTENT_DIR) / SYLLABUS
    try:
        stamp = file.stat()
        return _read_syllabus(file, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=4)
def _read_syllabus(file: Path, changed: int, size: int) -> Syllabus | None:
    found, _ = read_syllabus(file.read_text(encoding="utf-8"), file=SYLLABUS)
    return found if found.topics else None


def write_files(request: HttpRequest, *banks: Bank, message: str, topics: bool = False) -> None:
    """After a change on the page the files follow, where the setting asks for it; a failure is said, and no more.

    topics: whether a topic has changed, which goes into the syllabus without any bank as well.
    """
    if not settings.WRITE_THROUGH:
        return
    user: Any = request.user
    name = " ".join(re.sub(r"[<>\x00-\x1f]", " ", user.get_full_name() or user.get_username()).split())
    author = f"{name} <{user.email or 'author@localhost'}>"
    alone: list[Bank | None] = [None] if topics and not banks else []
    for bank in [*{bank.pk: bank for bank in banks}.values(), *alone]:
        try:
            if bank:
                bank.refresh_from_db()
            write_through(bank, folder=Path(settings.CONTENT_DIR), message=message, author=author)
        except NotWritten as error:
            messages.warning(request, f"The file was not brought up to date: {error}.")


def tell(request: HttpRequest, done: str, refused: list[tuple[str, str]]) -> None:
    """Say what was done and, of each question that was not, why. refused: name and reason."""
    if done:
        messages.success(request, done)
    if refused:
        rows = format_html_join("", "<li><strong>{}</strong>: {}</li>", refused[:MAX_REASONS])
        more = f"and {len(refused) - MAX_REASONS} more" if len(refused) > MAX_REASONS else ""
        messages.warning(request, format_html("{} left as they were:<ul>{}</ul>{}", len(refused), rows, more))
