"""On what a story's claims rest, for clients."""

from typing import Any

from rest_framework import serializers

from audio.filters import Seconds
from families.editing.api import VersionField
from stories.evidence.claims import claims
from stories.models import Mention, Story


class SpotSerializer(serializers.Serializer):
    """Words of a segment; without positions the whole of it."""

    chunk_id = serializers.CharField(source="segment.pk")
    first_word = serializers.IntegerField(source="first", allow_null=True, help_text="Counted from 0.")
    end_word = serializers.IntegerField(source="end", allow_null=True, help_text="The one behind the last.")
    words = serializers.CharField(help_text="As they stand now.")
    start = Seconds("start_ms")
    end = Seconds("end_ms")
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()


class SentenceSerializer(serializers.Serializer):
    text = serializers.CharField()
    spots = SpotSerializer(many=True)


class EvidenceSerializer(serializers.Serializer):
    """The words behind title, date and each sentence of the summary."""

    title = SpotSerializer(many=True)
    temporal_marker = SpotSerializer(many=True)
    summary = SentenceSerializer(many=True)
    quotation = SpotSerializer(many=True)


class MentionSerializer(serializers.ModelSerializer):
    """A person or a place in a story: who it is, or who it may be with a confidence from 0 to 1, and where it was said."""

    kind = serializers.SerializerMethodField()
    spots = SpotSerializer(many=True, read_only=True)
    version = VersionField()

    class Meta:
        model = Mention
        fields = ["id", "kind", "name", "relation", "person", "place", "proposed", "confidence", "spots", "version"]

    def get_kind(self, mention: Mention) -> str:
        return "place" if mention.is_place else "animal" if mention.is_animal else "person"


def evidence_of(story: Story) -> dict[str, Any]:
    """What the two serializers show of a story whose segments, mentions and evidence are prefetched."""
    found = claims(story, {segment.pk: segment for segment in story.segments.all()})
    mentions = []
    for mention, spots in found.people + found.places:
        mention.spots = spots.all  # type: ignore[attr-defined]
        mentions.append(mention)
    return {
        "evidence": EvidenceSerializer(
            {
                "title": found.title.all,
                "temporal_marker": found.marker.all,
                "quotation": found.quotation.all,
                "summary": [{"text": said, "spots": spots.all} for said, spots in found.sentences],
            }
        ).data,
        "mentions": MentionSerializer(mentions, many=True).data,
    }
