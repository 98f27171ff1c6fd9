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
from transcripts.engines.base import Word

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class TranscriptQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "recording__family"


class Transcript(ProjectedModel):
    """The words of one recording, heard in stretches that several workers may share."""

    class ReviewStatus(models.TextChoices):
        UNREVIEWED = "unreviewed", "Not read yet"
        REVIEWED = "reviewed", "Read and corrected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="transcript")
    language = models.CharField(max_length=16)
    engine = models.CharField(max_length=32)
    engine_version = models.CharField(max_length=64)
    engine_reason = models.CharField(max_length=200, help_text="Why this engine was chosen.")
    review_status = models.CharField(max_length=16, choices=ReviewStatus, default=ReviewStatus.UNREVIEWED)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TranscriptQuerySet.as_manager()

    if TYPE_CHECKING:
        segments: RelatedManager["Segment"]
        stretches: RelatedManager["Stretch"]

    class Meta(ProjectedModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Words of {self.recording_id}"

    @property
    def family(self) -> "models.Model":
        return self.recording.family

    @property
    def heard_ms(self) -> int:
        """How many milliseconds of the recording the engine has listened to."""
        return sum(stretch.heard_ms - stretch.begin_ms for stretch in self.stretches.all())

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


class Stretch(ProjectedModel):
    """Some minutes of the recording that one worker hears from `begin_ms` on; it takes up again at `window_ms`."""

    MOST_SEGMENTS = 10_000

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="stretches")
    index = models.PositiveIntegerField()
    begin_ms = models.PositiveBigIntegerField()
    heard_ms = models.PositiveBigIntegerField()
    window_ms = models.PositiveBigIntegerField()
    is_done = models.BooleanField(default=False)

    objects = ProjectedQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["transcript", "index"]
        verbose_name_plural = "stretches"
        constraints = [models.UniqueConstraint(fields=["transcript", "index"], name="stretch_once")]

    def __str__(self) -> str:
        return f"Stretch {self.index} of {self.transcript_id}"


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
    words = models.JSONField(default=list, help_text="Of each word: text, start_ms, end_ms, and confidence or null.")
    speaker = models.CharField(max_length=64, blank=True)
    suspicion = models.CharField(max_length=20, blank=True, help_text="Why the engine may have invented it.")

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
    def timed_words(self) -> list[Word]:
        """Its words with their times in seconds; none while those of what it says now are not known."""
        if not self.is_timed:
            return []
        return [Word(text, start / 1000, end / 1000, confidence) for text, start, end, confidence in self.words]

    @property
    def word_starts(self) -> str:
        """When each word begins, in milliseconds of the recording, for the page."""
        return " ".join(str(word[1]) for word in self.words)

    @property
    def is_timed(self) -> bool:
        """Whether `words` has the times of what it says now."""
        return [word[0] for word in self.words] == self.text.split()

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody has looked at what the engine may have invented."""
        return bool(self.suspicion) and not self.is_corrected

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
