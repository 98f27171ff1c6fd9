"""Holds what a language model says against what was said: a name, a number, a date or a kinship that nobody spoke of is no fact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from families.dates.when import edtf_bounds
from stories.engines.base import FoundPerson, FoundPlace, FoundStory, Marker, SpokenSegment
from stories.engines.languages import Language, plain
from stories.engines.text.tokens import WORD, lexicon
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.spans import Span

POSSESSIVE = re.compile(r"['’]s?$")
FIGURES = re.compile(r"\d+")
SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+\Z")
FEWEST, MOST_TITLE, MOST_SUMMARY = 2, 8, 45  # words
LONGEST_TITLE, LONGEST_SUMMARY = 70, 400  # letters
STEM = 5  # letters by which "froze" and "frozen" are one word
NEAR = 2 / 3
SURE = 0.6
"""How sure a date is that only the model has understood."""


@dataclass(frozen=True)
class Spoken:
    """What was said in one story, ready to be asked."""

    segments: Sequence[SpokenSegment]
    markers: Sequence[Marker]
    """What the rules have dated in it."""
    language: Language
    lifetime: Lifetime
    narrator: str = ""
    words: list[list[str]] = field(init=False)
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", [words_of(each.text) for each in self.segments])
        years = {figure for marker in self.markers for figure in FIGURES.findall(marker.edtf)}
        known = {word for words in self.words for word in words} | years | set(words_of(self.narrator))
        object.__setattr__(self, "known", frozenset(known))

    def says(self, text: str) -> bool:
        """Whether these words were said, one after the other, case and marks aside; also across the end of a segment."""
        return contains([word for words in self.words for word in words], words_of(text))

    def where(self, text: str) -> tuple[str, ...]:
        """The ids of the segments in which these words were said."""
        wanted = words_of(text)
        return tuple(each.id for each, words in zip(self.segments, self.words, strict=True) if contains(words, wanted))

    def bears_out(self, text: str) -> bool:
        """Whether every name, number and kinship in a text of the model's own was said, and most of its telling words."""
        telling = {word for word in words_of(text) if len(word) > 3} - lexicon(self.language).common
        heard = {word[:STEM] for word in self.known}
        is_near = sum(word[:STEM] in heard for word in telling) >= NEAR * len(telling)
        return is_near and all(word in self.known or plain(word) in self.known for word in claims(text, self.language))


def words_of(text: str) -> list[str]:
    return [POSSESSIVE.sub("", word.casefold()) for word in WORD.findall(text)]


def contains(words: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))


def claims(text: str, language: Language) -> Iterator[str]:
    """The words of a text that state a fact which can be looked up: names, figures, numbers, kin, months.

    At the beginning of a sentence every word has a capital: there it counts for a name unless it is a small word.
    """
    lists = lexicon(language)
    telling = frozenset(language.data["numbers"]) | lists.kin | language.words("months")
    for match in WORD.finditer(text):
        word = POSSESSIVE.sub("", match[0])
        lower = word.casefold()
        begins = match.start() == 0 or bool(SENTENCE_END.search(text, 0, match.start()))
        is_small = begins and lower in lists.common and lower not in lists.first_names
        if FIGURES.search(word) or lower in telling or (word[:1].isupper() and not is_small):
            yield lower


def is_good_title(title: str, spoken: Spoken) -> bool:
    return (
        FEWEST <= len(title.split()) <= MOST_TITLE
        and len(title) <= LONGEST_TITLE
        and spoken.bears_out(title.rstrip("."))
    )


def is_good_summary(summary: str, evidence: str, spoken: Spoken) -> bool:
    """A summary needs a sentence that was said behind it, word for word."""
    has_length = 0 < len(summary.split()) <= MOST_SUMMARY and len(summary) <= LONGEST_SUMMARY
    return has_length and len(words_of(evidence)) > 2 and spoken.says(evidence) and spoken.bears_out(summary)


def dated(marker: tuple[str, str, str], spoken: Spoken) -> Marker | None:
    """The marker that stands: the rules' own where they dated these words, the model's where the year itself was said."""
    text, edtf, basis = marker
    places = spoken.where(text)
    if not places:
        return None
    said = words_of(text)
    for own in spoken.markers:
        if own.chunk_id in places and (contains(said, words_of(own.text)) or contains(words_of(own.text), said)):
            return own
    if basis != "explicit" or not is_possible(edtf, spoken.lifetime):
        return None
    if not set(FIGURES.findall(edtf.split("-")[0])) <= set(FIGURES.findall(text)) or "/" in edtf:
        return None
    return Marker(text, edtf, SURE, f"“{text}” was said", places[0])


def is_possible(edtf: str, lifetime: Lifetime) -> bool:
    """Whether it is a date, and one that the narrator could tell of."""
    try:
        first, last = edtf_bounds(edtf)
    except ValueError:
        return False
    return bool(first and last and lifetime.is_possible(Span(first, last)))


def more_people(proposed: Sequence[tuple[str, str]], story: FoundStory, spoken: Spoken) -> Iterator[FoundPerson | None]:
    """Those whom the rules missed; None for one who was not named in the story. A kinship stays where it was said."""
    known = [words_of(person.name) for person in story.people if person.name]
    known += [words_of(place.name) for place in story.places] + [words_of(spoken.narrator)]
    for name, relation in proposed:
        wanted, ids = words_of(name), spoken.where(name)
        if not ids or not any(letter.isupper() for letter in name):
            yield None
        elif not any(contains(wanted, each) or contains(each, wanted) for each in known if each):
            known.append(wanted)
            is_kin = set(words_of(relation)) & lexicon(spoken.language).kin and spoken.says(relation)
            yield FoundPerson(name, relation if is_kin else None, ids)


def more_places(proposed: Sequence[str], story: FoundStory, spoken: Spoken) -> Iterator[FoundPlace | None]:
    """Those that the rules missed; None for one that was not named in the story."""
    known = [words_of(place.name) for place in story.places]
    known += [words_of(person.name) for person in story.people if person.name]
    for name in proposed:
        wanted, ids = words_of(name), spoken.where(name)
        if not ids or not any(letter.isupper() for letter in name):
            yield None
        elif not any(contains(wanted, each) or contains(each, wanted) for each in known if each):
            known.append(wanted)
            yield FoundPlace(name, ids)
