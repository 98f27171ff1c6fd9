"""What is called like a person and is none: ships, saints, streets, storms, books, and animals, by the words around a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.text.tokens import Token, bare

LONGEST_FIGURE = 5
FURTHEST = 6
"""Words before a name in which what it is may be said: "the mare that we called Nellie"."""


class Kind(Enum):
    PERSON = "person"
    ANIMAL = "animal"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class LookalikeWords:
    """From `[lookalikes]` of a names file; its keys are explained in `languages/README.md`."""

    heads: frozenset[str]
    tails: frozenset[str]
    aboard: tuple[tuple[str, ...], ...]
    works: frozenset[str]
    animals: frozenset[str]
    things: frozenset[str]
    between: frozenset[str]
    owners: frozenset[str]
    articles: frozenset[str]
    figures: frozenset[str]
    figures_by_head: dict[str, frozenset[int]]
    """How many words the figures have whose first word is this."""
    public: frozenset[str]
    never_alone: frozenset[str]
    impersonal: frozenset[str]
    joiners: frozenset[str]
    acting: frozenset[str]


@lru_cache(maxsize=8)
def lookalike_words(language: Language) -> LookalikeWords:
    table, people = language.names["lookalikes"], language.data["people"]
    figures = frozenset(table["figures"].replace("\n", "").split("|"))
    sizes: dict[str, set[int]] = {}
    for figure in filter(None, figures):
        sizes.setdefault(figure.split()[0], set()).add(len(figure.split()))
    return LookalikeWords(
        heads=_split(table["heads"]),
        tails=_split(table["tails"]) | {ending.lower() for ending in language.names["place_endings"]},
        aboard=tuple(tuple(words.split()) for words in table["aboard"]),
        works=_split(table["works"]),
        animals=_split(table["animals"]),
        things=_split(table["things"]),
        between=_split(table["between"]),
        owners=frozenset(people["possessives"]) | frozenset(people["owners"]),
        articles=_split(table["articles"]),
        figures=figures,
        figures_by_head={head: frozenset(lengths) for head, lengths in sizes.items()},
        joiners=frozenset(language.names["place_joiners"]),
        public=_split(table["public"]),
        never_alone=_split(table["eponyms"]),
        impersonal=_split(table["impersonal"]),
        acting=language.words("phrases", "doing") | frozenset(people["speaking"]),
    )


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


def kind_at(text: str, tokens: Sequence[Token], at: int, size: int, language: Language) -> Kind:
    """What is named by the tokens from `at` on, as far as the words around them say; a person where nothing speaks."""
    words = lookalike_words(language)
    first, end = at, at + max(size, capitals_from(text, tokens, at))
    said = _said(tokens, first, end)
    if _is_figure(tokens, first, words):
        return Kind.THING
    if tokens[first].lower in words.heads and end > first + 1:
        return Kind.THING
    if said in words.never_alone or (said in words.public and not _is_introduced(tokens, first, words)):
        return Kind.THING
    if _has_head(text, tokens, first, words) or _has_tail(text, tokens, first, end, words):
        return Kind.THING
    return told_kind(text, tokens, at, end - at, language)


def _said(tokens: Sequence[Token], first: int, end: int) -> str:
    return " ".join(bare(token).lower() for token in tokens[first:end])


def _is_figure(tokens: Sequence[Token], at: int, words: LookalikeWords) -> bool:
    """Whether the word stands anywhere in the name of somebody whom books, songs or papers tell of."""
    for first in range(max(0, at - LONGEST_FIGURE + 1), at + 1):
        for size in words.figures_by_head.get(bare(tokens[first]).lower(), ()):
            if first + size > at and _said(tokens, first, first + size) in words.figures:
                return True
    return False


def capitals_from(text: str, tokens: Sequence[Token], at: int) -> int:
    """How many capitals stand from here with nothing but a space between; at least one."""
    end = at + 1
    while end < len(tokens) and tokens[end].is_capital and text[tokens[end - 1].end : tokens[end].start] == " ":
        end += 1
    return end - at


def _is_introduced(tokens: Sequence[Token], first: int, words: LookalikeWords) -> bool:
    """ "Our Kennedy" is of the family."""
    return bool(first) and tokens[first - 1].lower in words.owners - words.articles


def _has_head(text: str, tokens: Sequence[Token], first: int, words: LookalikeWords) -> bool:
    """ "Saint Anthony", "Hurricane Hazel", "rue Victor Hugo", "read Jane Eyre", "aboard the Mary Rose"."""
    if not first or text[tokens[first - 1].end : tokens[first].start] not in (" ", ". ", " “", ' "', " «", " „"):
        return False
    if tokens[first - 1].lower in words.heads or tokens[first - 1].lower in words.works:
        return True
    if first > 1 and tokens[first - 1].lower in words.joiners and tokens[first - 2].is_capital:
        return tokens[first - 2].lower in words.heads
    return any(
        tuple(token.lower for token in tokens[max(0, first - len(lead)) : first]) == lead for lead in words.aboard
    )


def _has_tail(text: str, tokens: Sequence[Token], first: int, end: int, words: LookalikeWords) -> bool:
    """ "Nelson Street school", "the Victoria Prize"."""
    if any(bare(token).lower() in words.tails for token in tokens[first + 1 : end]):
        return True
    follows = end < len(tokens) and text[tokens[end - 1].end : tokens[end].start] == " "
    return follows and tokens[end].lower in words.tails and tokens[end - 1].text == bare(tokens[end - 1])


def told_kind(text: str, tokens: Sequence[Token], first: int, size: int, language: Language) -> Kind:
    """ "A horse called Duke", "my dog Bess", "the old mare, Nellie,": by the noun that the name is said of."""
    words, end, has_comma = lookalike_words(language), first + size, False
    for back in range(first - 1, max(-1, first - 1 - FURTHEST), -1):
        gap = text[tokens[back].end : tokens[back + 1].start]
        if gap.strip(" ,“”\"'«»„"):
            return Kind.PERSON
        has_comma |= "," in gap
        word = tokens[back].lower
        if word in words.animals or word in words.things:
            is_named = back < first - 1 or has_comma or _owned(tokens, back, end, words)
            is_closed = (
                not has_comma or back < first - 1 or text[tokens[end - 1].end :].lstrip()[:1] in ("", ",", ".", ";")
            )
            if not (is_named and is_closed):
                return Kind.PERSON
            return Kind.ANIMAL if word in words.animals else Kind.THING
        if word not in words.between:
            return Kind.PERSON
    return Kind.PERSON


def _owned(tokens: Sequence[Token], noun: int, end: int, words: LookalikeWords) -> bool:
    """ "My dog Bess slept", and not "the dog Tom bought"."""
    for back in range(noun - 1, max(-1, noun - 3), -1):
        if tokens[back].lower in words.articles:
            return end >= len(tokens) or tokens[end].lower not in words.acting
        if tokens[back].lower in words.owners:
            return True
    return False
