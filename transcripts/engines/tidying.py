"""Brings what an engine says into order: one line of plain letters each, times inside the sound, numbers of Python's own."""

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from transcripts.engines.base import Line, Word

SHORTEST_WORD = 0.04  # seconds; less is no time in which anybody says something
USUAL_WORD = 0.2


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
    found = with_length(found, start, end)
    tokens = text.split()
    if [letters(word.text) for word in found] == [letters(token) for token in tokens]:
        return tuple(replace(word, text=token) for word, token in zip(found, tokens, strict=True))
    return tuple(found) if "".join(word.text for word in found) == "".join(tokens) else ()


def with_length(words: list[Word], start: float, end: float) -> list[Word]:
    """Words that an engine gave no time take theirs from the silence beside them, or share that of the word before or after."""
    for place, word in enumerate(words):
        if word.end - word.start >= SHORTEST_WORD:
            continue
        before = words[place - 1] if place else None
        after = words[place + 1] if place + 1 < len(words) else None
        free_from, free_to = before.end if before else start, after.start if after else end
        if free_to - free_from >= SHORTEST_WORD:
            begin = max(free_from, min(word.start, free_to - USUAL_WORD))
            words[place] = replace(word, start=begin, end=min(begin + USUAL_WORD, free_to))
        elif before and before.end - before.start >= 2 * SHORTEST_WORD:
            middle = shared_at(before, word)
            words[place - 1], words[place] = replace(before, end=middle), replace(word, start=middle, end=before.end)
        elif after and after.end - after.start >= 2 * SHORTEST_WORD:
            middle = shared_at(replace(word, start=after.start, end=after.start), after, whole=after.end - after.start)
            words[place], words[place + 1] = replace(word, start=after.start, end=middle), replace(after, start=middle)
    return words


def shared_at(first: Word, second: Word, *, whole: float | None = None) -> float:
    """Where the one ends and the other begins, if both are to have the time of one of them by their letters."""
    part = (len(first.text) + 1) / (len(first.text) + len(second.text) + 2)
    seconds = first.end - first.start if whole is None else whole
    return first.start + max(min(seconds * part, seconds - SHORTEST_WORD), SHORTEST_WORD)


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
