"""Where a place is: looked up by name in GeoNames' towns, and one of several senses chosen by what else was named. Knows no model."""

import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from stories.places.gazetteer.folding import folded

FOLDER = Path(__file__).parent
FILE = FOLDER / "places.sqlite3"
MOST_SENSES = 6
FAR_LARGER = 20
"""Times that a town has more people than the next one of its name: then it is meant, unless something speaks for another."""
LARGE = 300_000
RIVAL = 10_000
"""People of a town from which on it is meant by its own name as well as a large one that once was called so."""
LARGE_RIVAL = 250_000
"""The same, of a part of a country."""
ONLY = "the only place of this name that we know"
KNOWN_OTHERWISE = 3
"""Times that a town must be larger than those of the name to be meant by another name of its own."""
SENSES = """
SELECT place.id, place.name, place.kind, place.country, country.name, place.region, place.latitude, place.longitude,
    place.population, max(name.is_own)
FROM name JOIN place ON place.id = name.place JOIN country ON country.code = place.country
WHERE name.folded = ? GROUP BY place.id ORDER BY place.population DESC, place.id
"""
COUNTRY = """
SELECT place.id, place.name, place.kind, place.country, place.name, '', NULL, NULL, place.population, 1
FROM place WHERE kind = 'country' AND country = ?
"""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name may mean. `latitude` and `longitude` in degrees, None for countries and regions; `id` is GeoNames' own."""

    id: int
    name: str
    kind: str
    """town, region or country."""
    country: str
    """ISO 3166, two letters."""
    country_name: str
    region: str
    latitude: float | None
    longitude: float | None
    population: int
    is_own: bool
    """Whether the name asked for is the one that GeoNames gives it today."""

    @property
    def label(self) -> str:
        """ "Gdańsk, Poland", "Cambridge, Massachusetts, United States"."""
        parts = dict.fromkeys(part for part in (self.name, self.region, self.country_name) if part)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The one sense of a name, and why it is that one; or the senses that it may have, the largest first."""

    sense: Sense | None
    senses: tuple[Sense, ...]
    why: str = ""


def sense(row: Sequence[Any]) -> Sense:
    return Sense(*(*row[:9], bool(row[9])))


class Gazetteer:
    """The file that script/gazetteer makes. Opened for reading; a lookup takes well under a millisecond and no memory."""

    def __init__(self, file: Path = FILE) -> None:
        # Without locks, and for all threads: nobody writes the file while it is open, and each lookup has a cursor of its own.
        self.database = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def senses(self, name: str) -> tuple[Sense, ...]:
        """All that the name may mean, the largest first. A town that only once was called so has to be much larger than its namesakes."""
        found = [sense(row) for row in self.database.execute(SENSES, [folded(name)])]
        if codes := old_names().get(folded(name)):
            rivals = [
                sense for sense in found if sense.kind == "town" and sense.is_own and sense.population >= LARGE_RIVAL
            ]
            return (*map(self.country, codes), *rivals)
        lands = [sense for sense in found if sense.kind != "town" and sense.is_own]
        if lands:
            return tuple(lands)
        own = max((sense.population for sense in found if sense.is_own), default=0)
        meant = [sense for sense in found if sense.is_own or sense.population > KNOWN_OTHERWISE * own]
        return tuple(meant[:MOST_SENSES])

    def country(self, code: str) -> Sense:
        row = self.database.execute(COUNTRY, [code]).fetchone()
        return replace(sense(row), is_own=False)


@cache
def gazetteer() -> Gazetteer:
    """One for the life of the process."""
    return Gazetteer()


@cache
def old_names() -> dict[str, tuple[str, ...]]:
    """The codes of today's countries by the folded name of an older one."""
    listed = tomllib.loads((FOLDER / "old_names.toml").read_text(encoding="utf-8"))["old"]
    return {folded(name): tuple(each["today"]) for each in listed for name in each["names"]}


def whereabouts(name: str, *, others: Iterable[str] = ()) -> Whereabouts:
    """Where the name is. `others` were named near it: the regions and countries of those that are clear decide between namesakes.

    A small town that is the only one of its name is not meant by those who speak of other countries: it is a sense, and no more.
    """
    senses = gazetteer().senses(name)
    certain = {other: found[0] for other in others if (found := clear(gazetteer().senses(other)))}
    if near := nearest(senses, certain):
        sense, named = near
        return Whereabouts(sense, senses, f"because {named} was named as well" if len(senses) > 1 else ONLY)
    if len(senses) == 1:
        is_meant = senses[0].population >= LARGE or senses[0].kind != "town" or not certain
        return Whereabouts(senses[0] if is_meant else None, senses, ONLY if is_meant else "")
    if largest := clear(senses):
        return Whereabouts(largest[0], senses, "by far the largest place of this name")
    return Whereabouts(None, senses)


def nearest(senses: Sequence[Sense], certain: Mapping[str, Sense]) -> tuple[Sense, str] | None:
    """The one sense in the same region, or else in the same country, as something else that was named, and what that is."""
    keys: list[Callable[[Sense], object]] = [
        lambda each: (each.country, each.region or each),
        lambda each: each.country,
    ]
    for place_of in keys:
        named = {place_of(each): name for name, each in certain.items()}
        near = [sense for sense in senses if place_of(sense) in named]
        if len(near) == 1:
            return near[0], named[place_of(near[0])]
    return None


def clear(senses: Sequence[Sense]) -> Sequence[Sense]:
    """The senses, where the first of them is meant by nearly everybody; else none."""
    if not senses:
        return ()
    if len(senses) == 1:
        return senses
    first, second = senses[0], senses[1]
    is_rivalled = not first.is_own and any(each.is_own and each.population >= RIVAL for each in senses[1:])
    is_larger = first.population >= max(LARGE, FAR_LARGER * second.population)
    return senses if first.kind == "town" and is_larger and not is_rivalled else ()
