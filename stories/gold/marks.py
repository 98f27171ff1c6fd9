"""The gold transcripts as data: what was said, and what a careful reader marked in it."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from families.dates.when import edtf_bounds
from stories.engines.base import Narrator, SpokenSegment
from stories.gold.lower_case import as_recognised, spell_out

GOLD = Path(__file__).parent
HALVES = ("tuning", "apart")
FORMS: dict[str, Callable[[str], str]] = {"clean": str, "lower": spell_out}
"""How each form is made from the clean English."""


@dataclass(frozen=True, slots=True)
class GoldTime:
    """A time that was said. `edtf` holds every interval that a careful reader may give, the likeliest first."""

    text: str
    edtf: tuple[str, ...]
    by_year: bool


@dataclass(frozen=True, slots=True)
class GoldSegment:
    """One segment. `never` are phrases that must yield no time, `unscored` those that may or may not."""

    spoken: SpokenSegment
    is_asked: bool
    is_aside: bool
    times: tuple[GoldTime, ...]
    never: tuple[str, ...]
    unscored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldPerson:
    """Somebody a reader would list; unnamed kin have an empty `name`. `others` are names that are as right."""

    name: str
    relation: str
    others: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldStory:
    """A story: its segments in order, the EDTF of its years ("" when undated), who and where, titles a reader would give.

    `dates` are those that a reader would write over it, the likeliest first; none where nobody has marked which part of `when` it is about.
    """

    segment_ids: tuple[str, ...]
    when: str
    people: tuple[GoldPerson, ...]
    places: tuple[str, ...]
    optional_places: tuple[str, ...]
    titles: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldTranscript:
    """One invented life. Segments in no story, and those marked aside, are talk that belongs to none."""

    name: str
    title: str
    narrator: Narrator
    recorded: str
    segments: tuple[GoldSegment, ...]
    stories: tuple[GoldStory, ...]
    language: str = "en"

    @property
    def spoken(self) -> tuple[SpokenSegment, ...]:
        return tuple(segment.spoken for segment in self.segments)

    def in_form(self, form: str) -> "GoldTranscript":
        """The same talk, clean or lower-case. Names, places and the narrator keep their spelling."""
        change = form_of(form, self.language)
        return replace(self, segments=tuple(_changed(segment, change) for segment in self.segments))


def form_of(form: str, language: str) -> Callable[[str], str]:
    """What turns clean text of a language into a form of FORMS."""
    return FORMS[form] if language == "en" or form == "clean" else lambda text: as_recognised(text, language)


def _changed(segment: GoldSegment, change: Callable[[str], str]) -> GoldSegment:
    return replace(
        segment,
        spoken=replace(segment.spoken, text=change(segment.spoken.text)),
        times=tuple(replace(time, text=change(time.text)) for time in segment.times),
        never=tuple(map(change, segment.never)),
        unscored=tuple(map(change, segment.unscored)),
    )


def gold_transcripts(half: str) -> tuple[GoldTranscript, ...]:
    """The transcripts of "tuning" or "apart", clean, by file name."""
    return tuple(read_gold(path) for path in sorted((GOLD / half).glob("*.toml")))


def read_gold(path: Path) -> GoldTranscript:
    """One marked transcript. Raises KeyError for a missing mark, TOMLDecodeError for a file that is not TOML."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = data["part"]
    return GoldTranscript(
        name=path.stem,
        title=data["title"],
        narrator=Narrator(data["narrator"]["name"], data["narrator"]["birth"] or None),
        recorded=data["recorded"],
        language=data.get("language", "en"),
        segments=tuple(_segment(item, part["kind"]) for part in parts for item in part["segment"]),
        stories=tuple(_story(part) for part in parts if part["kind"] == "story"),
    )


def _segment(item: dict[str, Any], kind: str) -> GoldSegment:
    start, end = item["at"]
    return GoldSegment(
        spoken=SpokenSegment(item["id"], start, end, item["text"]),
        is_asked=item.get("asked", False),
        is_aside=kind == "aside" or item.get("aside", False),
        times=tuple(_time(time) for time in item.get("times", ())),
        never=tuple(item.get("never", ())),
        unscored=tuple(item.get("unscored", ())),
    )


def _time(item: dict[str, Any]) -> GoldTime:
    return GoldTime(item["text"], (item["edtf"], *item.get("or", ())), item.get("by") == "year")


def _story(part: dict[str, Any]) -> GoldStory:
    return GoldStory(
        segment_ids=tuple(item["id"] for item in part["segment"]),
        when=part["when"],
        people=tuple(_person(person) for person in part["people"]),
        places=tuple(part["places"]),
        optional_places=tuple(part.get("optional_places", ())),
        titles=tuple(part.get("titles", ())),
        dates=_dates(part.get("date"), part["when"]),
    )


def _dates(marked: str | list[str] | None, when: str) -> tuple[str, ...]:
    """Where no date is marked, years that are one year, or none at all, are the story's date."""
    if marked is not None:
        return (marked,) if isinstance(marked, str) else tuple(marked)
    first, last = edtf_bounds(when) if when else (None, None)
    return (when,) if not when or (first and last and first.year == last.year) else ()


def _person(item: dict[str, Any]) -> GoldPerson:
    return GoldPerson(
        item.get("name", ""), item.get("relation", ""), tuple(item.get("or", ())), item.get("optional", False)
    )
