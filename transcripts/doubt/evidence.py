"""What speaks for and against each word of a line, as numbers. Knows no model and no setting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transcripts.alignment.aligner import Placed
from transcripts.alignment.spoken import spoken
from transcripts.doubt.rarity import LOWEST, Rarity
from transcripts.doubt.spelling import is_number, key, which_are_names
from transcripts.doubt.voting import dissent

KINDS = [
    "dissent",  # the share of other hearings that have another word here
    "dissent beside",  # the same of the word before or after it, the larger
    "dissent in line",  # the mean over the line
    "rare",  # how unlikely the word is after those before it (0 to 16)
    "rare after",  # the same of the word that follows
    "fit",  # how well the sound fits the word, against the line's mean
    "fit of line",  # that mean
    "unscored",  # no place in the sound was found for the line
    "hurried",  # how much faster than others it was said, in its logarithm
    "drawn out",  # how much slower
    "name",
    "number",
    "unlisted",  # the language model has never seen it
    "short",  # up to three letters
    "suspect",  # the line may have been invented
    "heard again",  # or by another engine: then no dissent says something
    "engine",  # what the engine itself says, as log odds; 0 where it says nothing
    "engine beside",  # the same of the word before or after it, the smaller
    "engine in line",  # the mean over the line
]
MOST_ODDS = 4.0  # log odds beyond which an engine's certainty says no more
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """A line of speech, all that is known of it.

    `hearings` are other hearings of the same sound. `placed` are the places of its tokens in the sound, or none. `confidences` are the
    engine's own, or none. `known` are words in small letters that the family uses.
    """

    tokens: Sequence[str]
    hearings: Sequence[Sequence[str]] = ()
    placed: Sequence[Placed] = ()
    confidences: Sequence[float | None] = ()
    suspicion: str = ""
    known: Collection[str] = field(default=frozenset())


def evidence(told: Told, rarity: Rarity) -> Numbers:
    """One row for each token, with a column for each of KINDS."""
    if not told.tokens:
        return np.zeros((0, len(KINDS)))
    apart = np.array(dissent(told.tokens, told.hearings))
    rare, unlisted = rareness(told, rarity)
    fit, mean_fit = fits(told)
    pace, own = paces(told), engine(told)
    count = len(told.tokens)
    columns = [
        apart,
        beside(apart),
        np.full(count, apart.mean()),
        rare,
        np.append(rare[1:], 0.0),
        fit,
        np.full(count, mean_fit),
        np.full(count, float(not told.placed)),
        np.maximum(-pace, 0.0),
        np.maximum(pace, 0.0),
        np.array(
            [
                float(name and not is_known(token, told))
                for token, name in zip(told.tokens, which_are_names(told.tokens), strict=True)
            ]
        ),
        np.array([float(is_number(token)) for token in told.tokens]),
        unlisted,
        np.array([float(len(key(token)) <= 3) for token in told.tokens]),
        np.full(count, float(bool(told.suspicion))),
        np.full(count, float(bool(told.hearings))),
        own,
        -beside(-own, least=-MOST_ODDS) if told.confidences else own,
        np.full(count, own.mean()),
    ]
    return np.stack(columns, axis=1)


def is_known(token: str, told: Told) -> bool:
    return key(token) in told.known or key(token.replace("’", "'").removesuffix("'s")) in told.known


def beside(apart: Numbers, *, least: float = 0.0) -> Numbers:
    """The larger of what is before and after each; `least` where there is nothing."""
    padded = np.concatenate([[least], apart, [least]])
    return np.maximum(padded[:-2], padded[2:])


def rareness(told: Told, rarity: Rarity) -> tuple[Numbers, Numbers]:
    """Of each token how rare its rarest word is, and whether the language model lacks one. The family's own words are never rare."""
    words = [spoken(token) for token in told.tokens]
    scores = iter(rarity.likelihoods([word for each in words for word in each]))
    rare, unlisted = [], []
    for token, each in zip(told.tokens, words, strict=True):
        lowest = min([next(scores) for _ in each], default=0.0)
        known = is_known(token, told)
        rare.append(0.0 if known else -lowest)
        unlisted.append(0.0 if known else float(any(not rarity.is_listed(word) for word in each)))
    return np.minimum(np.array(rare), -LOWEST), np.array(unlisted)


def fits(told: Told) -> tuple[Numbers, float]:
    scores = [place.score for place in told.placed]
    heard = [score for score in scores if score is not None]
    if not heard:
        return np.zeros(len(told.tokens)), 0.0
    mean = float(np.mean(heard))
    return np.array([0.0 if score is None else score - mean for score in scores]), mean


def paces(told: Told) -> Numbers:
    """The logarithm of how much longer each token took than words of as many letters do in this line."""
    if not told.placed:
        return np.zeros(len(told.tokens))
    took = np.array([max(place.end - place.start, 0.01) for place in told.placed])
    letters = np.array([len(key(token)) for token in told.tokens]) + 1.0
    pace = np.log(took / letters)
    silent = np.array([place.score is None for place in told.placed])
    usual = float(np.median(pace[~silent])) if not silent.all() else 0.0
    return np.where(silent, 0.0, pace - usual)


def engine(told: Told) -> Numbers:
    if not told.confidences:
        return np.zeros(len(told.tokens))
    odds = [0.0 if each is None else log_odds(each) for each in told.confidences]
    return np.clip(np.array(odds), -MOST_ODDS, MOST_ODDS)


def log_odds(part: float) -> float:
    part = min(max(part, 1e-6), 1 - 1e-6)
    return float(np.log(part / (1 - part)))
