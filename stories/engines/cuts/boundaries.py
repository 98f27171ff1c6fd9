"""Where one story ends and the next begins, and which talk is set aside: the signs of `boundary_signs`, weighed.

No story is too short or too long in itself: what is short or long follows from how this recording is told.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from stories.engines.base import SpokenSegment
from stories.engines.cuts.asides import aside_scores, aside_sentences
from stories.engines.cuts.boundary_signs import Signs
from stories.engines.languages import Language
from stories.engines.text.sentences import Sentence

WEIGHTS = Signs(
    pause=2.3,
    rare_pause=1.5,
    pause_and_turn=1.1,
    announces=2.4,
    opens=0.2,
    turns=1.1,
    heads=0.8,
    leans_back=-0.4,
    closed=0.8,
    asked=3.5,
    wondered=-0.4,
    unasked=-1.9,
    dated=0.6,
    counted_on=-0.4,
    leap=1.4,
    leap_soon=0.3,
    newcomers=0.6,
    among_days=-1.5,
    tense=0.9,
)
"""In log odds, by a logistic regression on the lives of the tuning half in both forms, rounded."""
USUAL = -3.5
"""The log odds of a boundary at a sentence of which nothing speaks for one."""
EAGER = 2.4
"""What is added when it is decided: two stories in one are worse for a family than one that is cut in two."""
FOR_LENGTH, SHORTEST, LONGEST = 2.0, -4.0, 0.5
"""Log odds for each e-fold by which a story is longer than the usual one of its recording, and the least and most of them."""
UNSURE = 1.0
"""With so many stories expected the usual length of one is half known."""
WITHIN_SENTENCE = -0.5
SINGLE = -1.5
"""Log odds for a story of one sentence."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Segments from `first` up to, not including, `end`."""

    first: int
    end: int


def stretches(
    segments: tuple[SpokenSegment, ...], found: Sequence[Sentence], signs: Sequence[Signs], language: Language
) -> list[Stretch]:
    """The stories, in order; talk that belongs to none is left out."""
    scores = boundary_scores(len(segments), found, signs)
    runs = _told(len(segments), found, scores, language)
    told = [0, *accumulate(segment.text.count(" ") + 1 for segment in segments)]
    rhythm = _rhythm(runs, scores, told)
    begun = sorted({sentence.first for sentence in found})
    chosen = (_chosen(scores, told, begun, rhythm, first, end) for first, end in runs)
    return [Stretch(*cut) for cuts in chosen for cut in pairwise(cuts)]


def boundary_scores(size: int, found: Sequence[Sentence], signs: Sequence[Signs]) -> dict[int, float]:
    """The log odds that a new story begins with each segment that begins, or nearly begins, a sentence."""
    scores: dict[int, float] = {}
    for number, sentence in enumerate(found):
        at = place_of(sentence)
        if number == 0 or not 0 < at < size:
            continue
        score = USUAL + sum(getattr(signs[number], name) * getattr(WEIGHTS, name) for name in Signs.__slots__)
        if found[number - 1].last >= at:
            score += WITHIN_SENTENCE
        scores[at] = max(score, scores.get(at, score))
    return scores


def place_of(sentence: Sentence) -> int:
    """The segment that begins a story where this sentence does: its own, or the next where it begins late in its own."""
    return sentence.first if sentence.head < 0.5 or sentence.last == sentence.first else sentence.first + 1


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How this recording is told: the words that a story of it is likely to have, and how much its length speaks for its end."""

    words: float
    weight: float

    def odds(self, words: int) -> float:
        """What a story of so many words adds to the odds of its ending where it does."""
        return max(SHORTEST, min(LONGEST, self.weight * math.log(max(words, 1) / self.words)))

    @property
    def far(self) -> float:
        """From so many words on all lengths count the same."""
        return self.words * math.exp(LONGEST / self.weight)


def _rhythm(runs: Sequence[tuple[int, int]], scores: Mapping[int, float], told: Sequence[int]) -> Rhythm:
    """All words by the stories that may be expected; of a recording of a few stories it is hardly known."""
    inside = [score for first, end in runs for at in range(first + 1, end) if (score := scores.get(at)) is not None]
    expected = max(1.0, len(runs) + sum(1 / (1 + math.exp(-score)) for score in inside))
    words = sum(told[end] - told[first] for first, end in runs)
    return Rhythm(max(1.0, words / expected), FOR_LENGTH * expected / (expected + UNSURE))


def _told(
    size: int, found: Sequence[Sentence], scores: Mapping[int, float], language: Language
) -> list[tuple[int, int]]:
    """The runs of segments between talk that is set aside. A stray remark that the story goes on from stays in it."""
    aside = [True] * size
    for sentence, is_aside in zip(found, aside_sentences(found, aside_scores(found, language), language), strict=True):
        if not is_aside:
            aside[sentence.first : sentence.last + 1] = [False] * (sentence.last + 1 - sentence.first)
    if all(aside) and len(found) > MOST_REMARKS:
        return [(0, size)]
    runs, start = [], 0
    for at in range(size + 1):
        if at < size and not aside[at]:
            continue
        if at > start and not aside[start]:
            runs.append((start, at))
        start = at + 1
    return _rejoined(runs, scores)


MOST_REMARKS = 8
"""Sentences: nobody speaks of the recorder for longer and tells nothing."""
LONGEST_REMARK = 1


def _rejoined(runs: Sequence[tuple[int, int]], scores: Mapping[int, float]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        is_stray = bool(joined) and first - joined[-1][1] <= LONGEST_REMARK
        if is_stray and scores.get(first, USUAL) + EAGER < 0:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _chosen(
    scores: Mapping[int, float], told: Sequence[int], begun: Sequence[int], rhythm: Rhythm, first: int, end: int
) -> list[int]:
    """The places to cut whose odds, with what the length of each story speaks for, are best together; and the ends.

    `told` counts the words before each segment. From places that are far back every length counts the same, so that of those the
    best one is enough: the time it takes grows with the length of the talk and no faster.
    """
    odds = {at: score + EAGER for at in range(first + 1, end) if (score := scores.get(at)) is not None}
    places = [first, *(at for at, value in odds.items() if value + LONGEST > 0), end]
    best, before, near, farthest = [0.0], [0], 0, (-math.inf, 0)
    for number, at in enumerate(places[1:], 1):
        while near < number and told[at] - told[places[near]] >= rhythm.far:
            farthest, near = max(farthest, (best[near], near)), near + 1
        options = [(farthest[0] + LONGEST, farthest[1])]
        alone = begun[max(0, bisect_left(begun, at) - 1)]
        for back in range(near, number):
            gain = best[back] + rhythm.odds(told[at] - told[places[back]])
            options.append((gain + SINGLE if places[back] >= alone else gain, back))
        if at == end:
            options = [(min(gain, best[back]), back) for gain, back in options]
        gain, back = max(options)
        best.append(gain + odds.get(at, 0.0))
        before.append(back)
    cuts, number = [end], len(places) - 1
    while number:
        number = before[number]
        cuts.append(places[number])
    return cuts[::-1]
