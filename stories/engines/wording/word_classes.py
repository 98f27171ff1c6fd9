"""What each word does in its sentence, as one letter: closed classes by list, open ones by list, ending and neighbours.

D determiner, M whose ("my", "Pearl's"), Q how many, A quality, N noun, E name, V verb, X auxiliary, W participle, G "-ing", R adverb,
L "not", P preposition, T "to" before a verb, C "and", B a break that ends a clause ("because", "but"), S one that needs what is before
it ("that", "who"), I who tells as subject, H another pronoun as subject, J and K the same with an auxiliary ("I'd", "she'd"), Y a verb
that says "I" by its form, O a pronoun for somebody unnamed as object, F one that needs no name ("me"), "|" a mark of punctuation.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from stories.engines.languages import FOLDER, Language, plain
from stories.engines.text.tokens import Token

SMALL = {
    "determiners": "D",
    "possessives": "M",
    "quantifiers": "Q",
    "prepositions": "P",
    "infinitive_marks": "T",
    "joints": "C",
    "breaks": "B",
    "needing": "S",
    "tellers": "I",
    "others": "H",
    "objects": "O",
    "free_objects": "F",
    "auxiliaries": "X",
    "adverbs": "R",
    "negations": "L",
    "teller_verbs": "Y",
    "told": "J",
    "other_told": "K",
}
OPEN = {"adjectives": "A", "participles": "W", "adverbs": "R", "verbs": "V", "nouns": "N"}
ENDINGS = {
    "doing": "G",
    "adverb": "R",
    "adjective": "A",
    "verb": "V",
    "participle": "W",
    "teller_verb": "Y",
    "noun": "N",
}
POSSESSED = "'s"
SECOND_THING = re.compile(r"(?:(?<=[DMQANP])N|(?<=[DMQAN]N)N)(?=[DM]|Q[NA]|A(?!N)|QQ)")
"""Not "gave Tom (a book)", where a name stands between."""
FIRM = "DPTCBSIHXR"
"""What a word is whatever else is called so."""
TELLING = "IJX"
ENDED = "|PCBS"
APART = re.compile(r"[^\s'’-]")


@dataclass(frozen=True, slots=True, eq=False)
class WordClasses:
    """The words of a language file by their letter."""

    listed: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    """Ending → letter, the longest first."""
    stem_endings: tuple[str, ...]
    nouns_are_capital: bool
    abbreviations: re.Pattern[str]
    """What may stand before a full stop that ends nothing."""
    events: frozenset[str]
    """Stems of what lives turn on: a word that heads a title more often than others."""
    reading: dict[str, frozenset[str]]
    """Lists of words that the reading of a sentence asks for."""
    titles: dict[str, frozenset[str]]
    """Lists of words that the making of titles asks for."""
    two_ways: dict[str, list[str]]
    """A word of two classes → its letter before one of these letters, its letter otherwise, these letters."""
    dull: frozenset[str]
    """Words that tell nothing of a story."""
    data: dict[str, Any]

    def of(self, word: str) -> str:
        """The letter of a word in small letters by itself."""
        known = self.listed.get(word)
        if known:
            return known
        if "-" in word and all(self.listed.get(part) == "Q" for part in word.split("-")):
            return "Q"
        if any(part in word for part in self.reading["number_parts"]):
            return "Q"
        if (
            word.startswith(tuple(self.reading["participle_beginnings"]))
            and word.endswith(("t", "n"))
            and len(word) > 6
        ):
            return "W"
        for ending, letter in self.endings:
            if word.endswith(ending) and len(word) > len(ending) + 1:
                return letter
        return "N" if word[:1].isalpha() else "Q"

    def stem(self, word: str) -> str:
        """What forms of a word in small letters have in common; made for counting, not for reading."""
        flat = plain(word).removesuffix("'s").removesuffix("’s")
        for ending in self.stem_endings:
            if flat.endswith(ending) and len(flat) - len(ending) >= 3:
                flat = flat.removesuffix(ending)
                break
        return flat[:-1] if len(flat) > 3 and flat[-1] == flat[-2] else flat


@lru_cache(maxsize=8)
def word_classes(language: Language) -> WordClasses:
    data = tomllib.loads((FOLDER / f"{language.code}_words.toml").read_text(encoding="utf-8"))
    listed: dict[str, str] = {}
    for table, letters in ((data["open"], OPEN), (data["small"], SMALL)):
        for name, letter in letters.items():
            for word in table[name].split():
                listed[word] = listed[plain(word)] = letter
    for name in language.words("months") | language.words("weekdays"):
        listed.setdefault(name, "E")
    endings = [(ending, letter) for name, letter in ENDINGS.items() for ending in data["endings"][name]]
    known = WordClasses(
        listed=listed,
        endings=tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        stem_endings=tuple(data["endings"]["stem"]),
        nouns_are_capital=bool(language.grammar["nouns_are_capital"]),
        abbreviations=re.compile(f"(?:{language.grammar['abbreviations']})"),
        events=frozenset(),
        reading={name: frozenset(words.split()) for name, words in data["reading"].items()},
        titles={name: frozenset(words.split()) for name, words in data["titles"].items()},
        two_ways=data["two_ways"],
        dull=language.words("phrases", "dull") | language.words("people", "kin"),
        data=data,
    )
    return replace(known, events=frozenset(known.stem(word) for word in known.titles["events"]))


@dataclass(frozen=True, slots=True)
class Classed:
    """A sentence's letters, punctuation among them, and for each letter its token; -1 for punctuation."""

    letters: str
    token_at: tuple[int, ...]


def classed(tokens: Sequence[Token], text: str, names: frozenset[str], known: WordClasses) -> Classed:
    """The letters of a sentence; `names` are the words, in small letters, of those named in the story."""
    letters = [_letter(at, token, names, known) for at, token in enumerate(tokens)]
    gaps = [_is_apart(text, tokens[at], tokens[at + 1], known) for at in range(len(tokens) - 1)]
    _read_neighbours(letters, tokens, [*gaps, True], known)
    if not any(gaps) and not known.nouns_are_capital:
        gaps = _unwritten(letters)
    written: list[str] = []
    token_at: list[int] = []
    for at, letter in enumerate(letters):
        written.append(letter)
        token_at.append(at)
        if at < len(gaps) and gaps[at]:
            written.append("|")
            token_at.append(-1)
    return Classed("".join(written), tuple(token_at))


def _unwritten(letters: Sequence[str]) -> list[bool]:
    """Where a comma is missing: before a second thing that nothing binds to the first, and before a quality behind it."""
    row = "".join(letters)
    marks = {match.end() - 1 for match in SECOND_THING.finditer(row)}
    return [at in marks for at in range(len(letters) - 1)]


def _is_apart(text: str, one: Token, other: Token, known: WordClasses) -> bool:
    """Whether punctuation stands between two words; the point of "Mrs." is none."""
    gap = text[one.end : other.start]
    return APART.search(gap) is not None and not (gap.strip() == "." and known.abbreviations.fullmatch(one.lower))


def _letter(at: int, token: Token, names: frozenset[str], known: WordClasses) -> str:
    """The letter of a word by itself, and by its capital where that is no sentence's first."""
    word = token.lower.replace("’", "'")
    if word.endswith(POSSESSED) and word not in known.listed:
        owner = word.removesuffix(POSSESSED)
        return "M" if (token.is_capital and at) or owner in names or owner in known.reading["kin_alone"] else "A"
    if word in known.reading["kin_alone"]:
        return "E"
    letter = known.of(word)
    if word in names and (token.is_capital or letter not in FIRM):
        return "E"
    if not token.is_capital or not at:
        return letter
    if known.nouns_are_capital:
        return letter if word in known.listed else "N"
    return letter if letter in TELLING else "E"


def _read_neighbours(letters: list[str], tokens: Sequence[Token], gaps: Sequence[bool], known: WordClasses) -> None:
    """Settles words of several classes by the words beside them, from left to right."""
    for at, letter in enumerate(letters):
        if letter == "N" and at and tokens[at - 1].lower in known.reading["modals"]:
            letters[at] = "V"
            continue
        before = letters[at - 1] if at and not gaps[at - 1] else "|"
        after = letters[at + 1] if at + 1 < len(letters) and not gaps[at] else "|"
        ways = known.two_ways.get(tokens[at].lower)
        letters[at] = (
            (ways[0] if after in ways[2] else ways[1]) if ways else _beside(letter, before, after, tokens[at], known)
        )


def _beside(letter: str, before: str, after: str, token: Token, known: WordClasses) -> str:
    """What a word is between its neighbours: "the walk", "boiled eggs", "they made", "we milk"."""
    if letter in "VWG" and before in "DMA":
        return "A" if after in "NE" else "N"
    if letter == "V" and known.reading["verbs_end_clauses"] and before in "NEQRLFOP" and after in "|CBS":
        return "W"
    if letter == "X" and before in "DM" and after in ENDED:
        return "N"
    if letter in "VW" and before == "P" and after in ENDED:
        return "N"
    if letter == "W" and before not in "XRKJLOF" and known.reading["past_forms_are_participles"]:
        return "V"
    if letter == "N" and (before in "IHJKT" or (before == "X" and token.lower in known.listed)):
        return "V"
    if letter == "A" and before in "DMA" and after in "|CBSPXV" and token.lower in known.reading["also_nouns"]:
        return "N"
    return letter
