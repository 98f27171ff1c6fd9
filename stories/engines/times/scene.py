"""In which land, and on which side of the equator, the tale is."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language, plain

SCENE_BEFORE, SCENE_AFTER = 15, 3
"""Sentences around a time that may say in which land it was."""
CLEAR, CLEAR_AWAY = 2, 3
"""Lands, all on one side; more of them where it is not the side of the land most named: apples go to England."""
MOST_LANDS = 4
"""A life is told in so many lands; others are only named."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Of one sentence."""

    lands: tuple[str, ...] = ()
    """Where the talk says that it happened, the most named first."""
    is_southern: bool | None = None
    """Whether the tale is south of the equator where it is being told; None where nothing near says so."""

    @property
    def land(self) -> str:
        """The one most named; "" where none is."""
        return self.lands[0] if self.lands else ""

    def nearness(self, lands: Iterable[str]) -> int | None:
        """How near these are to the talk: more for one of the land most named; None where the talk is of none."""
        told = self.lands[:MOST_LANDS]
        return max((MOST_LANDS - told.index(land) for land in lands if land in told), default=None)


def scenes(texts: Sequence[str], language: Language) -> list[Scene]:
    """That of each sentence: the lands of the whole talk, and the side of the equator by the lands named around it."""
    lands = _lands_in(texts, language)
    return [Scene(lands, is_southern) for is_southern in _sides(texts, lands, language)]


def _sides(texts: Sequence[str], lands: Sequence[str], language: Language) -> list[bool | None]:
    southern = set(language.data["southern"])
    sides: list[list[bool]] = []
    for text in texts:
        sides.append([land in southern for land in _lands_in((text,), language)])
    is_home_south = lands[0] in southern if lands else False
    result: list[bool | None] = []
    for number in range(len(texts)):
        near = [side for found in sides[max(0, number - SCENE_BEFORE) : number + SCENE_AFTER + 1] for side in found]
        is_clear = len(set(near)) == 1 and len(near) >= (CLEAR if near[0] is is_home_south else CLEAR_AWAY)
        result.append(near[0] if is_clear else None)
    return result


@lru_cache(maxsize=8)
def _lands_of(language: Language) -> dict[str, tuple[str, ...]]:
    """The lands that each word gives away."""
    lands: dict[str, list[str]] = {}
    for land, words in language.data["lands"].items():
        for word in words.split():
            lands.setdefault(word, []).append(land)
    return {word: tuple(found) for word, found in lands.items()}


def _lands_in(texts: Iterable[str], language: Language) -> tuple[str, ...]:
    """Where the talk says that it happened, by the words of each land, the most named first."""
    lands_of = _lands_of(language)
    counts = Counter(
        land
        for text in texts
        for word in re.findall(r"[^\W\d_]+", plain(text).lower())
        for land in lands_of.get(word, ())
    )
    return tuple(land for land, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
