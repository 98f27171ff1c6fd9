"""In which words the stories of a recording were looked for: they are found early, and words are bettered later."""

import hashlib
import json
from collections.abc import Iterable

from django.db import models

from audio.models import Recording
from stories.engines import Utterance


class WordsRead(models.Model):
    """The words in which the stories of a recording were last looked for; `digest` is their SHA-256."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="words_read")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "words read"

    def __str__(self) -> str:
        return f"{self.digest[:12]} of {self.recording_id}"


def note(recording: Recording, utterances: Iterable[Utterance]) -> None:
    """Remembers in which words the stories were looked for."""
    WordsRead.objects.update_or_create(recording=recording, defaults={"digest": digest(utterances)})


def is_noted(recording: Recording, utterances: Iterable[Utterance]) -> bool:
    """Whether these are the words in which they were looked for."""
    return WordsRead.objects.filter(recording=recording, digest=digest(utterances)).exists()


def digest(utterances: Iterable[Utterance]) -> str:
    said = [[utterance.id, utterance.text] for utterance in utterances]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
