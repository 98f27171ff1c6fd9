"""The words of a language that speak of people, read once from its file."""

from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language


@dataclass(frozen=True, slots=True)
class PeopleWords:
    kin: dict[str, str]
    possessives: frozenset[str]
    qualifiers: frozenset[str]
    alone: frozenset[str]
    unnamed: frozenset[str]
    naming: tuple[tuple[str, ...], ...]
    naming_ends: frozenset[str]
    naming_nouns: frozenset[str]
    naming_things: frozenset[str]
    not_a_name: frozenset[str]
    before_a_name: frozenset[str]
    endings: frozenset[str]
    called: frozenset[str]
    nouns_are_capital: bool
    small_titles: bool
    """Whether titles are written small: "don Pascual", "monsieur Martin"."""
    being: tuple[tuple[str, ...], ...]
    """Between who it is and the name: "was"."""


@lru_cache(maxsize=8)
def people_words(language: Language) -> PeopleWords:
    people = language.data["people"]
    return PeopleWords(
        kin=people["kin"],
        possessives=frozenset(people["possessives"]),
        qualifiers=frozenset(people["qualifiers"]),
        alone=frozenset(people["roles"]["alone"]),
        unnamed=frozenset(people["roles"]["unnamed"]),
        naming=tuple(tuple(words.split()) for words in people["naming"]),
        naming_ends=frozenset(words.split()[-1] for words in people["naming"]),
        naming_nouns=frozenset(people["naming_nouns"]),
        naming_things=frozenset(people["naming_things"]),
        not_a_name=frozenset(people["not_a_name"]),
        before_a_name=frozenset(people["roles"]["before_a_name"]),
        endings=frozenset(language.names["place_endings"]),
        called=frozenset(language.grammar["called"]),
        nouns_are_capital=bool(language.grammar["nouns_are_capital"]),
        small_titles=bool(language.names["small_titles"]),
        being=tuple((word,) for word in language.grammar["being"]),
    )
