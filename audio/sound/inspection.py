"""The first step: hear the whole file for its length, its shape and its faults, and make it play everywhere."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from audio import files, limits, pipeline
from audio.errors import StepError
from audio.models import Recording
from audio.pipeline import Run
from audio.sound import sandbox
from audio.sound.child_answers import Measured

VERSION = 2  # counts up when a rule of what is heard or played changes: older recordings are then inspected again, `audio.reinspection`
OUTLINE_POINTS = 60
FIRST_RECORDERS = datetime(
    1990, 1, 1, tzinfo=UTC
)  # that could write a date; clocks that were never set say 1904 or 1970


def inspect(run: Run) -> None:
    """Measures the recording; where browsers cannot play or seek the original, makes a copy that they can, in the same pass."""
    recording = Recording.objects.get(pk=run.recording_id)
    hear(run, recording, wants_copy=not recording.playable)


def hear(run: Run, recording: Recording, *, wants_copy: bool, then: Callable[[], object] = lambda: None) -> None:
    """Hears it whole and keeps what was found; `then` belongs to the same transaction."""
    if not limits.has_room():
        raise StepError(str(limits.NoRoom()), permanent=False)
    beat = lambda ms: run.still_ours(done_ms=ms)  # noqa: E731
    with sandbox.local_copy(recording.original) as path, place_for_copy() as copy:
        wanted = copy if wants_copy else None
        found = sandbox.measure(path, most_ms=settings.MAX_HOURS * 3_600_000, progress=beat, copy=wanted)
        playable = keep_copy(copy) if found.has_copy else ""
    facts = facts_of(found) | ({"playable": playable} if wants_copy else {})
    for name, value in facts.items():
        setattr(recording, name, value)
    try:
        with transaction.atomic():
            pipeline.hold(recording.pk)  # `then` may wake another step
            run.still_ours(done_ms=found.duration_ms, total_ms=found.duration_ms)
            recording.save(update_fields=list(facts))
            then()
    except BaseException:
        files.discard_unless_kept(playable)
        raise


def facts_of(found: Measured) -> dict[str, object]:
    """What a recording's row keeps of what was heard."""
    return {
        "duration_ms": found.duration_ms,
        "peaks": found.peaks,
        "outline": outline(found.peaks),
        "plays_in_browsers": found.sound.plays_in_browsers,
        "container": found.sound.container,
        "codec": found.sound.codec[:32],
        "sample_rate": found.sound.sample_rate,
        "channels": found.sound.channels,
        "made_at": moment(found.made_at),
        "loudness": found.loudness,
        "silent_share": found.silent_share,
        "clipped_share": found.clipped_share,
        "ends_early": found.ends_early,
        "head_mended": found.head_mended,
        "microphones": asdict(found.apart) if found.apart else None,
        "inspection_version": VERSION,
    }


def moment(said: str) -> datetime | None:
    """The moment that a file says it was made at; by our clock where it says no offset, and none where it makes no sense."""
    if not said:
        return None
    at = datetime.fromisoformat(said)
    if timezone.is_naive(at):
        at = timezone.make_aware(at)
    return at if FIRST_RECORDERS <= at <= timezone.now() + timedelta(days=1) else None


@contextmanager
def place_for_copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        yield Path(folder) / "playable.m4a"


def keep_copy(path: Path) -> str:
    with path.open("rb") as copy:
        return files.keep_file(File(copy), ".m4a")


def outline(peaks: bytes) -> bytes:
    """The peaks in sixty points, each the loudest of its stretch."""
    count = min(OUTLINE_POINTS, len(peaks))
    return bytes(max(peaks[i * len(peaks) // count : (i + 1) * len(peaks) // count]) for i in range(count))
