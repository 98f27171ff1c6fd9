"""Hears a line again, slightly faster and slightly slower: what changes is doubtful."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from transcripts.doubt.spelling import key
from transcripts.engines.base import Samples

TEMPOS = (1.04, 0.96)  # a semitone is 1.06
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


def spelled(tokens: Sequence[str]) -> list[str]:
    return [key(token) for token in tokens if key(token)]
