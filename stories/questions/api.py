"""What to ask next, for clients."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from families.access import families_asked
from families.editing.refusals import refusals_as_400
from families.http import AuthenticatedRequest
from families.models import Family
from families.prompts_api import FamilyField, PromptSerializer
from stories.questions import gaps


class QuestionSerializer(serializers.Serializer):
    """A question, and the gap in the stories that it would fill."""

    family = serializers.UUIDField()
    key = serializers.CharField(help_text="Names what is missing; the same while it is.")
    text = serializers.CharField()
    reason = serializers.CharField()


class ChosenSerializer(serializers.Serializer):
    family = FamilyField(queryset=Family.objects.none())
    key = serializers.CharField(max_length=200)


class QuestionViewSet(viewsets.GenericViewSet):
    """Questions to ask next, from what is missing in the stories of the caller's families."""

    queryset = Family.objects.none()
    serializer_class = QuestionSerializer
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("family", UUID, description="Only of this one.")])
    def list(self, request: AuthenticatedRequest) -> Response:
        """All of them, in the order in which they would help most."""
        families = families_asked(request.user, request.query_params.get("family"))
        found = [
            {"family": family.pk, "key": each.key, "text": each.text, "reason": each.reason}
            for family in families
            for each in gaps.questions(family)
        ]
        return Response(QuestionSerializer(found, many=True).data)

    @extend_schema(request=ChosenSerializer, responses={201: PromptSerializer})
    @action(detail=False, methods=["post"])
    def take(self, request: AuthenticatedRequest) -> Response:
        """Puts the question on the family's list of prompts."""
        asked = self.asked(request)
        with refusals_as_400("key"):
            made = gaps.take_question(asked["family"], asked["key"], by=request.user)
        return Response(PromptSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChosenSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def dismiss(self, request: AuthenticatedRequest) -> Response:
        """Proposes the question no more."""
        asked = self.asked(request)
        with refusals_as_400("key"):
            gaps.dismiss(asked["family"], asked["key"], by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def asked(self, request: AuthenticatedRequest) -> dict[str, Any]:
        made = ChosenSerializer(data=request.data, context=self.get_serializer_context())
        made.is_valid(raise_exception=True)
        return dict(made.validated_data)
