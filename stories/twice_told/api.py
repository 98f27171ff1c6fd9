"""Two tellings of one event, for clients."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from families.access import families_asked, keeper_only
from families.editing.api import HELP, VersionedMixin, VersionField, version_read
from families.editing.refusals import refusals_as_400
from families.http import AuthenticatedRequest
from families.models import Family
from stories.editing.api import OwnField
from stories.models import Story, TwiceTold
from stories.twice_told import pairs as twice_told


class DifferenceSerializer(serializers.Serializer):
    """What one says and the other does not, or says otherwise."""

    about = serializers.ChoiceField(["when", "who", "where"])
    here = serializers.CharField()
    there = serializers.CharField()


class PairSerializer(serializers.Serializer):
    """Two stories that may tell one event; `verdict` is empty while nobody has said whether they do."""

    first = serializers.UUIDField(source="first.pk")
    second = serializers.UUIDField(source="second.pk")
    shared = serializers.ListField(child=serializers.CharField())
    differences = DifferenceSerializer(many=True)
    verdict = serializers.CharField()
    score = serializers.FloatField(allow_null=True, help_text="Only for comparing pairs.")
    version = VersionField()


class JudgementSerializer(serializers.Serializer):
    first = OwnField(Story.objects.select_related("family"))
    second = OwnField(Story.objects.all())
    verdict = serializers.ChoiceField(TwiceTold.Verdict.choices)
    version = serializers.CharField(required=False, help_text=HELP)


class TwiceToldViewSet(VersionedMixin, viewsets.GenericViewSet):
    """Stories of the caller's families that seem to tell one event, or of which a keeper said that they do."""

    queryset = Family.objects.none()
    serializer_class = PairSerializer
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("family", UUID, description="Only of this one.")])
    def list(self, request: AuthenticatedRequest) -> Response:
        """Those that nobody has judged first, the likest before the others."""
        families = families_asked(request.user, request.query_params.get("family"))
        pairs = [pair for family in families for pair in twice_told.told_twice(family)]
        return Response(PairSerializer(pairs, many=True).data)

    @extend_schema(request=JudgementSerializer, responses={200: JudgementSerializer})
    @action(detail=False, methods=["post"])
    def judge(self, request: AuthenticatedRequest) -> Response:
        """Says whether two stories tell one event; said anew, it replaces what was said before."""
        made = JudgementSerializer(data=request.data, context=self.get_serializer_context())
        made.is_valid(raise_exception=True)
        first, second, verdict = (made.validated_data[name] for name in ("first", "second", "verdict"))
        keeper_only(request, first.family)
        with refusals_as_400():
            twice_told.judge(first, second, verdict, by=request.user, read=version_read(request))
        return Response(made.data)

    def state_of(self, row: TwiceTold) -> Any:
        return {"first": row.first_id, "second": row.second_id, "verdict": row.verdict, "version": row.version}
