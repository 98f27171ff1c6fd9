"""Times for words of which nobody knows when they were said. Knows no model."""

from transcripts.word import Word


def spread(text: str, start: float, end: float) -> list[Word]:
    """Words for which nobody knows better: each takes its share of the time by its letters."""
    words = text.split()
    letter = (end - start) / max(sum(len(word) + 1 for word in words), 1)
    found, at = [], start
    for word in words:
        until = at + letter * (len(word) + 1)
        found.append(Word(word, at, min(until, end)))
        at = until
    return found
