"""Transcripts as Firestore documents `transcripts/{id}`, their segments in `transcripts/{id}/chunks/{number}`."""

from collections.abc import Iterable, Sequence

from django.utils.text import Truncator

from audio.models import Recording
from families.models import Family
from projections.firestore import Document, FirestoreProjection
from projections.registration import register
from projections.registry import Watch
from transcripts.models import Segment, Stretch, Transcript

CHUNK_SEGMENTS = 100
CHUNK_BYTES = 250_000  # of words; a document takes 1 MiB
WORD_BYTES = 16  # of its two times
SEGMENT_BYTES = 500  # of ids and times, at most
PREVIEW_LETTERS = 200


class Transcripts(FirestoreProjection):
    name = "firestore.transcripts"
    model = Transcript
    collection = "transcripts"
    parts = "chunks"
    parts_count = "chunk_count"
    batch = 10  # a day's recording has some ten thousand segments
    watches = {
        Segment: [Watch("transcript_id")],
        Stretch: [Watch("transcript_id")],
        Recording: [Watch("transcript", frozenset({"family", "removed_at"}))],
        Family: [Watch("recordings__transcript", frozenset({"removed_at"}))],
    }

    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        rows = Transcript.objects.standing().filter(pk__in=keys, recording__family__removed_at=None)
        rows = rows.select_related("recording").defer("recording__peaks")
        return {
            str(row.pk): document_of(row, list(row.segments.all()))
            for row in rows.prefetch_related("segments", "stretches")
        }


def document_of(transcript: Transcript, segments: list[Segment]) -> Document:
    chunks = [chunk_of(run) for run in runs(segments)]
    fields = {
        "family_id": str(transcript.recording.family_id),
        "audio_id": str(transcript.recording_id),
        "language": transcript.language,
        "engine": transcript.engine,
        "engine_version": transcript.engine_version,
        "heard_ms": transcript.heard_ms,
        "review_status": str(transcript.review_status),
        "reviewed_at": transcript.reviewed_at,
        "created_at": transcript.created_at,
        "preview": Truncator(" ".join(segment.text for segment in segments[:5])).chars(PREVIEW_LETTERS),
        "segment_count": len(segments),
        "chunk_count": len(chunks),
    }
    return Document(fields, chunks)


def runs(segments: Iterable[Segment]) -> Iterable[list[Segment]]:
    """Runs of segments in order, each small enough for one document."""
    run: list[Segment] = []
    size = 0
    for segment in segments:
        more = len(segment.text.encode()) + WORD_BYTES * len(segment.words) + SEGMENT_BYTES
        if run and (len(run) == CHUNK_SEGMENTS or size + more > CHUNK_BYTES):
            yield run
            run, size = [], 0
        run.append(segment)
        size += more
    if run:
        yield run


def chunk_of(segments: list[Segment]) -> dict[str, object]:
    return {
        "start_ms": segments[0].start_ms,
        "end_ms": segments[-1].end_ms,
        "segments": [fields_of(segment) for segment in segments],
    }


def fields_of(segment: Segment) -> dict[str, object]:
    """What is said now; what the engine heard stays with us."""
    return {
        "id": str(segment.pk),
        "index": segment.index,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "text": segment.text,
        "word_starts_ms": [word[1] for word in segment.words] if segment.is_timed else [],
        "word_ends_ms": [word[2] for word in segment.words] if segment.is_timed else [],
        "confidence": segment.confidence,
        "speaker": segment.speaker,
        "is_corrected": segment.is_corrected,
    }


register(Transcripts())
