"""A track of a file as samples on our line of time, at one rate. Child process only (`audio.sound.sandbox`).

Zero of that line is where the container's own begins; where the file says that nothing sounds for a while, there is silence, so that
a second of ours is a second of whoever plays the file. docs/decisions/0031.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.format import Flags

from audio.errors import UnreadableSound
from audio.sound.decoding import UNREAL, SkippedPackets, form_of, frames, open_sound
from audio.sound.levels import planes

LEAST_GAP = 0.1  # seconds: what is less is rounding, or the jitter of a recorder's clock
LONGEST_GAP = 600.0  # seconds: a file that jumps further was put together, or its times are damaged
LONGEST_GAP_IN_STREAMS = 10.0  # seconds, in formats of television, whose clocks begin anew at any time
LOUDEST = 8.0  # times full scale; what goes beyond was no microphone's, and encoders refuse it
LABELS = ("mono", "stereo", "2.1", "quad", "5.0", "5.1", "6.1", "7.1")  # any that FFmpeg has for so many channels


class Clock:
    """Where a track stands, in seconds of the container's time, and where it is silent."""

    def __init__(self, container: Any) -> None:
        is_stream = bool(container.format.flags & Flags.ts_discont.value)
        begins = (container.start_time or 0) / 1_000_000
        self.longest = LONGEST_GAP_IN_STREAMS if is_stream else LONGEST_GAP
        self.zero = begins if is_stream or begins > LONGEST_GAP else 0.0
        self.ends = 0.0
        self.is_even = True  # the times of the file are those of its samples, from zero to the end

    def gap_before(self, frame: Any) -> float:
        """Seconds of silence in front of this frame."""
        at = frame.time
        gap = 0.0 if at is None else at - self.zero - self.ends
        if abs(gap) > LEAST_GAP:
            self.is_even = False
        if gap > self.longest or gap < -self.longest:
            self.zero += gap
        return gap if LEAST_GAP < gap <= self.longest else 0.0

    def pass_by(self, samples: int, rate: int) -> None:
        self.ends += samples / rate


class Track:
    """One track, opened for itself, so that tracks that do not lie side by side in the file need no memory."""

    def __init__(self, container: Any, track: int) -> None:
        self.container, self.skipped, self.heard = container, SkippedPackets(), Fraction(0)  # seconds
        self.clock = Clock(container)
        self.forms: set[tuple[int, int]] = set()  # sampling rates and channels
        self.listeners: list[Callable[[Any], None]] = []  # are told of each packet that could be decoded
        self.frames = frames(container, self.skipped, track=track, good=self.tell)

    def tell(self, packet: Any) -> None:
        for listener in self.listeners:
            listener(packet)

    def pieces(self) -> Iterator[tuple[int, np.ndarray]]:
        """Sampling rate and samples (a row for each channel, floats), about a second at a time, with gaps as zeros."""
        waiting, form = av.AudioFifo(), None
        for frame in self.frames:
            gap = self.clock.gap_before(frame)
            if form and (gap or form_of(frame) != form):
                yield from self.noted(form, waiting.read(0, partial=True))
                waiting = av.AudioFifo()
            form = form_of(frame)
            yield from self.silence(form, gap)
            frame.pts, frame.time_base = None, a_sample(frame.sample_rate)
            self.clock.pass_by(frame.samples, frame.sample_rate)
            waiting.write(frame)
            if waiting.samples >= frame.sample_rate:
                yield from self.noted(form, waiting.read(0, partial=True))
        if form:
            yield from self.noted(form, waiting.read(0, partial=True))

    def noted(self, form: tuple[int, int, str], block: Any) -> Iterator[tuple[int, np.ndarray]]:
        if block:
            self.forms.add(form[:2])
            self.heard += Fraction(block.samples, form[0])
            yield form[0], sane(planes(block))

    def silence(self, form: tuple[int, int, str], gap: float) -> Iterator[tuple[int, np.ndarray]]:
        rate, channels, _ = form
        left = round(gap * rate)
        self.clock.pass_by(left, rate)
        self.heard += Fraction(left, rate)
        while left:
            yield rate, np.zeros((channels, min(left, rate)), np.float32)
            left -= min(left, rate)

    def blocks(self, rate: int, listen: Callable[[np.ndarray], None] = lambda samples: None) -> Iterator[np.ndarray]:
        """The same at `rate` Hz in blocks of exactly a second, but for the last. `listen` gets the samples as they were."""
        turn, waiting = Turner(rate), np.empty((1, 0), np.float32)
        for piece in turn.all(self.pieces(), listen):
            waiting = beside(waiting, piece)
            while waiting.shape[1] >= rate:
                yield waiting[:, :rate]
                waiting = waiting[:, rate:]
        if waiting.shape[1]:
            yield waiting


class Turner:
    """Turns samples of any rate into samples of one; where the form changes in mid-file, FFmpeg needs to begin anew."""

    def __init__(self, rate: int) -> None:
        self.rate, self.form = rate, (rate, 0)
        self.resampler: Any = None

    def all(
        self, pieces: Iterator[tuple[int, np.ndarray]], listen: Callable[[np.ndarray], None]
    ) -> Iterator[np.ndarray]:
        for rate, samples in pieces:
            listen(samples)
            yield from self.turn(rate, samples)
        yield from self.finish()

    def turn(self, rate: int, samples: np.ndarray) -> Iterator[np.ndarray]:
        if (rate, len(samples)) != self.form:
            yield from self.finish()
            self.form, self.resampler = (rate, len(samples)), None
        if rate == self.rate:
            yield samples
            return
        label = LABELS[len(samples) - 1]
        self.resampler = self.resampler or av.AudioResampler(format="flt", layout=label, rate=self.rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), format="flt", layout=label)
        frame.sample_rate = rate
        try:
            yield from self.rows(self.resampler.resample(frame))
        except av.error.ArgumentError:  # a crafted head makes decoders give what FFmpeg's own filters refuse
            raise UnreadableSound(UNREAL) from None

    def finish(self) -> Iterator[np.ndarray]:
        if self.resampler:
            yield from self.rows(self.resampler.resample(None))

    def rows(self, frames: Any) -> Iterator[np.ndarray]:
        for frame in frames:
            yield frame.to_ndarray().reshape(-1, self.form[1]).T


@cache
def a_sample(rate: int) -> Fraction:
    """Seconds."""
    return Fraction(1, rate)


def sane(samples: np.ndarray) -> np.ndarray:
    """Floats in which every sample is a number, and none beyond all measure."""
    floats = samples.astype(np.float32, copy=False)
    if np.abs(floats).max(initial=0) <= LOUDEST:  # so that no number at all is caught too
        return floats
    return np.clip(np.nan_to_num(floats), -1, 1)


def beside(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """One behind the other; a channel that only one of them has is silent in the other."""
    rows = max(len(first), len(then)) if first.shape[1] else len(then)
    return np.concatenate([rows_of(first, rows), rows_of(then, rows)], axis=1)


def rows_of(samples: np.ndarray, rows: int) -> np.ndarray:
    return samples[:rows] if len(samples) >= rows else np.pad(samples, ((0, rows - len(samples)), (0, 0)))


@contextmanager
def opened(path: Path | str, places: list[int]) -> Iterator[list[Track]]:
    """The tracks at these places, each in a container of its own."""
    containers: list[Any] = []
    try:
        containers.extend(open_sound(path) for _ in places)
        yield [Track(container, place) for container, place in zip(containers, places, strict=True)]
    finally:
        for container in containers:
            container.close()
