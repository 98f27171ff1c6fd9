"""What was asked of a language model about a recording: its answers, so that nothing is asked twice, and what they cost."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from audio.models import Recording
from stories.engines import Asked
from stories.engines.llm import Answer
from stories.models import Asking, RememberedAnswer

KEPT = timedelta(days=1)


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


def note_asking(recording: Recording, engine: str, asked: Iterable[Asked | None]) -> None:
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
