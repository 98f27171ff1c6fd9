"""Single phrases, and chains of them, with the interval that they mean, or with none."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stories.engines.base import Narrator, SpokenSegment, StoryEngine
from stories.gold.marks import GOLD, form_of
from stories.gold.matching import same_interval

BY_YEAR = "by year"
BREATH = "|"
"""Parts the breaths of a chain, whose last one is asked for its time."""
APART = "_apart"
"""How the name of a file ends that is measured and never shown."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something said by a narrator born and recorded on these EDTF days, or None. An empty `edtf` means: no time in it."""

    text: str
    birth: str | None
    recorded: str | None
    edtf: tuple[str, ...] = ()
    by_year: bool = False
    language: str = "en"


def read_phrases(name: str) -> tuple[Phrase, ...]:
    """The phrases of one file, such as "en", "en_open" or "en_chains"."""
    return tuple(_phrases(GOLD / "phrases" / f"{name}.toml"))


def _phrases(path: Path) -> Iterator[Phrase]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    language = data.get("language", "en")
    for life in data.get("life", ()):
        birth, recorded = life["birth"] or None, life["recorded"] or None
        for text, *expected in life.get("dated", ()):
            dates = tuple(item for item in expected if item != BY_YEAR)
            yield Phrase(text, birth, recorded, dates, BY_YEAR in expected, language)
        for text in life.get("silent", ()):
            yield Phrase(text, birth, recorded, language=language)


def heard_in(phrase: Phrase, engine: StoryEngine, form: str = "clean") -> list[str]:
    """The EDTF of every time that the engine finds in the last breath of the phrase, said alone, in order."""
    breaths = [form_of(form, phrase.language)(breath.strip()) for breath in phrase.text.split(BREATH)]
    segments, clock = [], 0.0
    for number, breath in enumerate(breaths):
        seconds = max(1.0, len(breath.split()) / 2.4)
        segments.append(SpokenSegment(str(number), clock, clock + seconds, breath))
        clock += seconds + 0.5
    narrator = Narrator("", phrase.birth) if phrase.birth else None
    found = engine.find(tuple(segments), narrator=narrator, recorded=phrase.recorded)
    return [marker.edtf for marker in found.markers if marker.chunk_id == segments[-1].id]


def is_right(phrase: Phrase, heard: list[str]) -> bool:
    """Nothing where there is nothing; else the last time heard has an expected interval (earlier ones lead to it)."""
    if not phrase.edtf:
        return not heard
    return bool(heard) and same_interval(heard[-1], phrase.edtf, by_year=phrase.by_year)
