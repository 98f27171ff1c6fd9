"""What was asked of a language model about a recording: its answers, so that nothing is asked twice, and what they cost."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from audio.models import Recording
from families.writing import DataField, LineField
from stories.engines import Asked
from stories.engines.llm import Answer

KEPT = timedelta(days=1)


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


class Memory:
    """The answers about one recording, as the engine wants them."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def recall(self, key: str) -> Answer | None:
        """A remembered answer; it cost what it cost when it was given."""
        rows = RememberedAnswer.objects.filter(recording=self.recording, key=key)
        if not rows.update(used_at=timezone.now()):
            return None
        content = rows.values_list("content", flat=True).first()
        return None if content is None else Answer(content, 0, 0)

    def keep(self, key: str, answer: Answer) -> None:
        """At once, so that a worker that is killed later has not asked in vain."""
        told = {"content": answer.content, "used_at": timezone.now()}
        RememberedAnswer.objects.update_or_create(recording=self.recording, key=key, defaults=told)


def note(recording: Recording, engine: str, asked: Iterable[Asked | None]) -> None:
    """Writes down what a run has asked, and forgets answers that were of no use for a day."""
    for each in asked:
        if each is None or not each.windows:
            continue
        Asking.objects.create(
            recording=recording,
            engine=engine[:64],
            model=each.model[:64],
            prompt=each.prompt,
            windows=each.windows,
            answered=each.answered,
            input_tokens=each.input_tokens,
            output_tokens=each.output_tokens,
            dropped=dict(each.dropped),
            trouble=each.trouble[:200],
        )
    RememberedAnswer.objects.filter(recording=recording, used_at__lt=timezone.now() - KEPT).delete()
