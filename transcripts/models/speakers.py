"""The voices of a recording."""

from django.db import models

from families.editing.versions import Edited
from families.models import Person
from families.text.writing import DataField, LineField


class Speaker(Edited, models.Model):
    """A voice of a recording, under the label that its segments bear; `person` is who it is, where somebody has said so.

    `voice` are the numbers by which the same voice may be known again; `likely` is who it may be by them.
    """

    edited_fields = ("label", "person_id")

    transcript = models.ForeignKey("transcripts.Transcript", on_delete=models.CASCADE, related_name="speakers")
    label = LineField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices")
    likely = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    voice = DataField(default=list)

    class Meta:
        ordering = ["transcript", "label"]
        constraints = [models.UniqueConstraint(fields=["transcript", "label"], name="speaker_once")]

    def __str__(self) -> str:
        return f"Voice {self.label} of {self.transcript_id}"
