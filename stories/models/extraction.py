"""What the search for stories keeps about a recording: what a model was asked, which facts it dates, which words were read."""

from django.db import models

from audio.models import Recording
from families.text.writing import DataField, LineField
from transcripts.models import Segment


class RememberedAnswer(models.Model):
    """What a model answered to a question; `key` is the SHA-256 of the question. It goes when the question is asked no more."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="remembered_answers")
    key = LineField(max_length=64)
    content = DataField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "key"], name="answer_remembered_once")]

    def __str__(self) -> str:
        return f"Answer {self.key[:12]} about {self.recording_id}"


class Asking(models.Model):
    """One run of an engine that asked a model: which, how much, and what of its answer did not stand up."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="askings")
    engine = LineField(max_length=64)
    model = LineField(max_length=64, help_text="And where it was asked.")
    prompt = LineField("version of the question", max_length=16)
    windows = models.PositiveIntegerField(help_text="Parts in which the talk was asked about.")
    answered = models.PositiveIntegerField()
    input_tokens = models.PositiveBigIntegerField()
    output_tokens = models.PositiveBigIntegerField()
    dropped = DataField(help_text="What was proposed and not said in the recording, counted by kind.")
    trouble = LineField(max_length=200, blank=True, help_text="Why the rules' result stands.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.model}, {self.at:%Y-%m-%d %H:%M}"


class KnownFact(models.Model):
    """An event that a recording dates by itself; `words` as the engine of its language understands them."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="known_facts")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="+", help_text="Where it was said.")
    language = LineField(max_length=8)
    words = DataField()
    edtf = LineField(max_length=64)

    class Meta:
        ordering = ["recording", "id"]

    def __str__(self) -> str:
        return f"{self.edtf} in {self.recording_id}"


class WordsRead(models.Model):
    """The words in which the stories of a recording were last looked for; `digest` is their SHA-256."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="words_read")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "words read"

    def __str__(self) -> str:
        return f"{self.digest[:12]} of {self.recording_id}"
