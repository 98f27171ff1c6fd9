"""What the child process that opens sound answers (`audio.sound.sandbox`): plain values, so that whoever asks loads no decoder."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Sound:
    """What a look at the head of a file tells."""

    suffix: str
    content_type: str
    container: str  # as FFmpeg calls it, and the codec too
    codec: str
    sample_rate: int  # Hz
    channels: int  # of the first track that can be heard
    plays_in_browsers: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Apart:
    """Two channels that are the microphones of two people. `balance` is by how many dB the left one is the louder where neither owner
    is nearer; up to `left` and `right`, in dB of full scale, nobody speaks into them.
    """

    balance: float
    left: float
    right: float


@dataclass(frozen=True)
class Measured:
    """The whole file, heard once. `peaks` holds the loudest |sample| of each tenth of a second, 0 to 255.

    `made_at` is ISO 8601 as the file says it, with or without an offset, or empty; `loudness` is in LUFS, -70 for silence, None when
    too short; shares are from 0 to 1; `has_copy` says that a copy for browsers was needed and made, `head_mended` that the file's head
    says less than there is.
    """

    sound: Sound
    duration_ms: int
    peaks: bytes
    skipped_packets: int
    made_at: str
    loudness: float | None
    silent_share: float
    clipped_share: float
    ends_early: bool
    has_copy: bool
    head_mended: bool
    apart: Apart | None = None


@dataclass(frozen=True)
class Joined(Sound):
    """The joined file; `unread_takes` counts those of which nothing could be read, and `unread_bytes` what is in them."""

    unread_takes: int = 0
    unread_bytes: int = 0
