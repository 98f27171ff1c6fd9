"""How the date of a story follows from the words, in words that stay true: on pages and for clients, and in print."""

import re

MISHEARD = "we may have misheard it"
MOST_IN_DOUBT = 0.5
"""A date that may be misheard is no surer than that."""
SAID = re.compile(r"\b(was|were) said\b")
WORD = re.compile(r"[^\W_]+")
SMALL = frozenset("a about an and at by from in of on or the to until".split())  # noqa: SIM905
BY_A_PERSON = "set by "


def explained(basis: str, when: str = "") -> str:
    """How a date follows from the words; nothing where it simply was said, and nothing that the date itself says."""
    return "" if basis.endswith("was said") else without_date(basis, when)


def explained_in_print(basis: str, when: str, marker: str) -> str:
    """The same for a reader of the book: nothing that repeats the date or the words that gave it, and not who set it."""
    if basis.startswith(BY_A_PERSON):
        return ""
    said = explained(basis, when)
    return said if words_of(said) - words_of(when) - words_of(marker) - SMALL else ""


def went_by(explanation: str) -> str:
    """The same as a sentence of its own."""
    by_a_person = explanation.startswith(BY_A_PERSON)
    return f"The date was {explanation}." if by_a_person else f"What we went by: {explanation}."


def explained_in_doubt(basis: str, when: str = "") -> str:
    """The same where a word on which the date rests may be misheard: nothing "was said" then."""
    return "; ".join(filter(None, (SAID.sub(r"\1 heard", explained(basis, when)), MISHEARD)))


def in_doubt(when: str) -> str:
    """A date that may be misheard: “19 May 1941?”."""
    return when and f"{when}?"


def without_date(basis: str, when: str) -> str:
    """“the Great Freeze of 1947” of “the Great Freeze of 1947: January to March 1947”, where that is the date."""
    return basis.removesuffix(when).rstrip(" :;,") if when else basis


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}
