"""Who a name may be: proposals with a confidence from 0 to 1, for people to take or leave. Nothing here decides."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

TITLES = frozenset(
    """mr mrs ms miss dr doctor prof professor rev reverend father sister brother captain sergeant sir lady old young little
    aunt auntie uncle cousin grandma granny nana grandpa grandad grandfather grandmother mother mum mam dad herr frau tante onkel
    oma opa madame monsieur mademoiselle señor señora don doña tía tío""".split()  # noqa: SIM905
)
CLOSE_SPELLING = 0.84
FULL, GIVEN, FAMILY_NAME, SPELT = 0.9, 0.6, 0.5, 0.4
LEAST_LEAD = 0.1
"""By how much one candidate must be better than the next: of two Annas none is proposed."""


@dataclass(frozen=True)
class Proposal:
    """That a name may be this person, and how sure that is."""

    person: Any
    confidence: float


def propose_person(name: str, people: Iterable[tuple[Any, str]]) -> Proposal | None:
    """The one person, of pairs of key and name, whom the name resembles; None where it is nobody or several."""
    said = name_parts(name)
    ranked = sorted(((alike(said, name_parts(known)), key) for key, known in people), key=lambda pair: -pair[0])
    if not said or not ranked or ranked[0][0] == 0:
        return None
    best, second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
    return Proposal(best[1], best[0]) if best[0] - second >= LEAST_LEAD else None


def alike(said: list[str], known: list[str]) -> float:
    """How far two names are the same: in full, by the given name, by the family name, or but for a spelling."""
    if not said or not known:
        return 0.0
    if said == known:
        return FULL
    if set(said) <= set(known) and said[0] == known[0]:
        return FULL if len(said) > 1 else GIVEN
    if len(said) == 1 and len(known) > 1 and said[0] == known[-1]:
        return FAMILY_NAME
    if set(known) <= set(said) and said[0] == known[0]:
        return GIVEN
    is_spelt_alike = len(said) == len(known) and all(map(close, said, known))
    return SPELT if is_spelt_alike else 0.0


def close(one: str, other: str) -> bool:
    return one == other or (len(one) > 3 and SequenceMatcher(None, one, other).ratio() >= CLOSE_SPELLING)


def name_parts(name: str) -> list[str]:
    """The words of a name in small letters, without accents and titles."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() or letter in "-'’" else " " for letter in plain).split()
    return [word for word in words if word not in PLAIN_TITLES]


PLAIN_TITLES = frozenset(
    "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    for title in TITLES
)
