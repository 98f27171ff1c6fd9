"""Tells the voices of a recording apart: a step aside that labels the lines. What people say of the voices is in `naming`."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

from django.db import transaction

from audio.models import Recording
from audio.pipeline import Outcome, Run
from audio.sound import sandbox
from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.voice_groups import Printed, centre, grouped
from transcripts.engines.voiceprint import NUMBERS, blended, nearest_voice, print_of
from transcripts.models import Segment, Speaker, Transcript
from transcripts.runs.timing import Sound
from transcripts.speakers.asking import Said, who_asks
from transcripts.speakers.naming import fresh_label, seconds_of

WINDOW_MS = 300_000
AT_ONCE = 10  # lines between two signs of life
RENEWED = 5  # lines by which a voice with an older print is heard anew


def diarise(run: Run) -> Outcome:
    """Gives each line the label of its voice, some minutes at a time; lines that have one stay. Safe to repeat."""
    recording = Recording.objects.get(pk=run.recording_id)
    run.still_ours(total_ms=recording.duration_ms or 0)
    transcript = Transcript.objects.get(recording=recording)
    renew_prints(run, transcript)
    while waiting := window(transcript):
        keep_voices(run, transcript, waiting, list(printed(run, recording, waiting)))
        if run.turn_is_over:
            return Outcome.MORE
    propose(transcript)
    propose_role(transcript)
    return Outcome.DONE


def know_by_microphone(recording_id: UUID) -> None:
    """Makes the voices of two microphones that were heard apart, and says who seems to ask. Safe to repeat; what people said stays."""
    transcript = Transcript.objects.get(recording=recording_id)
    if not transcript.is_heard_apart:
        return
    lines = transcript.segments.exclude(speaker="").order_by("speaker")
    for label in lines.values_list("speaker", flat=True).distinct():
        transcript.speakers.get_or_create(label=label)
    propose_role(transcript)


def window(transcript: Transcript) -> list[Segment]:
    """The next lines without a label, over five minutes at most."""
    lines = list(transcript.segments.filter(speaker="").order_by("start_ms", "index")[:200])
    return [line for line in lines if line.end_ms <= lines[0].start_ms + WINDOW_MS] or lines[:1]


def printed(run: Run, recording: Recording, lines: Sequence[Segment]) -> Iterator[Printed]:
    """The voices of these lines, which are in order of time."""
    begin_ms = lines[0].start_ms
    with (
        sandbox.local_copy(recording.original) as path,
        closing(sandbox.speech(path, skip_ms=begin_ms, alive=run.still_ours)) as blocks,
    ):
        at_ms, samples = Sound(blocks, at_ms=begin_ms).between(begin_ms, max(line.end_ms for line in lines))
    for number, line in enumerate(lines):
        first, end = (max(ms - at_ms, 0) * SAMPLE_RATE // 1000 for ms in (line.start_ms, line.end_ms))
        yield Printed(line.end - line.start, print_of(samples[first:end]))
        if number % AT_ONCE == 0:
            run.still_ours()


def keep_voices(run: Run, transcript: Transcript, lines: Sequence[Segment], voices: Sequence[Printed]) -> None:
    """Labels the lines of one window; a voice that was heard before in this recording keeps its label."""
    with transaction.atomic():
        run.still_ours(done_ms=lines[-1].end_ms)
        speakers = {speaker.label: speaker for speaker in transcript.speakers.all()}
        names = grouped(voices, {label: speaker.voice for label, speaker in speakers.items() if speaker.voice})
        for name in dict.fromkeys(names):
            own = [number for number, of in enumerate(names) if of == name]
            label = labelled(transcript, speakers, name, [voices[number] for number in own if voices[number].voice])
            transcript.segments.filter(pk__in=[lines[number].pk for number in own]).update(speaker=label)


def labelled(transcript: Transcript, speakers: dict[str, Speaker], name: str | int, heard: list[Printed]) -> str:
    """The label of a voice of this window, which is then known by these lines too."""
    voice, seconds = (centre(heard), sum(line.seconds for line in heard)) if heard else ([], 0.0)
    if isinstance(name, int):
        label = fresh_label(speakers)
        speakers[label] = transcript.speakers.create(label=label, voice=voice)
        return label
    speaker = speakers[name]
    speaker.voice = blended(speaker.voice, seconds_of(transcript, name), voice, seconds)
    speaker.save(update_fields=["voice"])
    return name


def renew_prints(run: Run, transcript: Transcript) -> None:
    """Voices that an older version of Memoire knew by other numbers are heard anew, by some of their lines."""
    for speaker in transcript.speakers.all():
        if not speaker.voice or len(speaker.voice) == NUMBERS:
            continue
        lines = list(transcript.segments.filter(speaker=speaker.label).order_by("start_ms", "index")[:RENEWED])
        heard = [each for line in lines for each in printed(run, transcript.recording, [line]) if each.voice]
        speaker.voice = centre(heard) if heard else []
        speaker.save(update_fields=["voice"])


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


def propose_role(transcript: Transcript) -> None:
    """Notes which voice seems to ask the questions; nothing of one that somebody has named, or of which it was said what it does."""
    if transcript.speakers.filter(role=Speaker.Role.INTERVIEWER).exists():
        return
    lines = transcript.segments.order_by("start_ms", "index").only("speaker", "start_ms", "end_ms", "text")
    asks = who_asks([Said(line.speaker, line.end - line.start, line.text) for line in lines], transcript.language)
    open_ = transcript.speakers.filter(role="", person=None)
    open_.exclude(label=asks or "").update(proposed_role="")
    open_.filter(label=asks or "").update(proposed_role=Speaker.Role.INTERVIEWER)
