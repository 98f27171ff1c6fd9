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
    kind: str = "other"


@dataclass(frozen=True)
class Change:
    """That the tokens from `first` to before `behind` are to be `text`, for the sake of `word`.

    `is_taught` says that a person has made of these very words this name before.
    """

    first: int
    behind: int
    text: str
    word: str
    unlikeness: float
    kind: str = "other"
    is_taught: bool = False

    @property
    def places(self) -> range:
        return range(self.first, self.behind)


def changes(
    tokens: Sequence[str],
    confidence: Sequence[float | None],
    own: Sequence[Own],
    phones: Phones,
    kept: Set[int] = frozenset(),
    allows: Callable[[Change], bool] = lambda change: True,
) -> list[Change]:
    """What may be changed in a line, in order: the likest first where they would overlap.

    No word of low doubt is ever touched, nor what the sentence does not allow, nor are the tokens with the numbers in `kept`, unless a
    person has said of several words together what they are.
    """
    found = [
        change
        for first, behind in runs(confidence)
        for word in own
        if (change := change_of(tokens, first, behind, word, phones))
        and ((change.is_taught and behind - first > 1) or kept.isdisjoint(change.places))
    ]
    made: list[Change] = []
    for change in sorted(
        without_refused(found, allows), key=lambda each: (each.unlikeness, -len(each.places), each.text)
    ):
        if all(change.behind <= other.first or other.behind <= change.first for other in made):
            made.append(change)
    return sorted(made, key=lambda each: each.first)


def without_refused(found: Sequence[Change], allows: Callable[[Change], bool]) -> list[Change]:
    """Those that the sentence allows. Where it refuses a name, a word beside that does not sound like the name does not let it in."""
    allowed = {change: allows(change) for change in found}
    refused = [change for change in found if not allowed[change]]
    return [change for change in found if allowed[change] and not any(holds(change, other) for other in refused)]


def holds(change: Change, other: Change) -> bool:
    """Whether it is the other one of the same word with more words around, by which it only sounds less like it."""
    is_wider = set(other.places) < set(change.places)
    return is_wider and other.word == change.word and other.unlikeness <= change.unlikeness


def runs(confidence: Sequence[float | None]) -> list[tuple[int, int]]:
    """All runs of up to MOST_HEARD words that are doubtful, every one of them."""
    doubtful = [sure is not None and sure < DOUBTFUL for sure in confidence]
    starts = range(len(doubtful))
    every = ((first, first + length) for first, length in product(starts, range(1, MOST_HEARD + 1)))
    return [(first, behind) for first, behind in every if behind <= len(doubtful) and all(doubtful[first:behind])]


def change_of(
    tokens: Sequence[str], first: int, behind: int, own: Own, phones: Phones, *, near: float = NEAR
) -> Change | None:
    """The change that would make these tokens the family's word; None where they do not sound like it, or are it."""
    heard, ending = without_ending([key_of(token) for token in tokens[first:behind]], tokens[behind - 1])
    written = [key(part) for part in own.text.split()]
    if not all(heard) or heard == written:
        return None
    if " ".join(heard) in own.misheard:
        return Change(first, behind, dressed(tokens, first, behind, own.text + ending), own.text, 0.0, own.kind, True)
    wanted = [phone for part in (own.sounds_like or own.text).casefold().split() for phone in phones(part)]
    given = [phone for part in heard for phone in phones(part)]
    if len(wanted) < FEWEST_PHONES or abs(len(given) - len(wanted)) > near * max(len(given), len(wanted)):
        return None
    away = unlikeness(given, wanted)
    if away > near:
        return None
    return Change(first, behind, dressed(tokens, first, behind, own.text + ending), own.text, away, own.kind)


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


def said(heard: str) -> str:
    """What was heard, as it is remembered that it was a word of the family: small letters, without marks and endings."""
    return " ".join(key_of(token) for token in heard.split())


def as_proposal(
    change: Change, tokens: Sequence[str], made: Sequence[Change], *, may_repeat: bool
) -> dict[str, object]:
    """What is asked of people, as it is kept with the line; `made` are the changes that are in its words already.

    `may_repeat` says that a yes to the same elsewhere is a yes to this.
    """
    shift = sum(len(each.text.split()) - len(each.places) for each in made if each.behind <= change.first)
    heard = " ".join(tokens[change.first : change.behind])
    place = {"first": change.first + shift, "behind": change.behind + shift}
    return {**place, "heard": heard, "text": change.text, "word": change.word, "may_repeat": may_repeat}


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
