"""What every story engine takes and gives back: plain frozen data, seconds as floats, dates as EDTF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SpokenSegment:
    """A segment as engines take it: its words as they stand, `start` and `end` in seconds of the recording."""

    id: str
    start: float
    end: float
    text: str
    asks: bool | None = None
    """Whether its voice asks the questions here or tells, where a person has said so."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of a life that a recording dates: `words` are the stems of what was said of it, each with its distance in characters.

    The one stem "@birth" stands for the narrator's own birth. What an engine gives, it alone understands.
    """

    words: tuple[tuple[str, int], ...]
    edtf: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who speaks. `birth` is EDTF, or None when nobody knows; `facts` are what their other recordings date."""

    name: str
    birth: str | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A time that was spoken of: the words said, their EDTF (level 1), how sure (0 to 1), and why in plain words."""

    text: str
    edtf: str
    confidence: float
    basis: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody in a story. An unnamed relative ("my father") has an empty `name` and a `relation` to the narrator.

    Horses and dogs that have a name are told of as well, and are kept apart from people by `is_animal`.
    """

    name: str
    relation: str | None
    chunk_ids: tuple[str, ...]
    is_animal: bool = False

    @property
    def label(self) -> str:
        """What a page may print: the name, or else the relation."""
        return self.name or (self.relation or "")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place, spelt as it was said."""

    name: str
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A stretch of talk that reads as one story. `marker` is None when no time was said: a normal state."""

    title: str
    summary: str
    chunk_ids: tuple[str, ...]
    marker: Marker | None
    people: tuple[FoundPerson, ...]
    places: tuple[FoundPlace, ...]
    quotation: str = ""
    """The most telling sentence, word for word, but for small words at its beginning."""
    themes: tuple[str, ...] = ()
    """From the list in `languages/en_themes.toml`, the strongest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a language model was asked for one extraction: how much, at what cost in tokens, and what of it did not stand up.

    `dropped` counts by kind what was not said in the recording; `trouble` is why the rest was left to the rules, or "".
    """

    model: str
    prompt: str
    windows: int
    answered: int
    input_tokens: int
    output_tokens: int
    dropped: Mapping[str, int]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The stories in order, and every marker found. Segments in no story were set aside (greetings, logistics)."""

    stories: tuple[FoundStory, ...]
    markers: tuple[Marker, ...]
    asked: Asked | None = None


class StoryEngine(Protocol):
    """Turns what was said into stories."""

    name: str
    version: str

    def find(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> Extraction:
        """Segments in the order of speech; `recorded` is the EDTF day of the recording, or None.

        Each id comes back in at most one story, in order and contiguous. No speech gives an empty extraction.
        Raises StepError: permanent when the same input can never succeed.
        """
        ...

    def facts(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> tuple[Fact, ...]:
        """What these words date of the narrator's life, by themselves: the narrator's own facts are left out of account."""
        ...
