"""Cuts sound into slices of speech at silences, as it comes, with memory that does not grow with its length.

Where to cut decides how well an engine hears: in mid-word it goes wild, and without a breath of quiet around it, it invents words. A
slice is therefore one run of speech between silences, found by the Silero voice activity model (MIT, in faster-whisper's wheel), with
the recording's own quiet around it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from transcripts.engines.base import SAMPLE_RATE, Samples

BLOCK = 60 * SAMPLE_RATE  # samples that the voice model sees at once
MARGIN = SAMPLE_RATE  # a run that ends this close to the block's end may go on in the next
PAD = int(0.3 * SAMPLE_RATE)
SHORTEST = int(0.2 * SAMPLE_RATE)
LONGEST_SECONDS = 25.0
VOICE = VadOptions(
    threshold=0.5,
    min_speech_duration_ms=150,
    max_speech_duration_s=LONGEST_SECONDS,
    min_silence_duration_ms=500,
    speech_pad_ms=0,
)


@dataclass(frozen=True)
class Slice:
    """A run of speech. Times in milliseconds of the recording; `samples` has PAD samples of quiet on both sides.

    `heard_ms` is where listening may go on when this slice is done.
    """

    start_ms: int
    end_ms: int
    heard_ms: int
    samples: Samples


def slices(blocks: Iterable[bytes], *, start_ms: int = 0) -> Iterator[Slice]:
    """Slices of speech in order from blocks of 16-bit mono samples at 16 kHz, the first of which lies at `start_ms`."""
    held, offset = np.empty(0, np.float32), start_ms * SAMPLE_RATE // 1000
    for samples, is_last in gathered(blocks):
        held = np.concatenate([held, samples])
        done = 0
        for begin, end in voiced(held):
            if not is_last and end > len(held) - MARGIN:
                break
            done = min(end + PAD, len(held))
            yield cut(held, begin, end, offset, done)
        else:
            done = len(held) if is_last else max(done, len(held) - MARGIN)
        held, offset = held[done:], offset + done


def gathered(blocks: Iterable[bytes]) -> Iterator[tuple[Samples, bool]]:
    """Blocks of a minute, as floats, each with whether it is the last."""
    waiting = bytearray()
    for block in blocks:
        waiting += block
        if len(waiting) >= 2 * 2 * BLOCK:
            yield as_floats(waiting[: 2 * BLOCK]), False
            del waiting[: 2 * BLOCK]
    while len(waiting) > 2 * BLOCK:
        yield as_floats(waiting[: 2 * BLOCK]), False
        del waiting[: 2 * BLOCK]
    yield as_floats(waiting), True


def as_floats(raw: bytes | bytearray) -> Samples:
    return np.frombuffer(bytes(raw[: len(raw) // 2 * 2]), np.int16).astype(np.float32) / 32768


def voiced(samples: Samples) -> list[tuple[int, int]]:
    """Where somebody speaks, as pairs of sample numbers."""
    if len(samples) < SHORTEST:
        return []
    return [(run["start"], run["end"]) for run in get_speech_timestamps(samples, VOICE)]


def cut(samples: Samples, begin: int, end: int, offset: int, done: int) -> Slice:
    to_ms = lambda n: (offset + n) * 1000 // SAMPLE_RATE  # noqa: E731
    return Slice(to_ms(begin), to_ms(end), to_ms(done), padded(samples, begin, end))


def padded(samples: Samples, begin: int, end: int) -> Samples:
    """The run with 0.3 s of quiet before and after it: the recording's own where it is quiet, faint noise where it is not there."""
    before, after = samples[max(begin - PAD, 0) : begin], samples[end : end + PAD]
    noise = np.random.default_rng(end).normal(0, 1e-4, 2 * PAD).astype(np.float32)
    return np.concatenate([noise[: PAD - len(before)], before, samples[begin:end], after, noise[PAD : 2 * PAD - len(after)]])
