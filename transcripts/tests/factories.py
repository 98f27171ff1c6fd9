"""Transcripts for tests."""

from audio.models import Recording
from audio.tests import factories as audio
from transcripts.models import Segment, Transcript


def transcript(of: Recording | None = None, *, texts: list[str] | None = None, **fields) -> Transcript:
    """A transcript whose segments last five seconds each, with a second between them."""
    made = Transcript.objects.create(
        recording=of or audio.recording(),
        **{"language": "en", "engine": "scripted", "engine_version": "1", "engine_reason": "A test.", **fields},
    )
    for index, text in enumerate(texts if texts is not None else ["The river froze.", "We counted his lantern."]):
        segment(made, index, text)
    return made


def segment(of: Transcript, index: int, text: str) -> Segment:
    start = index * 6_000
    return Segment.objects.create(
        transcript=of, index=index, start_ms=start, end_ms=start + 5_000, text=text, heard_text=text
    )
