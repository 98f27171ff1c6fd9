"""What was said in a recording, and who mended it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import Truncator

from audio.models import Recording
from families.models import User
from families.querysets import FamilyOwnedQuerySet
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class TranscriptQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "recording__family"


class Transcript(ProjectedModel):
    """The words of one recording. `heard_ms` is how far the engine has listened; it takes up again at `window_ms`."""

    class ReviewStatus(models.TextChoices):
        UNREVIEWED = "unreviewed", "Not read yet"
        REVIEWED = "reviewed", "Read and corrected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="transcript")
    language = models.CharField(max_length=16)
    engine = models.CharField(max_length=32)
    engine_version = models.CharField(max_length=64)
    engine_reason = models.CharField(max_length=200, help_text="Why this engine was chosen.")
    heard_ms = models.PositiveBigIntegerField(default=0)
    window_ms = models.PositiveBigIntegerField(default=0, editable=False)
    review_status = models.CharField(max_length=16, choices=ReviewStatus, default=ReviewStatus.UNREVIEWED)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TranscriptQuerySet.as_manager()

    if TYPE_CHECKING:
        segments: RelatedManager["Segment"]

    class Meta(ProjectedModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Words of {self.recording_id}"

    @property
    def family(self) -> "models.Model":
        return self.recording.family

    @property
    def preview(self) -> str:
        """The first words, for lists."""
        first = self.segments.values_list("text", flat=True)[:5]
        return Truncator(" ".join(first)).chars(200)


class SegmentQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "transcript__recording__family"


class Segment(ProjectedModel):
    """A line of speech of a few seconds, with what the engine heard and what it says now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="segments")
    index = models.PositiveIntegerField(help_text="Place in the transcript, from 0.")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = models.TextField()
    heard_text = models.TextField(help_text="What the engine heard; never changed.")
    confidence = models.FloatField(null=True, help_text="0 to 1, where the engine says.")
    speaker = models.CharField(max_length=64, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["transcript", "index"]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "index"], name="segment_once"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gte=models.F("start_ms")), name="segment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"Segment {self.index} of {self.transcript_id}"

    @property
    def family(self) -> "models.Model":
        return self.transcript.recording.family

    @property
    def start(self) -> float:
        return self.start_ms / 1000

    @property
    def end(self) -> float:
        return self.end_ms / 1000

    @property
    def is_corrected(self) -> bool:
        return self.text != self.heard_text


class Correction(models.Model):
    """That somebody changed the words of a segment: who, when, from what to what."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="corrections")
    before = models.TextField()
    after = models.TextField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Correction {self.pk} of segment {self.segment_id}"
