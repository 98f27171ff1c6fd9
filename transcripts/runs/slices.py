"""Cuts sound into slices of speech at silences, as it comes, with memory that does not grow with its length.

Where to cut decides how well an engine hears: in mid-word it goes wild, without a breath of quiet around it, it invents words, and
without the sentence around them small words go wrong. A slice is therefore one run of speech between silences, or as many of them as
the engine likes to hear at once, found by the Silero voice activity model (MIT, in faster-whisper's wheel), with the recording's own
quiet between and around them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from transcripts.engines.base import SAMPLE_RATE, Samples

WINDOW_BYTES = 2 * 60 * SAMPLE_RATE  # what the voice model sees at once
MARGIN = SAMPLE_RATE  # a run that ends this close to the window's end may go on in the next
SAMPLES_PER_MS = SAMPLE_RATE // 1000
PAD = int(0.3 * SAMPLE_RATE)
SHORTEST = int(0.2 * SAMPLE_RATE)
LONGEST_SECONDS = 20.0  # of one run
LONGEST_PAUSE = 3 * SAMPLE_RATE  # runs further apart are not joined: over silence, engines invent
VOICE = VadOptions(
    threshold=0.3,  # by the tuning half of bench/speech_set.py: at 0.5 a third of what came over a telephone was lost
    min_speech_duration_ms=150,
    max_speech_duration_s=LONGEST_SECONDS,
    min_silence_duration_ms=500,
    speech_pad_ms=0,
)


Run = tuple[int, int]  # where it begins and ends


@dataclass(frozen=True)
class Slice:
    """Runs of speech. Times in milliseconds of the recording; `samples` has PAD samples of quiet on both sides.

    When this slice is done, the recording is heard up to `heard_ms`; `window_ms` is where to take listening up again.
    """

    start_ms: int
    end_ms: int
    heard_ms: int
    window_ms: int
    samples: Samples
    runs_ms: tuple[Run, ...]

    @property
    def begin(self) -> float:
        """Where its samples begin, in seconds of the recording."""
        return self.start_ms / 1000 - PAD / SAMPLE_RATE

    def around(self, start: float, end: float) -> tuple[int, Samples]:
        """The sound between two moments of the slice, in seconds, with PAD on both sides; and the number of its first sample."""
        first = max(int(start * SAMPLE_RATE) - PAD, 0)
        return first, self.samples[first : int(end * SAMPLE_RATE) + PAD]


def slices(blocks: Iterable[bytes], *, start_ms: int = 0, longest: float = 0.0) -> Iterator[Slice]:
    """Slices of speech in order, from blocks of 16-bit mono samples at 16 kHz, the first of which lies at `start_ms`.

    Runs are joined up to `longest` seconds. The voice model sees a minute at a time. What it finds in one window depends on the
    window's beginning only, so listening that goes on at a slice's `window_ms` finds the same slices again.
    """
    source, held, window_ms, is_last = iter(blocks), bytearray(), start_ms, False
    most = int(longest * SAMPLE_RATE)
    while not is_last:
        is_last = not filled(held, source)
        samples = as_floats(held[:WINDOW_BYTES])
        groups, done = joined(voiced(samples), most), 0
        for group, following in zip(groups, following_begins(groups, len(samples)), strict=True):
            breath = max(done, whole_ms(max(group[0][0] - PAD, 0)))
            if breath and not is_last and may_go_on(group, following, len(samples), most):
                done = breath  # the next window begins with the quiet before this group
                break
            done = whole_ms(min(group[-1][1] + PAD, following))
            yield cut(samples, group, window_ms, done)
        else:
            done = len(samples) if is_last else max(done, whole_ms(len(samples) - MARGIN))
        del held[: 2 * done]
        window_ms += done * 1000 // SAMPLE_RATE


def joined(runs: Iterable[Run], most: int) -> list[list[Run]]:
    """Neighbouring runs as long as they have, with the quiet between them, no more than so many samples."""
    groups: list[list[Run]] = []
    for begin, end in runs:
        if groups and end - groups[-1][0][0] <= most and begin - groups[-1][-1][1] <= LONGEST_PAUSE:
            groups[-1].append((begin, end))
        else:
            groups.append([(begin, end)])
    return groups


def may_go_on(group: Sequence[Run], following: int, length: int, most: int) -> bool:
    """Whether the next window may find more of the group's last run, or a run that is to be joined to it."""
    begin, end = group[0][0], group[-1][1]
    is_cut_short = end > length - MARGIN
    is_open = following == length and length - begin <= most and length - end <= LONGEST_PAUSE
    return is_cut_short or is_open


def following_begins(groups: Sequence[Sequence[Run]], length: int) -> list[int]:
    """Where the group after each one begins: talk without a pause is cut with no quiet between."""
    return [*(group[0][0] for group in groups), length][1:]


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


def voiced(samples: Samples) -> list[Run]:
    """Where somebody speaks, as pairs of sample numbers."""
    if len(samples) < SHORTEST:
        return []
    return [(run["start"], run["end"]) for run in get_speech_timestamps(samples, VOICE)]


def cut(samples: Samples, group: Sequence[Run], window_ms: int, done: int) -> Slice:
    in_ms = lambda n: window_ms + n * 1000 // SAMPLE_RATE  # noqa: E731
    begin, end = group[0][0], group[-1][1]
    runs_ms = tuple((in_ms(start), in_ms(stop)) for start, stop in group)
    return Slice(in_ms(begin), in_ms(end), in_ms(done), window_ms, padded(samples, begin, end), runs_ms)


def padded(samples: Samples, begin: int, end: int) -> Samples:
    """The runs with 0.3 s of quiet before and after it: the recording's own, or faint noise where there is none."""
    before, after = samples[max(begin - PAD, 0) : begin], samples[end : end + PAD]
    noise: Samples = np.random.default_rng(0).normal(0, 1e-4, 2 * PAD).astype(np.float32)
    return np.concatenate(
        [noise[: PAD - len(before)], before, samples[begin:end], after, noise[PAD : 2 * PAD - len(after)]]
    )
