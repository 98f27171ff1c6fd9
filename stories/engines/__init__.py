"""Story engines: what was said in, stories out."""

from collections.abc import Callable

from audio.errors import StepError

from .base import (
    Asked,
    Extraction,
    Fact,
    FoundPerson,
    FoundPlace,
    FoundStory,
    Marker,
    Narrator,
    StoryEngine,
    Utterance,
)
from .rules import RulesEngine

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
    "StoryEngine",
    "Utterance",
    "get_engine",
]

ENGINES: dict[str, Callable[[], StoryEngine]] = {"rules": RulesEngine}


def get_engine(name: str) -> StoryEngine:
    """The engine of that name; raises a permanent StepError that lists the known ones."""
    try:
        return ENGINES[name]()
    except KeyError:
        known = ", ".join(sorted(ENGINES))
        raise StepError(f"No story engine is called {name!r}. Known: {known}.", permanent=True) from None
