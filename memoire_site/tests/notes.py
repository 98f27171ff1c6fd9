"""The sound that a microphone of the tests hears: rising notes, by which what arrived tells what is missing."""

from io import BytesIO
from itertools import pairwise

import av
import numpy as np

SLOTS, SLOT_SECONDS, LOWEST, STEP = 120, 0.5, 400, 25  # each half second of the sound has a note of its own
RATE = 48_000


def sound(content):
    """The samples, mono at 48 kHz, as far as they can be decoded."""
    samples = [np.zeros((1, 0), np.float32)]
    try:
        with av.open(BytesIO(content)) as file:
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
            for frame in file.decode(audio=0):
                samples += [each.to_ndarray() for each in resampler.resample(frame)]
    except av.FFmpegError:
        pass  # cut in the middle of a packet: what came before counts
    return np.concatenate(samples, axis=1)[0]


def notes(samples):
    """Which notes are heard one after the other, and for how many seconds each."""
    size, hop = RATE // 8, RATE // 32
    runs = []
    for start in range(0, len(samples) - size, hop):
        piece = samples[start : start + size]
        loud = np.abs(np.fft.rfft(piece * np.hanning(size), 4 * size))
        slot = round((np.argmax(loud) * RATE / (4 * size) - LOWEST) / STEP)
        if np.abs(piece).max() < 0.02 or not 0 <= slot < SLOTS:
            continue
        if runs and runs[-1][0] == slot:
            runs[-1][1] += hop / RATE
        else:
            runs.append([slot, hop / RATE])
    return [run for run in runs if run[1] > hop / RATE]  # between two notes, a window hears something of both


def breaks(heard):
    """How often the notes do not follow each other, or one of them has lost or gained a good part."""
    jumps = sum((b[0] - a[0]) % SLOTS != 1 for a, b in pairwise(heard))
    return jumps, [run for run in heard[1:-1] if not 0.6 * SLOT_SECONDS < run[1] < 1.4 * SLOT_SECONDS]
