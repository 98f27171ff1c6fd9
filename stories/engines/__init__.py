"""Story engines: what was said in, stories out."""

from collections.abc import Callable

from audio.errors import StepError
from stories.engines.base import (
    Asked,
    Extraction,
    Fact,
    FoundPerson,
    FoundPlace,
    FoundStory,
    Marker,
    Narrator,
    SpokenSegment,
    StoryEngine,
)
from stories.engines.languages import available
from stories.engines.pauses import PausesEngine
from stories.engines.rules import RulesEngine

__all__ = [
    "ENGINES",
    "Asked",
    "Extraction",
    "Fact",
    "FoundPerson",
    "FoundPlace",
    "FoundStory",
    "Marker",
    "Narrator",
    "SpokenSegment",
    "StoryEngine",
    "embedded_engine",
    "get_engine",
]

ENGINES: dict[str, Callable[[str], StoryEngine]] = {"rules": RulesEngine}


def embedded_engine(language: str) -> StoryEngine:
    """The rules of a language (ISO 639 code), or where nobody has written them, what pauses alone can tell."""
    return RulesEngine(language) if language in available() else PausesEngine()


def get_engine(name: str, language: str = "en") -> StoryEngine:
    """The engine of that name; raises a permanent StepError that lists the known ones, or knows no such language."""
    try:
        return ENGINES[name](language)
    except KeyError:
        known = ", ".join(sorted(ENGINES))
        raise StepError(f"No story engine is called {name!r}. Known: {known}.", permanent=True) from None
