"""A story: what, when and by whom, and its segments of the recording."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Coalesce

from audio.models import Recording
from audio.moments import address_at
from families.dates.when import describe, edtf_bounds, uncertain
from families.editing.versions import Edited
from families.models import Family, Person
from families.querysets import FamilyOwnedQuerySet
from families.text.writing import DataField, LineField, NameField, ProseField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from stories.explaining import MOST_IN_DOUBT, explained, explained_in_doubt, in_doubt
from stories.models.decisions import Review, TwiceTold
from stories.models.evidence import Evidence
from stories.models.mentions import Mention
from stories.models.spots import spot
from transcripts.models import Segment

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def time_order() -> list[Any]:
    day = Coalesce("starts", "ends").asc(nulls_last=True)
    return [day, models.F("ends").asc(nulls_last=True), "recording__created_at", "start_ms", "pk"]


class StoryQuerySet(FamilyOwnedQuerySet, ProjectedQuerySet):
    gone_with = ("recording__",)

    def in_time_order(self) -> "StoryQuerySet":
        """The dated first, by the first day that they may have begun, or the last where the beginning is open.

        The undated come after them, as they were told.
        """
        return self.order_by(*time_order())

    def told(self) -> "StoryQuerySet":
        """What the family tells: all that was not sent back."""
        return self.exclude(state=Story.State.RETURNED)

    def approved(self) -> "StoryQuerySet":
        return self.filter(state=Story.State.APPROVED)

    def with_date_doubts(self) -> "StoryQuerySet":
        """With what their dates need to be shown, in one query for all."""
        return self.prefetch_related(models.Prefetch("evidence", Evidence.objects.doubted(), to_attr="doubted_marker"))

    def untouched(self) -> "StoryQuerySet":
        """Found by an engine and touched by nobody: the next run may replace them."""
        judged = TwiceTold.objects.all()
        rows = self.filter(state=Story.State.PROPOSED, reviews=None)
        return rows.exclude(pk__in=judged.values("first")).exclude(pk__in=judged.values("second"))


class Story(Edited, ProjectedModel):
    """A run of segments that tells one thing. `edtf` is when it happened, `starts` and `ends` its first and last possible day."""

    edited_fields = ("title", "summary", "edtf", "start_ms", "end_ms", "state")
    noted_in = "reviews"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Found, not yet read"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="stories")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="stories")
    narrator = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="told_stories")
    title = NameField(max_length=120)
    summary = ProseField(blank=True)
    quotation = ProseField(blank=True, help_text="Its most telling sentence, as it was said.")
    themes = DataField(default=list, blank=True, help_text="What it is about, from a fixed list.")
    start_ms = models.PositiveBigIntegerField(help_text="Where it begins in the recording.")
    end_ms = models.PositiveBigIntegerField()
    marker_text = LineField(max_length=200, blank=True, help_text="The words that date it.")
    edtf = LineField("when (EDTF)", max_length=64, blank=True)
    marker_confidence = models.FloatField(null=True, blank=True)
    basis = LineField(max_length=200, blank=True, help_text="How the date follows from the words.")
    starts = models.DateField(null=True, blank=True, editable=False)
    ends = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    engine = LineField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    segments = models.ManyToManyField(Segment, through="StorySegment", related_name="stories")

    objects = StoryQuerySet.as_manager()

    if TYPE_CHECKING:
        evidence: RelatedManager[Evidence]
        mentions: RelatedManager[Mention]
        reviews: RelatedManager[Review]
        story_segments: RelatedManager["StorySegment"]

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "stories"
        ordering = ["recording", "start_ms"]
        indexes = [models.Index(fields=["family", "state", "starts"], name="story_timeline")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{address_at(self.recording_id, self.start_ms)}#story-{self.pk}"

    def set_date(self, edtf: str, *, text: str = "", confidence: float | None = None, basis: str = "") -> None:
        """Sets when it happened, the days that this spans, and how it is known; "" for a date that is not known."""
        self.edtf, self.marker_text, self.marker_confidence, self.basis = edtf, text[:200], confidence, basis[:200]
        self.starts, self.ends = edtf_bounds(edtf) if edtf else (None, None)

    @property
    def sound_url(self) -> str:
        """Its recording, open at the first second of the story, or of `at_ms` where a query has added that."""
        return address_at(self.recording_id, getattr(self, "at_ms", self.start_ms))

    def get_edtf_display(self) -> str:
        """For pages that show a field as it stands."""
        return describe(self.edtf)

    @property
    def when(self) -> str:
        """The date in words, such as “1946 or 1947”, with a question mark where it may be misheard; empty when none was said."""
        when = describe(self.edtf) if self.edtf else ""
        return in_doubt(when) if self.is_date_doubtful else when

    @property
    def explanation(self) -> str:
        """How the date follows from the words; empty where it simply was said."""
        say = explained_in_doubt if self.is_date_doubtful else explained
        return say(self.basis, describe(self.edtf))

    @property
    def reason(self) -> str:
        """The same for clients, who are also told that it simply was said."""
        return self.explanation if self.is_date_doubtful else self.basis

    @property
    def edtf_as_known(self) -> str:
        """For clients: with the qualifier of what may be wrong, “1941-05-19?”, where it may be misheard."""
        return uncertain(self.edtf) if self.is_date_doubtful else self.edtf

    @property
    def date_confidence(self) -> float | None:
        """How sure the date is, 0 to 1; None where no engine gave it."""
        if self.marker_confidence is None or not self.is_date_doubtful:
            return self.marker_confidence
        return min(self.marker_confidence, MOST_IN_DOUBT)

    @property
    def is_date_doubtful(self) -> bool:
        """Whether it rests on a word that may be misheard: nobody has said yes to the story, set its date or settled the line."""
        if not self.edtf or self.state == self.State.APPROVED:
            return False
        rows = getattr(self, "doubted_marker", None)  # see StoryQuerySet.with_date_doubts
        if rows is None:
            rows = Evidence.objects.doubted().filter(story=self)
        return any(spot(each, each.segment).is_doubtful for each in rows)

    @property
    def start(self) -> float:
        return self.start_ms / 1000

    @property
    def end(self) -> float:
        return self.end_ms / 1000


class StorySegment(ProjectedModel):
    """That a segment belongs to a story: to one at most."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="story_segments")
    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="story_segment")

    objects = ProjectedQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["segment__index"]

    def __str__(self) -> str:
        return f"Segment {self.segment_id} in story {self.story_id}"
