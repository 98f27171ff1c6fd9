"""What the recorder wrote in several takes becomes one file. Child process only (`audio.sound.sandbox`).

Each take is a whole file of its own, one behind the other in the same bytes: MediaRecorder writes a new head whenever it begins anew.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from audio.errors import UnreadableSound
from audio.sound import mixing, playable
from audio.sound.child_answers import Joined
from audio.sound.decoding import SkippedPackets, following, frames, open_sound, probe

NO_TAKE = "None of the parts of this recording can be read. It is kept as it came."
CONTAINERS = {"matroska": "webm", "mov": "mp4"}
WEBM_CODECS = {"opus", "vorbis"}


@dataclass(frozen=True)
class Form:
    """What two takes must share for their packets to stand in one file."""

    codec: str
    sample_rate: int
    channels: int
    set_up: bytes


@dataclass(frozen=True)
class Take:
    address: str  # of a stretch of the file, for FFmpeg's subfile protocol
    container: str
    form: Form


def join(path: Path, starts: list[int], target: Path) -> Joined:
    """Writes the takes that begin at 0 and at each of `starts` (bytes) to `target`, and says what that is.

    Packets are kept as they are where all takes share their form; else the sound is encoded anew, as FLAC without loss. Raises
    UnreadableSound when no take can be read.
    """
    stretches = list(divided(path.stat().st_size, starts))
    looks = [(look_at_take(path, start, end), end - start) for start, end in stretches]
    takes = [take for take, _ in looks if take]
    if not takes:
        raise UnreadableSound(NO_TAKE)
    if not (may_copy(takes) and copy(takes, target)):
        encode(takes, target)
    unread = [size for take, size in looks if not take]
    return Joined(**probe(target).as_dict(), unread_takes=len(unread), unread_bytes=sum(unread))


def divided(size: int, starts: list[int]) -> list[tuple[int, int]]:
    edges = sorted({0, size, *(start for start in starts if 0 < start < size)})
    return list(pairwise(edges))


def look_at_take(path: Path, start: int, end: int) -> Take | None:
    """A take of which at least one moment can be heard."""
    address = f"subfile,,start,{start},end,{end},,:{path.resolve()}"
    try:
        with open_sound(address) as container:
            stream = container.streams.audio[0]
            frame = next(frames(container, SkippedPackets()), None)
            return frame and Take(address, container.format.name.split(",")[0], form_of(stream, frame))
    except UnreadableSound:
        return None


def form_of(stream: Any, frame: Any) -> Form:
    codec = stream.codec_context.name
    set_up = b"" if codec == "opus" else bytes(stream.codec_context.extradata or b"")  # Opus decodes after any head
    return Form(codec, frame.sample_rate, len(frame.layout.channels), set_up)


def may_copy(takes: list[Take]) -> bool:
    first = takes[0]
    fits = first.container == "mov" or first.form.codec in WEBM_CODECS
    return fits and first.container in CONTAINERS and all(take.form == first.form for take in takes)


def copy(takes: list[Take], target: Path) -> bool:
    """Whether the packets could be put into one file as they are."""
    container = CONTAINERS[takes[0].container]
    with open_sound(takes[0].address) as first, playable.copying(target, container, first.streams.audio[0]) as out:
        for take in takes:
            pour(take, out)
    return not out.failed


def pour(take: Take, out: playable.Copier) -> None:
    out.next_source()
    with open_sound(take.address) as source:
        packets = source.demux(source.streams.audio[0])
        while packet := following(packets, SkippedPackets()):
            out.packet(packet)


def encode(takes: list[Take], target: Path) -> None:
    kind = playable.FLAC
    with playable.encoding(target, kind) as out:
        for take in takes:
            for samples in mixing.heard(take.address, kind.rate):
                out.sound(samples)
