"""Hears a line again: what changes is doubtful.

The same engine hears it slightly faster and slightly slower; another one hears it once, where the first is not sure of the line.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from transcripts.doubt.spelling import key
from transcripts.engines.base import Samples

TEMPOS = (1.04, 0.96)  # a semitone is 1.06
UNSURE = 0.9  # mean of what an engine says of the words of a line, below which another one is asked: half of the lines
Hear = Callable[[Samples], Sequence[str]]  # the words that an engine hears in the samples


def other_hearings(samples: Samples, tokens: Sequence[str], hear: Hear) -> list[list[str]]:
    """What is heard at other tempos. The first that has the same words is enough: hearing costs more than all the rest of the doubt."""
    found: list[list[str]] = []
    for hearing in hearings(samples, hear):
        found.append(hearing)
        if len(found) == 1 and spelled(hearing) == spelled(tokens):
            break
    return found


def hearings(samples: Samples, hear: Hear) -> Iterator[list[str]]:
    for tempo in TEMPOS:
        yield list(hear(at_tempo(samples, tempo)))


def at_tempo(samples: Samples, tempo: float) -> Samples:
    """The sound played so many times as fast, with its pitch."""
    places = np.arange(int(len(samples) / tempo)) * tempo
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def is_unsure(confidences: Sequence[float | None]) -> bool:
    """Whether an engine that says how sure it is of each word has said little for this line."""
    given = [each for each in confidences if each is not None]
    return bool(given) and sum(given) / len(given) < UNSURE


def spelled(tokens: Sequence[str]) -> list[str]:
    return [key(token) for token in tokens if key(token)]
