"""The steps of a sitting as JSON: today's queue, a card, its answer, the answer's review, and what undoes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.answers import Choice, UnreadableAnswer
from quizzes.api import LearnerApi, errors
from quizzes.banks.markup import render as markdown
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import wait_words
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import services
from quizzes.review.serializers import (
    AnswerInput,
    AnswerOutput,
    CardOutput,
    HintOutput,
    PortionInput,
    ReviewInput,
    ReviewOutput,
    StandingOutput,
    TodayOutput,
    UndoInput,
)

# --- what goes out ---------------------------------------------------------------------------------------------------


def today(learner: Learner, *, now: datetime) -> dict[str, Any]:
    counts = services.today(learner, now=now)
    shown = ("learner", "part", "version", "question__slug", "question__kind", "question__seconds")
    cards = services.queue(learner, now=now).only(*shown)
    queue = [
        {
            "id": card.pk,
            "question": card.question.slug,
            "part": card.part,
            "kind": card.question.kind,
            "key": services.key_of_showing(card),
            "seed": services.seed_of(card),
            "seconds": card.question.seconds,
        }
        for card in cards
    ]
    return {**dataclasses.asdict(counts), "left": counts.left, "minutes": learner.minutes, "queue": queue}


def standing(card: Card) -> dict[str, Any]:
    memory = card.memory
    return {
        "id": card.pk,
        "question": card.question.slug,
        "part": card.part,
        "key": services.key_of_showing(card),
        "memory": {**dataclasses.asdict(memory), "stage": memory.stage.name.lower()},
        "next": {"day": memory.due_day, "at": memory.due_at},
        "suspended": card.suspended,
        "buried_until": card.buried_until,
    }


def showing(card: Card) -> dict[str, Any]:
    question = card.question
    seed = services.seed_of(card)
    key = question.key(card.part, seed)
    html = question.shown(key)
    return {
        **standing(card),
        "bank": question.bank.slug,
        "kind": question.kind,
        "area": question.area,
        "topic": question.topic,
        "level": question.level,
        "seed": seed,
        "seconds": question.seconds,
        "prompt": html["prompt"],
        "box": key.box,
        "options": _lines(services.in_order(key, seed), html["options"]),
        "several": getattr(key, "multi", False),
        "unit": getattr(key, "unit", ""),
        "hints": len(html["hints"]),
    }


def verdict(answer: Answer, *, now: datetime) -> dict[str, Any]:
    card = answer.card
    key = card.question.key(card.part, answer.seed)
    html = card.question.shown(key)
    waits = services.outlook(card, now=now) if card.version == answer.card_version else {}
    review = getattr(answer, "review", None)
    given = ("key", "seed", "text", "gave_up", "hints", "seconds", "confidence", "at")
    judged = ("score", "receipt", "suggested", "reason")
    return {
        **{name: getattr(answer, name) for name in (*given, *judged)},
        **{name: html[name] for name in ("answer", "why", "mistakes", "refs")},
        "id": answer.pk,
        "card": card.pk,
        "question": card.question.slug,
        "notes": [{**note, "html": markdown(note["text"])} for note in answer.notes],
        "checklist": _lines(key.checklist(), html["checklist"]),
        "intervals": [_interval(rating, wait) for rating, wait in waits.items()],
        "review": review and review.pk,
    }


def graded(review: Review) -> dict[str, Any]:
    columns = ("rating", "suggested", "score", "ticked", "at", "day")
    return {
        **{name: getattr(review, name) for name in columns},
        "id": review.pk,
        "answer": review.answer_id,
        "card": standing(review.card),
    }


def _lines(choices: Iterable[Choice], html: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": choice.value, "html": html[choice.value]} for choice in choices]


def _interval(rating: Rating, wait: timedelta) -> dict[str, Any]:
    return {"rating": rating, "label": rating.label, "seconds": wait.total_seconds(), "words": wait_words(wait)}


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
    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, services.StaleCard):
            error = Stale()
        elif isinstance(error, UnreadableAnswer):
            error = Unreadable(error)
        return super().handle_exception(error)

    def card(self, pk: int) -> Card:
        learner = self.learner
        card = get_object_or_404(learner.cards.select_related("question__bank"), pk=pk)
        card.learner = learner
        return card

    def answer(self, pk: int) -> Answer:
        learner = self.learner
        answer = get_object_or_404(learner.answers.select_related("card__question", "review"), pk=pk)
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
            services.replan(learner)
        if values["more"]:
            services.plan_day(learner, now=now, more=True)
        return Response(TodayOutput(today(learner, now=now)).data, status.HTTP_201_CREATED)


@extend_schema(tags=["cards"])
class CardApi(SittingApi):
    @extend_schema(summary="Show a card", responses={200: CardOutput, **errors(404)})
    def get(self, request: Request, pk: int) -> Response:
        return Response(CardOutput(showing(self.card(pk))).data)


@extend_schema(tags=["cards"])
class HintApi(SittingApi):
    @extend_schema(summary="Read a hint", responses={200: HintOutput, **errors(404)})
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The first hint is number 1. Send with the answer how many were read."""
        card = self.card(pk)
        hints = card.question.shown(card.question.key(card.part, services.seed_of(card)))["hints"]
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
    throttle_scope = "answers"

    @extend_schema(
        summary="Answer a card",
        request=AnswerInput,
        responses={
            201: AnswerOutput,
            200: OpenApiResponse(AnswerOutput, description="The key was known; this is the answer recorded first."),
            **errors(400, 404, 409, 422),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The answer is judged and recorded; nothing is scheduled until it is graded."""
        now = timezone.now()
        card = self.card(pk)
        values = AnswerInput.read(request)
        answer = services.check_answer(card, values.pop("text"), now=now, **values)
        is_new = answer.card is card  # one recorded earlier comes from the table, with a card of its own
        answer.learner = answer.card.learner = card.learner
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(AnswerOutput(verdict(answer, now=now)).data, code)


@extend_schema(tags=["answers"])
class AnswerApi(SittingApi):
    @extend_schema(summary="Show an answer's verdict again", responses={200: AnswerOutput, **errors(404)})
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
        review = services.grade_answer(
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
