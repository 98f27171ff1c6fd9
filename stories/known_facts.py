"""What each recording dates of its narrator's life: weddings, births, deaths. It dates what the other recordings tell of them."""

from collections.abc import Iterable

from django.db import models, transaction

from audio import pipeline
from audio.models import Recording, Step
from families.models import Person
from families.writing import DataField, LineField
from stories.choice import spoken_in
from stories.engines import Fact
from transcripts.models import Segment


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

    @property
    def fact(self) -> Fact:
        words = tuple((str(word), int(distance)) for word, distance in self.words)
        return Fact(words, self.edtf, str(self.segment_id))


def told_elsewhere(recording: Recording) -> tuple[Fact, ...]:
    """What the other recordings of the same narrator date, in the order in which they came."""
    if recording.narrator_id is None:
        return ()
    others = KnownFact.objects.filter(
        recording__narrator=recording.narrator_id, recording__removed_at=None, language=spoken_in(recording)
    )
    rows = others.exclude(recording=recording.pk).order_by("recording__created_at", "recording", "id")
    return tuple(row.fact for row in rows)


def remember(recording: Recording, facts: Iterable[Fact]) -> None:
    """Puts these facts in place of those of this recording; where they differ, the narrator's other recordings are looked at again.

    The facts of a recording follow from its own words alone, so that looking again at the others ends there.
    """
    found, language = list(facts), spoken_in(recording)
    with transaction.atomic():
        before = [row.fact for row in KnownFact.objects.filter(recording=recording).order_by("id")]
        if before == found:
            return
        KnownFact.objects.filter(recording=recording).delete()
        KnownFact.objects.bulk_create(
            KnownFact(
                recording=recording, segment_id=fact.chunk_id, language=language, words=list(fact.words), edtf=fact.edtf
            )
            for fact in found
        )
        if {(fact.words, fact.edtf) for fact in before} != {(fact.words, fact.edtf) for fact in found}:
            look_again(recording.narrator, but=recording)


def look_again(narrator: Person | None, *, but: Recording) -> None:
    """Wakes the step that finds stories where it has read what is now different, be it done or still at work."""
    if narrator is None:
        return
    has_read = Step.objects.filter(name="extract", state__in=[Step.State.DONE, Step.State.RUNNING])
    others = Recording.objects.standing().filter(narrator=narrator, steps__in=has_read).exclude(pk=but.pk)
    for pk in others.values_list("pk", flat=True):
        pipeline.wake(pk, "extract")
