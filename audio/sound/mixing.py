"""All channels of all tracks become the one signal that is heard: by engines, in the drawing, and in the copy. Child process only.

There are no loudspeakers here, only microphones, so nothing is "bass" or "behind". docs/decisions/0031 says how, and why so.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np

from audio.sound.decoding import tracks
from audio.sound.tracks import Track, opened, rows_of

WINDOWS = 10  # in a second
FAINT = 10.0 ** (-70 / 10)  # power, of full scale: below it there is nothing to compare
BESIDE_LOUDEST = 0.6  # the weight of the others: unequal ones never cancel wholly, not even before a sign is turned
TURNS_AT = 0.3  # of full correlation, against the sign that a channel has now
MEMORY = 0.7  # of what was known a window ago
MOST_OPPOSITE = 0.02  # of what sounds: more of it, and a telephone's one loudspeaker would leave something out


class Mixer:
    """Takes samples (a row for each channel, a second at a time) and gives one row.

    Each tenth of a second has its weights, which glide from one to the next: the loudest channel counts wholly, the others by
    BESIDE_LOUDEST, with the sign that does not cancel; divided by as much as they would add up to, so that one voice keeps its level
    whether it is on one channel or on all.
    """

    def __init__(self, rate: int) -> None:
        self.window = rate // WINDOWS
        self.weights = np.zeros(0)
        self.signs = np.ones(0)
        self.products = np.zeros(
            (0, 0)
        )  # of each channel with each, remembered for a while; of the differences of samples
        self.sounding = self.opposite = 0  # windows

    @property
    def is_opposite(self) -> bool:
        """Channels stood against each other, so that a plain sum of them would have lost what was said."""
        return self.opposite > MOST_OPPOSITE * max(self.sounding, 1)

    def mix(self, samples: np.ndarray) -> np.ndarray:
        if len(samples) == 1 and len(self.weights) <= 1:
            return samples[0]
        self.widen(len(samples))
        samples = rows_of(samples, len(self.weights))
        padded = np.pad(samples, ((0, 0), (0, -samples.shape[1] % self.window)))
        windows = padded.reshape(len(samples), -1, self.window).transpose(1, 0, 2)
        turns = np.diff(windows, axis=2)  # lets hum, which comes from a cable and not from a voice, count less
        powers, products = np.square(windows).mean(axis=2), turns @ turns.transpose(0, 2, 1)
        goals = np.array([self.weigh(*each) for each in zip(powers, products, strict=True)])
        edges = np.vstack([self.weights if self.weights.any() else goals[0], goals])
        self.weights = goals[-1]
        glide = np.linspace(0, 1, self.window, endpoint=False, dtype=np.float32)
        starts, steps = edges[:-1, :, None].astype(np.float32), np.diff(edges, axis=0)[:, :, None].astype(np.float32)
        mixed = (windows * (starts + steps * glide)).sum(axis=1).reshape(-1)
        return np.clip(mixed[: samples.shape[1]], -1, 1)

    def widen(self, channels: int) -> None:
        more = channels - len(self.weights)
        if more > 0:
            self.weights, self.signs = np.pad(self.weights, (0, more)), np.pad(self.signs, (0, more), constant_values=1)
            self.products = np.pad(self.products, ((0, more), (0, more)))

    def weigh(self, powers: np.ndarray, products: np.ndarray) -> np.ndarray:
        """The weights at the end of a window, from the power in each channel and the products of each with each."""
        if powers.max() < FAINT:
            return self.weights if self.weights.any() else np.ones(len(powers)) / len(powers)
        self.products = MEMORY * self.products + (1 - MEMORY) * products
        loudest = int(powers.argmax())
        if self.products.min() < 0 or self.signs.min() < 0:
            self.turn_signs(loudest)
        self.sounding += 1
        self.opposite += bool((self.signs * self.signs[loudest])[powers > powers[loudest] / 100].min() < 0)
        sizes = np.where(np.arange(len(powers)) == loudest, 1.0, BESIDE_LOUDEST)
        levels = np.sqrt(powers / powers[loudest])
        return self.signs * sizes / (sizes * levels).sum()

    def turn_signs(self, loudest: int) -> None:
        """Every channel gets the sign with which it adds to those that are louder."""
        energy = np.sqrt(np.diag(self.products)) + 1e-12
        likeness = self.products / np.outer(energy, energy)
        order = np.argsort(-energy)
        order = np.concatenate([[loudest], order[order != loudest]])
        for place, channel in enumerate(order[1:], 1):
            louder = order[:place]
            agrees = (likeness[channel, louder] * self.signs[louder] * energy[louder]).sum() * self.signs[channel]
            if agrees < -TURNS_AT * energy[louder].max():
                self.signs[channel] *= -1


def side_by_side(tracks: list[Iterator[np.ndarray]]) -> Iterator[np.ndarray]:
    """The channels of all tracks under each other, a second at a time; a track that ends is silent from there on."""
    widths = [1] * len(tracks)
    for blocks in zip_longest(*tracks):
        length = max(block.shape[1] for block in blocks if block is not None)
        widths = [
            width if block is None else max(width, len(block)) for width, block in zip(widths, blocks, strict=True)
        ]
        yield np.concatenate([padded(*each, length) for each in zip(blocks, widths, strict=True)])


def padded(block: np.ndarray | None, rows: int, length: int) -> np.ndarray:
    if block is None:
        return np.zeros((rows, length), np.float32)
    return np.pad(rows_of(block, rows), ((0, 0), (0, length - block.shape[1])))


def mixed(sources: list[Track], rate: int) -> Iterator[np.ndarray]:
    """The one signal of these tracks at `rate` Hz: floats from -1 to 1, a second at a time."""
    mixer = Mixer(rate)
    for samples in side_by_side([source.blocks(rate) for source in sources]):
        yield mixer.mix(samples)


def heard(path: Path | str, rate: int) -> Iterator[np.ndarray]:
    """The one signal of a whole file. Raises UnreadableSound."""
    with opened(path, tracks(path)) as sources:
        yield from mixed(sources, rate)
