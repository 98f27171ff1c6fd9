"""From evidence to a confidence that can be taken at its word: a logistic model, and an isotonic curve over what it says.

The curve is fitted on predictions for lines that the model had not seen (five folds), so that it tells how wrong the model really is.
(Zadrozny and Elkan, 2002; the blocks are found by pooling adjacent violators.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from transcripts.doubt.evidence import KINDS, Numbers

RIDGE = 3.0
FOLDS = 5
STEPS = 30
SMALLEST_BLOCK = 30  # words; a step of the curve that rests on fewer says little
LEAST, MOST = 0.02, 0.995


@dataclass(frozen=True)
class Scale:
    """What was fitted: a weight for each of KINDS, and the `knots` that the curve goes through (log odds, confidence)."""

    weights: tuple[float, ...]
    bias: float
    knots: tuple[tuple[float, float], ...]
    fitted_on: str = ""
    words: int = 0
    wrong: int = 0

    @property
    def needs_engine(self) -> bool:
        """Whether it says nothing of words of which the engine has not said how sure it is."""
        return self.weights[KINDS.index("engine")] != 0

    def confidence(self, evidence: Numbers) -> list[float]:
        """How likely each word is right, 0 to 1."""
        odds = evidence @ np.array(self.weights) + self.bias
        at, value = zip(*self.knots, strict=True)
        return [round(float(each), 3) for each in np.interp(odds, at, value)]

    def as_dict(self) -> dict[str, Any]:
        rounded = {kind: round(weight, 4) for kind, weight in zip(KINDS, self.weights, strict=True)}
        knots = [[round(at, 4), round(value, 4)] for at, value in self.knots]
        told = {"fitted_on": self.fitted_on, "words": self.words, "wrong": self.wrong}
        return {**told, "bias": round(self.bias, 4), "weights": rounded, "knots": knots}


def scale_of(kept: Mapping[str, Any]) -> Scale:
    """A scale as it was written down."""
    weights = tuple(float(kept["weights"].get(kind, 0.0)) for kind in KINDS)
    knots = tuple((float(at), float(value)) for at, value in kept["knots"])
    return Scale(weights, float(kept["bias"]), knots, kept["fitted_on"], kept["words"], kept["wrong"])


def fitted(lines: Sequence[Numbers], right: Sequence[Sequence[bool]], fitted_on: str) -> Scale:
    """The scale for these lines of evidence, of each word of which is said whether it is right. Needs some of both kinds."""
    every, truth = np.concatenate(list(lines)), np.concatenate([np.array(each, float) for each in right])
    if len(set(truth)) < 2:
        raise ValueError("There must be words that are right, and words that are wrong.")
    unseen = np.zeros(len(truth))
    owner = np.concatenate([np.full(len(each), number % FOLDS) for number, each in enumerate(right)])
    for fold in range(FOLDS):
        rest = owner != fold
        if (owner == fold).any() and len(set(truth[rest])) == 2:
            weights, bias = logistic(every[rest], truth[rest])
            unseen[~rest] = every[~rest] @ weights + bias
    weights, bias = logistic(every, truth)
    return Scale(tuple(weights), bias, curve(unseen, truth), fitted_on, len(truth), int((1 - truth).sum()))


def logistic(evidence: Numbers, truth: Numbers) -> tuple[Numbers, float]:
    """Weights and bias of the most likely logistic model, by Newton's method, with a ridge over evidence of equal spread."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    rows = np.column_stack([(evidence - mean) / spread, np.ones(len(evidence))])
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[-1, -1] = 1e-3
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (truth - likely) - ridge @ found
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        found = found + np.linalg.solve(bend, slope)
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def curve(odds: Numbers, truth: Numbers) -> tuple[tuple[float, float], ...]:
    """The isotonic curve as points to draw straight lines between: rising, from pooled blocks of words."""
    order = np.argsort(odds, kind="stable")
    size = min(SMALLEST_BLOCK, max(len(order) // 4, 1))
    edges = range(0, max(len(order) - size + 1, 1), size)
    blocks = [order[edge : edge + size] for edge in edges]
    blocks[-1] = order[edges[-1] :]
    pooled: list[list[float]] = []  # sum of log odds, sum of right ones, count
    for block in blocks:
        pooled.append([float(odds[block].sum()), float(truth[block].sum()), float(len(block))])
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1] = [one + other for one, other in zip(pooled[-1], last, strict=True)]
    rising = np.maximum.accumulate([(sure + 0.5) / (count + 1) for _, sure, count in pooled])
    return tuple(
        (at / count, min(max(float(sure), LEAST), MOST)) for (at, _, count), sure in zip(pooled, rising, strict=True)
    )
