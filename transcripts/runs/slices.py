"""Cuts sound into slices of speech at silences, as it comes, with memory that does not grow with its length.

Where to cut decides how well an engine hears: in mid-word it goes wild, without a breath of quiet around it, it invents words, and
without the sentence around them small words go wrong. A slice is therefore one breath between silences, or as much talk as the engine
likes to hear at once, filled up to a pause that is shorter than that between breaths. Silences are found by the Silero voice activity
model (MIT, in faster-whisper's wheel); a slice has the recording's own quiet between its runs and around them.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from transcripts.engines.base import SAMPLE_RATE, Samples

WINDOW_BYTES = 2 * 60 * SAMPLE_RATE  # what the voice model sees at once
MARGIN = SAMPLE_RATE  # a run that ends this close to the window's end may go on in the next
SAMPLES_PER_MS = SAMPLE_RATE // 1000
PAD = int(0.3 * SAMPLE_RATE)
SHORTEST = int(0.2 * SAMPLE_RATE)
SHORTEST_RUN = int(0.15 * SAMPLE_RATE)  # less is a click
LONGEST_SECONDS = 20.0  # of one run
SHORTEST_PAUSE_MS = (
    200  # where a slice may be cut: of half a second there are too few to fill what an engine hears at once
)
BREATH = SAMPLE_RATE // 2  # the silence that parts two lines
NEAR_MS = 300  # an engine's times are no more exact
LEAST_MS = 1_000  # of a slice that is heard, or else all of it
FULL = 0.85  # of what an engine likes to hear at once
LONGEST_PAUSE = 3 * SAMPLE_RATE  # runs further apart are not joined: over silence, engines invent
VOICE = VadOptions(
    threshold=0.3,  # by the tuning half of bench/speech_set.py: at 0.5 a third of what came over a telephone was lost
    min_speech_duration_ms=0,  # a short word between two short pauses is none too many: see `without_clicks`
    max_speech_duration_s=LONGEST_SECONDS,
    min_silence_duration_ms=SHORTEST_PAUSE_MS,
    speech_pad_ms=0,
)


Run = tuple[int, int]  # where it begins and ends


@dataclass(frozen=True)
class Slice:
    """Runs of speech. Times in milliseconds of the recording; `samples` has PAD samples of quiet on both sides.

    When this slice is done, the recording is heard up to `heard_ms`; to go on, the voice model begins at `window_ms` again. `pauses_ms`
    are where it could have been cut.
    """

    start_ms: int
    end_ms: int
    heard_ms: int
    window_ms: int
    samples: Samples
    runs_ms: tuple[Run, ...]
    pauses_ms: tuple[Run, ...] = ()

    @property
    def begin(self) -> float:
        """Where its samples begin, in seconds of the recording."""
        return self.start_ms / 1000 - PAD / SAMPLE_RATE

    def around(self, start: float, end: float) -> tuple[int, Samples]:
        """The sound between two moments of the slice, in seconds, with PAD on both sides; and the number of its first sample."""
        first = max(int(start * SAMPLE_RATE) - PAD, 0)
        return first, self.samples[first : int(end * SAMPLE_RATE) + PAD]

    def heard_until(self, seconds: float) -> "Slice":
        """The slice if its engine has stopped so many seconds into its samples: what comes after that pause belongs to the next one."""
        at = round((self.begin + seconds) * 1000)
        near = [(max(begin - at, at - end), (begin + end) // 2) for begin, end in self.pauses_ms]
        away, middle = min(near, default=(NEAR_MS, at))
        at = middle if away < NEAR_MS else at
        if not self.start_ms + LEAST_MS <= at <= self.end_ms - NEAR_MS:
            return self
        runs_ms = tuple((start, min(end, at)) for start, end in self.runs_ms if start < at)
        return replace(self, end_ms=runs_ms[-1][1], heard_ms=at, runs_ms=runs_ms)


def slices(
    blocks: Iterable[bytes], *, start_ms: int = 0, heard_ms: int = 0, longest: float = 0.0
) -> Generator[Slice, int | None, None]:
    """Slices of speech in order, from blocks of 16-bit mono samples at 16 kHz, the first of which lies at `start_ms`.

    Runs are joined up to `longest` seconds; each breath is one slice where that is 0. The voice model sees a minute at a time. Where a
    slice begins and ends depends on its `window_ms` and on how far the one before it was heard: with both, listening that goes on finds
    the same slices again. Whoever heard less of a slice than it holds sends up to where, in milliseconds.
    """
    source, held, window_ms, is_last = iter(blocks), bytearray(), start_ms, False
    most, done = int(longest * SAMPLE_RATE), max(heard_ms - start_ms, 0) * SAMPLES_PER_MS
    while not is_last:
        is_last = not filled(held, source)
        samples = as_floats(held[:WINDOW_BYTES])
        runs = without_clicks(voiced(samples))
        while groups := joined(after(runs, done), most):
            group, following = groups[0], groups[1][0][0] if len(groups) > 1 else len(samples)
            breath = max(done, whole_ms(max(group[0][0] - PAD, 0)))
            if breath and not is_last and may_go_on(group, following, len(samples), most):
                done = breath  # the next window begins with the quiet before this group
                break
            done = quiet_until(group[-1][1], following, len(samples))
            less_ms = yield cut(samples, group, window_ms, (breath, done))
            done = done if less_ms is None else min((less_ms - window_ms) * SAMPLES_PER_MS, done)
        else:
            done = len(samples) if is_last else max(done, whole_ms(len(samples) - MARGIN))
        del held[: 2 * done]
        window_ms, done = window_ms + done * 1000 // SAMPLE_RATE, 0


def after(runs: Sequence[Run], done: int) -> list[Run]:
    """What of the runs has not been heard."""
    return [(max(begin, done), end) for begin, end in runs if end - done >= SAMPLES_PER_MS]


def joined(runs: Sequence[Run], most: int) -> list[list[Run]]:
    """Neighbouring runs as long as they have, with the quiet between them, no more than so many samples; breaths where that is 0."""
    if not most:
        return breaths(runs)
    groups: list[list[Run]] = []
    for run in runs:
        if groups and run[0] - groups[-1][-1][1] > LONGEST_PAUSE:
            groups.append([])
        elif groups and run[1] - groups[-1][0][0] > most:
            groups += parted_at_the_widest_pause([*groups.pop(), run], most)
            continue
        elif not groups:
            groups.append([])
        groups[-1].append(run)
    return groups


def without_clicks(runs: Sequence[Run]) -> list[Run]:
    """The runs without those that are too short for a word and stand by themselves; with the window's beginning, speech may go on."""
    befores = [0 if runs and runs[0][0] == 0 else -BREATH, *(end for _, end in runs)]
    thens = [*(begin for begin, _ in runs[1:]), np.inf]
    return [
        (begin, end)
        for (begin, end), before, then in zip(runs, befores, thens, strict=False)
        if end - begin > SHORTEST_RUN or begin - before < BREATH or then - end < BREATH
    ]


def breaths(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs of one breath together, none longer than LONGEST_SECONDS."""
    found: list[list[Run]] = []
    for run in runs:
        if found and run[0] - found[-1][-1][1] < BREATH and run[1] - found[-1][0][0] <= LONGEST_SECONDS * SAMPLE_RATE:
            found[-1].append(run)
        else:
            found.append([run])
    return found


def parted_at_the_widest_pause(runs: list[Run], most: int) -> list[list[Run]]:
    """Two groups of runs that are too long together: a sentence is rather cut where its speaker waited, if that leaves little room."""
    begin = runs[0][0]
    full = [n for n in range(1, len(runs)) if runs[n - 1][1] - begin >= FULL * most]
    at = max(full or [len(runs) - 1], key=lambda n: (runs[n][0] - runs[n - 1][1], n))
    return [runs[:at], runs[at:]]


def quiet_until(end: int, following: int, length: int) -> int:
    """How far the quiet after a run belongs to it: half of it, where the next run is near."""
    last = following if following == length else (end + following) // 2
    return max(whole_ms(min(end + PAD, last)), whole_ms(end))


def may_go_on(group: Sequence[Run], following: int, length: int, most: int) -> bool:
    """Whether the next window may find more of the group's last run, or a run that is to be joined to it."""
    begin, end = group[0][0], group[-1][1]
    is_cut_short = end > length - MARGIN
    is_open = following == length and length - begin <= most and length - end <= LONGEST_PAUSE
    return is_cut_short or is_open


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


def cut(samples: Samples, group: Sequence[Run], window_ms: int, around: Run) -> Slice:
    """The group as a slice; the quiet from the beginning to the end of `around` is its own."""
    in_ms = lambda n: window_ms + n * 1000 // SAMPLE_RATE  # noqa: E731
    begin, end = group[0][0], group[-1][1]
    runs_ms = tuple((in_ms(breath[0][0]), in_ms(breath[-1][1])) for breath in breaths(group))
    pauses_ms = tuple((in_ms(before[1]), in_ms(then[0])) for before, then in pairwise(group))
    sound = padded(samples[around[0] : begin], samples[begin:end], samples[end : around[1]])
    return Slice(in_ms(begin), in_ms(end), in_ms(around[1]), window_ms, sound, runs_ms, pauses_ms)


def padded(before: Samples, speech: Samples, after: Samples) -> Samples:
    """The speech with 0.3 s of quiet on both sides of it: the recording's own, and faint noise where there is less of it."""
    noise: Samples = np.random.default_rng(0).normal(0, 1e-4, 2 * PAD).astype(np.float32)
    before, after = before[-PAD:], after[:PAD]
    return np.concatenate([noise[: PAD - len(before)], before, speech, after, noise[PAD : 2 * PAD - len(after)]])
