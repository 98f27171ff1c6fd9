"""A word as it was said: engines give it, rows keep it. A plain value, so that rows need no engine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word with its times in seconds and, where the engine says, its confidence from 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float | None = None


def as_kept(word: Word) -> list[object]:
    return [word.text, round(word.start * 1000), round(word.end * 1000), word.confidence]
