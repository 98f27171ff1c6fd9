"""From segments to sentences, which may lie across several of them, each knowing where it came from."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from stories.engines.base import SpokenSegment

LONGEST_WORDS = 60
LONGEST_CHARACTERS = 600
PAUSE_SECONDS = 1.2
"""A silence that ends a sentence which has no full stop."""
BREATH_SECONDS = 0.3
"""A silence that ends one if the next word has a capital."""
WORDS_PER_SECOND = 2.5

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]+|\s+")
REPEATED = re.compile(r"([,;:!?])(?:\s?[,;:])+")
TERMINAL = re.compile(r"[.!?…][\"'”’)]*$")
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)]*+(?= )")
ABBREVIATIONS = r"\b(?:mr|mrs|ms|dr|st|prof|rev|sgt|capt|vs|mt|jr|sr)|\b[a-hj-z]"
"""What may stand before a full stop that ends no sentence, in English."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words from segments `first` to `last` (numbers in their list); `starts` are the places where each begins."""

    text: str
    first: int
    last: int
    starts: tuple[int, ...]
    head: float = 0.0
    """Where it begins within its first segment, from 0 (at its start) to 1."""

    def segment_at(self, offset: int) -> int:
        return self.first + max(0, bisect_right(self.starts, offset) - 1)


def clean(text: str) -> str:
    """The words with control and direction characters gone, white space single, doubled commas halved."""
    return REPEATED.sub(r"\1", UNPRINTABLE.sub(" ", text)).strip()


def seconds(segment: SpokenSegment) -> float:
    """How long it takes to say; judged by the words where the times make no sense."""
    length = segment.end - segment.start
    if math.isfinite(length) and 0 < length <= 600:
        return length
    return (segment.text.count(" ") + 1) / WORDS_PER_SECOND


def pauses(segments: tuple[SpokenSegment, ...]) -> list[float]:
    """Seconds of silence after each segment but the last; 0 where the times make no sense."""
    silences = (after.start - before.end for before, after in pairwise(segments))
    return [silence if math.isfinite(silence) and 0 < silence < 3600 else 0.0 for silence in silences]


def sentences(segments: tuple[SpokenSegment, ...], abbreviations: str = ABBREVIATIONS) -> list[Sentence]:
    """Sentences in order. Where the recogniser writes no full stops each segment is one.

    `abbreviations` is a pattern for what may stand before a full stop that ends no sentence.
    """
    short = re.compile(rf"(?:{abbreviations})\.$", re.IGNORECASE)
    texts = [clean(segment.text) for segment in segments]
    spoken = [text for text in texts if text]
    is_punctuated = sum(bool(TERMINAL.search(text)) for text in spoken) * 5 >= len(spoken)
    silences = pauses(segments)
    found: list[Sentence] = []
    run: list[int] = []
    for number, text in enumerate(texts):
        run.append(number)
        ends = not is_punctuated or (bool(TERMINAL.search(text)) and not short.search(text))
        is_last = number == len(texts) - 1
        ends = ends or (not is_last and _is_fresh(text, texts[number + 1], silences[number], short))
        if is_last or ends or silences[number] > PAUSE_SECONDS or len(run) >= 40:
            found.extend(_split(run, texts, short))
            run = []
    return found


def _is_fresh(text: str, after: str, silence: float, short: re.Pattern[str]) -> bool:
    """Whether a capital starts anew: after a breath, or after a scrap such as recognisers make of a cough."""
    is_apart = silence > BREATH_SECONDS or text.count(" ") < 2
    return is_apart and after[:1].isupper() and not short.search(text)


def _split(run: list[int], texts: list[str], short: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of a run of segments that are read as one text."""
    starts, length = [], 0
    for number in run:
        starts.append(length)
        length += len(texts[number]) + 1
    text = " ".join(texts[number] for number in run)
    for begin, end in _cuts(text, short):
        first, last = bisect_right(starts, begin) - 1, bisect_right(starts, end - 1) - 1
        inside = tuple(max(0, start - begin) for start in starts[first : last + 1])
        head = (begin - starts[first]) / max(1, len(texts[run[first]]))
        yield Sentence(text[begin:end], run[first], run[last], inside, head)


def _cuts(text: str, short: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in SENTENCE_END.finditer(text):
        if short.search(text, max(begin, match.end() - 8), match.end()):
            continue
        yield from _pieces(text, begin, match.end())
        begin = match.end() + 1
    yield from _pieces(text, begin, len(text))


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Nobody speaks a sentence of five hundred words: what has no full stop is cut to a length that can be read."""
    words = 0
    start = begin
    for match in re.compile(r" ").finditer(text, begin, end):
        words += 1
        if words >= LONGEST_WORDS or match.start() - start >= LONGEST_CHARACTERS:
            yield start, match.start()
            start, words = match.end(), 0
    while end - start > 2 * LONGEST_CHARACTERS:
        yield start, start + LONGEST_CHARACTERS
        start += LONGEST_CHARACTERS
    if start < end:
        yield start, end
