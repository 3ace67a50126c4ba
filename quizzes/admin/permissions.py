"""Who may do what with questions: authors write drafts of their own, editors publish."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from quizzes.models import Question, WorkingCopy

LONGEST_NUMBER = 18  # digits; beyond it no database has a row
M = TypeVar("M", bound=Model)


def may_publish(user: Any) -> bool:
    return user.has_perm("quizzes.publish_question")


def may_begin(user: Any) -> bool:
    """Write a question that is not there yet."""
    return user.has_perm("quizzes.add_question")


def may_write(user: Any, question: Question) -> bool:
    """Editors write every question; an author one whose working copy is their own, or that has none."""
    if may_publish(user):
        return True
    if not user.has_perm("quizzes.change_question"):
        return False
    copy = copy_of(question)
    return copy is None or copy.author_id == user.pk


def may_look(user: Any) -> bool:
    return user.has_perm("quizzes.view_question") or user.has_perm("quizzes.change_question") or may_publish(user)


def copy_of(question: Question) -> WorkingCopy | None:
    return WorkingCopy.objects.filter(question=question).select_related("author").first()


def row_or_404(rows: QuerySet[M], pk: int | str) -> M:
    """The row of that number. Raises Http404, also for what is no number: the admin's own addresses take any word."""
    if not str(pk).isdecimal() or len(str(pk)) > LONGEST_NUMBER:
        raise Http404
    return get_object_or_404(rows, pk=pk)


def require(allowed: bool) -> None:
    """Raises PermissionDenied, which is shown as a page that says so."""
    if not allowed:
        raise PermissionDenied


def require_editor(request: HttpRequest) -> None:
    require(may_publish(request.user))
