"""Places: the gazetteer, a name before "Street" or "Harbour", a capital after "in" or "from"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language, plain
from stories.engines.text.tokens import Lexicon, Token, bare, lexicon

LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class PlaceWords:
    endings: frozenset[str]
    leads: frozenset[str]
    strong_leads: frozenset[str]
    joiners: frozenset[str]
    kin: frozenset[str]
    feasts: frozenset[str]
    no_places: frozenset[str]
    inside: frozenset[str]
    """Leads after which a capital is a place even where it is a first name too."""
    nouns_are_capital: bool
    bare_leads: frozenset[str]
    """Leads after which a capital that is on no list may be a place; none where every noun has a capital."""
    tongue_endings: tuple[str, ...]
    """Endings of the names of languages, which stand after "in" too."""
    tongue_leads: frozenset[str]
    going_leads: frozenset[str]
    """Leads after which a capital may be a person as well: "to"."""
    plain_articles: frozenset[str]
    heads: frozenset[str]
    """Before the name of a street: "rue", "calle"."""
    joined_endings: tuple[str, ...]
    """What makes one word with the name of a street: "Wilhelmstraße"."""


@lru_cache(maxsize=8)
def place_words(language: Language) -> PlaceWords:
    names = language.names
    return PlaceWords(
        endings=frozenset(names["place_endings"]),
        leads=frozenset(names["place_leads"]),
        strong_leads=frozenset(names["strong_place_leads"]),
        joiners=frozenset(names["place_joiners"]),
        kin=language.words("people", "kin"),
        feasts=frozenset(word for feast in language.words("holidays") for word in feast.split()),
        no_places=frozenset(names["no_places"]),
        inside=frozenset(language.grammar["inside_leads"]),
        nouns_are_capital=bool(language.grammar["nouns_are_capital"]),
        bare_leads=frozenset(language.grammar["bare_leads"]),
        tongue_endings=tuple(language.grammar["tongue_endings"]),
        tongue_leads=frozenset(language.grammar["tongue_leads"]),
        going_leads=frozenset(language.grammar["going_leads"]),
        plain_articles=frozenset(language.grammar["plain_articles"]),
        heads=frozenset(names["place_heads"]),
        joined_endings=tuple(names["joined_endings"]),
    )


def place_at(
    text: str, tokens: Sequence[Token], at: int, language: Language, people: frozenset[str]
) -> tuple[str, int] | None:
    """The place that begins at a token, as it was written, and how many tokens it takes; `people` are known names."""
    known, words = lexicon(language), place_words(language)
    if {tokens[at].lower, tokens[at].text} & words.heads and (size := _with_head(text, tokens, at, words, known)):
        return text[tokens[at].start : tokens[at + size - 1].end], size
    if not tokens[at].is_capital:
        return None
    before = tokens[at - 1].lower if at else ""
    size = _with_ending(text, tokens, at, words, known) or _is_street(tokens[at], words)
    size = size or _in_gazetteer(text, tokens, at, known, before, words, people)
    size = size or _after_lead(text, tokens, at, known, before, words, people)
    if not size:
        return None
    return _spelt(text, tokens, at, size), size


def _spelt(text: str, tokens: Sequence[Token], at: int, size: int) -> str:
    last = tokens[at + size - 1]
    if size == 1:
        return bare(last)
    inner = text[tokens[at].start : last.end]
    is_lower = inner == inner.lower()
    return " ".join(bare(token).capitalize() for token in tokens[at : at + size]) if is_lower else inner


def _run(text: str, tokens: Sequence[Token], at: int) -> int:
    """How many capitals follow each other from here with nothing but a space, or "St." between."""
    size = 1
    while size < LONGEST_NAME and at + size < len(tokens):
        gap = text[tokens[at + size - 1].end : tokens[at + size].start]
        if (
            not tokens[at + size].is_capital
            or tokens[at + size].text == "I"
            or (gap != " " and not (gap == ". " and tokens[at + size - 1].lower == "st"))
        ):
            break
        size += 1
    return size


def _with_ending(text: str, tokens: Sequence[Token], at: int, words: PlaceWords, known: Lexicon) -> int:
    """ "Elm Street", "St. Mary's Hospital": the longest run of capitals that ends so."""
    if tokens[at].lower in known.common or tokens[at].lower in known.titles or tokens[at].lower in words.kin:
        return 0
    run = _run(text, tokens, at)
    sizes = (size for size in range(run, 1, -1) if tokens[at + size - 1].text in words.endings)
    return next((size for size in sizes if _said(tokens, at, size) not in words.no_places), 0)


def _with_head(text: str, tokens: Sequence[Token], at: int, words: PlaceWords, known: Lexicon) -> int:
    """ "Rue Victor Hugo", "calle de los Olmos": small words may stand between, and the last is a capital."""
    size = 1
    for end in range(at + 1, min(len(tokens), at + LONGEST_NAME + 1)):
        if text[tokens[end - 1].end : tokens[end].start] not in (" ", "", ". "):
            break
        if tokens[end].is_capital:
            size = end - at + 1
        elif tokens[end].lower not in words.joiners and tokens[end].lower not in known.articles:
            break
    return size if size > 1 else 0


def _is_street(token: Token, words: PlaceWords) -> int:
    """ "Wilhelmstraße", and not "Landstraße"."""
    ending = next((ending for ending in words.joined_endings if token.lower.endswith(ending)), "")
    return int(bool(ending) and len(token.lower) > len(ending) + 2 and token.lower not in words.no_places)


def _said(tokens: Sequence[Token], at: int, size: int) -> str:
    return " ".join(token.lower for token in tokens[at : at + size])


def _in_gazetteer(
    text: str, tokens: Sequence[Token], at: int, known: Lexicon, before: str, words: PlaceWords, people: frozenset[str]
) -> int:
    head = bare(tokens[at]).lower()
    for place in known.gazetteer.get(head, ()):
        said = tuple(bare(token).lower() for token in tokens[at : at + len(place)])
        if said != place or " ".join(place) in words.no_places:
            continue
        if before in known.articles - words.plain_articles and len(place) == 1 and _run(text, tokens, at) > 1:
            return 0
        if len(place) > 1 or before in words.leads:
            return (
                len(place) if len(place) > 1 or tokens[at].text not in people or before not in words.going_leads else 0
            )
        is_name_too = head in known.first_names or head in known.ambiguous or tokens[at].text in people
        is_plain_word = (at == 0 or words.nouns_are_capital) and head in known.ordinary
        return 0 if is_name_too or is_plain_word else 1
    return 0


def _after_lead(
    text: str,
    tokens: Sequence[Token],
    at: int,
    known: Lexicon,
    before: str,
    words: PlaceWords,
    people: frozenset[str],
) -> int:
    if before not in words.bare_leads or text[tokens[at - 1].end : tokens[at].start] != " ":
        return 0
    word, lower = bare(tokens[at]), bare(tokens[at]).lower()
    if tokens[at].text != word and _run(text, tokens, at) == 1:
        return 0
    if (
        lower in known.never
        or plain(lower) in known.never
        or lower in words.feasts
        or lower in known.titles
        or lower in words.kin
        or len(word) < 3
    ):
        return 0
    if word in people and before not in words.inside:
        return 0
    is_inside = before in words.inside and tokens[at].text == word and _run(text, tokens, at) == 1
    if (lower in known.listed and not is_inside) or (not word.isalpha() and "-" not in word):
        return 0
    if lower.endswith(words.tongue_endings) and before in words.tongue_leads:
        return 0
    return min(_run(text, tokens, at), 3)
