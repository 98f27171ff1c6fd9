"""Recordings as Firestore documents `audio_files/{audio_id}`, for clients that listen."""

from collections.abc import Sequence

from audio.models import Recording, Step
from families.models import Family
from projections.firestore import Document, FirestoreProjection
from projections.registration import register
from projections.registry import Watch


class AudioFiles(FirestoreProjection):
    name = "firestore.audio_files"
    model = Recording
    collection = "audio_files"
    # A step's heartbeat and progress are not copied: they change every few seconds.
    watches = {
        Step: [Watch("recording_id", frozenset({"recording", "name", "state"}))],
        Family: [Watch("recordings", frozenset({"removed_at"}))],
    }

    def read(self, keys: Sequence[str]) -> dict[str, Document]:
        rows = (
            Recording.objects.standing()
            .filter(pk__in=keys, family__removed_at=None)
            .defer("peaks", "outline")
            .prefetch_related("steps")
        )
        return {str(row.pk): Document(self.fields(row)) for row in rows}

    def fields(self, recording: Recording) -> dict[str, object]:
        """Times are timestamps; `recorded_on` is EDTF; the size is in bytes."""
        return {
            "family_id": str(recording.family_id),
            "narrator_id": str(recording.narrator_id) if recording.narrator_id else None,
            "title": recording.title,
            "filename": recording.filename,
            "content_type": recording.content_type,
            "upload_status": str(recording.status),
            "processing_stage": recording.processing_stage,
            "created_at": recording.created_at,
            "recorded_on": recording.recorded_on,
            "language": recording.language,
            "size": recording.size,
            "sha256": recording.sha256,
            "duration_ms": recording.duration_ms,
        }


register(AudioFiles())
