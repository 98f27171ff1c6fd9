"""Times told by what the world was doing: named events, and "the war" as the narrator's generation means it."""

import re
from datetime import date
from typing import Any

from families.dates.when import describe, edtf_bounds
from stories.engines.languages import WORD, Language, plain
from stories.engines.times.discourse import Discourse
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.numbers_said import read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.scene import Scene
from stories.engines.times.spans import Span, months_span, years_span


def read_event(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    found = _event_at(phrase.text, discourse.lifetime, discourse.scene, language)
    return Reading(found[0], 0.7, found[1]) if found and found[2] == len(phrase.text) else None


def _event_at(text: str, lifetime: Lifetime, scene: Scene, language: Language) -> tuple[Span, str, int] | None:
    """The event that a text begins with, how a reader is told, and how many characters name it."""
    fitting = []
    words = {plain(word) for word in WORD.findall(text.lower())} | set(re.findall(r"\d+", text))
    for pattern, event in language.events_in(words):
        match = pattern.match(text)
        if match:
            nearness = _nearness(event, scene)
            if nearness is not None and _is_lived(event, lifetime):
                fitting.append((match.end(), nearness, event))
    if not fitting:
        return None
    size, _, event = max(fitting, key=lambda item: item[:2])
    first, last = edtf_bounds(event["when"])
    if first and text[:size].lower().endswith(f" {language.data['words']['year_word']}"):
        return years_span(first.year), f"the year of {event['label']}: {first.year}", size
    return (Span(first, last), f"{event['label']}: {describe(event['when'])}", size) if first and last else None


def _nearness(event: dict[str, Any], scene: Scene) -> int | None:
    """How near its land is to the talk, and 0 for an event of everywhere; None for one of a land that was not named."""
    where = event.get("where")
    return scene.nearness(where) if where else 0


def _is_lived(event: dict[str, Any], lifetime: Lifetime) -> bool:
    """An event with a land is one of the narrator's time, or of their parents'."""
    _, last = edtf_bounds(event["when"])
    return not event.get("where") or not lifetime.first_year or last is None or last.year >= lifetime.first_year - 25


def event_span(clause: str, discourse: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """What a clause ("the war ended", "Pearl Harbor") names, for times told from it; as `_event_at` gives it."""
    found = _event_at(clause, discourse.lifetime, discourse.scene, language)
    if found:
        return found
    war = re.match(language.grammar["war_clause"], clause, re.IGNORECASE)
    if war is None:
        return None
    meant = war_of(discourse, language)
    if war["ended"]:
        return years_span(meant["last"].year), f"the end of {meant['name']}", war.end()
    if war["began"]:
        return _month_of(meant["first"]), f"the beginning of {meant['name']}", war.end()
    return Span(meant["first"], meant["last"]), meant["name"], war.end()


def war_of(discourse: Discourse, language: Language) -> dict[str, Any]:
    """Which war somebody of that age calls "the war"."""
    wars: list[dict[str, Any]] = language.data["war"]
    year = discourse.lifetime.first_year
    anchor = discourse.tale.anchor
    if anchor and anchor.last.year <= wars[0]["last"].year + 1 and anchor.last.year >= wars[0]["first"].year - 2:
        return wars[0]
    if year is None:
        return wars[-1]
    top = discourse.scene.land
    return next(war for war in wars if year < war["born_before"] and top in war.get("lands", (top,)))


def _basis(war: dict[str, Any], lifetime: Lifetime, what: str) -> str:
    told = f"as somebody born in {lifetime.first_year} means it" if lifetime.first_year else "the birth is not known"
    return f"{what} {war['name']}, {told}"


def read_war(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    if not _is_our_war(discourse, language):
        return None
    war = war_of(discourse, language)
    span = years_span(war["first"].year, war["last"].year)
    return Reading(
        span,
        0.6 if discourse.lifetime.birth else 0.4,
        _basis(war, discourse.lifetime, "during"),
        moves=discourse.tale.anchor is None,
    )


def _is_our_war(discourse: Discourse, language: Language) -> bool:
    """Whether "the war" is one of those that a family means by it: in a tale of 1862, told by nobody knows whom, it is none."""
    tale, wars = discourse.tale, language.data["war"]
    if discourse.lifetime.birth or tale.year is None or not tale.is_fresh(FRESH):
        return True
    return any(war["first"].year - BEFORE_WAR <= tale.year <= war["last"].year + AFTER_WAR for war in wars)


FRESH = 40
"""Sentences back to a year that the tale is still in."""
BEFORE_WAR, AFTER_WAR = 3, 12
"""Years in which a war is still "the war", where nobody knows who speaks."""


def read_war_began(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    if not _is_our_war(discourse, language):
        return None
    war = war_of(discourse, language)
    return Reading(
        _month_of(war["first"]),
        0.6 if discourse.lifetime.birth else 0.4,
        _basis(war, discourse.lifetime, "the beginning of"),
    )


def read_war_declared(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    if not _is_our_war(discourse, language):
        return None
    war = war_of(discourse, language)
    day = Span(war["declared"], war["declared"])
    return Reading(day, 0.6 if discourse.lifetime.birth else 0.4, _basis(war, discourse.lifetime, "the declaration of"))


def read_war_ended(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    if not _is_our_war(discourse, language):
        return None
    war = war_of(discourse, language)
    return Reading(
        years_span(war["last"].year),
        0.6 if discourse.lifetime.birth else 0.4,
        _basis(war, discourse.lifetime, "the end of"),
    )


def read_before_war(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """Between the birth and the war; None where nobody knows the birth."""
    lifetime = discourse.lifetime
    war = war_of(discourse, language)
    if lifetime.birth is None or lifetime.birth.first.year >= war["first"].year:
        return None
    span = years_span(lifetime.birth.first.year, war["first"].year)
    return Reading(span, 0.4, _basis(war, lifetime, "before"), moves=False)


def read_war_part(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The first winter of the war", "the last year of the war"."""
    lifetime = discourse.lifetime
    war, which = war_of(discourse, language), phrase.parts.get("which", "")
    if "count" in phrase.parts:
        into = read_number(phrase.parts["count"], language) or 0
        basis = _basis(war, lifetime, f"{into} years into")
        return Reading(years_span(war["first"].year + into), 0.6 if lifetime.birth else 0.4, basis) if into else None
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
    return Reading(span, 0.6 if lifetime.birth else 0.4, _basis(war, lifetime, f"the {which} {name} of"))


def _month_of(day: date) -> Span:
    first, last = edtf_bounds(f"{day:%Y-%m}")
    return Span(first or day, last or day)
