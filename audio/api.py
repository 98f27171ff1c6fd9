"""Recordings for clients."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response

from audio import arrivals
from audio.arrivals import AlreadyHere
from audio.errors import NothingInIt, UnreadableSound
from audio.facts import change_facts
from audio.limits import NoRoom, OverLimit
from audio.models import Recording
from audio.playback import serving
from audio.told_again import differences
from families.dates.edtf import edtf_of
from families.dates.typed_dates import LONGEST_TYPED
from families.editing.api import VersionedMixin, VersionField, VersionSerializer, version_read
from families.editing.versions import as_read
from families.http import AuthenticatedRequest
from families.models import Family, Prompt
from families.removal import remove, take_back
from families.text.languages import language_tag
from families.text.parsing import MultiPartParser

NOT_AUDIO = "File must be audio format"


class WarningSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=["almost_silent", "clipped", "ends_early", "head_mended"])
    sentence = serializers.CharField(help_text="What is true, and what to do, for people to read.")


class RecordingSerializer(serializers.ModelSerializer):
    status = serializers.ChoiceField(choices=Recording.Status.choices, read_only=True)
    processing_stage = serializers.CharField(read_only=True, allow_null=True)
    narrator: Any = serializers.StringRelatedField(read_only=True, allow_null=True)
    media = serializers.SerializerMethodField()
    version = VersionField()
    warnings = WarningSerializer(many=True, read_only=True, help_text="What may be wrong with the sound.")

    class Meta:
        model = Recording
        fields = [
            "id",
            "family",
            "title",
            "filename",
            "narrator",
            "recorded_on",
            "language",
            "status",
            "processing_stage",
            "content_type",
            "size",
            "sha256",
            "duration_ms",
            "container",
            "codec",
            "sample_rate",
            "channels",
            "loudness",
            "made_at",
            "warnings",
            "created_at",
            "media",
            "version",
        ]

    def get_media(self, recording: Recording) -> str:
        """The address of the sound, with byte ranges, for those who may hear it."""
        return str(self.context["request"].build_absolute_uri(reverse("audio-media", args=[recording.pk])))


class StatusSerializer(serializers.Serializer):
    audio_id = serializers.UUIDField(source="id")
    status = serializers.ChoiceField(choices=Recording.Status.choices)
    processing_stage = serializers.CharField(allow_null=True)
    reason = serializers.SerializerMethodField(help_text="Why it failed, or why it waits, in words; else empty.")
    done_ms = serializers.SerializerMethodField(help_text="Milliseconds of sound that the step under way has done.")
    duration_ms = serializers.IntegerField(allow_null=True)

    def get_reason(self, recording: Recording) -> str:
        return recording.current_step.reason if recording.current_step else ""

    def get_done_ms(self, recording: Recording) -> int:
        return recording.stage_ms[0]


class AboutSerializer(serializers.Serializer):
    """What a client says about a recording that it sends."""

    family = serializers.UUIDField(required=False, help_text="Needed by those who belong to several families.")
    narrator = serializers.CharField(required=False, max_length=120, help_text="The name of the person who speaks.")
    born = serializers.CharField(
        required=False, max_length=LONGEST_TYPED, help_text="When they were born: EDTF, or as people say it."
    )
    recorded_on = serializers.CharField(
        required=False,
        max_length=LONGEST_TYPED,
        help_text="EDTF such as 2024-03-14, or as people say it.",
    )
    language = serializers.CharField(
        required=False, max_length=16, help_text="A BCP 47 tag such as en, de or en-GB; eng becomes en."
    )
    title = serializers.CharField(required=False, max_length=160)
    prompt = serializers.UUIDField(required=False, help_text="The family's prompt that it answers.")

    def validate_born(self, value: str) -> str:
        return edtf_of(value)

    def validate_recorded_on(self, value: str) -> str:
        return edtf_of(value)

    def validate_language(self, value: str) -> str:
        return language_tag(value)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        families = Family.objects.for_user(self.context["request"].user)
        if "family" in asked:
            families = families.filter(pk=asked["family"])
        found = list(families[:2])
        if not found:
            raise serializers.ValidationError({"family": "You do not belong to such a family."})
        if len(found) > 1:
            raise serializers.ValidationError({"family": "You belong to several families: say which one."})
        prompt_id = asked.pop("prompt", None)
        return {**asked, "family": found[0], "asked": self.asked(found[0], prompt_id)}

    def asked(self, family: Family, prompt_id: Any) -> list[dict[str, Any]]:
        """The prompt as the recorder would have noted it, shown from the beginning on."""
        if not prompt_id:
            return []
        prompt = Prompt.objects.for_family(family).filter(pk=prompt_id).first()
        if not prompt:
            raise serializers.ValidationError({"prompt": "Your family has no such prompt."})
        return [{"prompt": str(prompt.pk), "text": prompt.text, "at_ms": 0}]


class UploadSerializer(AboutSerializer):
    """What a client sends with a file."""

    file = serializers.FileField(allow_empty_file=True)  # an empty one is no audio, and is told so like all others


class UploadedSerializer(serializers.Serializer):
    audio_id = serializers.UUIDField()
    status = serializers.CharField()
    message = serializers.CharField()


class DetailSerializer(serializers.Serializer):
    detail = serializers.CharField()


def already_here(recording: Recording, told: dict[str, Any]) -> dict[str, Any]:
    message = "Your family has this recording already. We kept the one that was here."
    if differing := [each.name for each in differences(recording, told)]:
        message += f" What you said about it is not written there ({', '.join(differing)}): send it with PATCH if it should be."
    return {"audio_id": recording.pk, "status": "already_here", "message": message}


class FactsSerializer(VersionSerializer):
    """What is left out stays."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=160)
    recorded_on = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_TYPED, help_text="EDTF, or as people say it."
    )
    narrator = serializers.CharField(
        required=False, allow_blank=True, max_length=120, help_text="The name of who tells; empty for nobody known."
    )

    def validate_recorded_on(self, value: str) -> str:
        return edtf_of(value) if value else ""


class AudioViewSet(VersionedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The recordings of the caller's families."""

    queryset = Recording.objects.none()
    serializer_class = RecordingSerializer

    def get_queryset(self) -> Any:
        return Recording.objects.for_user(self.request.user).with_steps()

    def get_object(self) -> Recording:
        try:
            found: Recording = self.get_queryset().get(pk=self.kwargs["pk"])
        except (Recording.DoesNotExist, ValidationError):  # unknown, or no id at all
            raise NotFound("Audio file not found") from None
        return found

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={
            200: UploadedSerializer,
            202: UploadedSerializer,
            400: DetailSerializer,
            413: DetailSerializer,
            507: DetailSerializer,
        },
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    def upload(self, request: AuthenticatedRequest) -> Response:
        """Takes a recording in and starts its way. What is not sound is refused, whatever it is called.

        200 instead of 202 says that the family had exactly this file already; `audio_id` is the recording that is there.
        """
        asked = UploadSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        try:
            recording = arrivals.receive(by=request.user, **asked.validated_data)
        except UnreadableSound as error:
            detail = error.reason if isinstance(error, NothingInIt) else NOT_AUDIO
            return Response({"detail": detail}, status=status.HTTP_400_BAD_REQUEST)
        except OverLimit as error:
            return Response(error.facts, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        except AlreadyHere as found:
            return Response(already_here(found.recording, asked.validated_data))
        except NoRoom as error:
            return Response({"detail": str(error)}, status=status.HTTP_507_INSUFFICIENT_STORAGE)
        message = "The recording is safe. It waits to be heard, and its status says how far that is."
        answer = {"audio_id": recording.pk, "status": "upload_initiated", "message": message}
        return Response(answer, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=FactsSerializer, responses=RecordingSerializer)
    def partial_update(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Changes its title, when it was recorded, or who tells. Every member of the family may."""
        asked = FactsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = {name: value for name, value in asked.validated_data.items() if name != "version"}
        change_facts(as_read(self.get_object(), version_read(request)), **facts)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: None, 403: DetailSerializer, 404: DetailSerializer})
    def destroy(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Removes a recording with its words and stories.

        It is hidden at once; for some days it can be taken back, and then it is erased. For keepers, and for whoever added it.
        """
        recording = self.get_object()
        if not recording.may_be_removed_by(request.user):
            raise PermissionDenied("Only a keeper, or whoever added this recording, can remove it.")
        remove(recording, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: RecordingSerializer, 403: DetailSerializer, 404: DetailSerializer})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Shows a removed recording again, as it was. For keepers, and for whoever removed it."""
        try:
            recording = Recording.objects.removed_for(request.user).get(pk=pk)
        except (Recording.DoesNotExist, ValidationError):
            raise NotFound("Audio file not found") from None
        if not request.user.may_take_back(recording):
            raise PermissionDenied("Only a keeper, or whoever removed it, can take it back.")
        take_back(recording)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=StatusSerializer)
    @action(detail=True, methods=["get"])
    def status(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Where the recording is on its way."""
        return Response(StatusSerializer(self.get_object()).data)

    @extend_schema(responses={(200, "audio/*"): OpenApiTypes.BINARY, 206: OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def media(self, request: AuthenticatedRequest, pk: str) -> HttpResponseBase:
        """The sound, whole or a range of its bytes."""
        return serving.play(request._request, self.get_object())

    @extend_schema(responses={(200, "audio/*"): OpenApiTypes.BINARY, 206: OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def original(self, request: AuthenticatedRequest, pk: str) -> HttpResponseBase:
        """The file as it came, whole or a range of its bytes; its SHA-256 is the recording's `sha256`."""
        return serving.download(request._request, self.get_object())
