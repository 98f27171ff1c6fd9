"""Silences as a listener takes them: long or short for this speaker."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from stories.engines.base import SpokenSegment
from stories.engines.text.sentences import Sentence, pauses

COMMON, EXPECTED = 0.3, 2
"""Seconds between two breaths of most people; it counts as if so many had been heard already, for talk of a few lines."""
SMALLEST, LARGEST = 0.2, 6.0
"""Silences are compared as ratios; `SMALLEST` seconds are added, `LARGEST` times the usual one counts as one."""
MOST = 1.5
NOTICED = 0.7
"""Seconds: nobody notices a shorter silence, however even the speaker's pace."""
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Silence:
    """How much longer than this speaker's usual one (0 to `MOST`), and how few of theirs are as long (0 to 1)."""

    length: float = 0.0
    rarity: float = 0.0


def silences(segments: tuple[SpokenSegment, ...]) -> list[Silence]:
    """The silence before each segment, as this speaker's."""
    heard = pauses(segments)
    known = sorted([*heard, *[COMMON] * EXPECTED])
    usual = median(known)
    return [Silence(), *(_as_heard(seconds, usual, known) for seconds in heard)] if segments else []


def _as_heard(seconds: float, usual: float, known: Sequence[float]) -> Silence:
    length = math.log((seconds + SMALLEST) / (usual + SMALLEST)) / math.log(LARGEST)
    rarity = bisect_left(known, ALIKE * seconds) / len(known) if seconds > NOTICED else 0.0
    return Silence(min(MOST, max(0.0, length)), rarity)


def silences_before(segments: tuple[SpokenSegment, ...], found: Sequence[Sentence]) -> list[Silence]:
    """The silence before each sentence; none is known of before one that begins within a segment."""
    heard = silences(segments)
    return [heard[item.first] if item.head == 0.0 else Silence() for item in found]
