"""An engine's lines with their numbers written in one way; what the engine said stays with them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from transcripts.engines.base import Line, Word
from transcripts.numbers.language import language_of
from transcripts.numbers.writing import Written, written

LONGEST_PAUSE = 1.0  # seconds within one number


def with_numbers(line: Line, language: str) -> Line:
    """The line with its numbers as a reader expects them, and in `said` what the engine made of it, where that is something else.

    A word made of several has the time from the first one's start to the last one's end, and is as sure as the least sure of them.
    """
    known, tokens = language_of(line.language or language), line.text.split()
    has_words = [word.text for word in line.words] == tokens
    if known is None or (line.words and not has_words):
        return line
    steps = written(tokens, known, pauses(line.words))
    if not steps:
        return line
    words = tuple(rewritten(line.words, steps)) if line.words else ()
    text = " ".join(replaced(tokens, steps))
    return replace(line, text=text, words=words, said=line.text)


def tokens_with_numbers(tokens: Sequence[str], language: str) -> list[str]:
    """The tokens of another hearing, written in the same way."""
    known = language_of(language)
    return list(tokens) if known is None else replaced(tokens, written(tokens, known))


def pauses(words: Sequence[Word]) -> frozenset[int]:
    """The words before which there is silence longer than anybody makes within a number."""
    apart = enumerate(pairwise(words), 1)
    return frozenset(place for place, (one, other) in apart if other.start - one.end > LONGEST_PAUSE)


def replaced(tokens: Sequence[str], steps: Sequence[Written]) -> list[str]:
    found, at = [], 0
    for step in steps:
        found += [*tokens[at : step.first], *step.text.split()]
        at = step.behind
    return [*found, *tokens[at:]]


def rewritten(words: Sequence[Word], steps: Sequence[Written]) -> list[Word]:
    found, at = [], 0
    for step in steps:
        found += [*words[at : step.first], *joined(words[step.first : step.behind], step.text.split())]
        at = step.behind
    return [*found, *words[at:]]


def joined(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """The words as so many others; each has its share of the time, by its letters, where they are several."""
    start, end = words[0].start, words[-1].end
    sure = min((word.confidence for word in words if word.confidence is not None), default=None)
    letters = [len(text) for text in texts]
    edges = [start + (end - start) * sum(letters[:place]) / sum(letters) for place in range(len(texts) + 1)]
    edges[-1] = end
    return [Word(text, edges[place], edges[place + 1], sure) for place, text in enumerate(texts)]
