"""Some minutes of a recording that one worker hears."""

from django.db import models

from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


class Stretched(models.Model):
    """Some minutes of the recording that one worker hears from `begin_ms` on; it takes up again at `window_ms`."""

    MOST_SEGMENTS = 10_000

    index = models.PositiveIntegerField()
    begin_ms = models.PositiveBigIntegerField()
    heard_ms = models.PositiveBigIntegerField()
    window_ms = models.PositiveBigIntegerField()
    is_done = models.BooleanField(default=False)
    side = models.PositiveSmallIntegerField(
        null=True, help_text="Of two microphones, the one that is heard by itself: 0 is the left one."
    )

    class Meta:
        abstract = True


class Stretch(Stretched, ProjectedModel):
    """A stretch of the first hearing."""

    transcript = models.ForeignKey("transcripts.Transcript", on_delete=models.CASCADE, related_name="stretches")

    objects = ProjectedQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        ordering = ["transcript", "index"]
        verbose_name_plural = "stretches"
        constraints = [models.UniqueConstraint(fields=["transcript", "index"], name="stretch_once")]

    def __str__(self) -> str:
        return f"Stretch {self.index} of {self.transcript_id}"
