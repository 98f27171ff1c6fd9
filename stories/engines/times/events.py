"""Times told by what the world was doing: named events, and "the war" as the narrator's generation means it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from families.dates.when import describe, edtf_bounds
from stories.engines.languages import WORD, Language, plain
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import Span, months_span, years_span


@lru_cache(maxsize=8)
def _lands_of(language: Language) -> dict[str, tuple[str, ...]]:
    """The lands that each word gives away."""
    lands: dict[str, list[str]] = {}
    for land, words in language.data["lands"].items():
        for word in words.split():
            lands.setdefault(word, []).append(land)
    return {word: tuple(found) for word, found in lands.items()}


def lands_in(texts: Iterable[str], language: Language) -> tuple[str, ...]:
    """Where the talk says that it happened, by the words of each land, the most named first."""
    lands_of = _lands_of(language)
    counts = Counter(
        land
        for text in texts
        for word in re.findall(r"[^\W\d_]+", plain(text).lower())
        for land in lands_of.get(word, ())
    )
    return tuple(land for land, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


SCENE_BEFORE, SCENE_AFTER = 15, 3
"""Sentences around a time that may say in which land it was."""


CLEAR, CLEAR_AWAY = 2, 3
"""Lands, all on one side; more of them where it is not the side of the land most named: apples go to England."""


def scenes(texts: Sequence[str], lands: Sequence[str], language: Language) -> list[bool | None]:
    """For each sentence whether the tale is south of the equator, by the lands named around it; None where none was.

    `lands` are those of all the texts, the most named first.
    """
    southern = set(language.data["southern"])
    sides: list[list[bool]] = []
    for text in texts:
        sides.append([land in southern for land in lands_in((text,), language)])
    is_home_south = lands[0] in southern if lands else False
    result: list[bool | None] = []
    for number in range(len(texts)):
        near = [side for found in sides[max(0, number - SCENE_BEFORE) : number + SCENE_AFTER + 1] for side in found]
        is_clear = len(set(near)) == 1 and len(near) >= (CLEAR if near[0] is is_home_south else CLEAR_AWAY)
        result.append(near[0] if is_clear else None)
    return result


def read_event(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    found = _event_at(phrase.text, life, language)
    return Reading(found[0], 0.7, found[1]) if found and found[2] == len(phrase.text) else None


def _event_at(text: str, life: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """The event that a text begins with, how a reader is told, and how many characters name it."""
    fitting = []
    words = {plain(word) for word in WORD.findall(text.lower())} | set(re.findall(r"\d+", text))
    for pattern, event in language.events_in(words):
        match = pattern.match(text)
        if match:
            nearness = _nearness(event, life)
            if nearness is not None and _is_lived(event, life):
                fitting.append((match.end(), nearness, event))
    if not fitting:
        return None
    size, _, event = max(fitting, key=lambda item: item[:2])
    first, last = edtf_bounds(event["when"])
    if first and text[:size].lower().endswith(f" {language.data['words']['year_word']}"):
        return years_span(first.year), f"the year of {event['label']}: {first.year}", size
    return (Span(first, last), f"{event['label']}: {describe(event['when'])}", size) if first and last else None


MOST_LANDS = 4
"""A life is told in so many lands; others are only named."""


def _nearness(event: dict[str, Any], life: Discourse) -> int | None:
    """How near its land is to the talk: 0 for an event of everywhere, more for one of the land most named; None for none."""
    where = event.get("where")
    if not where:
        return 0
    return max((MOST_LANDS - life.lands.index(land) for land in where if land in life.lands[:MOST_LANDS]), default=None)


def _is_lived(event: dict[str, Any], life: Discourse) -> bool:
    """An event with a land is one of the narrator's time, or of their parents'."""
    _, last = edtf_bounds(event["when"])
    return not event.get("where") or not life.first_year or last is None or last.year >= life.first_year - 25


def event_span(clause: str, life: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """What a clause ("the war ended", "Pearl Harbor") names, for times told from it; as `_event_at` gives it."""
    found = _event_at(clause, life, language)
    if found:
        return found
    war = re.match(language.grammar["war_clause"], clause, re.IGNORECASE)
    if war is None:
        return None
    meant = war_of(life, language)
    if war["ended"]:
        return years_span(meant["last"].year), f"the end of {meant['name']}", war.end()
    if war["began"]:
        return _month_of(meant["first"]), f"the beginning of {meant['name']}", war.end()
    return Span(meant["first"], meant["last"]), meant["name"], war.end()


def war_of(life: Discourse, language: Language) -> dict[str, Any]:
    """Which war somebody of that age calls "the war"."""
    wars: list[dict[str, Any]] = language.data["war"]
    year = life.first_year
    anchor = life.anchor
    if anchor and anchor.last.year <= wars[0]["last"].year + 1 and anchor.last.year >= wars[0]["first"].year - 2:
        return wars[0]
    if year is None:
        return wars[-1]
    top = life.lands[0] if life.lands else ""
    return next(war for war in wars if year < war["born_before"] and top in war.get("lands", (top,)))


def _basis(war: dict[str, Any], life: Discourse, what: str) -> str:
    told = f"as somebody born in {life.first_year} means it" if life.first_year else "the birth is not known"
    return f"{what} {war['name']}, {told}"


def read_war(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    war = war_of(life, language)
    span = years_span(war["first"].year, war["last"].year)
    return Reading(span, 0.6 if life.birth else 0.4, _basis(war, life, "during"), moves=life.anchor is None)


def read_war_began(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    war = war_of(life, language)
    return Reading(_month_of(war["first"]), 0.6 if life.birth else 0.4, _basis(war, life, "the beginning of"))


def read_war_declared(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    war = war_of(life, language)
    day = Span(war["declared"], war["declared"])
    return Reading(day, 0.6 if life.birth else 0.4, _basis(war, life, "the declaration of"))


def read_war_ended(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    war = war_of(life, language)
    return Reading(years_span(war["last"].year), 0.6 if life.birth else 0.4, _basis(war, life, "the end of"))


def read_before_war(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """Between the birth and the war; None where nobody knows the birth."""
    war = war_of(life, language)
    if life.birth is None or life.birth.first.year >= war["first"].year:
        return None
    span = years_span(life.birth.first.year, war["first"].year)
    return Reading(span, 0.4, _basis(war, life, "before"), moves=False)


def read_war_part(phrase: Phrase, life: Discourse, language: Language) -> Reading | None:
    """ "The first winter of the war", "the last year of the war"."""
    war, which = war_of(life, language), phrase.parts.get("which", "")
    if "count" in phrase.parts:
        into = read_number(phrase.parts["count"], language) or 0
        basis = _basis(war, life, f"{into} years into")
        return Reading(years_span(war["first"].year + into), 0.6 if life.birth else 0.4, basis) if into else None
    first = war["first"].year
    number = language.data["ordinals"].get(which)
    year = war["last"].year if number is None else first + number - 1
    name = phrase.parts["period"]
    if name == "year":
        span = years_span(year)
    else:
        month, last = language.data["seasons"].get(name, (12, 12))
        year += number is not None and date(first, last if month <= last else 12, 28) < war["first"]
        year -= number is None and date(year, month, 1) > war["last"]
        span = months_span(year, month, last)
    return Reading(span, 0.6 if life.birth else 0.4, _basis(war, life, f"the {which} {name} of"))


def _month_of(day: date) -> Span:
    first, last = edtf_bounds(f"{day:%Y-%m}")
    return Span(first or day, last or day)
