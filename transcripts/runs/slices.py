"""Cuts sound into slices of speech at silences, as it comes, with memory that does not grow with its length.

Where to cut decides how well an engine hears: in mid-word it goes wild, and without a breath of quiet around it, it invents words. A
slice is therefore one run of speech between silences, found by the Silero voice activity model (MIT, in faster-whisper's wheel), with
the recording's own quiet around it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from transcripts.engines.base import SAMPLE_RATE, Line, Samples

WINDOW_BYTES = 2 * 60 * SAMPLE_RATE  # what the voice model sees at once
MARGIN = SAMPLE_RATE  # a run that ends this close to the window's end may go on in the next
SAMPLES_PER_MS = SAMPLE_RATE // 1000
PAD = int(0.3 * SAMPLE_RATE)
SHORTEST = int(0.2 * SAMPLE_RATE)
SHORTEST_LINE = 0.05  # seconds
LONGEST_SECONDS = 20.0
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

    When this slice is done, the recording is heard up to `heard_ms`; `window_ms` is where to take listening up again.
    """

    start_ms: int
    end_ms: int
    heard_ms: int
    window_ms: int
    samples: Samples


def in_recording(piece: Slice, lines: Iterable[Line]) -> list[Line]:
    """An engine's lines with their times in seconds of the recording, kept inside the slice.

    A line that lies in the quiet around the speech was invented, and is left out.
    """
    begin, end = piece.start_ms / 1000, piece.end_ms / 1000

    def moved(seconds: float) -> float:
        return round(min(max(begin + seconds - PAD / SAMPLE_RATE, begin), end), 3)

    placed = []
    for line in lines:
        words = tuple(replace(word, start=moved(word.start), end=moved(word.end)) for word in line.words)
        if moved(line.end) - moved(line.start) >= SHORTEST_LINE:
            placed.append(replace(line, start=moved(line.start), end=moved(line.end), words=words))
    return placed


def slices(blocks: Iterable[bytes], *, start_ms: int = 0) -> Iterator[Slice]:
    """Slices of speech in order, from blocks of 16-bit mono samples at 16 kHz, the first of which lies at `start_ms`.

    The voice model sees a minute at a time. What it finds in one window depends on the window's beginning only, so listening that
    goes on at a slice's `window_ms` finds the same slices again.
    """
    source, held, window_ms, is_last = iter(blocks), bytearray(), start_ms, False
    while not is_last:
        is_last = not filled(held, source)
        samples = as_floats(held[:WINDOW_BYTES])
        runs, done = voiced(samples), 0
        for (begin, end), following in zip(runs, following_begins(runs, len(samples)), strict=True):
            breath = max(done, whole_ms(max(begin - PAD, 0)))
            if breath and not is_last and end > len(samples) - MARGIN:
                done = breath  # the next window begins with the quiet before this run
                break
            done = whole_ms(min(end + PAD, following))
            yield cut(samples, begin, end, window_ms, done)
        else:
            done = len(samples) if is_last else max(done, whole_ms(len(samples) - MARGIN))
        del held[: 2 * done]
        window_ms += done * 1000 // SAMPLE_RATE


def following_begins(runs: list[tuple[int, int]], length: int) -> list[int]:
    """Where the run after each one begins: talk without a pause is cut with no quiet between."""
    return [*(begin for begin, _ in runs), length][1:]


def filled(held: bytearray, source: Iterator[bytes]) -> bool:
    """Reads on until there is more than a window; False when the sound has ended before."""
    while len(held) <= WINDOW_BYTES:
        block = next(source, None)
        if block is None:
            return False
        held += block
    return True


def whole_ms(samples: int) -> int:
    """Down to a number of samples that is a whole number of milliseconds, where listening can be taken up exactly."""
    return samples // SAMPLES_PER_MS * SAMPLES_PER_MS


def as_floats(raw: bytes | bytearray) -> Samples:
    return np.frombuffer(bytes(raw[: len(raw) // 2 * 2]), np.int16).astype(np.float32) / np.float32(32768)


def voiced(samples: Samples) -> list[tuple[int, int]]:
    """Where somebody speaks, as pairs of sample numbers."""
    if len(samples) < SHORTEST:
        return []
    return [(run["start"], run["end"]) for run in get_speech_timestamps(samples, VOICE)]


def cut(samples: Samples, begin: int, end: int, window_ms: int, done: int) -> Slice:
    in_ms = lambda n: window_ms + n * 1000 // SAMPLE_RATE  # noqa: E731
    return Slice(in_ms(begin), in_ms(end), in_ms(done), window_ms, padded(samples, begin, end))


def padded(samples: Samples, begin: int, end: int) -> Samples:
    """The run with 0.3 s of quiet before and after it: the recording's own, or faint noise where there is none."""
    before, after = samples[max(begin - PAD, 0) : begin], samples[end : end + PAD]
    noise: Samples = np.random.default_rng(0).normal(0, 1e-4, 2 * PAD).astype(np.float32)
    return np.concatenate(
        [noise[: PAD - len(before)], before, samples[begin:end], after, noise[PAD : 2 * PAD - len(after)]]
    )
