"""Which words deserve a listen first. Knows no model and no setting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.doubt.spelling import is_name, is_number, key

NAMES_FIRST = (
    2.0  # a name or a number that is wrong costs more; at 2 as many errors are met as at 1.4, and more of these
)
DOUBTFUL = 0.6  # below this confidence a word is shown as doubtful


@dataclass(frozen=True)
class Place:
    """A run of doubtful words in a line: its first word, the one behind its last, and how much it deserves a listen."""

    first: int
    behind: int
    rank: float


def rank(tokens: Sequence[str], confidence: Sequence[float | None]) -> list[float]:
    """Of each token how much it deserves a listen; 0 where nothing is known or nothing is said."""
    return [0.0 if sure is None else rank_of(tokens, place, sure) for place, sure in enumerate(confidence)]


def rank_of(tokens: Sequence[str], place: int, sure: float) -> float:
    if not key(tokens[place]):
        return 0.0
    return (1 - sure) * (NAMES_FIRST if is_hard(tokens, place) else 1.0)


def comes_first(tokens: Sequence[str]) -> list[bool]:
    """Of each token whether it is a name, a number or a date."""
    return [is_hard(tokens, place) for place in range(len(tokens))]


def is_hard(tokens: Sequence[str], place: int) -> bool:
    return is_name(tokens, place) or is_number(tokens[place])


def doubt_of(words: Sequence[Sequence[Any]]) -> float:
    """How much a line of these words, as they are kept (text, start_ms, end_ms, confidence), deserves a listen.

    As much as its most doubtful place; 0 where there is none.
    """
    return max((place.rank for place in places([word[0] for word in words], [word[3] for word in words])), default=0.0)


def places(tokens: Sequence[str], confidence: Sequence[float | None]) -> list[Place]:
    """The runs of doubtful words in order. A run counts as much as its most doubtful word."""
    found: list[Place] = []
    for number, sure in enumerate(confidence):
        if sure is None or sure >= DOUBTFUL or not (worth := rank_of(tokens, number, sure)):
            continue
        if found and found[-1].behind == number:
            found[-1] = Place(found[-1].first, number + 1, max(found[-1].rank, worth))
        else:
            found.append(Place(number, number + 1, worth))
    return found
