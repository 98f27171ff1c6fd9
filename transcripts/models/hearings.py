"""Each time that an engine heard a recording, and what it would put in place of the words that stand."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models

from families.models import User
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField, LineField
from transcripts.models.segments import Spoken
from transcripts.models.stretches import Stretched

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class HearingQuerySet(FamilyOwnedQuerySet):
    family_path = "transcript__recording__family"
    gone_with = ("transcript__recording__",)


class Hearing(models.Model):
    """One time that an engine heard the recording: with what and why, and what became of it.

    The first makes the transcript. Each later one is a proposal, which people take or leave; `before` is what stood until it was taken.
    """

    class State(models.TextChoices):
        LISTENING = "listening", "Being heard"
        PROPOSED = "proposed", "Waits for a decision"
        IN_USE = "in_use", "In use"
        REPLACED = "replaced", "Replaced by a later one"
        DECLINED = "declined", "Not taken"
        TAKEN_BACK = "taken_back", "Taken back"

    OPEN = [State.LISTENING, State.PROPOSED]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transcript = models.ForeignKey("transcripts.Transcript", on_delete=models.CASCADE, related_name="hearings")
    wanted = LineField(max_length=32, default="auto", help_text="The engine that was asked for.")
    language = LineField(max_length=16)
    engine = LineField(max_length=32, blank=True)
    engine_version = LineField(max_length=64, blank=True)
    engine_reason = LineField(max_length=200, blank=True, help_text="Why this engine was chosen.")
    model = LineField(max_length=120, blank=True)
    settings = DataField(default=dict, help_text="What the engine was told.")
    state = models.CharField(max_length=16, choices=State, default=State.LISTENING)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    chosen = DataField(default=dict, help_text="Ids of lines that take the new words, with what they said then.")
    before = DataField(null=True, help_text="What has to be put back when it is taken back.")

    objects = HearingQuerySet.as_manager()

    if TYPE_CHECKING:
        segments: RelatedManager["HeardSegment"]
        stretches: RelatedManager["HeardStretch"]

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["transcript"], condition=models.Q(state__in=["listening", "proposed"]), name="hearing_open_once"
            ),
            models.UniqueConstraint(
                fields=["transcript"], condition=models.Q(state="in_use"), name="hearing_in_use_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Hearing of {self.transcript_id} by {self.engine or self.wanted}"

    @property
    def family(self) -> "models.Model":
        return self.transcript.recording.family

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def new_segment(self, **fields: Any) -> "HeardSegment":
        """A line that is not stored yet."""
        return HeardSegment(hearing=self, **fields)

    def hearings_in_progress(self) -> HearingQuerySet:
        return Hearing.objects.filter(pk=self.pk)


class HeardStretch(Stretched):
    """A stretch of a later hearing."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="stretches")

    class Meta:
        ordering = ["hearing", "index"]
        constraints = [models.UniqueConstraint(fields=["hearing", "index"], name="heard_stretch_once")]

    def __str__(self) -> str:
        return f"Stretch {self.index} of {self.hearing_id}"


class HeardSegment(Spoken):
    """A segment of a later hearing; what the family reads are the segments of the transcript."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="segments")

    class Meta:
        db_table = "transcripts_heardline"  # as it was called first: to move it would lock every hearing
        ordering = ["hearing", "index"]
        constraints = [models.UniqueConstraint(fields=["hearing", "index"], name="heard_line_once")]

    def __str__(self) -> str:
        return f"Segment {self.index} of {self.hearing_id}"
