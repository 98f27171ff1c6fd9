"""The voices of a recording."""

from django.db import models

from families.editing.versions import Edited
from families.models import Person
from families.text.writing import DataField, LineField


class Speaker(Edited, models.Model):
    """A voice of a recording, under the label that its segments bear; `person` is who it is, where somebody has said so.

    `voice` are the numbers by which the same voice may be known again; `likely` is who it may be by them. `role` is what a person
    said that it does here, `proposed_role` what it seems to do by its words, as long as nobody has said.
    """

    edited_fields = ("label", "person_id", "role")

    class Role(models.TextChoices):
        INTERVIEWER = "interviewer", "Asks the questions"
        TELLER = "teller", "Tells"

    transcript = models.ForeignKey("transcripts.Transcript", on_delete=models.CASCADE, related_name="speakers")
    label = LineField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices")
    likely = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    voice = DataField(default=list)
    role = LineField(max_length=12, choices=Role, blank=True, default="")
    proposed_role = LineField(max_length=12, choices=Role, blank=True, default="")

    class Meta:
        ordering = ["transcript", "label"]
        constraints = [models.UniqueConstraint(fields=["transcript", "label"], name="speaker_once")]

    def __str__(self) -> str:
        return f"Voice {self.label} of {self.transcript_id}"
