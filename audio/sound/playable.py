"""Sound files that Memoire writes itself: encoded anew, or the same packets in a container that can be sought. Child process only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio.sound import mp4
from audio.sound.child_answers import Sound

LONGEST_GAP = Fraction(1, 10)  # seconds without sound in a source's times that are kept; decoding knows no gaps


@dataclass(frozen=True)
class Kind:
    """A container and a codec as FFmpeg calls them; sound is mono at `rate` Hz in samples of `form`."""

    container: str
    codec: str
    form: str
    rate: int = 48_000
    bit_rate: int | None = None
    options: dict[str, str] = field(default_factory=dict)


AAC = Kind("mp4", "aac", "fltp", bit_rate=64_000, options={"aac_coder": "fast"})
FLAC = Kind("flac", "flac", "s16")
IN_FRONT = {"mp4": {"movflags": "+faststart"}, "webm": {"cues_to_front": "1"}}


class NoCopy:
    """What a copy is told while a file is heard: each packet that could be decoded, and the one signal that is heard."""

    is_copy, is_encoded, failed = False, False, False

    def packet(self, packet: Any) -> None: ...

    def sound(self, samples: np.ndarray) -> None:
        """Floats at the rate of the copy's kind."""


class Encoder(NoCopy):
    """Writes samples at its kind's rate, however many at a time."""

    is_copy = is_encoded = True

    def __init__(self, out: Any, kind: Kind) -> None:
        self.out, self.rate, self.form, self.written = out, kind.rate, kind.form, 0
        self.stream = out.add_stream(kind.codec, rate=kind.rate, layout="mono", options=kind.options)
        if kind.bit_rate:
            self.stream.bit_rate = kind.bit_rate
        self.waiting = av.AudioFifo()

    def sound(self, samples: np.ndarray) -> None:
        in_form = samples if self.form == "fltp" else as_integers(samples)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(in_form[np.newaxis]), format=self.form, layout="mono")
        frame.sample_rate = self.rate
        self.waiting.write(frame)
        while block := self.waiting.read(self.stream.codec_context.frame_size or 1024):
            self.encode(block)

    def finish(self) -> None:
        if block := self.waiting.read(0, partial=True):
            self.encode(block)
        self.out.mux(self.stream.encode(None))

    def encode(self, block: Any) -> None:
        block.pts, block.time_base = self.written, Fraction(1, self.rate)
        self.out.mux(self.stream.encode(block))
        self.written += block.samples


class Copier(NoCopy):
    """Writes packets as they are, one source after another, in one line of time that begins at zero.

    `failed` says that the container cannot hold them; the file is then of no use.
    """

    is_copy = True

    def __init__(self, out: Any, template: Any) -> None:
        self.out, self.stream = out, out.add_stream_from_template(template)
        self.ends = Fraction(0)  # seconds: where the last packet ended
        self.shift: Fraction | None = None

    def next_source(self) -> None:
        self.shift = None

    def packet(self, packet: Any) -> None:
        if packet.pts is None or packet.dts is None or packet.is_corrupt or self.failed:
            return
        unit = packet.time_base
        if self.shift is None or abs(packet.pts * unit + self.shift - self.ends) > LONGEST_GAP:
            self.shift = self.ends - packet.pts * unit
        self.ends = (packet.pts + packet.duration) * unit + self.shift
        moved = round(self.shift / unit)
        packet.pts, packet.dts = packet.pts + moved, packet.dts + moved
        packet.stream = self.stream
        try:
            self.out.mux(packet)
        except (av.error.ArgumentError, av.error.InvalidDataError):
            self.failed = True


def as_integers(samples: np.ndarray) -> np.ndarray:
    """Floats from -1 to 1 as 16 bits."""
    return np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype(np.int16)


@contextmanager
def copy_of(source: Any, sound: Sound, target: Path | None, *, must_encode: bool) -> Iterator[Any]:
    """What makes the copy that browsers need of the open `source`, where they need one; always an m4a with AAC."""
    if target is None or (sound.plays_in_browsers and not must_encode):
        yield NoCopy()
    elif not must_encode and sound.codec == "aac" and mp4.has_known_profile(source):
        with copying(target, "mp4", source.streams.audio[0]) as copier:
            yield copier
    else:
        with encoding(target, AAC) as encoder:
            yield encoder


@contextmanager
def encoding(target: Path, kind: Kind) -> Iterator[Encoder]:
    """An encoder whose file is whole when the block ends well."""
    with av.open(str(target), "w", format=kind.container, options=IN_FRONT.get(kind.container, {})) as out:
        encoder = Encoder(out, kind)
        yield encoder
        encoder.finish()


@contextmanager
def copying(target: Path, container: str, template: Any) -> Iterator[Copier]:
    """A copier whose file has its length and its index in front when the block ends well."""
    with av.open(str(target), "w", format=container, options=IN_FRONT.get(container, {})) as out:
        yield Copier(out, template)
