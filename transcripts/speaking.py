"""Who is speaking: a step aside that labels the lines, and what people say about the voices."""

from collections.abc import Iterable
from contextlib import closing
from functools import cache

import numpy as np
from django.db import transaction
from django.db.models import Sum

from audio import pipeline, sandbox
from audio.models import Recording
from audio.pipeline import Outcome, Run
from families.models import Person
from families.versions import expect
from transcripts.engines.base import SAMPLE_RATE, Samples
from transcripts.engines.speakers import Speakers, Turn
from transcripts.engines.voiceprint import blended, nearest, print_of
from transcripts.models import Segment, Speaker, Transcript
from transcripts.timing import Sound

STEP = "tell_speakers"
WINDOW_MS = 120_000
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NotNow(Exception):
    """What was asked for cannot be done; the message says why."""


# --- the work --------------------------------------------------------------------------------------------------------


def tell(run: Run) -> Outcome:
    """Gives each line the label of its voice, some minutes at a time; lines that have one stay. Safe to repeat."""
    recording = Recording.objects.get(pk=run.recording_id)
    run.still_ours(total_ms=recording.duration_ms or 0)
    transcript = Transcript.objects.get(recording=recording)
    while waiting := window(transcript):
        begin_ms, end_ms = waiting[0].start_ms, waiting[-1].end_ms
        with (
            sandbox.local_copy(recording.original) as path,
            closing(sandbox.speech(path, skip_ms=begin_ms, alive=run.still_ours)) as blocks,
        ):
            at_ms, samples = Sound(blocks, at_ms=begin_ms).between(begin_ms, end_ms)
        turns = speakers().turns(samples, alive=run.still_ours)
        keep(run, transcript, waiting, [voice_of(line, turns, at_ms) for line in waiting], samples, at_ms)
        if run.turn_is_over:
            return Outcome.MORE
    propose(transcript)
    return Outcome.DONE


def window(transcript: Transcript) -> list[Segment]:
    """The next lines without a label, over two minutes at most."""
    lines = list(transcript.segments.filter(speaker="").order_by("start_ms", "index")[:200])
    return [line for line in lines if line.end_ms <= lines[0].start_ms + WINDOW_MS] or lines[:1]


@cache
def speakers() -> Speakers:
    """One for the life of the process: its models are loaded once."""
    return Speakers()


def voice_of(line: Segment, turns: Iterable[Turn], at_ms: int) -> int:
    """The number of the voice that is heard longest in the line; -1 where none is."""
    heard: dict[int, float] = {}
    for turn in turns:
        overlap = min(line.end, at_ms / 1000 + turn.end) - max(line.start, at_ms / 1000 + turn.start)
        if overlap > 0:
            heard[turn.voice] = heard.get(turn.voice, 0.0) + overlap
    return max(heard, key=lambda voice: heard[voice], default=-1)


def keep(
    run: Run, transcript: Transcript, lines: list[Segment], voices: list[int], samples: Samples, at_ms: int
) -> None:
    """Labels the lines of one window; a voice that was heard before in this recording keeps its label."""
    labels: dict[int, str] = {}
    with transaction.atomic():
        run.still_ours(done_ms=lines[-1].end_ms)
        for voice in dict.fromkeys(voices):
            own = [line for line, of in zip(lines, voices, strict=True) if of == voice]
            labels[voice] = labelled(transcript, own, samples, at_ms)
        for line, voice in zip(lines, voices, strict=True):
            transcript.segments.filter(pk=line.pk).update(speaker=labels[voice])


def labelled(transcript: Transcript, own: list[Segment], samples: Samples, at_ms: int) -> str:
    """The label of a voice of this window, by its print among those of the recording."""
    print_, seconds = print_of(sound_of(own, samples, at_ms)), sum(line.end - line.start for line in own)
    known = {speaker.label: speaker for speaker in transcript.speakers.all()}
    found = nearest(print_, {label: speaker.voice for label, speaker in known.items()})
    if found is None:
        label = fresh_label(known)
        transcript.speakers.create(label=label, voice=print_)
        return label
    speaker = known[found]
    speaker.voice = blended(speaker.voice, seconds_of(transcript, found), print_, seconds)
    speaker.save(update_fields=["voice"])
    return found


def sound_of(lines: Iterable[Segment], samples: Samples, at_ms: int) -> Samples:
    """The sound of these lines alone."""
    place = lambda ms: max(ms - at_ms, 0) * SAMPLE_RATE // 1000  # noqa: E731
    return np.concatenate([samples[place(line.start_ms) : place(line.end_ms)] for line in lines])


def seconds_of(transcript: Transcript, label: str) -> float:
    own = transcript.segments.filter(speaker=label).aggregate(begin=Sum("start_ms"), end=Sum("end_ms"))
    return ((own["end"] or 0) - (own["begin"] or 0)) / 1000


def fresh_label(known: Iterable[str]) -> str:
    taken = set(known)
    every = (f"{letter}{number or ''}" for number in range(1000) for letter in LABELS)
    return next(label for label in every if label not in taken)


def propose(transcript: Transcript) -> None:
    """Notes who a voice may be, by voices of the family's other recordings that somebody has named; people decide."""
    heard = Transcript.objects.for_family(transcript.recording.family)
    named = Speaker.objects.filter(transcript__in=heard).exclude(person=None)
    known = {str(pk): voice for pk, voice in named.exclude(transcript=transcript).values_list("pk", "voice")}
    people = dict(named.values_list("pk", "person_id"))
    for speaker in transcript.speakers.filter(person=None):
        found = nearest(speaker.voice, known)
        likely = people[int(found)] if found else None
        Speaker.objects.filter(pk=speaker.pk).update(likely=likely)


# --- what people say -------------------------------------------------------------------------------------------------


def ask(transcript: Transcript) -> None:
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
        expect(current, speaker, asked={"person_id": person.pk if person else None})
        Speaker.objects.filter(pk=speaker.pk).update(person=person, likely=None)


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
        weights = [seconds_of(transcript, each.label) for each in (into, speaker)]
        if into.voice and speaker.voice:
            into.voice = blended(into.voice, weights[0], speaker.voice, weights[1])
        into.person_id = into.person_id or speaker.person_id
        into.save(update_fields=["voice", "person"])
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
