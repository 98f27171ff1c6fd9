"""The first step: hear the whole file for its length and its shape, and make it play everywhere."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from audio import files, sandbox
from audio.models import Recording
from audio.pipeline import Run

OUTLINE_POINTS = 60


def inspect(run: Run) -> None:
    """Measures the recording; where browsers cannot play or seek the original, makes a copy that they can."""
    recording = Recording.objects.get(pk=run.recording_id)
    beat = lambda ms: run.still_ours(done_ms=ms)  # noqa: E731
    with sandbox.local_copy(recording.original) as path:
        found = sandbox.measure(path, most_ms=settings.MAX_HOURS * 3_600_000, progress=beat)
        playable = "" if recording.plays_in_browsers or recording.playable else make_copy(path, run)
    recording.duration_ms, recording.peaks, recording.outline = found.duration_ms, found.peaks, outline(found.peaks)
    recording.playable = playable or recording.playable
    try:
        with transaction.atomic():
            run.still_ours(done_ms=found.duration_ms, total_ms=found.duration_ms)
            recording.save(update_fields=["duration_ms", "peaks", "outline", "playable"])
    except BaseException:
        files.discard_unless_kept(playable)
        raise


def make_copy(path: Path, run: Run) -> str:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        target = Path(folder) / "playable.m4a"
        sandbox.make_playable(path, target, progress=lambda ms: run.still_ours())
        with target.open("rb") as copy:
            return files.keep(File(copy), ".m4a")


def outline(peaks: bytes) -> bytes:
    """The peaks in sixty points, each the loudest of its stretch."""
    count = min(OUTLINE_POINTS, len(peaks))
    return bytes(max(peaks[i * len(peaks) // count : (i + 1) * len(peaks) // count]) for i in range(count))
