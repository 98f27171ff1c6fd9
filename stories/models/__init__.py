"""The stories in what was said: when, who, where, and what people decided about them."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from audio.models import Recording
from families.called import Called, CalledOnce, CalledQuerySet
from families.dates.when import describe
from families.editing.versions import Edited
from families.models import Family, Person, User
from families.querysets import FamilyOwnedQuerySet
from families.text.letters import folded
from families.text.writing import DataField, LineField, NameField, ProseField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet
from stories.explaining import explained, explained_in_doubt, in_doubt
from stories.models.approved_words import ApprovedWords
from stories.models.extraction import Asking, KnownFact, RememberedAnswer, WordsRead
from stories.models.spots import spot
from transcripts.models import Segment

__all__ = [
    "ApprovedWords",
    "Asking",
    "DismissedQuestion",
    "Evidence",
    "KnownFact",
    "Mention",
    "Place",
    "RememberedAnswer",
    "Review",
    "SetAside",
    "Story",
    "StorySegment",
    "TwiceTold",
    "WordsRead",
]

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
        evidence: RelatedManager["Evidence"]
        mentions: RelatedManager["Mention"]
        reviews: RelatedManager["Review"]
        story_segments: RelatedManager["StorySegment"]

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "stories"
        ordering = ["recording", "start_ms"]
        indexes = [models.Index(fields=["family", "state", "starts"], name="story_timeline")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('recording', args=[self.recording_id])}?at={self.start_ms}#story-{self.pk}"

    @property
    def sound_url(self) -> str:
        """Its recording, open at the first second of the story, or of `at_ms` where a query has added that."""
        return f"{reverse('recording', args=[self.recording_id])}?at={getattr(self, 'at_ms', self.start_ms)}"

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


class SetAside(models.Model):
    """That a person took a segment out of every story. The next run of an engine leaves it there."""

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="set_aside")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Segment {self.segment_id} in no story"


class PlaceQuerySet(CalledQuerySet, ProjectedQuerySet):
    def standing(self) -> "PlaceQuerySet":
        """Without those that only removed recordings speak of."""
        spoken_of = Mention.objects.filter(place=models.OuterRef("pk"))
        return self.filter(models.Exists(spoken_of.standing()) | ~models.Exists(spoken_of))


class Place(CalledOnce, Edited, ProjectedModel):
    """Somewhere that a family speaks of, called as they call it; where that is, in degrees, when one sense is clear.

    `senses` are the GeoNames ids of what the name may mean, the likeliest first, until a person chooses.
    """

    edited_fields = ("name", "geonames_id", "settled_at")
    noted_in = "settled_by"
    known_as = "The family has a place called {} already."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="places")
    name = NameField(max_length=120)
    geonames_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    today = LineField(max_length=200, blank=True, help_text="What and where it is today, such as “Gdańsk, Poland”.")
    country = LineField(max_length=2, blank=True, help_text="ISO 3166.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    why = LineField(max_length=200, blank=True, editable=False, help_text="Why it is this one.")
    senses = DataField(default=list, blank=True, editable=False)
    looked_up = NameField(max_length=120, blank=True, editable=False, help_text="The name that was looked up.")
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["family", "folded", "twin"], name="place_once_in_family_by_fold")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        """Whether a person has said where it is, or that it is none of what we know."""
        return self.settled_at is not None


class MentionQuerySet(CalledQuerySet, ProjectedQuerySet):
    family_path = "story__family"
    gone_with = ("story__recording__",)


class Mention(Called, Edited, ProjectedModel):
    """That a story speaks of a person or a place, with the segments where it does as evidence.

    `person` is who it is, as people say or an equal name does; `proposed` is who it may be, with a confidence from 0 to 1.
    """

    edited_fields = ("name", "person_id", "place_id", "proposed_id")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mentions")
    name = NameField(max_length=120, help_text="As it was said.")
    relation = NameField(max_length=64, blank=True, help_text="To the narrator, when it was said.")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentions")
    proposed = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confidence = models.FloatField(null=True, blank=True, help_text="That it is who is proposed, 0 to 1.")
    segments = models.ManyToManyField(Segment, related_name="+")

    objects = MentionQuerySet.as_manager()

    if TYPE_CHECKING:
        evidence: RelatedManager["Evidence"]

    class Meta(ProjectedModel.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["folded"], name="mention_by_fold")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_named(self) -> bool:
        """Whether a name was said, and not only a relation such as "my grandfather"."""
        return self.folded_name != folded(self.relation)

    @property
    def folded_name(self) -> str:
        """The same for all ways to write its name."""
        return folded(self.name)

    @property
    def is_place(self) -> bool:
        return self.place_id is not None

    @property
    def family(self) -> Family:
        return self.story.family


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def doubted(self) -> "EvidenceQuerySet":
        """For dates, in lines that have a doubtful word which nobody has settled."""
        rows = self.filter(claim=Evidence.Claim.MARKER, segment__is_weighed=True, segment__doubt__gt=0)
        return rows.filter(segment__confirmed_at=None).select_related("segment")


class Evidence(models.Model):
    """Words of one segment on which something that is said of a story rests.

    They are `words`, from position `first` up to `end` of the segment as it was then, counted from 0 and parted at
    white space; without positions it is the whole segment. `stories/evidence/claims.py` finds them again after corrections.
    """

    class Claim(models.TextChoices):
        TITLE = "title", "Title"
        SUMMARY = "summary", "Summary"
        MARKER = "marker", "Date"
        MENTION = "mention", "Person or place"
        QUOTATION = "quotation", "Quotation"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="evidence")
    claim = models.CharField(max_length=16, choices=Claim)
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, null=True, related_name="evidence")
    sentence = models.PositiveSmallIntegerField(default=0, help_text="Of the summary, from 0.")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="evidence")
    first = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    words = ProseField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.get_claim_display()} of story {self.story_id}"


class Review(models.Model):
    """A decision about a story: who, when, what, and why.

    What was changed at one stroke shares a `stroke`; `before` is what stood there, in the form of `stories/editing/snapshots.py`.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"
        EDITED = "edited", "Changed"
        MERGED = "merged", "Put together"
        SPLIT = "split", "Split"
        MOVED = "moved", "Begins or ends elsewhere"
        DATED = "dated", "Dated"
        NAMED = "named", "Who or where it is"
        COMPARED = "compared", "Compared with another telling"
        UNDONE = "undone", "Undone"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=16, choices=Verdict)
    reason = ProseField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    stroke = models.UUIDField(null=True, editable=False, db_index=True)
    before = DataField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} at {self.at:%Y-%m-%d}"


class TwiceTold(Edited, models.Model):
    """What a person said of two stories that seem to tell the same event. `first` has the smaller id."""

    edited_fields = ("verdict",)
    noted_in = "by"

    class Verdict(models.TextChoices):
        SAME = "same", "The same event"
        DIFFERENT = "different", "Two events"

    first = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "told twice"
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_judged_once")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_verdict_display()}"


class DismissedQuestion(models.Model):
    """A question to ask next that a family does not want; `key` names the gap that it would fill."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="dismissed_questions")
    key = LineField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "key"], name="question_dismissed_once")]

    def __str__(self) -> str:
        return self.key
