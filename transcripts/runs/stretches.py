"""Divides a recording into stretches that can be heard apart, each from one silence to another.

A stretch is planned to begin at a multiple of its length, and begins at the first silence behind that. Both neighbours look for this
silence in the same half minute of sound, so that they agree on it without asking each other, and no word is heard twice or never.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from transcripts.engines.base import SAMPLE_RATE, Samples
from transcripts.runs import slices

SHORTEST_MS = 5 * 60_000
MOST = 24  # each begins by decoding what lies before it: more of them would cost more than they share
LOOK_SECONDS = 30
LOOK_BYTES = 2 * LOOK_SECONDS * SAMPLE_RATE
SILENCE = SAMPLE_RATE // 2
MOMENT = SAMPLE_RATE // 20
SIDES = 2


@dataclass(frozen=True)
class Part:
    """What one worker hears, in milliseconds: from the planned beginning to where the next one is planned to begin, None for the end.

    Of two microphones that stand apart it is one `side` (0 is the left one), None where all is heard together.
    """

    begin_ms: int
    until_ms: int | None
    length_ms: int
    side: int | None = None


def parts(duration_ms: int, *, are_apart: bool) -> list[int]:
    """How many milliseconds each part of the work has: a stretch, or one side of it and then the other."""
    return [each for each in plan(duration_ms) for _ in range(SIDES if are_apart else 1)]


def part_of(duration_ms: int, count: int, number: int) -> Part:
    """The part of this number, of so many; what they are is told by how many there are, so that all workers agree on it."""
    sides = SIDES if count == SIDES * len(plan(duration_ms)) else 1
    edges = [*begins(duration_ms, count // sides), duration_ms]
    stretch, side = divmod(number, sides)
    begin, end = edges[stretch : stretch + 2]
    is_last = stretch == count // sides - 1
    return Part(begin, None if is_last else end, end - begin, side if sides > 1 else None)


def plan(duration_ms: int) -> list[int]:
    """How many milliseconds each stretch of a recording is planned to have."""
    count = min(max(duration_ms // SHORTEST_MS, 1), MOST)
    each = duration_ms // count
    return [each] * (count - 1) + [duration_ms - each * (count - 1)]


def begins(duration_ms: int, count: int) -> list[int]:
    """Where each of so many stretches is planned to begin, in milliseconds."""
    return [index * (duration_ms // count) for index in range(count)]


def sound_from(blocks: Iterable[bytes], *, planned_ms: int) -> tuple[int, Iterator[bytes]]:
    """Where the stretch that is planned to begin with these blocks really begins, in milliseconds, and its sound from there."""
    if not planned_ms:
        return 0, iter(blocks)
    source = iter(blocks)
    head = taken(source, LOOK_BYTES)
    cut = silence(head[:LOOK_BYTES])
    return planned_ms + cut // slices.SAMPLES_PER_MS, chained(head[2 * cut :], source)


def sound_until(blocks: Iterable[bytes], *, at_ms: int, planned_ms: int | None) -> Iterator[bytes]:
    """The blocks, the first of which lies at `at_ms`, up to where the stretch planned for `planned_ms` begins; all of them for None."""
    source = iter(blocks)
    if planned_ms is None:
        yield from source
        return
    left = 2 * slices.SAMPLES_PER_MS * (planned_ms - at_ms)
    rest = b""
    while left > 0 and (block := next(source, None)):
        yield block[:left]
        rest = block[left:]
        left -= len(block)
    head = rest + taken(source, LOOK_BYTES - len(rest))
    yield head[: 2 * silence(head[:LOOK_BYTES])]


def taken(source: Iterator[bytes], least: int) -> bytes:
    """At least so many bytes, or all that are left."""
    held = bytearray()
    while len(held) < least and (block := next(source, None)):
        held += block
    return bytes(held)


def chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def silence(head: bytes) -> int:
    """The middle of the first half second in which nobody speaks, or else of the quietest moment; a whole number of milliseconds.

    Where the sound ends before that, its end.
    """
    samples = slices.as_floats(head)
    if len(samples) < LOOK_SECONDS * SAMPLE_RATE:
        return slices.whole_ms(len(samples))
    edges = [0, *(edge for run in slices.voiced(samples) for edge in run), len(samples)]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin >= SILENCE:
            return slices.whole_ms((begin + end) // 2)
    return slices.whole_ms(quietest(samples))


def quietest(samples: Samples) -> int:
    """The middle of the quietest twentieth of a second."""
    whole = len(samples) // MOMENT * MOMENT
    level = np.abs(samples[:whole]).reshape(-1, MOMENT).max(axis=1)
    return int(level.argmin()) * MOMENT + MOMENT // 2
