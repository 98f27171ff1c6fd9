"""Where one story ends and the next begins: pauses, cue phrases, a leap in time, an interviewer's question."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev

from .base import Utterance
from .languages import Language
from .sentences import Sentence, pauses, seconds
from .temporal import Dated

FLOOR_SECONDS = 15.0
FLOOR_SENTENCES = 3
CEILING_SECONDS = 420.0
LEAST_SCORE = 1.1
LEAP_YEARS = 2
SETTING_OFFSET = 30
"""A time said within so many characters sets a scene."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Utterances from `first` up to, not including, `end`."""

    first: int
    end: int


def stretches(
    utterances: tuple[Utterance, ...], found: Sequence[Sentence], dated: Sequence[Dated], language: Language
) -> list[Stretch]:
    """The stories, in order; talk about the recording itself at either end is left out."""
    first, end = _without_logistics(len(utterances), found, language)
    if first >= end:
        return []
    lengths = [seconds(utterance) for utterance in utterances]
    scores = boundary_scores(utterances, found, dated, language)
    cuts = _ceiled(_chosen(scores, lengths, found, first, end), scores, lengths)
    return [Stretch(start, stop) for start, stop in pairwise(cuts)]


def boundary_scores(
    utterances: tuple[Utterance, ...], found: Sequence[Sentence], dated: Sequence[Dated], language: Language
) -> dict[int, float]:
    """How well a new story could begin with each utterance that begins, or nearly begins, a sentence."""
    silence = _pause_scores(utterances)
    leaps = _leaps(dated, len(found))
    scores: dict[int, float] = {}
    for number, sentence in enumerate(found):
        if number == 0:
            continue
        before = found[number - 1]
        at = sentence.first if sentence.head < 0.5 or sentence.last == sentence.first else sentence.first + 1
        if at == 0 or at >= len(utterances):
            continue
        score = silence[at] + _cue_score(sentence, before, language) + leaps[number]
        if before.last >= at:
            score -= 0.5
        scores[at] = max(score, scores.get(at, score))
    return scores


def _pause_scores(utterances: tuple[Utterance, ...]) -> list[float]:
    """0 for a usual silence before an utterance, up to 1.5 for one that is long for this speaker and in itself."""
    silences = pauses(utterances)
    heard = sorted(silences)
    usual = heard[len(heard) * 3 // 4] if heard else 0.0
    threshold = max(1.0, 1.5 * usual)
    return [0.0] + [
        min(1.5, max(0.0, (silence - threshold) / threshold + 0.5)) * (silence > threshold) for silence in silences
    ]


def _cue_score(sentence: Sentence, before: Sentence, language: Language) -> float:
    cues = language.cues
    score = 0.0
    if cues["strong"].match(sentence.text):
        score += 0.9
    elif cues["weak"].match(sentence.text):
        score += 0.3
    if cues["closing"].search(before.text):
        score += 0.6
    if is_question(sentence, language) and not is_question(before, language):
        score += 1.2
    return score


def is_question(sentence: Sentence, language: Language) -> bool:
    """An interviewer's: it ends with a question mark and speaks to "you"."""
    return sentence.text.endswith("?") and bool(language.cues["question"].search(sentence.text))


def _leaps(dated: Sequence[Dated], size: int) -> list[float]:
    """A leap of two years or more against the time told of before; also felt, less, one and two sentences earlier."""
    leaps = [0.0] * size
    before = None
    for item in dated:
        if item.is_aside:
            continue
        span = item.span
        is_new = before is None or not span.overlaps(before)
        if is_new and item.offset < SETTING_OFFSET:
            leaps[item.sentence] = max(leaps[item.sentence], 0.5)
        if before is not None and is_new:
            years = min(abs(span.first.year - before.last.year), abs(before.first.year - span.last.year))
            if years >= LEAP_YEARS:
                for back, weight in enumerate((0.9, 0.6, 0.3)):
                    if item.sentence - back >= 0:
                        leaps[item.sentence - back] = max(leaps[item.sentence - back], weight)
        before = span
    return leaps


def _chosen(
    scores: dict[int, float], lengths: list[float], found: Sequence[Sentence], first: int, end: int
) -> list[int]:
    """The best places to cut, none nearer to another than the floor; with the two ends."""
    values = list(scores.values())
    least = max(LEAST_SCORE, fmean(values) + 0.8 * pstdev(values)) if values else LEAST_SCORE
    least = min(least, 1.6)
    clock = [0.0]
    for length in lengths:
        clock.append(clock[-1] + length)
    begun = sorted({sentence.first for sentence in found})
    cuts = [first, end]
    for at, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < least or not first < at < end:
            continue
        place = bisect_left(cuts, at)
        if cuts[place] == at:
            continue
        if all(_is_far(at, other, clock, begun) for other in (cuts[place - 1], cuts[place])):
            insort(cuts, at)
    return cuts


def _is_far(one: int, other: int, clock: list[float], begun: list[int]) -> bool:
    low, high = min(one, other), max(one, other)
    told = bisect_left(begun, high) - bisect_left(begun, low)
    return clock[high] - clock[low] >= FLOOR_SECONDS and told >= FLOOR_SENTENCES


def _ceiled(cuts: list[int], scores: dict[int, float], lengths: list[float]) -> list[int]:
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
            result.append(max(window, key=lambda at: (scores.get(at, -1.0), at)))
        result.append(end)
    return result


def _without_logistics(size: int, found: Sequence[Sentence], language: Language) -> tuple[int, int]:
    """The first utterance that tells something, and the one after the last that does."""
    if not found:
        return 0, 0
    pattern = language.cues["logistics"]
    telling = [not (pattern.match(item.text) and item.text.count(" ") < 12) for item in found]
    if not any(telling):
        return 0, 0
    opening = telling.index(True)
    closing = len(found) - 1 - telling[::-1].index(True)
    if opening > 0 and found[opening].first <= found[opening - 1].last:
        opening -= 1
    last = found[closing].last + 1
    return found[opening].first, min(size, last)
