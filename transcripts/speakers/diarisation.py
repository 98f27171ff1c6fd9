"""Tells the voices of a recording apart: a step aside that labels the lines. What people say of the voices is in `naming`."""

from collections.abc import Iterable
from contextlib import closing
from functools import cache

import numpy as np
from django.db import transaction

from audio.models import Recording
from audio.pipeline import Outcome, Run
from audio.sound import sandbox
from transcripts.engines.base import SAMPLE_RATE, Samples
from transcripts.engines.speakers import Speakers, Turn
from transcripts.engines.voiceprint import blended, nearest_voice, print_of
from transcripts.models import Segment, Speaker, Transcript
from transcripts.runs.timing import Sound
from transcripts.speakers.naming import fresh_label, seconds_of

WINDOW_MS = 120_000


def diarise(run: Run) -> Outcome:
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
        keep_voices(run, transcript, waiting, [voice_of(line, turns, at_ms) for line in waiting], samples, at_ms)
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


def keep_voices(
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
    found = nearest_voice(print_, {label: speaker.voice for label, speaker in known.items()})
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


def propose(transcript: Transcript) -> None:
    """Notes who a voice may be, by voices of the family's other recordings that somebody has named; people decide."""
    heard = Transcript.objects.for_family(transcript.recording.family)
    named = Speaker.objects.filter(transcript__in=heard).exclude(person=None)
    known = {str(pk): voice for pk, voice in named.exclude(transcript=transcript).values_list("pk", "voice")}
    people = dict(named.values_list("pk", "person_id"))
    for speaker in transcript.speakers.filter(person=None):
        found = nearest_voice(speaker.voice, known)
        likely = people[int(found)] if found else None
        Speaker.objects.filter(pk=speaker.pk).update(likely=likely)
