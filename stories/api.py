"""Stories for clients."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from audio.filters import Seconds, of_recording
from families.access import as_id, id_asked
from families.editing.api import VersionField
from families.models import Person
from families.text.letters import as_name
from stories.editing import fingerprints, since_approval
from stories.editing.api import StoryActions
from stories.evidence.api import EvidenceSerializer, MentionSerializer, evidence_of
from stories.models import Mention, Place, Story
from stories.pages.timeline import StoryFilter


class MarkerSerializer(serializers.Serializer):
    """When a story happened: the words that say so, EDTF, how sure (0 to 1), and why."""

    text = serializers.CharField(source="marker_text")
    edtf = serializers.CharField(source="edtf_as_known", help_text="With a “?” where a word of it may be misheard.")
    confidence = serializers.FloatField(source="date_confidence", allow_null=True)
    basis = serializers.CharField(source="reason")
    doubtful = serializers.BooleanField(source="is_date_doubtful", help_text="Whether a word of it may be misheard.")


class PersonMentionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Mention
        fields = ["name", "relation", "person", "is_animal"]


class ChangeSerializer(serializers.Serializer):
    """What reads otherwise than when it was approved; `was` or `now` is empty for what came or went."""

    what = serializers.CharField()
    was = serializers.CharField()
    now = serializers.CharField()
    by = serializers.CharField(help_text="Who changed it; empty where nobody did, or they are gone.")
    at = serializers.DateTimeField(allow_null=True)


class StorySerializer(serializers.ModelSerializer):
    audio_id = serializers.UUIDField(source="recording_id")
    narrator: Any = serializers.StringRelatedField(allow_null=True)
    temporal_marker = serializers.SerializerMethodField()
    start = Seconds("start_ms")
    end = Seconds("end_ms")
    chunk_ids = serializers.SerializerMethodField()
    people = serializers.SerializerMethodField()
    version = VersionField()
    places = serializers.SerializerMethodField()
    awaits_agreement = serializers.SerializerMethodField(
        help_text="It was changed since it was approved: the book prints what was approved until a keeper agrees."
    )

    class Meta:
        model = Story
        fields = [
            "id",
            "audio_id",
            "family",
            "narrator",
            "title",
            "summary",
            "quotation",
            "themes",
            "state",
            "awaits_agreement",
            "temporal_marker",
            "start",
            "end",
            "start_ms",
            "end_ms",
            "chunk_ids",
            "people",
            "places",
            "version",
        ]

    def get_temporal_marker(self, story: Story) -> dict[str, Any] | None:
        return dict(MarkerSerializer(story).data) if story.edtf else None

    def get_awaits_agreement(self, story: Story) -> bool:
        return since_approval.awaits_agreement(story)

    def get_chunk_ids(self, story: Story) -> list[str]:
        return [str(link.segment_id) for link in story.story_segments.all()]

    def get_people(self, story: Story) -> list[dict[str, Any]]:
        mentions = [mention for mention in story.mentions.all() if not mention.is_place]
        return list(PersonMentionSerializer(mentions, many=True).data)

    def get_places(self, story: Story) -> list[str]:
        return [mention.name for mention in story.mentions.all() if mention.is_place]


class StoryWithEvidenceSerializer(StorySerializer):
    """One story, with the words on which each claim rests."""

    evidence = EvidenceSerializer(read_only=True)
    mentions = MentionSerializer(many=True, read_only=True)

    changes = ChangeSerializer(many=True, read_only=True, help_text="What was changed since it was approved.")
    fingerprint = serializers.CharField(read_only=True, help_text="Of what it says now; `approve` takes it as `seen`.")

    class Meta(StorySerializer.Meta):
        fields = [*StorySerializer.Meta.fields, "changes", "fingerprint", "mentions", "evidence"]

    def to_representation(self, story: Story) -> dict[str, Any]:
        told = StorySerializer(story, context=self.context).data
        changes = [change.as_dict() for change in since_approval.changes(story)]
        fingerprint = fingerprints.with_fingerprints([story])[0].fingerprint  # type: ignore[attr-defined]
        return {**told, "changes": changes, "fingerprint": fingerprint, **evidence_of(story)}


def refuse_foreign(asked: Any, user: Any) -> None:
    """Raises ValidationError for somebody or somewhere that is not of the caller's families; whom and where may be names too."""
    for name, rows in (("narrator", Person.objects), ("person", Person.objects), ("place", Place.objects)):
        if name not in asked:
            continue
        if name == "narrator" or as_id(asked[name]):
            id_asked(rows.all(), user, name, asked[name])
        elif not as_name(asked[name]):
            raise serializers.ValidationError({name: "Say an id or a name."})


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("audio", str, description="The id of a recording."),
            OpenApiParameter("narrator", str, description="The id of who tells."),
            OpenApiParameter("person", str, description="Who is told of: an id, or a name as it was said."),
            OpenApiParameter("place", str, description="Where: an id, or a name as it was said."),
        ]
    )
)
class StoryViewSet(StoryActions, viewsets.ReadOnlyModelViewSet):
    """The stories of the caller's families, in time order."""

    queryset = Story.objects.none()
    serializer_class = StorySerializer

    def get_queryset(self) -> Any:
        found = Story.objects.for_user(self.request.user).in_time_order().with_date_doubts()
        rows = found.select_related("narrator", "approved_words").prefetch_related(*since_approval.PARTS)
        if self.action == "retrieve":
            return rows.prefetch_related("segments", "evidence")
        if self.action != "list":
            return rows.select_related("family", "recording__narrator")
        asked, user = self.request.query_params, self.request.user
        refuse_foreign(asked, user)
        return of_recording(StoryFilter.of(asked).sifted(rows), user, asked)

    def get_serializer_class(self) -> type[StorySerializer]:
        return StorySerializer if self.action == "list" else StoryWithEvidenceSerializer
