"""How far a rate can be trusted: 95 % intervals by drawing the texts anew (bootstrap: Efron 1979; for word errors Bisani and Ney 2004).

Whole texts are drawn, since the words of one are not independent; what was read in two rooms is one text. Knows no model and no setting.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from transcripts.measuring.error_rates import Errors

DRAWS = 2_000
EDGES = (2.5, 97.5)  # percentiles
Interval = tuple[float, float]


def interval(texts: Sequence[Errors], wrong: str = "wrong", of: str = "words") -> Interval | None:
    """Of the share of one field of Errors in another, one row for each text; None where fewer than two texts can be drawn."""
    if len(texts) < 2 or not sum(getattr(row, of) for row in texts):
        return None
    drawn = draws(len(texts))
    shares = ratio(column(texts, wrong)[drawn].sum(axis=1), column(texts, of)[drawn].sum(axis=1))
    return edges(shares)


def change(ours: Mapping[str, Errors], theirs: Mapping[str, Errors]) -> tuple[float, Interval | None]:
    """By which share of their wrong words ours are more (or, below 0, fewer) on the same texts, and the interval of that."""
    names = sorted(ours.keys() & theirs.keys())
    mine, other = (column([rows[name] for name in names], "wrong") for rows in (ours, theirs))
    whole = float(ratio(mine.sum(keepdims=True), other.sum(keepdims=True))[0]) - 1
    if len(names) < 2:
        return whole, None
    drawn = draws(len(names))
    return whole, edges(ratio(mine[drawn].sum(axis=1), other[drawn].sum(axis=1)) - 1)


def draws(count: int) -> NDArray[np.int64]:
    """The same each time."""
    return np.random.default_rng(0).integers(count, size=(DRAWS, count))


def column(rows: Sequence[Errors], name: str) -> NDArray[np.float64]:
    return np.array([getattr(row, name) for row in rows], float)


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """A draw in which there is nothing to be wrong of tells of no rate; one without errors on both sides is no change."""
    return np.where(below > 0, above / np.maximum(below, 1), np.where(above > 0, np.nan, 1.0))


def edges(values: NDArray[np.float64]) -> Interval | None:
    kept = values[np.isfinite(values)]
    return (float(np.percentile(kept, EDGES[0])), float(np.percentile(kept, EDGES[1]))) if len(kept) else None
