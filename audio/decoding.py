"""Opens sound with PyAV. Called in a child process only (`audio.sandbox`): files come from strangers.

`format_whitelist` is what keeps playlists (HLS, DASH, concat, SDP) from reaching the network or a neighbour's file; rates and
channels are bounded again at every frame, since a few bytes can ask the resampler for gigabytes.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio import mp4
from audio.errors import UnreadableSound

FORMATS = "mp3,mov,matroska,ogg,wav,flac,aac,aiff,amr,asf,caf,w64,au"
RATES = range(4_000, 384_001)  # Hz
MOST_CHANNELS = 8
SPEECH_RATE = 16_000  # Hz, mono, what speech engines take
OPTIONS = {"format_whitelist": FORMATS}
UNREAL = "This file claims a sampling rate or a number of channels that no recorder makes. Try the original."
NOTHING = "This file has the form of sound, but there is nothing in it that we can hear."
INCOMPLETE = "This file arrived incomplete: its end is missing, and without it nothing can be heard. Send it once more."
NOT_SOUND = "This file is not sound that we can open. Try the original from the phone or recorder."


@dataclass(frozen=True)
class Format:
    """How a container is called on the web, and the codecs in it that every browser plays and seeks, also an old tablet's."""

    suffix: str
    content_type: str
    codecs_played: frozenset[str] = frozenset()


KNOWN = {  # by the first of FFmpeg's names
    "mp3": Format(".mp3", "audio/mpeg", frozenset({"mp3"})),
    "mov": Format(".m4a", "audio/mp4", frozenset({"aac"})),
    "matroska": Format(".webm", "audio/webm"),
    "ogg": Format(".ogg", "audio/ogg"),
    "wav": Format(".wav", "audio/wav", frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le"})),
    "flac": Format(".flac", "audio/flac", frozenset({"flac"})),
    "aac": Format(".aac", "audio/aac"),
    "aiff": Format(".aiff", "audio/aiff"),
    "amr": Format(".amr", "audio/amr"),
    "asf": Format(".wma", "audio/x-ms-wma"),
    "caf": Format(".caf", "audio/x-caf"),
    "w64": Format(".w64", "audio/x-w64"),
    "au": Format(".au", "audio/basic"),
}


@dataclass(frozen=True)
class Sound:
    """What a look at the head of a file tells."""

    suffix: str
    content_type: str
    container: str  # as FFmpeg calls it, and the codec too
    codec: str
    sample_rate: int  # Hz
    channels: int
    plays_in_browsers: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def probe(path: Path) -> Sound:
    """Opens the file and hears its first moment. Raises UnreadableSound."""
    with open_sound(path) as container:
        frame = next(frames(container, SkippedPackets()), None)
        if frame is None:
            raise UnreadableSound(NOTHING)
        return describe(container, frame)


def describe(container: Any, frame: Any) -> Sound:
    """What it is, from the open container and the first frame decoded."""
    name = container.format.name.split(",")[0]
    known, stream = KNOWN[name], container.streams.audio[0]
    codec = codec_name(stream)
    plays = codec in known.codecs_played and (name != "mov" or mp4.plays_as_it_is(container))
    return Sound(
        suffix=known.suffix,
        content_type=known.content_type,
        container=name,
        codec=codec,
        sample_rate=frame.sample_rate,
        channels=len(frame.layout.channels),
        plays_in_browsers=plays,
    )


def codec_name(stream: Any) -> str:
    return str(stream.codec_context.name).removesuffix("float")


def open_sound(path: Path | str) -> Any:
    """An open container with at least one sound stream; never follows what the file names."""
    try:
        container = av.open(str(path), options=OPTIONS, timeout=(10, 10), metadata_errors="ignore")
    except (av.error.FFmpegError, ValueError):
        raise UnreadableSound(INCOMPLETE if mp4.has_lost_its_index(path) else NOT_SOUND) from None
    if not container.streams.audio:
        container.close()
        raise UnreadableSound("There is no sound in this file. If it is a film, it has no sound track.")
    return container


class SkippedPackets:
    """How many packets of a damaged file could not be decoded, and whether the last of all is one of them."""

    count = 0
    at_the_end = False

    def note(self) -> None:
        self.count += 1
        self.at_the_end = True


def frames(
    container: Any, skipped: SkippedPackets, *, good: Callable[[Any], None] = lambda packet: None
) -> Iterator[Any]:
    """Decoded frames in order; a damaged packet is skipped and counted, a dangerous one raises UnreadableSound.

    `good` is called with each packet that could be decoded.
    """
    packets = container.demux(container.streams.audio[0])
    while packet := following(packets, skipped):
        try:
            decoded = packet.decode()
        except av.error.FFmpegError:
            skipped.note()
            continue
        if packet.size:
            skipped.at_the_end = packet.is_corrupt
            good(packet)
        for frame in decoded:
            check(frame)
            yield frame


def following(packets: Any, skipped: SkippedPackets) -> Any:
    """The next packet; None at the end, and where the file ends in mid-packet: what came before it is good."""
    try:
        return next(packets, None)
    except av.error.FFmpegError:
        skipped.note()
        return None


def check(frame: Any) -> None:
    is_too_wide = len(frame.layout.channels) > MOST_CHANNELS or frame.format.name.startswith("s64")
    if frame.sample_rate not in RATES or is_too_wide:
        raise UnreadableSound(UNREAL)


def form_of(frame: Any) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name


class Resampler:
    """Turns frames of any form into one; where the form changes in mid-file, FFmpeg needs to begin anew."""

    def __init__(self, *, kind: str, layout: str, rate: int) -> None:
        self.wanted: dict[str, Any] = {"format": kind, "layout": layout, "rate": rate}
        self.form: tuple[int, str, str] | None = None
        self.resampler: Any = None

    def turn(self, frame: Any) -> Iterator[Any]:
        if form_of(frame) != self.form:
            yield from self.finish()
            self.form, self.resampler = form_of(frame), av.AudioResampler(**self.wanted)
        frame.pts = None
        try:
            yield from self.resampler.resample(frame)
        except av.error.ArgumentError:  # a crafted head makes decoders give what FFmpeg's own filters refuse
            raise UnreadableSound(UNREAL) from None

    def finish(self) -> Iterator[Any]:
        if self.resampler:
            yield from self.resampler.resample(None)


def resampled(container: Any, rate: int, skipped: SkippedPackets, *, kind: str = "s16") -> Iterator[Any]:
    """Mono frames of `kind` at `rate` Hz."""
    resampler = Resampler(kind=kind, layout="mono", rate=rate)
    for frame in frames(container, skipped):
        yield from resampler.turn(frame)
    yield from resampler.finish()


def speech_samples(path: Path, *, skip_ms: int = 0) -> Iterator[np.ndarray]:
    """Blocks of int16 samples, mono, 16 kHz, from `skip_ms` on."""
    skip = skip_ms * SPEECH_RATE // 1000
    with open_sound(path) as container:
        for frame in resampled(container, SPEECH_RATE, SkippedPackets()):
            samples = frame.to_ndarray()[0]
            if skip >= len(samples):
                skip -= len(samples)
                continue
            yield samples[skip:]
            skip = 0
