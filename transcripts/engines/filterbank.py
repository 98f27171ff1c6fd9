"""Logarithmic mel filter banks as Kaldi computes them (compute-fbank-feats), for models that learned from those."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from transcripts.engines.base import SAMPLE_RATE, Samples

FRAME, STEP, SIZE = SAMPLE_RATE // 40, SAMPLE_RATE // 100, 512  # 25 ms every 10 ms
BANDS, LOWEST = 80, 20.0  # Hz; up to half the sample rate
PRE_EMPHASIS = 0.97
QUIET = 1e-4  # 40 dB below the loudest: pauses say nothing of a voice
FLOOR = float(np.finfo(np.float32).eps)
Numbers = NDArray[np.float32]


def filterbank(samples: Samples) -> tuple[Numbers, NDArray[np.bool_]]:
    """Of shape (frames, BANDS), and which frames are loud: each band has its mean over those taken away. `samples` are at least FRAME."""
    frames = np.lib.stride_tricks.sliding_window_view(samples * np.float32(32_768), FRAME)[::STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft((frames - PRE_EMPHASIS * before) * np.hamming(FRAME), SIZE)) ** 2
    bands = np.log(np.maximum(power @ triangles(), FLOOR))
    loudness = power.sum(axis=1)
    is_loud = loudness >= QUIET * np.percentile(loudness, 95)
    return (bands - bands[is_loud].mean(axis=0)).astype(np.float32), is_loud


@cache
def triangles() -> NDArray[np.float64]:
    """Of shape (SIZE // 2 + 1, BANDS), on the mel scale."""
    edges = np.linspace(mel(LOWEST), mel(SAMPLE_RATE / 2), BANDS + 2)
    bins = mel(np.arange(SIZE // 2 + 1) * SAMPLE_RATE / SIZE)
    widths = np.diff(edges)
    rising = (bins[:, None] - edges[:-2]) / widths[:-1]
    falling = (edges[2:] - bins[:, None]) / widths[1:]
    return np.clip(np.minimum(rising, falling), 0, None)


def mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log(1 + np.asarray(hertz) / 700))
