"""The steps of a sitting as JSON: today's queue, a card, its answer, the answer's review, and what undoes them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.generics import ListAPIView
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes import checking
from quizzes.answering import recording
from quizzes.answers import UnreadableAnswer
from quizzes.api import LearnerApi, errors
from quizzes.memory.ratings import Rating
from quizzes.models import Answer, Card, Question
from quizzes.review import planning, services
from quizzes.review.serializers import (
    AnswerInput,
    AnswerOutput,
    CardOutput,
    CardsInput,
    HintOutput,
    ListedOutput,
    PortionInput,
    PreviewInput,
    PreviewOutput,
    ReviewInput,
    ReviewOutput,
    StandingOutput,
    TodayOutput,
    UndoInput,
    graded,
    listed,
    showing,
    standing,
    today,
    verdict,
)

# --- the addresses ---------------------------------------------------------------------------------------------------


class Stale(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"
    default_detail = "The card has been reviewed since, in another tab or by another program. Ask for it again."


class Unreadable(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unreadable"

    def __init__(self, error: UnreadableAnswer) -> None:
        super().__init__(error.message)
        self.more = {"position": error.position}


class SittingApi(LearnerApi):
    scope = "review"

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, recording.StaleCard):
            error = Stale()
        elif isinstance(error, UnreadableAnswer):
            error = Unreadable(error)
        elif isinstance(error, recording.KeyTaken):
            error = exceptions.ValidationError({"key": [str(error)]})
        return super().handle_exception(error)

    def card(self, pk: int) -> Card:
        learner = self.learner
        card = get_object_or_404(learner.cards.select_related("question__bank"), pk=pk)
        card.learner = learner
        return card

    def answer(self, pk: int) -> Answer:
        learner = self.learner
        answers = learner.answers.select_related("card__question", "review").with_later()
        answer = get_object_or_404(answers, pk=pk).bring_up_to_date()
        answer.learner = answer.card.learner = learner
        return answer


@extend_schema(tags=["today"])
class TodayApi(SittingApi):
    @extend_schema(summary="What is left of today", responses={200: TodayOutput, **errors()})
    def get(self, request: Request) -> Response:
        return Response(TodayOutput(today(self.learner, now=timezone.now())).data)


@extend_schema(tags=["today"])
class PortionsApi(SittingApi):
    @extend_schema(
        summary="Set the time at hand, or ask for more",
        request=PortionInput,
        responses={201: TodayOutput, **errors(400)},
    )
    def post(self, request: Request) -> Response:
        learner, now = self.learner, timezone.now()
        values = PortionInput.read(request)
        if "minutes" in values:
            learner.minutes = values["minutes"]
            learner.save(update_fields=["minutes"])
            planning.replan(learner)
        if values["more"]:
            planning.plan_day(learner, now=now, more=True)
        return Response(TodayOutput(today(learner, now=now)).data, status.HTTP_201_CREATED)


class CardPages(CursorPagination):
    """A page begins after the last card of the one before; nothing is counted, and all pages cost the same."""

    ordering = "pk"

    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor = super().decode_cursor(request)
        position = (cursor and cursor.position) or "0"
        if not (position.isdecimal() and len(position) < 20):
            raise exceptions.NotFound(self.invalid_cursor_message)  # the framework would ask the table for it
        return cursor


@extend_schema(tags=["cards"])
class CardsApi(SittingApi, ListAPIView):
    serializer_class = ListedOutput
    pagination_class = CardPages
    queryset = Card.objects.none()

    @extend_schema(
        summary="List your cards",
        parameters=[CardsInput],
        responses={200: ListedOutput(many=True), **errors(400, 404)},
    )
    def get(self, request: Request) -> Response:
        """Those that could be asked or are suspended or buried, without those of banks laid down."""
        given = CardsInput(data=request.query_params.dict())  # of a form, a box that is missing would count as unticked
        given.is_valid(raise_exception=True)
        page = self.paginate_queryset(self.cards(**given.validated_data))
        return self.get_paginated_response(ListedOutput([listed(card) for card in page], many=True).data)

    def cards(self, *, due: bool | None = None, **columns: Any) -> QuerySet[Card]:
        learner = self.learner
        day = learner.calendar.day(timezone.now())
        cards = learner.cards.due(day) if due else learner.cards.in_use()
        if due is False:
            columns["is_due"] = False
        paths = {"bank": "question__bank__slug", "topic": "question__topic"}
        cards = cards.with_due(day).filter(**{paths.get(name, name): value for name, value in columns.items()})
        heavy = ("key_fields", "source", "html", "was", "tags", "needs", "parts")
        return cards.select_related("question__bank").defer(
            "question__bank__description_html", *(f"question__{name}" for name in heavy)
        )


@extend_schema(tags=["cards"])
class CardApi(SittingApi):
    @extend_schema(summary="Show a card", responses={200: CardOutput, **errors(404, 503)})
    def get(self, request: Request, pk: int) -> Response:
        return Response(CardOutput(showing(self.card(pk))).data)


@extend_schema(tags=["cards"])
class HintApi(SittingApi):
    @extend_schema(summary="Read a hint", responses={200: HintOutput, **errors(404, 503)})
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The first hint is number 1. Send with the answer how many were read."""
        card = self.card(pk)
        hints = checking.shown(card.question, card.part, recording.seed_of(card))["hints"]
        if not 1 <= number <= len(hints):
            raise exceptions.NotFound(f"There is no hint {number}; this card has {len(hints)}.")
        return Response(HintOutput({"number": number, "html": hints[number - 1]}).data)


@extend_schema(tags=["cards"])
class BurialsApi(SittingApi):
    @extend_schema(
        summary="Leave a card out until tomorrow", request=None, responses={201: StandingOutput, **errors(404)}
    )
    def post(self, request: Request, pk: int) -> Response:
        card = self.card(pk)
        services.bury(card, now=timezone.now())
        return Response(StandingOutput(standing(card)).data, status.HTTP_201_CREATED)


@extend_schema(tags=["cards"])
class SuspensionsApi(SittingApi):
    @extend_schema(summary="Leave a card out for good", request=None, responses={201: StandingOutput, **errors(404)})
    def post(self, request: Request, pk: int) -> Response:
        card = self.card(pk)
        services.suspend(card)
        return Response(StandingOutput(standing(card)).data, status.HTTP_201_CREATED)

    @extend_schema(summary="Take a suspended or buried card back", responses={204: None, **errors(404)})
    def delete(self, request: Request, pk: int) -> Response:
        services.resume(self.card(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["answers"])
class AnswersApi(SittingApi):
    limits = {"POST": "answers"}

    @extend_schema(
        summary="Answer a card",
        request=AnswerInput,
        responses={
            201: AnswerOutput,
            200: OpenApiResponse(AnswerOutput, description="The key was known; this is the answer recorded first."),
            **errors(400, 404, 409, 422, 503),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The answer is judged and recorded; nothing is scheduled until it is graded."""
        now = timezone.now()
        card = self.card(pk)
        values = AnswerInput.read(request)
        answer = recording.check_answer(card, values.pop("text"), now=now, **values)
        is_new = answer.card is card  # one recorded earlier comes from the table, with a card of its own
        answer.learner = answer.card.learner = card.learner
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(AnswerOutput(verdict(answer, now=now)).data, code)


@extend_schema(tags=["answers"])
class PreviewApi(SittingApi):
    scope = "read"
    limits = {"POST": "previews"}

    @extend_schema(
        summary="Read an answer without judging it",
        request=PreviewInput,
        responses={200: PreviewOutput, **errors(400, 404)},
    )
    def post(self, request: Request) -> Response:
        """How each line would be read, for showing while it is typed. Nothing is judged, recorded or scheduled."""
        given = PreviewInput.read(request)
        if "card" in given:
            card = self.card(given["card"])
            question, part = card.question, card.part
        else:
            question, part = get_object_or_404(Question.objects.published(), slug=given["question"]), given["part"]
        if part not in question.parts:
            raise exceptions.ValidationError({"part": [f"There is no part “{part}” of this question."]})
        readings = checking.readings(question, part, given["text"])
        return Response(PreviewOutput({"readings": readings}).data)


@extend_schema(tags=["answers"])
class AnswerApi(SittingApi):
    @extend_schema(summary="Show an answer's verdict again", responses={200: AnswerOutput, **errors(404, 503)})
    def get(self, request: Request, pk: int) -> Response:
        return Response(AnswerOutput(verdict(self.answer(pk), now=timezone.now())).data)


@extend_schema(tags=["answers"])
class ReviewApi(SittingApi):
    @extend_schema(
        summary="Grade an answer",
        request=ReviewInput,
        responses={
            201: ReviewOutput,
            200: OpenApiResponse(ReviewOutput, description="It was graded before; this is that review."),
            **errors(400, 404, 409),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The rating is recorded, and the card is scheduled anew."""
        answer = self.answer(pk)
        code = status.HTTP_200_OK if hasattr(answer, "review") else status.HTTP_201_CREATED
        values = ReviewInput.read(request, answer=answer)
        review = recording.grade_answer(
            answer, Rating(values["rating"]), now=timezone.now(), ticked=values.get("ticked")
        )
        return Response(ReviewOutput(graded(review)).data, code)


@extend_schema(tags=["answers"])
class UndosApi(SittingApi):
    @extend_schema(
        summary="Take a review back",
        request=UndoInput,
        responses={
            201: CardOutput,
            200: OpenApiResponse(CardOutput, description="It was taken back before."),
            **errors(400, 404, 409),
        },
    )
    def post(self, request: Request) -> Response:
        """The card is as it was before that review, and comes first again. A later review of it goes first."""
        learner = self.learner
        pk = UndoInput.read(request)["review"]
        review = get_object_or_404(learner.reviews.select_related("undo"), pk=pk)
        review.learner = learner
        code = status.HTTP_200_OK if hasattr(review, "undo") else status.HTTP_201_CREATED
        card = services.undo_review(review, now=timezone.now())
        return Response(CardOutput(showing(card)).data, code)
