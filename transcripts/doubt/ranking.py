"""Which words deserve a listen first. Knows no model and no setting."""

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.doubt.spelling import is_number, key, names

NAMES_FIRST = 1.4  # a name or a number that is wrong costs more than another word
DOUBTFUL = 0.6  # below this confidence a word is shown as doubtful


@dataclass(frozen=True)
class Place:
    """A run of doubtful words in a line: its first word, the one behind its last, and how much it deserves a listen."""

    first: int
    behind: int
    rank: float


def rank(tokens: Sequence[str], confidence: Sequence[float | None]) -> list[float]:
    """Of each token how much it deserves a listen; 0 where nothing is known or nothing is said."""
    return [
        0.0 if sure is None or not key(token) else (1 - sure) * (NAMES_FIRST if name or is_number(token) else 1.0)
        for token, sure, name in zip(tokens, confidence, names(tokens), strict=True)
    ]


def places(tokens: Sequence[str], confidence: Sequence[float | None]) -> list[Place]:
    """The runs of doubtful words in order. A run counts as much as its most doubtful word."""
    found: list[Place] = []
    for number, (each, sure) in enumerate(zip(rank(tokens, confidence), confidence, strict=True)):
        if not each or sure is None or sure >= DOUBTFUL:
            continue
        if found and found[-1].behind == number:
            found[-1] = Place(found[-1].first, number + 1, max(found[-1].rank, each))
        else:
            found.append(Place(number, number + 1, each))
    return found
