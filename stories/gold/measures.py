"""Measures of what an engine found against what a reader marked: pure functions of numbers."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were found rightly, found wrongly, and not found."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """2PR/(P+R); 1 where there was nothing to find and nothing was found."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many; shares of several texts are added, so that each window or story counts once."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0


def half_mean_length(boundaries: Iterable[int], length: int) -> int:
    """The window k of Pk and WindowDiff: half the mean reference length in units, rounded half up, at least 1."""
    return max(1, (length + len(set(boundaries)) + 1) // (2 * (len(set(boundaries)) + 1)))


def pk(reference: Iterable[int], hypothesis: Iterable[int], length: int, k: int | None = None) -> Share:
    """Windows in which the two disagree whether units i and i+k are in one segment, of all length-k windows.

    A boundary is the index, from 1 to length-1, of the unit that begins a new segment. Beeferman, Berger, Lafferty:
    Statistical Models for Text Segmentation (1999); `k` is half the mean reference length unless given.
    """
    return _windows(reference, hypothesis, length, k, counted=False)


def window_diff(reference: Iterable[int], hypothesis: Iterable[int], length: int, k: int | None = None) -> Share:
    """Windows in which the two differ in how many boundaries lie between units i and i+k.

    Pevzner, Hearst: A Critique and Improvement of an Evaluation Metric for Text Segmentation (2002).
    """
    return _windows(reference, hypothesis, length, k, counted=True)


def _windows(
    reference: Iterable[int], hypothesis: Iterable[int], length: int, k: int | None, *, counted: bool
) -> Share:
    wanted, found = set(reference), set(hypothesis)
    k = k or half_mean_length(wanted, length)
    differing = 0
    for first in range(length - k):
        between = range(first + 1, first + k + 1)
        ours, theirs = sum(unit in wanted for unit in between), sum(unit in found for unit in between)
        differing += ours != theirs if counted else bool(ours) != bool(theirs)
    return Share(differing, max(0, length - k))


def boundaries_within(reference: Iterable[int], hypothesis: Iterable[int], tolerance: int = 1) -> Tally:
    """Boundaries found at most `tolerance` units off, each matched once."""
    wanted, found = sorted(set(reference)), sorted(set(hypothesis))
    right = i = j = 0
    while i < len(wanted) and j < len(found):
        if abs(wanted[i] - found[j]) <= tolerance:
            right, i, j = right + 1, i + 1, j + 1
        elif wanted[i] < found[j]:
            i += 1
        else:
            j += 1
    return Tally(right, len(found) - right, len(wanted) - right)
