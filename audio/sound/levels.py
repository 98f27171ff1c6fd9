"""Peaks, silence and clipping, from samples as they pass by. Child process only."""

from typing import Any

import numpy as np

POINTS_PER_SECOND = 10
RATE = 48_000  # Hz, of the mono samples that a Shape takes
STEP = RATE // POINTS_PER_SECOND
SILENCE = 10 ** (-50 / 20)  # of full scale, for the mean of a tenth of a second: a quiet room
FULL = 0.98  # of full scale


class Shape:
    """Peaks and silence of mono float samples at RATE, a tenth of a second at a time."""

    def __init__(self) -> None:
        self.peaks, self.silent, self.rest = bytearray(), 0, np.empty(0, np.float32)

    def write(self, samples: np.ndarray) -> None:
        joined = np.concatenate([self.rest, samples])
        whole = len(joined) // STEP * STEP
        self.note(joined[:whole].reshape(-1, STEP))
        self.rest = joined[whole:]

    @property
    def finished(self) -> bytearray:
        """The peaks, when no more comes."""
        if len(self.rest):
            self.note(self.rest.reshape(1, -1))
            self.rest = self.rest[:0]
        return self.peaks

    def note(self, tenths: np.ndarray) -> None:
        if not len(tenths):
            return
        self.peaks += np.minimum(np.abs(tenths).max(axis=1) * 256, 255).astype(np.uint8).tobytes()
        self.silent += int((np.square(tenths).mean(axis=1) < SILENCE**2).sum())

    @property
    def silent_share(self) -> float:
        return self.silent / max(len(self.peaks), 1)


class Clipping:
    """Counts samples that stand at full scale beside another one: a wave with its top cut off, not a peak that just fits."""

    def __init__(self) -> None:
        self.samples = self.clipped = 0

    def write(self, levels: np.ndarray) -> None:
        """Samples from -1 to 1, a row for each channel, as they were recorded."""
        full = np.abs(levels) >= FULL
        flat = full[:, 1:] & full[:, :-1]
        self.samples += levels.shape[1]
        self.clipped += int(flat.any(axis=0).sum())

    @property
    def share(self) -> float:
        return self.clipped / max(self.samples, 1)


def planes(block: Any) -> np.ndarray:
    """Samples from -1 to 1, a row for each channel."""
    samples = block.to_ndarray()
    if not block.format.is_planar:
        samples = samples.reshape(-1, len(block.layout.channels)).T
    if samples.dtype == np.uint8:
        return (samples.astype(np.float32) - 128) / 128
    if samples.dtype.kind == "i":
        return samples / np.float32(-float(np.iinfo(samples.dtype).min))
    return samples
