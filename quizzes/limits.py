"""How much a request may bring: what is longer is refused before anything keeps it, on pages and by the API."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse

from quizzes.exchange.uploads import MAX_UPLOAD

IMPORT = "admin:quizzes_question_import"  # the one address that takes files
AROUND = 1_000_000  # bytes of an upload besides its file: the other fields, and the lines between them
DRAINED = 16_000_000  # bytes; a browser that is cut off while it sends shows no page, so this much is read and dropped
CHUNK = 65_536
UNKNOWN = "Say in Content-Length how long it is; nothing is read in chunks of unknown length."


class LimitBody:
    """Middleware: 413 for a body that is too long, 411 for one that does not say how long it is.

    It stands last: nothing above it reads a body, and its page goes through the headers of all others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "HTTP_TRANSFER_ENCODING" in request.META:
            # Django would take it for empty, and an answer for a blank one.
            return _refused(request, 411, "length_required", UNKNOWN)
        if not length.isdecimal() or int(length) <= (most := settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return self.get_response(request)
        if request.path == reverse(IMPORT):
            most = MAX_UPLOAD + AROUND
            if int(length) <= most:
                return self.get_response(request)
        _drain(request, int(length))
        return _refused(request, 413, "too_long", f"At most {most:,} bytes are read.", most=most, length=int(length))


def _drain(request: HttpRequest, length: int) -> None:
    if length > DRAINED:
        return
    try:
        while request.read(CHUNK):
            pass
    except UnreadablePostError:
        pass  # who sent it has gone


def _refused(request: HttpRequest, status: int, error: str, message: str, **numbers: int) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"error": error, "message": message}, status=status)
    megabytes = {name: f"{number / 1_000_000:.3g}" for name, number in numbers.items()}
    return render(request, "413.html", {"message": message, **megabytes}, status=status)
