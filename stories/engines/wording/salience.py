"""How much each word of a story tells of what it is about. The weights were fitted to titles that readers gave (`stories/gold`)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.text.tokens import Token
from stories.engines.wording.commonness import UNKNOWN, likelihood
from stories.engines.wording.themes import themes_of
from stories.engines.wording.word_classes import Classed, WordClasses, classed, word_classes

LETTERS = "NGWAV"
"""What a word has to be to tell anything."""
WEIGHTS = {
    "": -1.25,
    "noun": 1.01,
    "doing": 0.67,
    "twice": 1.45,
    "thrice": 0.64,
    "often": 0.44,
    "announced": 0.64,
    "event": 0.51,
    "opening": 0.39,
    "new": 0.3,
    "theme": 0.25,
    "nearly last": 0.2,
}
"""What speaks for a word, in log odds: fitted to the titles that readers gave 336 stories (logistic, kept small by a penalty of 3)."""
LENGTH, LONGEST = -0.244, 20
"""For each sentence of the story, up to so many: of many words a title takes no more than of few."""
RARE = (-11.0, 0.183)
"""Natural logarithm of how likely a middling word is, and what each step below it says for a word."""
COMMON, UNLISTED = (-9.5, -0.24), (-16.0, -0.75)
"""Likelier than this is told of everything; as unlikely as this is a name or misheard."""
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Words:
    """A story's sentences with what each word does in them."""

    tokens: tuple[Sequence[Token], ...]
    texts: tuple[str, ...]
    found: tuple[Classed, ...]
    letters: tuple[str, ...]
    """As in `found`, without punctuation: one for each token."""
    stems: tuple[tuple[str, ...], ...]
    """For each token its stem; "" for one that tells nothing."""


def words_of(
    tokens: Sequence[Sequence[Token]], texts: Sequence[str], names: frozenset[str], language: Language
) -> Words:
    """`names` are the words, in small letters, of the people and places in the story."""
    known = word_classes(language)
    found = tuple(classed(some, text, names, known) for some, text in zip(tokens, texts, strict=True))
    letters = tuple(one.letters.replace("|", "") for one in found)
    stems = tuple(
        tuple(_stem(token.lower, letter, known) for token, letter in zip(some, row, strict=True))
        for some, row in zip(tokens, letters, strict=True)
    )
    return Words(tuple(tokens), tuple(texts), found, letters, stems)


def _stem(word: str, letter: str, known: WordClasses) -> str:
    tells = letter in LETTERS and word not in known.dull and len(word) >= SHORTEST
    return known.stem(word) if tells else ""


def salience(words: Words, known: WordClasses, language: Language) -> dict[str, float]:
    """How likely each stem is to be in the title that a reader gives the story, from 0 to 1."""
    signs = _signs(words, known, language)
    rarest = _rarest(words, language)
    length = LENGTH * min(len(words.stems), LONGEST)
    return {stem: _likely(length + sum(WEIGHTS[sign] for sign in said) + rarest[stem]) for stem, said in signs.items()}


def _likely(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _signs(words: Words, known: WordClasses, language: Language) -> dict[str, set[str]]:
    """What speaks for each stem, wherever in the story."""
    signs: dict[str, set[str]] = {}
    for number, sentence in enumerate(words.stems):
        for at, stem in enumerate(sentence):
            if stem:
                signs.setdefault(stem, {""}).update(_signs_at(number, at, words, known, language))
    counts = Counter(stem for sentence in words.stems for stem in set(sentence) if stem)
    for stem, count in counts.items():
        signs[stem].update(name for name, least in (("twice", 2), ("thrice", 3), ("often", 4)) if count >= least)
        signs[stem].update({"event"} if stem in known.events else ())
    return signs


def _signs_at(number: int, at: int, words: Words, known: WordClasses, language: Language) -> set[str]:
    found = _led(number, at, words, known)
    letter = words.letters[number][at]
    checks = {
        "noun": letter == "N",
        "doing": letter == "G",
        "opening": not number,
        "nearly last": number == len(words.stems) - 2,
        "theme": bool(themes_of(words.tokens[number][at].lower, language.code)),
    }
    return found | {name for name, holds in checks.items() if holds}


def _led(number: int, at: int, words: Words, known: WordClasses) -> set[str]:
    """What the words in front of a phrase say for it."""
    letters, tokens = words.letters[number], words.tokens[number]
    lead = at - 1
    while lead >= 0 and letters[lead] in "AQN":
        lead -= 1
    if lead < 0:
        return set()
    before = lead if letters[lead] == "P" else lead - 1
    is_announced = before >= 0 and tokens[before].lower in known.titles["announcing"]
    is_new = tokens[lead].lower in known.titles["new"]
    return {name for name, holds in (("new", is_new), ("announced", is_announced)) if holds}


def _rarest(words: Words, language: Language) -> dict[str, float]:
    """What its rarity in the language says for each stem, by the likeliest of its forms."""
    best: dict[str, float] = {}
    for tokens, stems in zip(words.tokens, words.stems, strict=True):
        for token, stem in zip(tokens, stems, strict=True):
            if stem:
                best[stem] = max(best.get(stem, -math.inf), likelihood(token.lower, language.code))
    return {stem: _rarity(found) for stem, found in best.items()}


def _rarity(likelihood: float) -> float:
    """Of a natural logarithm; `UNKNOWN` says nothing."""
    if likelihood == UNKNOWN:
        return 0.0
    middle, step = RARE
    extra = COMMON[1] if likelihood > COMMON[0] else UNLISTED[1] if likelihood <= UNLISTED[0] else 0.0
    return step * (middle - likelihood) + extra
