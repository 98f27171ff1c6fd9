"""How much each word of a story tells of what it is about. The weights were read off titles that people gave (`stories/gold`)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.text.tokens import Token
from stories.engines.wording.word_classes import Classed, WordClasses, classed, word_classes

KINDS = {"N": 1.0, "G": 1.1, "W": 0.9, "A": 0.55, "V": 0.55}
"""What a word counts by what it does."""
TWICE, THRICE = 2.1, 1.4
OPENING, NEARLY_LAST = 1.3, 1.25
"""In the first sentence, in the one before the last."""
ANNOUNCED, NEW, EVENT = 1.8, 1.4, 2.4
"""Behind "about", behind "a", and one of those that lives turn on."""
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
    tells = letter in KINDS and word not in known.dull and len(word) >= SHORTEST
    return known.stem(word) if tells else ""


def salience(words: Words, known: WordClasses) -> dict[str, float]:
    """The weight of each stem: that of its best place, more where it is said again."""
    counts = Counter(stem for sentence in words.stems for stem in set(sentence) if stem)
    result: dict[str, float] = {}
    for number, sentence in enumerate(words.stems):
        place = OPENING if not number else NEARLY_LAST if number == len(words.stems) - 2 else 1.0
        for at, stem in enumerate(sentence):
            if stem:
                weight = KINDS[words.letters[number][at]] * place * _led(number, at, words, known)
                result[stem] = max(result.get(stem, 0.0), weight)
    for stem, count in counts.items():
        often = (TWICE if count > 1 else 1.0) * (THRICE if count > 2 else 1.0)
        result[stem] *= often * (EVENT if stem in known.events else 1.0)
    return result


def _led(number: int, at: int, words: Words, known: WordClasses) -> float:
    """What the words in front of a phrase say for it."""
    letters, tokens = words.letters[number], words.tokens[number]
    lead = at - 1
    while lead >= 0 and letters[lead] in "AQN":
        lead -= 1
    if lead < 0:
        return 1.0
    before = lead if letters[lead] == "P" else lead - 1
    is_announced = before >= 0 and tokens[before].lower in known.titles["announcing"]
    return (NEW if tokens[lead].lower in known.titles["new"] else 1.0) * (ANNOUNCED if is_announced else 1.0)
