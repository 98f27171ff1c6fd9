"""Where one story ends and the next begins, and which talk is set aside: the signs of `boundary_signs`, weighed."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from stories.engines.base import SpokenSegment
from stories.engines.cuts.asides import aside_scores, aside_sentences
from stories.engines.cuts.boundary_signs import Signs
from stories.engines.languages import Language
from stories.engines.text.sentences import Sentence, seconds

FLOOR_SECONDS = 15.0
FLOOR_SENTENCES = 4
CEILING_SECONDS = 420.0

WEIGHTS = Signs(
    pause=2.4,
    announces=2.6,
    opens=0.6,
    leans_back=-0.6,
    closed=0.4,
    asked=4.2,
    follows_question=-1.1,
    unasked=-1.3,
    dated=1.4,
    counted_on=0.5,
    leap=2.2,
    leap_soon=0.8,
    newcomers=1.3,
    tense=0.8,
)
"""In log odds, fitted to seventeen lives of the tuning half in both forms, and rounded; four more had no say."""
USUAL = -3.1
"""The log odds of a boundary at a sentence of which nothing speaks for one, right after the last."""
LENGTHS = ((20, -1.6), (32, -0.6), (70, 1.2), (100, 2.2), (160, 2.6), (300, 1.8), (450, 1.8))
"""Up to so many words a story is too short to end, or long enough: what is added."""
LONGEST = 3.0
MOST_BEFORE = 60
"""Candidates looked back to for the beginning of a story."""


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
    lengths = [seconds(segment) for segment in segments]
    words = [segment.text.count(" ") + 1 for segment in segments]
    result = []
    for first, end in _told(len(segments), found, scores, language):
        cuts = _ceiled(_chosen(scores, lengths, words, found, first, end), scores, lengths)
        result += [Stretch(start, stop) for start, stop in pairwise(cuts)]
    return result


def boundary_scores(size: int, found: Sequence[Sentence], signs: Sequence[Signs]) -> dict[int, float]:
    """The log odds that a new story begins with each segment that begins, or nearly begins, a sentence."""
    scores: dict[int, float] = {}
    for number, sentence in enumerate(found):
        at = sentence.first if sentence.head < 0.5 or sentence.last == sentence.first else sentence.first + 1
        if number == 0 or not 0 < at < size:
            continue
        score = USUAL + sum(getattr(signs[number], name) * getattr(WEIGHTS, name) for name in Signs.__slots__)
        if found[number - 1].last >= at:
            score -= 0.5
        scores[at] = max(score, scores.get(at, score))
    return scores


def _told(size: int, found: Sequence[Sentence], scores: dict[int, float], language: Language) -> list[tuple[int, int]]:
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


def _rejoined(runs: Sequence[tuple[int, int]], scores: dict[int, float]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        is_stray = bool(joined) and first - joined[-1][1] <= LONGEST_REMARK
        if is_stray and scores.get(first, USUAL) + LENGTHS[-1][1] < 0:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _for_length(words: int, *, is_end: bool) -> float:
    """What a story's length adds to the odds of its ending here; at the end of the talk only that it is too short."""
    value = next((value for most, value in LENGTHS if words < most), LONGEST)
    return min(0.0, value) if is_end else value


def _chosen(
    scores: dict[int, float],
    lengths: Sequence[float],
    words: Sequence[int],
    found: Sequence[Sentence],
    first: int,
    end: int,
) -> list[int]:
    """The places to cut whose odds, with what the length of each story speaks for, are best together; and the ends."""
    clock, told = [0.0, *accumulate(lengths)], [0, *accumulate(words)]
    begun = sorted({sentence.first for sentence in found})
    likely = [at for at in sorted(scores) if first < at < end and scores[at] + LONGEST > 0]
    places = [first, *likely, end]
    best, before = [0.0], [0]
    for number, at in enumerate(places[1:], 1):
        options = [
            (best[back] + _for_length(told[at] - told[places[back]], is_end=at == end), back)
            for back in range(max(0, number - MOST_BEFORE), number)
            if _is_far(at, places[back], clock, begun)
        ]
        gain, back = max(options, default=(best[0] - len(places) * LONGEST, 0))
        best.append(gain + (scores[at] if at < end else 0.0))
        before.append(back)
    cuts, number = [end], len(places) - 1
    while number:
        number = before[number]
        cuts.append(places[number])
    return cuts[::-1]


def _is_far(one: int, other: int, clock: Sequence[float], begun: Sequence[int]) -> bool:
    low, high = min(one, other), max(one, other)
    told = bisect_left(begun, high) - bisect_left(begun, low)
    return clock[high] - clock[low] >= FLOOR_SECONDS and told >= FLOOR_SENTENCES


def _ceiled(cuts: list[int], scores: dict[int, float], lengths: Sequence[float]) -> list[int]:
    """Stories that are too long are cut at the best place in the second half of what a story may last."""
    result = [cuts[0]]
    for end in cuts[1:]:
        while True:
            start, told, half = result[-1], 0.0, result[-1]
            stop = start
            while stop < end and told <= CEILING_SECONDS:
                told += lengths[stop]
                half = stop if told <= CEILING_SECONDS / 2 else half
                stop += 1
            if stop >= end:
                break
            window = range(max(half, start) + 1, max(stop, start + 2))
            result.append(max(window, key=lambda at: (scores.get(at, -9.0), at)))
        result.append(end)
    return result
