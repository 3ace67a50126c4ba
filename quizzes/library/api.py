"""Banks, questions without their answers, a learner's settings and tokens, as JSON."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes import checking
from quizzes.api import MAX_SEED, FiniteField, Html, Input, LearnerApi, LineOutput, errors
from quizzes.kinds import all_kinds
from quizzes.library import services
from quizzes.memory.scheduling import HIGHEST_RETENTION, LOWEST_RETENTION
from quizzes.models import AREAS, LEVELS, Bank, Learner, Question, Token

# --- what comes in ---------------------------------------------------------------------------------------------------


class QuestionsInput(serializers.Serializer):
    bank = serializers.CharField(required=False, help_text="Slug of a bank.")
    area = serializers.ChoiceField(choices=list(AREAS), required=False)
    topic = serializers.CharField(required=False)
    kind = serializers.ChoiceField(choices=list(all_kinds()), required=False)
    level = serializers.ChoiceField(choices=list(LEVELS), required=False)


class SeedInput(serializers.Serializer):
    seed = serializers.IntegerField(
        min_value=0, max_value=MAX_SEED, default=0, help_text="The same seed draws the same parameters for ever."
    )


SETTINGS = ["time_zone", "day_start", "new_per_day", "reviews_per_day", "desired_retention", "single_keys"]


class SettingsInput(Input, serializers.ModelSerializer):
    desired_retention = FiniteField(min_value=LOWEST_RETENTION, max_value=HIGHEST_RETENTION)

    class Meta:
        model = Learner
        fields = SETTINGS

    def validate_time_zone(self, name: str) -> str:
        if name and name not in available_timezones():
            raise serializers.ValidationError(f"“{name}” is no time zone; use a name such as Europe/Vienna.")
        return name


class TokenInput(Input, serializers.ModelSerializer):
    days = serializers.IntegerField(
        min_value=1, max_value=services.LONGEST_TOKEN, default=services.USUAL_TOKEN, help_text="Until it ends."
    )

    class Meta:
        model = Token
        fields = ["name", "scope", "days"]
        extra_kwargs = {"name": {"help_text": "Of the program, to know it again."}, "scope": {"default": "review"}}


# --- what goes out ---------------------------------------------------------------------------------------------------


class BankOutput(serializers.ModelSerializer):
    size = serializers.IntegerField(help_text="Questions in use.")
    taken = serializers.BooleanField(help_text="Whether you have taken it up.")
    description = Html(source="description_html")

    class Meta:
        model = Bank
        fields = ["slug", "title", "area", "license", "version", "description", "size", "taken"]


class PromptOutput(serializers.Serializer):
    markdown = serializers.CharField(help_text="As its author wrote it; {{name}} stands for a parameter.")
    html = Html(help_text="With the parameters drawn from the seed; in a list from seed 0.")


class QuestionOutput(serializers.Serializer):
    """A question as anyone may see it before answering."""

    slug = serializers.CharField()
    bank = serializers.CharField(help_text="Its slug.")
    kind = serializers.CharField()
    area = serializers.CharField()
    topic = serializers.CharField()
    topic_title = serializers.CharField()
    level = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField(), help_text="Topics to know before.")
    rev = serializers.IntegerField()
    parts = serializers.ListField(child=serializers.CharField(), help_text="Names of its cards.")
    seconds = serializers.IntegerField(help_text="That a prepared learner needs.")
    prompt = PromptOutput()
    box = serializers.CharField(help_text="What the answer is given in: line, lines, options or reveal.")
    options = LineOutput(many=True, help_text="In the author's order; empty where the answer is typed.")
    hints = serializers.IntegerField(help_text="How many there are.")


def described(question: Question, *, seed: int = 0) -> dict[str, Any]:
    part = question.parts[0]
    key = checking.key_of(question, part)
    html = checking.shown(question, part, seed)
    columns = ["slug", "kind", "area", "topic", "topic_title", "level", "tags", "needs", "rev", "parts", "seconds"]
    return {
        **{name: getattr(question, name) for name in columns},
        "bank": question.bank.slug,
        "prompt": {"markdown": question.key_fields["prompt"], "html": html["prompt"]},
        "box": key.box,
        "options": [{"value": option.value, "html": html["options"][option.value]} for option in key.options()],
        "hints": len(html["hints"]),
    }


class SettingsOutput(serializers.ModelSerializer):
    class Meta:
        model = Learner
        fields = SETTINGS


class TokenOutput(serializers.ModelSerializer):
    id = serializers.CharField(source="token_key", help_text="How the token begins.")
    ends = serializers.DateTimeField(source="expiry")

    class Meta:
        model = Token
        fields = ["id", "name", "scope", "created", "ends"]


class MadeTokenOutput(TokenOutput):
    token = serializers.CharField(help_text="Shown this once; kept only as a hash.")

    class Meta(TokenOutput.Meta):
        fields = [*TokenOutput.Meta.fields, "token"]


# --- the addresses ---------------------------------------------------------------------------------------------------


@extend_schema(tags=["library"])
class BanksApi(LearnerApi):
    @extend_schema(summary="List the banks", responses={200: BankOutput(many=True), **errors()})
    def get(self, request: Request) -> Response:
        return Response(BankOutput(services.banks_for(self.learner), many=True).data)


@extend_schema(tags=["library"])
class BankApi(LearnerApi):
    @extend_schema(summary="Show a bank", responses={200: BankOutput, **errors(404)})
    def get(self, request: Request, slug: str) -> Response:
        return Response(BankOutput(get_object_or_404(services.banks_for(self.learner), slug=slug)).data)


@extend_schema(tags=["library"])
class SubscriptionApi(LearnerApi):
    @extend_schema(summary="Take up a bank", request=None, responses={200: BankOutput, **errors(404)})
    def put(self, request: Request, slug: str) -> Response:
        """Its questions become your cards; those laid down earlier wake with what was learned."""
        services.take_up(self.learner, get_object_or_404(Bank, slug=slug))
        return Response(BankOutput(services.banks_for(self.learner).get(slug=slug)).data)

    @extend_schema(summary="Lay down a bank", responses={204: None, **errors(404)})
    def delete(self, request: Request, slug: str) -> Response:
        """Its cards are asked no more; what was learned is kept."""
        services.lay_down(self.learner, get_object_or_404(Bank, slug=slug))
        return Response(status=status.HTTP_204_NO_CONTENT)


def questions() -> QuerySet[Question]:
    return Question.objects.published().select_related("bank").defer("source", "bank__description_html")


@extend_schema(tags=["library"])
class QuestionsApi(LearnerApi, ListAPIView):
    serializer_class = QuestionOutput
    queryset = Question.objects.none()

    @extend_schema(
        summary="List the questions",
        parameters=[QuestionsInput],
        responses={200: QuestionOutput(many=True), **errors(400, 404)},
    )
    def get(self, request: Request) -> Response:
        """Those in use, without their answers, in the order in which they would be offered."""
        given = QuestionsInput(data=request.query_params)
        given.is_valid(raise_exception=True)
        columns = {"bank__slug" if name == "bank" else name: value for name, value in given.validated_data.items()}
        page = self.paginate_queryset(questions().filter(**columns))
        return self.get_paginated_response(QuestionOutput([described(question) for question in page], many=True).data)


@extend_schema(tags=["library"])
class QuestionApi(LearnerApi):
    @extend_schema(
        summary="Show a question", parameters=[SeedInput], responses={200: QuestionOutput, **errors(400, 404, 503)}
    )
    def get(self, request: Request, slug: str) -> Response:
        given = SeedInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        question = get_object_or_404(questions(), slug=slug)
        return Response(QuestionOutput(described(question, **given.validated_data)).data)


@extend_schema(tags=["settings"])
class SettingsApi(LearnerApi):
    @extend_schema(summary="Show your settings", responses={200: SettingsOutput, **errors()})
    def get(self, request: Request) -> Response:
        return Response(SettingsOutput(self.learner).data)

    @extend_schema(
        summary="Change some settings",
        request=SettingsInput(partial=True),
        responses={200: SettingsOutput, **errors(400)},
    )
    def patch(self, request: Request) -> Response:
        learner = self.learner
        given = SettingsInput(learner, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        given.save(planned_on=None)  # the day's portion is made up anew
        return Response(SettingsOutput(learner).data)


@extend_schema(tags=["settings"])
class TokensApi(LearnerApi):
    @extend_schema(summary="List your tokens", responses={200: TokenOutput(many=True), **errors()})
    def get(self, request: Request) -> Response:
        return Response(TokenOutput(services.live_tokens(self.learner, now=timezone.now()), many=True).data)

    @extend_schema(summary="Make a token", request=TokenInput, responses={201: MadeTokenOutput, **errors(400)})
    def post(self, request: Request) -> Response:
        """Send it in the header `Authorization: Token ...`. It is shown this once."""
        made, token = services.make_token(self.learner, **TokenInput.read(request), now=timezone.now())
        made.token = token
        return Response(MadeTokenOutput(made).data, status.HTTP_201_CREATED)


@extend_schema(tags=["settings"])
class TokenApi(LearnerApi):
    @extend_schema(summary="Revoke a token", responses={204: None, **errors(404)})
    def delete(self, request: Request, start: str) -> Response:
        get_object_or_404(services.live_tokens(self.learner, now=timezone.now()), token_key=start).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
