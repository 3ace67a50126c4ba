"""A request's user becomes a learner; sign-up can be closed; a sign-in in the middle of a review loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from sesame.backends import SesameBackendMixin

from quizzes.models import Learner
from quizzes.prepared import Prepared

ZONE_COOKIE = "time_zone"  # set by the page's script, read until the learner has chosen a zone
PENDING = "pending_answer"  # session key: what was typed when the session had expired


user_and_learner: Prepared[Any] = Prepared(
    lambda user: get_user_model().objects.select_related("learner").filter(pk=user), user=987_654_321
)


class _WithLearner:
    """User and learner in one query: each request needs both."""

    def get_user(self, user_id: int) -> Any:
        user = user_and_learner.first(user=user_id)
        return user if user and self.user_can_authenticate(user) else None


class PasswordBackend(_WithLearner, AuthenticationBackend):
    """Sign-in by password, and Django's permissions."""


class LinkBackend(_WithLearner, SesameBackendMixin, ModelBackend):
    """Sign-in by the one-time link that the server prints."""


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP_OPEN


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def make_learner(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:  # raw: a fixture brings its own
        Learner.objects.get_or_create(user=instance)


def learner_of(request: HttpRequest) -> Learner:
    """The learner who asks. Their time zone is the browser's until they choose one."""
    learner = request.user.learner
    if not learner.time_zone:
        zone = request.COOKIES.get(ZONE_COOKIE, "")
        if zone and zone in available_timezones():  # a list that takes milliseconds to make
            learner.time_zone = zone
            learner.save(update_fields=["time_zone"])
    return learner


def learner_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the learner to the view as `request.learner`, or ask for a sign-in that comes back to the same card.

    A post that meets an expired session is kept in the anonymous session, which survives the sign-in.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\0" in request.path or any("\0" in value for _, values in request.POST.lists() for value in values):
            raise BadRequest("a NUL character")  # PostgreSQL stores none
        if request.user.is_authenticated:
            request.learner = learner_of(request)
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"  # going back asks again: no stale counts, nothing after signing out
            return response
        back = request.get_full_path()
        if request.method == "POST":
            back = parent_of(request.path)  # what is posted to /cards/7/answers/ was typed on /cards/7/
            if "text" in request.POST:
                keep_pending(request, back, request.POST.getlist("text"))
        response = redirect_to_login(back)
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response

    return wrapped


def post_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where only posts go, a look (a reload, a bookmark) leads to the page that the address belongs to."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        return redirect(parent_of(request.path))

    return wrapped


def parent_of(path: str) -> str:
    """/cards/7/ for /cards/7/answers/."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"


def keep_pending(request: HttpRequest, page: str, texts: Sequence[str]) -> None:
    """Remember what was typed, or ticked, until its page is shown again."""
    request.session[PENDING] = {"page": page, "texts": list(texts)}


def take_pending(request: HttpRequest, page: str) -> QueryDict:
    """What was remembered for a page, as its form would send it, once; empty otherwise."""
    typed = QueryDict(mutable=True)
    pending = request.session.get(PENDING)
    if pending and pending["page"] == page:
        del request.session[PENDING]
        typed.setlist("text", pending["texts"])
    return typed
