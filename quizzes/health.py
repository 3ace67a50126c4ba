"""Whether the site can do its work, and what it says when it cannot."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.views.defaults import server_error

LEAST_ROOM = 20_000_000  # bytes free on the disk of VAR_DIR
RETRY_AFTER = "5"  # seconds
TYPED = ("text", "note", "reply", "pad", "source", "head")  # fields of forms that hold what somebody has written
AWAY = "The database does not answer, or has no room. What was stored before is safe; send this again in a few seconds."
BROKEN = "Something broke on our side. What was stored before is safe."


def healthz(request: HttpRequest) -> JsonResponse:
    answers, has_room = _answers(), _has_room()
    told = {
        "database": "answers" if answers else "does not answer",
        "disk": "has room" if has_room else "is full",
    }
    return JsonResponse(told, status=200 if answers and has_room else 503)


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _has_room() -> bool:
    try:
        return shutil.disk_usage(settings.VAR_DIR).free >= LEAST_ROOM
    except FileNotFoundError:
        return True  # nothing is kept there yet


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to an exception that nobody caught, without a query: 503 where the database is at fault, else 500.

    What was posted stands on the page of a 503, to be sent again; the client key in it makes it count once.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if request.path_info.startswith("/api/"):
        told = {"error": "unavailable", "message": AWAY} if away else {"error": "failed", "message": BROKEN}
        response: HttpResponse = JsonResponse(told, status=503 if away else 500)
    elif away:
        fields = list(posted(request))
        written = [value for name, value in fields if name in TYPED and value.strip()]
        context = {"fields": fields if written else [], "written": written}
        response = render(request, "503_database.html", context, status=503)
    else:
        return server_error(request)
    if away:
        response["Retry-After"] = RETRY_AFTER
        response["Cache-Control"] = "no-store"
    return response


def posted(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Fields of the form that was sent; none where it held a file or a password."""
    try:
        if request.FILES or any("password" in name for name in request.POST):
            return
        for name, values in request.POST.lists():
            if name != "csrfmiddlewaretoken":
                yield from ((name, str(value)) for value in values)
    except (SuspiciousOperation, UnreadablePostError):
        return
