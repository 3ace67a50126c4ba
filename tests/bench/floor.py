"""The least that Django can do for a learner: find the session and its user, and write one row. Settings and view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from quizzes.settings import *  # noqa: F403

# Django's own, so that the floor stays where it is when the site's change.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ROOT_URLCONF = "tests.bench.floor"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # without it, allauth refuses to start
]


def write(request: HttpRequest) -> HttpResponse:
    from django.contrib.admin.models import LogEntry  # here, for models need settings first

    entry = LogEntry.objects.create(user_id=request.user.pk, action_flag=1, object_repr="3/8", change_message="[]")
    return HttpResponse(str(entry.pk))


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("", write), path("healthz", health)]
