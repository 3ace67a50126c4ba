"""How often what is expensive may be asked for: pages and the API share the limit of a scope for each user."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.throttling import UserRateThrottle

from quizzes.health import TYPED, posted

TOO_QUICK = "That was very quick. Wait {wait}, then try again."
View = Callable[..., HttpResponse]


class _Limit(UserRateThrottle):
    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()


def seconds_to_wait(request: HttpRequest, scope: str) -> int | None:
    """None where it may be asked for once more, which counts; or else after how many seconds it may.

    scope: one of DEFAULT_THROTTLE_RATES.
    """
    limit = _Limit(scope)
    if limit.allow_request(request, None):
        return None
    return max(1, math.ceil(limit.wait() or 0))


def too_quick(seconds: int) -> str:
    """The sentence for people."""
    return TOO_QUICK.format(wait="a second" if seconds == 1 else f"{seconds} seconds")


def limited(scope: str, *, methods: Collection[str] = ("POST",)) -> Callable[[View], View]:
    """A view that is not asked beyond the limit of the scope: a page keeps what was sent, to be sent again."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            seconds = seconds_to_wait(request, scope) if request.method in methods else None
            return view(request, *args, **kwargs) if seconds is None else refused(request, seconds)

        return wrapped

    return decorate


def refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page 429, with all that was sent but files."""
    fields = list(posted(request)) if request.method == "POST" else []
    context = {
        "message": too_quick(seconds),
        "fields": fields,
        "written": [value for name, value in fields if name in TYPED and value.strip()],
        "has_files": bool(request.FILES),
        "again": request.get_full_path() if request.method != "POST" or request.FILES else "",
    }
    return told_to_wait(render(request, "429.html", context, status=429), seconds)


def told_to_wait(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
