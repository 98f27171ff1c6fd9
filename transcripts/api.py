"""Transcripts for clients."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audio.questions import of_recording
from families.versions_api import VersionedMixin, VersionField, VersionSerializer
from transcripts.corrections import UnusableWords, correct
from transcripts.downloads import FORMS
from transcripts.models import Segment, Transcript
from transcripts.views import as_file


class WordSerializer(serializers.Serializer):
    text = serializers.CharField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    confidence = serializers.FloatField(allow_null=True, help_text="0 to 1, where it is known.")


class SegmentSerializer(serializers.ModelSerializer):
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    words = WordSerializer(many=True, source="timed_words", help_text="Empty until they have been found.")

    version = VersionField()

    class Meta:
        model = Segment
        fields = [
            "id",
            "index",
            "start",
            "end",
            "text",
            "words",
            "confidence",
            "speaker",
            "suspicion",
            "is_corrected",
            "version",
        ]


class TranscriptSerializer(serializers.ModelSerializer):
    audio_id = serializers.UUIDField(source="recording_id")

    class Meta:
        model = Transcript
        fields = [
            "id",
            "audio_id",
            "language",
            "engine",
            "engine_version",
            "engine_reason",
            "review_status",
            "heard_ms",
            "created_at",
        ]


class TranscriptWithSegmentsSerializer(TranscriptSerializer):
    segments = SegmentSerializer(many=True)

    class Meta(TranscriptSerializer.Meta):
        fields = [*TranscriptSerializer.Meta.fields, "segments"]


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("audio", str, description="The id of a recording.")])
)
class TranscriptViewSet(viewsets.ReadOnlyModelViewSet):
    """What was said, with `segments` where one transcript is asked for."""

    queryset = Transcript.objects.none()

    def get_queryset(self) -> Any:
        found = Transcript.objects.for_user(self.request.user).select_related("recording").prefetch_related("stretches")
        if self.action == "retrieve":
            return found.prefetch_related(Prefetch("segments", Segment.objects.order_by("index")))
        return of_recording(found, self.request.query_params.get("audio"))

    @extend_schema(
        parameters=[OpenApiParameter("as", str, description="Which kind of file.", enum=list(FORMS), required=True)],
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"])
    def download(self, request: Request, pk: str) -> HttpResponse:
        """The words as a file: text, subtitles, data, or for a word processor."""
        form = request.query_params.get("as", "")
        if form not in FORMS:
            raise serializers.ValidationError({"as": f"Ask for one of {', '.join(FORMS)}."})
        return as_file(self.get_object(), form)

    def get_serializer_class(self) -> type[TranscriptSerializer]:
        return TranscriptWithSegmentsSerializer if self.action == "retrieve" else TranscriptSerializer


class MendSerializer(VersionSerializer):
    text = serializers.CharField(help_text="What is said there. The same words again say that they are right.")


@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter("transcript", UUID)]))
class SegmentViewSet(VersionedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The lines of the transcripts of the caller's families."""

    queryset = Segment.objects.none()
    serializer_class = SegmentSerializer

    def get_queryset(self) -> Any:
        rows = Segment.objects.for_user(self.request.user).order_by("transcript", "index")
        if self.action == "list" and (transcript := self.request.query_params.get("transcript")):
            rows = rows.filter(transcript=serializers.UUIDField().to_internal_value(transcript))
        return rows if self.action == "list" else rows.select_related("transcript__recording__family")

    @extend_schema(request=MendSerializer, responses=SegmentSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Puts a person's words in place of what was heard. Every member of the family may."""
        segment, said = self.get_object(), MendSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            segment = correct(segment, said.validated_data["text"], by=request.user)  # type: ignore[arg-type]
        except UnusableWords as error:
            raise serializers.ValidationError({"text": [str(error)]}) from error
        return Response(SegmentSerializer(segment).data)
