"""Recordings for tests: rows whose way has not begun, and real sound made on the spot."""

import math
import struct
import wave
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile

from audio import files
from audio.models import Recording, Step, Upload
from audio.uploads import resumable
from families.models import Family, User
from families.tests import factories as families

SAMPLES = Path(__file__).parent / "samples"


def tone(seconds: float = 1.0, rate: int = 16_000) -> bytes:
    """A WAV file with a note of 440 Hz."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        notes = (int(8_000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", note) for note in notes))
    return out.getvalue()


def recording(of: Family | None = None, *, content: bytes = b"", **fields) -> Recording:
    """A recording with its file; without steps, as `completed` as one can be."""
    content = content or tone()
    of = of or families.family()
    return Recording.objects.create(
        family=of,
        original=files.keep_file(ContentFile(content), ".wav"),
        **{
            "filename": "kitchen.wav",
            "content_type": "audio/wav",
            "size": len(content),
            "sha256": "0" * 64,
            "duration_ms": 1_000,
            **fields,
        },
    )


def upload(of: Family, by: User, *, length: int = 9, **metadata: str) -> Upload:
    """An upload of which nothing has come yet."""
    return resumable.begin_upload(family=of, user=by, length=length, metadata=metadata)


def step(of: Recording, name: str = "inspect", **fields) -> Step:
    return Step.objects.create(recording=of, name=name, **{"state": Step.State.WAITING, **fields})
