"""Words of a sentence, each with where it stands and whether it may be a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .languages import Language
from .sentences import Sentence

WORD = re.compile(r"\w+(?:['’-]\w+)*")
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


@lru_cache(maxsize=8)
def lexicon(language: Language) -> Lexicon:
    names = language.names
    gazetteer: dict[str, list[tuple[str, ...]]] = {}
    for block in ("countries", "regions", "cities"):
        for place in names[block].replace("\n", "").split("|"):
            words = tuple(WORD.findall(place.lower()))
            if words:
                gazetteer.setdefault(words[0], []).append(words)
    ambiguous = frozenset(names["ambiguous_names"].split())
    calendar = language.words("months") | language.words("seasons")
    return Lexicon(
        first_names=frozenset(names["first_names"].split()) - ambiguous,
        ambiguous=ambiguous,
        gazetteer={head: tuple(sorted(found, key=len, reverse=True)) for head, found in gazetteer.items()},
        ordinary=frozenset(names["ordinary"]),
        never=frozenset(names["never_names"].split()) | calendar,
        titles=language.words("people", "titles"),
        kin=language.words("people", "kin"),
        kin_titles=language.words("people", "roles", "kin_titles"),
        common=language.words("phrases", "common") | language.words("phrases", "verbs"),
    )


def tokenise(found: Sequence[Sentence], language: Language) -> list[list[Token]]:
    """The tokens of each sentence. Where a recogniser writes no capitals, listed names count as capitals."""
    raw = [[(match[0], match.start(), match.end()) for match in WORD.finditer(item.text)] for item in found]
    words = sum(len(sentence) for sentence in raw)
    capitals = sum(word[0].isupper() for sentence in raw for word, _, _ in sentence)
    if capitals * 50 >= words:
        return [
            [Token(word, word.lower(), start, end, word[0].isupper()) for word, start, end in sentence]
            for sentence in raw
        ]
    known = lexicon(language)
    return [_capitalised(sentence, known) for sentence in raw]


def _capitalised(sentence: list[tuple[str, int, int]], known: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    plain_titles = known.titles - known.kin
    for word, start, end in sentence:
        lower = word.lower()
        before = tokens[-1].lower if tokens else ""
        plain = POSSESSIVE.sub("", lower)
        is_name = plain in known.first_names or (plain,) in known.gazetteer.get(plain, ())
        is_titled = before in known.titles | known.kin_titles and plain not in known.common
        is_capital = (
            (is_name and plain not in known.ordinary | known.common | known.ambiguous)
            or is_titled
            or lower in plain_titles
        )
        tokens.append(Token(word.capitalize() if is_capital else word, lower, start, end, is_capital))
    return tokens


def bare(token: Token) -> str:
    """The word without a possessive ending, as it is written."""
    return POSSESSIVE.sub("", token.text)
