"""Sound files that Memoire writes itself: encoded anew, or the same packets in a container that can be sought. Child process only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av


@dataclass(frozen=True)
class Kind:
    """A container and a codec as FFmpeg calls them; sound is mono at `rate` Hz in samples of `form`."""

    container: str
    codec: str
    form: str
    rate: int = 48_000
    bit_rate: int | None = None


AAC = Kind("mp4", "aac", "fltp", bit_rate=64_000)
FLAC = Kind("flac", "flac", "s16")
IN_FRONT = {"mp4": {"movflags": "+faststart"}, "webm": {"cues_to_front": "1"}, "matroska": {"cues_to_front": "1"}}


class Encoder:
    """Takes mono frames of its kind's form and rate, of any length, and writes them."""

    def __init__(self, out: Any, kind: Kind) -> None:
        self.out, self.rate, self.written = out, kind.rate, 0
        self.stream = out.add_stream(kind.codec, rate=kind.rate, layout="mono")
        if kind.bit_rate:
            self.stream.bit_rate = kind.bit_rate
        self.waiting = av.AudioFifo()

    def write(self, frame: Any) -> None:
        frame.pts = None
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


@contextmanager
def encoding(target: Path, kind: Kind) -> Iterator[Encoder]:
    """An encoder whose file is whole when the block ends well."""
    with av.open(str(target), "w", format=kind.container, options=IN_FRONT.get(kind.container, {})) as out:
        encoder = Encoder(out, kind)
        yield encoder
        encoder.finish()


class Copier:
    """Writes packets as they are, one source after another, in one line of time that begins at zero."""

    def __init__(self, out: Any, template: Any) -> None:
        self.out, self.stream = out, out.add_stream_from_template(template)
        self.ends = Fraction(0)  # seconds: where the last packet ended
        self.shift: Fraction | None = None

    def next_source(self) -> None:
        self.shift = None

    def write(self, packet: Any) -> None:
        """Takes a packet of the source; one that is damaged, or says no time, is left out."""
        if packet.pts is None or packet.dts is None or packet.is_corrupt or not packet.size:
            return
        unit = packet.time_base
        if self.shift is None:
            self.shift = self.ends - packet.pts * unit
        self.ends = (packet.pts + packet.duration) * unit + self.shift
        moved = round(self.shift / unit)
        packet.pts, packet.dts = packet.pts + moved, packet.dts + moved
        packet.stream = self.stream
        self.out.mux(packet)


@contextmanager
def copying(target: Path, container: str, template: Any) -> Iterator[Copier]:
    """A copier whose file has its length and its index in front when the block ends well."""
    with av.open(str(target), "w", format=container, options=IN_FRONT.get(container, {})) as out:
        yield Copier(out, template)
