"""Which of some lines are one voice: their prints joined from the nearest on (agglomerative clustering by the mean distance, UPGMA)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcripts.engines.voiceprint import distance, nearest_voice

APART = 0.58  # mean distance of two groups of lines from which on they are two voices
SURE_SECONDS = 1.0  # a shorter line founds no voice of its own, it goes to the nearest
VOICE_SECONDS = 3.0  # nor do a few lines that are shorter in all
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Printed:
    """A line with its length in seconds and the print of its voice, which is empty where it is too short for one."""

    seconds: float
    voice: list[float]


def grouped(lines: Sequence[Printed], known: dict[str, list[float]], *, apart: float = APART) -> list[str | int]:
    """For each line the name of the voice among those that are `known`, or the number of one that is new.

    A line without a print goes with the line before it.
    """
    sure = [number for number, line in enumerate(lines) if line.voice and line.seconds >= SURE_SECONDS]
    found: dict[int, str | int] = {}
    voices: dict[str | int, list[float]] = {name: voice for name, voice in known.items()}
    for group in sorted(joined([lines[number] for number in sure], apart), key=len, reverse=True):
        own = [sure[place] for place in group]
        voice = centre([lines[number] for number in own])
        name = named(voice, sum(lines[number].seconds for number in own), voices, known)
        if name is not None:
            voices.setdefault(name, voice)
            found |= dict.fromkeys(own, name)
    return filled(lines, found, voices)


def named(
    voice: list[float], seconds: float, voices: dict[str | int, list[float]], known: dict[str, list[float]]
) -> str | int | None:
    """Which voice a group of lines is; None where it is too little for one of its own."""
    near = nearest_voice(voice, known)
    if near is not None:
        return near
    return len(voices) if seconds >= VOICE_SECONDS or not voices else None


def joined(lines: Sequence[Printed], apart: float) -> list[list[int]]:
    """Groups of places: the two nearest groups become one until all are `apart`."""
    groups = [[place] for place in range(len(lines))]
    if not groups:
        return []
    prints = np.array([line.voice for line in lines])
    far = 1 - prints @ prints.T
    np.fill_diagonal(far, np.inf)
    while len(groups) > 1:
        one, other = divmod(int(far.argmin()), len(groups))
        if far[one, other] > apart:
            break
        weights = len(groups[one]), len(groups[other])
        mean = (far[one] * weights[0] + far[other] * weights[1]) / sum(weights)
        far[one], far[:, one], far[one, one] = mean, mean, np.inf
        far = np.delete(np.delete(far, other, axis=0), other, axis=1)
        groups[one] += groups.pop(other)
    return groups


def centre(lines: Sequence[Printed]) -> list[float]:
    """The print of them all, each by its seconds."""
    weights = [line.seconds for line in lines]
    return [round(float(number), 4) for number in np.average([line.voice for line in lines], axis=0, weights=weights)]


def filled(
    lines: Sequence[Printed], found: dict[int, str | int], voices: dict[str | int, list[float]]
) -> list[str | int]:
    """With the lines that were not sure: each to the nearest voice."""
    result: list[str | int] = []
    for number, line in enumerate(lines):
        nearest = min(voices, key=lambda name: distance(line.voice, voices[name]), default=0)
        before = result[-1] if result else next(iter(found.values()), nearest)
        result.append(found.get(number, nearest if line.voice else before))
    return result
