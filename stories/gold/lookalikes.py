"""Single sentences with names that look like people and are none, and the other way round: written by hand, in two halves."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stories.engines.base import Extraction, SpokenSegment, StoryEngine
from stories.gold.marks import form_of
from stories.gold.matching import same_person, same_place

NAMES = Path(__file__).parent / "names"


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A sentence, of which kind, and everybody named in it; `places` are those that must be found, others may be."""

    language: str
    kind: str
    said: str
    people: tuple[str, ...]
    animals: tuple[str, ...]
    places: tuple[str, ...]


def lookalikes(half: str) -> list[Lookalike]:
    """Those of "tuning" or "apart", of all languages."""
    found = []
    for path in sorted(NAMES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [
            Lookalike(data["language"], case["kind"], case["said"], *_names(case, "people", "animals", "places"))
            for case in data[half]
        ]
    return found


def _names(case: dict[str, list[str]], *kinds: str) -> Iterable[tuple[str, ...]]:
    return (tuple(case.get(kind, ())) for kind in kinds)


def read(case: Lookalike, engine: StoryEngine, form: str = "clean") -> Extraction:
    return engine.find((SpokenSegment("s1", 0.0, 8.0, form_of(form, case.language)(case.said)),))


def is_right(case: Lookalike, found: Extraction) -> bool:
    """Whether exactly the people and animals of the case were found by name, and its places among others; kin unnamed don't count."""
    people = [person for story in found.stories for person in story.people if person.name]
    places = [place.name for story in found.stories for place in story.places]
    persons = [person.name for person in people if not person.is_animal]
    animals = [person.name for person in people if person.is_animal]
    return (
        _same(persons, case.people)
        and _same(animals, case.animals)
        and all(any(same_place(name, place) for name in places) for place in case.places)
    )


def _same(found: list[str], wanted: tuple[str, ...]) -> bool:
    return len(found) == len(wanted) and all(any(same_person(one, None, two, "") for one in found) for two in wanted)
