"""Turning a recording into words, slice by slice: what is heard is kept at once, and listening goes on from there."""

from collections.abc import Sequence
from contextlib import closing

from django.conf import settings
from django.db import transaction

from audio import sandbox
from audio.models import Recording
from audio.pipeline import Outcome, Run
from transcripts.choice import Choice, choose
from transcripts.engines.base import Line
from transcripts.models import Segment, Transcript
from transcripts.slices import Slice, in_recording, slices


def listen(run: Run) -> Outcome:
    """Hears the recording from where listening stopped, until it ends or this turn is over."""
    recording = Recording.objects.select_related("family").get(pk=run.recording_id)
    choice = choose(
        settings.SPEECH_ENGINE,
        recording.spoken_language,
        model_path=settings.SPEECH_MODEL_PATH,
        architecture=settings.SPEECH_MODEL_ARCH,
    )
    transcript = begun(recording, choice)
    total_ms = recording.duration_ms or 0
    run.still_ours(done_ms=transcript.heard_ms, total_ms=total_ms)
    begin_ms = transcript.window_ms
    with (
        sandbox.local_copy(recording.original) as path,
        closing(sandbox.speech(path, skip_ms=begin_ms, alive=run.still_ours)) as sound,
    ):
        for piece in slices(sound, start_ms=begin_ms):
            if piece.heard_ms <= transcript.heard_ms:
                continue
            keep(run, transcript, piece, choice.engine.hear(piece.samples))
            if run.turn_is_over:
                return Outcome.MORE
    run.still_ours(done_ms=total_ms)
    return Outcome.DONE


def begun(recording: Recording, choice: Choice) -> Transcript:
    """The transcript of the recording, made when listening starts."""
    transcript, _ = Transcript.objects.get_or_create(
        recording=recording,
        defaults={
            "language": recording.spoken_language,
            "engine": choice.engine.name,
            "engine_version": choice.engine.version,
            "engine_reason": choice.reason,
        },
    )
    return transcript


def keep(run: Run, transcript: Transcript, piece: Slice, lines: Sequence[Line]) -> None:
    """Stores the words of one slice and how far we have heard, all or nothing, and only while the step is ours."""
    with transaction.atomic():
        run.still_ours(done_ms=piece.heard_ms)
        first = transcript.segments.count()
        Segment.objects.bulk_create(
            segment(transcript, index, line) for index, line in enumerate(in_recording(piece, lines), first)
        )
        transcript.heard_ms, transcript.window_ms = piece.heard_ms, piece.window_ms
        transcript.save(update_fields=["heard_ms", "window_ms"])


def segment(transcript: Transcript, index: int, line: Line) -> Segment:
    return Segment(
        transcript=transcript,
        index=index,
        start_ms=round(line.start * 1000),
        end_ms=round(line.end * 1000),
        text=line.text,
        heard_text=line.text,
        confidence=line.confidence,
        speaker=line.speaker,
    )
