"""Hearing again, for clients."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from families.access import find, keeper_only
from families.editing.api import VersionedMixin, version_read
from families.editing.refusals import refusals_as_409
from families.http import AuthenticatedRequest
from transcripts.filters import of_transcript
from transcripts.models import Hearing, Transcript
from transcripts.runs import retranscription
from transcripts.runs.choice import NAMES


class AskSerializer(serializers.Serializer):
    transcript = serializers.UUIDField()
    engine = serializers.ChoiceField(choices=NAMES, default="auto")


class ChooseSerializer(serializers.Serializer):
    segment = serializers.UUIDField()
    words = serializers.ChoiceField(choices=["old", "new"])
    version = serializers.CharField(required=False, help_text="`version` of the line, as it was read.")


class MergedSerializer(serializers.Serializer):
    """A line as it would stand."""

    id = serializers.UUIDField(allow_null=True, help_text="Of the segment; null where there is none yet.")
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField(help_text="What would stand.")
    proposed = serializers.CharField(help_text="What was heard now.")
    is_conflict = serializers.BooleanField(help_text="A person wrote something else: their words stand unless chosen.")
    is_chosen = serializers.BooleanField()
    suspicion = serializers.CharField()
    version = serializers.SerializerMethodField(
        help_text="Which words are chosen for it, to be sent along with a choice."
    )

    def get_version(self, line: Any) -> str:
        return "new" if line.is_chosen else "old"


class HearingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Hearing
        fields = [
            "id",
            "transcript",
            "wanted",
            "language",
            "engine",
            "engine_version",
            "engine_reason",
            "model",
            "settings",
            "state",
            "began_at",
            "heard_at",
            "decided_at",
        ]


class ComparedSerializer(HearingSerializer):
    lines = serializers.SerializerMethodField(help_text="What would stand; only while a decision waits.")

    class Meta(HearingSerializer.Meta):
        fields = [*HearingSerializer.Meta.fields, "lines"]

    @extend_schema_field(MergedSerializer(many=True))
    def get_lines(self, hearing: Hearing) -> Any:
        is_waiting = hearing.state == Hearing.State.PROPOSED
        return MergedSerializer(retranscription.merged(hearing) if is_waiting else [], many=True).data


@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter("transcript", UUID)]))
class HearingViewSet(VersionedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """By which engines a recording was heard. A later hearing is a proposal, with the `lines` as they would stand."""

    queryset = Hearing.objects.none()
    filter_backends = []

    def get_queryset(self) -> Any:
        rows = Hearing.objects.for_user(self.request.user).select_related("transcript__recording__family")
        return of_transcript(rows, self.request.user, self.request.query_params) if self.action == "list" else rows

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return ComparedSerializer if self.action == "retrieve" else HearingSerializer

    @extend_schema(request=AskSerializer, responses={201: HearingSerializer})
    def create(self, request: AuthenticatedRequest) -> Response:
        """Has a recording heard again. 409 with the reason where that cannot be."""
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rows = Transcript.objects.select_related("recording__family")
        transcript = find(request, rows, asked.validated_data["transcript"])
        keeper_only(request, transcript.recording.family)
        engine = asked.validated_data["engine"]
        return self.done(lambda: retranscription.ask_retranscription(transcript, engine, by=request.user), 201)

    @extend_schema(request=None, responses=HearingSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Puts the new words in place; what people wrote stays."""
        return self.decide(retranscription.accept)

    @extend_schema(request=None, responses=HearingSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Leaves the words as they are; stops a hearing that is under way."""
        return self.decide(retranscription.decline)

    @extend_schema(request=None, responses=HearingSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Puts everything back as it was before this hearing was accepted."""
        return self.decide(retranscription.take_back)

    @extend_schema(request=ChooseSerializer, responses=HearingSerializer)
    @action(detail=True, methods=["post"])
    def choose(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Says which words a line in conflict is to have."""
        hearing = self.kept()
        asked = ChooseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        segment = get_object_or_404(hearing.transcript.segments, pk=asked.validated_data["segment"])
        is_new = asked.validated_data["words"] == "new"
        read = version_read(request)
        return self.done(lambda: retranscription.choose_words(hearing, segment, new=is_new, read=read))

    def kept(self) -> Hearing:
        hearing: Hearing = self.get_object()
        keeper_only(self.request, hearing.transcript.recording.family)
        return hearing

    def decide(self, verb: Callable[..., Hearing]) -> Response:
        hearing = self.kept()
        return self.done(lambda: verb(hearing, by=self.request.user))

    def done(self, verb: Callable[[], Hearing], code: int = status.HTTP_200_OK) -> Response:
        with refusals_as_409():
            return Response(HearingSerializer(verb()).data, code)
