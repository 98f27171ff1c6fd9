"""Opens sound with PyAV. Called in a child process only (`audio.sandbox`): files come from strangers.

`format_whitelist` is what keeps playlists (HLS, DASH, concat, SDP) from reaching the network or a neighbour's file; rates and
channels are bounded again at every frame, since a few bytes can ask the resampler for gigabytes.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio.errors import UnreadableSound

FORMATS = "mp3,mov,matroska,ogg,wav,flac,aac,aiff,amr,asf,caf,w64,au"
RATES = range(4_000, 384_001)  # Hz
MOST_CHANNELS = 8
SPEECH_RATE = 16_000  # Hz, mono, what speech engines take
POINTS_PER_SECOND = 10
NOT_SOUND = "This file is not sound that we can open. Try the original from the phone or recorder."


@dataclass(frozen=True)
class Format:
    """The first name in FFmpeg's list of names for a container, and how the same thing is called on the web."""

    suffix: str
    content_type: str
    plays_in_browsers: bool


KNOWN = {
    "mp3": Format(".mp3", "audio/mpeg", True),
    "mov": Format(".m4a", "audio/mp4", True),
    "matroska": Format(".webm", "audio/webm", False),  # a browser's own recording has no length and no index
    "ogg": Format(".ogg", "audio/ogg", True),
    "wav": Format(".wav", "audio/wav", True),
    "flac": Format(".flac", "audio/flac", True),
    "aac": Format(".aac", "audio/aac", False),
    "aiff": Format(".aiff", "audio/aiff", False),
    "amr": Format(".amr", "audio/amr", False),
    "asf": Format(".wma", "audio/x-ms-wma", False),
    "caf": Format(".caf", "audio/x-caf", False),
    "w64": Format(".w64", "audio/x-w64", False),
    "au": Format(".au", "audio/basic", False),
}
PLAYABLE_CODECS = {"mp3", "aac", "opus", "vorbis", "flac", "pcm_s16le", "pcm_u8", "pcm_f32le", "pcm_s24le"}


@dataclass(frozen=True)
class Sound:
    """What a look at the head of a file tells."""

    suffix: str
    content_type: str
    codec: str
    sample_rate: int  # Hz
    channels: int
    plays_in_browsers: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def probe(path: Path) -> Sound:
    """Opens the file and hears its first moment. Raises UnreadableSound."""
    with open_sound(path) as container:
        stream = container.streams.audio[0]
        frame = next(frames(container, SkippedPackets()), None)
        if frame is None:
            raise UnreadableSound("This file has the form of sound, but there is nothing in it that we can hear.")
        return describe(container, stream, frame)


def describe(container: Any, stream: Any, frame: Any) -> Sound:
    known = KNOWN[container.format.name.split(",")[0]]
    codec = stream.codec_context.name.removesuffix("float")
    return Sound(
        suffix=known.suffix,
        content_type=known.content_type,
        codec=codec,
        sample_rate=frame.sample_rate,
        channels=len(frame.layout.channels),
        plays_in_browsers=known.plays_in_browsers and codec in PLAYABLE_CODECS,
    )


def open_sound(path: Path) -> Any:
    """An open container with at least one sound stream; never follows what the file names."""
    try:
        container = av.open(str(path), options={"format_whitelist": FORMATS}, timeout=(10, 10))
    except (av.error.FFmpegError, ValueError):
        raise UnreadableSound(NOT_SOUND) from None
    if not container.streams.audio:
        container.close()
        raise UnreadableSound("There is no sound in this file. If it is a film, it has no sound track.")
    return container


class SkippedPackets:
    """How many packets of a damaged file could not be decoded."""

    count = 0


def frames(container: Any, skipped: SkippedPackets) -> Iterator[Any]:
    """Decoded frames in order; a damaged packet is skipped and counted, a dangerous one raises UnreadableSound."""
    stream = container.streams.audio[0]
    try:
        for packet in container.demux(stream):
            try:
                decoded = packet.decode()
            except av.error.FFmpegError:
                skipped.count += 1
                continue
            for frame in decoded:
                check(frame)
                yield frame
    except av.error.FFmpegError:  # the file ends in mid-packet: what came before it is good
        skipped.count += 1


def check(frame: Any) -> None:
    if frame.sample_rate not in RATES or len(frame.layout.channels) > MOST_CHANNELS:
        raise UnreadableSound("This file claims a sampling rate or a number of channels that no recorder makes.")


def resampled(container: Any, rate: int, skipped: SkippedPackets, *, kind: str = "s16") -> Iterator[Any]:
    """Mono frames of `kind` at `rate` Hz; a change of form in mid-file gets a new resampler."""
    resampler, form = None, None
    for frame in frames(container, skipped):
        if (frame.sample_rate, frame.layout.name, frame.format.name) != form:
            if resampler:
                yield from resampler.resample(None)
            form = (frame.sample_rate, frame.layout.name, frame.format.name)
            resampler = av.AudioResampler(format=kind, layout="mono", rate=rate)
        frame.pts = None
        yield from resampler.resample(frame)  # type: ignore[union-attr]
    if resampler:
        yield from resampler.resample(None)


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


@dataclass(frozen=True)
class Measured:
    """The whole file, heard once. `peaks` holds the loudest |sample| of each tenth of a second, 0 to 255."""

    duration_ms: int
    peaks: bytes
    skipped_packets: int


def measure(path: Path, *, most_ms: int, progress: Callable[[int], None]) -> Measured:
    """Hears the whole file for its length and its peaks. Raises UnreadableSound when it is longer than `most_ms`."""
    skipped, heard, peaks = SkippedPackets(), 0, bytearray()
    step = SPEECH_RATE // POINTS_PER_SECOND
    rest = np.empty(0, np.int16)
    with open_sound(path) as container:
        for frame in resampled(container, SPEECH_RATE, skipped):
            block = np.concatenate([rest, frame.to_ndarray()[0]])
            whole = len(block) // step * step
            peaks += loudest(block[:whole], step)
            rest = block[whole:]
            heard += frame.samples
            if heard * 1000 > most_ms * SPEECH_RATE:
                raise UnreadableSound(f"This recording is longer than {most_ms // 3_600_000} hours. Cut it into parts.")
            progress(heard * 1000 // SPEECH_RATE)
    if not heard:
        raise UnreadableSound(NOT_SOUND)
    return Measured(heard * 1000 // SPEECH_RATE, bytes(peaks + loudest(rest, max(len(rest), 1))), skipped.count)


def loudest(samples: np.ndarray, step: int) -> bytes:
    if not len(samples):
        return b""
    level = np.abs(samples.astype(np.int32)).reshape(-1, step).max(axis=1)
    return bytes(np.minimum(level // 128, 255).astype(np.uint8))


def make_playable(path: Path, target: Path, *, progress: Callable[[int], None]) -> None:
    """Writes a copy that plays and seeks everywhere: AAC in m4a, mono, 48 kHz, 64 kbit/s, index in front."""
    rate = 48_000
    with (
        open_sound(path) as source,
        av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as out,
    ):
        stream = out.add_stream("aac", rate=rate, layout="mono", bit_rate=64_000)
        fifo, written = av.AudioFifo(), 0
        for frame in resampled(source, rate, SkippedPackets(), kind="fltp"):
            frame.pts = None
            fifo.write(frame)
            while block := fifo.read(stream.codec_context.frame_size or 1024):
                written = encode(out, stream, block, written)
            progress(written * 1000 // rate)
        if block := fifo.read(0, partial=True):
            encode(out, stream, block, written)
        out.mux(stream.encode(None))


def encode(out: Any, stream: Any, block: Any, written: int) -> int:
    block.pts, block.time_base = written, Fraction(1, block.sample_rate)
    out.mux(stream.encode(block))
    return written + int(block.samples)
