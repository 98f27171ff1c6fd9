"""What people decided: about a story, about two of them, about a segment, and about a question."""

from django.db import models

from families.editing.versions import Edited
from families.models import Family, User
from families.text.writing import DataField, LineField, ProseField
from transcripts.models import Segment


class Review(models.Model):
    """A decision about a story: who, when, what, and why.

    Reviews of one change share its id as `change`; `before` is what stood there, in the form of `stories/editing/snapshots.py`.
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

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=16, choices=Verdict)
    reason = ProseField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    change = models.UUIDField(null=True, editable=False, db_index=True)
    before = DataField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} at {self.at:%Y-%m-%d}"


class SetAside(models.Model):
    """That a person took a segment out of every story. The next run of an engine leaves it there."""

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="set_aside")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Segment {self.segment_id} in no story"


class TwiceTold(Edited, models.Model):
    """What a person said of two stories that seem to tell the same event. `first` has the smaller id."""

    edited_fields = ("verdict",)
    noted_in = "by"

    class Verdict(models.TextChoices):
        SAME = "same", "The same event"
        DIFFERENT = "different", "Two events"

    first = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
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
