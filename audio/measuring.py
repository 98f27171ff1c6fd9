"""A whole file heard once: its length, its shape, how loud and how whole it is, and on the way a copy that browsers play.

Child process only (`audio.sandbox`). Frames are gathered into blocks of about a second, so that what is done for each costs little.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio import playable, wholeness
from audio.decoding import NOTHING, Resampler, SkippedPackets, Sound, form_of, frames, open_sound, probe
from audio.errors import UnreadableSound
from audio.levels import Clipping, Shape
from audio.loudness import Meter
from audio.tags import made_at

RATE = playable.AAC.rate
LOUDEST = 8.0  # times full scale; what goes beyond was no microphone's, and encoders refuse it


@dataclass(frozen=True)
class Measured:
    """The whole file, heard once. `peaks` holds the loudest |sample| of each tenth of a second, 0 to 255.

    `made_at` is ISO 8601 as the file says it, with or without an offset, or empty; `loudness` is in LUFS, -70 for silence, None when
    too short; shares are from 0 to 1; `has_copy` says that a copy for browsers was needed and made.
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


def measure(
    path: Path, *, most_ms: int, progress: Callable[[int], None], copy: Path | None = None, may_remux: bool = True
) -> Measured:
    """Hears the whole file, and writes a copy to `copy` where browsers need one. `progress` is called with milliseconds heard.

    Raises UnreadableSound, also when it is longer than `most_ms`.
    """
    sound, skipped, ears = probe(path), SkippedPackets(), Ears()
    with open_sound(path) as source, playable.copy_of(source, sound, copy, may_remux=may_remux) as out:
        for block in in_blocks(frames(source, skipped, good=out.packet)):
            if (block.sample_rate, len(block.layout.channels)) != (sound.sample_rate, sound.channels):
                out.form_changes()
            for frame in ears.hear(block):
                out.frame(frame)
            if ears.heard_ms > most_ms:
                raise UnreadableSound(f"This recording is longer than {most_ms // 3_600_000} hours. Cut it into parts.")
            progress(ears.heard_ms)
        for frame in ears.finish():
            out.frame(frame)
        made, ends_early = made_at(source), wholeness.ends_early(path, source, ears.heard, skipped)
    if not ears.heard:
        raise UnreadableSound(NOTHING)
    if out.failed:
        return measure(path, most_ms=most_ms, progress=progress, copy=copy, may_remux=False)
    return Measured(
        sound=sound,
        duration_ms=ears.heard_ms,
        peaks=bytes(ears.shape.peaks),
        skipped_packets=skipped.count,
        made_at=made,
        loudness=ears.meter.lufs if ears.meter else None,
        silent_share=ears.shape.silent_share,
        clipped_share=ears.clipping.share,
        ends_early=ends_early,
        has_copy=out.is_copy,
    )


class Ears:
    """Takes blocks in any form, measures them, and gives back the same sound mono, as floats at RATE."""

    def __init__(self) -> None:
        self.heard = Fraction(0)  # seconds
        self.shape, self.clipping = Shape(), Clipping()
        self.meter: Meter | None = None
        self.to_mono = Resampler(kind="fltp", layout="mono", rate=RATE)

    @property
    def heard_ms(self) -> int:
        return int(self.heard * 1000)

    def hear(self, block: Any) -> Iterator[Any]:
        self.heard += Fraction(block.samples, block.sample_rate)
        self.clipping.write(block)
        self.meter = self.meter or Meter(block)
        self.meter.write(block)
        yield from self.shaped(self.to_mono.turn(block))

    def finish(self) -> Iterator[Any]:
        yield from self.shaped(self.to_mono.finish())
        self.shape.finish()

    def shaped(self, frames: Iterator[Any]) -> Iterator[Any]:
        for frame in frames:
            samples = frame.to_ndarray()[0]
            if not np.abs(samples).max(initial=0) <= LOUDEST:  # so that no number at all is caught too
                frame = bounded(samples)
                samples = frame.to_ndarray()[0]
            self.shape.write(samples)
            yield frame


def bounded(samples: np.ndarray) -> Any:
    """A mono frame at RATE in which every sample is a number, and none beyond all measure."""
    sane = np.clip(np.nan_to_num(samples), -1, 1)[np.newaxis]
    frame = av.AudioFrame.from_ndarray(sane, format="fltp", layout="mono")
    frame.sample_rate = RATE
    return frame


def in_blocks(heard: Iterator[Any]) -> Iterator[Any]:
    """The same sound in blocks of a second; a new form begins a new block."""
    waiting, form = av.AudioFifo(), None
    for frame in heard:
        if form and form_of(frame) != form:
            yield from rest_of(waiting)
            waiting = av.AudioFifo()
        form = form_of(frame)
        frame.pts, frame.time_base = None, Fraction(1, frame.sample_rate)
        waiting.write(frame)
        if waiting.samples >= frame.sample_rate:
            yield waiting.read(0, partial=True)
    yield from rest_of(waiting)


def rest_of(waiting: Any) -> Iterator[Any]:
    if block := waiting.read(0, partial=True):
        yield block
