"""The title of a story: the phrase or clause of it that tells most of what it is about, in the words of who told it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.text.tokens import Token
from stories.engines.wording.broken_titles import is_broken
from stories.engines.wording.candidates import Candidate, candidates
from stories.engines.wording.salience import Words, salience
from stories.engines.wording.word_classes import WordClasses, word_classes

FEWEST_WORDS, MOST_WORDS, MOST_LETTERS = 2, 8, 70
SHAPES = {
    "words": 0.0,
    "act": 0.0,
    "event": 0.2,
    "thing": 0.0,
    "owner": 0.0,
    "how": 0.3,
    "question": 0.0,
    "placed": 0.0,
}
"""The shapes of a title and what speaks for each, in log odds: words of who tells in quotes, a person in an act, what happened, a thing,
one with its owner, how something is done, a question, a thing with more of it, its place or its year."""
BARE = 0.8
"""Against a thing with nothing said of it."""
MARKED = 0.4
"""What its place or year makes good of that."""
HEADLONG = 0.3
"""For "the night of the blackout" and "my first shed"."""
LOOSE, VAGUE, UNOWNED = 0.4, 0.1, 1.0
"""Against "him" and "it" for somebody or something unnamed; against "he" within; against "his" where nobody says whose."""
IDLE = 0.6
"""Against a clause in which somebody only is or has something."""
LEADS = "DMQAPN"
"""What stands before a noun."""
TOO_OFTEN, OFTEN = 6.0, 0.3
"""Against a shape of which a recording has more than this share already, by how much more."""


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    shape: str
    weight: float
    stems: frozenset[str] = frozenset()


@dataclass
class Used:
    """The titles of the stories before, in one recording."""

    texts: set[str]
    shapes: Counter[str]

    @classmethod
    def none(cls) -> "Used":
        return cls(set(), Counter())

    def against(self, title: Title) -> float:
        told = self.shapes.total()
        return TOO_OFTEN * max(0.0, self.shapes[title.shape] / told - OFTEN) if told > 1 else 0.0

    def add(self, title: Title) -> None:
        self.texts.add(title.text.lower())
        self.shapes[title.shape] += 1


def best_title(words: Words, *, marks: Sequence[str], language: Language, used: Used) -> Title | None:
    """The most telling whole phrase; None where a story has none. `marks` has for each sentence its place or year, or ""."""
    known = word_classes(language)
    found = list(_proposed(words, marks, language, known))
    usable = [title for title in found if title.text.lower() not in used.texts]
    chosen = max(usable, key=lambda title: title.weight - used.against(title), default=None)
    if chosen:
        used.add(chosen)
    return chosen


def _proposed(words: Words, marks: Sequence[str], language: Language, known: WordClasses) -> Iterator[Title]:
    weights = salience(words, known, language)
    for number, tokens in enumerate(words.tokens):
        if words.texts[number].rstrip().endswith("?"):
            yield from _questions(number, words, weights, known)
            continue
        for one in candidates(number, words.found[number], tokens, known):
            stems = {stem for stem in words.stems[number][one.first : one.end] if stem}
            text = written(one, tokens, words.letters[number], words.texts[number], known)
            is_owned = tokens[one.first].lower not in known.titles["unnamed_owners"]
            if stems and is_owned and not is_broken(text, one.letters):
                weight = _weight(stems, weights) + _bearing(one, tokens, stems, known)
                is_more = one.shape in ("thing", "owner") and "P" in one.letters
                yield from _sized(text, "placed" if is_more else one.shape, weight, stems, marks[number])


def _sized(text: str, shape: str, weight: float, stems: set[str], mark: str) -> Iterator[Title]:
    """The title where its length will do; a bare thing has the place or year of its sentence with it."""
    if shape in ("thing", "owner") and len(stems) == 1 and mark and mark.lower() not in text.lower():
        text, shape, weight = f"{text}, {mark}", "placed", weight + MARKED
    if FEWEST_WORDS <= len(text.split()) <= MOST_WORDS and len(text) <= MOST_LETTERS:
        yield Title(text, shape, weight, frozenset(stems))


def _weight(stems: set[str], weights: dict[str, float]) -> float:
    """The log odds that one of the words is in the title that a reader gives."""
    in_none = math.prod(1.0 - weights[stem] for stem in stems)
    return math.log((1.0 - in_none) / in_none)


def _bearing(one: Candidate, tokens: Sequence[Token], stems: set[str], known: WordClasses) -> float:
    """What the form of a phrase says for it and against it."""
    said = [token.lower for token in tokens[one.first : one.end]]
    is_thing = one.shape in ("thing", "owner")
    bearing = SHAPES[one.shape] - (BARE if is_thing and len(stems) == 1 else 0.0)
    bearing += HEADLONG * (is_thing and not known.titles["headlong"].isdisjoint(said))
    if is_thing or one.shape == "words":
        bearing -= UNOWNED * len(known.titles["unnamed_owners"] & set(said))
    if not is_thing and "V" not in one.letters and "W" not in one.letters:
        bearing -= IDLE
    return bearing - LOOSE * one.letters.count("O") - VAGUE * sum(one.letters.count(letter) for letter in "HK")


def _questions(number: int, words: Words, weights: dict[str, float], known: WordClasses) -> Iterator[Title]:
    """A short question that was asked, as a whole; not "you know?"."""
    tokens, text = words.tokens[number], words.texts[number]
    stems = {stem for stem in words.stems[number] if stem}
    asks = (
        bool(tokens)
        and tokens[0].lower in known.titles["question_words"]
        and not set(words.letters[number]) & set("OK")
    )
    asks = asks and not any(token.lower in known.titles["pointing"] for token in tokens)
    if asks and stems and "|" not in words.found[number].letters[:-1] and len(tokens) <= MOST_WORDS:
        said = text.strip()
        weight = _weight(stems, weights) + SHAPES["question"]
        yield Title(said[:1].upper() + said[1:], "question", weight, frozenset(stems))


def written(one: Candidate, tokens: Sequence[Token], letters: str, text: str, known: WordClasses) -> str:
    """The words as they were said, with a capital to begin with and those of names; in quotes where somebody says "I"."""
    is_bare = text == text.lower()  # a recogniser that writes no capitals
    parts = []
    for at in range(one.first, one.end):
        gap = text[tokens[at].end : tokens[at + 1].start] if at + 1 < one.end else ""
        is_led = not at or letters[at - 1] in LEADS
        parts.append((_cased(tokens[at], letters[at] if is_led else "", known) if is_bare else tokens[at].text) + gap)
    if one.shape in ("thing", "owner"):
        parts[0] = _definite(one, tokens, parts[0], known)
    said = "".join(parts)
    said = said[:1].upper() + said[1:]
    if one.shape != "words":
        return said
    opening, closing = known.data["titles"]["quotes"].split(" ")
    return f"{opening}{said}{closing}"


def _definite(one: Candidate, tokens: Sequence[Token], first: str, known: WordClasses) -> str:
    """The form of its article in which a thing stands alone: "the crate" for "a crate", "der Wecker" for "den Wecker"."""
    shown = known.data["definite"].get(tokens[one.first].lower)
    return f"{shown} " if shown and "P" not in one.letters and "A" not in one.letters else first


def _cased(token: Token, letter: str, known: WordClasses) -> str:
    first = token.lower.replace("’", "'").split("'")[0]
    is_capital = first in known.titles["always_capital"] or (known.nouns_are_capital and letter == "N")
    return token.text[:1].upper() + token.text[1:] if is_capital else token.text
