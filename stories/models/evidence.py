"""The words of a recording on which what is said of a story rests."""

from django.db import models

from families.text.writing import ProseField
from transcripts.models import Segment


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

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="evidence")
    claim = models.CharField(max_length=16, choices=Claim)
    mention = models.ForeignKey("stories.Mention", on_delete=models.CASCADE, null=True, related_name="evidence")
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
