"""Who is speaking, for clients."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from families.editing.api import VersionedMixin, VersionField, VersionSerializer
from families.editing.refusals import refusals_as_409
from families.models import Person
from families.people import narrator_named
from transcripts.filters import of_transcript
from transcripts.models import Speaker, Transcript
from transcripts.speakers import naming


class SpokenBySerializer(serializers.Serializer):
    """Somebody of the family."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class NameSerializer(VersionSerializer):
    name = serializers.CharField(allow_blank=True, max_length=120, help_text="Empty takes the name away.")


class IntoSerializer(VersionSerializer):
    into = serializers.IntegerField(help_text="The id of the voice of the same recording that it is.")


class RoleSerializer(VersionSerializer):
    role = serializers.ChoiceField(
        choices=Speaker.Role.choices, allow_blank=True, help_text="Answers what was proposed; empty leaves it open."
    )


class SpeakerSerializer(serializers.ModelSerializer):
    person = serializers.SerializerMethodField(help_text="Who it is, as somebody said; null where nobody has.")
    likely = serializers.SerializerMethodField(help_text="Who it may be, by the voices of other recordings.")

    version = VersionField()

    class Meta:
        model = Speaker
        fields = ["id", "transcript", "label", "person", "likely", "role", "proposed_role", "version"]

    @extend_schema_field(SpokenBySerializer(allow_null=True))
    def get_person(self, speaker: Speaker) -> Any:
        return somebody(speaker.person)

    @extend_schema_field(SpokenBySerializer(allow_null=True))
    def get_likely(self, speaker: Speaker) -> Any:
        return somebody(speaker.likely)


def somebody(person: Person | None) -> Any:
    return SpokenBySerializer(person).data if person else None


@extend_schema_view(list=extend_schema(parameters=[OpenApiParameter("transcript", UUID)]))
class SpeakerViewSet(VersionedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The voices of recordings whose voices were told apart; the segments of a transcript bear their labels."""

    queryset = Speaker.objects.none()
    serializer_class = SpeakerSerializer
    filter_backends = []

    def get_queryset(self) -> Any:
        rows = Speaker.objects.filter(transcript__in=Transcript.objects.for_user(self.request.user))
        if self.action == "list":
            rows = of_transcript(rows, self.request.user, self.request.query_params)
        return rows.select_related("person", "likely", "transcript__recording__family")

    @extend_schema(request=NameSerializer, responses=SpeakerSerializer)
    @action(detail=True, methods=["post"], url_path="name", url_name="name")
    def say_who(self, request: Request, pk: str) -> Response:
        """Says once who it is; somebody of whom the family did not know yet is added to it."""
        speaker: Speaker = self.get_object()
        said = NameSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        family = speaker.transcript.recording.family
        naming.say_who(speaker, narrator_named(family, said.validated_data["name"]))
        return Response(SpeakerSerializer(self.get_object()).data)

    @extend_schema(request=RoleSerializer, responses=SpeakerSerializer)
    @action(detail=True, methods=["post"], url_path="role", url_name="role")
    def say_role(self, request: Request, pk: str) -> Response:
        """Says whether it asks the questions here, and so answers a proposal."""
        speaker: Speaker = self.get_object()
        said = RoleSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        naming.say_role(speaker, said.validated_data["role"])
        return Response(SpeakerSerializer(self.get_object()).data)

    @extend_schema(request=IntoSerializer, responses=SpeakerSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """Says that it is another voice of the same recording, which is given back. 409 where they are not two voices of one."""
        speaker: Speaker = self.get_object()
        said = IntoSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        into = get_object_or_404(self.get_queryset(), pk=said.validated_data["into"])
        with refusals_as_409():
            naming.merge(speaker, into)
        return Response(SpeakerSerializer(self.get_queryset().get(pk=into.pk)).data)
