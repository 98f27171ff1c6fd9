"""Two channels that are the microphones of two people: told from a pair that hears one room, and each heard by itself. Child process only.

Where each has a microphone of their own, the one is far louder while the one speaks, and the other while the other does; a pair, however
it stands, hears whoever speaks about alike. docs/decisions/0043 says by which figures.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from audio.sound.child_answers import Apart
from audio.sound.decoding import tracks
from audio.sound.mixing import side_by_side
from audio.sound.tracks import opened, rows_of

LOWEST = 100  # dB below full scale; what is less is silence
FRAMES = 20  # in a second, of what is measured
ABOVE_QUIET = 10  # dB above what the channel has when nobody speaks
BELOW_LOUD = 35  # dB below its loud moments: more of it is no speech for this microphone
LEAST_APART = 15.0  # dB between the two mean differences of level
LEAST_SECONDS = 2.0  # of speech on each side
LEAST_SHARE = 0.03
LOUD = 0.9
FALLS = 4.0  # dB by which the loud moments of a microphone are less loud while the other's owner speaks; a knock stops nobody
MOST_BETWEEN = 0.5  # of how dense the rarer side lies, where neither is the louder

STEPS = 50  # in a second, of what is heard
AROUND = 2  # steps on both sides, over which a level is taken
SLACK = 3.0  # dB: two who speak at once are heard on both sides
LEAST_STEPS = 6  # of somebody's own speech; less is an echo of the other
OWN_MORE, THEIRS_MORE = 3, 6  # steps before and after that belong to it


class Levels:
    """Counts how loud two channels are at the same time; memory does not grow, and no other number of channels is compared."""

    def __init__(self, rate: int) -> None:
        self.frame, self.is_pair = rate // FRAMES, True
        self.counts = np.zeros((LOWEST + 1, LOWEST + 1), np.int64)

    def write(self, samples: np.ndarray) -> None:
        """A row for each channel, about a second at a time."""
        self.is_pair = self.is_pair and len(samples) == 2
        whole = samples.shape[1] // self.frame * self.frame
        if not self.is_pair or not whole:
            return
        frames = samples[:, :whole].reshape(2, -1, self.frame)
        bins = np.rint(decibels(frames.var(axis=2))).astype(int) + LOWEST  # without what stands still: an offset
        np.add.at(self.counts, tuple(bins), 1)

    @property
    def apart(self) -> Apart | None:
        """By how much the channels differ while neither's owner is nearer, and how quiet each is while nobody speaks; None for a pair."""
        if not self.is_pair or not self.counts.any():
            return None
        quiet = [quiet_below(self.counts.sum(axis=other)) for other in (1, 0)]
        left, right = np.mgrid[-LOWEST:1, -LOWEST:1]
        sounding = np.where((left > quiet[0]) | (right > quiet[1]), self.counts, 0)
        middle = parting(np.bincount((left - right + LOWEST).ravel(), sounding.ravel()))
        if middle is None:
            return None
        sides = [np.where(left - right > middle, sounding, 0), np.where(left - right <= middle, sounding, 0)]
        of_left = [loud_moments(side.sum(axis=1)) for side in sides]
        of_right = [loud_moments(side.sum(axis=0)) for side in sides]
        falls = min(of_left[0] - of_left[1], of_right[1] - of_right[0])
        return Apart(middle, *quiet) if falls >= FALLS else None


def decibels(power: np.ndarray) -> np.ndarray:
    """Of full scale, from -LOWEST to 0."""
    found: np.ndarray = np.clip(10 * np.log10(power + 1e-30), -LOWEST, 0)
    return found


def mean(values: np.ndarray, counts: np.ndarray) -> float:
    return float((values * counts).sum() / max(counts.sum(), 1))


def loud_moments(counts: np.ndarray) -> int:
    """In dB: a tenth of these are as loud or louder."""
    return int(np.searchsorted(counts.cumsum(), LOUD * counts.sum())) - LOWEST


def quiet_below(counts: np.ndarray) -> float:
    """What of a channel is no speech into it, in dB: little more than it has in its quietest tenth, or far below its loud moments."""
    so_far = counts.cumsum() / counts.sum()
    lowest, loud = (int(np.searchsorted(so_far, share)) - LOWEST for share in (0.1, 0.95))
    return float(max(lowest + ABOVE_QUIET, loud - BELOW_LOUD))


def parting(counts: np.ndarray) -> float | None:
    """The difference of level half way between two heaps of them; None where there are not two, each far from the other and tight.

    The heaps are those between which most of the variance lies (Otsu, "A threshold selection method from gray-level histograms", 1979).
    """
    values, total = np.arange(len(counts)) - LOWEST, counts.sum()
    if not total:
        return None
    below, weighed = counts.cumsum() / total, (counts * values).cumsum() / total
    between = np.square(weighed[-1] * below - weighed) / np.maximum(below * (1 - below), 1e-9)
    at = int(between.argmax()) + 1
    heaps = [(values[:at], counts[:at]), (values[at:], counts[at:])]
    low, high = (mean(*heap) for heap in heaps)
    least = max(LEAST_SECONDS * FRAMES, LEAST_SHARE * total)
    if high - low < LEAST_APART or min(heap.sum() for _, heap in heaps) < least:
        return None
    middle, third = (low + high) / 2, round((high - low) / 6)  # to both sides
    near = np.convolve(counts, np.ones(2 * third + 1), "same")
    densest = min(near[values < low + third].max(), near[values > high - third].max())
    return middle if near[round(middle) + LOWEST] <= MOST_BETWEEN * densest else None


def heard(path: Path | str, rate: int, side: int, apart: Apart) -> Iterator[np.ndarray]:
    """One side of a file of two microphones (0 is the left one), silent while only the other's owner speaks. Raises UnreadableSound."""
    with opened(path, tracks(path)) as sources:
        yield from own(side_by_side([source.blocks(rate) for source in sources]), rate, side, apart)


def own(blocks: Iterable[np.ndarray], rate: int, side: int, apart: Apart) -> Iterator[np.ndarray]:
    """What is said into one of two channels, from blocks of a second; what is heard depends on the seconds beside it and on no others."""
    step = rate // STEPS
    nothing = np.zeros((2, 0), np.float32)
    before = block = nothing
    for following in chain((rows_of(each, 2)[:2] for each in blocks), [nothing]):
        if block.shape[1]:
            levels = np.concatenate([levels_of(each, step) for each in (before, block, following)], axis=1)
            first = -(-before.shape[1] // step)
            gains = gains_of(levels, side, apart)[first : first + -(-block.shape[1] // step) + 1]
            yield block[side] * gliding(gains, step)[: block.shape[1]]
        before, block = block, following


def levels_of(samples: np.ndarray, step: int) -> np.ndarray:
    """The power of each step, a row for each channel, without what stands still."""
    padded = np.pad(samples, ((0, 0), (0, -samples.shape[1] % step)), mode="edge" if samples.shape[1] else "constant")
    found: np.ndarray = padded.reshape(2, -1, step).var(axis=2)
    return found


def gains_of(power: np.ndarray, side: int, apart: Apart) -> np.ndarray:
    """1 for each step that the side hears, 0 while only the other's owner speaks."""
    kernel = np.ones(2 * AROUND + 1) / (2 * AROUND + 1)
    left, right = (decibels(np.convolve(np.pad(row, AROUND, mode="edge"), kernel, "valid")) for row in power)
    louder = left - right - apart.balance
    mine, sounds = (louder, left > apart.left) if side == 0 else (-louder, right > apart.right)
    other_sounds = right > apart.right if side == 0 else left > apart.left
    own_speech = long_enough(sounds & (mine >= -SLACK))
    theirs = other_sounds & (mine < -SLACK) & ~widened(own_speech, OWN_MORE)
    gains: np.ndarray = (~widened(theirs, THEIRS_MORE) | widened(own_speech, OWN_MORE)).astype(np.float32)
    return gains


def widened(steps: np.ndarray, more: int) -> np.ndarray:
    found: np.ndarray = np.convolve(steps, np.ones(2 * more + 1), "full")[more : more + len(steps)] > 0.5
    return found


def long_enough(steps: np.ndarray) -> np.ndarray:
    """Without runs of fewer than LEAST_STEPS."""
    if len(steps) < LEAST_STEPS:
        return np.zeros(len(steps), bool)
    whole = np.convolve(steps, np.ones(LEAST_STEPS), "valid") > LEAST_STEPS - 0.5
    found: np.ndarray = np.convolve(whole, np.ones(LEAST_STEPS), "full") > 0.5
    return found


def gliding(gains: np.ndarray, step: int) -> np.ndarray:
    """A gain for each sample, from each step to the next without a click."""
    edges = np.append(gains, gains[-1:])
    found: np.ndarray = np.interp(np.arange(len(gains) * step) / step, np.arange(len(edges)), edges).astype(np.float32)
    return found
