"""Who is speaking: what people say about the voices. `transcripts.speakers.diarisation` tells the voices apart."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Sum

from audio import pipeline
from families.editing.versions import expect
from families.models import Person
from families.refusal import Refusal
from transcripts.models import Segment, Speaker, Transcript

STEP = "diarise"
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NotNow(Refusal):
    """What was asked for cannot be done; the message says why."""


def ask_diarisation(transcript: Transcript) -> None:
    """Has the voices told apart. Raises NotNow while the words are being heard, or the voices already are told apart."""
    if not pipeline.is_done(transcript.recording_id, "transcribe"):
        raise NotNow("The recording has not been heard to its end yet.")
    if transcript.recording.steps.filter(name=STEP, state__in=["waiting", "running"]).exists():
        raise NotNow("We are at it already.")
    pipeline.wake(transcript.recording_id, STEP)


def say_who(speaker: Speaker, person: Person | None) -> None:
    """Says once who it is: that names all lines of this voice in this recording. None takes the name away.

    Raises Clash where somebody else has named it since.
    """
    with transaction.atomic():
        current = Speaker.objects.select_for_update(no_key=True).get(pk=speaker.pk)
        expect(current, speaker, "label", "person_id", asked={"person_id": person.pk if person else None})
        Speaker.objects.filter(pk=speaker.pk).update(person=person, likely=None)


def say_role(speaker: Speaker, role: str) -> None:
    """Says what a voice does in this recording: with INTERVIEWER it asks, with TELLER it does not; "" leaves it open.

    A proposal is answered by it, and nothing else of the voice is changed; stories that nobody has touched are looked for once
    more, since a question begins one. Raises Clash where somebody else has said so since.
    """
    with transaction.atomic():
        recording_id = Transcript.objects.values_list("recording", flat=True).get(pk=speaker.transcript_id)
        pipeline.hold(recording_id)
        current = Speaker.objects.select_for_update(no_key=True).get(pk=speaker.pk)
        expect(current, speaker, "role", asked={"role": role})
        Speaker.objects.filter(pk=speaker.pk).update(role=role, proposed_role="")
        if role != current.role and pipeline.is_done(recording_id, "extract"):
            pipeline.wake(recording_id, "extract")


def merge(speaker: Speaker, into: Speaker) -> None:
    """Two labels are one voice after all. Raises NotNow where they bear two names, and Clash where one was changed since."""
    if speaker.transcript_id != into.transcript_id or speaker.pk == into.pk:
        raise NotNow("These are not two voices of one recording.")
    with transaction.atomic():
        transcript = Transcript.objects.select_for_update(no_key=True).get(pk=into.transcript_id)
        held = transcript.speakers.select_for_update(no_key=True).in_bulk([speaker.pk, into.pk])
        if len(held) < 2:
            raise NotNow("One of these voices is not there any more.")
        expect(held[speaker.pk], speaker)
        speaker, into = held[speaker.pk], held[into.pk]
        if speaker.person_id and into.person_id and speaker.person_id != into.person_id:
            raise NotNow("These two voices bear two names. Take one of the names away first.")
        from transcripts.engines.voiceprint import blended  # noqa: PLC0415 - numpy, which pages do without

        weights = [seconds_of(transcript, each.label) for each in (into, speaker)]
        if into.voice and speaker.voice:
            into.voice = blended(into.voice, weights[0], speaker.voice, weights[1])
        into.person_id = into.person_id or speaker.person_id
        into.role, into.proposed_role = into.role or speaker.role, ""
        into.save(update_fields=["voice", "person", "role", "proposed_role"])
        transcript.segments.filter(speaker=speaker.label).update(speaker=into.label)
        speaker.delete()


def split(segment: Segment) -> Speaker:
    """This line is somebody else: it gets a label of its own, which can be named and merged. Raises Clash."""
    with transaction.atomic():
        transcript = Transcript.objects.select_for_update(no_key=True).get(pk=segment.transcript_id)
        expect(transcript.segments.get(pk=segment.pk), segment, "speaker")
        label = fresh_label(transcript.speakers.values_list("label", flat=True))
        made: Speaker = transcript.speakers.create(label=label)
        transcript.segments.filter(pk=segment.pk).update(speaker=label)
    return made


def seconds_of(transcript: Transcript, label: str) -> float:
    own = transcript.segments.filter(speaker=label).aggregate(begin=Sum("start_ms"), end=Sum("end_ms"))
    return ((own["end"] or 0) - (own["begin"] or 0)) / 1000


def fresh_label(known: Iterable[str]) -> str:
    taken = set(known)
    every = (f"{letter}{number or ''}" for number in range(1000) for letter in LABELS)
    return next(label for label in every if label not in taken)
