"""Disputes as JSON: a mark is disputed, and what became of it is read."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.api import Input, LearnerApi, errors
from quizzes.disputes import services
from quizzes.models import Answer, Dispute


class DisputeInput(Input):
    note = serializers.CharField(
        allow_blank=True, default="", max_length=services.LONGEST, help_text="What is wrong, for the editor."
    )


class DisputeOutput(serializers.ModelSerializer):
    state = serializers.ChoiceField(choices=list(Dispute.STATES))
    reply = serializers.CharField(help_text="Of the editor; blank while the dispute is open.")

    class Meta:
        model = Dispute
        fields = ["answer", "note", "at", "state", "reply", "decided_at"]


@extend_schema(tags=["answers"])
class DisputeApi(LearnerApi):
    scope = "review"
    limits = {"POST": "disputes"}

    def answer(self, pk: int) -> Answer:
        return get_object_or_404(self.learner.answers.with_later(), pk=pk)

    @extend_schema(summary="See what became of a dispute", responses={200: DisputeOutput, **errors(404)})
    def get(self, request: Request, pk: int) -> Response:
        """Where the mark was not disputed, there is nothing."""
        dispute = getattr(self.answer(pk), "dispute", None)
        if dispute is None:
            raise Http404
        return Response(DisputeOutput(dispute).data)

    @extend_schema(
        summary="Dispute a mark",
        request=DisputeInput,
        responses={
            201: DisputeOutput,
            200: OpenApiResponse(DisputeOutput, description="It was disputed before; this is that dispute."),
            **errors(400, 404),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """An editor reads the note beside the answer, and accepts or declines with a reason. Once an answer."""
        answer = self.answer(pk)
        values = DisputeInput.read(request)
        dispute, is_new = services.dispute_mark(answer, values["note"], now=timezone.now())
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(DisputeOutput(dispute).data, code)
