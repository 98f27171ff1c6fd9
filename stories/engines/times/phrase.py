"""Words of a sentence that speak of time."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a sentence from `start` to `end`; `parts` holds the named pieces of the pattern, in lower case.

    `words` is what a marker quotes: all of it, or the piece that carries the time ("about seven").
    """

    kind: str
    text: str
    start: int
    end: int
    parts: dict[str, str] = field(default_factory=dict)
    words: str = ""
