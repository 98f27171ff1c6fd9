"""Words of a sentence, each with where it stands and whether it may be a name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language, plain
from stories.engines.text.sentences import Sentence
from stories.engines.text.word_lists import english_words, is_town

WORD = re.compile(r"\w+(?:['’-]\w+)*")
SHORTEST_NAME = 4
POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    lower: str
    start: int
    end: int
    is_capital: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The name lists of a language as sets, lower case."""

    first_names: frozenset[str]
    ambiguous: frozenset[str]
    gazetteer: dict[str, tuple[tuple[str, ...], ...]]
    """A place's first word → the places that begin with it, the longest first."""
    ordinary: frozenset[str]
    never: frozenset[str]
    titles: frozenset[str]
    kin_titles: frozenset[str]
    kin: frozenset[str]
    common: frozenset[str]
    ordinary_titles: frozenset[str]
    """Titles that are also plain words: "judge", "private"."""
    leads: frozenset[str]
    """Small words that stand before a place: "in", "from"."""
    titled_after: frozenset[str]
    """Before a title that is a plain word too."""
    form_endings: tuple[str, ...]
    """Endings of what is no name behind a word of kinship."""
    feasts: frozenset[str]
    unnameable: frozenset[str]
    """Capitals that begin no name of a person."""
    alone: frozenset[str]
    speaking: frozenset[str]
    """What only people do: after a name that is also a word it speaks for the name."""
    possessives: frozenset[str]
    listed: frozenset[str]
    """First names, those that are words too among them."""
    all_titles: frozenset[str]
    barred: frozenset[str]
    """Never the second word of a name."""
    surely_never: frozenset[str]
    doing: frozenset[str]
    """What people do, in the past: after an unlisted capital it speaks for a person."""
    articles: frozenset[str]
    """What stands before things, not before names."""
    plain_towns: frozenset[str]
    town_leads: frozenset[str]
    """Before a town, in talk without capitals."""
    town_heads: frozenset[str]
    """The first of two words that are a town: "san", "fort"."""
    street_endings: frozenset[str]
    inflections: tuple[str, ...]
    """Endings with which a plain word is still one: of the list of all words."""
    words: frozenset[str]
    """All plain words, where there is such a list."""
    nouns: frozenset[str]
    """Plain nouns, for a language that writes them with capitals."""


@lru_cache(maxsize=8)
def lexicon(language: Language) -> Lexicon:
    names = language.names
    gazetteer: dict[str, list[tuple[str, ...]]] = {}
    for block in ("countries", "regions", "cities"):
        for place in names[block].replace("\n", "").split("|"):
            for form in sorted(_and_plain([place.lower()])):
                words = tuple(WORD.findall(form))
                if words:
                    gazetteer.setdefault(words[0], []).append(words)
    ambiguous = frozenset(names["ambiguous_names"].split())
    never = frozenset(names["never_names"].split())
    common = language.words("phrases", "common") | language.words("phrases", "verbs")
    people = (
        language.words("people", "titles")
        | language.words("people", "kin")
        | language.words("people", "roles", "kin_titles")
    )
    calendar = language.words("months") | language.words("seasons")
    first_names = _and_plain(names["first_names"].split()) - ambiguous
    kin_titles = language.words("people", "roles", "kin_titles")
    return Lexicon(
        first_names=first_names,
        listed=first_names | ambiguous,
        all_titles=language.words("people", "titles") | kin_titles,
        barred=never | calendar | common,
        surely_never=(never | calendar) - ambiguous,
        ambiguous=ambiguous,
        gazetteer={head: tuple(sorted(found, key=len, reverse=True)) for head, found in gazetteer.items()},
        ordinary=frozenset(names["ordinary"]),
        never=never | calendar,
        titles=language.words("people", "titles"),
        kin=language.words("people", "kin"),
        kin_titles=kin_titles,
        common=common,
        ordinary_titles=frozenset(language.data["people"]["ordinary_titles"]),
        leads=frozenset(names["strong_place_leads"]) | frozenset(language.grammar["going_leads"]),
        titled_after=frozenset(language.grammar["titled_after"]),
        form_endings=tuple(language.grammar["form_endings"]),
        feasts=language.words("holidays"),
        unnameable=never | calendar | common | people | ambiguous | language.words("holidays"),
        alone=language.words("people", "roles", "alone"),
        speaking=frozenset(language.data["people"]["speaking"]),
        possessives=frozenset(language.data["people"]["possessives"]) | frozenset(language.data["people"]["owners"]),
        doing=language.words("phrases", "doing"),
        articles=frozenset(language.grammar["no_name_after"]),
        plain_towns=frozenset(names["plain_towns"].split()) | common | language.words("phrases", "dull"),
        town_leads=frozenset(names["strong_place_leads"]) | frozenset(language.grammar["bare_leads"]),
        town_heads=frozenset(names["town_heads"].split()),
        street_endings=frozenset(names["street_endings"].split()),
        inflections=tuple(names["inflections"]),
        words=english_words() if language.code == "en" else frozenset(),
        nouns=language.words("phrases", "dull") | calendar | language.words("weekdays") | never,
    )


def _and_plain(words: Iterable[str]) -> frozenset[str]:
    """The words, and their forms without accents, as some recognisers write them."""
    spelt = list(words)
    return frozenset(spelt) | frozenset(map(plain, spelt))


def tokenise(found: Sequence[Sentence], language: Language) -> list[list[Token]]:
    """The tokens of each sentence. Where a recogniser writes no capitals, listed names count as capitals."""
    word = _word(language)
    raw = [[(match[0], match.start(), match.end()) for match in word.finditer(item.text)] for item in found]
    words = sum(len(sentence) for sentence in raw)
    capitals = sum(word[0].isupper() for sentence in raw for word, _, _ in sentence)
    if capitals * 50 >= words:
        return [
            [Token(word, word.lower(), start, end, word[0].isupper()) for word, start, end in sentence]
            for sentence in raw
        ]
    known = lexicon(language)
    return [_capitalised(sentence, known) for sentence in raw]


def _word(language: Language) -> re.Pattern[str]:
    """A word; what a language elides before a vowel ("l'", "d'") is one of its own."""
    elided = language.grammar["elided"]
    return re.compile(rf"\b(?:{elided})['’](?=\w)|{WORD.pattern}", re.IGNORECASE) if elided else WORD


def _capitalised(sentence: list[tuple[str, int, int]], known: Lexicon) -> list[Token]:
    """Capitals for listed names and places, for what follows a title, and for titles."""
    lowers = [word.lower() for word, _, _ in sentence]
    names = [word if word.isalpha() else POSSESSIVE.sub("", word) for word in lowers]
    capital = [False] * len(sentence)
    for at, name in enumerate(names):
        before, after = (lowers[at - 1] if at else ""), (lowers[at + 1] if at + 1 < len(lowers) else "")
        places = known.gazetteer.get(name, ())
        for place in places:
            if len(place) > 1 and tuple(names[at : at + len(place)]) == place:
                capital[at : at + len(place)] = [True] * len(place)
        size = _unlisted_place(names, at, before, known)
        capital[at : at + size] = [True] * size
        if at and capital[at - 1] and name in known.street_endings and before not in known.common:
            capital[at] = True
        is_ordinary = name in known.ordinary or name in known.common or name in known.ambiguous
        is_listed = name in known.first_names or (name,) in places
        is_acting = name in known.ambiguous and name not in known.never and after in known.speaking
        is_kin = name in known.alone and before not in known.possessives and before not in known.titles
        is_titled = _is_titled(lowers, names, at, known)
        capital[at] |= (
            (is_listed and not is_ordinary)
            or is_titled
            or is_kin
            or _is_unheard_of(name, before, known)
            or (name in known.ambiguous and name not in known.ordinary and before in known.leads and (name,) in places)
            or (is_acting and before not in known.common)
            or (before in known.kin and name in known.ambiguous and name not in known.common)
            or (name in known.titles and name not in known.kin and name not in known.ordinary_titles)
        )
        if is_titled and before in known.titles and (at < 2 or lowers[at - 2] not in known.possessives):
            capital[at - 1] = True
    return [
        Token(word.capitalize() if is_capital else word, lower, start, end, is_capital)
        for (word, start, end), lower, is_capital in zip(sentence, lowers, capital, strict=True)
    ]


def _unlisted_place(names: Sequence[str], at: int, before: str, known: Lexicon) -> int:
    """How many words from here are a town of the gazetteer behind "in" or "from"; a plain word is none."""
    if before not in known.town_leads:
        return 0
    name, after = names[at], names[at + 1] if at + 1 < len(names) else ""
    if name in known.town_heads and after and after not in known.common:
        return 2
    if after and known.words and not {name, after} <= known.words and is_town(f"{name} {after}"):
        return 2
    is_name = len(name) > 2 and name.isalpha() and name not in known.plain_towns and name not in known.never
    return int(is_name and name not in known.listed and is_town(name))


def _is_unheard_of(name: str, before: str, known: Lexicon) -> bool:
    """Whether a word is on no list of plain words: then it may be a name, as the words around it say."""
    if not known.words or len(name) < SHORTEST_NAME or not name.isalpha() or name in known.words:
        return False
    return (
        before not in known.articles
        and not any(name.endswith(ending) and name[: -len(ending)] in known.words for ending in known.inflections)
        and not _is_compound(name, known)
    )


def _is_compound(name: str, known: Lexicon) -> bool:
    """ "Wheelhouse" is two plain words in one."""
    return any(
        name[:at] in known.words and name[at:] in known.words
        for at in range(SHORTEST_NAME, len(name) - SHORTEST_NAME + 1)
    )


def _is_titled(lowers: Sequence[str], names: Sequence[str], at: int, known: Lexicon) -> bool:
    """ "Missus Oakes", "sister Perpetua"; "my father mended" and "my uncle shaved" are no names."""
    if not at or names[at] in known.common or names[at] in known.surely_never:
        return False
    title = lowers[at - 1]
    is_mine = at > 1 and lowers[at - 2] in known.possessives
    is_form = names[at].endswith(known.form_endings) or names[at] in known.doing
    if title in known.ordinary_titles and names[at] not in known.listed:
        lead = lowers[at - 2] if at > 1 else ""
        return not is_mine and not is_form and (not lead or lead in known.titled_after)
    if title not in known.kin and title not in known.kin_titles:
        return title in known.titles
    if names[at] in known.listed:
        return True
    return title in known.titles and not is_mine and not is_form and at + 1 < len(names)


def bare(token: Token) -> str:
    """The word without a possessive ending, as it is written."""
    return token.text if token.text.isalpha() else POSSESSIVE.sub("", token.text)
