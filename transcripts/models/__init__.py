"""What was said in a recording, and who mended it."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import Truncator

from audio.models import Recording
from families.editing.versions import Edited
from families.models import Person, User
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField, LineField, ProseField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from transcripts.doubt.ranking import Place, places
from transcripts.models.family_words import FamilyWord as FamilyWord  # Django looks for models here
from transcripts.word import Word

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
        segments: RelatedManager["Segment"]
        stretches: RelatedManager["Stretch"]
        hearings: RelatedManager["Hearing"]
        speakers: RelatedManager["Speaker"]

    class Meta(ProjectedModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Words of {self.recording_id}"

    @property
    def family(self) -> "models.Model":
        return self.recording.family

    def line(self, **fields: Any) -> "Segment":
        """A segment that is not stored yet."""
        return Segment(transcript=self, heard_text=fields["text"], **fields)

    def hearings_in_progress(self) -> "HearingQuerySet":
        """Those that a word heard now belongs to."""
        return Hearing.objects.filter(transcript=self, state=Hearing.State.IN_USE)

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


class Stretched(models.Model):
    """Some minutes of the recording that one worker hears from `begin_ms` on; it takes up again at `window_ms`."""

    MOST_SEGMENTS = 10_000

    index = models.PositiveIntegerField()
    begin_ms = models.PositiveBigIntegerField()
    heard_ms = models.PositiveBigIntegerField()
    window_ms = models.PositiveBigIntegerField()
    is_done = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Stretch(Stretched, ProjectedModel):
    """A stretch of the first hearing."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="stretches")

    objects = ProjectedQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["transcript", "index"]
        verbose_name_plural = "stretches"
        constraints = [models.UniqueConstraint(fields=["transcript", "index"], name="stretch_once")]

    def __str__(self) -> str:
        return f"Stretch {self.index} of {self.transcript_id}"


class SegmentQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "transcript__recording__family"
    gone_with = ("transcript__recording__",)


class Spoken(models.Model):
    """A line of speech of a few seconds."""

    index = models.PositiveIntegerField(help_text="Place in the transcript, from 0.")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = ProseField()
    confidence = models.FloatField(null=True, help_text="0 to 1, where the engine says.")
    words = DataField(default=list, help_text="Of each word: text, start_ms, end_ms, and confidence or null.")
    speaker = LineField(max_length=64, blank=True)
    suspicion = LineField(max_length=20, blank=True, help_text="Why the engine may have invented it.")

    class Meta:
        abstract = True

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
    def is_timed(self) -> bool:
        """Whether `words` has the times of what it says now."""
        return [word[0] for word in self.words] == self.text.split()


class Segment(Edited, Spoken, ProjectedModel):
    """A line of the transcript, with what the engine heard and what it says now."""

    edited_fields = ("text", "speaker")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="segments")
    heard_text = ProseField(help_text="What the engine heard; people do not change it.")
    is_weighed = models.BooleanField(default=False, help_text="Whether the doubt about each word is worked out.")
    doubt = models.FloatField(default=0.0, help_text="How much it deserves a listen, once it is weighed.")
    repaired_text = ProseField(
        blank=True, help_text="What the family's own words made of it, where they changed something."
    )
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When somebody heard that it is right.")

    objects = SegmentQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["transcript", "index"]
        indexes = [
            # The list of what is worth a listen.
            models.Index(fields=["transcript", "-doubt"], name="segment_doubt", condition=models.Q(doubt__gt=0)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "index"], name="segment_once"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gte=models.F("start_ms")), name="segment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"Segment {self.index} of {self.transcript_id}"

    def notes_of(self, names: Iterable[str]) -> Any:
        return self.corrections.filter(after=self.text) if "text" in names else None

    @property
    def family(self) -> "models.Model":
        return self.transcript.recording.family

    @property
    def timed_words(self) -> list[Word]:
        """As of any line; what a person has settled is sure."""
        words = super().timed_words
        return [replace(word, confidence=1.0) for word in words] if self.is_settled else words

    @property
    def word_starts(self) -> str:
        """When each word begins, in milliseconds of the recording, for the page."""
        return " ".join(str(word[1]) for word in self.words)

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody has looked at what the engine may have invented."""
        return bool(self.suspicion) and not self.is_settled

    @property
    def is_corrected(self) -> bool:
        """Whether a person wrote it."""
        return self.text != self.heard_text and not self.is_repaired

    @property
    def is_repaired(self) -> bool:
        """Whether the family's own words changed what was heard, and nobody has changed it since."""
        return bool(self.repaired_text) and self.text == self.repaired_text

    @property
    def doubts(self) -> list[Place]:
        """Its runs of doubtful words, in order; none where they are not weighed yet, or settled by a person."""
        if not self.is_weighed or self.is_settled or not self.is_timed:
            return []
        return places([word[0] for word in self.words], [word[3] for word in self.words])

    @property
    def doubted_words(self) -> list[str]:
        """What these runs say."""
        return [" ".join(word[0] for word in self.words[place.first : place.behind]) for place in self.doubts]

    @property
    def doubt_marks(self) -> str:
        """Which of its words these are, for the page: "3-5 8-9", each the first and the one behind the last."""
        return " ".join(f"{place.first}-{place.behind}" for place in self.doubts)

    @property
    def is_as_heard(self) -> bool:
        """Whether it stands as the engine wrote it at first, and nothing has weighed it yet."""
        return self.text == self.heard_text and not self.repaired_text and self.confidence is None

    @property
    def is_settled(self) -> bool:
        """Whether a person wrote it, or said that it is right."""
        return self.is_corrected or self.confirmed_at is not None


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
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="hearings")
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
        segments: RelatedManager["HeardLine"]
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

    def line(self, **fields: Any) -> "HeardLine":
        """A line that is not stored yet."""
        return HeardLine(hearing=self, **fields)

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


class HeardLine(Spoken):
    """A line of a later hearing; what the family reads are the segments of the transcript."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="segments")

    class Meta:
        ordering = ["hearing", "index"]
        constraints = [models.UniqueConstraint(fields=["hearing", "index"], name="heard_line_once")]

    def __str__(self) -> str:
        return f"Line {self.index} of {self.hearing_id}"


class Speaker(Edited, models.Model):
    """A voice of a recording, under the label that its segments bear; `person` is who it is, where somebody has said so.

    `voice` are the numbers by which the same voice may be known again; `likely` is who it may be by them.
    """

    edited_fields = ("label", "person_id")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="speakers")
    label = LineField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices")
    likely = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    voice = DataField(default=list)

    class Meta:
        ordering = ["transcript", "label"]
        constraints = [models.UniqueConstraint(fields=["transcript", "label"], name="speaker_once")]

    def __str__(self) -> str:
        return f"Voice {self.label} of {self.transcript_id}"


class Correction(models.Model):
    """That somebody changed the words of a segment: who, when, from what to what."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="corrections")
    before = ProseField()
    after = ProseField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Correction {self.pk} of segment {self.segment_id}"
