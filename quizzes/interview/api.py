"""The mock interview as JSON: it is set up, sat question by question, submitted, and its report is read."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.api import MAX_SEED, Error, LearnerApi, errors
from quizzes.interview import grading, reporting, services, sitting
from quizzes.interview.serializers import (
    BriefInterviewOutput,
    InterviewInput,
    InterviewOutput,
    ProgressOutput,
    ReportOutput,
    RunningError,
    SavedOutput,
    StaleError,
    TextInput,
    TurnOutput,
    brief,
    full,
    showing,
)
from quizzes.models import Interview, Turn

GRADING_SECONDS = 10.0  # of one request; what is left is done by the next, or in the background

# --- what goes wrong -------------------------------------------------------------------------------------------------


class Ended(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "ended"
    default_detail = "The interview has ended; nothing more is taken. Submit it, and read its report."


class Running(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "running"
    default_detail = "You have an interview that has not ended. Go on with it, or submit it first."

    def __init__(self, interview: Interview) -> None:
        super().__init__()
        self.more = {"interview": interview.pk}


class Nothing(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "nothing_to_ask"
    default_detail = "No question fits these choices that your last two interviews have not asked."


class Stale(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"
    default_detail = "Another tab or program has saved a newer text, which stands. Yours is kept aside."

    def __init__(self, saved: sitting.Saved) -> None:
        super().__init__()
        self.more = {"version": saved.version, "text": saved.text}


ENDED = OpenApiResponse(Error, description="The interview has ended (`ended`).")
STALE = OpenApiResponse(StaleError, description="A newer text stands (`stale`), or the interview has ended (`ended`).")
RUNNING = OpenApiResponse(RunningError, description="Another interview has not ended (`running`).")
NOTHING = OpenApiResponse(Error, description="No question fits these choices (`nothing_to_ask`).")

# --- the addresses ---------------------------------------------------------------------------------------------------


# No docstring, as for LearnerApi.
class InterviewingApi(LearnerApi):
    scope = "review"

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, services.Over):
            error = Ended()
        elif isinstance(error, services.RunningInterview):
            error = Running(error.interview)
        elif isinstance(error, services.NothingToAsk):
            error = Nothing()
        elif isinstance(error, services.TooMany):
            error = exceptions.Throttled(wait=error.wait.total_seconds())
        return super().handle_exception(error)

    def interview(self, pk: int, *, now: datetime) -> Interview:
        return services.interview_of(self.learner, pk, now=now)


@extend_schema(tags=["interviews"])
class InterviewsApi(InterviewingApi, ListAPIView):
    limits = {"POST": "interviews"}
    serializer_class = BriefInterviewOutput
    queryset = Interview.objects.none()

    @extend_schema(summary="List your interviews", responses={200: BriefInterviewOutput(many=True), **errors(404)})
    def get(self, request: Request) -> Response:
        """The newest first."""
        learner, now = self.learner, timezone.now()
        services.open_interview(learner, now=now)  # one whose time is up is closed
        page = self.paginate_queryset(learner.interviews.order_by("-pk"))
        rows = [brief(interview, now=now) for interview in page]
        return self.get_paginated_response(BriefInterviewOutput(rows, many=True).data)

    @extend_schema(
        summary="Start an interview",
        request=InterviewInput,
        responses={
            201: InterviewOutput,
            200: OpenApiResponse(InterviewOutput, description="The key was known; this is the interview of then."),
            409: RUNNING,
            422: NOTHING,
            **errors(400),
        },
    )
    def post(self, request: Request) -> Response:
        """Its questions are drawn, and the clock runs from now on, also while nobody asks.

        Twenty may be started within an hour; what is refused or found by its key does not count.
        """
        learner, now = self.learner, timezone.now()
        given = InterviewInput.read(request)
        key = given["key"] or secrets.token_urlsafe(16)
        known = learner.interviews.filter(key=key).exists()
        interview = services.start_interview(
            learner, given["setup"], now=now, seed=secrets.randbelow(MAX_SEED), key=key
        )
        code = status.HTTP_200_OK if known else status.HTTP_201_CREATED
        return Response(InterviewOutput(full(interview, now=now)).data, code)


@extend_schema(tags=["interviews"])
class InterviewApi(InterviewingApi):
    @extend_schema(summary="Show an interview", responses={200: InterviewOutput, **errors(404)})
    def get(self, request: Request, pk: int) -> Response:
        """The time left, and how each question stands."""
        now = timezone.now()
        return Response(InterviewOutput(full(self.interview(pk, now=now), now=now)).data)


@extend_schema(tags=["interviews"])
class TurnApi(InterviewingApi):
    limits = {"PUT": "saves"}

    @extend_schema(summary="Show a question", responses={200: TurnOutput, 409: ENDED, **errors(404, 503)})
    def get(self, request: Request, pk: int, position: int) -> Response:
        """As it stands. Looking changes nothing: the question in view stays there, and the time counts for that one."""
        now = timezone.now()
        turn = self.turn(pk, position, now=now)
        return Response(TurnOutput(showing(turn, sitting.strip(turn.interview), now=now)).data)

    @extend_schema(
        summary="Bring a question into view", request=None, responses={200: TurnOutput, 409: ENDED, **errors(404, 503)}
    )
    def post(self, request: Request, pk: int, position: int) -> Response:
        """The time from here on counts for it, until another one comes into view. The first position is 1."""
        now = timezone.now()
        interview = self.turn(pk, position, now=now).interview
        turn = sitting.look_at(interview, position, now=now)
        return Response(TurnOutput(showing(turn, sitting.strip(interview), now=now)).data)

    @extend_schema(
        summary="Save what is answered so far",
        request=TextInput,
        responses={200: SavedOutput, 409: STALE, **errors(400, 404)},
    )
    def put(self, request: Request, pk: int, position: int) -> Response:
        """As often as you like; nothing is judged before the interview has ended.

        The question comes into view, if it is not there. One that was shown for less than a quarter of the time it
        takes, and has no answer at the end, counts neither for nor against you.
        """
        now = timezone.now()
        given = TextInput.read(request)
        turn = self.turn(pk, position, now=now)
        if given["version"] > turn.version:
            raise exceptions.ValidationError({"version": [f"The newest text has the version {turn.version}."]})
        interview, spoken = turn.interview, given.pop("spoken", None)
        sitting.look_at(interview, position, now=now)
        saved = sitting.save(interview, position, **given, now=now)
        if spoken is not None:
            sitting.speak(interview, position, spoken, now=now)
        if saved.stale:
            raise Stale(saved)
        values = {name: getattr(saved, name) for name in ("version", "text", "saved_at")}
        values["seconds_left"] = sitting.seconds_left(interview, now=now)
        return Response(SavedOutput(values).data)

    def turn(self, pk: int, position: int, *, now: datetime) -> Turn:
        """The turn as it stands, with its interview. Raises Over, and NotFound."""
        interview = self.interview(pk, now=now)
        try:
            return sitting.peek_at(interview, position, now=now)
        except Http404:
            count = interview.turns.count()
            raise exceptions.NotFound(f"There is no question {position}; this interview has {count}.") from None


NOT_YET = OpenApiResponse(ProgressOutput, description="Not all answers are judged yet; ask again.")


@extend_schema(tags=["interviews"])
class SubmissionApi(InterviewingApi):
    limits = {"POST": "reports"}

    @extend_schema(
        summary="End an interview and have it judged",
        request=None,
        responses={200: ProgressOutput, 202: NOT_YET, **errors(404)},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answered within ten seconds; sent again, it goes on with what is left. Nothing is judged twice."""
        now = timezone.now()
        interview = self.interview(pk, now=now)
        sitting.finish(interview, now=now)
        progress = grading.grade_some(interview, now=now, seconds=GRADING_SECONDS)
        return _progress(interview, done=progress.done, total=progress.total)


@extend_schema(tags=["interviews"])
class ReportApi(InterviewingApi):
    limits = {"GET": "reports"}

    @extend_schema(
        summary="Read the report of an interview", responses={200: ReportOutput, 202: NOT_YET, **errors(404)}
    )
    def get(self, request: Request, pk: int) -> Response:
        """Once the interview has been submitted, or its time is up, and its answers are judged."""
        interview = self.interview(pk, now=timezone.now())
        if interview.graded_at is None:
            progress = grading.progress_of(interview)
            return _progress(interview, done=progress.done, total=progress.total)
        return Response(ReportOutput(reporting.as_json(interview)).data)


def _progress(interview: Interview, *, done: int, total: int) -> Response:
    values: dict[str, Any] = {"done": done, "total": total, "ended": interview.ended_at is not None}
    code = status.HTTP_200_OK if interview.graded_at else status.HTTP_202_ACCEPTED
    return Response(ProgressOutput(values).data, code)
