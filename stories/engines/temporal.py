"""When things happened: one pass over the sentences, each time expression resolved with what is known by then."""

import re
from dataclasses import dataclass

from .base import Marker, Utterance
from .languages import Language
from .life import Life
from .sentences import Sentence
from .spans import Span
from .temporal_ages import AGES, narrowed
from .temporal_dates import DATES
from .temporal_events import EVENTS
from .temporal_patterns import Phrase, phrases
from .temporal_reading import Reading
from .temporal_relative import RELATIVES

FLASH_WIDTH = 40

READERS = DATES | AGES | RELATIVES | EVENTS
"""How each kind of phrase in a language file is understood."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A marker with what choosing a story's date needs to know."""

    marker: Marker
    span: Span
    sentence: int
    utterance: int
    offset: int
    kind: str
    is_birth: bool = False
    is_aside: bool = False
    """A look ahead ("until he died in 1987") or into another life: it moves no tale."""


def find_times(
    found: list[Sentence], utterances: tuple[Utterance, ...], *, life: Life, language: Language
) -> list[Dated]:
    """Every time expression that could be resolved, in order. Learns the birth from "I was born in …" where unknown."""
    result: list[Dated] = []
    cues = Cues.of(language)
    for number, sentence in enumerate(found):
        for phrase, reading in _readings(sentence.text, life, language, cues):
            is_birth = cues.is_birth(sentence.text, phrase)
            is_aside = cues.is_aside(sentence.text, phrase, reading.span, life)
            place = sentence.utterance_at(phrase.start)
            marker = Marker(
                text=phrase.text,
                edtf=reading.span.edtf + reading.hedge,
                confidence=reading.confidence,
                basis=reading.basis,
                chunk_id=utterances[place].id,
            )
            result.append(Dated(marker, reading.span, number, place, phrase.start, phrase.kind, is_birth, is_aside))
    return result


def _readings(text: str, life: Life, language: Language, cues: "Cues") -> list[tuple[Phrase, Reading]]:
    """The phrases of a sentence that mean something; the anchor moves on as they are read."""
    read: list[tuple[Phrase, Reading]] = []
    bare: list[Reading] = []
    for phrase in phrases(text, language):
        reading = _read(phrase, text, life, language, cues)
        if reading is None:
            continue
        if reading.months:
            bare.append(reading)
            continue
        read.append((phrase, reading))
        if life.birth is None and cues.is_birth(text, phrase):
            life.birth, life.birth_said = reading.span, reading.span.edtf
        if reading.moves and not cues.is_aside(text, phrase, reading.span, life):
            life.move_to(reading.span)
    return _sharpened(read, bare, life)


def _sharpened(read: list[tuple[Phrase, Reading]], bare: list[Reading], life: Life) -> list[tuple[Phrase, Reading]]:
    """ "The summer I was nine" is one summer where the birthday is known; a season alone is no date."""
    result = []
    for phrase, reading in read:
        better = narrowed(reading, bare[0]) if bare else None
        if better:
            life.move_to(better.span)
        result.append((phrase, better or reading))
    return result


def _read(phrase: Phrase, text: str, life: Life, language: Language, cues: "Cues") -> Reading | None:
    if phrase.kind in ("age", "birthday", "age_decade") and cues.is_reported(text, phrase):
        return None
    if phrase.kind == "age_of_somebody" and not cues.is_narrator(text, phrase):
        return None
    reading = READERS[phrase.kind](phrase, life, language)
    return reading if reading and life.is_possible(reading.span) else None


@dataclass(frozen=True, slots=True)
class Cues:
    """Whose time it is, judged by the words around it."""

    birth: re.Pattern[str]
    other_birth: re.Pattern[str]
    own_children: re.Pattern[str]
    beyond: re.Pattern[str]
    reported: re.Pattern[str]
    me: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, language: Language) -> "Cues":
        words = language.data["words"]

        def before(name: str) -> re.Pattern[str]:
            return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words[name])})\b", re.IGNORECASE)

        said = "|".join(re.escape(word) for word in words["reported"])
        return cls(
            birth=before("birth"),
            other_birth=before("other_birth"),
            own_children=before("own_children"),
            beyond=before("beyond"),
            reported=re.compile(
                rf"(?<!\bI )\b(?:{said})\s*(?:[,:]\s*[\"“'‘]?|[\"“‘])\s*(?:\w+ ){{0,2}}$", re.IGNORECASE
            ),
            me=frozenset(words["me"]),
            others=frozenset(words["others"]) | language.words("people", "kin"),
        )

    def is_birth(self, text: str, phrase: Phrase) -> bool:
        return bool(self.birth.search(text, max(0, phrase.start - 80), phrase.start))

    def is_aside(self, text: str, phrase: Phrase, span: Span, life: Life) -> bool:
        """A look ahead, a time before the narrator's life, or the birth of somebody as old as the narrator."""
        lead = max(0, phrase.start - FLASH_WIDTH)
        if not life.is_in_life(span) or self.beyond.search(text, lead, phrase.start):
            return True
        born = self.other_birth.search(text, lead, phrase.start)
        if not born or self.is_birth(text, phrase) or life.is_grown_up(span):
            return False
        return not self.own_children.search(text, max(0, born.start() - FLASH_WIDTH), born.start())

    def is_reported(self, text: str, phrase: Phrase) -> bool:
        """ "He said, I was nineteen": somebody else's age."""
        return bool(self.reported.search(text, max(0, phrase.start - FLASH_WIDTH), phrase.start))

    def is_narrator(self, text: str, phrase: Phrase) -> bool:
        """ "Aged nine" is the narrator's where the nearest person before it, or else the first after it, is "I"."""
        before = re.findall(r"[\w'-]+", text[max(0, phrase.start - 120) : phrase.start])
        after = re.findall(r"[\w'-]+", text[phrase.end : phrase.end + 80])
        for word in [*reversed(before), *after]:
            if word.lower() in self.me:
                return True
            if word.lower() in self.others or (word[0].isupper() and word not in before[:1] and len(word) > 1):
                return False
        return False


def best_date(dated: list[Dated], life: Life, *, opening: int) -> Marker | None:
    """A story's own date: the first of the surest, an exact one inside it where it is wide; None where none was said.

    `opening` is the number of the story's first sentence: a time said there sets the scene, and counts for more.
    """
    own = [item for item in dated if not item.is_birth and not item.is_aside and life.is_in_life(item.span)]
    own = own or [item for item in dated if item.is_birth] or [item for item in dated if not item.is_aside]
    if not own:
        return None
    weights = [item.marker.confidence + (0.1 if item.sentence <= opening + 1 else 0.0) for item in own]
    surest = max(weights)
    chosen = next(item for item, weight in zip(own, weights, strict=True) if weight >= surest - 0.101)
    if not chosen.span.is_within_a_year:
        inside = [item for item in own if item.span in chosen.span and item.span.is_within_a_year]
        chosen = next((item for item in inside if item.marker.confidence >= chosen.marker.confidence), chosen)
    return chosen.marker
