"""The words of one recording."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import Truncator

from audio.models import Recording
from families.models import User
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import LineField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from transcripts.models.hearings import Hearing, HearingQuerySet
from transcripts.models.segments import Segment
from transcripts.models.speakers import Speaker
from transcripts.models.stretches import Stretch

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class TranscriptQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "recording__family"
    gone_with = ("recording__",)


class Transcript(ProjectedModel):
    """The words of one recording, heard in stretches that several workers may share."""

    class ReviewStatus(models.TextChoices):
        UNREVIEWED = "unreviewed", "Not read yet"
        REVIEWED = "reviewed", "Read and corrected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="transcript")
    language = LineField(max_length=16)
    engine = LineField(max_length=32)
    engine_version = LineField(max_length=64)
    engine_reason = LineField(max_length=200, help_text="Why this engine was chosen.")
    review_status = models.CharField(max_length=16, choices=ReviewStatus, default=ReviewStatus.UNREVIEWED)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TranscriptQuerySet.as_manager()

    if TYPE_CHECKING:
        segments: RelatedManager[Segment]
        stretches: RelatedManager[Stretch]
        hearings: RelatedManager[Hearing]
        speakers: RelatedManager[Speaker]

    class Meta(ProjectedModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Words of {self.recording_id}"

    def voice_names(self) -> dict[str, str]:
        """Who speaks, by the label of the voice; nothing where all is one voice's."""
        voices = list(self.speakers.select_related("person"))
        return {each.label: str(each.person or f"Voice {each.label}") for each in voices} if len(voices) > 1 else {}

    @property
    def family(self) -> "models.Model":
        return self.recording.family

    def new_segment(self, **fields: Any) -> Segment:
        """A segment that is not stored yet."""
        return Segment(transcript=self, heard_text=fields["text"], **fields)

    def hearings_in_progress(self) -> HearingQuerySet:
        """Those that a word heard now belongs to."""
        return Hearing.objects.filter(transcript=self, state=Hearing.State.IN_USE)

    @property
    def heard_ms(self) -> int:
        """How many milliseconds of the recording the engine has listened to; to both sides of it, where they are heard apart."""
        each = [(stretch.heard_ms - stretch.begin_ms, stretch.side) for stretch in self.stretches.all()]
        return sum(heard if side is None else heard // 2 for heard, side in each)

    @property
    def is_heard_apart(self) -> bool:
        """Whether each of two microphones was heard by itself."""
        return any(stretch.side is not None for stretch in self.stretches.all())

    @property
    def settled_before(self) -> int:
        """The index before which no more words will come, though later ones may be there already."""
        done = 0
        for stretch in self.stretches.all():
            if stretch.index > done or not stretch.is_done:
                break
            done += 1
        return (done + 1) * Stretch.MOST_SEGMENTS

    @property
    def preview(self) -> str:
        """The first words, for lists."""
        first = self.segments.values_list("text", flat=True)[:5]
        return Truncator(" ".join(first)).chars(200)
