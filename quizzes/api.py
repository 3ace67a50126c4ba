"""What all addresses of the API share: who asks, what may come in, what an error looks like, where it is described."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import OpenApiResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from quizzes import checking
from quizzes.accounts import learner_of
from quizzes.models import SCOPES, Learner, Token

# --- who asks --------------------------------------------------------------------------------------------------------


class TokenSignIn(TokenAuthentication):
    """A token in the header `Authorization: Token ...`, found by its hash."""

    def authenticate_credentials(self, token: bytes) -> Any:
        # Token, user and learner in one query; the library's own way takes three, and looks at all tokens of the user.
        live = Token.objects.live(timezone.now()).select_related("user__learner")
        found = live.filter(digest=hash_token(token.decode())).first() if token.isascii() else None
        if found is None:
            raise exceptions.AuthenticationFailed("Invalid token.")
        return self.validate_user(found)


class TokenScheme(KnoxTokenScheme):
    target_class = "quizzes.api.TokenSignIn"
    name = "token"


class OutOfScope(exceptions.PermissionDenied):
    default_code = "out_of_scope"


class InScope(BasePermission):
    """A token does what its scope covers; a session does everything."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        needed = "read" if request.method in SAFE_METHODS else view.scope
        token = request.auth
        if token is None or token.covers(needed):
            return True
        raise OutOfScope(
            f"This token has the scope “{token.scope}” ({SCOPES[token.scope]}); this takes one with “{needed}”."
        )


class Json(JSONParser):
    """JSON of limited length and depth; the framework would read any length, and fail on a thousand brackets."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request = parser_context["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLong
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError("JSON parse error - nested too deeply") from None


# An address for those who have signed in. No docstring: the description would give it to every operation without one.
class LearnerApi(APIView):
    authentication_classes = [TokenSignIn, SessionAuthentication]
    permission_classes = [IsAuthenticated, InScope]
    parser_classes = [Json]
    scope = "all"  # that a token needs for all methods but those that only read
    limits: Mapping[str, str] = {}  # by method, the scope of a limit besides that of all requests

    @property
    def throttle_scope(self) -> str | None:
        return self.limits.get(self.request.method)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\0" in str(value) for value in kwargs.values()):
            raise exceptions.NotFound  # PostgreSQL cannot even be asked

    @property
    def learner(self) -> Learner:
        return learner_of(self.request)


class Nowhere(LearnerApi):
    """Every address below /api/v1/ that is not listed."""

    schema = None
    scope = "read"  # whoever asks, it is not there

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound("There is nothing at this address. Most addresses end with a slash.")


# --- what may come in ------------------------------------------------------------------------------------------------


class Input(serializers.Serializer):
    """What comes in. A field that does not exist is refused: a misspelt one would be left out in silence."""

    @classmethod
    def read(cls, request: Request, **context: Any) -> dict[str, Any]:
        """What was sent, checked. Raises ValidationError, naming the fields."""
        given = cls(data=request.data, context=context)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        unknown = sorted(str(name) for name in set(data) - set(self.fields))
        if unknown:
            message = f"There is no such field here; there is {', '.join(self.fields)}."
            raise serializers.ValidationError({name[:50]: [message] for name in unknown[:20]})
        return values


MAX_SEED = 2**63 - 1


class FiniteField(serializers.FloatField):
    """A number; the framework takes "nan" too, which no limit stops."""

    def to_internal_value(self, data: Any) -> float:
        number = super().to_internal_value(data)
        if not math.isfinite(number):
            self.fail("invalid")
        return number


# --- what goes out ---------------------------------------------------------------------------------------------------


class Html(serializers.CharField):
    """Safe HTML; mathematics is LaTeX in elements of the class `math`."""


class LineOutput(serializers.Serializer):
    """One line to tick: an option before the answer, or a key point after it."""

    value = serializers.CharField()
    html = Html()


# --- what an error looks like ----------------------------------------------------------------------------------------


class TooLong(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_long"
    default_detail = f"At most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes are read."


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = "The numbers of this question could not be drawn just now. Ask again in a few seconds."


class Error(serializers.Serializer):
    """error: a word for programs.   message: a sentence for people.   fields: what is wrong with each, by name."""

    error = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    position = serializers.IntegerField(
        required=False, allow_null=True, help_text="Of an unreadable answer: first character that could not be read."
    )


MEANINGS = {
    400: "A field is missing or wrong; `fields` says which and why.",
    401: "No sign-in, or a token that is wrong or over.",
    403: "A token whose scope does not cover this (`out_of_scope`), or a session without its CSRF token.",
    404: "There is no such thing, or it belongs to somebody else.",
    409: "The card has been reviewed since (`stale`).",
    422: "The answer could not be read (`unreadable`); it was neither graded nor scheduled.",
    503: "The numbers of a question cannot be drawn at the moment (`unavailable`).",
    429: "Too many requests; the header Retry-After says how many seconds to wait.",
}


def errors(*codes: int) -> dict[int, OpenApiResponse]:
    """The errors of an operation for its description, with those that all have."""
    return {code: OpenApiResponse(Error, description=MEANINGS[code]) for code in sorted({401, 403, 429, *codes})}


def as_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """An exception as an `Error`; None where it is our bug."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = TooLong()
    elif isinstance(error, checking.NotDrawn):
        checking.logger.error("not drawn: %s", error)
        error = Unavailable()
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields: dict[str, list[str]] = {}
        for name, message in _by_field(error.detail):
            fields.setdefault(name, []).append(message)
        name, messages = next(iter(fields.items()))
        message = f"{name}: {messages[0]}" if name else messages[0]
        response.data = {"error": "invalid", "message": message, "fields": fields}
    else:
        more = getattr(error, "more", {})
        response.data = {"error": error.get_codes(), "message": str(error.detail), **more}
    return response


def _by_field(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Messages with the fields that they speak of: "ticked.0" for a list's first, "" for the whole."""
    if isinstance(detail, dict):
        for part, inner in detail.items():
            plain = "" if part == "non_field_errors" else str(part)
            yield from _by_field(inner, f"{name}.{plain}".strip("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _by_field(inner, name)
    else:
        yield name, str(detail)


# --- where it is described -------------------------------------------------------------------------------------------


def close_inputs(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say in the description that unknown fields are refused."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Input"):
            component["additionalProperties"] = False
    return result


schema = SpectacularAPIView.as_view()
# The page of Swagger sets styles of its own and draws its icons from the style sheet; its scripts are files.
docs = csp_update({"style-src": [UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view())
