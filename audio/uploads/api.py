"""Recordings that arrive in pieces: the address of the tus protocol."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from audio.api import NOT_AUDIO, AboutSerializer, DetailSerializer
from audio.errors import NothingInIt, StepError, UnreadableSound
from audio.limits import NoRoom, OverLimit
from audio.models import Upload
from audio.sound.formats import NOTHING
from audio.told_again import differences
from audio.uploads import resumable, tus
from audio.uploads.leases import Busy, Finished, LeaseLost
from audio.uploads.request_body import incoming
from audio.uploads.upload_file import Checksum, Mismatch
from families.dates.edtf import edtf_of
from families.http import AuthenticatedRequest
from families.models import Prompt
from families.text.numbers import LARGEST
from families.text.parsing import JSONParser

ANSWERS: dict[type[Exception], tuple[int, str]] = {
    NothingInIt: (status.HTTP_400_BAD_REQUEST, NOTHING),
    UnreadableSound: (status.HTTP_400_BAD_REQUEST, NOT_AUDIO),
    Upload.DoesNotExist: (status.HTTP_404_NOT_FOUND, "Upload not found"),
    resumable.WrongOffset: (status.HTTP_409_CONFLICT, "The upload does not end there. Ask for its offset with HEAD."),
    Finished: (status.HTTP_409_CONFLICT, "This upload is a recording already."),
    LeaseLost: (status.HTTP_409_CONFLICT, "This upload was gone on with elsewhere, or cancelled."),
    resumable.Expired: (status.HTTP_410_GONE, "This upload was left for too long. Begin it anew."),
    resumable.WrongLength: (status.HTTP_409_CONFLICT, "The upload has another length, or more bytes already."),
    resumable.TooMuch: (status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "These are more bytes than Upload-Length said."),
    Busy: (status.HTTP_423_LOCKED, "This upload is being written just now. Try again in a moment."),
    Mismatch: (
        tus.CHECKSUM_MISMATCH,
        "The bytes are not those that Upload-Checksum speaks of. Send them again.",
    ),
    StepError: (status.HTTP_503_SERVICE_UNAVAILABLE, "The recording could not be looked at. Send the last byte again."),
    NoRoom: (status.HTTP_507_INSUFFICIENT_STORAGE, str(NoRoom())),
}
BODY = {tus.BYTES: OpenApiTypes.BINARY}


def header(name: str, *, required: bool = False, kind: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, required=required)


RESUMABLE = header("Tus-Resumable", required=True)
LENGTH = header("Upload-Length", kind=OpenApiTypes.INT64)
DEFERRED = header("Upload-Defer-Length")
OFFSET = header("Upload-Offset", required=True, kind=OpenApiTypes.INT64)
CHECKSUM = header("Upload-Checksum")


class Unread(BaseParser):
    """Leaves the bytes where they are: the view reads them as they come."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


class MetadataSerializer(AboutSerializer):
    filename = serializers.CharField(required=False, max_length=255)


def dated_by_clock(metadata: dict[str, str]) -> dict[str, str]:
    """With the day of the device's clock as that of the recording, where it may be: a wrong clock keeps no voice out."""
    told = {name: said for name, said in metadata.items() if name != "clock_day"}
    if metadata.get("clock_day") and not told.get("recorded_on"):
        with suppress(ValidationError):
            told["recorded_on"] = edtf_of(metadata["clock_day"])
    return told


class ProgressSerializer(serializers.ModelSerializer):
    class Meta:
        model = Upload
        fields = [
            "id",
            "family",
            "offset",
            "length",
            "created_at",
            "expires_at",
            "metadata",
            "takes",
            "asked",
            "recording",
        ]


class AskedSerializer(serializers.Serializer):
    """A prompt that the recorder showed."""

    prompt = serializers.UUIDField(allow_null=True, default=None, help_text="One of the family's own, where it is one.")
    text = serializers.CharField(max_length=Prompt.LONGEST)
    at_ms = serializers.IntegerField(
        min_value=0, max_value=LARGEST, default=0, help_text="From which moment of the recording on."
    )


class TellingSerializer(serializers.Serializer):
    """What a recorder knows while it records."""

    asked = AskedSerializer(many=True, required=False, max_length=1000)  # type: ignore[call-arg]
    takes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST),
        required=False,
        max_length=1000,
        help_text="The offsets, in bytes, at which a recorder began anew after its first beginning.",
    )

    def validate_takes(self, takes: list[int]) -> list[int]:
        if takes != sorted(set(takes)):
            raise serializers.ValidationError("Each take begins behind the one before.")
        return takes


class UploadViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The caller's own uploads."""

    queryset = Upload.objects.none()
    serializer_class = ProgressSerializer
    parser_classes = [Unread]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        request.method = tus.method(request.method, request.headers)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in {"OPTIONS", "GET"}:
            tus.check_version(request.headers)

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method == "OPTIONS" else [*super().get_permissions()]

    def get_queryset(self) -> Any:
        mine = Upload.objects.for_user(self.request.user)
        return mine.unfinished() if self.action == "list" else mine

    def get_object(self) -> Upload:
        try:
            upload: Upload = self.get_queryset().select_related("family", "user").get(pk=self.kwargs["pk"])
        except (Upload.DoesNotExist, ValidationError):  # unknown, or no id at all
            raise NotFound("Upload not found") from None
        return upload

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, OverLimit):
            return Response(error.facts, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        for kind, (code, detail) in ANSWERS.items():
            if isinstance(error, kind):
                return Response({"detail": detail}, status=code)
        return super().handle_exception(error)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(*args, **kwargs)
        response["Tus-Resumable"] = response["Tus-Version"] = tus.VERSION
        response["Cache-Control"] = "no-store"
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What this server can do."""
        return Response(status=status.HTTP_204_NO_CONTENT, headers=tus.capabilities(settings.MAX_UPLOAD_SIZE))

    @extend_schema(
        parameters=[RESUMABLE, LENGTH, DEFERRED, header("Upload-Metadata"), CHECKSUM],
        request=BODY,
        responses={201: None, 400: DetailSerializer, 413: DetailSerializer, 507: DetailSerializer},
    )
    def create(self, request: AuthenticatedRequest) -> Response:
        """Begins an upload, with or without its first bytes; the answer's Location is where the rest goes.

        Upload-Metadata may hold filename, narrator, born, recorded_on, language, title, family and prompt;
        also clock_day, the day of the device's clock while it recorded, which stands for recorded_on unless it is to come.
        """
        length, size = tus.upload_length(request.headers), tus.body_size(request.headers, is_needed=False)
        checksum, metadata = tus.checksum(request.headers), dated_by_clock(tus.metadata(request.headers))
        asked = MetadataSerializer(data={k: v for k, v in metadata.items() if v}, context={"request": request})
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        upload = resumable.begin_upload(
            family=told["family"],
            user=request.user,
            length=length,
            metadata=metadata,
            asked=told.get("asked"),
        )
        if size or length == 0:
            self.append_first(upload, size, checksum)
        place = request.build_absolute_uri(reverse("upload-detail", args=[upload.pk]))
        return Response(status=status.HTTP_201_CREATED, headers={"Location": place, **state(upload)})

    def append_first(self, upload: Upload, size: int, checksum: Checksum | None) -> None:
        """Who gets an error instead of an address could never go on: then nothing is left behind."""
        try:
            resumable.append(upload, offset=0, size=size, read=incoming(self.request._request), expected=checksum)
        except Exception:
            with suppress(DatabaseError):  # a full disk may refuse even that; what went wrong before is what is told
                Upload.objects.filter(pk=upload.pk, recording=None).delete()
            raise

    @extend_schema(responses=ProgressSerializer)
    def retrieve(self, request: AuthenticatedRequest, pk: str) -> Response:
        """How far the upload is: in JSON, and for HEAD in the headers of the protocol."""
        upload = self.get_object()
        resumable.check_alive(upload)
        length = {"Upload-Defer-Length": "1"} if upload.is_live else {"Upload-Length": str(upload.length)}
        about = {**length, "Upload-Metadata": tus.written_metadata(upload.metadata)}
        told = None if request.method == "HEAD" else ProgressSerializer(upload).data
        return Response(told, headers={**about, **state(upload)})

    @extend_schema(
        parameters=[RESUMABLE, OFFSET, LENGTH, CHECKSUM],
        request=BODY,
        responses={204: None, 400: DetailSerializer, 409: DetailSerializer, 423: DetailSerializer},
    )
    def partial_update(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Adds bytes. The answer to the last ones names the recording in Upload-Recording.

        Where the length was left open, Upload-Length says it with the last bytes, or with none. Upload-Known says that the family had
        these very bytes already, as that recording; and Upload-Told-Again, that what was said about it now is not written there.
        """
        upload = self.get_object()
        length = tus.late_length(request.headers)
        size = tus.body_size(request.headers, is_needed=length is None)
        offset, checksum = tus.upload_offset(request.headers), tus.checksum(request.headers)
        resumable.append(
            upload, offset=offset, size=size, read=incoming(request._request), expected=checksum, length=length
        )
        return Response(status=status.HTTP_204_NO_CONTENT, headers=state(upload))

    @extend_schema(parameters=[RESUMABLE], request=TellingSerializer, responses={204: None, 409: DetailSerializer})
    @action(detail=True, methods=["put"], parser_classes=[JSONParser])
    def about(self, request: AuthenticatedRequest, pk: str) -> Response:
        """What a recorder knows of an upload under way; the whole replaces the whole, until the last byte has come."""
        upload = self.get_object()
        told = TellingSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        asked = [{**each, "prompt": str(each["prompt"] or "")} for each in told.validated_data.get("asked", [])]
        resumable.describe_upload(upload, takes=told.validated_data.get("takes", []), asked=asked)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[RESUMABLE], responses={204: None, 409: DetailSerializer})
    def destroy(self, request: AuthenticatedRequest, pk: str) -> Response:
        """Cancels an upload. One that is a recording already stays."""
        resumable.abandon(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


def state(upload: Upload) -> dict[str, str]:
    """Where the upload stands: until when it may be gone on with, or which recording it has become."""
    if upload.recording_id:
        known = {"Upload-Known": "1"} if is_known(upload) else {}
        if known and differences(upload.recording, upload.metadata):  # type: ignore[arg-type]
            known["Upload-Told-Again"] = "1"
        return {"Upload-Offset": str(upload.offset), "Upload-Recording": str(upload.recording_id), **known}
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": tus.date(upload.expires_at)}


def is_known(upload: Upload) -> bool:
    """Whether its recording was there before: also where the answer to the last byte was lost, and it is asked for once more."""
    return upload.was_known or bool(upload.recording and upload.recording.created_at < upload.created_at)
