"""The diarisation error rate: which share of the time somebody spoke is missed, invented or given to another.

As NIST defined it for its Rich Transcription evaluations (RT-09, section 6): the labels are mapped one to one onto the people so that most
time agrees; within the collar around each beginning and end nothing is counted. One speaker at a time, in steps of 10 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

STEP = 0.01  # seconds
MOST_MAPPED = 7  # labels of which every order is tried; of more the longest
Spoken = tuple[float, float, str]  # begin and end in seconds, and who


@dataclass(frozen=True)
class DiarisationError:
    """Seconds."""

    spoken: float = 0.0
    missed: float = 0.0
    invented: float = 0.0
    confused: float = 0.0

    @property
    def rate(self) -> float:
        return (self.missed + self.invented + self.confused) / self.spoken if self.spoken else 0.0

    def __add__(self, other: "DiarisationError") -> "DiarisationError":
        return DiarisationError(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


def diarisation_error(said: Sequence[Spoken], told: Sequence[Spoken], *, collar: float = 0.0) -> DiarisationError:
    """`said` is the truth, `told` what is held against it; `collar` in seconds on each side of each beginning and end of the truth."""
    size = round(max((end for _, end, _ in [*said, *told]), default=0.0) / STEP) + 1
    truth, people = laid(said, size)
    guess, labels = laid(told, size)
    counted = np.ones(size, bool)
    for moment in {moment for begin, end, _ in said for moment in (begin, end)} if collar else ():
        counted[max(round((moment - collar) / STEP), 0) : round((moment + collar) / STEP)] = False
    truth, guess = truth[counted], guess[counted]
    both = (truth >= 0) & (guess >= 0)
    agreed = best_agreement(np.array([[np.sum(both & (truth == p) & (guess == g)) for g in labels] for p in people]))
    steps = (np.sum(truth >= 0), np.sum((truth >= 0) & (guess < 0)), np.sum((truth < 0) & (guess >= 0)))
    return DiarisationError(*(float(each) * STEP for each in (*steps, np.sum(both) - agreed)))


def laid(spoken: Sequence[Spoken], size: int) -> tuple[NDArray[np.int64], range]:
    """Who speaks at each step, as a number, or -1; and all numbers."""
    numbers = {who: number for number, who in enumerate(sorted({who for _, _, who in spoken}))}
    steps = np.full(size, -1)
    for begin, end, who in spoken:
        steps[round(begin / STEP) : round(end / STEP)] = numbers[who]
    return steps, range(len(numbers))


def best_agreement(shared: NDArray[np.int64]) -> int:
    """Of shape (people, labels), steps that each pair shares: the most that a mapping of one to one can agree on."""
    if not shared.size:
        return 0
    few, many = sorted([shared, shared.T], key=len)[0], max(shared.shape)
    columns = np.argsort(-few.sum(axis=0))[:MOST_MAPPED] if many > MOST_MAPPED else range(many)
    orders = permutations(columns, min(len(few), len(list(columns))))
    return max(sum(int(few[row, column]) for row, column in enumerate(order)) for order in orders)
