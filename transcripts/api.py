"""Transcripts for clients."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from audio.filters import of_recording
from families.editing.api import VersionedMixin, VersionField, VersionSerializer
from families.editing.refusals import refusals_as_400, refusals_as_409
from families.http import AuthenticatedRequest
from transcripts.filters import of_transcript
from transcripts.models import Segment, Transcript
from transcripts.words.corrections import correct
from transcripts.words.downloads import FORMS
from transcripts.words.nods import answer
from transcripts.words.views import as_file

AS_FILES = {
    (200, kind.content_type.split(";")[0]): OpenApiTypes.BINARY for name, kind in FORMS.items() if name != "json"
}


class WordSerializer(serializers.Serializer):
    text = serializers.CharField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    confidence = serializers.FloatField(allow_null=True, help_text="0 to 1, where it is known.")


class ProposalSerializer(serializers.Serializer):
    first = serializers.IntegerField(help_text="The first of the words in the line, from 0.")
    behind = serializers.IntegerField(help_text="The one behind the last.")
    heard = serializers.CharField(help_text="What stands there.")
    text = serializers.CharField(help_text="What may have been said.")


class SegmentSerializer(serializers.ModelSerializer):
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    words = WordSerializer(many=True, source="timed_words", help_text="Empty until they have been found.")

    proposals = ProposalSerializer(
        many=True, source="asked", help_text="Where a word of the family may have been said, and nobody has answered."
    )
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
            "is_repaired",
            "proposals",
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


class FileRenderer(BaseRenderer):
    """Lets a client ask by its Accept header for a kind of file; the file itself is made by the view."""

    def __init__(self, form: str, media_type: str) -> None:
        self.format, self.media_type = form, media_type

    @classmethod
    def of(cls, form: str) -> "FileRenderer":
        return cls(form, FORMS[form].content_type.split(";")[0])

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        """Errors are told as everywhere."""
        renderer: Any = api_settings.DEFAULT_RENDERER_CLASSES[0]
        return renderer().render(data, accepted_media_type, renderer_context)


def known_form(name: str, asked: str) -> str:
    if asked not in FORMS:
        raise serializers.ValidationError({name: f"Ask for one of {', '.join(FORMS)}."})
    return asked


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
        return of_recording(found, self.request.user, self.request.query_params)

    @extend_schema(
        parameters=[OpenApiParameter("as", str, description="Which kind of file.", enum=list(FORMS), required=True)],
        responses={(200, "application/json"): OpenApiTypes.OBJECT, **AS_FILES},
    )
    @action(detail=True, methods=["get"])
    def download(self, request: AuthenticatedRequest, pk: str) -> HttpResponse:
        """The words as a file: text, subtitles, data, or for a word processor."""
        return as_file(self.get_object(), known_form("as", request.query_params.get("as", "")))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "format", str, description="JSON unless asked otherwise, here or by Accept.", enum=list(FORMS)
            )
        ],
        responses={
            (200, "application/json"): TranscriptWithSegmentsSerializer,
            **AS_FILES,
        },
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """One transcript with its segments, or its words as a file.

        `?format=srt`, `vtt`, `txt` or `docx`, or an Accept header that prefers one of these, gives subtitles, text, or a file for a
        word processor.
        """
        asked = request.query_params.get("format")
        form = known_form("format", asked) if asked is not None else request.accepted_renderer.format
        if form in {None, "json"}:
            return super().retrieve(request, *args, **kwargs)
        return as_file(self.get_object(), form)

    def get_renderers(self) -> list[Any]:
        files = [FileRenderer.of(name) for name in FORMS if name != "json"] if self.action == "retrieve" else []
        return [*super().get_renderers(), *files]

    def get_serializer_class(self) -> type[TranscriptSerializer]:
        return TranscriptWithSegmentsSerializer if self.action == "retrieve" else TranscriptSerializer


class OwnWordSerializer(VersionSerializer):
    first = serializers.IntegerField(help_text="As in `proposals` of the segment.")
    text = serializers.CharField(help_text="As in `proposals` of the segment.")
    is_said = serializers.BooleanField(help_text="Whether it was said.")


class MendSerializer(VersionSerializer):
    text = serializers.CharField(help_text="What is said there. The same words again say that they are right.")


@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter("transcript", UUID)]))
class SegmentViewSet(VersionedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The lines of the transcripts of the caller's families."""

    queryset = Segment.objects.none()
    serializer_class = SegmentSerializer

    def get_queryset(self) -> Any:
        rows = Segment.objects.for_user(self.request.user).order_by("transcript", "index")
        if self.action == "list":
            return of_transcript(rows, self.request.user, self.request.query_params)
        return rows.select_related("transcript__recording__family")

    @extend_schema(request=MendSerializer, responses=SegmentSerializer)
    def partial_update(self, request: AuthenticatedRequest, pk: str | None = None) -> Response:
        """Puts a person's words in place of what was heard. Every member of the family may."""
        segment, said = self.get_object(), MendSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        with refusals_as_400("text"):
            segment = correct(segment, said.validated_data["text"], by=request.user)
        return Response(SegmentSerializer(segment).data)

    @extend_schema(request=OwnWordSerializer, responses={200: SegmentSerializer, 409: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"], url_path="own-word")
    def own_word(self, request: AuthenticatedRequest, pk: str | None = None) -> Response:
        """Answers whether a word of the family was said. A yes puts it in place, here and wherever the same is asked."""
        segment, said = self.get_object(), OwnWordSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        asked = said.validated_data
        with refusals_as_409():
            segment = answer(segment, asked["first"], asked["text"], is_said=asked["is_said"], by=request.user)
        return Response(SegmentSerializer(segment).data)
