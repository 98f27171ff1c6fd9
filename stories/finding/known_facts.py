"""What each recording dates of its narrator's life: weddings, births, deaths. It dates what the other recordings tell of them."""

from collections.abc import Iterable

from django.db import transaction

from audio import pipeline
from audio.models import Recording, Step
from families.models import Person
from stories.engines import Fact
from stories.finding.choice import spoken_in
from stories.models import KnownFact


def told_elsewhere(recording: Recording) -> tuple[Fact, ...]:
    """What the other recordings of the same narrator date, in the order in which they came."""
    if recording.narrator_id is None:
        return ()
    others = KnownFact.objects.filter(
        recording__narrator=recording.narrator_id, recording__removed_at=None, language=spoken_in(recording)
    )
    rows = others.exclude(recording=recording.pk).order_by("recording__created_at", "recording", "id")
    return tuple(fact_of(row) for row in rows)


def fact_of(row: KnownFact) -> Fact:
    words = tuple((str(word), int(distance)) for word, distance in row.words)
    return Fact(words, row.edtf, str(row.segment_id))


def remember_facts(recording: Recording, facts: Iterable[Fact]) -> None:
    """Puts these facts in place of those of this recording; where they differ, the narrator's other recordings are looked at again.

    The facts of a recording follow from its own words alone, so that looking again at the others ends there.
    """
    found, language = list(facts), spoken_in(recording)
    with transaction.atomic():
        before = [fact_of(row) for row in KnownFact.objects.filter(recording=recording).order_by("id")]
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
            search_others_again(recording.narrator, but=recording)


def search_others_again(narrator: Person | None, *, but: Recording) -> None:
    """Wakes the step that finds stories where it has read what is now different, be it done or still at work."""
    if narrator is None:
        return
    has_read = Step.objects.filter(name="extract", state__in=[Step.State.DONE, Step.State.RUNNING])
    others = Recording.objects.standing().filter(narrator=narrator, steps__in=has_read).exclude(pk=but.pk)
    for pk in others.values_list("pk", flat=True):
        pipeline.wake(pk, "extract")
