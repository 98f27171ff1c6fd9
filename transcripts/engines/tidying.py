"""Brings what an engine says into order: one line of plain letters each, times inside the sound, numbers of Python's own."""

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from transcripts.engines.base import Line, Word


def tidied(lines: Iterable[Line], length: float) -> list[Line]:
    """The lines in order, inside `length` seconds, none beginning before the one before it has ended.

    A line without a letter or a digit, or without time in the sound, is left out. One that lies wholly in the time of the line before
    it is joined to that.
    """
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: finite(line.start)):
        start, end = inside(line.start, length), inside(line.end, length)
        text = plain(line.text)
        if end <= start or not re.search(r"\w", text):
            continue
        if found and end <= found[-1].end:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {text}", words=())
            continue
        start = max(start, found[-1].end) if found else start
        words = words_of(text, line.words, start, end)
        found.append(replace(line, text=text, start=start, end=end, confidence=part(line.confidence), words=words))
    return found


def plain(text: str) -> str:
    """One line, without control characters, doubled commas and stray spaces."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = re.sub(r",(\s*,)+\s*", ", ", text)
    return re.sub(r"\s+([,.?!;:])", r"\1", " ".join(text.split()))


def words_of(text: str, words: Iterable[Word], start: float, end: float) -> tuple[Word, ...]:
    """The words as the text writes them, with times in order inside the line; none where they are not those of the text."""
    found: list[Word] = []
    at = start
    for word in words:
        begin = min(max(inside(word.start, end), at), end)
        at = max(inside(word.end, end), begin)
        if cleaned := plain(word.text):
            found.append(Word(cleaned, begin, at, part(word.confidence)))
    tokens = text.split()
    if [letters(word.text) for word in found] == [letters(token) for token in tokens]:
        return tuple(replace(word, text=token) for word, token in zip(found, tokens, strict=True))
    return tuple(found) if "".join(word.text for word in found) == "".join(tokens) else ()


def letters(word: str) -> str:
    """A word as some endpoints give it beside its text: without marks and capitals."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def inside(seconds: float, length: float) -> float:
    return min(max(finite(seconds), 0.0), length)


def finite(seconds: float) -> float:
    return float(seconds) if math.isfinite(seconds) else 0.0


def part(confidence: float | None) -> float | None:
    """From 0 to 1, or None."""
    if confidence is None or not math.isfinite(confidence):
        return None
    return min(max(float(confidence), 0.0), 1.0)
