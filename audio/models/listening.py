"""Beside a recording: the prompts that it answers, and where somebody stopped listening."""

from django.db import models

from audio.models.recording import Recording
from families.models import Prompt, User
from families.text.writing import NameField


class Asked(models.Model):
    """A prompt that the recorder showed from a moment of the recording on, in the words that were shown."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="asked")
    prompt = models.ForeignKey(Prompt, on_delete=models.SET_NULL, null=True, related_name="asked")
    text = NameField(max_length=Prompt.LONGEST)
    at_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["recording", "at_ms", "id"]

    def __str__(self) -> str:
        return self.text


class Listening(models.Model):
    """Where somebody stopped listening to a recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="listenings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="listenings")
    at_ms = models.PositiveBigIntegerField()
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "user"], name="listening_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.at_ms} ms of {self.recording_id}"
