"""A few seconds of speech: what was heard, what stands there now, and who mended it."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import models

from families.editing.versions import Edited
from families.models import User
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField, LineField, ProseField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from transcripts.doubt.ranking import Place, places
from transcripts.word import Word


class Spoken(models.Model):
    """A line of speech of a few seconds."""

    index = models.PositiveIntegerField(help_text="Place in the transcript, from 0.")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = ProseField()
    said_text = ProseField(
        blank=True, help_text="What the engine said, where numbers are written in another way in `text`; else nothing."
    )
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


class SegmentQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    family_path = "transcript__recording__family"
    gone_with = ("transcript__recording__",)


class Segment(Edited, Spoken, ProjectedModel):
    """A line of the transcript, with what the engine heard and what it says now."""

    edited_fields = ("text", "speaker")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transcript = models.ForeignKey("transcripts.Transcript", on_delete=models.CASCADE, related_name="segments")
    heard_text = ProseField(help_text="What the engine heard; people do not change it.")
    is_weighed = models.BooleanField(default=False, help_text="Whether the doubt about each word is worked out.")
    doubt = models.FloatField(default=0.0, help_text="How much it deserves a listen, once it is weighed.")
    repaired_text = ProseField(
        blank=True, help_text="What the family's own words made of it, where they changed something."
    )
    proposals = DataField(
        default=list,
        help_text="Where a word of the family may have been said: first, behind, heard, text, word; is_declined.",
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
    def asked(self) -> list[dict[str, Any]]:
        """Where it is asked whether a word of the family was said: nobody has answered, and the words are still those that were heard."""
        if not self.proposals or self.is_settled or not self.is_timed:
            return []
        tokens = self.text.split()
        is_open = lambda each: not each.get("is_declined")  # noqa: E731
        stands = lambda each: " ".join(tokens[each["first"] : each["behind"]]) == each["heard"]  # noqa: E731
        return [each for each in self.proposals if is_open(each) and stands(each)]

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
