"""Puts the family's own words in place of what sounds like them, where the doubt is high. Knows no model and no setting."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import product

from transcripts.alignment.likeness import unlikeness
from transcripts.doubt.ranking import DOUBTFUL
from transcripts.doubt.spelling import key

NEAR = 0.3  # of all that could differ
FEWEST_PHONES = 4  # a shorter word sounds like too many others
MOST_HEARD = 4  # words that one word may be misheard as: "cast an Italian linen"
ENDINGS = ("’s", "'s")
Phones = Callable[[str], Sequence[str]]  # how words in small letters are said


@dataclass(frozen=True)
class Own:
    """A word of the family as it is written, how it is said where that is not its spelling, and what was heard instead before."""

    text: str
    sounds_like: str = ""
    misheard: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """That the tokens from `first` to before `behind` are to be `text`."""

    first: int
    behind: int
    text: str
    unlikeness: float
    is_taught: bool = False


def changes(
    tokens: Sequence[str],
    confidence: Sequence[float | None],
    own: Sequence[Own],
    phones: Phones,
    kept: Set[int] = frozenset(),
) -> list[Change]:
    """What to change in a line, in order: the likest first where they would overlap.

    No word of low doubt is ever touched, nor are the tokens with the numbers in `kept`, unless a person has said of several words
    together what they are.
    """
    found = [
        change
        for first, behind in runs(confidence)
        for word in own
        if (change := change_of(tokens, first, behind, word, phones))
        and (change.is_taught or kept.isdisjoint(range(first, behind)))
    ]
    made: list[Change] = []
    for change in sorted(found, key=lambda each: (each.unlikeness, each.first - each.behind, each.text)):
        if all(change.behind <= other.first or other.behind <= change.first for other in made):
            made.append(change)
    return sorted(made, key=lambda each: each.first)


def runs(confidence: Sequence[float | None]) -> list[tuple[int, int]]:
    """All runs of up to MOST_HEARD words that are doubtful, every one of them."""
    doubtful = [sure is not None and sure < DOUBTFUL for sure in confidence]
    starts = range(len(doubtful))
    every = ((first, first + length) for first, length in product(starts, range(1, MOST_HEARD + 1)))
    return [(first, behind) for first, behind in every if behind <= len(doubtful) and all(doubtful[first:behind])]


def change_of(tokens: Sequence[str], first: int, behind: int, own: Own, phones: Phones) -> Change | None:
    """The change that would make these tokens the family's word; None where they do not sound like it, or are it."""
    heard, ending = without_ending([key_of(token) for token in tokens[first:behind]], tokens[behind - 1])
    written = [key(part) for part in own.text.split()]
    if not all(heard) or heard == written:
        return None
    said = " ".join(heard)
    if said in own.misheard:
        return Change(first, behind, dressed(tokens, first, behind, own.text + ending), 0.0, behind - first > 1)
    wanted = [phone for part in (own.sounds_like or own.text).casefold().split() for phone in phones(part)]
    away = unlikeness([phone for part in heard for phone in phones(part)], wanted)
    if len(wanted) < FEWEST_PHONES or away > NEAR:
        return None
    return Change(first, behind, dressed(tokens, first, behind, own.text + ending), away)


def key_of(token: str) -> str:
    for ending in ENDINGS:
        token = token.rstrip('.,;:!?…"”)').removesuffix(ending)
    return key(token)


def without_ending(heard: list[str], last: str) -> tuple[list[str], str]:
    """The words, and the ending that says that something is theirs."""
    plain = last.rstrip('.,;:!?…"”)')
    return heard, next((ending for ending in ENDINGS if plain.endswith(ending)), "")


def dressed(tokens: Sequence[str], first: int, behind: int, text: str) -> str:
    """The word with the marks that stood before the first and behind the last token."""
    before = tokens[first][: len(tokens[first]) - len(tokens[first].lstrip("“\"'("))]
    plain = tokens[behind - 1].rstrip('.,;:!?…"”)')
    return before + text + tokens[behind - 1][len(plain) :]


def changed(words: Sequence[Sequence[object]], made: Sequence[Change]) -> list[list[object]]:
    """The words of a line (text, start_ms, end_ms, confidence) with the changes in them; what is changed stays as doubtful as it was."""
    found: list[list[object]] = []
    at = 0
    for change in made:
        found += [list(word) for word in words[at : change.first]]
        gone, parts = words[change.first : change.behind], change.text.split()
        start, end = int(str(gone[0][1])), int(str(gone[-1][2]))
        sure = min(float(str(word[3])) for word in gone)
        for number, part in enumerate(parts):
            edges = [start + (end - start) * place // len(parts) for place in (number, number + 1)]
            found.append([part, *edges, sure])
        at = change.behind
    return found + [list(word) for word in words[at:]]
